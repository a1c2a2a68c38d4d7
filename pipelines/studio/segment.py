"""Which part of a photo is the product: a rough answer over the whole frame, then a close look.

This is the seam for a trained network: `locate` and `outline` are all that the cutout job asks of a segmenter.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Box
from pipelines.studio.gaps import gaps
from pipelines.studio.graphcut import crisp, parts
from pipelines.studio.hypotheses import boxed, centred, middle, plausibility
from pipelines.studio.labelling import label, logit, sigmoid
from pipelines.studio.look import bounds
from pipelines.studio.saliency import at_edge, background, saliency
from pipelines.studio.superpixels import Doubles, Superpixels, superpixels

_WHOLE = 320  # longer side, in pixels, for the look at the whole frame
_CLOSE = 416  # and for the close look at the product
_FULLNESS = np.array([0.7, 0.8, 0.9])  # of a box: shares that a product may fill


@dataclass(frozen=True, eq=False)
class Hints:
    """What the seller pointed out, on the pixels of the picture: a box around the product, strokes as bool (h, w)."""

    keep: np.ndarray
    remove: np.ndarray
    box: Box | None = None


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Which pixels are the product, bool (h, w), and how sure the segmenter is of the whole, 0–1."""

    mask: np.ndarray
    confidence: float


def locate(picture: Bytes) -> Segmentation:
    """A rough answer for an (h, w, 3) 8-bit sRGB picture, with no hint: the consensus of many guesses."""
    small = shrink(picture, _WHOLE)
    regions = superpixels(small, 700)
    backdrop = background(regions)
    certain = at_edge(regions) & (backdrop > 0.9)
    nothing = np.zeros(regions.count, bool)
    priors = centred(regions, saliency(regions, backdrop, middle(regions)))
    beliefs = label(regions, priors, nothing, certain)
    weights = plausibility(regions, beliefs)
    settled = label(regions, np.clip(beliefs @ weights, 0.04, 0.9)[:, None], nothing, certain)[:, 0]
    blank = np.zeros(small.shape[:2], bool)
    mask = crisp(small, regions.paint(settled), blank, blank)
    return Segmentation(_resize(mask, picture.shape), _agreement(regions, beliefs, weights, mask))


def outline(picture: Bytes, rough: Segmentation | None, hints: Hints) -> Segmentation:
    """The close look: segment the neighbourhood of the seller's box, or else of what `locate` found, with all hints."""
    around = hints.box or _found(rough, hints)
    x0, y0, x1, y1 = window = _window(around, hints, picture.shape)
    close = shrink(picture[y0:y1, x0:x1], _CLOSE)
    scale = close.shape[1] / (x1 - x0)
    box = ((around[0] - x0) * scale, (around[1] - y0) * scale, (around[2] - x0) * scale, (around[3] - y0) * scale)
    keep, remove = (_crop(mask, window, close.shape) for mask in (hints.keep, hints.remove))
    seen = None if hints.box or rough is None else _crop(rough.mask, window, close.shape)
    mask, confidence = _close_look(close, box, keep > 0.3, remove > 0.3, seen)
    whole = np.zeros(picture.shape[:2], bool)
    whole[y0:y1, x0:x1] = _resize(mask, (y1 - y0, x1 - x0))
    return Segmentation(whole, confidence if hints.box or rough is None else min(confidence, rough.confidence))


def _close_look(
    close: Bytes, box: tuple[float, ...], keep: np.ndarray, remove: np.ndarray, seen: Floats | None
) -> tuple[np.ndarray, float]:
    regions = superpixels(close, 900)
    outside = np.ones(close.shape[:2], bool)
    outside[round(box[1]) : round(box[3]), round(box[0]) : round(box[2])] = False
    priors = boxed(regions, box, _FULLNESS)
    barred = regions.mean(outside) > 0.7
    if seen is not None:
        glimpsed = logit(np.clip(regions.mean(seen), 0.05, 0.95))[:, None]
        priors = sigmoid(0.5 * glimpsed + 0.5 * logit(np.clip(priors - 0.25, 0.05, 1)))
        barred &= at_edge(regions)
    kept, removed = regions.mean(keep) > 0.3, regions.mean(remove) > 0.3
    beliefs = label(regions, priors, kept & ~removed, (barred | removed) & ~kept)
    settled = beliefs.mean(1)
    settled[gaps(regions, settled) & ~kept] = 0.05
    belief = regions.paint(settled)
    if seen is None:
        belief[outside & ~keep] = 0
        belief = np.clip(belief - _tight(belief, box) + 0.5, 0, 1)
    mask = crisp(close, belief, keep & ~remove, (remove | outside if seen is None else remove) & ~keep)
    return mask, _agreement(regions, beliefs, np.full(len(_FULLNESS), 1 / len(_FULLNESS)), mask)


def _tight(belief: Floats, box: tuple[float, ...]) -> float:
    """The highest threshold whose answer still reaches all four sides of a box drawn around the product."""
    slack = 0.06 * np.array([box[2] - box[0], box[3] - box[1]])
    nothing = np.zeros(belief.shape, bool)
    for threshold in (0.5, 0.45, 0.4, 0.35, 0.3, 0.25):
        ys, xs = np.nonzero(parts(belief > threshold, nothing))
        if len(xs) and _reaches(xs, box[0], box[2], slack[0]) and _reaches(ys, box[1], box[3], slack[1]):
            return threshold
    return 0.4


def _reaches(where: np.ndarray, low: float, high: float, slack: float) -> bool:
    return bool(where.min() <= low + slack and where.max() >= high - 1 - slack)


def _agreement(regions: Superpixels, beliefs: Doubles, weights: Doubles, mask: np.ndarray) -> float:
    """How sure: the mean IoU between each guess (k, n) and the answer, by weight."""
    answer = regions.mean(mask)[:, None]
    guess = beliefs > 0.5
    area = regions.area[:, None]
    overlap = (area * np.minimum(guess, answer)).sum(0) / np.maximum((area * np.maximum(guess, answer)).sum(0), 1)
    return float(overlap @ weights)


def _found(rough: Segmentation | None, hints: Hints) -> Box:
    found = hints.keep if rough is None else rough.mask | hints.keep
    return bounds(found) or (0, 0, found.shape[1], found.shape[0])


def _window(box: Box, hints: Hints, shape: tuple[int, ...]) -> Box:
    """The box with a margin of 0.25 of its longer side, grown to take in every stroke, within the picture."""
    strokes = bounds(hints.keep | hints.remove) or box
    x0, y0 = min(box[0], strokes[0]), min(box[1], strokes[1])
    x1, y1 = max(box[2], strokes[2]), max(box[3], strokes[3])
    margin = round(0.25 * max(x1 - x0, y1 - y0))
    return max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, shape[1]), min(y1 + margin, shape[0])


def shrink(picture: Bytes, side: int) -> Bytes:
    """The picture with its longer side at most `side` pixels, area-averaged."""
    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _crop(mask: np.ndarray, window: Box, shape: tuple[int, ...]) -> Floats:
    x0, y0, x1, y1 = window
    return cv2.resize(mask[y0:y1, x0:x1].astype(np.float32), shape[1::-1], interpolation=cv2.INTER_AREA)


def _resize(mask: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return cv2.resize(mask.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR) > 0.5
