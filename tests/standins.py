"""Products drawn on the spot, for tests that need one."""

import numpy as np

from pipelines.core.shot import Cutout, Photo, Shot


def shot_of(alpha: np.ndarray, pixels: np.ndarray) -> Shot:
    """A shot that is already cut out."""
    photo = Photo(b"", "product", "PNG", pixels)
    return Shot(photo, pixels, Cutout(alpha.astype(np.float32), pixels, 1.0, "studio"))


def bottle(width: int = 160, height: int = 220, seed: int = 0) -> Shot:
    """An upright body with a narrower neck, its edge soft over two pixels, on noise of its own."""
    y, x = np.mgrid[0:height, 0:width] + 0.5
    half = np.where(y < 0.35 * height, 0.09 * width, 0.24 * width)
    inside = np.minimum(half - np.abs(x - width / 2), np.minimum(y - 0.1 * height, 0.9 * height - y))
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return shot_of(np.clip(inside / 2 + 0.5, 0, 1), pixels)


def block(width: int = 120, height: int = 160, colour: tuple[int, int, int] = (40, 60, 160)) -> Shot:
    """A plain upright block in the middle third of its photo."""
    alpha = np.zeros((height, width))
    alpha[height // 5 : -height // 5, width // 3 : -width // 3] = 1
    return shot_of(alpha, np.full((height, width, 3), colour, np.uint8))
