"""Bright fringes around a cut-out product: light or spill of its old background.

Across the outline, (brightest of the ring − the brighter of inside and outside) / 255: a clean edge is a mixture of
its two sides and never brighter than both. Each channel is measured, so that coloured spill shows too. The median over
a stretch of outline passes over single bright pixels of the product.
"""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats

FLAG = 0.04
"""A picture of a greater halo should be looked at."""
_RING = 1.5  # px to each side of the outline
_AWAY = (3.0, 6.0)  # px from it, where inside and outside are read
_SAMPLES = 25  # of a line across the outline, half a pixel apart
_STRETCH = 15  # px of outline whose median counts
_WORST = 80.0  # percentile over the stretches
_SOFT = 1.2  # px by which the matte is smoothed where its outline's direction is read


def halo(pixels: Bytes, matte: Floats) -> float:
    """How bright a fringe runs along the matte's (H, W, 0–1) outline in a picture (H, W, 3) of 8-bit sRGB, 0–1.

    It is the worst fifth of the outline that counts; 0 where there is no outline.
    """
    smooth = cv2.GaussianBlur(matte.astype(np.float32), (0, 0), _SOFT)
    inwards = np.dstack([cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)])
    outlines, _ = cv2.findContours((matte > 0.5).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    stretches = [_stretches(_fringe(pixels, line[:, 0], inwards)) for line in outlines if len(line) >= _STRETCH]
    values = np.concatenate([*stretches, np.zeros(0, np.float32)])
    return max(float(np.percentile(values, _WORST)), 0.0) if len(values) else 0.0


def _fringe(pixels: Bytes, line: np.ndarray, inwards: Floats) -> Floats:
    """How much brighter than both its sides the ring is at each point (x, y) of an outline; −1 beside the frame."""
    direction = inwards[line[:, 1], line[:, 0]]
    direction = direction / np.maximum(np.linalg.norm(direction, axis=1, keepdims=True), 1e-6)
    middle = line - 0.5 * direction  # the outline runs through the middles of the product's last pixels
    offsets = np.linspace(-_AWAY[1], _AWAY[1], _SAMPLES, dtype=np.float32)
    places = middle[:, None] + offsets[:, None] * direction[:, None]
    x, y = np.moveaxis(places.astype(np.float32), -1, 0)
    seen = cv2.remap(pixels, x, y, cv2.INTER_LINEAR).astype(np.float32)
    ring = seen[:, np.abs(offsets) <= _RING].max(1)
    sides = seen[:, np.abs(offsets) >= _AWAY[0]].max(1)
    fringe = (ring - sides).max(-1) / 255
    height, width = pixels.shape[:2]
    held = ((places >= 0) & (places <= [width - 1, height - 1])).all((1, 2))
    return np.where(held, fringe, -1).astype(np.float32)


def _stretches(fringe: Floats) -> Floats:
    """Medians over stretches of a closed outline, one for each of its points."""
    around = np.concatenate([fringe, fringe[: _STRETCH - 1]])
    return np.median(np.lib.stride_tricks.sliding_window_view(around, _STRETCH), axis=1).astype(np.float32)
