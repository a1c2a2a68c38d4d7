"""Everything on a product that is worth a picture from nearby, kind by kind."""

import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Box
from pipelines.studio.details.closure import closures
from pipelines.studio.details.finding import SURE, Finding, rated
from pipelines.studio.details.label import labels, lines
from pipelines.studio.details.outline import openings
from pipelines.studio.details.sight import Mask, Sight, alike, overlap, sight
from pipelines.studio.details.standout import STANDS_OUT, parts, standing_out
from pipelines.studio.details.texture import patches, prints, textures

_FINE, _COARSE = 640, 256  # px: longer side of the product, for print and grain, and for parts
_WITHIN = 0.6  # overlap from which a feature is what another kind shows already
_SHARED = 0.35  # intersection over union from which two features are one
_OPENING = 0.55  # score of an enclosed opening
_ENCLOSED = "The product encloses an opening here, as handles, loops and buckles do."
_STANDING = "Its colours and edges stand out from the rest of the product."
_FEATURES = 3


def findings(pixels: Bytes, alpha: Floats, box: Box) -> tuple[Finding, ...]:
    """What is found on the product of a photo (H, W, 3), 8-bit sRGB, with its matte (H, W) and the matte's box: of each
    kind in turn the best, then of each the second, and so on."""
    fine, coarse = (sight(pixels, alpha, box, side) for side in (_FINE, _COARSE))
    grain = patches(fine, _printed(fine))
    printed = labels(fine) or prints(fine, grain)
    standing = standing_out(coarse) * ~_covered(coarse, [one.box for one in printed])
    top = closures(coarse, standing)
    rest = _features(coarse, standing, [one.box for one in (*printed, *top) if one.score >= SURE])
    kinds = printed, top, textures(fine, grain), rest
    return tuple(kind[i] for i in range(max(map(len, kinds))) for kind in kinds if i < len(kind))


def _features(seen: Sight, standing: Floats, taken: list[Box]) -> tuple[Finding, ...]:
    """Openings that the product encloses and parts that stand out (`standing` (h, w)), where nothing is `taken`."""
    found = [Finding("feature", seen.in_photo(box), _OPENING, _ENCLOSED) for box in openings(seen)[:1]]
    found += [
        Finding("feature", seen.in_photo(part), rated(score, STANDS_OUT), _STANDING)
        for score, part in parts(seen, standing, 2 * _FEATURES)
    ]
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: -one.score):
        anew = all(overlap(one.box, other) < _WITHIN for other in taken)
        if anew and all(alike(one.box, two.box) < _SHARED for two in kept):
            kept.append(one)
    return tuple(kept[:_FEATURES])


def _printed(seen: Sight) -> Mask:
    """(h, w): where lines of letters stand."""
    there = np.zeros(seen.alpha.shape, bool)
    for line in lines(seen):
        x0, y0, x1, y1 = line.box
        there[y0:y1, x0:x1] = True
    return there


def _covered(seen: Sight, boxes: list[Box]) -> Mask:
    """(h, w): what lies within boxes of the photo."""
    there = np.zeros(seen.alpha.shape, bool)
    left, top, right, bottom = seen.window
    across, down = seen.alpha.shape[1] / (right - left), seen.alpha.shape[0] / (bottom - top)
    for x0, y0, x1, y1 in boxes:
        rows = slice(int((y0 - top) * down), int((y1 - top) * down))
        there[rows, int((x0 - left) * across) : int((x1 - left) * across)] = True
    return there
