"""What a procedural material is, and the list of them.

A material is one small function from a plane in centimetres to what light meets there. It must give the same at a place
whatever else is asked for beside it, since pictures are drawn in bands of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Noise


class Skin(NamedTuple):
    """What light meets: linear albedo (h, w, 3), and the relief's height (h, w) in cm where it has one."""

    albedo: Floats
    height: Floats | None = None


Maker = Callable[[Floats, Floats, Floats, Floats, Noise], Skin]
"""(x, z, footprint, tones, noise) → skin. `x`, `z`: (h, w) cm on the surface; `footprint`: (h, w) cm, what a pixel
averages over, below which no detail may remain; `tones`: (n, 3) linear RGB, in the order that the material names
them."""


@dataclass(frozen=True)
class Material:
    """A procedural surface and how it takes light where a template does not say."""

    make: Maker
    tones: tuple[str, ...]  # what each tone is for
    roughness: float  # 0 a mirror, 1 no reflection at all
    metal: bool  # reflects in its own colour, and strongly


MATERIALS: dict[str, Material] = {}


def material(*tones: str, roughness: float = 0.6, metal: bool = False) -> Callable[[Maker], Maker]:
    """Enter the decorated function as a material under its own name."""

    def enter(make: Maker) -> Maker:
        MATERIALS[make.__name__.rstrip("_")] = Material(make, tones, roughness, metal)
        return make

    return enter


def mix(low: Floats, high: Floats, share: Floats) -> Floats:
    """Colours (…, 3) between `low` and `high` by `share` (h, w), 0–1."""
    return low + (high - low) * share[..., None]


def flat(tone: Floats, shape: tuple[int, ...]) -> Floats:
    """One colour (3,) all over."""
    return np.broadcast_to(tone, (*shape, 3))
