"""Corrections to the cutout: brushes over a small preview, a box in numbers, or a ready mask."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import veiled
from pipelines.core.regions import AROUND, KEEP, REMOVE, Hint, parse_box, ready_mask, strokes, together
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from ui.state import Visitor
from ui.wiring import Updates, Wiring

UNSURE = 0.8  # expected IoU below which the seller is asked for a hint
PREVIEW = 800  # longer side of the picture that is painted on, in pixels: light enough for a browser without a GPU

_LEGEND = "".join(
    f'<span><i style="background:{colour}"></i>{text}</span>'
    for colour, text in (
        (KEEP, "belongs to the product"),
        (REMOVE, "does not"),
        (AROUND, "loop: product is within"),
    )
)


@dataclass(frozen=True)
class Correction:
    """The components."""

    panel: gr.Accordion
    editor: gr.ImageEditor
    box: gr.Textbox
    mask: gr.File
    apply: gr.Button


def render() -> Correction:
    """Make the components."""
    with gr.Accordion("Correct the cutout", open=False, visible=False, elem_id="correct") as panel:
        gr.HTML(f'<div class="legend">{_LEGEND}</div>')
        with gr.Column():
            editor = gr.ImageEditor(
                show_label=False, interactive=True, sources=(), transforms=(), layers=False, format="png", type="numpy",
                brush=gr.Brush(default_size=18, colors=[KEEP, REMOVE, AROUND], color_mode="fixed"),
                canvas_size=(PREVIEW, PREVIEW), height=520, elem_id="editor", buttons=["fullscreen"],
            )  # fmt: skip
        apply = gr.Button("Apply the correction", variant="primary", elem_id="apply")
        with gr.Accordion("Exact box, or a mask you already have", open=False, elem_id="exact"):
            box = gr.Textbox(
                label="Box in the photo's pixels: left, top, right, bottom",
                placeholder="120, 80, 2400, 1900",
                elem_id="box",
            )
            mask = gr.File(
                label="Mask of the photo's shape: white is product", file_types=["image"], height=110, elem_id="mask"
            )
    return Correction(panel, editor, box, mask, apply)


def show(correction: Correction, visitor: Visitor) -> Updates:
    """The components for a session; strokes stay until the cutout changes."""
    shot = visitor.session.desk.current
    made = shot.cutout if shot is not None else None
    if not visitor.differs("editor", shot):
        return dict.fromkeys((correction.panel, correction.editor, correction.box, correction.mask), gr.skip())
    return {
        correction.panel: gr.update(visible=made is not None, open=made is not None and made.confidence < UNSURE),
        correction.editor: _canvas(visitor) if made is not None else gr.skip(),
        correction.box: "",
        correction.mask: None,
    }


def _canvas(visitor: Visitor) -> dict[str, Any]:
    shot = visitor.product_shot
    path = visitor.drawn(shot, "veiled", lambda: veiled(shot, PREVIEW))
    return {"background": path, "layers": [], "composite": path}


def listen(correction: Correction, wiring: Wiring, stage: gr.ImageSlider) -> None:
    """Wire the events."""
    wiring.look(correction.panel.expand, _canvas, [], [correction.editor])  # a closed panel's canvas does not draw
    inputs = [correction.editor, correction.mask, correction.box]
    wiring.job(correction.apply.click, correct, inputs, progress_on=[stage])


def correct(visitor: Visitor, engines: Engines, painted: dict[str, Any] | None, mask: str | None, box: str) -> None:
    """Cut out again with what the seller painted, typed or sent, on top of what was said before."""
    shot = visitor.product_shot
    size = shot.photo.size
    said = strokes((painted or {}).get("layers", ()), size)
    if mask:
        said = together(ready_mask(open_photo(mask).photo, size), said, size)
    said = Hint(parse_box(box) or said.box, said.keep, said.remove)
    if said == Hint():
        raise UserError("Nothing is painted yet; paint on the picture with a brush, then apply.")
    earlier = next((step for step in shot.recipe.steps if isinstance(step, CutoutStep)), CutoutStep())
    hint = together(Hint(earlier.box, earlier.keep, earlier.remove), said, size)
    step = CutoutStep(box=hint.box, keep=hint.keep, remove=hint.remove)
    visitor.do(current=cutout(shot, step, engines))
