"""A look laid over any template, read from `presets/styles/*.yaml`: light, camera, finish and tones."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Self

import numpy as np
from pydantic import Field, model_validator

from pipelines.core.data import PRESETS, read_folder
from pipelines.core.oklab import hex_to_oklab, oklab_to_hex
from pipelines.studio.stage import Colour, Data, Finish, Light, View
from pipelines.studio.template import Template

_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Tones(Data):
    """What happens to every colour of ground, set and backdrop, in OKLab, in the order of the fields."""

    span: tuple[float, float] | None = Field(None, description="lightness 0–1 that black and white become; keeps order")
    lightness: float = Field(0, ge=-0.5, le=0.5, description="added to the lightness, 0–1")
    saturation: float = Field(1, ge=0, le=2, description="factor of the chroma; 0 is grey")
    hue_toward: Colour | None = Field(None, description="whose hue and chroma the tones are drawn to")
    amount: float = Field(0, ge=0, le=1, description="how far: 1 leaves only the lightness a tone's own")

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        if self.span is not None and not 0 <= self.span[0] <= self.span[1] <= 1:
            raise ValueError("span is two numbers from 0 to 1, the darker first")
        if bool(self.amount) != (self.hue_toward is not None):
            raise ValueError("hue_toward and amount (above 0, at most 1) go together")
        return self

    def of(self, colour: str) -> str:
        """`#rrggbb` → `#rrggbb`."""
        lab = hex_to_oklab(colour)
        low, high = self.span or (0, 1)
        lab[0] = np.clip(low + (high - low) * lab[0] + self.lightness, 0, 1)
        lab[1:] *= self.saturation
        return oklab_to_hex(lab) if self.hue_toward is None else mixed_hue(lab, self.hue_toward, self.amount)


class Style(Data):
    """A look. Of `light`, `view` and `finish` only what the file names is changed; `gobo: null` takes a gobo away."""

    name: str = Field(max_length=60)
    when: str = Field(min_length=20, max_length=300, description="when to use it, in one or two sentences")
    avoid: str = Field(min_length=10, max_length=300, description="when not")
    light: Light = Light()
    view: View = View()
    finish: Finish = Finish()
    shadow: float | None = Field(None, ge=0, le=1, description="strength of shadow and occlusion")
    reflection: float | None = Field(None, ge=0, le=1, description="strength of the mirror image")
    fill: float | None = Field(None, ge=0.1, le=1, description="larger of box / frame in width and in height")
    below: float | None = Field(None, ge=0, le=1, description="share of the free height that lies below the product")
    tones: Tones = Tones()


def styled(template: Template, style: Style) -> Template:
    """The template under that look, validated anew. A template without a stage, such as a main image, stays as it is.

    The camera's pitch belongs to the pose: a style tilts it only where the product stands.
    """
    if template.stage is None:
        return template
    changes = style.model_dump(exclude_unset=True, exclude={"name", "when", "avoid", "tones"})
    parts = {key: changes.pop(key) for key in ("light", "view", "finish") if key in changes}
    if template.pose != "standing":
        parts.get("view", {}).pop("pitch", None)
    whole = template.model_dump()
    whole["stage"] = toned(whole["stage"], style.tones.of)
    return Template.model_validate(laid(whole, {**changes, "stage": parts}))


def laid(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with the leaves of `over` in place of its own; neither is changed."""
    both = {key: laid(base[key], new) if isinstance(new, dict) else new for key, new in over.items()}
    return {**base, **both}


def toned(data: Any, tone: Callable[[str], str]) -> Any:
    """The same nest of mappings and sequences with `tone` applied to every `#rrggbb` in it."""
    if isinstance(data, dict):
        return {key: toned(value, tone) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return tuple(toned(value, tone) for value in data)
    return tone(data) if isinstance(data, str) and _COLOUR.fullmatch(data) else data


def mixed_hue(lab: np.ndarray, target: str, amount: float) -> str:
    """OKLab (3,) with its hue and chroma drawn to the target's by `amount`, 0–1, its lightness kept → `#rrggbb`."""
    return oklab_to_hex(np.append(lab[0], lab[1:] + amount * (hex_to_oklab(target)[1:] - lab[1:])))


@cache
def styles() -> dict[str, Style]:
    """Every style by its id, the file's name. Raises DataError."""
    return read_folder(PRESETS / "styles", Style)
