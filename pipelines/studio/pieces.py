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
    front, tread, wide = z - 1.3 * deep, 1.15 * max(deep, 0.5 * across), 3.4 * across
    rise = height / 2
    return _built(
        -height,
        _box(0, 0, front, wide, height, 2.6 * deep),
        _box(0, -rise, front - tread, wide, height - rise, tread),
        _box(0, rise, front + 2.6 * deep, wide, height + rise, tread),
    )


@_set("blocks")
def _blocks(body: Body, height: float) -> Built:
    across, deep, z = _reach(body)
    half, size = 1.25 * max(across, deep), body.size
    return _built(
        -height,
        _box(0, 0, z - half, 2 * half, height, 2 * half),
        _box(-half - 0.28 * size, 0.32 * size, z + 0.35 * half, 0.5 * size, height + 0.32 * size, 0.5 * size),
        _drum(half + 0.2 * size, -0.45 * height, z - 0.2 * half, 0.2 * size, 0.55 * height),
    )


@_set("arch")
def _arch(body: Body, height: float) -> Built:
    across, deep, z = _reach(body)
    size, half = body.size, max(1.9 * across, 0.55 * body.size)
    front, thick = z + 1.25 * max(deep, 0.3 * across), 0.22 * size
    tall = float(body.middle[1]) * 2 + 0.25 * size
    spring = max(tall - 0.55 * half, 0.4 * size)
    top = spring + half + 0.45 * size
    wall = [ARCH, 0.0, (top - height) / 2, front + thick, 1.75 * half, (top + height) / 2, thick, half, spring]
    return _built(-height, wall, _box(0, 0, z - 1.35 * deep, 3.0 * across, height, front - z + 1.35 * deep))


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
    return _built(-3.0 * size, _box(0, 0, front, 40 * size, min(height, 0.15) * size, back - front + 0.3 * size), *frame)
