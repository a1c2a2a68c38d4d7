"""How a job hangs on a button: the visitor's lock, progress, cancel, errors as sentences, and the page drawn anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from pipelines.core.engines import EngineName
from pipelines.core.errors import Cancelled, UserError
from ui.state import Visitor

Updates = dict[Component, Any]
Show = Callable[[Visitor], Updates]
"""What a part of the page shows of a visitor's session: always an update for each of its components."""

_START = "(...values) => { document.body.classList.add('working'); return values; }"
_END = "(...values) => { document.body.classList.remove('working'); return values; }"


@dataclass
class Wiring:
    """What every part of the page needs to wire its events."""

    visitor: gr.State
    use: EngineName
    shows: list[Show] = field(default_factory=list)
    forms: list[Show] = field(default_factory=list)  # typed fields: drawn when the desk is swapped

    def job(
        self,
        trigger: Callable[..., Dependency],
        run: Callable[..., None],
        inputs: Sequence[Component] = (),
        *,
        progress_on: list[Component] | None = None,
        swaps: bool = False,
    ) -> Dependency:
        """Run `run(visitor, engines, *inputs)` on `trigger`, then draw the page; returns what follows on success."""
        done = trigger(
            self._guarded(run),
            [self.visitor, *inputs],
            [self.visitor],
            js=_START,
            show_progress="full" if progress_on else "hidden",
            show_progress_on=progress_on,
            api_visibility="private",
        )
        self.draw(done.then, swaps=swaps, js=_END)
        return done

    def look(
        self,
        trigger: Callable[..., Dependency],
        run: Callable[..., Any],
        inputs: Sequence[Component],
        outputs: Sequence[Component],
    ) -> Dependency:
        """Run `run(visitor, *inputs)`, which changes nothing that undo knows of, and show what it returns."""

        def quick(visitor: Visitor | None, *values: Any) -> Any:
            try:
                return run(visitor or Visitor(), *values)
            except UserError as error:
                raise shown(error) from error

        return trigger(
            quick, [self.visitor, *inputs], list(outputs),
            show_progress="hidden", trigger_mode="always_last", api_visibility="private",
        )  # fmt: skip

    def draw(self, trigger: Callable[..., Dependency], *, swaps: bool = False, js: str | None = None) -> Dependency:
        """Show the session on `trigger`; with `swaps` also in the fields that the seller types in."""
        shows = [*self.shows, *(self.forms if swaps else ())]
        blank = Visitor()

        def show(visitor: Visitor | None) -> Updates:
            visitor = visitor or blank
            return {component: update for one in shows for component, update in one(visitor).items()}

        return trigger(show, [self.visitor], list(show(None)), js=js, show_progress="hidden", api_visibility="private")

    def _guarded(self, run: Callable[..., None]) -> Callable[..., Visitor]:
        def guarded(visitor: Visitor | None, bar: Any = gr.Progress(), *values: Any) -> Visitor:  # noqa: B008
            visitor = visitor or Visitor()
            try:
                with visitor.working():
                    run(visitor, visitor.engines(self.use, bar), *values)
            except UserError as error:
                raise shown(error) from error
            except Cancelled:
                gr.Info("Stopped. Nothing was changed.", title="Cancelled")
            return visitor

        return guarded


def shown(error: UserError) -> gr.Error:
    """The error as Gradio shows it: a sentence, never markup."""
    return gr.Error(escape(str(error)), title="Not done", duration=None, print_exception=False)
