"""How well an outline is met: the boundary F-measure (Martin, Fowlkes & Malik 2004, as DAVIS does it, Perazzi 2016)."""

import cv2
import numpy as np

TOLERANCE = 3  # pixels of the masks


def f_measure(found: np.ndarray, truth: np.ndarray, tolerance: int = TOLERANCE) -> float:
    """2PR / (P + R) of two bool masks (H, W), 0–1.

    P is the share of the boundary pixels found that lie within `tolerance` pixels of a true one, R the share of the
    true ones that lie as near to one found. A boundary pixel is in the mask and has a 4-neighbour that is not.
    """
    ours, theirs = _boundary(found), _boundary(truth)
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    precision, recall = _near(theirs, tolerance)[ours].mean(), _near(ours, tolerance)[theirs].mean()
    return float(2 * precision * recall / max(precision + recall, 1e-9))


def _boundary(mask: np.ndarray) -> np.ndarray:
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    return mask & (cv2.erode(mask.astype(np.uint8), cross) == 0)


def _near(boundary: np.ndarray, tolerance: int) -> np.ndarray:
    return cv2.distanceTransform((~boundary).astype(np.uint8), cv2.DIST_L2, 5) <= tolerance
