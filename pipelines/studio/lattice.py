"""Compiled loops behind `noise`: fields over an endless plane, read from one periodic lattice of random numbers."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.compiled import compiled

SIDE = 256  # cells after which every field repeats


@compiled()
def smooth(lattice: Floats, u: Floats, v: Floats, out: Floats) -> None:
    """Catmull-Rom interpolation of the lattice at cell coordinates (N,), into `out` (N,)."""
    mask = SIDE - 1
    for n in range(u.size):
        x, y = np.floor(u[n]), np.floor(v[n])
        a, b = u[n] - x, v[n] - y
        i, j = int(x) - 1, int(y) - 1
        a0 = ((-0.5 * a + 1.0) * a - 0.5) * a
        a1 = (1.5 * a - 2.5) * a * a + 1.0
        a2 = ((-1.5 * a + 2.0) * a + 0.5) * a
        a3 = (0.5 * a - 0.5) * a * a
        b0 = ((-0.5 * b + 1.0) * b - 0.5) * b
        b1 = (1.5 * b - 2.5) * b * b + 1.0
        b2 = ((-1.5 * b + 2.0) * b + 0.5) * b
        b3 = (0.5 * b - 0.5) * b * b
        i0, i1, i2, i3 = i & mask, (i + 1) & mask, (i + 2) & mask, (i + 3) & mask
        r0, r1, r2, r3 = lattice[j & mask], lattice[(j + 1) & mask], lattice[(j + 2) & mask], lattice[(j + 3) & mask]
        out[n] = (
            b0 * (a0 * r0[i0] + a1 * r0[i1] + a2 * r0[i2] + a3 * r0[i3])
            + b1 * (a0 * r1[i0] + a1 * r1[i1] + a2 * r1[i2] + a3 * r1[i3])
            + b2 * (a0 * r2[i0] + a1 * r2[i1] + a2 * r2[i2] + a3 * r2[i3])
            + b3 * (a0 * r3[i0] + a1 * r3[i1] + a2 * r3[i2] + a3 * r3[i3])
        )


@compiled()
def mixed(i: int, j: int, octave: int) -> float:
    """A number 0–1 for a cell, without a visible pattern (an integer hash after Wellons' lowbias32)."""
    h = (i * 0x9E3779B1 + j * 0x85EBCA77 + octave * 0xC2B2AE3D) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return ((h ^ (h >> 16)) & 0xFFFFFF) / 16777216.0


@compiled()
def cells(u: Floats, v: Floats, octave: int, out: Floats) -> None:
    """The number of the cell that each coordinate (N,) lies in, into `out` (N,)."""
    for n in range(u.size):
        out[n] = mixed(int(np.floor(u[n])), int(np.floor(v[n])), octave)


@compiled()
def points(u: Floats, v: Floats, octave: int, jitter: float, out: Floats) -> None:
    """For coordinates (N,): distances to the nearest and second-nearest of one jittered point a cell, the nearest's
    number 0–1, and how far off it is along u and v; into `out` (5, N)."""
    for n in range(u.size):
        x, y = int(np.floor(u[n])), int(np.floor(v[n]))
        first, second, number, du, dv = 1e9, 1e9, 0.0, 0.0, 0.0
        for j in range(y - 1, y + 2):
            for i in range(x - 1, x + 2):
                p = i + 0.5 + jitter * (mixed(i, j, octave) - 0.5) - u[n]
                q = j + 0.5 + jitter * (mixed(i, j, octave + 7919) - 0.5) - v[n]
                far = p * p + q * q
                if far < first:
                    first, second, number, du, dv = far, first, mixed(i, j, octave + 104729), p, q
                elif far < second:
                    second = far
        out[0, n], out[1, n], out[2, n], out[3, n], out[4, n] = np.sqrt(first), np.sqrt(second), number, du, dv
