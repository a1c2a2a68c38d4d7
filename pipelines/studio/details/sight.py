"""The product as it is looked at: a small copy, whatever the photo's size, and sums over windows of it."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats, to_linear
from pipelines.core.difference import to_lab
from pipelines.core.shot import Box

Mask = NDArray[np.bool_]
Places = tuple[NDArray[np.int_], NDArray[np.int_]]
"""Left edges and top edges of windows, (N,) each."""


@dataclass(frozen=True, eq=False)
class Sight:
    """The product's bounding box of a photo, scaled so that its longer side is at most so many px."""

    pixels: Bytes  # (h, w, 3) 8-bit sRGB
    alpha: Floats  # (h, w) 0–1
    window: Box  # of the photo, which `pixels` shows
    side: int  # px: longer side of `pixels`

    @cached_property
    def lab(self) -> Floats:
        """(h, w, 3) CIELAB."""
        return to_lab(to_linear(self.pixels)).astype(np.float32)

    def deep(self, share: float) -> Mask:
        """(h, w): what lies further inside the product than `share` of its longer side; a border of the photo that
        cuts the product counts as its outline."""
        steps = max(1, round(share * self.side))
        solid = (self.alpha > 0.5).astype(np.uint8)
        return cv2.erode(solid, np.ones((3, 3), np.uint8), iterations=steps, borderValue=0) > 0

    def in_photo(self, box: tuple[float, float, float, float]) -> Box:
        """A box of this copy, x0, y0, x1, y1, in pixels of the photo."""
        left, top, right, bottom = self.window
        across, down = (right - left) / self.pixels.shape[1], (bottom - top) / self.pixels.shape[0]
        x0, y0, x1, y1 = box
        return round(left + x0 * across), round(top + y0 * down), round(left + x1 * across), round(top + y1 * down)


def sight(pixels: Bytes, alpha: Floats, box: Box, longest: int) -> Sight:
    """The product within `box` of a photo (H, W, 3), its matte (H, W), at most `longest` px; never enlarged."""
    x0, y0, x1, y1 = box
    scale = min(1.0, longest / max(x1 - x0, y1 - y0))
    size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
    small = cv2.resize(np.ascontiguousarray(pixels[y0:y1, x0:x1]), size, interpolation=cv2.INTER_AREA)
    return Sight(small, cv2.resize(alpha[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA), box, max(size))


def places(shape: tuple[int, ...], width: int, height: int, step: int) -> Places:
    """Where windows of that size fit into an (h, w) picture, every `step` px."""
    ys, xs = np.arange(0, shape[0] - height + 1, step), np.arange(0, shape[1] - width + 1, step)
    rows, columns = np.meshgrid(ys, xs, indexing="ij")
    return columns.ravel(), rows.ravel()


def means(values: NDArray, at: Places, width: int, height: int) -> NDArray[np.float64]:
    """(N,) means of (h, w) values over windows."""
    sums = cv2.integral(np.asarray(values, np.float32), sdepth=cv2.CV_64F)
    x, y = at
    total = sums[y + height, x + width] - sums[y, x + width] - sums[y + height, x] + sums[y, x]
    return total / (width * height)


def alike(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    shared = overlap(one, other) * min(areas)
    return shared / max(sum(areas) - shared, 1)


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share, as a share of the smaller one."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(width, 0) * max(height, 0) / max(smaller, 1)
