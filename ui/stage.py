"""The live preview of the scene: alone, or beside the photo; and what there is to say of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from time import sleep

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from pipelines.core.engines import Engines
from pipelines.core.preview import before
from pipelines.core.shot import Shot
from pipelines.scene import FITTED, Scene, scene
from ui.state import REDUCED, Visitor
from ui.widgets import notice, spoken
from ui.wiring import Updates, Wiring

PREVIEW = 768  # longer side of the live preview, in pixels
_DRAFT = 400  # and of what is shown while a slider moves
_STILL = 0.2  # seconds for which nothing must have moved before the draft is drawn anew


@dataclass(frozen=True)
class Stage:
    """The components."""

    picture: gr.Image
    pair: gr.ImageSlider
    said: gr.HTML
    make: gr.Button
    compare: gr.Checkbox
    onward: gr.Button
    moved: gr.HTML


def render() -> Stage:
    """Make the components."""
    picture = gr.Image(show_label=False, interactive=False, elem_id="stage", buttons=["fullscreen"])
    pair = gr.ImageSlider(show_label=False, interactive=False, elem_id="pair", max_height=540, visible=False)
    make = gr.Button("Make the shot", variant="primary", size="lg", elem_id="make")
    with gr.Row(elem_classes="tools"):
        compare = gr.Checkbox(label="Compare with the photo", container=False, elem_id="compare", min_width=180)
        onward = gr.Button("Export", size="sm", min_width=90, elem_id="to-export")
    return Stage(
        picture,
        pair,
        gr.HTML(elem_id="said", visible=False),
        make,
        compare,
        onward,
        gr.HTML(elem_id="moved", visible=False, render=False),
    )


def show(stage: Stage, visitor: Visitor) -> Updates:
    """The preview for the visitor's look; left alone while there is no cutout."""
    shot = visitor.session.desk.current
    if shot is None or shot.cutout is None:
        return dict.fromkeys((stage.picture, stage.pair, stage.said, stage.compare, stage.moved), gr.skip())
    made, pictures = _drawn(stage, visitor, PREVIEW)
    fitted = [note for note in made.notes if note.startswith(FITTED)]
    others = tuple(note for note in made.notes if note not in fitted)
    return {
        **pictures,
        stage.said: spoken(notice("plain", "Preview", others) if others else ""),
        stage.compare: visitor.compare,
        stage.moved: spoken(f'<p class="note">{escape(fitted[0])}</p>' if fitted else ""),
    }


def _drawn(stage: Stage, visitor: Visitor, longest: int) -> tuple[Shot, Updates]:
    made = scene(visitor.small(visitor.product_shot, REDUCED), sized(visitor.step, longest), Engines("studio"))
    after = visitor.picture(made.pixels)
    pair = (visitor.picture(before(made, longest)), after) if visitor.compare else None
    return made, {
        stage.picture: gr.update(value=after, visible=not visitor.compare),
        stage.pair: gr.update(value=pair, visible=visitor.compare),
    }


def sized(step: Scene, longest: int) -> Scene:
    """The step with a longer side of `longest` px."""
    long = max(step.width, step.height)
    size = {"width": round(step.width * longest / long), "height": round(step.height * longest / long)}
    return step.model_copy(update=size)


def dial(
    stage: Stage,
    wiring: Wiring,
    trigger: Callable[..., Dependency],
    run: Callable[..., None],
    inputs: Sequence[Component],
) -> None:
    """Change the look on `trigger`: a draft answers at once, and the preview follows when nothing moves any more."""

    def draft(visitor: Visitor) -> Updates:
        return _drawn(stage, visitor, _DRAFT)[1] if visitor.session.desk.current else skipped

    def settle(visitor: Visitor) -> Updates:
        look = visitor.look
        sleep(_STILL)
        return show(stage, visitor) if visitor.look is look else dict.fromkeys(everything, gr.skip())

    skipped, everything = dict.fromkeys((stage.picture, stage.pair), gr.skip()), list(show(stage, Visitor()))
    drafted = wiring.change(trigger, run, inputs, draft)
    wiring.look(drafted.success, settle, [], everything)


def listen(stage: Stage, wiring: Wiring) -> None:
    """Wire the events."""

    def compare(visitor: Visitor, on: bool) -> None:
        visitor.compare = on

    wiring.change(stage.compare.input, compare, [stage.compare], lambda visitor: show(stage, visitor))
