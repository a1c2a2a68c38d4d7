"""The photo's pixels times a factor: in linear light, highlights rolled off instead of clipped."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, to_linear, to_srgb8
from pipelines.core.shot import Box
from pipelines.studio.bands import banded

_KNEE = 0.75  # linear: what is brightened beyond this approaches white and never reaches it


def brightened(light: Floats, factors: Floats) -> Floats:
    """Linear RGB (…, 3) times factors (…, 3). What would pass the knee bends towards white, its hue kept; a factor of
    1 changes nothing, whatever the light."""
    made = light * factors
    before, after = light.max(-1), made.max(-1)
    start = np.maximum(before, np.float32(_KNEE))
    over = after - start
    room = np.maximum(1 - start, np.float32(1e-4))
    bent = np.minimum(start + room * (1 - np.exp(-np.maximum(over, 0) / room)), 1)
    scale = np.where(over > 0, bent / np.maximum(after, 1e-6), 1)
    return np.asarray(made * scale[..., None], np.float32)


def multiplied(pixels: Bytes, field: Floats, window: Box, where: Floats) -> Bytes:
    """8-bit sRGB (H, W, 3) times the exponential of a field (n, n, 3) that covers `window`, wherever `where` (H, W) is
    above 0; elsewhere as it is."""
    out = pixels.copy()
    across, down = (field.shape[1 - axis] / (window[2 + axis] - window[axis]) for axis in (0, 1))

    def band(rows: slice) -> None:
        here = where[rows] > 0
        if not here.any():
            return
        left, top = 0.5 - window[0], rows.start + 0.5 - window[1]
        matrix = np.array([[across, 0, left * across - 0.5], [0, down, top * down - 0.5]])
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        size = here.shape[1], here.shape[0]
        fine = cv2.warpAffine(field, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        out[rows][here] = to_srgb8(brightened(to_linear(pixels[rows][here]), np.exp(fine[here])))

    banded(pixels.shape[0], band)
    return out
