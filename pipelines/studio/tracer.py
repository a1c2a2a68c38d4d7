"""Compiled ray casting through the stage: a ground that may curve up, a wall, solid pieces, and the product's body.

A stage is a `Geometry`; lengths in cm, the world's axes as in `camera`. Rays need not be of unit length: distances `t`
count in lengths of the ray.
"""

from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.compiled import compiled

NOTHING, GROUND, WALL, PIECES = 0, 1, 2, 3  # what a ray meets; pieces follow in their order
BOX, CYLINDER, ARCH = 0, 1, 2
FAR = 1e6
_EPSILON = 1e-4


class Geometry(NamedTuple):
    """What rays can meet."""

    sheet: Floats  # (4,) ground's level, its depth behind the foot, radius of its curve (0: none), z of the wall
    pieces: Floats  # (n, 9) kind, x, y, z of the middle, half width, half height, half depth, and two more for arches
    near: Floats  # (h, w) where along its third axis the body begins in each cell; beyond `far` where it is empty
    far: Floats  # (h, w)
    through: Floats  # (h, w, 3) share of the light that passes, 0–1
    body: Floats  # (6,) x, y, z of the grid's corner, cell, 1 where it lies on the ground, radius around its middle


@compiled(inline="always")
def _box(
    x: float, y: float, z: float, dx: float, dy: float, dz: float, pieces: Floats, i: int, best: float,
) -> tuple[float, int]:  # fmt: skip
    low, high, axis = 0.0, best, 0
    for k in range(3):
        p, d = (x, dx) if k == 0 else (y, dy) if k == 1 else (z, dz)
        middle, half = pieces[i, 1 + k], pieces[i, 4 + k]
        if abs(d) < 1e-12:
            if abs(p - middle) > half:
                return -1.0, 0
            continue
        a, b = (middle - half - p) / d, (middle + half - p) / d
        if a > b:
            a, b = b, a
        if a > low:
            low, axis = a, k
        high = min(high, b)
        if low > high:
            return -1.0, 0
    return (low, axis) if low > _EPSILON else (-1.0, 0)


@compiled(inline="always")
def _cylinder(
    x: float, y: float, z: float, dx: float, dy: float, dz: float, pieces: Floats, i: int, best: float,
) -> tuple[float, int]:  # fmt: skip
    """Upright; returns the distance, and 1 for its flat ends, 0 for its side."""
    px, pz, radius = x - pieces[i, 1], z - pieces[i, 3], pieces[i, 4]
    low, high = pieces[i, 2] - pieces[i, 5], pieces[i, 2] + pieces[i, 5]
    if abs(dy) > 1e-12:
        t = ((high if dy < 0 else low) - y) / dy
        if _EPSILON < t < best:
            a, b = px + t * dx, pz + t * dz
            if a * a + b * b <= radius * radius:
                return t, 1
    a = dx * dx + dz * dz
    b = px * dx + pz * dz
    c = b * b - a * (px * px + pz * pz - radius * radius)
    if c <= 0 or a < 1e-12:
        return -1.0, 0
    t = (-b - np.sqrt(c)) / a
    if _EPSILON < t < best and low <= y + t * dy <= high:
        return t, 0
    return -1.0, 0


@compiled(inline="always")
def _in_opening(x: float, y: float, pieces: Floats, i: int) -> bool:
    """Whether a place on an arch's front lies in its opening, of a half width and springing at a height of its own."""
    x, y = abs(x - pieces[i, 1]), y - pieces[i, 8]
    return x < pieces[i, 7] and (y < 0 or x * x + y * y < pieces[i, 7] * pieces[i, 7])


@compiled(inline="always")
def _arch(
    x: float, y: float, z: float, dx: float, dy: float, dz: float, pieces: Floats, i: int, best: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """A slab with a round-headed niche in its front; returns the distance and a normal (nx, ny, nz)."""
    front, deep = pieces[i, 3] - pieces[i, 6], 2 * pieces[i, 6]
    t, axis = _box(x, y, z, dx, dy, dz, pieces, i, best)
    within = z >= front and z < front + deep
    enters = t > 0 and axis == 2 and dz > 0
    px, py = (x, y) if within else (x + t * dx, y + t * dy)
    if not (within or enters) or not _in_opening(px, py, pieces, i):
        return t, -np.sign(dx) * (axis == 0), -np.sign(dy) * (axis == 1), -np.sign(dz) * (axis == 2)
    w, px, py = pieces[i, 7], x - pieces[i, 1], y - pieces[i, 8]
    t, leaves = max(t, _EPSILON), dz <= 0  # through the front, where nothing is met
    back = ((front if leaves else front + deep) - z) / dz if abs(dz) > 1e-12 else FAR
    found, nx, ny, nz = back, 0.0, 0.0, -1.0
    if abs(dx) > 1e-12:
        side = ((w if dx > 0 else -w) - px) / dx
        if t < side < found and py + side * dy < 0:
            found, nx, ny, nz, leaves = side, -np.sign(dx), 0.0, 0.0, False
    a, b = dx * dx + dy * dy, px * dx + py * dy
    c = b * b - a * (px * px + py * py - w * w)
    if c > 0 and a > 1e-12:
        head = (-b + np.sqrt(c)) / a
        if t < head < found and py + head * dy >= 0:
            found, nx, ny, nz, leaves = head, -(px + head * dx) / w, -(py + head * dy) / w, 0.0, False
    return (found, nx, ny, nz) if found < best and not leaves else (-1.0, 0.0, 0.0, 0.0)


@compiled(inline="always")
def _piece(
    x: float, y: float, z: float, dx: float, dy: float, dz: float, pieces: Floats, i: int, best: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Distance (below 0: missed) and normal."""
    if pieces[i, 0] == CYLINDER:
        t, flat = _cylinder(x, y, z, dx, dy, dz, pieces, i, best)
        if flat:
            return t, 0.0, -np.sign(dy), 0.0
        return t, (x + t * dx - pieces[i, 1]) / pieces[i, 4], 0.0, (z + t * dz - pieces[i, 3]) / pieces[i, 4]
    if pieces[i, 0] == ARCH:
        return _arch(x, y, z, dx, dy, dz, pieces, i, best)
    t, axis = _box(x, y, z, dx, dy, dz, pieces, i, best)
    return t, -np.sign(dx) * (axis == 0), -np.sign(dy) * (axis == 1), -np.sign(dz) * (axis == 2)


@compiled(inline="always")
def _sheet(
    y: float, z: float, dy: float, dz: float, level: float, depth: float, radius: float, wall: float,
) -> tuple[float, int, float, float]:  # fmt: skip
    """What the ray meets of ground and wall: distance, what it is, and its normal's y and z."""
    if dy < 0:
        t = (level - y) / dy
        if t > _EPSILON and z + t * dz <= depth:
            return t, GROUND, 1.0, 0.0
    if radius > 0:
        py, pz = y - level - radius, z - depth
        a, b = dy * dy + dz * dz, py * dy + pz * dz
        c = b * b - a * (py * py + pz * pz - radius * radius)
        if c > 0 and a > 1e-12:
            t = (-b + np.sqrt(c)) / a
            qy, qz = py + t * dy, pz + t * dz
            if t > _EPSILON and qy <= 0 and qz >= 0:
                return t, GROUND, -qy / radius, -qz / radius
    if dz > 1e-9:
        t = (wall - z) / dz
        if t > _EPSILON:
            return t, (GROUND if radius > 0 else WALL), 0.0, -1.0
    return FAR, NOTHING, 0.0, 0.0


@compiled(inline="always")
def hit(
    g: Geometry, x: float, y: float, z: float, dx: float, dy: float, dz: float,
) -> tuple[float, int, float, float, float]:  # fmt: skip
    """The first thing that a ray meets: distance, what it is, normal (nx, ny, nz)."""
    t, what, ny, nz = _sheet(y, z, dy, dz, g.sheet[0], g.sheet[1], g.sheet[2], g.sheet[3])
    nx = 0.0
    for i in range(len(g.pieces)):
        near, ax, ay, az = _piece(x, y, z, dx, dy, dz, g.pieces, i, t)
        if near > _EPSILON and near < t:
            t, what, nx, ny, nz = near, PIECES + i, ax, ay, az
    return t, what, nx, ny, nz


@compiled(inline="always")
def blocking(
    g: Geometry, x: float, y: float, z: float, dx: float, dy: float, dz: float, among: int = -1
) -> int:  # fmt: skip
    """The piece that a ray meets first, or −1; `among` has a bit for each piece that is looked at."""
    best, found = FAR, -1
    for i in range(len(g.pieces)):
        if among >> i & 1 == 0:
            continue
        t, _, _, _ = _piece(x, y, z, dx, dy, dz, g.pieces, i, best)
        if t > _EPSILON:
            best, found = t, i
    return found


@compiled(inline="always")
def meets_body(g: Geometry, x: float, y: float, z: float, dx: float, dy: float, dz: float) -> tuple[int, int]:
    """Row and column of the body's cell that a ray meets first, or −1, −1."""
    cell = g.body[3]
    u, v, w = x - g.body[0], y - g.body[1], z - g.body[2]
    du, dv, dw = dx, dy, dz
    if g.body[4] > 0:
        v, w, dv, dw = w, v, dw, dv
    rows, columns = g.near.shape
    t0, t1 = 0.0, FAR
    for k in range(2):
        p, d, end = (u, du, columns * cell) if k == 0 else (v, dv, rows * cell)
        if abs(d) < 1e-9:
            if p < 0 or p >= end:
                return -1, -1
            continue
        a, b = -p / d, (end - p) / d
        t0, t1 = max(t0, min(a, b)), min(t1, max(a, b))
    if t0 >= t1 or t1 >= FAR:
        return -1, -1
    steps = int(max(abs(du), abs(dv)) * (t1 - t0) / cell / 1.25) + 1
    dt = (t1 - t0) / steps
    before = w + t0 * dw
    for k in range(steps):
        t = t0 + (k + 0.5) * dt
        after = before + dt * dw
        i = min(max(int((v + t * dv) / cell), 0), rows - 1)
        j = min(max(int((u + t * du) / cell), 0), columns - 1)
        if max(before, after) >= g.near[i, j] and min(before, after) <= g.far[i, j]:
            return i, j
        before = after
    return -1, -1
