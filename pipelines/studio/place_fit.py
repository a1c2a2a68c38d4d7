"""The product fitted to a place, within the bounds of `gain`: side light, warmth and level."""

import numpy as np

from pipelines.core.colour import Floats, luminance, to_srgb8
from pipelines.core.temperature import tint
from pipelines.studio.gain import MOST, field
from pipelines.studio.place_tone import Cast
from pipelines.studio.stage import Light

_LEVEL = 0.5  # share of the difference in level, in stops, that the product takes on: the rest is what is shown
_WARMTH = 0.8  # share of the place's cast


def fitting(
    light: Light, cast: Cast, ground: Floats, levels: tuple[float, float], shape: tuple[int, int], strength: float
) -> Floats:
    """Factors (h, w, 3) over a product's box in a place; `strength` 0–1.

    `ground`: linear colour (3,) at the foot; `levels`: of the place and of the product's own photo, see `level_of`.
    """
    side = field(light.model_copy(update={"kelvin": 5500.0}), (_hex(ground),), shape, strength)
    cooler = tint(cast.kelvin) * np.exp(np.array([0, cast.green, 0], np.float32))
    cooler = (cooler / luminance(cooler)) ** np.float32(_WARMTH * strength)
    level = (max(levels[0], 1e-3) / max(levels[1], 1e-3)) ** (_LEVEL * strength)
    return np.clip(side * cooler * np.float32(np.clip(level, 1 / MOST, MOST)), 1 / MOST, MOST).astype(np.float32)


def _hex(colour: Floats) -> str:
    return "#" + bytes(to_srgb8(colour)).hex()
