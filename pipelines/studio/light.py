"""How brightly the key light falls on a sheet of the world."""

from math import cos, radians, sin

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.surface import Surface
from pipelines.studio.template import Light

_BACKDROP = 0.6  # key that an upright sheet gets at least: backdrops have a light of their own
_AWAY = 6.0  # how far the lamp stands from the product, in product sizes


def irradiance(across: Floats, surface: Surface, light: Light, size: float) -> Floats:
    """Unshadowed key light (H, W), 1 on the ground at the foot: Lambert's cosine and the inverse square of distance.
    The smooth maximum of that and a backdrop's own light.

    `across`: cm to the right of the foot (H, W); `size`: the product's longest side in cm.
    """
    reach = _AWAY * size
    azimuth, elevation = radians(light.azimuth), radians(light.elevation)
    lamp = reach * np.array([sin(azimuth) * cos(elevation), sin(elevation), -cos(azimuth) * cos(elevation)], np.float32)
    x = lamp[0] - across
    y = (lamp[1] - surface.y)[:, None]
    z = (lamp[2] - surface.z)[:, None]
    square = x * x + y * y + z * z
    facing = np.cos(surface.normal)[:, None] * y - np.sin(surface.normal)[:, None] * z
    key = np.maximum(facing, 0) * square**-1.5 * (reach**2 / sin(elevation))
    own = (_BACKDROP * np.sin(surface.normal))[:, None]
    return np.sqrt(np.sqrt(key**4 + own**4))
