"""A long job while it runs: how far it is and, where a model works, its five stages and the picture so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from pipelines.core.engines import Stage
from ui.state import Live, Visitor
from ui.widgets import spoken
from ui.wiring import Updates, Wiring

_BEAT = 0.7  # seconds between two looks
_STAGES: dict[Stage, str] = {
    "model": "Model", "prompt": "Prompt", "noise": "Noise", "denoising": "Denoising", "render": "Render",
}  # fmt: skip
_START = "() => ({__type__: 'update', active: true})"
_WAITS = "() => [packshot.token, packshot.waits()]"


@dataclass(frozen=True)
class LivePart:
    """The components; `tab` is whose jobs are shown."""

    tab: str
    stages: gr.HTML
    beat: gr.Timer
    over: gr.Timer


def render(tab: str) -> LivePart:
    """Make the components."""
    stages = gr.HTML(elem_id=f"{tab}-live", visible=False)
    return LivePart(tab, stages, gr.Timer(_BEAT, active=False), gr.Timer(_BEAT, active=False))


def show(part: LivePart, visitor: Visitor) -> Updates:
    """Where the job is; nothing while none runs."""
    live = _of(part, visitor)
    return {
        part.stages: spoken(html(live, visitor.stopping) if live else ""),
        part.beat: gr.update(active=live is not None),
        part.over: gr.update(active=False),
    }


def _of(part: LivePart, visitor: Visitor) -> Live | None:
    live = visitor.live
    return live if live is not None and live.tab == part.tab else None


def html(live: Live, stopping: bool = False) -> str:
    """What is being done and a bar; where a model works the five stages, the one under way marked."""
    order = list(_STAGES)
    at = order.index(live.stage) if live.stage else -1
    rows = "".join(
        f'<li class="{"done" if i < at else "now" if i == at else "later"}">{name}</li>'
        for i, name in enumerate(_STAGES.values())
    )
    said = "Stopping after this step" if stopping else live.message
    title = f"<strong>{escape(live.title)}</strong> " if live.title else ""
    passes = f'<ol class="passes">{rows}</ol>' if live.title or live.stage else ""
    return (
        f'<div class="live" role="status"><p>{title}<span>{escape(said)}</span></p>{passes}'
        f'<div class="bar"><i style="width:{min(max(live.fraction, 0), 1):.0%}"></i></div></div>'
    )


def listen(part: LivePart, wiring: Wiring, starts: Sequence[gr.Button], picture: gr.Image) -> None:
    """Wire the events: `starts` begin a job, of which `picture` shows the picture so far.

    To be called before the jobs are wired: what hangs on one click is done in that order, each after the other.
    """
    nothing = dict.fromkeys((part.stages, picture, part.beat, part.over), gr.skip())

    def look(visitor: Visitor, waits: str) -> Updates:
        live = _of(part, visitor)
        if live is None:  # a page that was opened anew meanwhile waits for no answer: it is drawn by `over`
            gone: dict[Any, Any] = {part.beat: gr.update(active=False), part.over: gr.update(active=True)}
            return nothing if waits else nothing | gone
        shown = nothing | {part.stages: spoken(html(live, visitor.stopping))}
        return shown if live.picture is None else shown | {picture: gr.update(value=visitor.frame(live.picture))}

    for start in starts:
        start.click(None, None, part.beat, js=_START, show_progress="hidden", api_visibility="private")
    wiring.look(part.beat.tick, look, [wiring.picked], list(nothing), js=_WAITS)
    wiring.draw(part.over.tick)
