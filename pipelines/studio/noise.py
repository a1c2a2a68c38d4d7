"""Smooth random fields over the ground plane, filtered to what a pixel sees."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats

Reals = NDArray[np.floating]

_CELLS = 256  # side of the lattice; a field repeats after this many of its cells
_REACH = 2  # of the interpolation, in cells


class Noise:
    """Lattice noise drawn from one seed: mean 0, standard deviation about 0.6, features about one cell across."""

    def __init__(self, rng: np.random.Generator) -> None:
        cells = rng.normal(0, 1, (_CELLS, _CELLS)).astype(np.float32)
        self._lattice = np.pad(cells, _REACH, mode="wrap")

    def __call__(self, u: Reals, v: Reals, octave: int = 0) -> Floats:
        """Noise at cell coordinates (u, v), both (h, w); each `octave` is an independent field."""
        column, row = _wrapped(u + np.float32(37.31 * octave)), _wrapped(v + np.float32(63.43 * octave))
        return cv2.remap(self._lattice, column, row, cv2.INTER_CUBIC)

    def fractal(self, x: Reals, z: Reals, cell: float, octaves: int, footprint: Floats, octave: int = 0) -> Floats:
        """Octaves of noise at halving size and strength from `cell` cm down; `footprint` (h, 1) fades the finest."""
        total = np.zeros(x.shape, np.float32)
        for i in range(octaves):
            size = cell / 2**i
            seen = fade(footprint, size)
            if seen.max() < 0.02:
                break
            total += (0.5**i * seen) * self(x / size, z / size, octave + i)
        return total


def _wrapped(cells: Reals) -> Floats:
    """Cell coordinates folded into the padded lattice."""
    folded = np.floor(cells.astype(np.float32, copy=False) * np.float32(1 / _CELLS))
    folded *= -_CELLS
    folded += cells
    folded += _REACH
    return folded


def fade(footprint: Floats, size: float) -> Floats:
    """What remains of detail of `size` cm after averaging over `footprint` cm: a Gaussian's transfer."""
    return np.exp(-((1.3 * footprint / size) ** 2)).astype(np.float32)


def smoothstep(low: float, high: float, x: Floats) -> Floats:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
