"""The closure: the top of the product where it ends in another colour or grows narrow, as lids, caps and necks do, or
what stands out there.

Nothing is recognised. A product whose lid has its body's colour and width, or that opens at the side, has its closure
missed; what else stands at a product's top, a hat, a head or a filling, is taken for one.
"""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.core.shot import Box
from pipelines.studio.details.finding import Finding, rated
from pipelines.studio.details.outline import neck
from pipelines.studio.details.sight import Mask, Sight
from pipelines.studio.details.standout import STANDS_OUT, parts

_TOP = 0.05, 0.5  # share of the product's height at which a lid may end
_BAND = 0.06  # of its height: what is compared above and below
_OUTLINE = 0.012
_STEP = 14.0  # ΔE*ab between a lid and what is below it
_ACROSS = 0.7  # share of the columns in which it must be seen
_WIDTH = 0.4  # of the product: a lid is no narrower
_BELOW = 0.12  # of the product's longer side: how much below the lid is shown
_NECK = 0.6  # score of a narrow top: above a part that merely stands out, below a clear lid
_FADING = 0.3, 0.8  # share of the height at which being near the top begins to fail, and has failed
_LID = "The product's top is of another colour than what is below it, all across, as a lid or a cap is."
_NARROW = "The product grows narrow towards its top, as it does at a neck, a spout or a head; a closure is often there."
_NEAR = "It stands out near the product's top, where many products open; whether this one does, nothing tells."


def closures(seen: Sight, standing: Floats) -> tuple[Finding, ...]:
    """The lid or neck where there is one, else what stands out (`standing` (h, w)) near the top; the best first."""
    lid, end = _lid(seen), neck(seen)
    if end is not None and (lid is None or end < lid[1]):
        return (Finding("closure", seen.in_photo(_top(seen, end)), _NECK, _NARROW),)
    if lid is not None:
        return (Finding("closure", seen.in_photo(_top(seen, lid[1])), rated(lid[0], _STEP), _LID),)
    height = np.linspace(0, 1, seen.alpha.shape[0], dtype=np.float32)[:, None]
    low, high = _FADING
    near = parts(seen, standing * (1 - np.clip((height - low) / (high - low), 0, 1)), 2)
    return tuple(Finding("closure", seen.in_photo(box), rated(score, STANDS_OUT), _NEAR) for score, box in near)


def _top(seen: Sight, end: int) -> Box:
    """The product above a row, with a little of what is below it."""
    columns = np.flatnonzero((seen.alpha[:end] > 0.5).any(0))
    return int(columns[0]), 0, int(columns[-1]) + 1, min(seen.alpha.shape[0], round(end + _BELOW * seen.side))


def _lid(seen: Sight) -> tuple[float, int] | None:
    """The greatest step in colour (ΔE*ab) below a top part, and the row where it is; None where it is small."""
    deep, height = seen.deep(_OUTLINE), seen.alpha.shape[0]
    band = max(2, round(_BAND * height))
    rows = range(max(2 * band, round(_TOP[0] * height)), round(_TOP[1] * height), 2)
    step, row = max(((_step(seen.lab, deep, row, band), row) for row in rows), default=(0.0, 0))
    return (step, row) if step >= _STEP else None


def _step(lab: Floats, deep: Mask, row: int, band: int) -> float:
    """ΔE*ab from the band above a row to the one below it that `_ACROSS` of the columns reach."""
    gap = max(1, band // 3)
    tones, known = [], []
    for part in (slice(row - gap - band, row - gap), slice(row + gap, row + gap + band)):
        weight = deep[part].astype(np.float32).sum(0)
        tones.append((lab[part] * deep[part][..., None]).sum(0) / np.maximum(weight, 1)[:, None])
        known.append(weight >= band / 2)
    both = known[0] & known[1]
    if both.sum() < max(_WIDTH * lab.shape[1], 1):
        return 0.0
    apart = np.linalg.norm(tones[1][both] - tones[0][both], axis=-1)
    return float(np.quantile(apart, 1 - _ACROSS))
