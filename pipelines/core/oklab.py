"""OKLab: a colour space in which equal steps look about equal.

Matrices: Björn Ottosson, “A perceptual color space for image processing” (2020), the edition of 2021-01-25.
L is 0 for black and 1 for white; a (green to red) and b (blue to yellow) stay within about ±0.33 in sRGB.
"""

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import hex_to_linear, to_srgb8

Lab = NDArray[np.float64]

_TO_CONES = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
_TO_RGB, _FROM_LAB = np.linalg.inv(_TO_CONES), np.linalg.inv(_TO_LAB)
_HALVINGS = 20  # of the chroma's interval: far below an 8-bit code
_SLACK = 2e-6  # linear: what float32 loses


def to_oklab(linear: NDArray) -> Lab:
    """Linear sRGB (…, 3) → OKLab (…, 3)."""
    return np.cbrt(np.asarray(linear, np.float64) @ _TO_CONES.T) @ _TO_LAB.T


def from_oklab(lab: NDArray) -> Lab:
    """OKLab (…, 3) → linear sRGB (…, 3), beyond 0–1 where sRGB has no such colour."""
    return (np.asarray(lab, np.float64) @ _FROM_LAB.T) ** 3 @ _TO_RGB.T


def hex_to_oklab(colour: str) -> Lab:
    """`#rrggbb` → OKLab (3,)."""
    return to_oklab(hex_to_linear(colour))


def oklab_to_hex(lab: NDArray) -> str:
    """OKLab (3,) → `#rrggbb`: the colour of the same hue and lightness, as colourful as sRGB allows."""
    lightness = float(np.clip(lab[0], 0, 1))
    low, high = 0.0, 1.0
    if not _shown(_faded(lab, lightness, high)):
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(_faded(lab, lightness, middle)) else (low, middle)
        high = low
    return "#" + to_srgb8(from_oklab(_faded(lab, lightness, high)).astype(np.float32)).tobytes().hex()


def chroma(lab: NDArray) -> Lab:
    """Colourfulness (…) of OKLab (…, 3): 0 for greys, about 0.1 for earth tones, 0.3 for the purest."""
    return np.hypot(lab[..., 1], lab[..., 2])


def hue(lab: NDArray) -> Lab:
    """Hue angle (…) of OKLab (…, 3) in degrees, −180–180: about 30 red, 110 yellow, 145 green, −95 blue."""
    return np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))


def _faded(lab: NDArray, lightness: float, share: float) -> Lab:
    return np.array([lightness, share * lab[1], share * lab[2]])


def _shown(lab: Lab) -> bool:
    """Whether sRGB has this colour."""
    linear = from_oklab(lab)
    return bool((linear > -_SLACK).all() and (linear < 1 + _SLACK).all())
