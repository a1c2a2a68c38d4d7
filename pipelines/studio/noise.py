"""Random fields over a plane, filtered to what a pixel sees: the stuff that procedural materials are made of."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats

Reals = NDArray[np.floating]

_CELLS = 256  # side of the lattice; a field repeats after this many of its cells


class Points(NamedTuple):
    """Distances in cells to the nearest and second-nearest of scattered points; of the nearest its own number 0–1 and
    how far off it lies along both axes."""

    first: Floats
    second: Floats
    number: Floats
    du: Floats
    dv: Floats


class Noise:
    """Fields drawn from one seed. Coordinates are of any shape, in cells of the field; values have that shape."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._lattice = rng.normal(0, 1, (_CELLS, _CELLS)).astype(np.float32)
        self._offset = int(rng.integers(1 << 20))

    def __call__(self, u: Reals, v: Reals, octave: int = 0) -> Floats:
        """Smooth noise: mean 0, standard deviation about 0.6, features about one cell across.

        Each `octave` is an independent field.
        """
        from pipelines.studio import lattice

        u, v = _flat(u + np.float32(37.31 * octave), v + np.float32(63.43 * octave))
        out = np.empty(u.size, np.float32)
        lattice.smooth(self._lattice, u.ravel(), v.ravel(), out)
        return out.reshape(u.shape)

    def fractal(self, x: Reals, z: Reals, cell: float, octaves: int, footprint: Reals, octave: int = 0) -> Floats:
        """Octaves of noise at halving size and strength from `cell` cm down, faded where `footprint` (cm, broadcast
        against x) cannot show them."""
        total = np.zeros(np.broadcast_shapes(x.shape, z.shape), np.float32)
        for i in range(octaves):
            size = np.float32(cell / 2**i)
            seen = fade(footprint, float(size))
            if seen.max() < 0.02:
                break
            total += (np.float32(0.5**i) * seen) * self(x / size, z / size, octave + i)
        return total

    def cell(self, u: Reals, v: Reals, octave: int = 0) -> Floats:
        """One number 0–1, evenly spread, for each whole cell: the mood of a brick, a board, a tile."""
        from pipelines.studio import lattice

        u, v = _flat(u, v)
        out = np.empty(u.size, np.float32)
        lattice.cells(u.ravel(), v.ravel(), self._offset + octave, out)
        return out.reshape(u.shape)

    def points(self, u: Reals, v: Reals, octave: int = 0, jitter: float = 0.9) -> Points:
        """Scattered points, one a cell, `jitter` 0–1 of a cell out of line: pebbles, chips, pores, leather's grain."""
        from pipelines.studio import lattice

        u, v = _flat(u, v)
        out = np.empty((5, u.size), np.float32)
        lattice.points(u.ravel(), v.ravel(), self._offset + octave, jitter, out)
        return Points(*out.reshape(5, *u.shape))


def _flat(u: Reals, v: Reals) -> tuple[Floats, Floats]:
    u, v = np.broadcast_arrays(u, v)
    return np.ascontiguousarray(u, np.float32), np.ascontiguousarray(v, np.float32)


def fade(footprint: Reals, size: float) -> Floats:
    """What remains of detail of `size` cm after averaging over `footprint` cm: a Gaussian's transfer."""
    return np.exp(-((np.float32(1.3 / size) * footprint) ** 2)).astype(np.float32)


def smoothstep(low: float, high: float, x: Reals) -> Floats:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)
