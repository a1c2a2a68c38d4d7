"""How brightly the key light falls on a sheet of the world."""

from math import cos, radians, sin

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.surface import Surface
from pipelines.studio.template import Light

_AWAY = 6.0  # how far the lamp stands from the product, in product sizes


def irradiance(across: Floats, surface: Surface, light: Light, size: float) -> Floats:
    """Unshadowed key light (H, W), 1 on the ground at the foot: Lambert's cosine and the inverse square of distance.

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
    return np.maximum(facing, 0) * square**-1.5 * (reach**2 / sin(elevation))
