"""Whether a product stands on its ground or floats: how much darker the ground is right under each of its feet.

For each foot C = 1 − median luminance close to its base / median farther below, in linear light. A floating product
leaves light on the ground there. Close is just below the base, or just beside either of its ends, whichever is darkest:
under a key from the front the ground before a true product's base is hardly darkened, but its shadow begins beside it.
C says nothing of what hangs, lies flat under the camera, or stands on pure black.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats, luminance, to_linear

STANDS, FLOATS = 0.15, 0.05
"""A foot of at least the first score stands; one below the second floats; between them a person should look."""
_SOLID, _CLEAR = 0.5, 0.02  # of the matte
_LOW = 0.12  # product sizes above its lowest row up to which an outline's low can be a foot
_WINDOW = 0.1  # product sizes to each side within which a foot is the lowest
_ROUND = 0.02  # product sizes by which a foot's sole may rise
_NARROWEST = 0.03  # product sizes: what is narrower is a hair or a strap
_NEAR, _FAR = 0.025, (0.1, 0.18)  # how far below the base is close, and what is farther, in product sizes
_BESIDE = 0.04  # product sizes: how far beside an end of the base, and above it, is close
_FEWEST = 4  # pixels that a median needs
_BLACK = 1e-3  # ground darker than this shows no shadow


@dataclass(frozen=True)
class Foot:
    """A low of the product's outline, and how dark its contact is."""

    left: int  # first column
    right: int  # one past the last
    base: int  # row of the product's last pixel
    contact: float  # C; 0 where the picture ends too early to tell


def feet(pixels: Bytes, matte: Floats) -> tuple[Foot, ...]:
    """The feet of a product of this matte (H, W, 0–1) in a picture (H, W, 3) of 8-bit sRGB, from left to right."""
    columns = np.flatnonzero((matte > _SOLID).any(0))
    if not len(columns):
        return ()
    first, last = int(columns[0]), int(columns[-1]) + 1
    rows = np.flatnonzero((matte > _SOLID).any(1))
    size = float(max(last - first, rows[-1] + 1 - rows[0]))
    bottoms = _bottoms(matte[:, first:last], _SOLID)
    light = luminance(to_linear(pixels))
    return tuple(
        Foot(first + a, first + b, int(bottoms[a:b].max()), _contact(light, matte, first + np.arange(a, b), size))
        for a, b in _lows(bottoms, size)
    )


def weakest(pixels: Bytes, matte: Floats) -> float | None:
    """The least contact of any foot; None where the matte is empty."""
    return min((foot.contact for foot in feet(pixels, matte)), default=None)


def _bottoms(matte: Floats, above: float) -> NDArray[np.int64]:
    """The last row of each column that holds more than `above`; −1 where none does."""
    there = matte > above
    return np.where(there.any(0), len(matte) - 1 - np.argmax(there[::-1], axis=0), -1)


def _lows(bottoms: NDArray[np.int64], size: float) -> list[tuple[int, int]]:
    """Runs of columns that are as low as any near them, and near the product's lowest row."""
    reach = 2 * round(_WINDOW * size) + 1
    line = bottoms.astype(np.float32)[None]
    lowest = cv2.dilate(line, np.ones((1, reach), np.uint8))[0]
    low = (line[0] >= lowest - max(_ROUND * size, 1)) & (line[0] >= bottoms.max() - _LOW * size)
    edges = np.flatnonzero(np.diff(np.pad(low.astype(np.int8), 1)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= _NARROWEST * size]


def _contact(light: Floats, matte: Floats, columns: NDArray[np.int64], size: float) -> float:
    """C of a foot's columns."""
    near, beside = max(round(_NEAR * size), 2), max(round(_BESIDE * size), 3)
    start, stop = round(_FAR[0] * size), round(_FAR[1] * size) + 2
    ground = _Ground(light, matte)
    base = _bottoms(matte[:, columns], _CLEAR) + 1
    far = ground.median(columns, base + np.arange(start, stop)[:, None])
    if far is None or far < _BLACK:
        return 0.0
    rise = np.arange(-beside, 1)[:, None]
    close = (
        ground.median(columns, base + np.arange(near)[:, None]),
        ground.median(columns[0] - 1 - np.arange(beside), base[0] + rise),
        ground.median(columns[-1] + 1 + np.arange(beside), base[-1] + rise),
    )
    return max((1 - value / far for value in close if value is not None), default=0.0)


@dataclass(frozen=True, eq=False)
class _Ground:
    light: Floats  # (H, W) linear luminance
    matte: Floats

    def median(self, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> float | None:
        """Of these pixels, broadcast, where the frame shows the ground; None where it shows hardly any of them."""
        rows, columns = np.broadcast_arrays(rows, columns)
        inside = (rows >= 0) & (rows < self.light.shape[0]) & (columns >= 0) & (columns < self.light.shape[1])
        rows, columns = rows[inside], columns[inside]
        shown = self.light[rows, columns][self.matte[rows, columns] <= _CLEAR]
        return float(np.median(shown)) if len(shown) >= _FEWEST else None
