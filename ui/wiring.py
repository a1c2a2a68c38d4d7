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
from ui.visitors import Visitors

Updates = dict[Component, Any]
Show = Callable[[Visitor], Updates]
"""What a part of the page shows of a visitor's session: always an update for each of its components."""

_KNOCK = "(_, ...values) => [packshot.token, ...values]"
_PICK = "(_, __, ...values) => [packshot.token, packshot.picked(), ...values]"
_BEGIN = "(_, __, ...values) => [...packshot.begin(), ...values]"
_STOP = "() => packshot.stop()"
_END = "() => { packshot.working(-1); return [packshot.token]; }"


@dataclass
class Wiring:
    """What every part of the page needs to wire its events."""

    visitors: Visitors
    token: gr.Textbox  # not shown, like the next two; the scripts above fill in the token of the tab that asks,
    queue: gr.Textbox  # the name of the jobs that its next Cancel stops,
    picked: gr.Textbox  # and the card that was clicked
    use: EngineName
    shows: list[Show] = field(default_factory=list)
    forms: list[Show] = field(default_factory=list)  # what the seller sets: drawn when the desk is swapped
    habits: list[Show] = field(default_factory=list)  # what they set for any product: drawn on a new page
    jobs: list[Dependency] = field(default_factory=list)

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
            [self.token, self.queue, *inputs],
            None,
            js=_BEGIN,
            show_progress="full" if progress_on else "hidden",
            show_progress_on=progress_on,
            api_visibility="private",
        )
        self.jobs.append(done)
        for after in (done.then, done.failure):
            self.draw(after, swaps=swaps, js=_END)
        return done

    def look(
        self,
        trigger: Callable[..., Dependency],
        run: Callable[..., Any],
        inputs: Sequence[Component],
        outputs: Sequence[Component],
        js: str = _KNOCK,
    ) -> Dependency:
        """Run `run(visitor, *inputs)`, which changes nothing that undo knows of, and show what it returns."""

        def quick(token: str, *values: Any) -> Any:
            try:
                return run(self.visitors.of(token), *values)
            except UserError as error:
                raise shown(error) from error

        return trigger(
            quick, [self.token, *inputs], list(outputs), js=js,
            show_progress="hidden", trigger_mode="always_last", api_visibility="private",
        )  # fmt: skip

    def point(
        self, image: gr.Image, run: Callable[[Visitor, float, float], Updates], outputs: Sequence[Component]
    ) -> Dependency:
        """Run `run(visitor, x, y)` for a click on a picture, in its pixels, and show what it returns."""

        def pointed(token: str, at: gr.SelectData) -> Updates:
            try:
                return run(self.visitors.of(token), *map(float, at.index))
            except UserError as error:
                raise shown(error) from error

        return image.select(
            pointed, [self.token], list(outputs), js=_KNOCK, show_progress="hidden", api_visibility="private"
        )

    def change(
        self, trigger: Callable[..., Dependency], run: Callable[..., None], inputs: Sequence[Component], show: Show
    ) -> Dependency:
        """Run `run(visitor, *inputs)`, which changes nothing that undo knows of, and show the visitor by `show`."""

        def changed(visitor: Visitor, *values: Any) -> Updates:
            run(visitor, *values)
            return show(visitor)

        return self.look(trigger, changed, inputs, list(show(Visitor())))

    def pick(self, trigger: Callable[..., Dependency], run: Callable[[Visitor, str], None], show: Show) -> Dependency:
        """The same for a click on one of a part's cards: `run(visitor, id)`; a click beside them does nothing."""
        outputs = list(show(Visitor()))

        def picked(visitor: Visitor, id: str) -> Updates:
            if not id:
                return dict.fromkeys(outputs, gr.skip())
            run(visitor, id)
            return show(visitor)

        return self.look(trigger, picked, [self.picked], outputs, js=_PICK)

    def draw(
        self, trigger: Callable[..., Dependency], *, swaps: bool = False, opens: bool = False, js: str = _KNOCK
    ) -> Dependency:
        """Show the session on `trigger`; with `swaps` also what the seller sets, with `opens` on a new page."""
        shows = [*self.shows, *(self.forms if swaps else ()), *(self.habits if opens else ())]

        def drawn(visitor: Visitor) -> Updates:
            return {component: update for one in shows for component, update in one(visitor).items()}

        def show(token: str) -> Updates:
            visitor = self.visitors.of(token)
            if opens:
                visitor.opened()
            return drawn(visitor)

        everything = list(drawn(Visitor()))
        return trigger(show, [self.token], everything, js=js, show_progress="hidden", api_visibility="private")

    def cancel(self, trigger: Callable[..., Dependency]) -> Dependency:
        """Stop on `trigger` whatever the page has begun: what runs, what waits, what has not reached the server yet."""

        def stop(token: str, queue: str) -> None:
            self.visitors.of(token).stop(queue)
            gr.Info("Stopped. Nothing was changed.", title="Cancelled")

        return trigger(
            stop, [self.token, self.queue], None, js=_STOP, cancels=self.jobs, concurrency_limit=None,
            show_progress="hidden", api_visibility="private",
        )  # fmt: skip

    def _guarded(self, run: Callable[..., None]) -> Callable[..., None]:
        def guarded(token: str, queue: str, bar: Any = gr.Progress(), *values: Any) -> None:  # noqa: B008
            try:
                visitor = self.visitors.of(token)
                with visitor.working(queue):
                    run(visitor, visitor.engines(self.use, bar), *values)
            except UserError as error:
                raise shown(error) from error
            except Cancelled as stopped:  # what would follow on success must not
                raise gr.Error(visible=False, print_exception=False) from stopped

        return guarded


def shown(error: UserError) -> gr.Error:
    """The error as Gradio shows it: a sentence, never markup."""
    return gr.Error(escape(str(error)), duration=15, print_exception=False)
