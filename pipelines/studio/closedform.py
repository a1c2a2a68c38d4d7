"""Closed-form matting (Levin, Lischinski & Weiss 2008), assembled and solved only where alpha is unknown."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats

Doubles = NDArray[np.float64]
Places = NDArray[np.int32]

_EPSILON = 1e-5  # of the local colour lines: larger is smoother
_TOLERANCE = 1e-5  # of the residual, relative to the right-hand side
_NOTHING = 1e-6  # added to the right-hand side's square, which is 0 where all that is known around is background
_ROUNDS = 1000
_WINDOW = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
_SIDE = 5  # pixels that share a 3 × 3 window with a pixel lie in 5 × 5 around it
_SELF = _SIDE**2 // 2


def solved(picture: Floats, alpha: Floats, unknown: np.ndarray, guess: Floats, trust: Floats) -> Floats:
    """Alpha (h, w) 0–1 of a picture (h, w, 3) 0–1: as given but where the bool `unknown` is set, the closed form there.

    A `guess` (h, w) is what the solver starts from; `trust` (h, w) is its weight against the picture's colours.
    """
    spots = np.flatnonzero(unknown).astype(np.int32)
    found = alpha.astype(np.float32).ravel()
    if len(spots):
        first, weight = (plane.ravel()[spots].astype(np.float64) for plane in (guess, trust))
        rows, beside = _rows(picture, unknown, spots), _neighbours(spots, unknown.shape)
        rows[:, _SELF] += weight
        found[spots] = _solution(rows, beside, found, ~unknown.ravel(), weight * first, first)
    return found.reshape(unknown.shape)


def _solution(rows: Doubles, beside: Places, alpha: Floats, known: np.ndarray, pull: Doubles, first: Doubles) -> Floats:
    """The unknown alphas x of L x = −R m + pull (Grady et al. 2005); `beside` (n, 25) names each entry's pixel."""
    from scipy.sparse import csr_matrix

    number = np.zeros(len(known), np.int32)
    number[beside[:, _SELF]] = np.arange(len(rows), dtype=np.int32)
    fixed = known[beside]
    pull = pull - np.einsum("ij,ij,ij->i", rows, alpha[beside].astype(np.float64), fixed)
    rows[fixed] = 0
    starts = np.arange(0, rows.size + 1, rows.shape[1], dtype=np.int32)
    matrix = csr_matrix((rows.ravel(), number[beside].ravel(), starts), (len(rows), len(rows)))
    diagonal = np.where(rows[:, _SELF] > 0, rows[:, _SELF], 1)  # 0 in pictures too small for a window
    return np.clip(_conjugate_gradients(matrix.dot, diagonal, pull, first), 0, 1).astype(np.float32)


def _neighbours(spots: Places, shape: tuple[int, int]) -> Places:
    """The pixels in 5 × 5 around each spot, (n, 25); beyond the picture stands the nearest pixel, of weight 0."""
    reach = np.arange(_SIDE, dtype=np.int32) - _SIDE // 2
    y, x = np.divmod(spots, np.int32(shape[1]))
    ys, xs = np.clip(y[:, None] + reach, 0, shape[0] - 1), np.clip(x[:, None] + reach, 0, shape[1] - 1)
    return (ys[:, :, None] * np.int32(shape[1]) + xs[:, None, :]).reshape(len(spots), -1)


def _rows(picture: Floats, unknown: np.ndarray, spots: Places) -> Doubles:
    """The rows of the matting Laplacian at `spots`, over the pixels in 5 × 5 around each, (n, 25)."""
    touched = cv2.dilate(unknown.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    touched[[0, -1]] = touched[:, [0, -1]] = False
    offsets = np.array([dy * unknown.shape[1] + dx for dy, dx in _WINDOW])
    members = np.flatnonzero(touched)[:, None] + offsets
    colours = picture.reshape(-1, 3)[members].astype(np.float64)
    colours -= colours.mean(1, keepdims=True)
    across = colours.transpose(0, 2, 1)
    spread = (across @ colours + _EPSILON * np.eye(3)) / len(_WINDOW)
    weights = -(1 + colours @ np.linalg.inv(spread) @ across) / len(_WINDOW)
    number = np.full(unknown.size, -1, np.int32)
    number[spots] = np.arange(len(spots), dtype=np.int32)
    rows = np.zeros((len(spots), _SIDE**2))
    for place, (dy, dx) in enumerate(_WINDOW):
        at = number[members[:, place]]
        ours = at >= 0
        columns = [(y - dy + 2) * _SIDE + x - dx + 2 for y, x in _WINDOW]
        rows[at[ours, None], columns] += weights[ours, place]
        rows[at[ours], _SELF] += 1
    return rows


def _conjugate_gradients(matrix: Callable[[Doubles], Doubles], diagonal: Doubles, pull: Doubles, x: Doubles) -> Doubles:
    """Solve A x = pull from a first x, preconditioned by A's diagonal; einsum keeps clear of threaded BLAS."""
    rest = pull - matrix(x)
    scaled = rest / diagonal
    step = scaled
    size = np.einsum("i,i", rest, scaled)
    enough = _TOLERANCE**2 * (np.einsum("i,i", pull, pull) + _NOTHING)
    for _ in range(_ROUNDS):
        if np.einsum("i,i", rest, rest) <= enough:
            break
        turned = matrix(step)
        length = size / np.einsum("i,i", step, turned)
        x = x + length * step
        rest = rest - length * turned
        scaled = rest / diagonal
        size, before = np.einsum("i,i", rest, scaled), size
        step = scaled + size / before * step
    return x
