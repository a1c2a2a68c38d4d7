"""The light's settings: the dome, a slider for each wish, and the product's shape."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import gradio as gr

from pipelines.relight import Relight, light_of, studied
from ui import light_dome, model_choice, shape
from ui.light_stage import wished
from ui.shape import STUDIED
from ui.state import Visitor
from ui.wiring import Updates

_GROUPS: dict[str, tuple[str, ...]] = {
    "Direction and softness": ("azimuth", "elevation", "softness"),
    "Colour and brightness": ("kelvin", "exposure"),
    "Fill and rim": ("fill", "rim"),
    "How much is changed": ("strength", "most"),
}
_OPEN = "Direction and softness"


class Dial(NamedTuple):
    """A slider: what it is called, its range and its step."""

    label: str
    low: float
    high: float
    step: float


DIALS: dict[str, Dial] = {
    "azimuth": Dial("Direction, ° (− is left)", -180, 180, 1),
    "elevation": Dial("Height, °", 0, 90, 1),
    "softness": Dial("Softness (0: the sun)", 0, 1, 0.05),
    "kelvin": Dial("Warmth, kelvin", 2000, 12000, 50),
    "exposure": Dial("Exposure, stops", -2, 2, 0.05),
    "fill": Dial("Fill light", 0, 2, 0.05),
    "rim": Dial("Rim light from behind", 0, 1, 0.05),
    "strength": Dial("How far the light is changed", 0, 1, 0.05),
    "most": Dial("Largest change, ΔE2000", 1, 60, 1),
}


@dataclass(frozen=True)
class Controls:
    """The components."""

    dome: gr.HTML
    as_photo: gr.Button
    reset: gr.Button
    sliders: dict[str, gr.Slider]
    neutral: gr.Checkbox
    own_fill: gr.Checkbox
    floor: gr.Checkbox
    shape: gr.Dropdown
    model: gr.Dropdown

    @property
    def inputs(self) -> list[Any]:
        """What `adjust` takes."""
        return [self.neutral, self.own_fill, self.floor, *self.sliders.values()]

    @property
    def direction(self) -> list[Any]:
        """What the dome stands for."""
        return [self.sliders["azimuth"], self.sliders["elevation"]]


def render() -> Controls:
    """Make the components."""
    dome, sliders = light_dome.render(), dict[str, gr.Slider]()
    with gr.Row(elem_classes="tools"):
        as_photo = gr.Button("As in the photo", size="sm", min_width=110, elem_id="light-as-photo")
        reset = gr.Button("Back to the start", size="sm", min_width=110, elem_id="light-reset")
    boxes = {}
    for name, keys in _GROUPS.items():
        with gr.Accordion(name, open=name == _OPEN, elem_id=f"light-{keys[0]}-group", elem_classes="group"):
            if "kelvin" in keys:
                boxes["neutral"] = gr.Checkbox(label="Take the colour cast out", elem_id="light-neutral")
            if "fill" in keys:
                boxes["fill"] = gr.Checkbox(True, label="Fill as the photo has it", elem_id="light-own-fill")
            if "strength" in keys:
                boxes["floor"] = gr.Checkbox(True, label="Let the shadow on the photo's ground follow", elem_id="floor")
            sliders |= {key: _slider(key) for key in keys}
    shape_, model = shape.render("light-shape"), model_choice.render("light-model")
    return Controls(
        dome, as_photo, reset, sliders, boxes["neutral"], boxes["fill"], boxes["floor"], shape_, model
    )  # fmt: skip


def _slider(key: str) -> gr.Slider:
    label, low, high, step = DIALS[key]
    value = getattr(Relight(), key)
    return gr.Slider(
        low, high, low if value is None else value, step=step, label=label, elem_id=f"light-{key}", buttons=[],
        interactive=value is not None,
    )  # fmt: skip


def show(controls: Controls, visitor: Visitor) -> Updates:
    """The settings as the visitor left them; the photo's own light is on the dome once it is known."""
    step = wished(visitor)
    values = {key: getattr(step, key) for key in DIALS}
    values["fill"] = values["fill"] if step.fill is not None else _own_fill(visitor)
    sliders = {slider: gr.update(value=_on_scale(key, values[key])) for key, slider in controls.sliders.items()}
    sliders[controls.sliders["fill"]]["interactive"] = step.fill is not None
    return {
        **sliders,
        controls.dome: _dome(visitor, step),
        controls.neutral: step.neutral,
        controls.own_fill: step.fill is None,
        controls.floor: step.floor,
        controls.model: model_choice.shown("relight", step.model),
        controls.shape: shape.shape_of(visitor) or "",
    }


def show_fill(controls: Controls, visitor: Visitor) -> Updates:
    """The fill slider, which is idle while the photo's own fill stays."""
    own = wished(visitor).fill is None
    shown = {"value": _on_scale("fill", _own_fill(visitor))} if own else {}
    return {controls.sliders["fill"]: gr.update(interactive=not own, **shown)}


def _on_scale(key: str, value: float) -> float:
    """The nearest value that a slider can show."""
    _, low, high, step = DIALS[key]
    return min(max(round(round(value / step) * step, 3), low), high)


def _own_fill(visitor: Visitor) -> float:
    shot = visitor.session.desk.current
    if shot is None or shot.cutout is None:
        return 0.0
    small = visitor.small(shot, STUDIED)
    assert small.cutout is not None
    return studied(small.photo, small.cutout, None).light.fill or 0.0


def _dome(visitor: Visitor, step: Relight) -> str:
    shot = visitor.session.desk.current
    if shot is None or shot.cutout is None:
        return light_dome.html(step.azimuth, step.elevation)
    own = light_of(visitor.small(shot, STUDIED))
    return light_dome.html(step.azimuth, step.elevation, (own.azimuth, own.elevation), light_dome.icon(visitor, shot))


def adjust(visitor: Visitor, neutral: bool, own_fill: bool, floor: bool, *values: float) -> None:
    """What the controls say."""
    given = dict(zip(DIALS, values, strict=True))
    keep(visitor, neutral=neutral, floor=floor, **given | {"fill": None if own_fill else given["fill"]})


def turn(visitor: Visitor, azimuth: float, elevation: float) -> None:
    """The light from where the dome has it."""
    keep(visitor, azimuth=_on_scale("azimuth", azimuth), elevation=_on_scale("elevation", elevation))


def keep(visitor: Visitor, **changes: Any) -> None:
    """The light with changes; checked. Raises pydantic's ValidationError."""
    light = Relight.model_validate(visitor.draft.light.model_dump() | changes)
    visitor.draft = replace(visitor.draft, light=light)


def as_in_photo(visitor: Visitor) -> None:
    """The light from where the photo shows it, and nothing else of it changed."""
    own = light_of(visitor.small(visitor.product_shot, STUDIED))
    direction = {key: _on_scale(key, getattr(own, key)) for key in ("azimuth", "elevation", "softness")}
    keep(visitor, **direction, kelvin=5500, exposure=0, fill=None, rim=0, neutral=False)


def start_again(visitor: Visitor) -> None:
    """The light that everybody begins with."""
    visitor.draft = replace(visitor.draft, light=Relight())
