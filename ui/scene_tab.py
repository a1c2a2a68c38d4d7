"""Scene: where the product stands, in what light, with a live preview; and the shots made of it."""

import secrets
from dataclasses import dataclass
from typing import Any

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.preview import before, reduced
from pipelines.core.shot import Shot
from pipelines.scene import Scene, Template, scene, templates
from ui.state import Visitor
from ui.widgets import empty, notice, thumbnails
from ui.wiring import Updates, Wiring

PREVIEW = 768  # longer side of the live preview, in pixels
FINAL = 2000
_THUMBNAIL = 220
_REDUCED = 1280  # longer side of the photo that previews are made from
_FORMATS = {"1:1": 1.0, "4:5": 0.8, "4:3": 4 / 3, "1.91:1": 1.91}
_SLIDERS = {
    "fill": ("Product in the frame", 0.2, 1, 0.01),
    "azimuth": ("Light, left (−) or right (+), °", -180, 180, 1),
    "elevation": ("Height of the light, °", 15, 85, 1),
    "softness": ("Softness of the light", 0, 1, 0.05),
    "shadow": ("Shadow strength", 0, 1, 0.05),
    "reflection": ("Reflection strength", 0, 1, 0.05),
}
_OF_LIGHT = {"azimuth": -45, "elevation": 45, "softness": 0.5}  # shown where a template has no light to change


@dataclass(frozen=True)
class SceneTab:
    """The tab's components."""

    nothing: gr.HTML
    room: gr.Row
    stage: gr.Image
    pair: gr.ImageSlider
    said: gr.HTML
    compare: gr.Checkbox
    styles: gr.HTML
    template: gr.Radio
    format: gr.Radio
    sliders: dict[str, gr.Slider]
    seed: gr.Number
    shuffle: gr.Button
    make: gr.Button
    onward: gr.Button

    @property
    def controls(self) -> list[Any]:
        """The inputs of `look`, in its order."""
        return [self.template, self.format, self.seed, *self.sliders.values()]


def render() -> SceneTab:
    """Make the components."""
    known = templates()
    first = Scene().template
    nothing = gr.HTML(empty("Nothing to stage yet", "Add a photo on the Product tab; its scenes appear here."))
    with gr.Row(visible=False, elem_classes="split") as room:
        with gr.Column(scale=5, min_width=300, elem_classes="stays"):
            stage = gr.Image(show_label=False, interactive=False, elem_id="stage", buttons=["fullscreen"])
            pair = gr.ImageSlider(show_label=False, interactive=False, elem_id="pair", max_height=540, visible=False)
            with gr.Row(elem_classes="tools"):
                compare = gr.Checkbox(label="Compare with the photo", elem_id="compare", min_width=180)
                onward = gr.Button("Export", size="sm", min_width=90, elem_id="to-export")
            said = gr.HTML()
        with gr.Column(scale=4, min_width=280):
            styles = gr.HTML(elem_classes="unseen")
            template = gr.Radio(
                [(t.name, id) for id, t in known.items()], value=first, label="Scene", elem_id="templates"
            )
            make = gr.Button("Make the shot", variant="primary", size="lg", elem_id="make")
            format_ = gr.Radio(
                list(_FORMATS), value="1:1", label="Format", container=False, elem_classes="segments", elem_id="format"
            )
            sliders = {
                key: gr.Slider(low, high, step=step, label=label, elem_id=f"slider-{key}", **_state(known[first], key))
                for key, (label, low, high, step) in _SLIDERS.items()
            }
            with gr.Row(elem_classes="tools"):
                seed = gr.Number(
                    label="Variation", precision=0, minimum=0, maximum=2**31 - 1, min_width=120, elem_id="seed"
                )
                shuffle = gr.Button("New variation", size="sm", min_width=110, elem_id="shuffle")
    return SceneTab(
        nothing, room, stage, pair, said, compare, styles, template, format_, sliders, seed, shuffle, make, onward
    )  # fmt: skip


def _of(template: Template, key: str) -> float:
    """A template's own value for a slider."""
    if key in _OF_LIGHT:
        return getattr(template.stage.light, key) if template.stage else _OF_LIGHT[key]
    return getattr(template, key)


def _state(template: Template, key: str) -> dict[str, Any]:
    """A slider for a template: at its own value, and idle where it would change nothing."""
    idle = template.stage is None and key != "fill"
    return {"value": _of(template, key), "interactive": not idle}


def show(tab: SceneTab, visitor: Visitor) -> Updates:
    """The tab for a session; pictures are drawn anew only for another cutout."""
    shot = visitor.session.desk.current
    ready = shot is not None and shot.cutout is not None
    updates: Updates = {
        tab.nothing: gr.update(visible=not ready),
        tab.room: gr.update(visible=ready),
        tab.seed: visitor.look.seed,
        **dict.fromkeys((tab.styles, tab.stage, tab.pair, tab.said), gr.skip()),
    }
    if visitor.differs("scene", shot) and shot is not None and ready:
        updates |= {tab.styles: thumbnails("#templates", _thumbnails(visitor, shot)), **_stage(tab, visitor)}
    return updates


def show_controls(tab: SceneTab, visitor: Visitor) -> Updates:
    """The controls as the visitor left them, for a page that is opened again."""
    step = visitor.look
    chosen, aspect = templates()[step.template], step.width / step.height
    updates: Updates = {
        tab.template: step.template,
        tab.format: min(_FORMATS, key=lambda name: abs(_FORMATS[name] - aspect)),
        tab.compare: visitor.compare,
    }
    for key, slider in tab.sliders.items():
        changed = getattr(step, key)
        updates[slider] = gr.update(**_state(chosen, key) | ({} if changed is None else {"value": changed}))
    return updates


def _thumbnails(visitor: Visitor, shot: Shot) -> list[str]:
    small = reduced(shot, 2 * _THUMBNAIL)

    def draw(id: str) -> Any:
        step = Scene(template=id, width=_THUMBNAIL, height=_THUMBNAIL, seed=0)
        return lambda: scene(small, step, Engines("studio")).pixels

    return [visitor.drawn(shot, ("template", id), draw(id)) for id in templates()]


def _stage(tab: SceneTab, visitor: Visitor) -> Updates:
    """The live preview: the scene alone, or beside the photo."""
    shot = visitor.small(visitor.product_shot, _REDUCED)
    long = max(visitor.look.width, visitor.look.height)
    step = visitor.look.model_copy(
        update={
            "width": round(visitor.look.width * PREVIEW / long),
            "height": round(visitor.look.height * PREVIEW / long),
        }
    )
    made = scene(shot, step, Engines("studio"))
    after = visitor.picture(made.pixels)
    pair = (visitor.picture(before(made, PREVIEW)), after) if visitor.compare else None
    return {
        tab.stage: gr.update(value=after, visible=not visitor.compare),
        tab.pair: gr.update(value=pair, visible=visitor.compare),
        tab.said: notice("plain", "Preview", made.notes) if made.notes else "",
    }


def listen(tab: SceneTab, wiring: Wiring) -> None:
    """Wire the events."""
    stage = [tab.stage, tab.pair, tab.said]

    def adjust(visitor: Visitor, *values: Any) -> Updates:
        visitor.look = look(*values)
        return _stage(tab, visitor)

    def choose(visitor: Visitor, template: str, format: str, seed: int, *_: float) -> Updates:
        chosen = templates()[template]
        own = [_of(chosen, key) for key in _SLIDERS]
        visitor.look = look(template, format, seed, *own)
        sliders = {slider: gr.update(**_state(chosen, key)) for key, slider in tab.sliders.items()}
        return sliders | _stage(tab, visitor)

    def shuffle(visitor: Visitor, *values: Any) -> Updates:
        visitor.look = look(*values).model_copy(update={"seed": secrets.randbelow(2**31)})
        return {tab.seed: visitor.look.seed, **_stage(tab, visitor)}

    def compare(visitor: Visitor, on: bool) -> Updates:
        visitor.compare = on
        return _stage(tab, visitor)

    for control in (tab.format, tab.seed, *tab.sliders.values()):
        wiring.look(control.input, adjust, tab.controls, stage)
    wiring.look(tab.template.input, choose, tab.controls, [*stage, *tab.sliders.values()])
    wiring.look(tab.shuffle.click, shuffle, tab.controls, [*stage, tab.seed])
    wiring.look(tab.compare.input, compare, [tab.compare], stage)
    wiring.job(tab.make.click, make, tab.controls, progress_on=[tab.stage, tab.pair])


def look(template: str, format: str, seed: int | None, *values: float) -> Scene:
    """The scene that the controls describe; what equals the template's own value is left to the template."""
    own = templates()[template]
    aspect = _FORMATS[format]
    changed = {key: value for key, value in zip(_SLIDERS, values, strict=True) if abs(value - _of(own, key)) > 1e-6}
    width, height = (FINAL, round(FINAL / aspect)) if aspect >= 1 else (round(FINAL * aspect), FINAL)
    return Scene(template=template, width=width, height=height, seed=int(seed or 0), **changed)


def make(visitor: Visitor, engines: Engines, *values: Any) -> None:
    """The shot at full size, added to the contact sheet."""
    visitor.look = look(*values)
    made = scene(visitor.product_shot, visitor.look, engines)
    visitor.do(shots=(*visitor.session.desk.shots, made))
