"""Work at full size is done tile by tile, and only where there is something to do."""

from collections.abc import Iterator

import cv2
import numpy as np

from pipelines.core.shot import Box

SIDE = 256  # of a tile, in pixels


def tiles(box: Box) -> Iterator[Box]:
    """The tiles that cover a box."""
    x0, y0, x1, y1 = box
    for y in range(y0, y1, SIDE):
        for x in range(x0, x1, SIDE):
            yield x, y, min(x + SIDE, x1), min(y + SIDE, y1)


def widened(box: Box, margin: int, within: Box) -> Box:
    """The box with a margin, in pixels, as far as `within` goes."""
    x0, y0, x1, y1 = box
    return (
        max(x0 - margin, within[0]), max(y0 - margin, within[1]),
        min(x1 + margin, within[2]), min(y1 + margin, within[3]),
    )  # fmt: skip


def enlarged(planes: np.ndarray, covers: Box, part: Box) -> np.ndarray:
    """Planes (h, w, …) that cover a box of the photo edge to edge, bilinear at the photo's pixels of a part of it."""
    step_x, step_y = (covers[2] - covers[0]) / planes.shape[1], (covers[3] - covers[1]) / planes.shape[0]
    turn = np.array([
        [1 / step_x, 0, (part[0] - covers[0] + 0.5) / step_x - 0.5],
        [0, 1 / step_y, (part[1] - covers[1] + 0.5) / step_y - 0.5],
    ])  # fmt: skip
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = part[2] - part[0], part[3] - part[1]
    return cv2.warpAffine(planes, turn, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def under(planes: np.ndarray, covers: Box, part: Box) -> np.ndarray:
    """The pixels of such planes that `enlarged` would read for a part of the photo."""
    step_x, step_y = (covers[2] - covers[0]) / planes.shape[1], (covers[3] - covers[1]) / planes.shape[0]
    left, top = int((part[0] - covers[0]) / step_x) - 1, int((part[1] - covers[1]) / step_y) - 1
    right, bottom = int((part[2] - covers[0]) / step_x) + 2, int((part[3] - covers[1]) / step_y) + 2
    return planes[max(top, 0) : bottom, max(left, 0) : right]
