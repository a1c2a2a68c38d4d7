"""How the model paints: denoising strength, guidance, steps, seed, what steers it, and whose shadow falls."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import gradio as gr

from pipelines.core.errors import UserError
from pipelines.estimates import Model, steers_by
from pipelines.refine import Refine
from pipelines.scene import SEEDS
from ui.model_picker import chosen
from ui.state import Visitor
from ui.wiring import Updates, Wiring


class _Dial(NamedTuple):
    """A slider: what it is called, its range, and the model's own value."""

    label: str
    low: float
    high: float
    step: float
    own: Callable[[Any], float]
    usual: float  # shown where the model says nothing
    whole: bool = False


_DIALS = {
    "strength": _Dial("Denoising strength: 0 studio, 1 model", 0.05, 1, 0.05, lambda run: run.strength, 0.6),
    "guidance": _Dial("Guidance scale: how closely it follows the words", 0, 20, 0.5, lambda run: run.guidance, 5),
    "steps": _Dial("Steps of denoising", 1, 80, 1, lambda run: run.steps, 28, whole=True),
}
_CONTROLS: dict[str, tuple[str, ...] | None] = {
    "What suits the model": None, "Edges": ("canny",), "Depth": ("depth",), "Lines": ("lineart",), "Nothing": (),
}  # fmt: skip
_SHADOWS = {"The studio's": "studio", "The model's": "model"}


@dataclass(frozen=True)
class Painting:
    """The components."""

    strength: gr.Slider
    shadow: gr.Radio
    guidance: gr.Slider
    steps: gr.Slider
    seed: gr.Textbox
    dice: gr.Button
    control: gr.Dropdown
    scale: gr.Slider
    own: gr.Button

    @property
    def sliders(self) -> dict[str, gr.Slider]:
        """Those whose own value is the model's."""
        return {"strength": self.strength, "guidance": self.guidance, "steps": self.steps}

    @property
    def inputs(self) -> list[Any]:
        """What makes up the wishes, in the order in which `set_up` takes it."""
        return [*self.sliders.values(), self.shadow, self.seed, self.control, self.scale]

    @property
    def drawn(self) -> list[Any]:
        """What `show` shows."""
        return [*self.inputs, self.own]


def render() -> Painting:
    """Make the components."""
    strength = _slider("strength")
    shadow = gr.Radio(list(_SHADOWS), value="The studio's", label="Shadow of the product", elem_id="paint-shadow")
    with gr.Accordion("More settings", open=False, elem_id="paint-more", elem_classes="group"):
        guidance, steps = _slider("guidance"), _slider("steps")
        with gr.Row(elem_classes="tools"):
            seed = gr.Textbox(label="Seed (empty draws one)", max_length=10, min_width=150, elem_id="paint-seed")
            dice = gr.Button("New seed", size="sm", min_width=80, elem_id="paint-dice")
        control = gr.Dropdown(list(_CONTROLS), value="What suits the model", label="The scene steers by its",
                              elem_id="paint-control")  # fmt: skip
        scale = gr.Slider(0, 2, 0.6, step=0.05, label="How strictly it is steered", buttons=[], elem_id="paint-scale")
        own = gr.Button("Back to the model's own settings", size="sm", elem_id="paint-own")
    return Painting(strength, shadow, guidance, steps, seed, dice, control, scale, own)


def _slider(key: str) -> gr.Slider:
    dial = _DIALS[key]
    about = {"step": dial.step, "label": dial.label, "buttons": [], "elem_id": f"paint-{key}"}
    return gr.Slider(dial.low, dial.high, dial.usual, **about)


def show(part: Painting, visitor: Visitor) -> Updates:
    """The settings as the visitor left them; what they left alone is the model's own."""
    wish, model = visitor.draft.refine, chosen(visitor)
    updates: Updates = {}
    for key, slider in part.sliders.items():
        value = getattr(wish, key)
        updates[slider] = own_value(model, key) if value is None else value
    able = steers_by(model) if model else frozenset()
    offered = [name for name, kinds in _CONTROLS.items() if not kinds or set(kinds) <= able]
    control = next((name for name in offered if _CONTROLS[name] == wish.control), "What suits the model")
    shadow = next(name for name, whose in _SHADOWS.items() if whose == wish.shadow)
    return {
        **updates, part.shadow: shadow, part.seed: "" if wish.seed is None else str(wish.seed),
        part.control: gr.update(choices=offered, value=control, interactive=bool(able)),
        part.scale: gr.update(value=wish.control_scale, interactive=bool(able)),
        part.own: gr.update(interactive=wish != plain(wish)),
    }  # fmt: skip


def own_value(model: Model | None, key: str) -> float:
    """The model's own value for a slider."""
    dial = _DIALS[key]
    return dial.usual if model is None or model.run is None else dial.own(model.run)


def plain(wish: Refine) -> Refine:
    """The same model and seed with nothing wished."""
    return Refine(model=wish.model, seed=wish.seed)


def set_up(visitor: Visitor, *values: Any) -> None:
    """What the controls say; a value that is the model's own is left to it."""
    given = dict(zip((*_DIALS, "shadow", "seed", "control", "control_scale"), values, strict=True))
    model = chosen(visitor)
    for key, dial in _DIALS.items():
        value = given[key]
        own = value is None or abs(value - own_value(model, key)) < 1e-6
        given[key] = None if own else (int(value) if dial.whole else value)
    given |= {
        "shadow": _SHADOWS[given["shadow"]],
        "seed": seed_of(given["seed"]),
        "control": _CONTROLS[given["control"]],
    }
    visitor.draft = replace(visitor.draft, refine=visitor.draft.wished(**given))


def seed_of(text: str | None) -> int | None:
    """The seed that was typed. Raises UserError where it is no whole number within range."""
    plain = (text or "").strip()
    if not plain:
        return None
    if not plain.isascii() or not plain.isdecimal() or int(plain) >= SEEDS:
        raise UserError(f"A seed is a whole number below {SEEDS}; correct it, or leave it empty.")
    return int(plain)


def listen(part: Painting, wiring: Wiring, after: Callable[..., None]) -> None:
    """Wire the events; `after` makes the estimate anew once a change of time is done."""

    def said(visitor: Visitor) -> Updates:
        return {part.own: gr.update(interactive=visitor.draft.refine != plain(visitor.draft.refine))}

    for slider in (part.strength, part.steps):
        after(wiring.change(slider.release, set_up, part.inputs, said))
    for box in (part.guidance.release, part.shadow.input, part.seed.blur, part.control.input, part.scale.release):
        wiring.change(box, set_up, part.inputs, said)
    wiring.change(part.dice.click, roll, [], lambda visitor: show(part, visitor))
    after(wiring.change(part.own.click, reset, [], lambda visitor: show(part, visitor)))


def roll(visitor: Visitor) -> None:
    """Another seed."""
    visitor.draft = replace(visitor.draft, refine=visitor.draft.wished(seed=secrets.randbelow(SEEDS)))


def reset(visitor: Visitor) -> None:
    """The model's own settings."""
    visitor.draft = replace(visitor.draft, refine=plain(visitor.draft.refine))
