"""Soft grounds: beds, sofas, crumpled and draped cloth, into which a product sinks and whose folds hide its foot."""

from __future__ import annotations

import numpy as np

from training.scenes.mesh import Mesh, Points, joined, rotation
from training.scenes.places.company import Room, ball, company
from training.scenes.places.indoors import walls
from training.scenes.places.kit import Measures, Place, around, chance, lying, standing, thing, uniform
from training.scenes.places.relief import Grid, grid, surface_mesh, waves
from training.scenes.places.surfaces import CLOTHS, surface
from training.scenes.thing import Thing

_TILE = 8.0  # of the cloth's texture plane, product sizes


def _sunk(rng: np.random.Generator, product: Thing, most: float) -> Thing:
    measures = Measures.of(product)
    return product.at(0, 0, -min(uniform(rng, 0, most) * measures.size, 0.12 * float(measures.high[2])))


def _fold(rng: np.random.Generator, lines: Grid, product: Measures) -> Points:
    """A rounded fold that runs by the product's front, up to a seventh of its height."""
    x, y = lines.xy
    high = uniform(rng, 0.04, 0.15) * float(product.high[2])
    wide = max(uniform(rng, 0.04, 0.12) * product.size, 0.7 * high)
    at = product.low[1] - uniform(rng, 0.0, 0.8) * wide + uniform(rng, -0.4, 0.4) * (x - product.middle[0])
    ends = np.exp(-(((x - product.middle[0] - uniform(rng, -0.5, 0.5) * product.size) / (0.6 * product.size)) ** 4))
    return high * ends * np.exp(-(((y - at) / wide) ** 2))


def cloth(rng: np.random.Generator, product: Thing) -> Place:
    """On crumpled cloth; folds overlap its foot; sometimes the cloth is draped up behind."""
    flat = chance(rng, 0.4)
    product = _sunk(rng, lying(rng, product) if flat else standing(rng, product), 0.03)
    measures = Measures.of(product)
    size = measures.size
    lines = grid(rng, product, 9 * size, fine=46)
    x, y = lines.xy
    tall = min(around(rng, 0.08, 0.5) * size, 0.3 * float(measures.high[2]) + 0.01 * size)
    height = _crumpled(rng, x, y, tall, size)
    if chance(rng, 0.6):
        height = height + _fold(rng, lines, measures)
    elevations = (35.0, 85.0) if flat else (8.0, 60.0)
    if not flat and chance(rng, 0.5):
        start, wide = float(measures.high[1]) + uniform(rng, 0.1, 1.2) * size, uniform(rng, 0.4, 1.5) * size
        height = height + 4 * size * _smooth((y - start) / (4 * wide))
    shape = surface_mesh(lines, height, _TILE * size)
    paint = surface(rng, CLOTHS, size, (_TILE * size, _TILE * size))
    space = Room((-2.5 * size, 2.5 * size), (-2 * size, 1.2 * size))
    return Place(product, (thing(shape, paint),), False, elevations, company(rng, product, space, 4, 3500))


def _crumpled(rng: np.random.Generator, x: Points, y: Points, tall: float, size: float) -> Points:
    """Folds up to about `tall`: long ones that fade in and out, and small creases across."""
    long = waves(rng, x, y, around(rng, 0.8, 0.4) * size, 2, uniform(rng, 0, 0.7))
    fades = _smooth(0.6 + 0.7 * waves(rng, x, y, 1.5 * size, 3))
    creases = waves(rng, x, y, around(rng, 0.3, 0.3) * size, 3, uniform(rng, 0, 0.4))
    return tall * (0.9 * long * fades + uniform(rng, 0.05, 0.35) * creases - 0.2)


def _smooth(share: Points) -> Points:
    t = np.clip(share, 0, 1)
    return t * t * (3 - 2 * t)


def seat(rng: np.random.Generator, product: Thing) -> Place:
    """On a bed or sofa: softly lumped, with cushions or a back behind."""
    product = _sunk(rng, standing(rng, product) if chance(rng, 0.7) else lying(rng, product), 0.08)
    measures = Measures.of(product)
    size, back = measures.size, float(measures.high[1])
    behind = back + uniform(rng, 0.3, 1.5) * size
    lines = grid(rng, product, 6 * size, behind + 0.5 * size, 40)
    x, y = lines.xy
    high = uniform(rng, 0.005, 0.04) * size
    dent = np.exp(-((lines.distance() / (0.35 * size)) ** 2)) * float(measures.low[2])
    height = high * (waves(rng, x, y, 1.3 * size) + 0.3 * waves(rng, x, y, 0.3 * size, 4, 0.6)) + 0.7 * dent
    paint = surface(rng, CLOTHS, size, (_TILE * size, _TILE * size))
    pads = _cushions(rng, size, behind)
    rest = paint if chance(rng, 0.5) else surface(rng, CLOTHS, size, (size, size))
    things = (thing(surface_mesh(lines, height, _TILE * size), paint), thing(pads, rest),
              *walls(rng, size, -max(0.5, size), behind + 1.2 * size, behind + 0.6 * size))  # fmt: skip
    space = Room((-3 * size, 3 * size), (-2 * size, behind))
    return Place(product, things, False, (8, 60), company(rng, product, space, 5, 3500))


def _cushions(rng: np.random.Generator, size: float, behind: float) -> Mesh:
    count = int(rng.integers(1, 5))
    wide = uniform(rng, 1.0, 2.5) * size
    shapes = []
    for i in range(count):
        radii = np.array([wide / 2, uniform(rng, 0.18, 0.4) * size, uniform(rng, 0.5, 1.2) * size])
        lean = rotation((1, 0, 0), -uniform(rng, 5, 25)) @ rotation((0, 1, 0), uniform(rng, -8, 8))
        spot = ((i - (count - 1) / 2 + uniform(rng, -0.2, 0.2)) * wide, behind + radii[1], 0.7 * radii[2])
        shapes.append(ball(radii, 22, uniform(rng, 0.55, 0.8)).mapped(lean, spot))
    return joined(shapes)
