"""Packs: cartons, pouches, tubes, books and cards, and several alike sold together."""

import numpy as np

from training.scenes.finishes import family, finish
from training.scenes.kinds.build import TRIANGLES, Piece, built, looks, pick
from training.scenes.kinds.prints import carton as printed_carton
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.kinds.vessels import bottle, can, jar
from training.scenes.mesh import Mesh, cuboid, ellipsoid, revolve, rotation, rounded, sheet
from training.scenes.shapes import loft, oval, slab, spline, strap, wire
from training.scenes.thing import Thing

Rng = np.random.Generator


def carton(rng: Rng) -> Thing:
    """A printed box, closed or with an open lid, sometimes tied with a ribbon."""
    size = rng.uniform(0.3, 1, 3) * float(rng.choice([0.08, 0.16, 0.3]))
    wide, deep, high = (float(side) for side in size)
    look = printed_carton(rng, size)
    pieces: list[Piece] = [(cuboid(size, 0.0008), look)]
    band = finish(rng, "fabric")
    if pick(rng, 0.25):
        for side, other, axis in ((wide, deep, 0), (deep, wide, 90)):
            loop = (
                np.array([(-side / 2, 0, 0.0), (side / 2, 0, 0.0), (side / 2, 0, high), (-side / 2, 0, high)]) * 1.006
            )
            path = np.concatenate([loop, loop[:1]])
            ribbon = strap(np.repeat(path, 2, 0)[1:-1], 0.12 * min(side, other), 0.0008, (0, 1, 0), closed=True)
            pieces.append((ribbon.mapped(rotation((0, 0, 1), axis)), band))
        for turn in (30, 150):
            pieces.append((_bow(0.25 * min(wide, deep)).mapped(rotation((0, 0, 1), turn), (0, 0, high)), band))
    elif pick(rng, 0.25):
        flap = cuboid((wide, 0.6 * deep, 0.0012), 0.0003).moved((0, 0.3 * deep, 0))
        angle = float(rng.uniform(20, 110))
        pieces.append((flap.mapped(rotation((1, 0, 0), angle), (0, deep / 2, high)), finish(rng, "paper")))
    return built(pieces)


def _bow(size: float) -> Mesh:
    turn = np.linspace(0.1, 2 * np.pi - 0.1, 20)
    path = np.stack([size * (1 - np.cos(turn)) / 2, 0 * turn, 0.35 * size * (1 - np.sin(turn))], -1)
    return strap(path, 0.35 * size, 0.0008, (0, 1, 0))


def pouch(rng: Rng) -> Thing:
    """A pouch, bag of crisps or sachet: thick at the foot or the middle, flat at the seams, a printed front."""
    wide, high = float(rng.uniform(0.06, 0.22)), float(rng.uniform(0.09, 0.32))
    t = np.linspace(0, 1, 18)
    belly = np.interp(t, [0, 0.12, 0.6, 1], [0.5, 1, 0.8, 0.01]) if pick(rng, 0.6) else 0.02 + np.sin(np.pi * t) ** 0.7
    thick, waist = 0.16 * wide * belly, wide / 2 * (1 - 0.05 * np.sin(np.pi * t))
    unit = oval((1, 1), float(rng.uniform(0.6, 1)), 40)
    flat = np.stack([unit[:, 0] * waist[:, None], unit[:, 1] * np.maximum(thick, 0.0008)[:, None]], -1)
    crease = (
        0.04 * wide * np.sin(unit[None, :, 0] * 9 + 7 * t[:, None] + rng.uniform(0, 6)) * (0.2 + 0.8 * t[:, None] ** 2)
    )
    flat[..., 1] += crease * belly[:, None] * 0.3
    body = loft(np.concatenate([flat, np.broadcast_to((high * t)[:, None, None], (18, 40, 1))], -1))
    look = sticker(rng, 2 * wide / high, 192) if pick(rng, 0.7) else patterned(rng, finish(rng, "plastic"))
    pieces: list[Piece] = [(body, look)]
    if pick(rng, 0.3):
        cap = revolve(rounded([(0, 0), (0.012, 0), (0.012, 0.018), (0, 0.018)], 0.002, 3), 24)
        pieces.append((cap.moved((0, 0, high - 0.002)), finish(rng, "plastic")))
    return built(pieces)


def tube(rng: Rng) -> Thing:
    """A squeeze tube standing on its cap or lying on its back, its end pressed flat."""
    radius, high = float(rng.uniform(0.01, 0.028)), float(rng.uniform(0.07, 0.2))
    t = np.linspace(0, 1, 16)
    thick = radius * np.interp(t, [0, 0.25, 1], [1, 1, 0.04])
    wide = radius * np.interp(t, [0, 0.25, 1], [1, 1, 1.45])
    unit = oval((1, 1), 1, 36)
    flat = np.stack([unit[:, 0] * wide[:, None], unit[:, 1] * thick[:, None]], -1)
    body = loft(np.concatenate([flat, np.broadcast_to((high * t)[:, None, None], (16, 36, 1))], -1))
    top = radius * float(rng.uniform(0.5, 1.02))
    cap = revolve(rounded([(0, -0.9 * radius), (top, -0.9 * radius), (top, 0), (0, 0)], 0.15 * radius, 3), 32)
    pieces = [(body, sticker(rng, 2 * np.pi * radius / high * 1.4, 192)), (cap, finish(rng, "plastic"))]
    if pick(rng, 0.4):
        sink = np.degrees(np.arctan(0.9 * radius / high))
        pieces = [(mesh.mapped(rotation((1, 0, 0), -90 - sink)), look) for mesh, look in pieces]
    return built(pieces)


def book(rng: Rng) -> Thing:
    """A book, notebook or a pile of them, standing or lying, with pages of another colour than the covers."""
    pieces: list[Piece] = []
    level, paper = 0.0, finish(rng, "paper")
    for _ in range(int(rng.choice([1, 1, 2, 4]))):
        wide, high, thick = (
            float(rng.uniform(0.1, 0.22)),
            float(rng.uniform(0.14, 0.3)),
            float(rng.uniform(0.008, 0.05)),
        )
        cover = sticker(rng, wide / high, 192)
        front = cuboid((wide, 0.002, high), 0.0004).moved((0, -thick / 2, 0))
        parts = [(front, cover), (front.moved((0, thick, 0)), cover)]
        parts.append((cuboid((0.003, thick, high), 0.0004).moved((-wide / 2, 0, 0)), cover))
        parts.append((cuboid((0.97 * wide, 0.96 * thick, 0.97 * high), 0.0004).moved((0, 0, 0.01 * high)), paper))
        lie = rotation((0, 0, 1), rng.uniform(-12, 12)) @ rotation((1, 0, 0), -90)
        pieces += [(mesh.mapped(lie, (0, -high / 2, level + thick / 2 + 0.001)), look) for mesh, look in parts]
        level += thick + 0.003
    if len(pieces) == 4 and pick(rng, 0.5):
        pieces = [(mesh.mapped(rotation((1, 0, 0), 90)), look) for mesh, look in pieces]
    return built(pieces)


def multipack(rng: Rng) -> Thing:
    """Several like bottles, jars or cans beside one another, sometimes in a tray of card."""
    maker = (bottle, can, jar)[int(rng.integers(3))]
    one = maker(rng)
    low, high = one.points.min(0), one.points.max(0)
    step = (high - low)[:2] * float(rng.uniform(1.0, 1.08))
    room = TRIANGLES // sum(len(part.shape.faces) for part in one.parts if isinstance(part.shape, Mesh))
    layouts = [(columns, rows) for columns, rows in ((2, 1), (3, 1), (2, 2), (4, 1), (3, 2)) if columns * rows < room]
    columns, rows = layouts[int(rng.integers(len(layouts)))]
    spots = [
        ((i - (columns - 1) / 2) * step[0], (j - (rows - 1) / 2) * step[1]) for i in range(columns) for j in range(rows)
    ]
    meshes = [(part.shape, part.material) for part in one.parts if isinstance(part.shape, Mesh)]
    pieces = [(mesh.moved((x, y, 0)), look) for x, y in spots for mesh, look in meshes]
    if pick(rng, 0.5):
        size = (columns * step[0] + 0.004, rows * step[1] + 0.004, float(high[2]) * float(rng.uniform(0.15, 0.5)))
        pieces.append((cuboid(size, 0.0005), printed_carton(rng, size)))
    return built(pieces)


def card(rng: Rng) -> Thing:
    """A flat thing: a card, photo frame, sign or phone case, leaning back or lying."""
    wide, high = float(rng.uniform(0.05, 0.3)), float(rng.uniform(0.08, 0.35))
    thick, round_ = float(rng.choice([0.002, 0.008, 0.02])), float(rng.uniform(0.05, 0.5))
    look = looks(rng, 2, "wood", "plastic", "metal", "paper")
    body = slab(oval((wide / 2, high / 2), round_, 48), thick, 0.001)
    face = slab(oval((0.43 * wide, 0.43 * high), round_, 48), 0.0012, 0.0003).moved((0, 0, thick))
    pieces: list[Piece] = [(body, patterned(rng, look[0])), (face, look[1])]
    if pick(rng, 0.7):
        x, y = 0.36 * wide, 0.36 * high
        corners = np.array([[(-x, -y), (x, -y)], [(-x, y), (x, y)]])
        front = sheet(np.concatenate([corners, np.full((2, 2, 1), thick + 0.0016)], -1))
        pieces.append((front, sticker(rng, wide / high, 192)))
    lean = float(rng.choice([0, 65, 75, 88]))
    return built(pieces, rotation((1, 0, 0), lean))


def stick(rng: Rng) -> Thing:
    """A pen, brush, lipstick, spoon or tool: long and thin, its parts of different colours, lying or standing."""
    radius, long = float(rng.uniform(0.003, 0.014)), float(rng.uniform(0.07, 0.26))
    look = looks(rng, 3, "plastic", "wood", "metal")
    cuts = [0.0, *np.sort(rng.uniform(0.1, 0.9, 2)), 1.0]
    pieces: list[Piece] = []
    for i in range(3):
        a, b = cuts[i] * long, cuts[i + 1] * long
        r = radius * rng.uniform(0.6, 1.1, 2)
        line = rounded([(0, a), (r[0], a), (r[1], b), (0, b)], 0.2 * radius, 3)
        pieces.append((revolve(line, 24), patterned(rng, look[i], 0.2)))
    head = long * float(rng.uniform(0.05, 0.2))
    tip = ellipsoid(
        (float(rng.choice([1, 3])) * radius, radius, head), (0, 0, long + 0.8 * head), 24, float(rng.uniform(0.4, 1))
    )
    pieces.append((tip, look[int(rng.integers(3))]))
    if pick(rng, 0.3):
        cord = spline(np.cumsum(rng.normal(0, 0.3 * long, (5, 3)) * [1, 0.3, 0], 0) - [0, radius, 0], 40)
        pieces.append((wire(cord - cord[0] * [1, 0, 1], 0.0015), look[2]))
    if pick(rng, 0.7):
        lie = rotation((0, 0, 1), rng.uniform(-80, 80)) @ rotation((1, 0, 0), 90)
        pieces = [(mesh.mapped(lie), look) for mesh, look in pieces]
    return built(pieces)


def palette(rng: Rng) -> Thing:
    """A palette: rows of pans of many colours in one flat case."""
    columns, rows = int(rng.integers(2, 7)), int(rng.integers(1, 4))
    step, look = float(rng.uniform(0.015, 0.035)), finish(rng, "plastic")
    size = np.array([columns, rows]) * step + 0.012
    colours = family(rng, 5, "wax")
    pieces: list[Piece] = [(cuboid((*size, 0.01), 0.001), look)]
    pan = slab(oval((0.4 * step, 0.4 * step), float(rng.uniform(0.2, 1)), 24), 0.003).moved((0, 0, 0.009))
    for i in range(columns * rows):
        at = ((i % columns - (columns - 1) / 2) * step, (i // columns - (rows - 1) / 2) * step, 0)
        pieces.append((pan.moved(at), colours[int(rng.integers(5))]))
    if pick(rng, 0.6):
        lid = cuboid((*size, 0.006), 0.001).moved((0, size[1] / 2, 0))
        open_ = rotation((1, 0, 0), float(rng.uniform(40, 110)))
        pieces.append((lid.mapped(open_, (0, size[1] / 2, 0.011)), patterned(rng, look)))
    return built(pieces)
