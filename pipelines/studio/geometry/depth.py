"""What a depth model sees, brought to the scale of what the shape network sees."""

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.geometry.evidence import Evidence, Guess
from pipelines.studio.geometry.network import mirrored
from pipelines.studio.geometry.surface import Mask, integrated, normals_of, unit

_REACH = 12.0  # pixels: over less than this a depth model's map is noise, and the network's normals are better
_ROBUST = 3  # rounds of fitting, the residuals' outliers counting less each time


def depth(evidence: Evidence) -> Guess | None:
    """The product as a depth model sees it; None where none was asked, or its map is flat there.

    The map may be a distance or, as most such models give it, a disparity: the fit finds the sign.
    """
    if evidence.depth is None:
        return None
    wide = cv2.GaussianBlur(evidence.depth, (0, 0), 1.0)
    prior = _scaled(wide, evidence.seen, evidence.mask)
    if prior is None:
        return None
    height = integrated(evidence.shape.normals, prior, evidence.mask, _REACH)
    normals = unit(normals_of(height, evidence.mask) + evidence.shape.normals)
    return Guess(height, normals, mirrored(height, evidence))


def _scaled(values: Floats, seen: Floats, mask: Mask) -> Floats | None:
    """The map times a factor and plus an offset, next to `seen` by robust least squares."""
    columns = np.stack([values[mask], np.ones(int(mask.sum()), np.float32)], 1)
    if columns[:, 0].std() < 1e-6 * max(float(np.abs(columns[:, 0]).max()), 1e-6):
        return None
    weight = np.ones(len(columns))
    for _ in range(_ROBUST):
        factor, offset = np.linalg.lstsq(columns * weight[:, None], seen[mask] * weight, rcond=None)[0]
        off = np.abs(columns @ (factor, offset) - seen[mask])
        weight = 1 / np.sqrt(1 + (off / max(float(np.median(off)), 1e-6)) ** 2)
    return np.asarray(values * factor + offset, np.float32)
