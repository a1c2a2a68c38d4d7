"""Compiled: albedo, relief and the light that reaches a surface, as the radiance that a pixel sees."""

from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.camera import Camera
from pipelines.studio.compiled import compiled
from pipelines.studio.seen import SIDES, Seen, face, lens

_FOREIGN = 1e-5  # weight of light on another face, believed only where none of the pixel's own is near
_STEEPEST = 2.0  # slope of relief that is still believed


class Shaft(NamedTuple):
    """The key's axis, and the pattern that stands in it."""

    axis: Floats  # (3,) unit, towards the key
    gobo: Floats  # (n, n) transmittance over a plane facing the key, about the foot; (1, 1) where there is none
    half: float  # half width of that plane, cm


class Lightmap(NamedTuple):
    """Irradiance on a coarser grid over the whole frame, and what that grid saw."""

    light: Floats  # (h, w, 6) RGB of the key, RGB of the fill
    faces: np.ndarray  # (h, w) uint8, see `seen.face`


def shade(
    camera: Camera, seen: Seen, albedo: Floats, height: Floats, lightmap: Lightmap, shaft: Shaft, rows: slice
) -> Floats:
    """Radiance (h, w, 3) of a band of rows; 0 where no surface is seen. `height`: (h, w) relief in cm.
    """
    out = np.zeros_like(albedo)
    _shade(lens(camera), seen, albedo, height, lightmap, shaft, rows.start, out)
    return out


@compiled()
def _shade(
    lens: Floats, seen: Seen, albedo: Floats, height: Floats, lightmap: Lightmap, shaft: Shaft, first: int,
    out: Floats,
) -> None:  # fmt: skip
    what, nx, ny, nz, far = seen.what, seen.nx, seen.ny, seen.nz, seen.along
    light, there = lightmap.light, lightmap.faces
    gobo, ax, ay, az = shaft.gobo, shaft.axis[0], shaft.axis[1], shaft.axis[2]
    scale = there.shape[0] / lens[4]
    for i in range(what.shape[0]):
        row = (first + i + 0.5) * scale - 0.5
        for j in range(what.shape[1]):
            if what[i, j] == 0:
                continue
            p, q = slopes(what, seen.s, seen.t, height, i, j)
            x, y, z = bent(nx[i, j], ny[i, j], nz[i, j], p, q)
            flat = ax * nx[i, j] + ay * ny[i, j] + az * nz[i, j]
            relief = 1.0
            if p != 0 or q != 0:  # a surface that the key hardly faces has its light from elsewhere
                relief = min(max(ax * x + ay * y + az * z, 0.0) / max(flat, 0.25), 2.2)
                relief = 1 + (relief - 1) * min(max(flat / 0.25, 0.0), 1.0)
            upward = 0.5 + 0.5 * (x * nx[i, j] + y * ny[i, j] + z * nz[i, j])
            if gobo.shape[0] > 1:
                right, down = (j + 0.5 - lens[3] / 2) / lens[5], (first + i + 0.5 - lens[4] / 2) / lens[5]
                x, y, z = right, -lens[6] - down * lens[7], lens[7] - down * lens[6]
                x, y, z = lens[0] + far[i, j] * x, lens[1] + far[i, j] * y, lens[2] + far[i, j] * z
                relief *= _through(gobo, shaft.half, ax, ay, az, x, y, z)
            column = (j + 0.5) * scale - 0.5
            own = face(what[i, j], nx[i, j], ny[i, j], nz[i, j])
            k0, k1, k2, f0, f1, f2 = _gathered(light, there, own, row, column)
            out[i, j, 0] = albedo[i, j, 0] * (k0 * relief + f0 * upward)
            out[i, j, 1] = albedo[i, j, 1] * (k1 * relief + f1 * upward)
            out[i, j, 2] = albedo[i, j, 2] * (k2 * relief + f2 * upward)


@compiled(inline="always")
def _gathered(
    light: Floats, there: np.ndarray, own: int, row: float, column: float
) -> tuple[float, float, float, float, float, float]:
    """The light that the nearest cells on a pixel's own face have, weighted as bilinear does; failing those, that of
    other faces of the same thing, or of any."""
    high, wide = there.shape
    a, b = int(np.floor(row)), int(np.floor(column))
    m0, m1 = min(max(a, 0), high - 1), min(a + 1, high - 1)
    n0, n1 = min(max(b, 0), wide - 1), min(b + 1, wide - 1)
    total = k0 = k1 = k2 = f0 = f1 = f2 = 0.0
    if there[m0, n0] == own and there[m0, n1] == own and there[m1, n0] == own and there[m1, n1] == own:
        v, u = row - a, column - b
        w0, w1, w2, w3 = (1 - v) * (1 - u), (1 - v) * u, v * (1 - u), v * u
        total = 1.0
        k0 = w0 * light[m0, n0, 0] + w1 * light[m0, n1, 0] + w2 * light[m1, n0, 0] + w3 * light[m1, n1, 0]
        k1 = w0 * light[m0, n0, 1] + w1 * light[m0, n1, 1] + w2 * light[m1, n0, 1] + w3 * light[m1, n1, 1]
        k2 = w0 * light[m0, n0, 2] + w1 * light[m0, n1, 2] + w2 * light[m1, n0, 2] + w3 * light[m1, n1, 2]
        f0 = w0 * light[m0, n0, 3] + w1 * light[m0, n1, 3] + w2 * light[m1, n0, 3] + w3 * light[m1, n1, 3]
        f1 = w0 * light[m0, n0, 4] + w1 * light[m0, n1, 4] + w2 * light[m1, n0, 4] + w3 * light[m1, n1, 4]
        f2 = w0 * light[m0, n0, 5] + w1 * light[m0, n1, 5] + w2 * light[m1, n0, 5] + w3 * light[m1, n1, 5]
    for reach in range(3):
        if total > 0.05:
            break
        for m in range(max(a - reach, 0), min(a + 2 + reach, high)):
            for n in range(max(b - reach, 0), min(b + 2 + reach, wide)):
                weight = max(1.0 + reach - abs(m - row), 0.0) * max(1.0 + reach - abs(n - column), 0.0) + 1e-6
                if there[m, n] // SIDES != own // SIDES:
                    weight *= _FOREIGN * _FOREIGN
                elif there[m, n] != own:
                    weight *= _FOREIGN
                total += weight
                k0 += weight * light[m, n, 0]
                k1 += weight * light[m, n, 1]
                k2 += weight * light[m, n, 2]
                f0 += weight * light[m, n, 3]
                f1 += weight * light[m, n, 4]
                f2 += weight * light[m, n, 5]
    return k0 / total, k1 / total, k2 / total, f0 / total, f1 / total, f2 / total


@compiled(inline="always")
def _through(gobo: Floats, half: float, ax: float, ay: float, az: float, x: float, y: float, z: float) -> float:
    """What the gobo lets through to a place, along the key's axis."""
    flat = np.sqrt(max(ax * ax + az * az, 1e-6))
    last = gobo.shape[0] - 1.001
    a = ((ax * z - az * x) / flat / half + 1) / 2 * gobo.shape[0] - 0.5
    b = (1 - (flat * y - ay / flat * (ax * x + az * z)) / half) / 2 * gobo.shape[0] - 0.5
    a, b = min(max(a, 0.0), last), min(max(b, 0.0), last)
    i, j = int(b), int(a)
    q, h = a - j, b - i
    top = gobo[i, j] * (1 - q) + gobo[i, j + 1] * q
    return top * (1 - h) + (gobo[i + 1, j] * (1 - q) + gobo[i + 1, j + 1] * q) * h


@compiled(inline="always")
def slopes(what: np.ndarray, s: Floats, t: Floats, height: Floats, i: int, j: int) -> tuple[float, float]:
    """Slope of the relief (h, w) along the surface's two coordinates, from a pixel's neighbours on the same surface."""
    own = what[i, j]
    b = j + 1 if j + 1 < what.shape[1] and what[i, j + 1] == own else j
    a = i + 1 if i + 1 < what.shape[0] and what[i + 1, j] == own else i
    c = j - 1 if j > 0 and what[i, j - 1] == own else j
    d = i - 1 if i > 0 and what[i - 1, j] == own else i
    across, down = height[i, b] - height[i, c], height[a, j] - height[d, j]
    p = q = 0.0
    if across != 0 or down != 0:
        sx, tx, sy, ty = s[i, b] - s[i, c], t[i, b] - t[i, c], s[a, j] - s[d, j], t[a, j] - t[d, j]
        area = sx * ty - sy * tx
        if abs(area) > 1e-12:
            p = min(max((across * ty - down * tx) / area, -_STEEPEST), _STEEPEST)
            q = min(max((sx * down - sy * across) / area, -_STEEPEST), _STEEPEST)
    return p, q


@compiled(inline="always")
def bent(nx: float, ny: float, nz: float, p: float, q: float) -> tuple[float, float, float]:
    """The normal that slopes `p`, `q` along a surface's coordinates leave of its own."""
    x, y, z = nx - p, ny + q * nz, nz - q * ny
    if abs(nx) > 1e-6:
        x, y, z = nx + p * nz, ny - q, nz - p * nx
    long = np.sqrt(x * x + y * y + z * z)
    return x / long, y / long, z / long
