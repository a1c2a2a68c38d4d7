"""A pose drawn as ControlNets for poses were taught it: OpenPose's 18 points, its limbs and its colours, on black.

Points, limbs and colours: Cao et al., “OpenPose: Realtime Multi-Person 2D Pose Estimation” (2019), the COCO body model.
"""

from collections.abc import Sequence
from math import atan2, degrees, hypot

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats

_FROM_COCO = (0, None, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
"""Which of COCO's 17 key points each of OpenPose's is; its neck lies between COCO's shoulders."""
_SHOULDERS = 5, 6
_LIMBS = ((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0),
          (0, 14), (14, 16), (0, 15), (15, 17))  # fmt: skip
_COLOURS = (
    (255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0), (0, 255, 0), (0, 255, 85),
    (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255), (0, 0, 255), (85, 0, 255), (170, 0, 255), (255, 0, 255),
    (255, 0, 170), (255, 0, 85),
)  # fmt: skip
_LIMB = 0.6  # limbs are drawn in their colour times this
_THICK = 4 / 512  # of the shorter side: half a limb's width, and a point's radius

Point = tuple[float, float]


def openpose(points: Floats, scores: Floats, least: float) -> list[Point | None]:
    """COCO's 17 key points (x, y) as OpenPose's 18; None where the score, or one that it rests on, is below `least`."""
    seen: list[Point | None] = [
        (float(x), float(y)) if score >= least else None for (x, y), score in zip(points, scores, strict=True)
    ]
    left, right = (seen[index] for index in _SHOULDERS)
    neck = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2) if left and right else None
    return [neck if index is None else seen[index] for index in _FROM_COCO]


def drawn(points: Sequence[Point | None], size: tuple[int, int]) -> Bytes:
    """OpenPose's 18 points (x, y) in px, None where unseen, on a black picture of `size` (width, height)."""
    canvas = np.zeros((size[1], size[0], 3), np.uint8)
    thick = max(round(_THICK * min(size)), 1)
    for (start, end), colour in zip(_LIMBS, _COLOURS, strict=False):
        one, other = points[start], points[end]
        if one and other:
            dull = tuple(int(_LIMB * value) for value in colour)
            cv2.fillConvexPoly(canvas, _limb(one, other, thick), dull)
    for point, colour in zip(points, _COLOURS, strict=True):
        if point:
            cv2.circle(canvas, (round(point[0]), round(point[1])), thick, colour, -1)
    return canvas


def _limb(one: Point, other: Point, thick: int) -> np.ndarray:
    """The corners of a slim ellipse between two points."""
    middle = round((one[0] + other[0]) / 2), round((one[1] + other[1]) / 2)
    half = max(round(hypot(other[0] - one[0], other[1] - one[1]) / 2), 1)
    angle = round(degrees(atan2(other[1] - one[1], other[0] - one[0])))
    return np.array(cv2.ellipse2Poly(middle, (half, thick), angle, 0, 360, 5))
