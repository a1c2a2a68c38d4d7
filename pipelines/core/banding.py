"""Bands in smooth gradients: steps of one 8-bit code that nothing breaks up.

Along a line whose brightness changes by s codes a pixel, rounding alone leaves runs of one code 1 / s pixels long.
Dither of ± half a code breaks them: where the exact value lies d pixels from a code, the next pixel differs with the
probability s·d, so that a run ends after a Rayleigh-distributed distance to each side, √(2π / s) in all on average. A
band is a run more than half as long again: not what a dithered slope explains. A patch without slope has no bands.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes

FLAG = 0.1
"""A picture with a greater share of its gradients in bands should be looked at."""
_LONGER = 1.5  # times as long as a dithered slope's mean run
_WINDOW = 5  # slopes are read over this part of the shorter side, to each side
_GENTLE = 0.25  # codes a pixel: a steeper slope is an edge
_CODES = 1.0  # that it must change by over a window: a patch with one step in it does not
_ROUGH = 1.2  # codes, standard deviation over 9 px: what is rougher is texture
_TEXTURE = 9  # px
_LINES = 512  # rows and columns looked at, evenly spread


@dataclass(frozen=True)
class Bands:
    """What was found along rows and columns, in the worst channel."""

    share: float  # of the smooth gradients' pixels that lie in bands, 0–1; 0 where there are no gradients
    widest: int  # longest band, px; 0 where there is none


def bands(pixels: Bytes) -> Bands:
    """The bands of a picture (H, W, 3) of 8-bit sRGB."""
    reach = max(min(pixels.shape[:2]) // _WINDOW, 8)
    found = [_along(plane, reach) for channel in cv2.split(pixels) for plane in (channel, channel.T.copy())]
    totals = np.array([found[i] + found[i + 1] for i in range(0, len(found), 2)])
    gradient, banded = totals[:, 0] + totals[:, 3], totals[:, 1] + totals[:, 4]
    share = banded / np.maximum(gradient, 1)
    worst = int(np.argmax(share))
    return Bands(float(share[worst]), int(max(totals[worst, 2], totals[worst, 5])))


def _along(plane: NDArray[np.uint8], reach: int) -> tuple[int, int, int]:
    """Pixels of gradients along the rows of one channel, those of them in bands, and the longest band."""
    every = len(plane) // _LINES + 1
    codes = plane[::every]
    slope = _slopes(codes, reach) * _smooth(plane, reach)[::every]
    gradient = (slope > _CODES / reach) & (slope < _GENTLE)
    length = _runs(codes)
    banded = gradient & (length > _LONGER * np.sqrt(2 * np.pi / np.maximum(slope, 1e-6)))
    return int(gradient.sum()), int(banded.sum()), int(length[banded].max(initial=0))


def _slopes(codes: NDArray[np.uint8], reach: int) -> NDArray[np.float32]:
    """Codes a pixel along the rows, whichever way, from the means of `reach` px to both sides."""
    halves = np.repeat(np.array([-1, 0, 1], np.float32), (reach, 1, reach)) / (reach * (reach + 1))
    return np.abs(cv2.filter2D(codes, cv2.CV_32F, halves[None]))


def _smooth(plane: NDArray[np.uint8], reach: int) -> NDArray[np.bool_]:
    """Where a row is neither textured nor near its ends as far as its slope is read."""
    values = plane.astype(np.float32)
    mean, square = (cv2.blur(layer, (_TEXTURE, _TEXTURE)) for layer in (values, values * values))
    rough = np.asarray(square - mean * mean > _ROUGH**2, np.uint8)
    near = cv2.dilate(rough, np.ones((1, 2 * reach + 1), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1)
    return np.asarray(near == 0)


def _runs(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """For each pixel, how many pixels of its row in one piece have its code."""
    starts = np.ones(codes.shape, bool)
    starts[:, 1:] = codes[:, 1:] != codes[:, :-1]
    number = np.cumsum(starts.ravel()) - 1
    return np.bincount(number)[number].reshape(codes.shape)
