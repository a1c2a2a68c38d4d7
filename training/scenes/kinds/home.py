"""Small furniture and plants."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import Piece, built, looks, one, pick
from training.scenes.kinds.prints import patterned
from training.scenes.material import Material
from training.scenes.mesh import cuboid, ellipsoid, revolve, rotation
from training.scenes.shapes import blob, leaf, oval, slab, spline, strap, sweep, walled, wire
from training.scenes.thing import Thing

Rng = np.random.Generator
_GREENS = ("#2f6b2a", "#5f8f3a", "#1f4a2b", "#7d9a4a", "#88a37a", "#6b2f3f")


def plant(rng: Rng) -> Thing:
    """A plant in a pot: blades, broad leaves on stalks, a cactus or a small tree."""
    size = float(rng.uniform(0.06, 0.4))
    radius, high = 0.25 * size * float(rng.uniform(0.7, 1.3)), 0.35 * size * float(rng.uniform(0.6, 1.3))
    pot, green = (
        finish(rng, one(rng, "ceramic", "stone", "plastic", "metal")),
        Material(str(rng.choice(_GREENS)), 0.5),
    )
    outline = spline([(radius * float(rng.uniform(0.5, 1)), 0), (radius, 0.6 * high), (radius, high)], 10)
    soil = slab(oval((0.92 * radius, 0.92 * radius)), 0.02 * size).moved((0, 0, 0.85 * high))
    pieces: list[Piece] = [
        (revolve(walled(outline, 0.06 * radius, 0.1 * high), 40), patterned(rng, pot)),
        (soil, Material("#2b1d14", 0.95)),
    ]
    kind = int(rng.integers(3))
    if kind == 0:
        body = blob(rng, size * np.array([0.15, 0.15, 0.3]), 0.08, segments=24).moved((0, 0, high + 0.15 * size))
        arm = spline([(0.1, 0, 0.15), (0.25, 0, 0.2), (0.27, 0, 0.4)], 10) * size + [0, 0, high]
        return built([*pieces, (body, green), (wire(arm, 0.05 * size), green)])
    broad, droop = float(rng.uniform(0.06, 0.45)), float(rng.uniform(-0.1, 0.7))
    trunk = size * float(rng.uniform(0.1, 0.6)) if kind == 1 else 0.0
    if trunk:
        stem = spline(np.array([(0, 0, 0.8 * high), (0.02 * size, 0, high + 0.5 * trunk), (0, 0, high + trunk)]), 10)
        pieces.append((wire(stem, 0.02 * size), Material("#5b4330", 0.9)))
    for i in range(int(rng.integers(8, 45))):
        long = size * float(rng.uniform(0.25, 0.6))
        blade = leaf(long, broad * long, droop).mapped(rotation((0, 1, 0), -float(rng.uniform(5, 85))))
        foot = (0, 0, high * 0.88 + trunk * float(rng.uniform(0.4, 1)))
        pieces.append((blade.mapped(rotation((0, 0, 1), 137.5 * i), foot), green))
    return built(pieces)


def stool(rng: Rng) -> Thing:
    """A stool, chair or small table: seat, legs straight or splayed, rungs, back."""
    high, wide = float(rng.uniform(0.2, 0.75)), float(rng.uniform(0.25, 0.45))
    look, seat = (
        looks(rng, 2, "wood", "metal", "plastic"),
        finish(rng, one(rng, "wood", "leather", "fabric", "plastic")),
    )
    outline = oval((wide / 2, wide / 2), float(rng.choice([1, 0.3])), 40)
    pieces: list[Piece] = [
        (slab(outline, float(rng.uniform(0.02, 0.09)), 0.008).moved((0, 0, high)), patterned(rng, seat))
    ]
    thin, splay = float(rng.uniform(0.008, 0.024)), float(rng.uniform(1.0, 1.4))
    feet = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * 0.33 * wide
    for x, y in feet:
        pieces.append((wire([(splay * x, splay * y, thin), (x, y, high / 2), (x, y, high)], thin), look[0]))
    if pick(rng, 0.5):
        for (ax, ay), (bx, by) in zip(feet, np.roll(feet, 1, 0), strict=True):
            ends = np.array([(ax, ay, 0.4 * high), ((ax + bx) / 2, (ay + by) / 2, 0.4 * high), (bx, by, 0.4 * high)])
            pieces.append((wire(ends, 0.6 * thin), look[1]))
    if pick(rng, 0.45):
        tall = high + wide * float(rng.uniform(0.6, 1.1))
        for x in (-0.3 * wide, 0.3 * wide):
            post = [(x, 0.3 * wide, high), (x, 0.38 * wide, (high + tall) / 2), (x, 0.42 * wide, tall)]
            pieces.append((wire(post, thin), look[0]))
        slat = cuboid((0.72 * wide, 0.015, 0.1 * wide), 0.003)
        for z in np.linspace(tall, high + 0.2 * wide, int(rng.integers(1, 4))):
            back = float(np.interp(z, (high, (high + tall) / 2, tall), (0.3, 0.38, 0.42)))
            pieces.append((slat.moved((0, back * wide, z - 0.07 * wide)), seat))
    return built(pieces, rotation((0, 0, 1), float(rng.choice([0, 30, -35]))))


def basket(rng: Rng) -> Thing:
    """A wicker or wire basket, crate or organiser: open work with a handle, sometimes filled."""
    radius, high = float(rng.uniform(0.06, 0.2)), float(rng.uniform(0.06, 0.25))
    look, square = finish(rng, one(rng, "wood", "metal", "plastic")), float(rng.choice([1, 1, 0.35]))
    thin, flare = radius * float(rng.uniform(0.015, 0.05)), float(rng.uniform(0.7, 1))
    pieces: list[Piece] = []
    for z in np.linspace(0, 1, int(rng.integers(3, 9))):
        path = np.column_stack(
            [oval(np.full(2, radius * (flare + (1 - flare) * z)), square, 40), np.full(40, z * high)]
        )
        pieces.append((sweep(np.concatenate([path, path[:1]]), oval((thin, thin), 1, 7), closed=True), look))
    for x, y in oval((radius, radius), square, int(rng.integers(12, 30))):
        rod = [(x * k, y * k, z) for k, z in ((flare, 0), ((1 + flare) / 2, high / 2), (1, high))]
        pieces.append((wire(rod, 0.8 * thin, 6), look))
    pieces.append((slab(oval(np.full(2, radius * flare), square, 36), thin), look))
    if pick(rng, 0.5):
        turn = np.linspace(0, np.pi, 24)
        arch = np.stack([radius * np.cos(turn), 0 * turn, high * (1 + float(rng.uniform(0.3, 1)) * np.sin(turn))], -1)
        pieces.append((strap(arch, 4 * thin, 1.5 * thin, (0, 1, 0)), look))
    if pick(rng, 0.4):
        filling = finish(rng, "fleece")
        pieces.append((blob(rng, (0.8 * radius, 0.8 * radius, 0.4 * high), 0.12).moved((0, 0, 0.75 * high)), filling))
    return built(pieces)


def ornament(rng: Rng) -> Thing:
    """A wreath, bunch or garland: many like leaves or balls round a ring or in a bunch."""
    size, kind = float(rng.uniform(0.05, 0.2)), int(rng.integers(2))
    look, pieces = looks(rng, 2, "plastic", "fabric", "metal", "wax"), []
    count = int(rng.integers(14, 40))
    for i in range(count):
        angle = 360 * i / count
        if kind == 0:
            piece = leaf(0.45 * size, 0.15 * size, 0.2).mapped(rotation((1, 0, 0), float(rng.uniform(-60, 60))))
            piece = piece.mapped(
                rotation((0, 1, 0), float(rng.uniform(-60, 60))) @ rotation((0, 0, 1), 60), (size, 0, 0)
            )
        else:
            ball = size * float(rng.uniform(0.08, 0.2))
            piece = ellipsoid(np.full(3, ball), (size + rng.normal(0, 0.06 * size), 0, rng.normal(0, 0.06 * size)), 14)
        pieces.append((piece.mapped(rotation((0, 0, 1), angle)), look[i % 2]))
    ring = np.column_stack([oval((size, size), 1, 40), np.zeros(40)])
    pieces.append(
        (sweep(np.concatenate([ring, ring[:1]]), oval((0.05 * size, 0.05 * size), 1, 10), closed=True), look[0])
    )
    lean = rotation((1, 0, 0), float(rng.choice([0, 80])))
    return built(pieces, lean)
