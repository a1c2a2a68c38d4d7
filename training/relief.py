"""From depth in unknown units to relief in pixels, by the normals that go with it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats

_FOCAL = 38.0  # mm, 35 mm equivalent: where nothing tells, and a phone's usual one
_NARROWEST, _WIDEST = 65.0, 20.0
_DIAGONAL = 43.27  # of a 36 × 24 mm frame
_STEP = 0.02  # of the depth, from a pixel to the next: more is an edge
_TELLS = 1e-3  # of the depth, a pixel: less slope tells nothing of the lens
_ENOUGH = 50  # pixels that tell


def relief(depth: Floats, normals: Floats, valid: NDArray[np.bool_]) -> Floats:
    """(H, W): how much farther than on the mean each pixel is, in pixels at the product's mean depth.

    As a far camera would see it: a slope of one pixel a pixel is a surface at 45°. `depth` (H, W) is along the optical
    axis in any unit, `normals` (H, W, 3) in camera space, both `valid` on the product.
    """
    level = depth[valid].mean()
    return np.asarray((depth / level - 1) * focal(depth / level, normals, valid), np.float32)


def focal(depth: Floats, normals: Floats, valid: NDArray[np.bool_]) -> float:
    """The lens's focal length in pixels, the median over the pixels that tell of it.

    A point is P = z · (u / f, −v / f, −1), with u, v from the picture's middle. It moves within the surface, so that
    n · ∂P/∂u = 0 and n · ∂P/∂v = 0, each of which gives f.
    """
    height, width = depth.shape
    diagonal = float(np.hypot(height, width)) / _DIAGONAL
    u, v = np.arange(width) + 0.5 - width / 2, (np.arange(height) + 0.5 - height / 2)[:, None]
    along, across = np.gradient(depth)
    inner = cv2.erode(valid.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    inner &= np.maximum(np.abs(across), np.abs(along)) < _STEP
    x, y, z = (normals[..., i] for i in range(3))
    found = []
    for slope, seen in ((across, x * depth + across * (x * u - y * v)), (along, along * (x * u - y * v) - y * depth)):
        tells = inner & (np.abs(slope * z) > _TELLS)
        found.append(seen[tells] / (slope * z)[tells])
    each = np.concatenate(found)
    middle = float(np.median(each)) if len(each) >= _ENOUGH else _FOCAL * diagonal
    return float(np.clip(middle, _WIDEST * diagonal, _NARROWEST * diagonal))
