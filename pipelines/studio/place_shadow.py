"""What a product does to the light on the ground of a photo: one factor a pixel and channel, 1 where it does nothing.

The ground is a plane that is not drawn: light that reaches it with the product there, over light without.
"""

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.bands import banded, shrunk
from pipelines.studio.body import Body
from pipelines.studio.lamps import lamps
from pipelines.studio.stage import Light

if TYPE_CHECKING:
    from pipelines.studio.tracer import Geometry

_FINE = 170  # px of the grid on which light is worked out, to the product's longest side
_GRID = 900  # px: that grid's longest side at most
_OWN = 6.0  # how far the lamp stands from the product, in product sizes
_REACH = 2.0, 3.6  # product sizes: from here on a shadow fades, and here it is gone, as a room's light fills it
_LENS = 1e-6, 1e6  # all is in focus
_ENDLESS = np.array([0, 1e5, 0, 2e5], np.float32)  # a ground without curve or wall within sight


def shading(body: Body, light: Light, ground: Floats, strength: float, size: tuple[int, int]) -> Floats:
    """The factors (H, W, 3) for a frame of `size` px; `ground`: its linear colour (3,); `strength` 0–1."""
    k = min(_FINE / (body.size * body.camera.scale), 1.0)
    grid = shrunk(size, min(max(round(k * max(size)), 256), _GRID))
    rows = _rows(body, grid)
    if rows.stop - rows.start < 2 or not strength:
        return np.ones((size[1], size[0], 3), np.float32)
    factors = np.ones((grid[1], grid[0], 3), np.float32)
    factors[rows] = _factors(body, light, ground, strength, grid, rows)
    fine = cv2.resize(factors, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(fine, 0.0, 1.15)


def _rows(body: Body, grid: tuple[int, int]) -> slice:
    """The rows of the grid on which the product can change the light."""
    camera, reach = body.camera.scaled(grid), _REACH[1] * body.size
    z = np.array([reach, -min(reach, 0.6 * camera.distance)], np.float32)
    _, y = camera.seen(np.zeros(2, np.float32), np.zeros(2, np.float32), z)
    return slice(int(np.clip(y[0], 0, grid[1])), int(np.clip(y[1] + 1, 0, grid[1])))


def _factors(body: Body, light: Light, ground: Floats, strength: float, grid: tuple[int, int], rows: slice) -> Floats:
    """The factors (rows, w, 3) on a band of the grid."""
    from pipelines.studio.illumination import Room, agreed, illuminate
    from pipelines.studio.seen import look
    from pipelines.studio.tracer import GROUND

    camera, sources, geometry = body.camera.scaled(grid), lamps(light), on_plane(body)
    colour = np.ascontiguousarray(body.colour[..., :3] / np.maximum(body.colour[..., 3:], 0.05), np.float32)
    tones, shape = np.tile(ground, (2, 1)), (rows.stop - rows.start, grid[0])
    what, near = np.empty(shape, np.uint8), np.empty(shape, np.float32)
    lit = [np.empty((*shape, 6), np.float32) for _ in range(2)]
    room = Room(tones, colour, np.array([_OWN * body.size, strength, 0, 0, 1], np.float32), body.middle)
    gone = geometry.body.copy()
    gone[5] *= 1e-3  # nothing is near so small a body, so that no ray looks for it
    stages = geometry, geometry._replace(body=gone)

    def band(part: slice) -> None:
        own = slice(part.start + rows.start, part.stop + rows.start)
        seen = look(camera, geometry, _LENS, own)
        for out, stage in zip(lit, stages, strict=True):
            out[part] = illuminate(camera, stage, seen, sources, room, own)
        what[part] = seen.what
        away = np.hypot(seen.s - body.middle[0], seen.t - body.middle[2])
        near[part] = _near(away / body.size) * (seen.what == GROUND)

    banded(shape[0], band, 16)
    totals = []
    for plane in lit:
        even = np.empty_like(plane)
        agreed(what, plane, even)
        totals.append(even[..., :3] + even[..., 3:])
    return np.asarray(1 + near[..., None] * (totals[0] / np.maximum(totals[1], 1e-6) - 1), np.float32)


def on_plane(body: Body) -> "Geometry":
    """A product and an endless ground, as rays meet them."""
    from pipelines.studio.tracer import Geometry

    corner = np.array([*body.origin, body.cell, body.lies, body.radius], np.float32)
    opaque = np.zeros((*body.near.shape, 3), np.float32)
    return Geometry(_ENDLESS, np.zeros((0, 9), np.float32), body.near, body.far, opaque, corner)


def _near(distance: Floats) -> Floats:
    """1 near the product, 0 far from it, in product sizes."""
    t = np.clip((_REACH[1] - distance) / (_REACH[1] - _REACH[0]), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
