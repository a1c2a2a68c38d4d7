"""What a model that relights is asked: the product on grey, a start that is lit already, and the light in words.

IC-Light (github.com/lllyasviel/IC-Light) looks at the product on grey 127, and, where it was trained so, at a
background that shows where the light is. Its demonstrations start from such a background, here with the studio's
product on it.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pipelines.core.colour import Bytes, to_srgb8
from pipelines.core.shot import Box, Cutout
from pipelines.core.temperature import tint
from pipelines.diffusion.close_up import about, over, part, plain
from pipelines.diffusion.masks import model_size
from pipelines.diffusion.painting import Request, Traits
from pipelines.diffusion.prompts.fields import MOST, Prompt, cut, text
from pipelines.diffusion.registry import Run

GREY = 127  # 8-bit sRGB
_MARGIN = 0.2  # around the product, of its longer side: room in which light is seen
_MIDDLE, _SWING = 0.22, 0.2  # linear light of the backdrop, and how far its ends are from that in hard light
_SIDES = ("front", "front right", "right", "back right", "back", "back left", "left", "front left")
_SOFTNESS = (0.25, "hard sunlight with crisp shadows"), (0.6, "soft light"), (1.0, "very soft light of a large window")
_WARMTH = (3000, "candle-warm"), (4500, "warm golden"), (6500, "neutral daylight"), (8000, "cool"), (1e9, "cold blue")
_LOW, _HIGH, _OVERHEAD = 15, 40, 75  # degrees


class Light(Protocol):
    """A light as the studio has it: degrees from the camera and above the ground, softness 0–1, kelvin, and fill and
    rim as fractions of the key; fill None is the photo's own."""

    @property
    def azimuth(self) -> float: ...
    @property
    def elevation(self) -> float: ...
    @property
    def softness(self) -> float: ...
    @property
    def kelvin(self) -> float: ...
    @property
    def fill(self) -> float | None: ...
    @property
    def rim(self) -> float: ...


@dataclass(frozen=True, eq=False)
class Asked:
    """A request, and the part of the photo, reaching beyond it perhaps, that its picture covers edge to edge."""

    request: Request
    window: Box


def asked(cutout: Cutout, lit: Bytes, light: Light, words: str, seed: int, run: Run, traits: Traits) -> Asked:
    """What a model is asked that is run so and takes this.

    `lit` (H, W, 3), 8-bit sRGB, is the product in the new light as the studio has it; `words`, the seller's own.
    """
    window = about(cutout.box, _MARGIN)
    frame = window[2] - window[0], window[3] - window[1]
    size = model_size(frame, traits.side(run.side), traits.multiple)
    behind = backdrop(size, light)
    matte = part(cutout.alpha, window, size)
    seen = over(part(cutout.foreground, window, size, GREY), matte, plain(size, GREY))
    positive, negative = text(
        Prompt(subject=cut(words, MOST), style=said(light)),
        product="product", takes_negative="negative" in traits.takes and run.guidance > 1,
    )  # fmt: skip
    return Asked(
        Request(
            prompt=positive, negative=negative, size=size, steps=run.steps, guidance=run.guidance, seed=seed,
            init=over(part(lit, window, size, GREY), matte, behind) if "init" in traits.takes else None,
            strength=run.strength, references=(seen, behind)[: traits.most_references],
        ),
        window,
    )  # fmt: skip


def said(light: Light) -> str:
    """The light in words, as photographs are captioned."""
    soft = next(words for most, words in _SOFTNESS if light.softness <= most)
    warm = next(words for most, words in _WARMTH if light.kelvin < most)
    parts = [f"{soft} {_whence(light)}", f"{warm} light"]
    if light.fill is not None and light.fill < 0.2:
        parts.append("deep shadows")
    if light.fill is not None and light.fill > 0.8:
        parts.append("bright shadows")
    if light.rim > 0.3:
        parts.append("bright rim light on its edges")
    return ", ".join(parts)


def _whence(light: Light) -> str:
    if light.elevation >= _OVERHEAD:
        return "from straight above"
    side = _SIDES[round(light.azimuth / 45) % 8]
    height = "upper " if light.elevation >= _HIGH else "low " if light.elevation < _LOW else ""
    return f"from the {height}{side}"


def backdrop(size: tuple[int, int], light: Light) -> Bytes:
    """A plain wall (h, w, 3), 8-bit sRGB, that the light falls on: bright on its side, evenly lit from the front."""
    azimuth, elevation = np.radians(light.azimuth), np.radians(light.elevation)
    right, up = np.sin(azimuth) * np.cos(elevation), np.sin(elevation) * (1 + np.cos(azimuth)) / 2
    x, y = np.linspace(-1, 1, size[0]), np.linspace(1, -1, size[1])[:, None]
    swing = _SWING * (1 - 0.5 * light.softness)
    level = _MIDDLE + swing * np.clip(right * x + up * y, -1, 1)
    return to_srgb8((level[..., None] * tint(light.kelvin)).astype(np.float32))
