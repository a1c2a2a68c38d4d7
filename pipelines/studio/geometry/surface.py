"""Heights and normals of a surface as a far camera sees it, and how one is found from the other.

Heights are in pixels, towards the viewer; a slope is (…, 2): how much higher a pixel further right, and further up.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import cg

from pipelines.core.colour import Floats

Mask = NDArray[np.bool_]
_STEEPEST = 0.1  # least z of a normal: what is steeper hides itself
_CLOSE = 1e-3  # relative residual at which heights are good to a hundredth of a pixel
_ROUNDS = 400


def unit(vectors: Floats) -> Floats:
    """Vectors (…, 3) brought to length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6), np.float32)


def angle(found: Floats, true: Floats, held: Mask) -> float:
    """The mean angle between unit vectors (H, W, 3) where `held`, degrees."""
    return float(np.degrees(np.arccos(np.clip((found * true).sum(-1)[held], -1, 1))).mean())


def slopes(normals: Floats) -> Floats:
    """The slopes (…, 2) of unit normals (…, 3)."""
    return np.asarray(-normals[..., :2] / np.maximum(normals[..., 2:], _STEEPEST), np.float32)


def normals_of(height: Floats, mask: Mask | None = None) -> Floats:
    """The unit normals (H, W, 3) of heights (H, W), in pixels; with a mask, of what is inside it only."""
    down, right = np.gradient(height if mask is None else extended(height, mask))
    return unit(np.dstack([-right, down, np.ones_like(height)]))


def extended(height: Floats, mask: Mask) -> Floats:
    """Heights (H, W) that go on straight for a pixel beyond the mask."""
    padded, known = np.pad(height, 2), np.pad(mask, 2)
    total, count = np.zeros_like(padded), np.zeros_like(padded)
    for axis, way in ((0, 1), (0, -1), (1, 1), (1, -1)):
        near, far = np.roll(padded, way, axis), np.roll(padded, 2 * way, axis)
        both = np.roll(known, way, axis) & np.roll(known, 2 * way, axis)
        total += np.where(both, 2 * near - far, 0)
        count += both
    wide = np.where(known, padded, total / np.maximum(count, 1))[2:-2, 2:-2]
    return np.asarray(np.where(mask | (count[2:-2, 2:-2] > 0), wide, cv2.blur(wide, (3, 3))), np.float32)


def integrated(facing: Floats, prior: Floats, mask: Mask, reach: float) -> Floats:
    """Heights (H, W) whose slopes are those of `facing` (H, W, 3), and whose course over more than `reach` pixels is
    that of `prior` (H, W); 0 off the mask.

    Screened Poisson: the least Σ z (Δh − slope)² + Σ (h − prior)² / reach², where z, how far a surface faces the
    viewer, is how far its slope can be told.
    """
    lean = slopes(facing) * [1, -1]  # rows go down
    weight = np.maximum(facing[..., 2], _STEEPEST)
    count = int(mask.sum())
    matrix = sparse.identity(count, format="csr") / reach**2
    wanted = prior[mask] / reach**2
    for axis, step in enumerate(differences(mask)):
        ends = step.indices.reshape(-1, 2)
        sure = weight[mask][ends].min(1)
        weighted = step.multiply(sure[:, None]).tocsr()
        matrix = matrix + step.T @ weighted
        wanted = wanted + weighted.T @ lean[..., 1 - axis][mask][ends].mean(1)
    return _spread(cg(matrix, wanted, x0=prior[mask], rtol=_CLOSE, maxiter=_ROUNDS)[0], mask)


def balloon(mask: Mask) -> Floats:
    """The height (H, W) of a mask blown up: the root of u where Δu = −4 inside and u = 0 around.

    A disc becomes a half of a ball.
    """
    count = int(mask.sum())
    matrix = sum((step.T @ step for step in differences(mask)), sparse.csr_matrix((count, count)))
    inner = matrix.diagonal()
    matrix = matrix + sparse.diags(4.0 - inner)  # what lies beyond the mask is held at 0
    return _spread(np.sqrt(np.maximum(cg(matrix, np.full(count, 4.0), rtol=_CLOSE, maxiter=_ROUNDS)[0], 0)), mask)


def differences(mask: Mask) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """For a mask's pixels, in order: what takes each from the one below it, and each from the one to its right."""
    number = np.full(mask.shape, -1)
    number[mask] = np.arange(mask.sum())
    found = []
    for here, there in ((number[:-1], number[1:]), (number[:, :-1], number[:, 1:])):
        both = (here >= 0) & (there >= 0)
        ends = np.stack([here[both], there[both]], 1)
        signs, rows = np.tile([-1.0, 1.0], len(ends)), np.arange(len(ends) + 1) * 2
        found.append(sparse.csr_matrix((signs, ends.ravel(), rows), (len(ends), int(mask.sum()))))
    return found[0], found[1]


def levelled(height: Floats, matte: Floats) -> float:
    """The mean of heights (H, W) over a matte."""
    return float((height * matte).sum() / max(float(matte.sum()), 1e-6))


def plane(height: Floats, weight: Floats) -> Floats:
    """The plane (H, W) that is nearest to heights (H, W), by weight."""
    y, x = np.mgrid[: height.shape[0], : height.shape[1]]
    columns = np.stack([x.ravel(), y.ravel(), np.ones(x.size)], 1)
    scaled = columns * np.sqrt(weight.ravel())[:, None]
    found = np.linalg.lstsq(scaled, height.ravel() * np.sqrt(weight.ravel()), rcond=None)[0]
    return np.asarray((columns @ found).reshape(height.shape), np.float32)


def _spread(values: NDArray[np.float64], mask: Mask) -> Floats:
    whole = np.zeros(mask.shape, np.float32)
    whole[mask] = values
    return whole
