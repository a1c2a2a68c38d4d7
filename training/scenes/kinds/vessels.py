"""Vessels: bottles, jars, cans, vases with stems, candles."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import Piece, built, looks, one, pick
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.material import Material
from training.scenes.mesh import Mesh, ellipsoid, revolve, rotation, rounded
from training.scenes.shapes import blob, leaf, oval, silhouette, slab, spline, squared, sweep, walled, wire, wrap
from training.scenes.thing import Thing

Rng = np.random.Generator
_VESSEL = ("glass", "plastic", "ceramic", "metal", "frosted", "plastic")


def _closure(rng: Rng, neck: float, level: float, look: Material) -> list[Piece]:
    """What closes a bottle: a cap, a ball, a pump, a trigger, a cork or nothing."""
    wide, high = neck * float(rng.uniform(1.05, 1.7)), neck * float(rng.uniform(0.7, 4))
    cap = revolve(rounded([(0, -0.2 * neck), (wide, -0.2 * neck), (wide, high), (0, high)], 0.15 * wide, 3), 32)
    pieces, kind = [(cap.moved((0, 0, level)), look)], int(rng.integers(6))
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
    foot, chest, throat = rng.uniform((0.8, 0.8, 0.1), (1, 1, 0.6))
    line = [(0, 0.01 * high), (radius * foot, 0), (radius, 0.6 * shoulder), (radius * chest, shoulder)]
    line += [(neck, shoulder + (high - shoulder) * throat), (neck, high), (0, high)]
    outline = rounded(line, radius * float(rng.uniform(0.1, 0.7)), 4)
    skin, lid, second = finish(rng, one(rng, *_VESSEL)), *looks(rng, 2, "plastic", "metal", "wood")
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
        finish(rng, one(rng, *_VESSEL, "wax")),
        finish(rng, one(rng, "metal", "plastic", "wood", "fabric")),
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
    pull = slab(oval((0.3 * neck, 0.5 * neck), 0.7, 16), 0.02 * neck).moved((0, -0.2 * neck, 0.98 * high))
    return built([(revolve(shell, 48), sticker(rng, 2.5, 192)), (revolve(ends, 48), metal), (pull, metal)])


def vase(rng: Rng) -> Thing:
    """A vase or pitcher, sometimes with handles or a few stems in it."""
    high = float(rng.uniform(0.1, 0.4))
    outline = silhouette(rng, high * float(rng.uniform(0.15, 0.5)), high, int(rng.integers(2, 5)), 20)[1:-1]
    outline[:, 0] = np.maximum(outline[:, 0], 0.05 * high)
    look = looks(rng, 2, "ceramic", "glass", "stone", "wood", "metal")
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
        pieces.append((blob(rng, (size, size, 0.8 * size), 0.3, segments=14).moved(tip), flower))
    return pieces


def handle(reach: float, low: float, up: float, out: float, thick: float) -> Mesh:
    """An ear on the +x side of a vessel, fixed at two heights, with a hole to look through."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 24)
    x = reach + out * np.cos(turn) ** 0.8 - 0.3 * thick
    path = np.stack([x, 0 * turn, (low + up) / 2 + (up - low) / 2 * np.sin(turn)], -1)
    return sweep(path, oval((1.5 * thick, thick), 0.8, 12), (0, 1, 0))


def candle(rng: Rng) -> Thing:
    """A candle, free or in a glass or tin, with a wick and sometimes a label or a wooden lid beside it."""
    radius, high = float(rng.uniform(0.012, 0.05)), float(rng.uniform(0.04, 0.18))
    wax, holder = finish(rng, "wax"), finish(rng, one(rng, "glass", "glass", "frosted", "ceramic", "metal"))
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
