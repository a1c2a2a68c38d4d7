"""What is worn: glasses, watches, rings, earrings, chains, belts and headphones."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import Piece, both, built, looks, one, pick
from training.scenes.kinds.prints import patterned
from training.scenes.mesh import Mesh, Points, ellipsoid, revolve, rotation
from training.scenes.shapes import mirrored, oval, polygon, slab, spline, strap, sweep, wire
from training.scenes.thing import Thing

Rng = np.random.Generator


def _rim(outline: Points, section: Points) -> Mesh:
    """An upright ring in the plane y = 0 along an outline (K, 2) of (x, z) pairs."""
    path = np.column_stack([outline[:, 0], 0 * outline[:, 0], outline[:, 1]])
    return sweep(np.concatenate([path, path[:1]]), section, (0, 1, 0), closed=True)


def glasses(rng: Rng) -> Thing:
    """Spectacles or sunglasses: two rims, lenses or none, bridge, thin arms open or folded."""
    wide, high = float(rng.uniform(0.02, 0.032)), float(rng.uniform(0.014, 0.03))
    outline = oval((wide, high), float(rng.uniform(0.4, 1.1)), 44)
    if pick(rng, 0.25):
        outline = polygon(rng, 0.9 * wide, 0.15, 44)
    kind = one(rng, "plastic", "metal", "plastic", "iridescent")
    look = looks(rng, 2, kind)
    frame, arms, thick = patterned(rng, look[0], 0.2), look[int(rng.integers(2))], float(rng.uniform(0.0008, 0.004))
    gap, level = float(rng.uniform(0.006, 0.011)), 0.35 * high
    shift = gap - float(outline[:, 0].min())
    pieces = both(_rim(outline, oval((thick, thick * 1.2), 0.6, 10)).moved((shift, 0, 0)), frame)
    if pick(rng, 0.85):
        lens = slab(outline, 0.0014, 0.0004, 0.99, 0.0015).mapped(rotation((1, 0, 0), 90), (shift, 0.0007, 0))
        tint = finish(rng, one(rng, "glass", "glass", "plastic", "iridescent", "metal"))
        pieces += both(lens, tint)
    beside = outline[np.abs(outline[:, 1] - level) < 0.4 * high, 0] + shift
    inner = float(beside.min())
    bridge = spline([(-inner, 0, level), (0, -0.002, level + 0.004), (inner, 0, level)], 10)
    pieces.append((wire(bridge, max(0.0012, 0.8 * thick)), frame))
    out, long = float(beside.max()), float(rng.uniform(0.12, 0.145))
    side = [(-0.002, 0, 0), (0.004, 0.006, 0), (0.004, 0.5 * long, 0), (0.003, 0.8 * long, -0.004), (0, long, -0.03)]
    line = np.array(side) + np.array([out, 0, level])
    slim = max(0.0009, 0.8 * thick * float(rng.uniform(0.6, 1.2)))
    temple = spline(line, 24)
    if pick(rng, 0.35):
        fold = rotation((0, 0, 1), 84)
        right = wire((temple - line[1]) @ fold.T + np.array([out + 0.003, 0.008, level]), slim, 8)
        left = mirrored(right).moved((0, 0.006, 0.001))
        pieces += [(right, arms), (left, arms)]
    else:
        pieces += both(wire(temple, slim, 8), arms)
    tilt = rotation((1, 0, 0), float(rng.choice([0, -12, 150])))
    turn = rotation((0, 0, 1), float(rng.uniform(-50, 50))) @ tilt
    return built(pieces, turn)


def watch(rng: Rng) -> Thing:
    """A wrist watch or bracelet: case, dial, hands, crown; its strap closed upright or stretched flat."""
    radius, thick = float(rng.uniform(0.012, 0.024)), float(rng.uniform(0.005, 0.012))
    metal, band = (
        finish(rng, "metal"),
        patterned(rng, finish(rng, one(rng, "leather", "metal", "rubber", "fabric"))),
    )
    dial, hand = finish(rng, "plastic"), finish(rng, "metal")
    square = float(rng.choice([1, 1, 0.4]))
    face: list[Piece] = [(slab(oval((radius, radius), square), thick, 0.0015), metal)]
    face.append((slab(oval((0.85 * radius, 0.85 * radius), square), 0.001, 0.0003).moved((0, 0, thick)), dial))
    for turn, long in zip(rng.uniform(0, 360, 2), (0.6, 0.75), strict=True):
        pointer = slab(oval((0.04 * radius, 0.5 * long * radius), 0.5, 12), 0.0006, 0.0002)
        pointer = pointer.moved((0, 0.4 * long * radius, thick + 0.001))
        face.append((pointer.mapped(rotation((0, 0, 1), turn)), hand))
    face.append((wire([(radius, 0, 0.5 * thick), (1.15 * radius, 0, 0.5 * thick)], 0.1 * radius), metal))
    width, flat = radius * float(rng.uniform(0.7, 1.5)), pick(rng, 0.4)
    if flat:
        long = radius * float(rng.uniform(4, 6))
        straps = [
            spline([(0, s * 0.8 * radius, 0.4 * thick), (0, s * 2 * radius, 0.003), (0, s * long, 0.002)], 16)
            for s in (-1, 1)
        ]
        pieces = [*face, *((strap(path, width, 0.0025, (1, 0, 0)), band) for path in straps)]
        return built(pieces, rotation((0, 0, 1), float(rng.uniform(-60, 60))))
    wrist = oval(float(rng.uniform(0.024, 0.032)) * np.array([1, 0.85]), 1, 48)
    loop = np.column_stack([0 * wrist[:, 0], wrist])
    ring = strap(np.concatenate([loop, loop[:1]]), width, 0.003, (1, 0, 0), closed=True)
    top = rotation((1, 0, 0), float(rng.uniform(20, 100)))
    lift = float(wrist[:, 1].max()) - 0.3 * thick
    pieces = [*((mesh.moved((0, 0, lift)), look) for mesh, look in face), (ring, band)]
    return built(pieces, top)


def ring(rng: Rng) -> Thing:
    """A finger ring or bangle, plain or with stones, standing or lying."""
    radius, thick = float(rng.choice([0.009, 0.01, 0.032])), float(rng.uniform(0.0007, 0.003))
    metal, gem = (
        finish(rng, one(rng, "metal", "metal", "wood", "plastic")),
        finish(rng, "iridescent" if pick(rng, 0.2) else "glass"),
    )
    section = oval((thick * float(rng.uniform(0.6, 2)), thick), float(rng.uniform(0.4, 1)), 14)
    pieces: list[Piece] = [(_rim(oval((radius, radius), 1, 56), section), metal)]
    for k in range(int(rng.choice([0, 1, 1, 3]))):
        size = thick * float(rng.uniform(1, 2.5)) * (1 if k == 0 else 0.6)
        cut = revolve([(0, -size), (size, 0), (0.9 * size, 0.2 * size), (0.55 * size, 0.5 * size), (0, 0.5 * size)], 10)
        stone = Mesh(cut.points, cut.uv, cut.faces, smooth=False).moved((0, 0, radius + thick + 0.7 * size))
        pieces.append((stone.mapped(rotation((0, 1, 0), (0, 14, -14)[k] * size / thick)), gem))
        claw = ellipsoid((0.9 * size, 0.9 * size, 0.6 * size), (0, 0, radius + thick), 16)
        pieces.append((claw.mapped(rotation((0, 1, 0), (0, 14, -14)[k] * size / thick)), metal))
    turn = rotation((0, 0, 1), float(rng.uniform(-60, 60))) @ rotation((1, 0, 0), float(rng.choice([0, 60, 85])))
    return built(pieces, turn)


def earrings(rng: Rng) -> Thing:
    """A pair of earrings, or a pendant: hooks or hoops with drops, lying beside each other."""
    size = float(rng.uniform(0.01, 0.03))
    metal, drop = (
        finish(rng, "metal"),
        finish(rng, one(rng, "glass", "stone", "iridescent", "plastic", "metal")),
    )
    hook = spline([(0, 0, 0), (0, 0, 0.35), (-0.12, 0, 0.55), (-0.28, 0, 0.45), (-0.3, 0, 0.1)], 18) * size
    pieces: list[Piece] = [(wire(hook, 0.025 * size, 8), metal)]
    kind = int(rng.integers(3))
    shape = ellipsoid(
        size * np.array([0.25, 0.15, rng.uniform(0.2, 0.6)]), segments=24, squareness=float(rng.uniform(0.5, 1.2))
    )
    if kind == 1:
        shape = slab(polygon(rng, 0.35 * size), 0.08 * size, 0.02 * size).mapped(rotation((1, 0, 0), 90))
    if kind == 2:
        shape = _rim(oval(size * rng.uniform(0.3, 0.6, 2), 1, 40), oval((0.04 * size, 0.04 * size), 1, 10))
    pieces.append((shape.moved((0, 0, -float(shape.points[:, 2].max()))), drop if kind < 2 else metal))
    lie = rotation((0, 0, 1), float(rng.uniform(-30, 30))) @ rotation((1, 0, 0), -88)
    flat = [(mesh.mapped(lie), look) for mesh, look in pieces]
    other = [(mirrored(mesh).moved((1.3 * size, 0.2 * size, 0)), look) for mesh, look in flat]
    return built([*flat, *other])


def chain(rng: Rng) -> Thing:
    """A necklace, bracelet or string of beads in an open or closed curve, with a pendant."""
    size = float(rng.uniform(0.03, 0.12))
    way = polygon(rng, size, 0.25, 64)
    line = np.column_stack([way, np.full(64, 0.002)])
    look, count = (
        looks(rng, 2, "metal", "stone", "glass", "wood", "plastic"),
        int(rng.integers(16, 40)),
    )
    pieces: list[Piece] = [(wire(line, float(rng.uniform(0.0005, 0.0012)), 6), look[1])]
    if pick(rng, 0.7):
        radius = float(rng.uniform(0.002, 0.9 * np.pi * size / count))
        for i, at in enumerate(line[:: max(1, 64 // count)]):
            pieces.append(
                (ellipsoid(np.full(3, radius), at + np.array([0, 0, radius]), 12), look[i % 2 if pick(rng, 0.9) else 0])
            )
    drop = slab(polygon(rng, 0.15 * size), 0.02 * size, 0.004 * size)
    pieces.append((drop.moved((0, float(way[:, 1].min()) - 0.14 * size, 0)), finish(rng, "metal")))
    return built(pieces)


def belt(rng: Rng) -> Thing:
    """A belt, collar or tie rolled up on its edge, with a buckle."""
    width, turns = float(rng.uniform(0.015, 0.05)), float(rng.uniform(1.1, 3.2))
    t = np.linspace(0, turns * 2 * np.pi, 110)
    reach = 0.03 + (0.007 + float(rng.uniform(0, 0.004))) * t / 2
    path = np.stack([reach * np.cos(t), reach * np.sin(t) * float(rng.uniform(0.6, 1)), width / 2 + 0 * t], -1)
    look, metal = patterned(rng, finish(rng, one(rng, "leather", "fabric", "leather"))), finish(rng, "metal")
    band = sweep(path, oval((0.0018, width / 2), 0.35, 10))
    buckle = _rim(oval((0.6 * width, 0.62 * width), 0.4, 36), oval((0.002, 0.0025), 0.7, 10))
    turn = rotation((0, 0, 1), float(np.degrees(t[-1])) + 90)
    pieces: list[Piece] = [(band, look), (buckle.mapped(turn, path[-1]), metal)]
    return built(pieces, rotation((0, 0, 1), float(rng.uniform(0, 360))))


def headphones(rng: Rng) -> Thing:
    """Headphones: a sprung arch, two cups with pads, perhaps a cable or a microphone."""
    wide, high = float(rng.uniform(0.07, 0.09)), float(rng.uniform(0.08, 0.11))
    turn = np.linspace(-0.15, np.pi + 0.15, 32)
    arch = np.stack([wide * np.cos(turn), 0 * turn, 0.04 + high * np.sin(turn)], -1)
    look = looks(rng, 2, "plastic", "metal", "plastic")
    shell, pad = patterned(rng, look[0], 0.15), finish(rng, one(rng, "leather", "fabric", "rubber"))
    thick = float(rng.uniform(0.003, 0.009))
    pieces: list[Piece] = [(strap(arch, 3 * thick, thick, (0, 1, 0)), look[1])]
    if pick(rng, 0.5):
        pieces.append((strap(arch[6:-6] * [0.94, 1, 0.96], 3.4 * thick, 1.5 * thick, (0, 1, 0)), pad))
    radius = float(rng.uniform(0.028, 0.045))
    outline = oval((radius * float(rng.uniform(0.75, 1)), radius), float(rng.uniform(0.7, 1)), 32)
    side = rotation((0, 1, 0), 90)
    cup = slab(outline, 0.022, 0.006, 0.85, 0.006).mapped(side, (wide - 0.004, 0, 0.03))
    cushion = slab(outline * 1.04, 0.018, 0.006).mapped(side, (wide - 0.022, 0, 0.03))
    pieces += both(cup, shell) + both(cushion, pad)
    if pick(rng, 0.4):
        cord = spline(
            [
                (-wide, 0, 0),
                (-wide, -0.03, -0.01),
                (-0.3 * wide, -0.09, -0.012),
                (0.6 * wide, -0.07, -0.012),
                (wide, -0.12, -0.012),
            ],
            40,
        )
        pieces.append((wire(cord, 0.0017, 7), look[1]))
    if pick(rng, 0.3):
        boom = spline([(wide, 0, 0.02), (wide, -0.05, 0.005), (0.7 * wide, -0.09, 0)], 14)
        pieces += [(wire(boom, 0.002), look[1]), (ellipsoid((0.007, 0.01, 0.007), tuple(boom[-1]), 14), pad)]
    tilt = rotation((0, 0, 1), float(rng.uniform(-50, 50))) @ rotation((1, 0, 0), float(rng.choice([0, 0, 75])))
    return built(pieces, tilt)
