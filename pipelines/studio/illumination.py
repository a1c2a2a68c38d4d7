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
from pipelines.studio.tracer import GROUND, WALL, Geometry, blocking, meets_body

_BOUNCE = 0.55  # of a surface's tone: how bright what is near is, seen from a spot that it hides from the sky


class Room(NamedTuple):
    """What else decides how places are lit."""

    tones: Floats  # (2 + pieces, 3) linear mean colour of wall, ground, then pieces
    glow: Floats  # (h, w, 3) linear colour that the body throws back, on its own grid
    reach: Floats  # (5,) how far the lamp is in cm, shadow strength, backdrops' own light, their glow and its width in cm
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
def _illuminate(geometry, lamps, room, what, places, normals, first, out):
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
            r, g, b = _key(geometry, lamps, room, turn, x, y, z, nx, ny, nz, tx, ty, tz, wide)
            r, g, b = fall * r, fall * g, fall * b
            if what[i, j] == WALL or (what[i, j] == GROUND and nz < 0):
                own = room.reach[2] * max(-nz, 0.0)
                off = (x * x + (y - middle[1]) * (y - middle[1])) / (room.reach[4] * room.reach[4])
                glow = room.reach[3] * max(-nz, 0.0) * np.exp(-0.5 * off)
                r, g, b = _at_least(r, own) + glow, _at_least(g, own) + glow, _at_least(b, own) + glow
            out[i, j, 0], out[i, j, 1], out[i, j, 2] = r, g, b
            r, g, b = _sky(geometry, lamps, room, turn, x, y, z, nx, ny, nz, far < 4 * radius)
            out[i, j, 3], out[i, j, 4], out[i, j, 5] = r, g, b


@compiled(inline="always")
def _at_least(light, own):
    """A smooth maximum."""
    return np.sqrt(np.sqrt(light * light * light * light + own * own * own * own))


@compiled(inline="always")
def _key(geometry, lamps, room, turn, x, y, z, nx, ny, nz, tx, ty, tz, wide):
    """RGB of key and rim at a place; `t`: unit direction to the body's middle, `wide`: sine of the angle it spans."""
    key, strength, pieces = lamps.key, room.reach[1], len(geometry.pieces)
    r = g = b = 0.0
    for k in range(key.shape[1]):
        dx, dy, dz = key[turn, k, 0], key[turn, k, 1], key[turn, k, 2]
        light = dx * nx + dy * ny + dz * nz
        if light <= 0 or (pieces and blocking(geometry, x, y, z, dx, dy, dz) >= 0):
            continue
        near = dx * tx + dy * ty + dz * tz
        p, q, s = lamps.power[k, 0], lamps.power[k, 1], lamps.power[k, 2]
        if wide >= 1 or (near > 0 and 1 - near * near < wide * wide):
            row, column = meets_body(geometry, x, y, z, dx, dy, dz)
            if row >= 0:
                p *= 1 - strength * (1 - geometry.through[row, column, 0])
                q *= 1 - strength * (1 - geometry.through[row, column, 1])
                s *= 1 - strength * (1 - geometry.through[row, column, 2])
        r, g, b = r + light * p, g + light * q, b + light * s
    return r, g, b


@compiled(inline="always")
def _sky(geometry, lamps, room, turn, x, y, z, nx, ny, nz, near):
    """RGB from all around: open sky, or what a surface or the product in the way throws back."""
    sky, tones, glow, through = lamps.sky, room.tones, room.glow, geometry.through
    tx, ty, tz = (0.0, -nz, ny) if abs(nx) < 0.9 else (nz, 0.0, -nx)  # n × x, or n × y
    long = np.sqrt(tx * tx + ty * ty + tz * tz)
    tx, ty, tz = tx / long, ty / long, tz / long
    bx, by, bz = ny * tz - nz * ty, nz * tx - nx * tz, nx * ty - ny * tx
    strength, count, pieces = room.reach[1], sky.shape[1], len(geometry.pieces)
    r = g = b = 0.0
    for k in range(count):
        u, v, w = sky[turn, k, 0], sky[turn, k, 1], sky[turn, k, 2]
        dx, dy, dz = u * tx + v * bx + w * nx, u * ty + v * by + w * ny, u * tz + v * bz + w * nz
        piece = blocking(geometry, x, y, z, dx, dy, dz) if pieces else -1
        p = q = s = 1.0
        if piece >= 0:
            p, q, s = _BOUNCE * tones[2 + piece, 0], _BOUNCE * tones[2 + piece, 1], _BOUNCE * tones[2 + piece, 2]
        elif dy < -0.05:
            p, q, s = _BOUNCE * tones[1, 0] + 0.1, _BOUNCE * tones[1, 1] + 0.1, _BOUNCE * tones[1, 2] + 0.1
        if near:
            i, j = meets_body(geometry, x, y, z, dx, dy, dz)
            if i >= 0:
                p += strength * (_BOUNCE * glow[i, j, 0] + through[i, j, 0] - p)
                q += strength * (_BOUNCE * glow[i, j, 1] + through[i, j, 1] - q)
                s += strength * (_BOUNCE * glow[i, j, 2] + through[i, j, 2] - s)
        r, g, b = r + p, g + q, b + s
    return lamps.fill[0] * r / count, lamps.fill[1] * g / count, lamps.fill[2] * b / count


@compiled()
def agreed(what, normals, light, out):
    """Mean of a 3 × 3 block over the places that lie on the same surface, facing the same way; into `out`."""
    height, width = what.shape
    for i in range(height):
        for j in range(width):
            count = 0
            for c in range(6):
                out[i, j, c] = 0
            for a in range(max(i - 1, 0), min(i + 2, height)):
                for b in range(max(j - 1, 0), min(j + 2, width)):
                    like = 0.0
                    for c in range(3):
                        like += normals[i, j, c] * normals[a, b, c]
                    if what[a, b] == what[i, j] and like > 0.9:
                        count += 1
                        for c in range(6):
                            out[i, j, c] += light[a, b, c]
            for c in range(6):
                out[i, j, c] /= count
