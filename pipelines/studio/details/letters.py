"""Marks that could be letters: small crisp shapes of one tone on ground of another, found without reading them.

What differs from its surroundings' median by more than half of the most that differs nearby is a mark; those with
the size, stroke and evenness of print are kept. The bounds were set on real photos and rendered samples.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.studio.details.sight import Mask, Sight

_GROUNDS = 0.045, 0.11  # shares of the product's longer side over which the ground is taken: small and large print
_OUTLINE = 0.006  # share of it next to the outline in which nothing is looked for
_FAINTEST = 8, 12, 10, 10  # 8-bit codes of OpenCV's Lab: of any mark's edge, and of a mark in L, a and b
_TALLEST, _WIDEST = 0.16, 0.4  # of a letter, shares of the product's longer side
_SLENDEREST = 7  # times as long as it is wide
_FILLED = 0.12, 0.95  # of its bounding box: a hair line, a solid block
_STROKE = 0.6  # of its longer side
_UNEVEN = 0.9  # spread of a mark's tone and its ground's, as a share of the step between them


@dataclass(frozen=True)
class Letter:
    """One mark, in px of the sight."""

    x: int
    y: int
    width: int
    height: int
    colour: tuple[float, float, float]  # OpenCV's 8-bit Lab
    contrast: float  # 8-bit codes between it and its ground
    uneven: float  # 0–1: spread within both over the contrast


Sheet = list[Letter]
"""Marks found by one view of a picture: in one channel, at one size of print, lighter or darker than the ground."""


def sheets(seen: Sight) -> Iterator[Sheet]:
    """The marks in a sight, one list for each way of looking."""
    lab = cv2.cvtColor(seen.pixels, cv2.COLOR_RGB2LAB)
    inside, deep = seen.alpha > 0.5, seen.deep(_OUTLINE)
    for channel in range(3):
        plane = lab[..., channel].copy()
        plane[~inside] = np.median(plane[inside])
        for share in _GROUNDS:
            reach = round(share * seen.side) | 1
            raised = plane.astype(np.int16) - cv2.medianBlur(plane, reach)
            for sign in (1, -1):
                step = np.clip(sign * raised, 0, 255).astype(np.uint8) * deep
                yield list(_marks(step, lab, channel, reach))


def _marks(step: Bytes, lab: Bytes, channel: int, reach: int) -> Iterator[Letter]:
    nearby = cv2.GaussianBlur(cv2.dilate(step, np.ones((reach, reach), np.uint8)), (0, 0), reach / 6)
    marks = ((step > 0.5 * nearby) & (step >= _FAINTEST[0])).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    depth = cv2.distanceTransform(marks, cv2.DIST_L2, 3)
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in boxes[number])
        if not _letter_sized(width, height, area, max(step.shape), reach):
            continue
        there = slice(max(y - 2, 0), y + height + 2), slice(max(x - 2, 0), x + width + 2)
        mark = labels[there] == number
        if 2 * depth[there][mark].max() > _STROKE * max(width, height):
            continue
        if step[there][mark].mean() < _FAINTEST[1 + channel]:
            continue
        contrast, uneven = _printed(lab[there][..., channel].astype(np.float32), mark)
        if uneven <= _UNEVEN:
            red, green, blue = (float(value) for value in lab[there][mark].mean(0))
            yield Letter(x, y, width, height, (red, green, blue), contrast, uneven)


def _letter_sized(width: int, height: int, area: int, side: int, reach: int) -> bool:
    longer, shorter = max(width, height), min(width, height)
    return (
        6 <= longer <= 2.4 * reach and height >= 5 and shorter >= 2 and area >= 8
        and height <= _TALLEST * side and width <= _WIDEST * side
        and _FILLED[0] <= area / (width * height) <= _FILLED[1] and longer <= _SLENDEREST * shorter
    )  # fmt: skip


def _printed(plane: Floats, mark: Mask) -> tuple[float, float]:
    """The step from a mark to the ring one to two px around it, and how uneven both are; unevenness ∞ without a ring
    or a step."""
    solid = mark.astype(np.uint8)
    ring = (cv2.dilate(solid, np.ones((5, 5), np.uint8)) > 0) & (cv2.dilate(solid, np.ones((3, 3), np.uint8)) == 0)
    if not ring.any():
        return 0.0, np.inf
    contrast = abs(float(np.median(plane[mark]) - np.median(plane[ring])))
    if contrast == 0:
        return 0.0, np.inf
    return contrast, float(plane[mark].std() + plane[ring].std()) / contrast
