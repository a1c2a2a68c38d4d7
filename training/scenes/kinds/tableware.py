"""Tableware: mugs, plates, teapots, pans, and bowls with what is in them."""

import numpy as np

from training.scenes.finishes import family, finish
from training.scenes.kinds.build import built, looks, one, pick
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.kinds.vessels import handle
from training.scenes.mesh import Mesh, cuboid, ellipsoid, revolve, rotation, rounded
from training.scenes.shapes import blob, heap, oval, slab, spline, sweep, walled, wire, wrap
from training.scenes.thing import Thing

Rng = np.random.Generator


def cup(rng: Rng) -> Thing:
    """A mug, cup, beaker or glass, with or without a handle, a saucer, a drink."""
    radius, high = float(rng.uniform(0.025, 0.055)), float(rng.uniform(0.045, 0.14))
    foot = radius * float(rng.uniform(0.5, 1.05))
    outline = spline([(foot, 0), (radius * rng.uniform(0.8, 1.1), 0.4 * high), (radius, high)], 14)
    inside, outside, third = looks(rng, 3, "ceramic", "ceramic", "glass", "plastic", "metal")
    wall = 0.003 if pick(rng, 0.7) else 0.006
    pieces = [(revolve(walled(outline, wall, 0.006), 44), patterned(rng, outside))]
    if pick(rng, 0.65):
        pieces.append(
            (
                handle(
                    float(np.interp(0.5 * high, outline[:, 1], outline[:, 0])),
                    0.2 * high,
                    0.82 * high,
                    radius * float(rng.uniform(0.4, 0.8)),
                    0.004,
                ),
                inside if pick(rng, 0.3) else outside,
            )
        )
    if pick(rng, 0.4):
        level = high * float(rng.uniform(0.6, 0.92))
        rim = float(np.interp(level, outline[:, 1], outline[:, 0])) - 0.6 * wall
        pieces.append((slab(oval((rim, rim)), 0.001).moved((0, 0, level)), finish(rng, "plastic")))
    if pick(rng, 0.3):
        plate = dish(radius * 1.9, 0.012, 0.003)
        pieces = [(mesh.moved((0, 0, 0.004)), look) for mesh, look in pieces] + [(plate, third)]
    if pick(rng, 0.3) and outline[:, 0].min() > 0.02:
        pieces.append((wrap(outline, 0.25 * high, 0.8 * high, 110), sticker(rng, 1.2)))
    return built(pieces)


def dish(radius: float, high: float, wall: float, bulge: float = 0.35) -> Mesh:
    """A plate, saucer or bowl: the rim at `radius` and `high`."""
    outline = spline([(0.45 * radius, 0), (0.55 * radius, 0.05 * high), ((0.7 + 0.3 * bulge) * radius, 0.5 * high),
                      (radius, high)], 14)  # fmt: skip
    outline[:, 1] = np.maximum.accumulate(np.clip(outline[:, 1], 0, high))
    return revolve(walled(outline, wall, min(wall, 0.3 * high)), 48)


def _grains(rng: Rng, radius: float) -> tuple[list[Mesh], float, bool]:
    """Fruit, snacks or sweets for a bowl of `radius`, their size in metres, and whether they are of many colours."""
    size = radius * float(rng.uniform(0.12, 0.35))
    kind = int(rng.integers(5))
    if kind == 0:
        return [blob(rng, (size, size, size * rng.uniform(0.6, 1.2)), 0.06, segments=14) for _ in range(3)], size, False
    if kind == 1:
        return [ellipsoid((size, size, size), segments=14)], size, True
    if kind == 2:
        return [cuboid(size * rng.uniform(0.8, 1.6, 3), 0.1 * size) for _ in range(2)], size, True
    if kind == 3:
        ring = np.column_stack([oval((size, size), count=16), np.zeros(16)])
        return (
            [sweep(np.concatenate([ring, ring[:1]]), oval((0.35 * size, 0.3 * size), count=8), closed=True)],
            size,
            True,
        )
    chips = [spline(rng.normal(0, 1, (4, 3)) * size, 10) for _ in range(3)]
    return [wire(chip, 0.25 * size, 7) for chip in chips], size, False


def bowl(rng: Rng) -> Thing:
    """A bowl or basket full of berries, fruit, snacks or sweets, which are part of the product."""
    radius = float(rng.uniform(0.05, 0.16))
    high, look = radius * float(rng.uniform(0.3, 1.0)), looks(rng, 1, "ceramic", "wood", "glass", "metal")
    pieces = [(dish(radius, high, 0.004, float(rng.uniform(0, 1.3))), patterned(rng, look[0]))]
    grains, size, mixed = _grains(rng, radius)
    count = int(np.clip(1.1 * (radius / size) ** 2, 6, 8000 // max(len(grain.faces) for grain in grains)))
    colours = [finish(rng, one(rng, "plastic", "wax", "fabric")) for _ in range(4 if mixed else 2)]
    filled = heap(
        rng, grains, 0.85 * radius, high * float(rng.uniform(0.55, 0.9)), count, radius * float(rng.uniform(0, 0.5))
    )
    pieces += [(mesh, colours[int(rng.integers(len(colours)))]) for mesh in filled]
    level = slab(oval((0.87 * radius, 0.87 * radius)), 0.004).moved((0, 0, 0.6 * high))
    return built([*pieces, (level, colours[0])])


def plate(rng: Rng) -> Thing:
    """A plate or tray, empty or with something to eat on it."""
    radius = float(rng.uniform(0.06, 0.16))
    look = looks(rng, 2, "ceramic", "wood", "stone", "metal", "plastic")
    pieces = [(dish(radius, radius * float(rng.uniform(0.08, 0.25)), 0.004), patterned(rng, look[0]))]
    if pick(rng, 0.6):
        grains, size, _ = _grains(rng, 0.8 * radius)
        colours = [finish(rng, "wax") for _ in range(3)]
        pieces += [
            (mesh, colours[i % 3]) for i, mesh in enumerate(heap(rng, grains, 0.4 * radius, size, 8, 0.5 * size))
        ]
    return built(pieces)


def teapot(rng: Rng) -> Thing:
    """A teapot, kettle or watering can: belly, lid with a knob, spout and a handle beside or above."""
    radius, high = float(rng.uniform(0.05, 0.11)), float(rng.uniform(0.06, 0.16))
    mouth = radius * float(rng.uniform(0.3, 0.8))
    belly = spline([(radius * rng.uniform(0.5, 0.9), 0), (radius, high * rng.uniform(0.25, 0.6)), (mouth, high)], 16)
    body = revolve(np.concatenate([[(0, 0.002)], belly, [(0, high)]]), 44)
    skin, second = looks(rng, 2, "ceramic", "ceramic", "metal", "glass", "plastic")
    lid = revolve(spline([(1.04 * mouth, 0.98 * high), (0.8 * mouth, 1.06 * high), (0.02 * mouth, 1.12 * high)], 8), 32)
    knob = ellipsoid((0.012, 0.012, 0.01), (0, 0, 1.12 * high + 0.009), 20)
    at, tip = high * float(rng.uniform(0.2, 0.5)), high * float(rng.uniform(0.85, 1.15))
    side = float(np.interp(at, belly[:, 1], belly[:, 0]))
    path = spline(
        [
            (-0.8 * side, 0, at),
            (-1.25 * side, 0, at + 0.15 * high),
            (-1.45 * side, 0, 0.8 * tip),
            (-1.75 * side, 0, tip),
        ],
        16,
    )
    spout = wire(path, np.linspace(0.26, 0.11, 16) * high * float(rng.uniform(0.6, 1)), 14)
    look = patterned(rng, skin)
    other = second if pick(rng, 0.4) else look
    pieces = [(body, look), (lid, other if pick(rng, 0.3) else look), (knob, other), (spout, look)]
    if pick(rng, 0.6):
        pieces.append(
            (handle(0.88 * radius, 0.15 * high, 0.9 * high, radius * float(rng.uniform(0.5, 0.9)), 0.006), other)
        )
    else:
        turn = np.linspace(0, np.pi, 28)
        top = high * float(rng.uniform(0.5, 1.1))
        arch = np.stack([0.75 * radius * np.cos(turn), 0 * turn, 0.85 * high + top * np.sin(turn)], -1)
        pieces.append((wire(arch, 0.0045), other))
    return built(pieces)


def pan(rng: Rng) -> Thing:
    """A pan or pot with a long handle or two ears, and perhaps a lid."""
    radius, high = float(rng.uniform(0.06, 0.15)), float(rng.uniform(0.03, 0.14))
    outline = rounded([(0.8 * radius, 0), (0.98 * radius, 0.02), (radius, high)], 0.02, 4)
    skin, grip = family(rng, 1, "metal")[0], finish(rng, one(rng, "plastic", "wood", "rubber"))
    pieces = [(revolve(walled(outline, 0.003, 0.004), 48), patterned(rng, skin, 0.1))]
    if pick(rng, 0.6):
        long = radius * float(rng.uniform(1, 2))
        path = spline(
            [(0.97 * radius, 0, 0.8 * high), (radius + 0.4 * long, 0, high), (radius + long, 0, 1.1 * high)], 14
        )
        pieces.append((sweep(path, oval((0.012, 0.007), 0.7, 14)), grip))
    else:
        for turn in (0, 180):
            ear = handle(0, -0.04, 0.04, 0.03, 0.004).mapped(rotation((1, 0, 0), 90), (0.99 * radius, 0, 0.8 * high))
            pieces.append((ear.mapped(rotation((0, 0, 1), turn)), grip))
    if pick(rng, 0.4):
        cover = spline([(radius, high), (0.7 * radius, high + 0.12 * radius), (0.01 * radius, high + 0.2 * radius)], 10)
        knob = ellipsoid((0.015, 0.015, 0.012), (0, 0, high + 0.2 * radius + 0.01), 20)
        pieces += [(revolve(cover, 44), finish(rng, one(rng, "glass", "metal"))), (knob, grip)]
    return built(pieces)
