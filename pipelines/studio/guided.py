"""The guided filter (He, Sun & Tang 2013) as it is used to carry a matte to full size (He & Sun 2015)."""

import cv2
import numpy as np

from pipelines.core.colour import Floats

_RADIUS = 2
_EPSILON = 1e-4


def local_affine(guide: Floats, target: Floats, where: np.ndarray) -> Floats:
    """Per pixel, the affine function of the guide's colours (h, w, 3) nearest to the target (h, w): (h, w, 4).

    Three slopes and an offset, averaged over windows of 5 × 5; right where bool `where` (h, w) is set.
    """
    found = np.zeros((*target.shape, 4), np.float32)
    ys, xs = np.nonzero(where)
    if len(ys):
        margin = 3 * _RADIUS
        part = np.s_[
            max(ys.min() - margin, 0) : ys.max() + margin + 1, max(xs.min() - margin, 0) : xs.max() + margin + 1
        ]
        found[part] = _fitted(guide[part], target[part], where[part])
    return found


def _fitted(guide: Floats, target: Floats, where: np.ndarray) -> Floats:
    planes = np.dstack([guide, target, *(guide[..., i] * guide[..., j] for i in range(3) for j in range(i, 3))])
    means = [_mean(planes[..., :4]), _mean(planes[..., 4:8]), _mean(planes[..., 8:])]
    shared = _mean(guide * target[..., None])
    near = _grown(where)
    centre, average = means[0][near][:, :3], means[0][near][:, 3]
    rows = np.concatenate([means[1][near], means[2][near]], 1)[:, [0, 1, 2, 1, 3, 4, 2, 4, 5]].reshape(-1, 3, 3)
    spread = rows - centre[:, :, None] * centre[:, None, :] + _EPSILON * np.eye(3, dtype=np.float32)
    slope = np.linalg.solve(spread, (shared[near] - centre * average[:, None])[..., None])[..., 0]
    found = np.zeros((*target.shape, 4), np.float32)
    found[near] = np.column_stack([slope, average - (slope * centre).sum(1)])
    return _mean(found)


def _mean(planes: Floats) -> Floats:
    side = 2 * _RADIUS + 1
    return np.asarray(cv2.blur(planes, (side, side)), np.float32)


def _grown(where: np.ndarray) -> np.ndarray:
    side = 2 * _RADIUS + 3
    return cv2.dilate(where.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
