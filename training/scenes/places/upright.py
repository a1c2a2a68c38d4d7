"""Hanging on a wall, a hook, a rail or a door, and leaning on a wall."""

from __future__ import annotations

import numpy as np

from training.scenes.material import Material
from training.scenes.mesh import Mesh, joined, rotation, tube
from training.scenes.places.company import Room, company, finish
from training.scenes.places.indoors import room, walls
from training.scenes.places.kit import Measures, Place, around, chance, plane, slab, thing, uniform
from training.scenes.places.surfaces import WALLS, colour, surface
from training.scenes.thing import Thing


def leaning(rng: np.random.Generator, product: Thing) -> Place:
    """Tilted back against a wall, on a floor or shelf."""
    product = product.turned(float(rng.normal(0, 6))).mapped(rotation((1, 0, 0), -uniform(rng, 5, 24))).settled()
    measures = Measures.of(product)
    size, behind = measures.size, float(measures.high[1]) + 0.0005
    things = room(rng, size, 0.0, behind, behind - 0.0005, always=True)
    space = Room((-4 * size, 4 * size), (-2.5 * size, behind))
    return Place(product, things, False, (5, 45), company(rng, product, space))


def hanging(rng: np.random.Generator, product: Thing) -> Place:
    """On a wall, from a nail or from a rail before it, well above the floor."""
    product = product.turned(float(rng.normal(0, 8))).settled()
    measures = Measures.of(product)
    size = measures.size
    close = chance(rng, 0.6)
    behind = float(measures.high[1]) + (0.003 if close else uniform(rng, 0.3, 2.5)) * size
    things = [
        *walls(rng, size, -max(1.2, 3 * size), behind, float(measures.high[1])),
        thing(_hook(rng, measures, behind, close), finish(rng)),
    ]
    if chance(rng, 0.3):
        things.append(_door(rng, size, behind))
    space = Room((-3 * size, 3 * size), (-0.5 * size, behind), -uniform(rng, 0.1, 0.6) * size)
    if close or chance(rng, 0.5):
        return Place(product, tuple(things), False, (-12, 30))
    board = slab((-3 * size, space.y[0], space.floor - 0.04 * size), (3 * size, behind, space.floor))
    return Place(product, (*things, thing(board, surface(rng, WALLS, size, (size, size)))), False, (2, 25),
                 company(rng, product, space, 6))  # fmt: skip


def _hook(rng: np.random.Generator, product: Measures, behind: float, close: bool) -> Mesh:
    """A nail or hook above the product's middle, or a rail with cords down to it."""
    x, y, _ = product.middle
    top, thick, size = float(product.high[2]), 0.012 * product.size, product.size
    if close:
        line = [(x, behind, top + 2 * thick), (x, behind - 0.04 * size, top + 1.4 * thick),
                (x, behind - 0.055 * size, top + 3 * thick)]  # fmt: skip
        return tube(line, thick, 8)
    bar = top + uniform(rng, 0.1, 0.8) * size
    rail = tube([(-4 * size, y, bar), (0, y, bar), (4 * size, y, bar)], thick * uniform(rng, 0.6, 2.5), 10)
    spread = uniform(rng, 0, 0.3) * product.half[0]
    cords = [tube([(x + s * spread, y, top - 0.02 * size), (x + s * spread, y, (top + bar) / 2), (x, y, bar)],
                  0.4 * thick, 6) for s in (-1, 1)]  # fmt: skip
    return joined([rail, *cords])


def _door(rng: np.random.Generator, size: float, behind: float) -> Thing:
    """A door or panel of another colour, flush with the wall."""
    wide, tall, thin = around(rng, 2, 0.4) * size, around(rng, 3, 0.4) * size, 0.0005
    left, low = -uniform(rng, 0.2, 0.8) * wide, -uniform(rng, 0.3, 0.7) * tall
    panel = plane((left, behind - thin, low), (wide, 0, 0), (0, 0, tall))
    return thing(panel, Material(colour(rng), uniform(rng, 0.2, 0.9)))
