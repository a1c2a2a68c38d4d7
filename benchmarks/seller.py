"""What a seller with a mouse would paint over a cutout that is wrong: a stand-in for the person, for measuring."""

import cv2
import numpy as np

from pipelines.core.regions import Polygon
from pipelines.core.shot import Cutout
from pipelines.cutout import CutoutStep

_WORTH = 0.002  # of the product's area: smaller faults are left alone


def strokes(found: Cutout, truth: np.ndarray, before: CutoutStep) -> CutoutStep:
    """The step `before`, with a stroke more over the worst missing part and one over the worst extra part, if any.

    `truth` is the product's true mask, bool (H, W). A stroke stays well inside the fault, as a careful hand would.
    """
    mask = found.alpha > 0.5
    keep, remove = (_stroke(fault, truth.sum()) for fault in (truth & ~mask, mask & ~truth))
    return before.model_copy(update={"keep": before.keep + keep, "remove": before.remove + remove})


def _stroke(fault: np.ndarray, product: int) -> tuple[Polygon, ...]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(fault.astype(np.uint8))
    if count < 2:
        return ()
    worst = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    if stats[worst, cv2.CC_STAT_AREA] < _WORTH * product:
        return ()
    depth = cv2.distanceTransform((labels == worst).astype(np.uint8), cv2.DIST_L2, 5)
    inside = (depth > 0.4 * depth.max()).astype(np.uint8)
    outline = max(cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_TC89_L1)[0], key=cv2.contourArea)
    return (tuple((int(x), int(y)) for x, y in outline[:, 0]),) if len(outline) > 2 else ()
