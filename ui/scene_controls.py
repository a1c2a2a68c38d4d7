"""The scene's settings: style, format, and a slider for each wish, grouped as a photographer thinks of them."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

import gradio as gr

from pipelines.scene import LIKELY, Scene, Template, branded, directed, light_of_photo, styles
from ui.state import REDUCED, Visitor
from ui.widgets import notice, spoken
from ui.wiring import Show, Updates, Wiring

FINAL = 2000  # longer side of a finished shot, in pixels
FORMATS = {"1:1": 1.0, "4:5": 0.8, "4:3": 4 / 3, "1.91:1": 1.91}
_LOCKED = (
    "A main image is the untouched product on pure white, as stores ask for. Style, light, camera, surface and "
    "shadow are therefore locked; only the product's size in the frame can be set."
)


class Dial(NamedTuple):
    """A slider: what it is called, its range, and where a template says its own value."""

    label: str
    low: float
    high: float
    step: float
    own: Callable[[Template], float]
    plain: float = 0.0  # shown where there is no stage


_GROUPS: dict[str, dict[str, Dial]] = {
    "Light": {
        "azimuth": Dial("Direction, ° (− is left)", -180, 180, 1, lambda t: _stage(t).light.azimuth, -45),
        "elevation": Dial("Height, °", 10, 88, 1, lambda t: _stage(t).light.elevation, 45),
        "softness": Dial("Softness", 0, 1, 0.05, lambda t: _stage(t).light.softness, 0.5),
        "kelvin": Dial("Warmth, kelvin", 2000, 12000, 50, lambda t: _stage(t).light.kelvin, 5500),
        "fill_light": Dial("Fill light", 0, 2, 0.05, lambda t: _stage(t).light.fill, 0.5),
        "rim": Dial("Rim light from behind", 0, 1, 0.05, lambda t: _stage(t).light.rim),
    },
    "Camera": {
        "pitch": Dial("Looking down, °", -10, 90, 1, lambda t: _stage(t).view.pitch),
        "f_number": Dial("Aperture, f/", 1.4, 32, 0.1, lambda t: _stage(t).view.f_number, 8),
    },
    "Surface": {
        "turn": Dial("Turn of the pattern, °", -180, 180, 1, lambda t: _stage(t).ground.turn),
        "roughness": Dial("Roughness (0: a mirror)", 0, 1, 0.01, lambda t: _stage(t).ground.gloss, 1),
        "reflection": Dial("Reflection", 0, 1, 0.05, lambda t: t.reflection),
    },
    "Placement": {
        "fill": Dial("Size in the frame", 0.1, 1, 0.01, lambda t: t.fill),
        "below": Dial("Height in the frame", 0, 1, 0.01, lambda t: t.below),
        "across": Dial("Sideways (− is left)", -1, 1, 0.01, lambda t: 0),
    },
    "Product": {
        "shadow": Dial("Shadow strength", 0, 1, 0.05, lambda t: t.shadow),
        "gain": Dial("Fit to the scene's light", 0, 1, 0.05, lambda t: t.gain),
        "translucency": Dial("Translucency", 0, 1, 0.05, lambda t: t.translucency),
    },
}
DIALS = {key: dial for group in _GROUPS.values() for key, dial in group.items()}
_HELD = ("softness", "kelvin", "fill", "below", "shadow")  # what a brand guide may hold within limits


def _stage(template: Template) -> Any:
    return template.stage


@dataclass(frozen=True)
class Controls:
    """The components."""

    style: gr.Dropdown
    when: gr.HTML
    format: gr.Radio
    scale: gr.HTML
    locked: gr.HTML
    as_photo: gr.Button
    reset: gr.Button
    sliders: dict[str, gr.Slider]


def render_style() -> tuple[gr.Dropdown, gr.HTML, gr.Radio, gr.HTML]:
    """What comes before the sliders."""
    names = [("As the scene has it", ""), *((style.name, id) for id, style in styles().items())]
    style = gr.Dropdown(names, value="", label="Style", elem_id="style")
    when = gr.HTML(elem_id="when", visible=False)
    format_ = gr.Radio(
        list(FORMATS), value="1:1", label="Format", container=False, elem_classes="segments", elem_id="format"
    )
    return style, when, format_, gr.HTML(elem_id="scale")


def render(moved: gr.HTML) -> Controls:
    """Make the components; `moved` is shown where the product is fitted to the light."""
    style, when, format_, scale = render_style()
    locked = gr.HTML(elem_id="locked", visible=False)
    sliders: dict[str, gr.Slider] = {}
    first = directed(Scene())
    for name, dials in _GROUPS.items():
        with gr.Accordion(name, open=name == "Light", elem_id=f"group-{name.lower()}", elem_classes="group"):
            if name == "Light":
                as_photo = gr.Button("Light as in the photo", size="sm", elem_id="as-photo")
            for key, dial in dials.items():
                sliders[key] = _slider(key, dial, first)
            if name == "Product":
                moved.render()
    reset = gr.Button("Back to the scene's own settings", size="sm", elem_id="reset")
    return Controls(style, when, format_, scale, locked, as_photo, reset, sliders)


def _slider(key: str, dial: Dial, template: Template) -> gr.Slider:
    return gr.Slider(
        dial.low, dial.high, step=dial.step, label=dial.label, elem_id=f"slider-{key}", buttons=[],
        value=_own(template, key), interactive=not _idle(template, key),
    )  # fmt: skip


def _own(template: Template, key: str) -> float:
    """A template's own value for a slider."""
    if template.stage is None and key not in ("fill", "below", "across"):
        return DIALS[key].plain
    return DIALS[key].own(template)


def _idle(template: Template, key: str) -> bool:
    """Whether a slider would change nothing of such a template, or must not."""
    return template.stage is None and key != "fill"


def bare(step: Scene) -> Scene:
    """The step without wishes: template, style and brand decide."""
    kept = ("template", "style", "like", "brand", "width", "height", "seed", "size_cm")
    return Scene(**{key: getattr(step, key) for key in kept})


def show(controls: Controls, visitor: Visitor) -> Updates:
    """The settings as the visitor left them."""
    step = visitor.step
    own, aspect = directed(bare(step)), step.width / step.height
    locked = own.stage is None
    return {
        controls.style: gr.update(value=step.style or "", interactive=not locked),
        controls.when: spoken(_when(step.style, locked)),
        controls.format: min(FORMATS, key=lambda name: abs(FORMATS[name] - aspect)),
        controls.scale: _scale(visitor),
        controls.locked: spoken(notice("plain", "Locked", (_LOCKED,)) if locked else ""),
        controls.as_photo: gr.update(interactive=not locked),
        controls.reset: gr.update(interactive=step != bare(step)),
        **{slider: gr.update(**_state(step, own, key)) for key, slider in controls.sliders.items()},
    }


def _state(step: Scene, own: Template, key: str) -> dict[str, Any]:
    """A slider for a step: its value, the range that the brand leaves, and idle where it would change nothing."""
    wish = getattr(step, key)
    value = _own(own, key) if wish is None or _idle(own, key) else wish
    low, high = DIALS[key].low, DIALS[key].high
    if step.brand is not None and key in _HELD and own.stage is not None:
        low, high = (held(step.model_copy(update={key: end}), key) for end in (low, high))
    return {
        "value": value, "minimum": min(low, value), "maximum": max(high, value), "interactive": not _idle(own, key),
    }  # fmt: skip


def held(step: Scene, key: str) -> float:
    """What the step's brand makes of the step's wish."""
    assert step.brand is not None
    return _own(branded(directed(step.model_copy(update={"brand": None})), step.brand), key)


def within(step: Scene) -> Scene:
    """The step with every wish moved into the range that its brand leaves."""
    if step.brand is None or directed(step).stage is None:
        return step
    changed = {key: held(step, key) for key in _HELD if getattr(step, key) is not None}
    return step.model_copy(update=changed)


def _when(style: str | None, locked: bool) -> str:
    if locked or style is None:
        return ""
    known = styles()[style]
    return f'<p class="note">{escape(known.when)} {escape(known.avoid)}</p>'


def _scale(visitor: Visitor) -> str:
    size = visitor.step.size_cm
    if size is None:
        text = "Product size: not given, so the scene's usual size is taken. Enter it on the Product tab."
    else:
        text = f"Product size: {size:g} cm on its longest side; surfaces and set are scaled to it."
    return f'<p class="note">{text}</p>'


def dialled(step: Scene, values: dict[str, float]) -> dict[str, Any]:
    """The step's wishes from the sliders' values; what equals the template's own is left to the template."""
    own = directed(bare(step))
    return {
        key: Scene.model_fields[key].default if _idle(own, key) or abs(value - _own(own, key)) < 1e-6 else value
        for key, value in values.items()
    }


def adjust(visitor: Visitor, format: str, *values: float) -> None:
    """What the controls say."""
    aspect = FORMATS[format]
    width, height = (FINAL, round(FINAL / aspect)) if aspect >= 1 else (round(FINAL * aspect), FINAL)
    changed = dialled(visitor.step, dict(zip(DIALS, values, strict=True)))
    visitor.look = visitor.look.model_copy(update={"width": width, "height": height, **changed})


def listen(controls: Controls, wiring: Wiring, scene_of: Show, dial: Callable[..., None]) -> None:
    """Wire the events; `scene_of` shows all that follows from the look, `dial` draws while a slider moves."""
    inputs = [controls.format, *controls.sliders.values()]

    def style(visitor: Visitor, id: str | None) -> None:
        visitor.look = visitor.look.model_copy(update={"style": id or None})

    def reset(visitor: Visitor) -> None:
        visitor.look = bare(visitor.look)

    for control in inputs:
        dial(control.input, adjust, inputs)
    wiring.change(controls.style.input, style, [controls.style], scene_of)
    wiring.change(controls.reset.click, reset, [], scene_of)
    wiring.change(controls.as_photo.click, light_as_in_photo, [], scene_of)


def light_as_in_photo(visitor: Visitor) -> None:
    """The key light from where the photo shows it."""
    azimuth, elevation, sure = light_of_photo(visitor.small(visitor.product_shot, REDUCED))
    low, high = DIALS["elevation"].low, DIALS["elevation"].high
    wished = {"azimuth": round(azimuth), "elevation": round(min(max(elevation, low), high))}
    visitor.look = visitor.look.model_copy(update=wished)
    if sure < LIKELY:
        gr.Info("The light in this photo is hard to read; look whether the shadow agrees with the product.")
