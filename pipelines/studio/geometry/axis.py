"""The upright axis about which an outline is most nearly its own mirror image."""

from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.geometry.surface import Mask

_SIDE = 64  # pixels: the outline as it is tried
_ROLLS = np.arange(-12.0, 13.0, 3.0)  # degrees
_FINER = (-1.5, -0.75, 0.75, 1.5)
_UPRIGHT = 0.002  # of the area, a degree: by how much a leaning axis must be the better one


class Axis(NamedTuple):
    """A line in the window, and how well it halves the outline."""

    x: float  # pixels right of the window's middle, where the axis crosses the middle row
    roll: float  # degrees by which its upper end leans to the right
    symmetry: float  # 0–1: the share of the outline whose mirror image is in the outline

    def local(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Across the axis to the right, and along it upwards, of places from the window's middle, pixels."""
        sine, cosine = np.sin(np.radians(self.roll)), np.cos(np.radians(self.roll))
        return (x - self.x) * cosine - y * sine, (x - self.x) * sine + y * cosine

    def world(self, normals: Floats) -> Floats:
        """Vectors (…, 3) by across, along and towards the viewer → camera space."""
        sine, cosine = np.sin(np.radians(self.roll)), np.cos(np.radians(self.roll))
        turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], np.float32)
        return normals @ turn


def axis(mask: Mask) -> Axis:
    """The axis of a mask (n, n)."""
    shrunk = cv2.resize(mask.astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    best = max((_at(shrunk, roll) for roll in _ROLLS), key=_worth)
    best = max((best, *(_at(shrunk, best.roll + step) for step in _FINER)), key=_worth)
    return best._replace(x=best.x * len(mask) / _SIDE)


def upright(matte: Floats, about: Axis) -> Floats:
    """The matte turned so that the axis is the middle between its columns."""
    return _turned(matte, about.roll, about.x)


def _at(outline: Floats, roll: float) -> Axis:
    """The best axis of this roll: where the rows, each folded with itself, have the largest sum."""
    turned = _turned(outline, roll, 0.0)
    folded = np.fft.irfft((np.fft.rfft(turned, 2 * _SIDE, axis=1) ** 2).sum(0))
    at = int(folded.argmax())
    across = (at + 1 - _SIDE) / 2  # of the turned picture's middle
    own = float((turned**2).sum())
    return Axis(across / np.cos(np.radians(roll)), roll, min(float(folded[at]) / max(own, 1e-6), 1.0))


def _turned(picture: Floats, roll: float, x: float) -> Floats:
    """The picture turned to the left by `roll` degrees about the point `x` right of its middle, which comes into it."""
    middle = (len(picture) - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle + x, middle), roll, 1.0)
    matrix[0, 2] -= x
    return np.asarray(cv2.warpAffine(picture, matrix, picture.shape[::-1], flags=cv2.INTER_LINEAR))


def _worth(each: Axis) -> float:
    return each.symmetry - _UPRIGHT * abs(each.roll)
