"""The colour of light of a given temperature."""

import numpy as np

from pipelines.core.colour import Floats, luminance

NEUTRAL = 5500.0  # kelvin that the camera is balanced to
_XYZ_TO_RGB = np.array(  # IEC 61966-2-1
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
)


def tint(kelvin: float) -> Floats:
    """Linear RGB (3,) of luminance 1 that light of `kelvin` (1667–25000) gives on white, seen by a camera balanced to
    daylight of 5500 K."""
    colour = np.maximum(_planckian(kelvin), 0.01) / _planckian(NEUTRAL)
    return (colour / luminance(colour.astype(np.float32))).astype(np.float32)


def _planckian(kelvin: float) -> np.ndarray:
    """Linear RGB on the Planckian locus; cubic splines after Kim et al., US patent 7024034 (2006)."""
    t = 1000 / kelvin
    if kelvin <= 4000:
        x = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
    else:
        x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
    if kelvin <= 2222:
        y = ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
    elif kelvin <= 4000:
        y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
    else:
        y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
    return _XYZ_TO_RGB @ np.array([x / y, 1.0, (1 - x - y) / y])
