"""Products of known shape, with the relief that a perfect eye would see of them."""

import numpy as np

from pipelines.core.shot import Cutout
from pipelines.studio.geometry.relief import Kind, Relief

SIDE = 96  # of a relief
WINDOW = 240  # px of the photo, square
RADIUS, HALF = 50, 80  # px of the cylinder in the middle of it


def cylinder(texture=None, kind: Kind = "revolution", back: bool = True) -> tuple[Cutout, Relief]:
    """An upright can seen from level; `texture(angle, row)` (degrees, px) → (h, w, 3) colours it."""
    y, x = np.mgrid[:WINDOW, :WINDOW] + 0.5 - WINDOW / 2
    alpha = (np.clip(RADIUS - np.abs(x) + 0.5, 0, 1) * np.clip(HALF - np.abs(y) + 0.5, 0, 1)).astype(np.float32)
    angle = np.degrees(np.arcsin(np.clip(x / RADIUS, -1, 1)))
    pixels = np.full((WINDOW, WINDOW, 3), 120, np.uint8) if texture is None else texture(angle, y)
    across = ((np.arange(SIDE) + 0.5) / SIDE - 0.5) * WINDOW / RADIUS
    depth = np.sqrt(np.maximum(1 - across**2, 0)) * RADIUS / (2 * HALF)
    height = np.repeat(depth[None].astype(np.float32), SIDE, 0)
    sine = np.clip(across, -1, 1)
    normal = np.stack([sine, np.zeros(SIDE), np.sqrt(1 - sine**2)], -1).astype(np.float32)
    normals = np.repeat(normal[None], SIDE, 0)
    relief = Relief(kind, (0, 0, WINDOW, WINDOW), height, normals, 0.8, -height if back else None)
    return Cutout(alpha, pixels, 1.0, "studio"), relief


def stripe(at: float, width: float = 6):
    """A red stripe down the can at an angle, on grey."""

    def texture(angle: np.ndarray, row: np.ndarray) -> np.ndarray:
        on = np.abs(angle - at) < width
        return np.where(on[..., None], np.array([200, 20, 20]), 120).astype(np.uint8)

    return texture
