"""What stands out on a product: parts of a colour that the rest has not, and many edges that meet.

Colour: the mean distance to all of the product's colours (global contrast; Cheng et al., “Global Contrast based Salient
Region Detection”, 2011). Edges that meet: the smaller eigenvalue of the structure tensor (Shi and Tomasi, 1994).
"""

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.core.shot import Box
from pipelines.studio.details.sight import Mask, Sight, means, overlap, places

_OUTLINE = 0.012  # share of the product's longer side next to the outline: edges there are the background's
_LIGHTNESS = 0.5  # weight of L* beside a* and b*: shading is no colour
_COLOURS = 128  # pixels that stand for the product's colours
_BLUR = 0.008  # share of the longer side
_RARE, _JOINED = 25.0, 3.0  # ΔE*ab and L* per px at which either is at its full weight
_SIZES = 0.28, 0.36, 0.45  # of a window, shares of the longer side
_SMALLEST = 8  # px: below, nothing is framed
_FRAME = 0.15  # of a window: the band in which nothing ought to be cut
_FILLED = 0.3, 0.7  # share of a window that is product: too little, enough
_STEPS = 64  # places along the longer side
_BEST = 200  # places of each size that are looked at further
STANDS_OUT = 0.25
"""Score from which a part is worth a picture."""
_ANOTHER = 0.35  # overlap above which a part is the same one


def standing_out(seen: Sight) -> Floats:
    """(h, w) 0–2: how much each pixel stands out."""
    deep = seen.deep(_OUTLINE)
    if not deep.any():
        return np.zeros(deep.shape, np.float32)
    colours = cv2.GaussianBlur(seen.lab, (0, 0), _BLUR * seen.side) * np.array((_LIGHTNESS, 1, 1), np.float32)
    own = colours[deep]
    own = own[np.linspace(0, len(own) - 1, min(_COLOURS, len(own))).astype(int)]
    rare = np.stack([np.sqrt(np.square(row[:, None] - own).sum(-1)).mean(1) for row in colours])
    return _levelled(rare, deep, _RARE) + _levelled(_joints(seen), deep, _JOINED)


def _joints(seen: Sight) -> Floats:
    """(h, w) L* per px: where edges of more than one direction meet."""
    wide = 1.2 * _BLUR * seen.side
    soft = cv2.GaussianBlur(seen.lab, (0, 0), 0.4 * wide)
    x, y = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=1 / 8)
    xx, xy, yy = (cv2.GaussianBlur((one * other).sum(-1), (0, 0), wide) for one, other in ((x, x), (x, y), (y, y)))
    half = (xx + yy) / 2
    return np.sqrt(np.maximum(half - np.hypot(half - xx, xy), 0))


def _levelled(values: Floats, deep: Mask, full: float) -> Floats:
    """0 where a product has it all over, 1 at its strongest; less where even that is weak."""
    low, high = np.percentile(values[deep], (30, 97))
    return (np.clip((values - low) / max(high - low, 1e-3), 0, 1) * deep * min(1.0, high / full)).astype(np.float32)


def parts(seen: Sight, weight: Floats, most: int) -> list[tuple[float, Box]]:
    """Square windows (score, px of the sight) of an (h, w) weight: much of it inside, little of it cut by the frame,
    enough product; the best first."""
    ranked: list[tuple[float, Box]] = []
    solid = seen.alpha > 0.5
    for share in _SIZES:
        side = min(round(share * seen.side), *seen.alpha.shape)
        if side < _SMALLEST:
            continue
        frame = round(_FRAME * side)
        at = places(seen.alpha.shape, side, side, max(1, seen.side // _STEPS))
        core = means(weight, (at[0] + frame, at[1] + frame), side - 2 * frame, side - 2 * frame)
        cut = (means(weight, at, side, side) - core * (1 - 2 * _FRAME) ** 2) / (1 - (1 - 2 * _FRAME) ** 2)
        filled = np.clip((means(solid, at, side, side) - _FILLED[0]) / (_FILLED[1] - _FILLED[0]), 0, 1)
        score = (core - 0.6 * cut) * filled * share**0.5
        for i in np.argsort(-score)[:_BEST]:
            x, y = int(at[0][i]), int(at[1][i])
            ranked.append((float(score[i]), (x, y, x + side, y + side)))
    found: list[tuple[float, Box]] = []
    for value, box in sorted(ranked, reverse=True):
        if value > 0 and all(overlap(box, other) < _ANOTHER for _, other in found):
            found.append((value, box))
    return found[:most]
