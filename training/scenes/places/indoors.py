"""Tables, counters, shelves, sills, floors, sheets of paper, and stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.scenes.material import Material
from training.scenes.mesh import Mesh, joined, revolve, rounded, sheet
from training.scenes.places.company import Room, company, finish
from training.scenes.places.kit import Measures, Place, around, chance, lying, plane, slab, standing, thing, uniform
from training.scenes.places.surfaces import FLOORS, TABLES, WALLS, colour, hexed, surface
from training.scenes.thing import Part, Thing


def walls(rng: np.random.Generator, size: float, floor: float, behind: float, front: float) -> tuple[Thing, ...]:
    """A wall at y = `behind`, often with skirting and things on it, all behind y = `front`; seldom a side wall."""
    wide, tall = max(14 * size, 4.0), max(8 * size, 3.0)
    paint = surface(rng, WALLS, max(2 * size, 0.4), (2 * wide, tall))
    parts = [Part(plane((-wide, behind, floor), (2 * wide, 0, 0), (0, 0, tall)), paint)]
    if chance(rng, 0.5):
        high = uniform(rng, 0.05, 0.16) * max(1.0, size / 0.4)
        thick = min(0.25 * high, 0.8 * (behind - front))
        strip = slab((-wide, behind - thick, floor), (wide, behind, floor + high))
        parts.append(Part(strip, Material(colour(rng), 0.4)))
    if chance(rng, 0.2):
        side, x = rng.choice([-1, 1]), uniform(rng, 2.5, 5) * size
        flank = plane((side * x, behind, floor), (0, -5 * x, 0), (0, 0, tall))
        parts.append(Part(flank, paint if chance(rng, 0.6) else Material(colour(rng), 0.8)))
    return (Thing(tuple(parts)), *_hung(rng, size, floor, behind, behind - front))


def _hung(rng: np.random.Generator, size: float, floor: float, behind: float, most: float) -> tuple[Thing, ...]:
    """Pictures, sockets, doors, cupboards: flat boxes on the wall, at most `most` metres deep."""
    things = []
    for _ in range(rng.choice([0, 1, 2, 4], p=[0.4, 0.3, 0.2, 0.1])):
        width, height = (around(rng, 1.2, 0.7) * max(size, 0.15) for _ in range(2))
        x, z = uniform(rng, -3, 3) * max(size, 0.2), uniform(rng, 0, 2.5) * max(size, 0.2)
        z = floor if chance(rng, 0.4) else max(z, floor)
        deep = min(uniform(rng, 0.02, 0.3) * height, 0.7 * most)
        box = slab((x, behind - deep, z), (x + width, behind, z + height))
        things.append(thing(box, finish(rng)))
    return tuple(things)


def room(rng: np.random.Generator, size: float, floor: float, behind: float, front: float,
         always: bool = False) -> tuple[Thing, ...]:  # fmt: skip
    """A floor at z = `floor` and, more often than not or `always`, walls, about a product of `size`."""
    wide = max(16 * size, 4.0)
    paint = surface(rng, FLOORS, max(1.5 * size, 0.4), (2 * wide, 2 * wide))
    ground = thing(plane((-wide, behind - 2 * wide, floor), (2 * wide, 0, 0), (0, 2 * wide, 0)), paint)
    return (ground, *walls(rng, size, floor, behind, front)) if always or chance(rng, 0.85) else (ground,)


def table(rng: np.random.Generator, product: Thing) -> Place:
    """On a table, desk or counter among other things."""
    return on_table(rng, standing(rng, product) if chance(rng, 0.85) else lying(rng, product))


def on_table(rng: np.random.Generator, product: Thing) -> Place:
    size = Measures.of(product).size
    x = (-around(rng, 3.5, 0.5) * size, around(rng, 3.5, 0.5) * size)
    y = (-around(rng, 3, 0.6) * size, around(rng, 1.8, 0.5) * size)
    floor = -max(0.72, 1.2 * size)
    behind = y[1] + (0.005 if chance(rng, 0.4) else uniform(rng, 0.1, 1.5))
    things = (*top(rng, size, x, y), *room(rng, size, floor, behind, float(Measures.of(product).high[1])))
    return Place(product, things, False, (5, 62), company(rng, product, Room(x, y)))


def top(rng: np.random.Generator, size: float, x: tuple[float, float], y: tuple[float, float]) -> tuple[Thing, ...]:
    """A table top with its upper face at z = 0, between the bounds, metres."""
    thick = around(rng, 0.035, 0.4) * max(1.0, size / 0.4)
    wide, deep = x[1] - x[0], y[1] - y[0]
    paint = surface(rng, TABLES, size, (wide, deep))
    plate = thing(plane((x[0], y[0], 0), (wide, 0, 0), (0, deep, 0)), paint)
    body = thing(slab((x[0], y[0], -thick - 0.0004), (x[1], y[1], -0.0004)), Material(colour(rng), 0.6))
    if chance(rng, 0.15):
        return plate, body, _planks(x, y, size * uniform(rng, 0.15, 0.6), thick, paint)
    return plate, body


def _planks(x: tuple[float, float], y: tuple[float, float], wide: float, thick: float, paint: Material) -> Thing:
    """A bench's boards lying on the top, with gaps between; their upper faces are level with it."""
    starts = np.arange(y[0], y[1], wide)[:24]
    boards = [slab((x[0], s, -thick), (x[1], s + 0.92 * wide, 0.0)) for s in starts]
    return thing(joined(boards), paint)


def shelf(rng: np.random.Generator, product: Thing) -> Place:
    """On a shelf's board with things beside and behind; sometimes with a board above."""
    product = standing(rng, product)
    measures = Measures.of(product)
    size, half, high = measures.size, measures.half, float(measures.high[2])
    x = (-around(rng, 2.5, 0.4) * size, around(rng, 2.5, 0.4) * size)
    y = (-half[1] - uniform(rng, 0.03, 0.4) * size, half[1] + uniform(rng, 0.1, 1.0) * size)
    thick = uniform(rng, 0.03, 0.12) * size
    paint, back = surface(rng, TABLES, size, (3 * size, size)), y[1]
    levels = [0.0, high + uniform(rng, 0.15, 0.8) * size, -uniform(rng, 1.1, 2) * size]
    boards = [slab((x[0], y[0], z - thick), (x[1], y[1], z)) for z in levels[: 1 + int(rng.integers(0, 3))]]
    if chance(rng, 0.4):
        boards += [slab((s - thick, y[0], min(levels)), (s, y[1], max(levels))) for s in (x[0], x[1] + thick)]
    wall = walls(rng, size, -max(1.2, 3 * size), back + 0.002, back)
    return Place(product, (thing(joined(boards), paint), *wall), False, (2, 24), company(rng, product, Room(x, y)))


def sill(rng: np.random.Generator, product: Thing) -> Place:
    """On a window sill: a frame with bars behind, and the bright outside through it."""
    product = standing(rng, product)
    measures = Measures.of(product)
    size = measures.size
    x, y = (-3.5 * size, 3.5 * size), (-uniform(rng, 0.6, 1.2) * size, uniform(rng, 0.5, 1) * size)
    paint = Material(hexed(0.1, uniform(rng, 0, 0.1), uniform(rng, 0.6, 0.95)), 0.35)
    bar, tall = uniform(rng, 0.06, 0.15) * size, uniform(rng, 2.5, 4) * size
    columns = np.linspace(-3.5, 3.5, int(rng.integers(3, 6))) * size
    bars = [slab((c - bar, y[1], 0), (c + bar, y[1] + bar, tall)) for c in columns]
    bars += [slab((x[0], y[1], z), (x[1], y[1] + bar, z + 2 * bar)) for z in (0.0, 0.6 * tall, tall)]
    board = slab((x[0], y[0], -0.1 * size), (x[1], y[1] + bar, 0))
    deep = -max(0.8, 2 * size)
    near = thing(plane((x[0], y[0] + 0.01, deep), (x[1] - x[0], 0, 0), (0, 0, -deep)), Material(colour(rng), 0.9))
    outside = thing(plane((-40, 45, -6), (80, 0, 0), (0, 0, uniform(rng, 4, 12))), surface(rng, WALLS, 4.0, (80, 8)))
    things = (thing(joined([board, *bars]), paint), near, outside)
    return Place(product, things, False, (2, 35), company(rng, product, Room(x, y), 6))


def floor(rng: np.random.Generator, product: Thing) -> Place:
    """On a floor, sometimes on a rug, before a wall."""
    return on_floor(rng, standing(rng, product) if chance(rng, 0.8) else lying(rng, product))


def on_floor(rng: np.random.Generator, product: Thing) -> Place:
    measures = Measures.of(product)
    size = measures.size
    gap = 0.02 if chance(rng, 0.25) else around(rng, 1.2, 0.8)
    behind = float(measures.high[1]) + gap * size
    things = room(rng, size, -0.0005, behind, float(measures.high[1]))
    if chance(rng, 0.3):
        wide, deep = uniform(rng, 1, 3) * size, uniform(rng, 0.7, 2) * size
        rug = slab((-wide, -deep, -0.001), (wide, min(deep, behind - 0.01), 0.0), 0.0003)
        things = (*things, thing(rug, surface(rng, ("carpet", "motif", "stripes", "linen"), size, (wide, deep))))
    space = Room((-4 * size, 4 * size), (-2.5 * size, behind))
    return Place(product, things, False, (8, 65), company(rng, product, space))


def sweep(rng: np.random.Generator, product: Thing) -> Place:
    """On a plain sheet that curves up behind: white on white, black on black, or any one colour."""
    product = standing(rng, product) if chance(rng, 0.7) else lying(rng, product)
    size = Measures.of(product).size
    wide, back, bend = 14 * size, uniform(rng, 1.0, 3) * size, uniform(rng, 0.2, 1.2) * size
    line = rounded([(-12 * size, 0), (back + bend, 0), (back + bend, 8 * size)], bend, 10)
    points = np.stack([np.stack([np.full(len(line), s), line[:, 0], line[:, 1]], -1) for s in (-wide, wide)], 1)
    tone = [hexed(0.1, 0.02, uniform(rng, 0.85, 1)), hexed(0.6, 0.1, uniform(rng, 0.02, 0.1)), colour(rng)]
    paint = Material(tone[rng.choice(3, p=[0.4, 0.2, 0.4])], uniform(rng, 0.3, 1))
    space = Room((-3 * size, 3 * size), (-2 * size, back))
    clutter = company(rng, product, space, 3) if chance(rng, 0.4) else ()
    return Place(product, (thing(sheet(points), paint),), False, (3, 70), clutter)


def flat_lay(rng: np.random.Generator, product: Thing) -> Place:
    """Lying on a table or floor, seen from above, often among other flat things."""
    product = lying(rng, product)
    size = Measures.of(product).size
    wide = 9 * size
    paint = surface(rng, (*TABLES, "carpet"), size, (2 * wide, 2 * wide))
    ground = thing(plane((-wide, -wide, 0), (2 * wide, 0, 0), (0, 2 * wide, 0)), paint)
    space = Room((-3 * size, 3 * size), (-3 * size, 3 * size))
    return Place(product, (ground,), False, (58, 87), company(rng, product, space))


def stand(rng: np.random.Generator, product: Thing) -> Place:
    """On a plate, tray, block, stump, box or bench, or a plate on one of these, no part of it, on a table or floor."""
    product = standing(rng, product)
    measures = Measures.of(product)
    bearer = _bearer(rng, product.reach, measures.half, around(rng, 0.15, 1.0) * measures.size)
    if chance(rng, 0.4):
        high = around(rng, 0.06, 0.5) * measures.size
        dish = thing(_round(rng, product.reach * uniform(rng, 1.02, 1.5), high), finish(rng))
        under = _bearer(rng, dish.reach, np.full(3, dish.reach), around(rng, 0.2, 0.8) * measures.size)
        bearer = Thing((*dish.parts, *under.at(0, 0, -high).parts))
    height = -float(bearer.points[:, 2].min())
    whole = Thing((*product.parts, *bearer.parts)).at(0, 0, height)
    there = (on_floor if chance(rng, 0.4) else on_table)(rng, whole)
    return replace(there, product=product.at(0, 0, height), things=(bearer.at(0, 0, height), *there.things))


def _bearer(rng: np.random.Generator, reach: float, half: np.ndarray, height: float) -> Thing:
    """Round or square, its top at z = 0, wide enough for a product of that reach and half sides; or long, a bench."""
    margin = uniform(rng, 1.02, 1.7)
    paint = surface(rng, TABLES, reach, (4 * reach, height)) if chance(rng, 0.6) else finish(rng)
    if chance(rng, 0.35):
        return thing(_round(rng, reach * margin, height), paint)
    wide, deep = half[:2] * margin
    left, right = (wide * (uniform(rng, 1, 6) if chance(rng, 0.4) else 1) for _ in range(2))
    return thing(slab((-left, -deep, -height), (right, deep, 0), uniform(rng, 0.02, 0.2) * height), paint)


def _round(rng: np.random.Generator, radius: float, height: float) -> Mesh:
    foot = radius * uniform(rng, 0.6, 1.05)
    if chance(rng, 0.6):
        return revolve([(0, -height), (foot, -height), (radius, 0), (0, 0)], 40)
    rim = min(0.12 * radius, 0.4 * height)
    line = [(0, -height), (foot, -height), (radius * 1.02, 0), (radius * 1.1 + rim, rim), (radius * 1.08 + rim, rim),
            (radius, 0), (0, 0)]  # fmt: skip
    return revolve(line, 40)
