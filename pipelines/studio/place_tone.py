"""The colour, level, grain and softness of a place photo."""

from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, luminance, to_linear
from pipelines.core.temperature import tint

_LOOKED_AT = 320  # px: longest side on which the light's colour is read
_COOLEST, _WARMEST = 10000.0, 2600.0
_TRUST = 0.6  # of the cast that is read, the share believed: a camera's white balance has already taken its part
_GREY = 0.25  # mean weight of a picture that shows enough grey
_GREENEST = 0.05
_BLOCK = 16  # px: grain is read on the plainest of such blocks
_PLAIN = 10  # percentile of the blocks
_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_EVEN = np.array([0.25, 0.5, 0.25], np.float32)


class Cast(NamedTuple):
    """The light's colour: kelvin (5500 neutral), and what of it no temperature explains, green (+) to magenta (−)."""

    kelvin: float
    green: float  # log of the green channel over what the temperature gives


def cast(pixels: Bytes) -> Cast:
    """The colour of the light in a photo (H, W, 3), from the mean of its edges and of its greyer parts.

    Grey edge: van de Weijer, Gevers & Gijsenij (2007), Minkowski norm 1 and first derivatives; shades of grey:
    Finlayson & Trezzi (2004).
    """
    k = min(_LOOKED_AT / max(pixels.shape[:2]), 1.0)
    light = to_linear(cv2.resize(pixels, None, fx=k, fy=k, interpolation=cv2.INTER_AREA))
    light = cv2.GaussianBlur(light, (0, 0), 1.0)
    usable = (light.max(-1) < 0.95) & (light.max(-1) > 0.01)
    if usable.sum() < 100:
        return Cast(5500.0, 0.0)
    edges = sum(np.abs(np.gradient(light, axis=axis)) for axis in (0, 1))[usable].mean(0)
    greys, plain = _greys(light[usable])
    ratio = np.log(np.maximum(edges, 1e-5)) * 0.4 + np.log(np.maximum(greys, 1e-5)) * 0.6
    return _named(_TRUST * plain * (ratio - ratio @ [0.2126, 0.7152, 0.0722]))


def _greys(light: Floats) -> tuple[Floats, float]:
    """Mean colour (3,) of pixels (n, 3), the greyer counting more; and whether there are enough of those, 0–1."""
    spread = (light.max(-1) - light.min(-1)) / np.maximum(light.max(-1), 1e-4)
    weight = np.exp(-((spread / 0.45) ** 2)) + 0.01
    return (light * weight[:, None]).sum(0) / weight.sum(), float(min(weight.mean() / _GREY, 1.0))


def _named(ratio: Floats) -> Cast:
    """The temperature whose red to blue is that of a log colour (3,)."""
    kelvins = 1e6 / np.linspace(1e6 / _COOLEST, 1e6 / _WARMEST, 160)
    known = np.log(np.maximum(np.stack([tint(float(k)) for k in kelvins]), 1e-3))
    best = int(np.argmin(np.abs((known[:, 0] - known[:, 2]) - (ratio[0] - ratio[2]))))
    green = (ratio[1] - (ratio[0] + ratio[2]) / 2) - (known[best, 1] - (known[best, 0] + known[best, 2]) / 2)
    return Cast(float(kelvins[best]), float(np.clip(green, -_GREENEST, _GREENEST)))


def grain_of(pixels: Bytes) -> Floats:
    """Standard deviation of the noise in 8-bit codes, (3,); Immerkær (1996) on the plainest parts of (H, W, 3)."""
    rows, columns = pixels.shape[0] // _BLOCK * _BLOCK, pixels.shape[1] // _BLOCK * _BLOCK
    if not rows or not columns:
        return np.zeros(3, np.float32)
    step = max(rows * columns // 4_000_000, 1) * _BLOCK  # of a large photo, a share of the blocks
    bands = np.concatenate([pixels[y : y + _BLOCK, :columns] for y in range(0, rows, step)]).astype(np.float32)
    found = np.abs(cv2.filter2D(bands, -1, _MASK))
    means = found.reshape(-1, _BLOCK, columns // _BLOCK, _BLOCK, 3).mean((1, 3)).reshape(-1, 3)
    return (np.percentile(means, _PLAIN, axis=0) * np.sqrt(np.pi / 2) / 6).astype(np.float32)


def ground_at(pixels: Bytes, at: tuple[float, float], reach: float = 0.06) -> Floats:
    """Median linear colour (3,) of the ground within `reach` frame widths of `at` (fractions of the frame)."""
    height, width = pixels.shape[:2]
    x, y, r = at[0] * width, at[1] * height, reach * width
    part = pixels[max(int(y - r / 2), 0) : max(int(y + r), 1), max(int(x - r), 0) : max(int(x + r), 1)]
    if not part.size:
        return np.full(3, 0.3, np.float32)
    return np.median(to_linear(part).reshape(-1, 3), axis=0).astype(np.float32)


def level_of(pixels: Bytes) -> float:
    """How brightly a place is exposed: the geometric mean of its luminance, 0–1, most of it from its lower half."""
    k = min(_LOOKED_AT / max(pixels.shape[:2]), 1.0)
    bright = luminance(to_linear(cv2.resize(pixels, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)))
    weight = np.linspace(0.3, 1, len(bright))[:, None] * np.ones_like(bright)
    return float(np.exp((np.log(bright + 0.005) * weight).sum() / weight.sum()))
