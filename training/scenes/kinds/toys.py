"""Toys: cars, robots, ducks, blocks, dolls and figures."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import Piece, both, built, looks, pick
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.material import Material
from training.scenes.mesh import Mesh, cuboid, ellipsoid, revolve, rotation, rounded
from training.scenes.shapes import blob, loft, oval, polygon, slab, spline, sweep, wire
from training.scenes.thing import Thing

Rng = np.random.Generator
BLACK, WHITE = Material("#0b0a0a", 0.1, clearcoat=1.0), Material("#f2f2f0", 0.35)


def wheel(rng: Rng, radius: float, width: float, tyre: Material, hub: Material) -> list[Piece]:
    """A wheel about the y axis, its hub towards −y, a tread when it is coarse."""
    ends = [(0, 0), (0.62 * radius, 0), (0.66 * radius, -0.1 * width), (radius, 0), (radius, width), (0, width)]
    line = rounded(ends, 0.25 * width, 3)
    turn = rotation((1, 0, 0), 90)
    disc = revolve(line, 28).mapped(turn, (0, width / 2, 0))
    cap = slab(oval((0.5 * radius, 0.5 * radius), count=20), 0.2 * width).mapped(turn, (0, -0.4 * width, 0))
    pieces: list[Piece] = [(disc, tyre), (cap, hub)]
    if pick(rng, 0.35):
        lug = cuboid((0.18 * radius, 0.95 * width, 0.22 * radius), 0.02 * radius)
        for k in range(0, 360, 30):
            spot = np.array([np.sin(np.radians(k)), 0, np.cos(np.radians(k))]) * 0.92 * radius
            pieces.append((lug.mapped(rotation((0, 1, 0), k), spot), tyre))
    return pieces


def car(rng: Rng) -> Thing:
    """A car, lorry or buggy from the side or front: body, cabin, four wheels, perhaps a wing and an antenna."""
    long = float(rng.uniform(0.06, 0.4))
    wide, high, radius = (long * float(rng.uniform(*span)) for span in ((0.3, 0.55), (0.1, 0.22), (0.08, 0.19)))
    paint, second, trim = looks(rng, 3, "plastic", "metal", "wood", "plastic")
    lift, soft = radius * float(rng.uniform(0.7, 1.4)), float(rng.uniform(0.15, 0.8))
    body = _hull(rng, long, wide * 0.9, high, soft).moved((0, 0, lift))
    cabin = _hull(rng, long * float(rng.uniform(0.3, 0.6)), wide * 0.75, high * float(rng.uniform(0.6, 1.3)), soft)
    shift, level = long * float(rng.uniform(-0.15, 0.15)), lift + 0.9 * high
    shine = finish(rng, "plastic")
    livery = patterned(rng, paint, 0.4)
    pieces: list[Piece] = [
        (body, livery),
        (cabin.moved((shift, 0, level)), shine if pick(rng, 0.5) else livery),
    ]
    base, hub = long * float(rng.uniform(0.28, 0.4)), finish(rng, "metal")
    rubber = Material("#151515", 0.8) if pick(rng, 0.7) else second
    axle = wheel(rng, radius, 0.16 * wide + 0.5 * radius, rubber, hub)
    for x in (-base, base):
        for side in (0, 180):
            turned = rotation((0, 0, 1), side)
            at = (x, (-1 if side == 0 else 1) * wide * 0.48, radius)
            pieces += [(mesh.mapped(turned, at), look) for mesh, look in axle]
    if pick(rng, 0.4):
        mast = spline([(shift, 0.2 * wide, level), (shift, 0.2 * wide, level + long), (shift + 0.1 * long, 0.2 * wide,
                       level + 1.5 * long)], 12) * [1, 1, rng.uniform(0.5, 1)]  # fmt: skip
        pieces.append((wire(mast, 0.006 * long, 6), trim))
    if pick(rng, 0.4):
        wing = cuboid((0.12 * long, 0.95 * wide, 0.02 * long), 0.003 * long)
        pieces.append((wing.moved((-0.45 * long, 0, lift + 1.5 * high)), trim))
        post = cuboid((0.03 * long, 0.05 * wide, 0.7 * high), 0.002 * long)
        pieces += [(post.moved((-0.43 * long, s * wide * 0.3, lift + 0.85 * high)), trim) for s in (-1, 1)]
    lamp = ellipsoid((0.02 * long, 0.03 * long, 0.03 * long), segments=16)
    pieces += [(lamp.moved((0.48 * long, s * wide * 0.3, lift + 0.5 * high)), WHITE) for s in (-1, 1)]
    turn = rotation((0, 0, 1), float(rng.uniform(-90, 90)))
    return built(pieces, turn)


def _hull(rng: Rng, long: float, wide: float, high: float, soft: float) -> Mesh:
    """A car's body or cabin along x, standing on z = 0: sections that change in height."""
    t = np.linspace(0, 1, 12)
    tall = high * np.interp(t, [0, 0.12, 0.5, 0.88, 1], [0.5, *rng.uniform(0.75, 1.1, 3), 0.4])
    ring = oval((0.5, 0.5), soft, 24)
    rings = [np.column_stack([np.full(24, long * (k - 0.5)), ring[:, 0] * wide, (ring[:, 1] + 0.5) * h])
             for k, h in zip(t, tall, strict=True)]  # fmt: skip
    return loft(np.array(rings))


def robot(rng: Rng) -> Thing:
    """A robot or figure of boxes, drums and balls, mirrored, with limbs, eyes and perhaps antennas."""
    size = float(rng.uniform(0.05, 0.35))
    look = [patterned(rng, m, 0.2) for m in looks(rng, 3, "plastic", "metal", "wood", "plastic")]

    def bit(wide: float, deep: float, high: float, at: tuple[float, float, float]) -> Mesh:
        kind = int(rng.integers(3))
        if kind == 0:
            return cuboid((wide * size, deep * size, high * size), 0.015 * size).moved(np.array(at) * size)
        if kind == 1:
            drum = slab(oval((wide * size / 2, deep * size / 2), 1, 28), high * size, 0.02 * size)
            return drum.moved(np.array(at) * size)
        middle = (at[0] * size, at[1] * size, (at[2] + high / 2) * size)
        return ellipsoid((wide * size / 2, deep * size / 2, high * size / 2), middle, 28, float(rng.uniform(0.3, 1)))

    legs, wide = float(rng.uniform(0.1, 0.4)), float(rng.uniform(0.25, 0.5))
    trunk, head = float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.15, 0.35))
    pieces = [(bit(wide, 0.25, trunk, (0, 0, legs)), look[0])]
    neck = legs + 0.96 * trunk
    pieces.append((bit(wide * rng.uniform(0.5, 1.2), 0.24, head, (0, 0, neck)), look[int(rng.integers(2))]))
    pieces += both(bit(0.14, 0.16, 1.05 * legs, (0.25 * wide, 0, 0)), look[1])
    pieces += both(bit(0.17, 0.26, 0.08, (0.25 * wide, -0.04, 0)), look[2])
    arm = bit(0.12, 0.12, 0.85 * trunk, (0, 0, -0.75 * trunk))
    swing = rotation((0, 1, 0), -float(rng.uniform(0, 150))) @ rotation((1, 0, 0), float(rng.uniform(-60, 60)))
    pieces += both(arm.mapped(swing, ((wide / 2 + 0.02) * size, 0, (legs + 0.75 * trunk) * size)), look[1])
    eye = ellipsoid(size * np.array([0.03, 0.02, 0.03]), segments=16)
    pieces += both(eye.moved((0.08 * size, -0.12 * size, (neck + 0.6 * head) * size)), BLACK)
    if pick(rng, 0.5):
        top = (neck + head) * size
        rod = wire([(0, 0, 0), (0.04 * size, 0, 0.12 * size), (0.1 * size, 0, 0.25 * size)], 0.008 * size, 8)
        pieces += both(rod.moved((0.05 * size, 0, top - 0.02 * size)), look[2])
    if pick(rng, 0.5):
        plate = cuboid((0.5 * wide * size, 0.01 * size, 0.4 * trunk * size), 0.001 * size)
        pieces.append((plate.moved((0, -0.128 * size, (legs + 0.3 * trunk) * size)), sticker(rng)))
    return built(pieces)


def animal(rng: Rng) -> Thing:
    """A moulded duck, bird, dog or fish: smooth body, head, beak or snout, eyes, ears, tail, legs or none."""
    size = float(rng.uniform(0.03, 0.2))
    skin, second, third = looks(rng, 3, "plastic", "rubber", "ceramic", "wood", "iridescent")
    look = patterned(rng, skin, 0.25)
    body_r = size * np.array([rng.uniform(0.3, 0.45), rng.uniform(0.3, 0.6), rng.uniform(0.25, 0.45)])
    lift = size * float(rng.choice([0, 0, rng.uniform(0.1, 0.5)]))
    pieces: list[Piece] = [(blob(rng, body_r, 0.06).moved((0, 0, lift + body_r[2])), look)]
    head = size * float(rng.uniform(0.18, 0.38))
    spot = np.array([0, -0.55 * body_r[1] - 0.3 * head, lift + 1.7 * body_r[2] + 0.6 * head])
    pieces.append((ellipsoid((head, head, head * rng.uniform(0.85, 1.15)), spot, 32), look))
    beak = ellipsoid(head * rng.uniform(0.2, 0.6, 3), spot - head * np.array([0, 1, 0.15]), 24)
    pieces.append((beak, second))
    eye = ellipsoid(head * np.array([0.13, 0.1, 0.15]), spot + head * np.array([0.42, -0.8, 0.3]), 16)
    pieces += both(eye, BLACK)
    ear = ellipsoid(head * np.array([0.3, 0.15, rng.uniform(0.3, 1)]), segments=20)
    if pick(rng, 0.6):
        tilt = rotation((0, 1, 0), float(rng.uniform(0, 50)))
        pieces += both(ear.mapped(tilt, spot + head * np.array([0.55, 0, 0.9])), second if pick(rng, 0.4) else look)
    wing = ellipsoid(body_r * [0.15, 0.6, 0.5], segments=24).mapped(
        rotation((1, 0, 0), 15), (body_r[0], 0, lift + body_r[2])
    )
    pieces += both(wing, third if pick(rng, 0.5) else look) if pick(rng, 0.6) else []
    tail = spline([(0, 0.8 * body_r[1], 0), (0, 1.3 * body_r[1], 0.3 * size), (0, 1.5 * body_r[1], 0.6 * size)], 10)
    pieces.append((wire(tail + np.array([0, 0, lift + body_r[2]]), np.linspace(0.1, 0.03, 10) * size), look))
    if lift:
        for y in (-0.5, 0.5):
            leg = wire([(0.5 * body_r[0], y * body_r[1], z) for z in (0, 0.5 * lift, lift + body_r[2])], 0.05 * size)
            pieces += both(leg, third)
    return built(pieces)


def blocks(rng: Rng) -> Thing:
    """A tower, train or heap of building blocks of many colours and shapes: one product."""
    size, colours = float(rng.uniform(0.015, 0.05)), looks(rng, 5, "wood", "plastic", "plastic")
    pieces: list[Piece] = []
    tops = np.zeros(3)
    for i in range(int(rng.integers(3, 9))):
        column = i if i < 2 else int(rng.integers(3))
        x, z = (column - 1) * size * 1.04, tops[column]
        y = float(rng.uniform(-0.2, 0.2)) * size
        tops[column] += size
        kind = int(rng.integers(4))
        wide = size * float(rng.choice([1, 1, 1.6]))
        shape = cuboid((wide, size, size), 0.05 * size)
        if kind == 1:
            shape = slab(oval((0.5 * size, 0.5 * size), 1, 28), size, 0.05 * size)
        if kind == 2:
            shape = slab(polygon(rng, 0.55 * size, 0.1), size, 0.05 * size)
        look = colours[int(rng.integers(5))]
        pieces.append((shape.mapped(rotation((0, 0, 1), rng.uniform(-15, 15)), (x, y, z)), look))
        if kind == 0 and pick(rng, 0.5):
            stud = slab(oval((0.2 * size, 0.2 * size), 1, 14), 0.15 * size)
            pieces += [(stud.moved((x + s * 0.25 * wide, y, z + size)), look) for s in (-1, 1)]
    return built(pieces)


def rings(rng: Rng) -> Thing:
    """A stacking toy: rings or beads of falling size on a rod, a ball on top, or beads on a cord."""
    count, size = int(rng.integers(3, 8)), float(rng.uniform(0.03, 0.09))
    colours, level = looks(rng, 4, "plastic", "wood", "fabric"), 0.0
    pieces: list[Piece] = []
    for i in range(count):
        thick = size * float(rng.uniform(0.15, 0.3))
        radius = size * (1 - 0.7 * i / count)
        path = np.column_stack([oval((radius, radius), 1, 40), np.full(40, level + thick)])
        ring = sweep(np.concatenate([path, path[:1]]), oval((0.6 * thick + 0.2 * radius, thick), 0.8, 14), closed=True)
        pieces.append((ring, colours[i % 4]))
        level += 1.9 * thick
    pieces.append((wire([(0, 0, 0.1 * size), (0, 0, level / 2), (0, 0, level)], 0.12 * size), colours[-1]))
    pieces.append((ellipsoid((0.3 * size,) * 3, (0, 0, level + 0.2 * size), 28), colours[0]))
    return built(pieces)
