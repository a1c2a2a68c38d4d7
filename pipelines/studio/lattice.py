"""Compiled loops behind `noise`: fields over an endless plane, read from one periodic lattice of random numbers."""

import numpy as np
from numba import float32, uint32

from pipelines.core.colour import Floats
from pipelines.studio.compiled import compiled

SIDE = 256  # cells after which every field repeats
_H, _1, _3H, _2, _5H = (np.float32(halves / 2) for halves in range(1, 6))  # single precision is twice as fast


@compiled()
def smooth(lattice: Floats, u: Floats, v: Floats, out: Floats) -> None:
    """Catmull-Rom interpolation of the lattice at cell coordinates (N,), into `out` (N,)."""
    mask = SIDE - 1
    for n in range(u.size):
        x, y = np.floor(u[n]), np.floor(v[n])
        a, b = u[n] - x, v[n] - y
        i, j = int(x) - 1, int(y) - 1
        a0 = ((-_H * a + _1) * a - _H) * a
        a1 = (_3H * a - _5H) * a * a + _1
        a2 = ((-_3H * a + _2) * a + _H) * a
        a3 = (_H * a - _H) * a * a
        b0 = ((-_H * b + _1) * b - _H) * b
        b1 = (_3H * b - _5H) * b * b + _1
        b2 = ((-_3H * b + _2) * b + _H) * b
        b3 = (_H * b - _H) * b * b
        i0, i1, i2, i3 = i & mask, (i + 1) & mask, (i + 2) & mask, (i + 3) & mask
        r0, r1, r2, r3 = lattice[j & mask], lattice[(j + 1) & mask], lattice[(j + 2) & mask], lattice[(j + 3) & mask]
        out[n] = (
            b0 * (a0 * r0[i0] + a1 * r0[i1] + a2 * r0[i2] + a3 * r0[i3])
            + b1 * (a0 * r1[i0] + a1 * r1[i1] + a2 * r1[i2] + a3 * r1[i3])
            + b2 * (a0 * r2[i0] + a1 * r2[i1] + a2 * r2[i2] + a3 * r2[i3])
            + b3 * (a0 * r3[i0] + a1 * r3[i1] + a2 * r3[i2] + a3 * r3[i3])
        )


@compiled(inline="always")
def mixed(i: int, j: int, octave: int) -> float:
    """A number 0–1 for a cell, without a visible pattern (an integer hash after Wellons' lowbias32)."""
    h = uint32(uint32(i) * uint32(0x9E3779B1) + uint32(j) * uint32(0x85EBCA77) + uint32(octave) * uint32(0xC2B2AE3D))
    h = uint32((h ^ (h >> uint32(16))) * uint32(0x7FEB352D))
    h = uint32((h ^ (h >> uint32(15))) * uint32(0x846CA68B))
    return float32((h ^ (h >> uint32(16))) & uint32(0xFFFFFF)) * float32(1 / 16777216.0)


@compiled()
def cells(u: Floats, v: Floats, octave: int, out: Floats) -> None:
    """The number of the cell that each coordinate (N,) lies in, into `out` (N,)."""
    for n in range(u.size):
        out[n] = mixed(int(np.floor(u[n])), int(np.floor(v[n])), octave)


@compiled()
def points(u: Floats, v: Floats, octave: int, jitter: float, out: Floats) -> None:
    """For coordinates (N,): distances to the nearest and second-nearest of one jittered point a cell, the nearest's
    number 0–1, and how far off it is along u and v; into `out` (5, N). Neighbours mostly share their nine points."""
    near_u, near_v = np.empty(9, np.float32), np.empty(9, np.float32)
    was_x, was_y, loose = 1 << 40, 1 << 40, float32(jitter)
    for n in range(u.size):
        x, y = int(np.floor(u[n])), int(np.floor(v[n]))
        if x != was_x or y != was_y:
            was_x, was_y = x, y
            for k in range(9):
                i, j = x + k % 3 - 1, y + k // 3 - 1
                near_u[k] = float32(k % 3 - 1) + _H + loose * (mixed(i, j, octave) - _H)
                near_v[k] = float32(k // 3 - 1) + _H + loose * (mixed(i, j, octave + 7919) - _H)
        a, b = u[n] - float32(x), v[n] - float32(y)
        first, second, best = float32(1e9), float32(1e9), 0
        for k in range(9):
            p, q = near_u[k] - a, near_v[k] - b
            far = p * p + q * q
            if far < first:
                first, second, best = far, first, k
            elif far < second:
                second = far
        out[0, n], out[1, n] = np.sqrt(first), np.sqrt(second)
        out[2, n] = mixed(x + best % 3 - 1, y + best // 3 - 1, octave + 104729)
        out[3, n], out[4, n] = near_u[best] - a, near_v[best] - b
