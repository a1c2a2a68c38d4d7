"""Which part of a photo is the product: the cutout network looks at the whole frame, then closely, with every hint.

`locate` and `outline` are all that the cutout job asks of a segmenter.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.regions import Hint, Polygon
from pipelines.core.shot import Box
from pipelines.studio.look import NETWORK, Answer, look, painted, resampled
from pipelines.studio.networks import card
from pipelines.studio.specks import clean

_WHOLE = 256  # side, in pixels, of the look at the whole frame
CLOSE = 384  # and of the close look at the product
_MARGIN = 0.15  # of the product's longer side, seen around it on every side of the close look
_SLENDER = 0.5  # the shorter side of a close look, at least, as a share of the longer
_MOVED = 0.15  # a stroke moves the matte where it changes it by more than this
_FEATHER = 9  # pixels of the look over which what a stroke moved passes into what it left alone
_BEYOND = 0.03  # of a box's longer side: further out than this there is no product


@dataclass(frozen=True, eq=False)
class Segmentation(Answer):
    """A cleaned matte, its window, and how far several looks agreed on it (their IoU, 0–1)."""

    agreement: float

    @property
    def evidence(self) -> float:
        """How much speaks for it, 0–1, not yet calibrated: the network's own estimate and the looks' agreement."""
        return float(np.sqrt(max(self.sure, 0) * self.agreement)) if self.box else 0.0

    @property
    def confidence(self) -> float:
        """The IoU to expect, 0–1, by the network's calibration."""
        return calibrated(self.evidence)


def locate(photo: Bytes) -> Segmentation:
    """A first answer for an (H, W, 3) 8-bit sRGB photo: the look at the whole frame, twice, with no hint."""
    window = 0, 0, photo.shape[1], photo.shape[0]
    return _together(look(photo, window, _WHOLE, Hint()), Hint(), None)


def outline(photo: Bytes, hint: Hint, before: Segmentation | None) -> Segmentation:
    """The close look around the seller's box, or else around the answer `before`, with all hints.

    Where there are no strokes it looks twice: the second time around what it found the first time, and seeing that.
    `before` is what `locate` found, or what `outline` found before there were strokes; None where only a box is known.
    """
    if hint.keep or hint.remove:
        return _corrected(photo, hint, before)
    first = _together(look(photo, _window(photo, hint, before), CLOSE, hint, before), hint, before)
    return _together(look(photo, _window(photo, hint, first), CLOSE, hint, first), hint, first)


def _corrected(photo: Bytes, hint: Hint, before: Segmentation | None) -> Segmentation:
    """One look with strokes, in the window of the answer `before` where it holds them, settled with that answer."""
    window = _window(photo, hint, before)
    if before is not None and before.box and _reaches(before.window, hint.keep):
        window = before.window
    found = _together(look(photo, window, CLOSE, hint, before, mirrored=False), hint, None)
    if before is None:
        return found
    size = found.matte.shape[1], found.matte.shape[0]
    drawn = painted(hint.keep, window, size), painted(hint.remove, window, size)
    return replace(found, matte=_settled(found.matte, resampled(before.matte, before.window, window, size), *drawn))


def _together(looks: tuple[Answer, ...], hint: Hint, before: Segmentation | None) -> Segmentation:
    """The mean of several looks at one window, cleaned; they agree as far as they overlap, with `before` too."""
    window = looks[0].window
    mean: Floats = np.stack([each.matte for each in looks]).mean(0)
    size = mean.shape[1], mean.shape[0]
    keep, remove = painted(hint.keep, window, size), painted(hint.remove, window, size)
    matte = clean(_within(mean, window, hint.box, keep), keep, remove)
    agreed = [overlap(each.matte, matte) for each in looks]
    if before is not None:
        agreed.append(overlap(resampled(before.matte, before.window, window, size), matte))
    return Segmentation(matte, window, float(np.mean([each.sure for each in looks])), float(np.mean(agreed)))


def _settled(fresh: Floats, before: Floats, keep: np.ndarray, remove: np.ndarray) -> Floats:
    """The matte with strokes where it changed around them as they ask, the one before exactly elsewhere.

    What a keep stroke touches may only be won, what a remove stroke touches only be lost: a stroke in one corner
    never costs the seller another.
    """
    caused = _touched(fresh - before > _MOVED, keep) | _touched(before - fresh > _MOVED, remove)
    near = cv2.dilate(caused.astype(np.float32), np.ones((2 * _FEATHER + 1, 2 * _FEATHER + 1), np.uint8))
    share = cv2.blur(near, (_FEATHER, _FEATHER))
    return np.asarray(before + share * (fresh - before), np.float32)


def _touched(changed: np.ndarray, stroke: np.ndarray) -> np.ndarray:
    """The connected parts of bool (h, w) `changed` that meet the stroke, and the stroke."""
    count, labels = cv2.connectedComponents((changed | stroke).astype(np.uint8))
    met = np.zeros(count, bool)
    met[labels[stroke]] = True
    return met[labels]


def overlap(first: Floats, second: Floats) -> float:
    """Soft intersection over union of two mattes of one shape; 0 where both are empty."""
    return float(np.minimum(first, second).sum() / max(np.maximum(first, second).sum(), 1e-6))


def _within(matte: Floats, window: Box, box: Box | None, keep: np.ndarray) -> Floats:
    """The matte without what lies clearly outside the seller's box, unless the seller painted it."""
    if box is None:
        return matte
    slack = _BEYOND * max(box[2] - box[0], box[3] - box[1])
    scale = np.array([matte.shape[1] / (window[2] - window[0]), matte.shape[0] / (window[3] - window[1])])
    low = np.maximum((np.array(box[:2]) - window[:2] - slack) * scale, 0).astype(int)
    high = np.ceil((np.array(box[2:]) - window[:2] + slack) * scale).astype(int)
    inside = keep.copy()
    inside[low[1] : high[1], low[0] : high[0]] = True
    return matte * inside


def _window(photo: Bytes, hint: Hint, before: Segmentation | None) -> Box:
    """Where to look closely: the box or what was found, with every stroke over it, a margin, and not too slender."""
    size = np.array([photo.shape[1], photo.shape[0]])
    found = hint.box or (before.box if before else None)
    spots = [np.array(area) for area in hint.keep]
    if found:
        spots.append(np.array(found).reshape(2, 2))
    if not spots:
        return 0, 0, photo.shape[1], photo.shape[0]
    low = np.clip(np.min([spot.min(0) for spot in spots], 0), 0, size - 1)
    high = np.clip(np.max([spot.max(0) for spot in spots], 0), low + 1, size)
    margin = max(_MARGIN * (high - low).max(), 4)
    low, high = low - margin, high + margin
    spare = np.maximum(_SLENDER * (high - low).max() - (high - low), 0) / 2
    x0, y0 = np.maximum(low - spare, 0).astype(int)
    x1, y1 = np.minimum(np.ceil(high + spare), size).astype(int)
    return int(x0), int(y0), int(x1), int(y1)


def _reaches(window: Box, areas: tuple[Polygon, ...]) -> bool:
    corners = np.array([corner for area in areas for corner in area]).reshape(-1, 2)
    return bool((corners >= window[:2]).all() and (corners < window[2:]).all())


def calibrated(evidence: float) -> float:
    """The confidence for a piece of evidence: straight lines between the points of the network's card, if any."""
    points = card(NETWORK).calibration
    if points is None:
        return evidence
    at, confidence = np.array(points).T
    return float(np.interp(evidence, at, confidence))
