"""Vessels: bottles, jars, cans, vases, teapots, mugs, candles, bowls with what is in them, plates and pans."""

import numpy as np

from training.scenes.finishes import family, finish
from training.scenes.kinds.build import Piece, built, pick
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.material import Material
from training.scenes.mesh import Mesh, cuboid, ellipsoid, revolve, rotation, rounded
from training.scenes.shapes import blob, heap, leaf, oval, silhouette, slab, spline, squared, sweep, walled, wire, wrap
from training.scenes.thing import Thing

Rng = np.random.Generator
_VESSEL = ("glass", "plastic", "ceramic", "metal", "frosted", "plastic")


def _any(rng: Rng, kinds: tuple[str, ...]) -> str:
    return str(rng.choice(kinds))


def _closure(rng: Rng, neck: float, level: float, look: Material) -> list[Piece]:
    """What closes a bottle: a cap, a ball, a pump, a trigger, a cork or nothing."""
    wide, high = neck * float(rng.uniform(1.05, 1.7)), neck * float(rng.uniform(0.7, 4))
    cap = revolve(rounded([(0, -0.2 * neck), (wide, -0.2 * neck), (wide, high), (0, high)], 0.15 * wide, 3), 32)
    pieces, kind = [(cap.mapped(np.eye(3), (0, 0, level)), look)], int(rng.integers(6))
    top = level + high
    if kind == 0:
        pieces = [(ellipsoid((wide, wide, wide), (0, 0, level + 0.7 * wide), 28), look)]
    if kind in (1, 2):
        stem = [(0, 0, top - 0.001), (0, 0, top + 2 * neck)]
        spout = [(0, 0.2 * neck, stem[1][2]), (0, -neck, stem[1][2]), (0, -3.2 * neck, stem[1][2] - 0.3 * neck)]
        pieces += [(wire(stem, 0.3 * neck), look), (wire(spout, 0.35 * neck), look)]
    if kind == 2:
        trigger = spline([(0, -1.2 * neck, top + 1.8 * neck), (0, -1.8 * neck, top), (0, -1.5 * neck, top - neck)], 10)
        pieces.append((wire(trigger, 0.22 * neck), look))
    return pieces


def bottle(rng: Rng) -> Thing:
    """A bottle, flask, flacon or spray, round or with corners, with a label and a closure."""
    high, body = float(rng.uniform(0.06, 0.32)), float(rng.uniform(0.12, 0.42))
    radius, neck = high * body / 2, high * body / 2 * float(rng.uniform(0.15, 0.75))
    shoulder = high * float(rng.uniform(0.55, 0.92))
    line = [(0, 0.01 * high), (radius * rng.uniform(0.8, 1), 0), (radius, 0.6 * shoulder), (radius * rng.uniform(0.8, 1),
            shoulder), (neck, shoulder + (high - shoulder) * rng.uniform(0.1, 0.6)), (neck, high), (0, high)]  # fmt: skip
    outline = rounded(line, radius * float(rng.uniform(0.1, 0.7)), 4)
    skin, lid, second = finish(rng, _any(rng, _VESSEL)), *family(rng, 2, _any(rng, ("plastic", "metal", "wood")))
    pieces: list[Piece] = [(revolve(outline, 40), patterned(rng, skin, 0.1))]
    if pick(rng, 0.8):
        low, up = np.sort(rng.uniform(0.1, 0.95, 2)) * shoulder
        turn, up = float(rng.choice([90, 140, 200, 359])), max(up, low + 0.2 * shoulder)
        aspect = min(4.0, radius * np.radians(turn) / (up - low))
        pieces.append((wrap(outline, low, up, turn), sticker(rng, float(aspect))))
    if pick(rng, 0.4):
        power, depth = float(rng.choice([2, 4, 8])), float(rng.uniform(0.4, 1))
        pieces = [(squared(mesh, power, depth), look) for mesh, look in pieces]
    if pick(rng, 0.9):
        pieces += _closure(rng, neck * 1.02, high, lid if pick(rng, 0.7) else second)
    return built(pieces)


def jar(rng: Rng) -> Thing:
    """A jar or tin with a lid and a label; contents that show, as jam does."""
    radius, high = float(rng.uniform(0.02, 0.06)), float(rng.uniform(0.025, 0.14))
    outline = rounded([(0, 0), (radius, 0), (radius, 0.8 * high), (0.85 * radius, 0.92 * high), (0.85 * radius, high),
                       (0, high)], 0.2 * min(radius, high), 4)  # fmt: skip
    wide, cap = radius * float(rng.uniform(0.86, 1.03)), high * float(rng.uniform(0.1, 0.35))
    lid = revolve(
        rounded([(0, 0.9 * high), (wide, 0.9 * high), (wide, high + cap), (0, high + cap)], 0.1 * wide, 3), 40
    )
    skin, top = (
        finish(rng, _any(rng, (*_VESSEL, "wax"))),
        finish(rng, _any(rng, ("metal", "plastic", "wood", "fabric"))),
    )
    pieces = [(revolve(outline, 40), patterned(rng, skin, 0.3)), (lid, top)]
    if pick(rng, 0.75):
        pieces.append((wrap(outline, 0.1 * high, 0.72 * high, float(rng.choice([80, 150, 300]))), sticker(rng, 2.0)))
    return built(pieces)


def can(rng: Rng) -> Thing:
    """A drink or food can printed all round, its rims bare metal."""
    radius, high = float(rng.uniform(0.024, 0.055)), float(rng.uniform(0.05, 0.19))
    neck, edge = radius * float(rng.uniform(0.8, 1)), 0.09 * high
    shell = rounded([(neck, 0), (radius, edge), (radius, high - edge), (neck, high)], 0.1 * radius, 3)
    ends = [(0, 0.005 * high), (neck, 0), (neck * 1.02, 0.03 * high), (neck * 1.02, 0.97 * high), (neck, high),
            (0.93 * neck, high), (0.9 * neck, 0.97 * high), (0, 0.97 * high)]  # fmt: skip
    metal = finish(rng, "metal")
    pull = slab(oval((0.3 * neck, 0.5 * neck), 0.7, 16), 0.02 * neck).mapped(np.eye(3), (0, -0.2 * neck, 0.98 * high))
    return built([(revolve(shell, 48), sticker(rng, 2.5, 192)), (revolve(ends, 48), metal), (pull, metal)])


def vase(rng: Rng) -> Thing:
    """A vase or pitcher, sometimes with handles or a few stems in it."""
    high = float(rng.uniform(0.1, 0.4))
    outline = silhouette(rng, high * float(rng.uniform(0.15, 0.5)), high, int(rng.integers(2, 5)), 20)[1:-1]
    outline[:, 0] = np.maximum(outline[:, 0], 0.05 * high)
    look = family(rng, 2, _any(rng, ("ceramic", "glass", "stone", "wood", "metal")))
    pieces = [(revolve(walled(outline, 0.02 * high, 0.05 * high), 48), patterned(rng, look[0]))]
    if pick(rng, 0.3):
        reach = float(np.interp(0.6 * high, outline[:, 1], outline[:, 0]))
        arch = handle(reach * 0.95, 0.35 * high, 0.85 * high, 0.18 * high, 0.018 * high)
        pieces += [(arch, look[1])] + ([(arch.mapped(rotation((0, 0, 1), 180)), look[1])] if pick(rng, 0.6) else [])
    if pick(rng, 0.3):
        pieces += stems(rng, 0.6 * float(outline[-1, 0]), high)
    return built(pieces)


def stems(rng: Rng, reach: float, high: float) -> list[Piece]:
    """Stalks with leaves and heads that stand in a vessel of height `high` and mouth `reach`."""
    green, flower = Material("#3f6b2e", 0.6), finish(rng, "fleece")
    pieces: list[Piece] = []
    for _ in range(int(rng.integers(2, 8))):
        foot, lean = rng.uniform(-0.5, 0.5, 2) * reach, rng.uniform(-0.4, 0.4, 2) * high
        tip = (*(foot + lean), high * float(rng.uniform(1.2, 1.9)))
        path = spline([(*foot, 0.2 * high), (*(foot + 0.3 * lean), 0.9 * high), tip], 10)
        pieces.append((wire(path, 0.008 * high, 6), green))
        for at in (5, 7):
            blade = leaf(0.25 * high, 0.07 * high, 0.4, 6).mapped(rotation((0, 0, 1), rng.uniform(0, 360)), path[at])
            pieces.append((blade, green))
        size = high * float(rng.uniform(0.02, 0.09))
        pieces.append((blob(rng, (size, size, 0.8 * size), 0.3, segments=14).mapped(np.eye(3), tip), flower))
    return pieces


def handle(reach: float, low: float, up: float, out: float, thick: float) -> Mesh:
    """An ear on the +x side of a vessel, fixed at two heights, with a hole to look through."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 24)
    x = reach + out * np.cos(turn) ** 0.8 - 0.3 * thick
    path = np.stack([x, 0 * turn, (low + up) / 2 + (up - low) / 2 * np.sin(turn)], -1)
    return sweep(path, oval((1.5 * thick, thick), 0.8, 12), (0, 1, 0))


def cup(rng: Rng) -> Thing:
    """A mug, cup, beaker or glass, with or without a handle, a saucer, a drink."""
    radius, high = float(rng.uniform(0.025, 0.055)), float(rng.uniform(0.045, 0.14))
    foot = radius * float(rng.uniform(0.5, 1.05))
    outline = spline([(foot, 0), (radius * rng.uniform(0.8, 1.1), 0.4 * high), (radius, high)], 14)
    inside, outside, third = family(rng, 3, _any(rng, ("ceramic", "ceramic", "glass", "plastic", "metal")))
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
        pieces.append((slab(oval((rim, rim)), 0.001).mapped(np.eye(3), (0, 0, level)), finish(rng, "plastic")))
    if pick(rng, 0.3):
        plate = dish(radius * 1.9, 0.012, 0.003)
        pieces = [(mesh.mapped(np.eye(3), (0, 0, 0.004)), look) for mesh, look in pieces] + [(plate, third)]
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
    """Fruit, snacks or sweets to fill a bowl of `radius` with, their size in metres, and whether each may be of its own colour."""
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
    high, look = radius * float(rng.uniform(0.3, 1.0)), family(rng, 1, _any(rng, ("ceramic", "wood", "glass", "metal")))
    pieces = [(dish(radius, high, 0.004, float(rng.uniform(0, 1.3))), patterned(rng, look[0]))]
    grains, size, mixed = _grains(rng, radius)
    count = int(np.clip(1.1 * (radius / size) ** 2, 6, 8000 // max(len(grain.faces) for grain in grains)))
    colours = [finish(rng, _any(rng, ("plastic", "wax", "fabric"))) for _ in range(4 if mixed else 2)]
    filled = heap(
        rng, grains, 0.85 * radius, high * float(rng.uniform(0.55, 0.9)), count, radius * float(rng.uniform(0, 0.5))
    )
    pieces += [(mesh, colours[int(rng.integers(len(colours)))]) for mesh in filled]
    level = slab(oval((0.87 * radius, 0.87 * radius)), 0.004).mapped(np.eye(3), (0, 0, 0.6 * high))
    return built([*pieces, (level, colours[0])])


def plate(rng: Rng) -> Thing:
    """A plate or tray, empty or with something to eat on it."""
    radius = float(rng.uniform(0.06, 0.16))
    look = family(rng, 2, _any(rng, ("ceramic", "wood", "stone", "metal", "plastic")))
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
    skin, second = family(rng, 2, _any(rng, ("ceramic", "ceramic", "metal", "glass", "plastic")))
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


def candle(rng: Rng) -> Thing:
    """A candle, free or in a glass or tin, with a wick and sometimes a label or a wooden lid beside it."""
    radius, high = float(rng.uniform(0.012, 0.05)), float(rng.uniform(0.04, 0.18))
    wax, holder = finish(rng, "wax"), finish(rng, _any(rng, ("glass", "glass", "frosted", "ceramic", "metal")))
    outline = np.array([(radius, 0.0), (radius * 1.001, 0.5 * high), (radius * rng.uniform(0.95, 1.1), high)])
    pieces: list[Piece] = []
    level, inner = high, radius
    if pick(rng, 0.7):
        pieces.append((revolve(walled(outline, 0.003, 0.008), 44), holder))
        level, inner = high * float(rng.uniform(0.5, 0.9)), radius - 0.0033
    body = revolve(rounded([(0, 0.009), (inner, 0.009), (inner, level), (0, level - 0.001)], 0.002, 3), 40)
    wick = spline([(0, 0, level - 0.003), (0.0005, 0, level + 0.006), (0.002, 0, level + 0.012)], 6)
    pieces += [(body, wax), (wire(wick, 0.0009, 6), Material("#2a2420", 0.9))]
    if pick(rng, 0.7):
        pieces.append((wrap(outline, 0.15 * high, 0.6 * high, float(rng.choice([70, 120, 359]))), sticker(rng, 1.6)))
    return built(pieces)


def pan(rng: Rng) -> Thing:
    """A pan or pot with a long handle or two ears, and perhaps a lid."""
    radius, high = float(rng.uniform(0.06, 0.15)), float(rng.uniform(0.03, 0.14))
    outline = rounded([(0.8 * radius, 0), (0.98 * radius, 0.02), (radius, high)], 0.02, 4)
    skin, grip = family(rng, 1, "metal")[0], finish(rng, _any(rng, ("plastic", "wood", "rubber")))
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
        pieces += [(revolve(cover, 44), finish(rng, _any(rng, ("glass", "metal")))), (knob, grip)]
    return built(pieces)
