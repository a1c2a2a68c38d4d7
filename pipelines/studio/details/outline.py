"""What the product's outline alone tells: a top narrower than the body, and openings that it encloses."""

import cv2
import numpy as np

from pipelines.core.shot import Box
from pipelines.studio.details.sight import Sight

_NARROW = 0.15, 0.72  # of the body's width: an aerial, a neck
_UPRIGHT = 0.9  # height over width from which a product stands up and has a top
_TOP = 0.08, 0.42  # share of the height that a neck or a cap may take
_OPENING = 0.004, 0.15  # area of an opening, share of the product's
_ROUND = 0.8  # of its convex hull: gaps between legs or fringes are not filled so well
_AROUND = 0.6  # of an opening's size: how much is shown about it


def neck(seen: Sight) -> int | None:
    """The row below the narrow top of a product, in px of the sight; None where it has none."""
    widths = (seen.alpha > 0.5).sum(1)
    body = int(widths.max())
    wide = np.flatnonzero(widths > _NARROW[1] * body)
    end, height = int(wide[0]), len(widths)
    if height < _UPRIGHT * seen.alpha.shape[1]:
        return None
    if not _TOP[0] * height <= end <= _TOP[1] * height or np.median(widths[:end]) < _NARROW[0] * body:
        return None
    return end


def openings(seen: Sight) -> list[Box]:
    """Boxes (px of the sight, within it) around openings that the product encloses, the largest first."""
    solid = seen.alpha > 0.5
    around = np.pad(~solid, 1, constant_values=True).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(around, connectivity=4)
    low, high = (share * solid.sum() for share in _OPENING)
    found = []
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in boxes[number])
        if number == labels[0, 0] or not low <= area <= high or area < _ROUND * _hull(labels == number):
            continue
        margin = round(_AROUND * max(width, height))
        box = x - 1 - margin, y - 1 - margin, x - 1 + width + margin, y - 1 + height + margin
        found.append((area, _within(box, solid.shape)))
    return [box for _, box in sorted(found, reverse=True)]


def _hull(mask: np.ndarray) -> float:
    """Area in px of a mask's convex hull."""
    corners, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(filled, cv2.convexHull(np.concatenate(corners)), 1)
    return float(filled.sum())


def _within(box: Box, shape: tuple[int, ...]) -> Box:
    return max(box[0], 0), max(box[1], 0), min(box[2], shape[1]), min(box[3], shape[0])
