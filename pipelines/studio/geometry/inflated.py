"""A balloon: the outline blown up, as far and leaning as fits what the shape network sees."""

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.geometry.evidence import Evidence, Guess
from pipelines.studio.geometry.surface import Mask, balloon, normals_of, slopes

_THINNEST, _THICKEST = 0.15, 1.3  # depth of a balloon, a ball's being 1
_STEEPEST = 3.0  # slopes of the balloon beyond which it tells nothing of its thickness


def inflated(evidence: Evidence) -> Guess:
    """The product as a balloon."""
    round_ = blown(evidence.mask)
    thick, right, up = _fitted(round_, evidence)
    x, y = evidence.places
    middle, half = (right * x + up * y).astype(np.float32), np.float32(thick) * round_
    height = middle + half
    return Guess(height, normals_of(height), middle - half)


def blown(mask: Mask) -> Floats:
    """`balloon`, worked out at half the size: it is smooth but at its rim."""
    side = len(mask)
    small = cv2.resize(mask.astype(np.float32), (side // 2, side // 2), interpolation=cv2.INTER_AREA) > 0.5
    height = cv2.resize(balloon(small) ** 2, (side, side), interpolation=cv2.INTER_LINEAR)
    return np.asarray(2 * np.sqrt(height) * mask, np.float32)


def _fitted(round_: Floats, evidence: Evidence) -> tuple[float, float, float]:
    """How thick, and how far its plane rises to the right and up: the least error of its slopes against those seen."""
    down, right = (np.asarray(slope) for slope in np.gradient(round_))
    told = evidence.mask & (np.hypot(down, right) < _STEEPEST)
    if not told.any():
        return _THINNEST, 0.0, 0.0
    facing = evidence.shape.normals[told]
    weight, lean = np.clip(facing[:, 2], 0, 1), slopes(facing)
    one, none = np.ones(len(lean)), np.zeros(len(lean))
    across, along = np.stack([right[told], one, none], 1), np.stack([-down[told], none, one], 1)
    system = np.concatenate([across, along]) * np.tile(weight, 2)[:, None]
    thick, a, b = np.linalg.lstsq(system, lean.T.ravel() * np.tile(weight, 2), rcond=None)[0]
    return float(np.clip(thick, _THINNEST, _THICKEST)), float(a), float(b)
