"""Texture: a patch away from the outline that is fine-grained and the same all over, as cloth, fur or wood is.

Print on a plain ground is as fine but leaves most of its ground bare; a shaded or bright-lit fold is not the same all
over. A smooth product has no such patch, and none is named. Thresholds: set on 22 real photos and 6 samples.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats
from pipelines.core.shot import Box
from pipelines.studio.details.finding import Finding, rated
from pipelines.studio.details.sight import Mask, Places, Sight, means, overlap, places

_SIZES = 0.2, 0.27, 0.35  # of a patch, shares of the product's longer side
_OUTLINE = 0.012  # share of it next to the outline that is left out
_FINE, _COARSE = 0.004, 0.012  # Gaussian sigmas, shares of it: finer is grain, coarser is tone
_CELLS = 6  # squared: pieces of a patch that are compared
_GRAIN = 2.5  # L*: mean contrast of grain that is well seen
_SEEN = 1.0  # L*: contrast of grain that is just seen
_COVERED = 0.4, 0.65  # share of a patch that has grain: print, texture
_TONES = 12.0  # ΔE*ab between the pieces of a patch at which it is no longer one surface
_SURE = 0.2
_STEPS = 80  # places along the product's longer side
_TWO_TONED, _PRINTED = 0.8, 0.86  # from here a patch is no texture; from here it is print
_BEST = 200  # places of each size that are looked at further
_MOST = 3
_EVEN = "Its surface is fine-grained and the same all over this patch, away from the outline."
_INK = "Crisp marks of one tone stand on ground of another, as print and handwriting do."
_ANOTHER = 0.3  # overlap above which a patch is the same one


@dataclass(frozen=True)
class Patch:
    """A square of fine grain that is the same all over."""

    box: Box  # px of the sight
    score: float
    two_toned: float  # 0–1: share of its variance that two tones explain; 2 / π for grain of normal spread


def patches(seen: Sight, printed: Mask) -> tuple[Patch, ...]:
    """The finest-grained patches without lines of print (`printed` (h, w) is where those are), the best first."""
    ranked: list[tuple[float, Box]] = []
    for share in _SIZES:
        side = round(share * seen.side)
        if side // _CELLS >= 3 and side <= min(seen.alpha.shape):
            (x, y), score = _scored(seen, printed, side)
            for i in np.argsort(-score)[:_BEST]:
                ranked.append((float(score[i]), (int(x[i]), int(y[i]), int(x[i]) + side, int(y[i]) + side)))
    found: list[Patch] = []
    for one, box in sorted(ranked, reverse=True):
        if one >= _SURE / 2 and all(overlap(box, other.box) < _ANOTHER for other in found):
            found.append(Patch(box, one, _two_toned(seen, box)))
    return tuple(found)


def textures(seen: Sight, among: tuple[Patch, ...]) -> tuple[Finding, ...]:
    """Those patches that are texture."""
    kept = [patch for patch in among if patch.two_toned < _TWO_TONED][:_MOST]
    return tuple(Finding("texture", seen.in_photo(one.box), rated(one.score, _SURE), _EVEN) for one in kept)


def prints(seen: Sight, among: tuple[Patch, ...]) -> tuple[Finding, ...]:
    """The best of those patches that is print whose letters could not be told apart."""
    kept = [patch for patch in among if patch.two_toned >= _PRINTED and patch.score >= _SURE][:1]
    return tuple(Finding("label", seen.in_photo(one.box), rated(one.score, _SURE), _INK) for one in kept)


def _two_toned(seen: Sight, box: Box) -> float:
    """Otsu's criterion: the variance between the two classes that a threshold parts best, over the whole variance
    (“A Threshold Selection Method from Gray-Level Histograms”, 1979)."""
    x0, y0, x1, y1 = box
    grey = cv2.cvtColor(seen.pixels[y0:y1, x0:x1], cv2.COLOR_RGB2GRAY)
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    light = grey > threshold
    share = light.mean()
    if share in (0, 1):
        return 0.0
    return float(share * (1 - share) * (grey[light].mean() - grey[~light].mean()) ** 2 / grey.var())


def _scored(seen: Sight, printed: Mask, side: int) -> tuple[Places, NDArray[np.float64]]:
    at = places(seen.alpha.shape, side, side, max(2, seen.side // _STEPS))
    inside = seen.deep(_OUTLINE)
    light = seen.lab[..., 0]
    grain = np.abs(light - cv2.GaussianBlur(light, (0, 0), _FINE * seen.side)) * inside
    pieces = _pieces(grain, at, side)
    tones = _pieces(cv2.GaussianBlur(seen.lab, (0, 0), _COARSE * seen.side), at, side).std(0)
    uneven = pieces.std(0) / np.maximum(pieces.mean(0), 0.05)
    changing = np.sqrt(np.square(tones * (0.6, 1, 1)).sum(-1))  # lightness changes with the light as well
    low, high = _COVERED
    covered = np.clip((means(grain > _SEEN, at, side, side) - low) / (high - low), 0, 1)
    within = np.clip((means(inside, at, side, side) - 0.9) / 0.08, 0, 1) * (means(printed, at, side, side) < 0.02)
    score = np.tanh(np.median(pieces, 0) / _GRAIN) * np.exp(-1.2 * uneven - changing / _TONES) * covered * within
    return at, score * (side / seen.side) ** 0.25


def _pieces(values: Floats, at: Places, side: int) -> NDArray[np.float32]:
    """(CELLS², N, …): means over the cells of each patch."""
    cell = side // _CELLS
    blurred = cv2.blur(values, (cell, cell))
    steps = [round((i + 0.5) * side / _CELLS) for i in range(_CELLS)]
    return np.stack([blurred[at[1] + down, at[0] + across] for down in steps for across in steps])
