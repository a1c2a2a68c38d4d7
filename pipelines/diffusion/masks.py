"""What the model paints, on its own grid: the world and a rim of the product, never half a latent pixel."""

from itertools import product
from math import ceil, floor, log, sqrt

import cv2
import numpy as np

from pipelines.core.colour import Floats

SOLID = 0.99
"""Alpha from which a pixel is the product's alone; anything less shows the world, which the model paints."""
_AREA = 0.25  # how much an error in area counts beside the same error in the aspect ratio


def painted(alpha: Floats, latent: int) -> Floats:
    """What the model paints, (H, W), of a product's matte (H, W) 0–1: 1 the world, 0 what stays the init.

    Every cell of `latent` × `latent` px is wholly one or the other, since diffusers reads one pixel of each. A cell is
    kept where it and the eight around it are solid product. So at least `latent` px inside the silhouette are
    repainted with the world, which hides the seam under the product that is laid back, and whatever lies 2 · `latent`
    px deep stays 0 (both along the axes). Beyond the frame's edge the product is taken to go on.
    """
    height, width = alpha.shape
    rows, columns = -(-height // latent), -(-width // latent)
    solid = np.pad(alpha >= SOLID, ((0, rows * latent - height), (0, columns * latent - width)), mode="edge")
    cells = solid.reshape(rows, latent, columns, latent).all((1, 3)).astype(np.uint8)
    kept = cv2.erode(cells, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(1.0,))
    paint = (1 - kept.astype(np.float32)).repeat(latent, 0).repeat(latent, 1)
    return np.ascontiguousarray(paint[:height, :width])


def model_size(frame: tuple[int, int], side: int, multiple: int) -> tuple[int, int]:
    """Width and height at which a model trained on side² px paints a frame (width, height), multiples of `multiple`.

    As near to the frame's aspect ratio as multiples come, then to the area; never larger than the frame rounded up.
    """
    shrink = min(1.0, side / sqrt(frame[0] * frame[1]))
    ideal = [length * shrink / multiple for length in frame]
    most = [-(-length // multiple) for length in frame]
    near = (
        {min(max(floor(length), 1), limit), min(ceil(length), limit)} for length, limit in zip(ideal, most, strict=True)
    )

    def error(size: tuple[int, ...]) -> float:
        wide, high = (log(cells / length) for cells, length in zip(size, ideal, strict=True))
        return abs(wide - high) + _AREA * abs(wide + high)

    columns, rows = min(product(*(sorted(choice) for choice in near)), key=error)
    return columns * multiple, rows * multiple
