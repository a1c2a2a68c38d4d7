"""The colours of what a photo does not show: those nearby, without what is drawn or written on them."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, to_linear, to_srgb8
from pipelines.core.shot import Cutout

_SIDE = 256  # px: longest side at which they are worked out


def plain(cutout: Cutout, blur: float) -> Bytes:
    """The product's colours (H, W, 3), 8-bit sRGB, smoothed over `blur` of its longer side (a standard deviation)."""
    box = cutout.box
    height, width = cutout.alpha.shape
    shrink = max(1, max(height, width) // _SIDE)
    size = max(width // shrink, 1), max(height // shrink, 1)
    cover = cv2.resize(cutout.alpha, size, interpolation=cv2.INTER_AREA)
    light = to_linear(cv2.resize(cutout.foreground, size, interpolation=cv2.INTER_AREA)) * cover[..., None]
    spread = blur * max(box[2] - box[0], box[3] - box[1]) / shrink
    mean = cv2.GaussianBlur(light, (0, 0), spread)
    mean /= np.maximum(cv2.GaussianBlur(cover, (0, 0), spread), 1e-3)[..., None]
    return np.asarray(cv2.resize(to_srgb8(mean), (width, height), interpolation=cv2.INTER_LINEAR))
