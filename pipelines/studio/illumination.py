"""Compiled: how much light reaches each place of the stage, by rays towards the lamps and the sky.

Neighbouring places in a 3 × 3 block take different samples; the mean over the block, as far as it lies on one surface,
is then as good as nine times the samples.
"""

from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.camera import Camera
from pipelines.studio.compiled import compiled
from pipelines.studio.lamps import Lamps
from pipelines.studio.seen import Seen
from pipelines.studio.tracer import ARCH, GROUND, PIECES, WALL, Geometry, blocking, meets_body

_PLAINLY = 0.3  # irradiance from which an upright backdrop counts as lit by the key
_HALF_OPEN = 0.6  # share of the fill that reaches upright surfaces
_REFLECTANCE = 0.85  # of the colour seen: nothing throws back more


class Room(NamedTuple):
    """What else decides how places are lit."""

    tones: Floats  # (2 + pieces, 3) linear mean colour of wall, ground, then pieces
    glow: Floats  # (h, w, 3) linear colour that the body throws back, on its own grid
    reach: Floats  # (5,) how far the lamp is, shadow strength, backdrops' own light, their glow and its width; cm
    middle: Floats  # (3,) of the body, in cm


def illuminate(camera: Camera, geometry: Geometry, seen: Seen, lamps: Lamps, room: Room, rows: slice) -> Floats:
    """Irradiance (h, w, 6) at what a band of pixels sees: RGB of the key, RGB of the fill, 1 on open ground in all."""
    out = np.zeros((*seen.what.shape, 6), np.float32)
    columns = np.arange(camera.width, dtype=np.float32)[None] + 0.5
    lines = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + 0.5
    eye = camera.eye
    places = np.stack(
        [e + seen.along * d for e, d in zip(eye, camera.ray(columns, lines), strict=True)], -1
    ).astype(np.float32)  # fmt: skip
    normals = np.stack([seen.nx, seen.ny, seen.nz], -1)
    _illuminate(geometry, lamps, room, seen.what, places, normals, rows.start, out)
    return out


@compiled()
def _illuminate(
    geometry: Geometry, lamps: Lamps, room: Room, what: np.ndarray, places: Floats, normals: Floats, first: int,
    out: Floats,
) -> None:  # fmt: skip
    height, width = what.shape
    radius, reach, middle, axis = geometry.body[5], room.reach[0], room.middle, lamps.axis
    ax, ay, az = axis[0] * reach, axis[1] * reach, axis[2] * reach
    for i in range(height):
        for j in range(width):
            if what[i, j] == 0:
                continue
            nx, ny, nz = normals[i, j, 0], normals[i, j, 1], normals[i, j, 2]
            lift = 1e-3 * radius
            x, y, z = places[i, j, 0] + lift * nx, places[i, j, 1] + lift * ny, places[i, j, 2] + lift * nz
            turn = (first + i) % 3 * 3 + j % 3
            tx, ty, tz = middle[0] - x, middle[1] - y, middle[2] - z
            far = max(np.sqrt(tx * tx + ty * ty + tz * tz), 1e-6)
            square = (ax - x) * (ax - x) + (ay - y) * (ay - y) + (az - z) * (az - z)
            fall = min(max(reach * reach / square, 0.25), 1.5)
            tx, ty, tz, wide = tx / far, ty / far, tz / far, radius / far
            around = _around(geometry.pieces, what[i, j] - PIECES, x, y, z)
            facing = _facing(geometry.pieces, around, lamps, x, y, z)
            r, g, b, whole = _key(geometry, lamps, room, turn, x, y, z, nx, ny, nz, tx, ty, tz, wide, facing)
            shaded = (1 - g / max(whole, 1e-6)) * min(whole / _PLAINLY, 1.0)  # on the backdrop's own light too
            r, g, b = fall * r, fall * g, fall * b
            if what[i, j] == WALL or (what[i, j] == GROUND and nz < 0):
                own = room.reach[2] * max(-nz, 0.0) * (1 - shaded)
                off = (x * x + (y - middle[1]) * (y - middle[1])) / (room.reach[4] * room.reach[4])
                glow = room.reach[3] * max(-nz, 0.0) * np.exp(-0.5 * off)
                r, g, b = _at_least(r, own) + glow, _at_least(g, own) + glow, _at_least(b, own) + glow
            out[i, j, 0], out[i, j, 1], out[i, j, 2] = r, g, b
            r, g, b = _sky(geometry, lamps, room, turn, x, y, z, nx, ny, nz, far < 4 * radius, around)
            out[i, j, 3], out[i, j, 4], out[i, j, 5] = r, g, b


@compiled(inline="always")
def _around(pieces: Floats, own: int, x: float, y: float, z: float) -> int:
    """A bit for each piece near enough to hide sky from a place; what is convex hides nothing from itself."""
    found = 0
    for i in range(len(pieces)):
        a, b, c = pieces[i, 1] - x, pieces[i, 2] - y, pieces[i, 3] - z
        size = pieces[i, 4] * pieces[i, 4] + pieces[i, 5] * pieces[i, 5] + pieces[i, 6] * pieces[i, 6]
        if a * a + b * b + c * c < 25 * size and (i != own or pieces[i, 0] == ARCH):
            found |= 1 << i
    return found


@compiled(inline="always")
def _facing(pieces: Floats, around: int, lamps: Lamps, x: float, y: float, z: float) -> int:
    """Of the pieces around, those that some part of the key may be behind."""
    found = 0
    for i in range(len(pieces)):
        if around >> i & 1 == 0:
            continue
        a, b, c = pieces[i, 1] - x, pieces[i, 2] - y, pieces[i, 3] - z
        size = pieces[i, 4] * pieces[i, 4] + pieces[i, 5] * pieces[i, 5] + pieces[i, 6] * pieces[i, 6]
        far = a * a + b * b + c * c
        if far <= size:
            found |= 1 << i
            continue
        cosine = (a * lamps.axis[0] + b * lamps.axis[1] + c * lamps.axis[2]) / np.sqrt(far)
        if np.arccos(min(max(cosine, -1.0), 1.0)) < lamps.wide + np.arcsin(np.sqrt(size / far)):
            found |= 1 << i
    return found


@compiled(inline="always")
def _at_least(light: float, own: float) -> float:
    """A smooth maximum."""
    return np.sqrt(np.sqrt(light * light * light * light + own * own * own * own))


@compiled(inline="always")
def _key(
    geometry: Geometry, lamps: Lamps, room: Room, turn: int, x: float, y: float, z: float, nx: float, ny: float,
    nz: float, tx: float, ty: float, tz: float, wide: float, facing: int,
) -> tuple[float, float, float, float]:  # fmt: skip
    """RGB of key and rim at a place, and its green without shadows; `t`: unit direction to the body's middle, `wide`:
    sine of the angle it spans."""
    key, power, strength = lamps.key, lamps.power, room.reach[1]
    r = g = b = whole = 0.0
    for k in range(key.shape[1]):
        dx, dy, dz = key[turn, k, 0], key[turn, k, 1], key[turn, k, 2]
        light = dx * nx + dy * ny + dz * nz
        if light <= 0:
            continue
        whole += light * power[turn, k, 1]
        if facing and blocking(geometry, x, y, z, dx, dy, dz, facing) >= 0:
            continue
        near = dx * tx + dy * ty + dz * tz
        p, q, s = power[turn, k, 0], power[turn, k, 1], power[turn, k, 2]
        if wide >= 1 or (near > 0 and 1 - near * near < wide * wide):
            row, column = meets_body(geometry, x, y, z, dx, dy, dz)
            if row >= 0:
                p *= 1 - strength * (1 - geometry.through[row, column, 0])
                q *= 1 - strength * (1 - geometry.through[row, column, 1])
                s *= 1 - strength * (1 - geometry.through[row, column, 2])
        r, g, b = r + light * p, g + light * q, b + light * s
    return r, g, b, whole


@compiled(inline="always")
def _sky(
    geometry: Geometry, lamps: Lamps, room: Room, turn: int, x: float, y: float, z: float, nx: float, ny: float,
    nz: float, near: bool, around: int,
) -> tuple[float, float, float]:  # fmt: skip
    """RGB from all around: open sky, or what a surface or the product in the way throws back."""
    sky, tones, glow, through = lamps.sky, room.tones, room.glow, geometry.through
    fill, sun, axis = lamps.fill, lamps.sun, lamps.axis
    tx, ty, tz = (0.0, -nz, ny) if abs(nx) < 0.9 else (nz, 0.0, -nx)  # n × x, or n × y
    long = np.sqrt(tx * tx + ty * ty + tz * tz)
    tx, ty, tz = tx / long, ty / long, tz / long
    bx, by, bz = ny * tz - nz * ty, nz * tx - nx * tz, nx * ty - ny * tx
    strength, count = room.reach[1], sky.shape[1]
    r = g = b = 0.0
    for k in range(count):
        u, v, w = sky[turn, k, 0], sky[turn, k, 1], sky[turn, k, 2]
        dx, dy, dz = u * tx + v * bx + w * nx, u * ty + v * by + w * ny, u * tz + v * bz + w * nz
        piece = blocking(geometry, x, y, z, dx, dy, dz, around) if around else -1
        lit = max(-(dx * axis[0] + dz * axis[2]), 0.0) / axis[1] / max(np.sqrt(dx * dx + dz * dz), 0.1)
        p, q, s = fill[0], fill[1], fill[2]
        if piece >= 0:
            p, q, s = (
                tones[2 + piece, 0] * (_HALF_OPEN * p + lit * sun[0]),
                tones[2 + piece, 1] * (_HALF_OPEN * q + lit * sun[1]),
                tones[2 + piece, 2] * (_HALF_OPEN * s + lit * sun[2]),
            )
        elif dy < -0.05:
            p, q, s = tones[1, 0] * (p + sun[0]), tones[1, 1] * (q + sun[1]), tones[1, 2] * (s + sun[2])
        if near:
            i, j = meets_body(geometry, x, y, z, dx, dy, dz)
            if i >= 0:
                c = through[i, j, 0] * fill[0] + _REFLECTANCE * glow[i, j, 0] * (_HALF_OPEN * fill[0] + lit * sun[0])
                d = through[i, j, 1] * fill[1] + _REFLECTANCE * glow[i, j, 1] * (_HALF_OPEN * fill[1] + lit * sun[1])
                e = through[i, j, 2] * fill[2] + _REFLECTANCE * glow[i, j, 2] * (_HALF_OPEN * fill[2] + lit * sun[2])
                p, q, s = p + strength * (c - p), q + strength * (d - q), s + strength * (e - s)
        r, g, b = r + p, g + q, b + s
    return r / count, g / count, b / count


@compiled()
def agreed(faces: np.ndarray, light: Floats, out: Floats) -> None:
    """Mean of a 3 × 3 block over the places that lie on the same side of the same thing; into `out`."""
    height, width = faces.shape
    for i in range(height):
        for j in range(width):
            count = 0
            for c in range(6):
                out[i, j, c] = 0
            for a in range(max(i - 1, 0), min(i + 2, height)):
                for b in range(max(j - 1, 0), min(j + 2, width)):
                    if faces[a, b] == faces[i, j]:
                        count += 1
                        for c in range(6):
                            out[i, j, c] += light[a, b, c]
            for c in range(6):
                out[i, j, c] /= count
