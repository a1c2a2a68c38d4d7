"""The product lock: the product is resampled once from its photo to the shot, and nothing touches it after.

The kernel is Pillow's bicubic (a = −0.5), widened for reduction, on premultiplied linear light. Its reach is two
pixels of the coarser of the two grids, so what lies further inside the matte depends on the photo alone; at scale 1
and whole-pixel offsets it is the photo's pixel, exactly.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Any

import numpy as np
from PIL import Image

from pipelines.core.colour import Bytes, Floats, to_linear, to_srgb8
from pipelines.core.shot import Box, Cutout, Placement

_STRIP = 128  # rows
_REACH = 2.0  # half width of the bicubic kernel, in pixels of the coarser grid


@dataclass(frozen=True, eq=False)
class ProductLayer:
    """The product on the pixel grid of a shot, within `box`."""

    box: Box
    colour: Floats  # (h, w, 3) linear light, premultiplied by alpha
    alpha: Floats  # (h, w) 0–1

    def over(self, world: Floats) -> Floats:
        """Lay the product on a linear (H, W, 3) picture, in place; returns it."""
        x0, y0, x1, y1 = self.box
        under = world[y0:y1, x0:x1]
        under *= 1.0 - self.alpha[..., None]
        under += self.colour
        return world

    def window(self, box: Box) -> Floats:
        """Alpha on the pixels of the shot within `box`; 0 where the layer does not reach."""
        part = np.zeros((box[3] - box[1], box[2] - box[0]), np.float32)
        x0, x1 = max(self.box[0], box[0]), min(self.box[2], box[2])
        y0, y1 = max(self.box[1], box[1]), min(self.box[3], box[3])
        if x0 < x1 and y0 < y1:
            part[y0 - box[1] : y1 - box[1], x0 - box[0] : x1 - box[0]] = self.alpha[
                y0 - self.box[1] : y1 - self.box[1], x0 - self.box[0] : x1 - self.box[0]
            ]
        return part

    def matte(self, size: tuple[int, int]) -> Floats:
        """Alpha on a whole frame of `size` (width, height), as (H, W)."""
        return self.window((0, 0, *size))


def finish(world: Floats, layer: ProductLayer, dither: Floats) -> Bytes:
    """World and product as 8-bit sRGB; `dither` (H, W, broadcast over RGB) is kept off where the matte is 1.

    Overwrites `world`. Works in strips, so that 36 MP fit in little memory.
    """
    height, width = world.shape[:2]
    layer.over(world)
    picture = np.empty(world.shape, np.uint8)
    dither = np.broadcast_to(dither, (height, width))

    def strip(top: int) -> None:
        rows = slice(top, min(top + _STRIP, height))
        noise = dither[rows] * (layer.window((0, rows.start, width, rows.stop)) < 1.0)
        picture[rows] = to_srgb8(world[rows], noise[..., None])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(strip, range(0, height, _STRIP)))
    return picture


@lru_cache(maxsize=4)
def place(cutout: Cutout, placement: Placement, size: tuple[int, int]) -> ProductLayer:
    """Resample a cutout into a frame of `size` (width, height). What lies outside the frame is left out."""
    height, width = cutout.alpha.shape
    left, right = _span(cutout.alpha.any(0), placement.scale, placement.dx, size[0], width)
    top, bottom = _span(cutout.alpha.any(1), placement.scale, placement.dy, size[1], height)
    if left >= right or top >= bottom:
        empty = np.zeros((0, 0), np.float32)
        return ProductLayer((0, 0, 0, 0), np.zeros((0, 0, 3), np.float32), empty)
    source = (
        (left - placement.dx) / placement.scale,
        (top - placement.dy) / placement.scale,
        (right - placement.dx) / placement.scale,
        (bottom - placement.dy) / placement.scale,
    )
    planes = _resample(cutout, source, (right - left, bottom - top), placement.scale)
    alpha = np.clip(planes[3], 0.0, 1.0)
    colour = np.stack(planes[:3], -1)
    np.clip(colour, 0.0, alpha[..., None], out=colour)
    return ProductLayer((left, top, right, bottom), colour, alpha)


def _span(occupied: Any, scale: float, shift: float, frame: int, length: int) -> tuple[int, int]:
    """First and one-past-last pixel of the frame that the occupied part of the photo's axis reaches."""
    where = np.flatnonzero(occupied)
    if not len(where):
        return 0, 0
    margin = _REACH / min(scale, 1.0)
    low = max(where[0] - margin, 0.0) * scale + shift
    high = min(where[-1] + 1 + margin, float(length)) * scale + shift
    return max(ceil(low - 1e-6), 0), min(floor(high + 1e-6), frame)


def _resample(cutout: Cutout, source: tuple[float, ...], size: tuple[int, int], scale: float) -> list[Floats]:
    margin = ceil(_REACH / min(scale, 1.0)) + 1
    height, width = cutout.alpha.shape
    x0, y0 = max(floor(source[0]) - margin, 0), max(floor(source[1]) - margin, 0)
    x1, y1 = min(ceil(source[2]) + margin, width), min(ceil(source[3]) + margin, height)
    alpha = cutout.alpha[y0:y1, x0:x1]
    light = to_linear(cutout.foreground[y0:y1, x0:x1])
    box = (
        max(source[0] - x0, 0.0),
        max(source[1] - y0, 0.0),
        min(source[2] - x0, x1 - x0),
        min(source[3] - y0, y1 - y0),
    )

    def plane(index: int) -> Floats:
        values = alpha if index == 3 else light[..., index] * alpha
        picture = Image.fromarray(np.ascontiguousarray(values), "F")
        return np.asarray(picture.resize(size, Image.Resampling.BICUBIC, box=box))

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(plane, range(4)))
