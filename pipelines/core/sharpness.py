"""How sharp a picture is: the 10–90 % rise of its edges (an edge's width as in ISO 12233), along rows and columns.

Laplacian variance is not used: a sharp smooth ball scores lower than noise. Blur of σ pixels gives about 2.56 σ.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes

_REACH = 12  # half length of a profile, in pixels
_LINES = 256  # rows and columns looked at, evenly spread
_EDGES = 2000  # profiles read in each direction, the steepest first
_FEWEST = 40  # with fewer edges nothing can be said
_CONTRAST = 24  # least rise of an edge that is read, in 8-bit codes
_WHITE = 250  # edges this near white are left out: against a white background they are the matte's, not the photo's
_APART = 32  # by so many pixels


def edge_width(pixels: Bytes) -> float | None:
    """Median 10–90 % width in pixels of the steepest edges of an (H, W, 3) picture; None where it has too few."""
    height, width = pixels.shape[:2]
    rows, columns = pixels[:: height // _LINES + 1], pixels[:, :: width // _LINES + 1].swapaxes(0, 1)
    widths = np.concatenate([_widths(_grey(rows)), _widths(_grey(columns))])
    return float(np.median(widths)) if len(widths) >= _FEWEST else None


def _grey(pixels: Bytes) -> NDArray[np.float32]:
    return np.asarray(pixels @ np.array([0.299, 0.587, 0.114]), np.float32)


def _widths(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Widths of the steepest edges met along the rows."""
    if grey.shape[1] < 4 * _REACH:
        return np.zeros(0, np.float32)
    slope = np.abs(np.diff(grey, axis=1))
    slope[:, :_REACH] = slope[:, -_REACH:] = 0
    slope[cv2.dilate(grey, np.ones((1, 2 * _APART + 1), np.uint8))[:, 1:] >= _WHITE] = 0
    peak = slope.copy()
    peak[:, 1:-1] *= (slope[:, 1:-1] >= slope[:, :-2]) & (slope[:, 1:-1] >= slope[:, 2:])
    steepest = np.argpartition(peak, -min(_EDGES, peak.size), axis=None)[-_EDGES:]
    rows, columns = np.unravel_index(steepest[peak.flat[steepest] > 0], peak.shape)
    profiles = grey[rows[:, None], columns[:, None] + np.arange(-_REACH + 1, _REACH + 1)]
    return _rises(profiles)


def _rises(profiles: NDArray[np.float32]) -> NDArray[np.float32]:
    """10–90 % widths of the monotone rises through the middle of (N, 2·reach) profiles."""
    falling = profiles[:, _REACH] < profiles[:, _REACH - 1]
    profiles = np.where(falling[:, None], profiles[:, ::-1], profiles)
    steps = np.diff(profiles, axis=1)
    up = steps > 0
    middle = _REACH - 1
    right = np.logical_and.accumulate(up[:, middle:], axis=1)
    left = np.logical_and.accumulate(up[:, middle::-1], axis=1)[:, ::-1]
    rise = np.where(np.concatenate([left[:, :-1], right], axis=1), steps, 0)
    height = rise.sum(1)
    share = rise / np.maximum(height, 1)[:, None]
    climbed = share.cumsum(1)
    inside = np.clip(climbed, 0.1, 0.9) - np.clip(climbed - share, 0.1, 0.9)
    widths = np.divide(inside, share, out=np.zeros_like(inside), where=share > 0).sum(1)
    return widths[height >= _CONTRAST]
