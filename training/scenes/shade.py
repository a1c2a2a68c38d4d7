"""Which sources a product sees past the walls and boards around it."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.scenes.light import Light, Source
from training.scenes.mesh import Mesh, Points
from training.scenes.thing import Thing

_COARSE = 3000  # triangles; finer shapes (grass, leaves) are taken to let the light by
_GRID = np.stack(np.meshgrid([-0.33, 0, 0.33], [-0.33, 0, 0.33]), -1).reshape(-1, 2)  # places on a source, in its sizes


def shaded(light: Light, things: Iterable[Thing], point: Points) -> Light:
    """The same light, each source knowing what share of it reaches `point` (3,) past the opaque `things`."""
    corners = [
        part.shape.points[part.shape.faces]
        for thing in things for part in thing.parts
        if isinstance(part.shape, Mesh) and not part.material.clear and len(part.shape.faces) <= _COARSE
    ]  # fmt: skip
    triangles = np.concatenate(corners) if corners else np.zeros((0, 3, 3))

    def reach(source: Source) -> float:
        return 1 - float(_met(point, _places(source) - point, triangles).mean())

    return replace(light, reach=reach(light),
                   more=tuple(replace(source, reach=reach(source)) for source in light.more))  # fmt: skip


def _places(source: Source) -> Points:
    """Nine points of the source, (9, 3)."""
    right = np.cross([0, 0.01, 1], source.direction)
    right /= np.linalg.norm(right)
    across = _GRID * source.size
    up = np.cross(source.direction, right)
    return source.distance * source.direction + across[:, :1] * right + across[:, 1:] * up


def _met(start: Points, ways: Points, triangles: Points) -> NDArray[np.bool_]:
    """Whether each segment from `start` along `ways` (R, 3) meets a triangle (N, 3, 3). Möller and Trumbore 1997."""
    first, second, third = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    one, two, off = second - first, third - first, start - first
    across = np.cross(off, one)
    hit = np.zeros(len(ways), bool)
    for i, way in enumerate(ways):
        side = np.cross(way, two)
        volume = np.einsum("nc,nc->n", one, side)
        volume = np.where(np.abs(volume) < 1e-15, np.inf, volume)
        u, v = np.einsum("nc,nc->n", off, side) / volume, across @ way / volume
        t = np.einsum("nc,nc->n", two, across) / volume
        hit[i] = ((u >= 0) & (v >= 0) & (u + v <= 1) & (t > 1e-4) & (t < 1)).any()
    return hit
