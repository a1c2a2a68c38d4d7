"""A product with something to see from nearby."""

import cv2
import numpy as np

from pipelines.core.shot import Shot
from tests.standins import shot_of


def lettered(seed: int = 0) -> Shot:
    """A box with a red lid and a line of lettering, on a table of noise; the matte is soft over two pixels."""
    pixels = np.random.default_rng(seed).integers(60, 120, (500, 400, 3)).astype(np.uint8)
    pixels[60:460, 60:340] = 190
    pixels[60:150, 60:340] = (170, 60, 40)
    cv2.putText(pixels, "PURE TEA", (110, 320), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (30, 40, 60), 3, cv2.LINE_AA)
    alpha = np.zeros((500, 400), np.float32)
    alpha[60:460, 60:340] = 1
    return shot_of(cv2.blur(alpha, (3, 3)), pixels)


def enlarged(times: int, seed: int = 0) -> Shot:
    """The same on a photo of so many times its width and height."""
    shot = lettered(seed)
    assert shot.cutout is not None
    return shot_of(*(plane.repeat(times, 0).repeat(times, 1) for plane in (shot.cutout.alpha, shot.photo.pixels)))
