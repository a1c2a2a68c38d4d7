"""Where in a place photo a product can stand, and how large it is seen there."""

from math import cos, sin

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Cutout, Placement
from pipelines.studio.place_horizon import pitch_of
from pipelines.studio.stage import Pose

_GRID = 64  # px: width of the map on which the spot is sought
_FAVOURITE = 0.5, 0.78  # where a product stands best, as fractions of the frame
_STANDING, _TABLE = 140.0, 50.0  # cm: the camera over the floor, and over a table
_FLAT, _SURE = 14.0, 0.3  # degrees, and confidence: who surely looks down less than this stands in a room


def free_spot(pixels: Bytes, horizon: float, wide: float = 0.3) -> tuple[float, float]:
    """The plainest ground (fractions of the frame) near the lower middle for what takes `wide` of the frame's width."""
    cost = clutter(pixels, wide)
    rows, columns = cost.shape
    y, x = (np.mgrid[0:rows, 0:columns] + 0.5) / np.array([rows, columns])[:, None, None]
    away = ((x - _FAVOURITE[0]) / 0.30) ** 2 + ((y - _FAVOURITE[1]) / 0.14) ** 2
    beyond = (y < horizon + 0.15) | (np.abs(x - 0.5) > 0.5 - wide / 3) | (y > 0.94)
    best = np.unravel_index(int(np.argmin(cost + 0.35 * away + 1e3 * beyond)), cost.shape)
    return float(x[best]), float(y[best])


def clutter(pixels: Bytes, wide: float) -> Floats:
    """How much goes on at each spot of the frame: (h, w), 1 on average, over `wide` of the frame's width."""
    size = _GRID, max(round(_GRID * pixels.shape[0] / pixels.shape[1]), 8)
    small = cv2.resize(pixels, (2 * size[0], 2 * size[1]), interpolation=cv2.INTER_AREA).astype(np.float32)
    busy = sum(np.abs(np.gradient(small, axis=axis)).sum(-1) for axis in (0, 1))
    busy = cv2.resize(np.asarray(busy, np.float32), size, interpolation=cv2.INTER_AREA)
    side = max(round(wide * _GRID), 3)
    cost = cv2.blur(busy, (side, max(side // 2, 3)), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cost / max(float(cost.mean()), 1e-6), np.float32)


def usual_height(pitch: float, sure: float) -> float:
    """cm that a camera of this pitch (degrees) is likely to be above the ground: a table's, if not surely a room's."""
    return _STANDING if pitch < _FLAT and sure >= _SURE else _TABLE


def px_per_cm(row: float, horizon: float, size: tuple[int, int], focal: float, height_cm: float) -> float:
    """Pixels to a centimetre at the ground seen at `row` (a fraction); `focal` in px, `size` (width, height) px.

    A ground point at depth D along the axis lies D·(sin p + d·cos p) below the camera, d being its distance below the
    frame's middle in focal lengths; at that depth a centimetre is focal / D pixels.
    """
    pitch = pitch_of(horizon, size[1], focal)
    drop = sin(pitch) + (row - 0.5) * size[1] / focal * cos(pitch)
    return focal * max(drop, 0.02) / height_cm


def standing_at(cutout: Cutout, at: tuple[float, float], scale: float, size: tuple[int, int], pose: Pose) -> Placement:
    """Where the photo comes to lie in a frame of `size` px: the product's longest side takes `scale` of its height, and
    the middle of its lower edge, or its own middle where it lies, is at `at` (fractions of the frame)."""
    x0, y0, x1, y1 = cutout.box
    k = scale * size[1] / max(x1 - x0, y1 - y0)
    foot = (y0 + y1) / 2 if pose == "lying" else y1
    dx, dy = at[0] * size[0] - (x0 + x1) / 2 * k, at[1] * size[1] - foot * k
    return Placement(k, float(round(dx)), float(round(dy)))
