"""See-through gaps: the inside of a handle or a ring, which lies in the middle of the product and is not product."""

import cv2
import numpy as np

from pipelines.studio.superpixels import Doubles, Superpixels

_LIKE_BACKDROP = 0.85  # share of everything of its look that is background
_ENCLOSED = 0.9  # share of its border that is with the product: what lies open is left to the outline
_STEP = 30.0  # CIELAB distance to the product around it
_WIDTH = 0.03  # at least this share of the longer side wide


def gaps(regions: Superpixels, belief: Doubles) -> np.ndarray:
    """Superpixels (k,) bool that `belief` (k,) takes for product and that look like background with product around."""
    alike = regions.likeness * regions.area
    backdrop = alike @ (belief < 0.3) / alike.sum(1)
    doubtful = (belief > 0.5) & (backdrop > _LIKE_BACKDROP)
    found = np.zeros(regions.count, bool)
    count, patches = cv2.connectedComponents(doubtful[regions.labels].astype(np.uint8), connectivity=4)
    for patch in range(1, count):
        members = np.zeros(regions.count, bool)
        members[regions.labels[patches == patch]] = True
        wide = regions.area[members].sum() > (_WIDTH * max(regions.labels.shape)) ** 2
        if wide and _step_around(regions, members, belief) > _STEP:
            found |= members
    return found


def _step_around(regions: Superpixels, members: np.ndarray, belief: Doubles) -> float:
    first, second = regions.pairs.T
    other = np.where(members[first], second, first)
    rim = members[first] != members[second]
    if not rim.any() or np.average(belief[other[rim]] > 0.5, weights=regions.border[rim]) < _ENCLOSED:
        return 0.0
    return float(np.average(regions.step[rim], weights=regions.border[rim]))
