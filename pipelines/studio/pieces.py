"""Sets: solid pieces under, behind and around a product, built to its measure. The product's foot is at the origin.

A set raises the product, so what it stands on ends at level 0 and the ground lies below.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.body import Body
from pipelines.studio.stage import SetKind
from pipelines.studio.tracer import ARCH, BOX, CYLINDER


class Built(NamedTuple):
    """A set: its pieces (n, 9) as `tracer.Geometry` takes them, and the level of the ground under it, in cm."""

    pieces: Floats
    level: float


_FRAMED = 0.9  # of the height that the frame shows: where a niche's head ends at most

Maker = Callable[[Body, float], Built]
SETS: dict[SetKind, Maker] = {}


def _set(kind: SetKind) -> Callable[[Maker], Maker]:
    def enter(make: Maker) -> Maker:
        SETS[kind] = make
        return make

    return enter


def _box(x: float, top: float, z: float, width: float, height: float, depth: float) -> list[float]:
    """A box by the middle of its front's upper edge."""
    return [BOX, x, top - height / 2, z + depth / 2, width / 2, height / 2, depth / 2, 0, 0]


def _drum(x: float, top: float, z: float, radius: float, height: float) -> list[float]:
    return [CYLINDER, x, top - height / 2, z, radius, height / 2, radius, 0, 0]


def _built(level: float, *pieces: list[float]) -> Built:
    return Built(np.array(pieces, np.float32), level)


def _reach(body: Body) -> tuple[float, float, float]:
    """Half of what the product needs to stand on across and in depth, and where its middle stands in depth, in cm."""
    z = float(body.middle[2])
    return body.width / 2, max(body.depth / 2, 0.2 * body.width), z


@_set("podium")
def _podium(body: Body, height: float) -> Built:
    across, deep, z = _reach(body)
    return _built(-height, _drum(0, 0, z, 1.28 * max(across, deep), height))


@_set("plinth")
def _plinth(body: Body, height: float) -> Built:
    across, deep, z = _reach(body)
    half = 1.22 * max(across, deep)
    return _built(-height, _box(0, 0, z - half, 2 * half, height, 2 * half))


@_set("slab")
def _slab(body: Body, height: float) -> Built:
    across, deep, z = _reach(body)
    return _built(-height, _box(0, 0, z - 1.7 * deep, 3.1 * across, height, 3.4 * deep))


@_set("steps")
def _steps(body: Body, height: float) -> Built:
    across, deep, z = _reach(body)
    front, tread = z - 1.3 * deep, 1.15 * max(deep, 0.5 * across)
    wide = max(3.4 * across, 0.95 * body.size)
    rise = height / 2
    return _built(
        -height,
        _box(0, 0, front, wide, height, 2.6 * deep),
        _box(0, -rise, front - tread, wide, height - rise, tread),
        _box(0, rise, front + 2.6 * deep, wide, height + rise, tread),
    )


@_set("blocks")
def _blocks(body: Body, height: float) -> Built:
    """A block for the product, a taller one behind its left and a drum behind its right: none leaves the frame."""
    across, deep, z = _reach(body)
    half, size = 1.25 * max(across, deep), body.size
    side, radius = 0.2 * size, 0.16 * size
    return _built(
        -height,
        _box(0, 0, z - half, 2 * half, height, 2 * half),
        _box(-0.75 * across - 0.9 * side, 0.3 * size, z + 1.05 * half, 2 * side, height + 0.3 * size, 2 * side),
        _drum(0.85 * across + 0.95 * radius, 0.1 * size, z + half + 1.2 * radius, radius, height + 0.1 * size),
    )


@_set("arch")
def _arch(body: Body, height: float) -> Built:
    """A step before a wall with a niche, whose head ends within the frame.

    The niche's back is a piece of its own, so that light is not evened out over its edge.
    """
    across, deep, z = _reach(body)
    size, front, thick = body.size, z + 1.25 * max(deep, 0.3 * across), 0.22 * body.size
    crown = _FRAMED * _highest(body, front)
    half = max(min(1.5 * across + 0.12 * size, 0.7 * crown), 1.15 * across)
    spring = max(min(float(body.middle[1]) * 2 + 0.3 * size, crown) - half, 0.1 * size)
    wide, top = 30 * size, 30 * size
    wall = [ARCH, 0.0, (top - height) / 2, front + thick, wide, (top + height) / 2, thick, half, spring]
    back = _box(0, spring + half, front + 1.98 * thick, 2 * half, spring + half + height, 0.01 * thick)
    return _built(-height, wall, back, _box(0, 0, z - 1.35 * deep, 1.6 * half, height, front - z + 1.35 * deep))


def _highest(body: Body, z: float) -> float:
    """Height in cm that the frame's upper edge shows in its middle at a depth of `z` cm."""
    camera = body.camera
    _, up, away = camera.ray(np.float64(camera.width / 2), np.float64(0))
    _, y, near = camera.eye
    return float(y + (z - near) / away * up)


@_set("shelf")
def _shelf(body: Body, height: float) -> Built:
    _, deep, z = _reach(body)
    thick = min(height, 0.12) * body.size
    return _built(-3.0 * body.size, _box(0, 0, z - 1.5 * deep, 40 * body.size, thick, 3.0 * deep))


@_set("sill")
def _sill(body: Body, height: float) -> Built:
    _, deep, z = _reach(body)
    size = body.size
    front, back = z - 1.6 * deep, z + 1.9 * deep
    frame = [_box(x * size, 3.2 * size, back, 0.1 * size, 3.2 * size, 0.12 * size) for x in (-1.15, 1.15)]
    board = _box(0, 0, front, 40 * size, min(height, 0.15) * size, back - front + 0.3 * size)
    return _built(-3.0 * size, board, *frame)
