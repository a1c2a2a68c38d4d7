"""The part of a photo around its product as a model is shown it, and a model's picture of it brought back."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats, to_linear, to_srgb8
from pipelines.core.shot import Box


def about(box: Box, margin: float) -> Box:
    """A box with a margin all around, a share of its longer side; it may reach beyond the photo."""
    more = round(margin * max(box[2] - box[0], box[3] - box[1]))
    return box[0] - more, box[1] - more, box[2] + more, box[3] + more


def part(plane: NDArray[Any], window: Box, size: tuple[int, int], beyond: float = 0) -> NDArray[Any]:
    """A window of a photo's plane (H, W[, 3]) at `size` (width, height); `beyond` the photo there is one tone."""
    height, width = plane.shape[:2]
    x0, y0, x1, y1 = window
    inner = plane[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    edges = max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0)
    whole = cv2.copyMakeBorder(inner, *edges, cv2.BORDER_CONSTANT, value=(beyond,) * 3)
    return cv2.resize(whole, size, interpolation=cv2.INTER_AREA)


def over(product: Bytes, matte: Floats, behind: Bytes) -> Bytes:
    """A product (h, w, 3) laid on what is behind it, mixed in linear light."""
    share = matte[..., None]
    return to_srgb8(to_linear(product) * share + to_linear(behind) * (1 - share))


def plain(size: tuple[int, int], tone: int) -> Bytes:
    """A picture (h, w, 3) of one grey."""
    return np.full((size[1], size[0], 3), tone, np.uint8)


def back(picture: Bytes, window: Box, size: tuple[int, int]) -> Bytes:
    """A picture of a window on the grid of its photo of `size` (width, height); beyond the window its edge goes on."""
    across, down = picture.shape[1] / (window[2] - window[0]), picture.shape[0] / (window[3] - window[1])
    matrix = np.array([
        [across, 0, (0.5 - window[0]) * across - 0.5],
        [0, down, (0.5 - window[1]) * down - 0.5],
    ])  # fmt: skip
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(picture, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
