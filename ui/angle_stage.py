"""The product turned on its turntable: how it looks from there, what of it the photo shows, and what is made up."""

from dataclasses import dataclass, replace
from html import escape

import gradio as gr

from pipelines.angles import APART, PITCHES, YAWS, Angle, View, angles, apart, confidence_map, turned_of
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.shot import Shot
from pipelines.shot_list import side_name
from ui import live, more_photos, shape
from ui.shape import STUDIED
from ui.state import Visitor
from ui.widgets import badge, notice
from ui.wiring import Updates

TAB = "angles"  # where its jobs are watched
_FEW = 0.05  # share of a side that may be invented before it is called out
_MOSTLY = 0.9  # share of a side that is on the photo where that is good
_SURE = 0.7  # confidence in the shape from which it is called good
_PARTS = {"seen": "Seen", "interpolated": "Interpolated: carried on from it", "invented": "Invented: made up"}
_LEGEND = "".join(f'<span><i class="{kind}"></i>{words}</span>' for kind, words in _PARTS.items())
_BY_PHOTO = "One of your photos shows this side: nothing of it is computed"


@dataclass(frozen=True)
class Stage:
    """The components."""

    picture: gr.Image
    side: gr.HTML
    yaw: gr.Slider
    pitch: gr.Slider
    overlay: gr.Checkbox
    badges: gr.HTML
    said: gr.HTML
    make: gr.Button
    back: gr.Button
    live: live.LivePart


def render() -> Stage:
    """Make the components."""
    picture = gr.Image(show_label=False, interactive=False, elem_id="angle-stage", buttons=["fullscreen"])
    side = gr.HTML(elem_id="angle-side")
    first = Angle()
    yaw = gr.Slider(
        -YAWS, YAWS, first.yaw, step=1, label="Round the product, ° (− from the left)", elem_id="yaw", buttons=[]
    )  # fmt: skip
    pitch = gr.Slider(
        -PITCHES, PITCHES, first.pitch, step=1, label="Up and down, ° (− from below)", elem_id="pitch", buttons=[]
    )  # fmt: skip
    overlay = gr.Checkbox(label="Show what is seen, interpolated and invented", container=False, elem_id="overlay")
    badges = gr.HTML(elem_id="angle-badges")
    with gr.Row(elem_classes="tools"):
        make = gr.Button("Make this angle", variant="primary", size="lg", min_width=160, elem_id="make-angle")
        back = gr.Button("Back view", size="lg", min_width=110, elem_id="back-view")
    following = live.render(TAB)
    return Stage(picture, side, yaw, pitch, overlay, badges, gr.HTML(elem_id="angle-said"), make, back, following)


def step_of(visitor: Visitor) -> Angle:
    """The angle that the visitor set up for the product on the desk; where a photo shows it, that photo's."""
    views = more_photos.views_of(visitor)
    changes = {"proxy": shape.shape_of(visitor), "photos": views}
    return _onto_photo(visitor.draft.angle.model_copy(update=changes), views)


def _onto_photo(step: Angle, views: tuple[View, ...]) -> Angle:
    """The step from just where a photo was taken that shows its side."""
    side = step.yaw, step.pitch
    near = min(views, key=lambda view: apart(side, (view.yaw, view.pitch)), default=None)
    off = 180.0 if near is None else apart(side, (near.yaw, near.pitch))
    if near is None or off > APART or off >= apart(side, (0, 0)):
        return step
    return step.model_copy(update={"yaw": near.yaw, "pitch": near.pitch})


def by_photo(visitor: Visitor) -> bool:
    """Whether one of the added photos shows the side."""
    step = step_of(visitor)
    return (step.yaw, step.pitch) in ((view.yaw, view.pitch) for view in step.photos)


def worded(visitor: Visitor, step: Angle) -> Angle:
    """The step with what the product is, where a model has to know."""
    name = visitor.session.desk.product.name
    return step if step.model is None else step.model_copy(update={"prompt": name[:400]})


def show(stage: Stage, visitor: Visitor) -> Updates:
    """The preview and what it consists of; where this side cannot be shown, why."""
    shot = visitor.session.desk.current
    still = dict.fromkeys((stage.picture, stage.side, stage.badges, stage.said), gr.skip())
    settings = {
        stage.yaw: gr.update(value=_within(visitor.draft.angle.yaw, YAWS)),
        stage.pitch: gr.update(value=_within(visitor.draft.angle.pitch, PITCHES)),
        stage.overlay: visitor.draft.overlay,
    }
    if shot is None or shot.cutout is None:
        return still | settings
    try:
        return settings | _drawn(stage, visitor, step_of(visitor))
    except UserError as error:
        return still | settings | {stage.said: notice("care", "This side is not made", (str(error),))}


def show_turn(stage: Stage, visitor: Visitor) -> Updates:
    """The same while a slider moves, which is left alone."""
    return show(stage, visitor) | dict.fromkeys((stage.yaw, stage.pitch, stage.overlay), gr.skip())


def _within(value: float, most: float) -> float:
    """Where a slider stands; in its middle for a side that only a photo shows."""
    return value if abs(value) <= most else 0.0


def _drawn(stage: Stage, visitor: Visitor, step: Angle) -> Updates:
    small = visitor.small(visitor.product_shot, STUDIED)
    made = angles(small, step, Engines("studio"))
    computed = made.fidelity not in ("locked", "relit")
    over = computed and visitor.draft.overlay
    path = visitor.drawn(small, ("angle", over, step.model_dump_json()),
                         lambda: confidence_map(small, step) if over else made.pixels)  # fmt: skip
    return {
        stage.picture: gr.update(value=path),
        stage.side: f'<p class="side-name">{escape(side_name(step.yaw, step.pitch))}</p>',
        stage.badges: badges_html(small, step, made, visitor.draft.overlay),
        stage.said: notice("plain", "Preview", made.notes) if made.notes else "",
    }


def badges_html(small: Shot, step: Angle, made: Shot, legend: bool) -> str:
    """Which parts are seen, carried on and made up, how sure the shape is, and what follows from it."""
    if made.fidelity in ("locked", "relit"):
        words = "The photo itself" if step.yaw == step.pitch == 0 else _BY_PHOTO
        return f'<p class="badges">{badge("good", words)}</p>'
    known = turned_of(small, step)
    seen, interpolated, invented = known.shares
    parts = [
        badge("good" if seen > _MOSTLY else "plain", f"Seen {seen:.0%}"),
        badge("plain", f"Interpolated {interpolated:.0%}"),
        badge("plain" if invented < _FEW else "care", f"Invented {invented:.0%}"),
        badge("good" if known.sure >= _SURE else "care", f"Shape: {_kind(known.kind)}, {known.sure:.0%} sure"),
        badge("care", "Illustrative: must be reviewed" if made.fidelity == "illustrative" else "Must be reviewed"),
    ]  # fmt: skip
    key = f'<p class="legend parts">{_LEGEND}</p>' if legend else ""
    return f'<p class="badges">{"".join(parts)}</p>{key}'


def _kind(kind: str) -> str:
    return shape.SHAPES.get(kind, kind).split(":")[0].lower()


def turn(visitor: Visitor, yaw: float, pitch: float) -> None:
    """The product from that side."""
    angle = Angle.model_validate(visitor.draft.angle.model_dump() | {"yaw": yaw, "pitch": pitch})
    visitor.draft = replace(visitor.draft, angle=angle)


def veil(visitor: Visitor, on: bool) -> None:
    """Whether what is seen, filled in and made up is shown."""
    visitor.draft = replace(visitor.draft, overlay=on)
