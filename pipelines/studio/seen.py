"""Compiled: what each pixel sees of the stage, and where on it."""

from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.camera import Camera
from pipelines.studio.compiled import compiled
from pipelines.studio.tracer import ARCH, CYLINDER, GROUND, PIECES, WALL, Geometry, hit

SIDES = 6  # of a thing, as `face` counts them


class Seen(NamedTuple):
    """What a band of pixels sees; all (h, w)."""

    what: np.ndarray  # uint8, see `tracer`
    along: Floats  # depth along the optical axis, cm
    s: Floats  # coordinates on the surface, cm
    t: Floats
    nx: Floats  # normal
    ny: Floats
    nz: Floats
    footprint: Floats  # cm that a pixel averages over


def lens(camera: Camera) -> Floats:
    """A camera as compiled code takes it: eye, width, height, focal length, sine and cosine of its pitch, distance."""
    return np.array(
        [*camera.eye, camera.width, camera.height, camera.focal, np.sin(camera.pitch), np.cos(camera.pitch),
         camera.distance]
    )  # fmt: skip


def look(camera: Camera, geometry: Geometry, focus: tuple[float, float], rows: slice) -> Seen:
    """What the rows of a camera's picture see; `focus`: diameter of the aperture, and how far before and behind the
    foot all is in focus, in cm."""
    count = rows.stop - rows.start
    planes = np.empty((7, count, camera.width), np.float32)
    what = np.empty((count, camera.width), np.uint8)
    _look(lens(camera), geometry, *focus, rows.start, what, planes)
    return Seen(what, *planes)


@compiled(inline="always")
def _ray(lens: Floats, column: float, row: float) -> tuple[float, float, float]:
    right, down = (column - lens[3] / 2) / lens[5], (row - lens[4] / 2) / lens[5]
    return right, -lens[6] - down * lens[7], lens[7] - down * lens[6]


@compiled()
def _look(
    lens: Floats, geometry: Geometry, aperture: float, sharp: float, first: int, what: np.ndarray, planes: Floats,
) -> None:  # fmt: skip
    height, width = what.shape
    level, depth, radius = geometry.sheet[0], geometry.sheet[1], geometry.sheet[2]
    for i in range(height):
        for j in range(width):
            dx, dy, dz = _ray(lens, j + 0.5, first + i + 0.5)
            along, found, nx, ny, nz = hit(geometry, lens[0], lens[1], lens[2], dx, dy, dz)
            x, y, z = lens[0] + along * dx, lens[1] + along * dy, lens[2] + along * dz
            if found < PIECES:
                s, t = x, _unrolled(found, y, z, ny, nz, level, depth, radius)
            else:
                s, t = _on_piece(geometry.pieces, found - PIECES, x, y, z, nx, ny)
            facing = abs(nx * dx + ny * dy + nz * dz) / np.sqrt(dx * dx + dy * dy + dz * dz)
            blur = 0.6 * aperture * max(abs(along - lens[8]) - sharp, 0.0) / lens[8]
            pixel = along / lens[5]
            what[i, j] = found
            planes[0, i, j], planes[1, i, j], planes[2, i, j] = along, s, t
            planes[3, i, j], planes[4, i, j], planes[5, i, j] = nx, ny, nz
            planes[6, i, j] = np.sqrt(pixel * pixel * 0.7 / max(facing, 0.02) + blur * blur)


@compiled(inline="always")
def face(found: int, nx: float, ny: float, nz: float) -> int:
    """One number for each flat side of each thing; what is curved counts as one, as the ground with its sweep does."""
    if found == 0:
        return 0
    side = 1 if ny > 0.99 or found == GROUND else 2 if nz < -0.99 else 3 if nx < -0.99 else 4 if nx > 0.99 else 5
    return found * SIDES + side


@compiled()
def faces_of(what: np.ndarray, nx: np.ndarray, ny: np.ndarray, nz: np.ndarray, out: np.ndarray) -> None:
    """`face` of every pixel of a band, into `out` (h, w) uint8."""
    for i in range(what.shape[0]):
        for j in range(what.shape[1]):
            out[i, j] = face(what[i, j], nx[i, j], ny[i, j], nz[i, j])


@compiled(inline="always")
def _unrolled(found: int, y: float, z: float, ny: float, nz: float, level: float, depth: float, radius: float) -> float:
    """The second coordinate on a wall or on the ground, along the sheet where it curves up."""
    if found == WALL:
        along = y
    elif radius <= 0 or z <= depth:
        along = z
    elif ny <= 0:
        along = depth + radius * (np.pi / 2 - 1) + y - level
    else:
        along = depth + radius * np.arctan2(-nz, ny)
    return along


@compiled(inline="always")
def _on_piece(pieces: Floats, i: int, x: float, y: float, z: float, nx: float, ny: float) -> tuple[float, float]:
    """Coordinates on a piece, unrolled where it is round."""
    s, t = x, y
    if abs(ny) > 0.9:
        t = z
    elif pieces[i, 0] == ARCH and 0.19 < nx * nx <= 0.81:
        s, t = pieces[i, 7] * np.arctan2(x - pieces[i, 1], y - pieces[i, 8]), z
    elif pieces[i, 0] == CYLINDER:
        s = pieces[i, 4] * np.arctan2(x - pieces[i, 1], pieces[i, 3] - z)
    elif abs(nx) > 0.9:
        s = z
    return s, t
