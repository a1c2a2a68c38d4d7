"""How much of a light reaches each spot of the ground around the product.

The matte is taken as a solid: every horizontal run of it becomes a rounded cross-section (a disc, flattened in depth)
above its footing. Slices of that solid are laid on the ground, pushed away from the light in proportion to their
height; their union is the shadow of one direction, the mean over the directions of a light is its soft shadow. The same
solid under the whole sky gives ambient occlusion, at every radius at once.
"""

from dataclasses import dataclass
from math import cos, pi, radians, sin, tan

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats

_SLICES = 56
_DEPTH = 0.75  # depth of a cross-section as a fraction of its width
_DEEPEST = 0.33  # and at most this fraction of the product's longest side, to each side of its middle
_TANGENT = 0.25  # how far behind its outline's lowest point a ball stands, in radii, seen from 28° above
_FAR_BLUR = 11.0  # px of the raster
_MARGIN = 1.7  # ground kept on all sides, in longest sides
_WIDEST = 32.0  # degrees: angular radius of the key light at softness 1
_SMALLEST = 0.6  # degrees: at softness 0
_LOWEST = 12.0  # degrees: no part of a light is lower

Direction = tuple[float, float]
"""Shift across and away (cm) for each cm of height."""


@dataclass(frozen=True, eq=False)
class Solid:
    """Slices of the product over a raster of the ground."""

    slices: list[tuple[float, int, int, Bytes]]  # height, first row, first column, coverage 0–255; raster px
    shape: tuple[int, int]  # of the raster
    origin: tuple[float, float]  # column and row at which x = 0, z = 0


def solid(matte: Floats, rise: Floats, middle: float) -> Solid:
    """An upright matte (rows from the ground up, w) as a solid, in pixels of the matte.

    `rise` (w,): how far behind the foot each column stands; `middle`: the column of the foot.
    """
    longest = max(matte.shape)
    half = np.minimum(_DEPTH * _run_half(matte > 0.5), _DEEPEST * longest)
    sole, belly = (half[: max(len(half) // part, 1)].max(0) for part in (30, 6))
    centre = rise + _smooth(sole + _TANGENT * (belly - sole), longest)
    margin = int(_MARGIN * longest)
    near, far = int(np.floor((centre - half.max(0)).min())) - 1, int(np.ceil((centre + half.max(0)).max())) + 2
    z = np.arange(near, far, dtype=np.float32)[:, None]
    slices = []
    for height in np.unique((len(matte) * np.linspace(0, 1, _SLICES, endpoint=False) ** 1.6).astype(int)):
        depth = np.clip(half[height] - np.abs(z - centre) + 0.5, 0, 1) * matte[height]
        slices.append((float(height), margin, margin, (depth * 255).astype(np.uint8)))
    shape = (far - near + 2 * margin, matte.shape[1] + 2 * margin)
    return Solid(slices, shape, (margin + middle, margin - near))


def _run_half(solid: np.ndarray) -> Floats:
    """Half thickness of the disc whose diameter is the horizontal run that a pixel lies in; 0 outside."""
    columns = np.arange(solid.shape[1])[None, :]
    before = np.maximum.accumulate(np.where(solid, -1, columns), axis=1)
    after = np.minimum.accumulate(np.where(solid, solid.shape[1], columns)[:, ::-1], axis=1)[:, ::-1]
    return np.sqrt(np.maximum((columns - before) * (after - columns), 0) * solid).astype(np.float32)


def _smooth(line: Floats, longest: int) -> Floats:
    return cv2.GaussianBlur(line[None, :], (0, 0), 0.03 * longest, borderType=cv2.BORDER_REPLICATE)[0]


def disc(azimuth: float, elevation: float, softness: float, count: int = 96) -> list[Direction]:
    """Shadow directions of a round light, spread evenly over it (Vogel's spiral); angles in degrees."""
    radius = _SMALLEST + (_WIDEST - _SMALLEST) * softness
    steps = np.arange(count)
    r, turn = radius * np.sqrt((steps + 0.5) / count), steps * pi * (3 - 5**0.5)
    up = np.clip(elevation + r * np.sin(turn), _LOWEST, 89)
    around = azimuth + r * np.cos(turn) / max(cos(radians(elevation)), 0.3)
    return [_shift(a, e) for a, e in zip(around, up, strict=True)]


def sky(count: int = 72) -> list[Direction]:
    """Shadow directions of light from all around, as dense as their share of the ground's irradiance."""
    steps = np.arange(count)
    up = np.degrees(np.arccos(np.sqrt((steps + 0.5) / count)))
    return [_shift(a, max(e, 6.0)) for a, e in zip(np.degrees(steps * pi * (3 - 5**0.5)), up, strict=True)]


def _shift(azimuth: float, elevation: float) -> Direction:
    length = 1 / tan(radians(elevation))
    return -sin(radians(azimuth)) * length, cos(radians(azimuth)) * length


def occlusion(body: Solid, directions: list[Direction]) -> Floats:
    """Share of the directions (0–1) that the solid hides from each spot of the raster."""
    total = np.zeros(body.shape, np.uint16)
    for across, away in directions:
        total += _shadow(body, across, away)
    mean = total.astype(np.float32) / (255 * len(directions))
    return cv2.GaussianBlur(mean, (0, 0), 0.7)


def smoothed(hidden: Floats, roofed: Floats) -> Floats:
    """An occlusion, smoothed where the sky is open: far from the product single samples of a light would show."""
    near = np.clip(5 * roofed, 0, 1)
    return near * hidden + (1 - near) * cv2.GaussianBlur(hidden, (0, 0), _FAR_BLUR)


def _shadow(body: Solid, across: float, away: float) -> Bytes:
    ground = np.zeros(body.shape, np.uint8)
    for height, row, column, cover in body.slices:
        top, left = row + round(height * away), column + round(height * across)
        y0, y1 = max(top, 0), min(top + cover.shape[0], ground.shape[0])
        x0, x1 = max(left, 0), min(left + cover.shape[1], ground.shape[1])
        if y0 < y1 and x0 < x1:
            spot = ground[y0:y1, x0:x1]
            np.maximum(spot, cover[y0 - top : y1 - top, x0 - left : x1 - left], out=spot)
    return ground
