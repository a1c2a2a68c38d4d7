"""Soft goods: plush toys, bags, cushions, clothes and caps."""

import numpy as np

from training.scenes.finishes import family, finish
from training.scenes.kinds.build import Piece, both, built, pelt, pick
from training.scenes.kinds.prints import ink, patterned, sticker
from training.scenes.kinds.toys import BLACK
from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points, cuboid, ellipsoid, revolve, rotation
from training.scenes.shapes import blob, cloth, oval, slab, spline, strap, sweep, walled, wire
from training.scenes.thing import Thing

Rng = np.random.Generator
_WOVEN = ("fabric", "leather", "fabric", "fleece")


def _limb(radii: Points, tilt: float, at: tuple[float, float, float]) -> Mesh:
    return ellipsoid(radii, segments=24).mapped(rotation((0, 1, 0), tilt), at)


def plush(rng: Rng) -> Thing:
    """A plush animal or doll, sitting or standing: ears, muzzle, eyes, limbs, perhaps tail, scarf, fur."""
    size = float(rng.uniform(0.06, 0.3))
    coat, second, third = family(rng, 3, "fleece")
    pale = second if pick(rng, 0.7) else coat
    body = size * np.array([rng.uniform(0.2, 0.34), rng.uniform(0.18, 0.28), rng.uniform(0.24, 0.36)])
    head = size * np.array([rng.uniform(0.2, 0.34), rng.uniform(0.18, 0.26), rng.uniform(0.18, 0.27)])
    mid = np.array([0, 0, 1.05 * body[2]])
    top = mid + [0, -0.02 * size, 0.8 * body[2] + 0.75 * head[2]]
    pieces: list[Piece] = [(ellipsoid(body, mid, 32), coat), (ellipsoid(head, top, 32), coat)]
    ear = size * np.array([rng.uniform(0.04, 0.1), 0.04, rng.uniform(0.05, 0.3)])
    spot = top + head * np.array([0.7, 0, 0.75]) + [0, 0, 0.6 * ear[2]]
    pieces += both(_limb(ear, float(rng.uniform(-10, 70)), tuple(spot)), pale if pick(rng, 0.4) else coat)
    arm = size * np.array([0.075, 0.075, rng.uniform(0.13, 0.24)])
    hand = (0.95 * body[0] + 0.03 * size, -0.05 * size, mid[2] + 0.35 * body[2])
    pieces += both(_limb(arm, -float(rng.uniform(10, 100)), hand), coat if pick(rng, 0.7) else third)
    pieces += _legs(rng, size, body, coat, pale)
    if pick(rng, 0.7):
        pieces.append((ellipsoid(body * [0.65, 0.3, 0.65], mid + body * [0, -0.8, -0.05], 24), pale))
    if pick(rng, 0.8):
        pieces.append((ellipsoid(head * [0.5, 0.5, 0.42], top + head * [0, -0.8, -0.25], 24), pale))
    face = head * [0.42, -0.9, 0.2]
    pieces += both(ellipsoid(size * np.full(3, rng.uniform(0.016, 0.04)), top + face, 14), BLACK)
    pieces.append((ellipsoid(size * np.array([0.04, 0.03, 0.03]), top + head * [0, -1.28, -0.1], 14), BLACK))
    if pick(rng, 0.35):
        pieces += _scarf(rng, size, float(mid[2] + 0.85 * body[2]), 0.7 * float(head[0]))
    return pelt(rng, built(pieces), coat, size * float(rng.uniform(0.015, 0.06))) if pick(rng, 0.6) else built(pieces)


def _legs(rng: Rng, size: float, body: Points, coat: Material, pale: Material) -> list[Piece]:
    """Two legs, stretched forward as of one that sits, or down."""
    long = size * float(rng.uniform(0.15, 0.28))
    if pick(rng, 0.6):
        spot = np.array([0.7 * body[0], -0.6 * body[1] - 0.5 * long, 0.09 * size])
        leg = ellipsoid((0.09 * size, long, 0.09 * size), spot, 24)
        pad = ellipsoid((0.06 * size, 0.02 * size, 0.06 * size), spot - [0, 0.95 * long, 0], 16)
        return both(leg, coat) + both(pad, pale)
    return both(ellipsoid((0.09 * size, 0.1 * size, long), (0.5 * body[0], 0, -0.1 * body[2]), 24), coat)


def _scarf(rng: Rng, size: float, level: float, radius: float) -> list[Piece]:
    look = patterned(rng, finish(rng, "fabric"), 0.6)
    path = np.column_stack([oval((radius, radius), 1, 32), np.full(32, level)])
    ring = sweep(np.concatenate([path, path[:1]]), oval((0.045 * size, 0.05 * size), 0.8, 12), closed=True)
    tail = ellipsoid(
        (0.06 * size, 0.02 * size, 0.14 * size), (0.3 * radius, -1.1 * radius, level - 0.13 * size), 20, 0.5
    )
    return [(ring, look), (tail, look)]


def backpack(rng: Rng) -> Thing:
    """A backpack or satchel: body, pockets, zips, handle, shoulder straps, buckles."""
    high = float(rng.uniform(0.22, 0.52))
    wide, deep = high * float(rng.uniform(0.55, 0.85)), high * float(rng.uniform(0.25, 0.45))
    look = family(rng, 3, str(rng.choice(_WOVEN[:3])))
    skin, zips = patterned(rng, look[0], 0.3), finish(rng, str(rng.choice(["metal", "plastic"])))
    soft = float(rng.uniform(0.3, 0.65))
    pieces: list[Piece] = [(ellipsoid((wide / 2, deep / 2, high / 2), (0, 0, high / 2), 36, soft), skin)]
    tall = high * float(rng.uniform(0.3, 0.5))
    pocket = ellipsoid((0.38 * wide, 0.2 * deep, tall / 2), (0, -0.5 * deep, 0.12 * high + tall / 2), 28, soft)
    pieces.append((pocket, look[1] if pick(rng, 0.5) else skin))
    if pick(rng, 0.4):
        pieces += both(ellipsoid((0.1 * wide, 0.3 * deep, 0.2 * high), (0.5 * wide, 0, 0.25 * high), 24, 0.5), look[1])
    turn = np.linspace(0, np.pi, 24)
    for scale, level in ((0.44, 0.45), (0.36, 0.1 + 0.8 * tall / high)):
        arch = np.stack(
            [wide * scale * np.cos(turn), -0.47 * deep + 0 * turn, high * level + 0.42 * high * np.sin(turn)], -1
        )
        if level < 0.45 or pick(rng, 0.5):
            arch = arch * [1, 1, 0.2 if level != 0.45 else 1] + [0, -0.17 * deep if level != 0.45 else 0, 0]
            arch[:, 2] += (0.12 * high + 0.6 * tall - arch[:, 2].min()) if level != 0.45 else 0
        pieces.append((wire(arch, 0.006 * high, 7), zips))
    grip = np.stack([0.12 * wide * np.cos(turn), 0.3 * deep + 0 * turn, 0.97 * high + 0.1 * high * np.sin(turn)], -1)
    pieces.append((strap(grip, 0.05 * wide, 0.01 * high, (0, 1, 0)), look[2]))
    bow = float(rng.uniform(0.2, 0.6)) * deep
    path = spline([(0.2 * wide, 0.4 * deep, 0.95 * high), (0.28 * wide, 0.5 * deep + bow, 0.75 * high), (0.34 * wide,
                   0.5 * deep + bow, 0.35 * high), (0.4 * wide, 0.4 * deep, 0.06 * high)], 20)  # fmt: skip
    pieces += both(strap(path, 0.12 * wide, 0.02 * high, (1, 0, 0)), look[2])
    if pick(rng, 0.4):
        patch = cuboid((0.3 * wide, 0.02 * deep, 0.12 * high), 0.001)
        pieces.append((patch.mapped(np.eye(3), (0, -0.71 * deep, 0.2 * high)), sticker(rng, 1.5)))
    return built(pieces)


def handbag(rng: Rng) -> Thing:
    """A handbag, tote or purse: body, flap, clasp, one or two handles or a long thin strap."""
    wide = float(rng.uniform(0.12, 0.42))
    high, deep = wide * float(rng.uniform(0.5, 1.1)), wide * float(rng.uniform(0.2, 0.4))
    look = family(rng, 2, str(rng.choice(_WOVEN)))
    skin, gold = patterned(rng, look[0], 0.4), finish(rng, "metal")
    outline = oval((wide / 2, deep / 2), float(rng.uniform(0.4, 0.9)), 40)
    body = slab(outline, high, 0.05 * high, float(rng.uniform(0.7, 1.05)))
    pieces: list[Piece] = [(body, skin)]
    arch, turn = high * float(rng.uniform(0.3, 0.9)), np.linspace(0, np.pi, 26)
    span = wide * float(rng.uniform(0.15, 0.4))
    path = np.stack([span * np.cos(turn), 0 * turn, 0.9 * high + arch * np.sin(turn) ** 0.8], -1)
    loop = strap(path, 0.05 * wide, 0.006, (0, 1, 0)) if pick(rng, 0.5) else wire(path, 0.012 * wide)
    shifts = (-0.3 * deep, 0.3 * deep) if pick(rng, 0.6) else (0.0,)
    pieces += [(loop.mapped(np.eye(3), (0, y, 0)), look[1]) for y in shifts]
    if pick(rng, 0.5):
        flap = ellipsoid((0.46 * wide, 0.08 * deep, 0.28 * high), (0, -0.45 * deep, 0.75 * high), 28, 0.5)
        pieces += [(flap, look[1] if pick(rng, 0.5) else skin)]
        pieces.append(
            (cuboid((0.08 * wide, 0.1 * deep, 0.06 * high)).mapped(np.eye(3), (0, -0.53 * deep, 0.5 * high)), gold)
        )
    if pick(rng, 0.4):
        long = spline([(0.47 * wide, 0, 0.85 * high), (0.8 * wide, -0.1 * wide, 0.02 * wide), (0.2 * wide, -0.7 * wide,
                       0.012 * wide), (-0.7 * wide, -0.2 * wide, 0.02 * wide), (-0.47 * wide, 0, 0.85 * high)], 50)  # fmt: skip
        long[:, 2] = np.maximum(long[:, 2], 0.01 * wide)
        pieces.append((wire(long, 0.008 * wide, 6), gold if pick(rng, 0.4) else look[1]))
    return built(pieces)


def cushion(rng: Rng) -> Thing:
    """A cushion, pouffe or pillow, lying or propped up, with piping or tassels."""
    size = float(rng.uniform(0.2, 0.6))
    wide, high, thick = size, size * float(rng.uniform(0.6, 1.0)), size * float(rng.uniform(0.15, 0.35))
    body = blob(rng, (wide / 2, high / 2, thick / 2), 0.03, float(rng.uniform(0.35, 0.9)), 40)
    outer = 1 - 0.5 * np.clip((np.abs(body.points[:, :2] / (wide / 2)) ** 4).sum(1), 0, 1)
    body = Mesh(body.points * np.column_stack([np.ones((len(outer), 2)), outer]), body.uv, body.faces)
    kind = str(rng.choice(_WOVEN))
    skin = finish(rng, kind)
    look, trim = patterned(rng, skin, 0.6), finish(rng, "fabric")
    pieces: list[Piece] = [(body, look)]
    if pick(rng, 0.4):
        for x, y in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            corner = np.array([0.44 * x * wide, 0.44 * y * high, 0])
            pieces.append((wire([corner, corner * 1.15, corner * 1.3], np.array([0.008, 0.02, 0.025]) * size), trim))
    lean = rotation((1, 0, 0), float(rng.choice([0, 70, 85])))
    thing = built([(mesh.mapped(lean), material) for mesh, material in pieces])
    return pelt(rng, thing, look, size * float(rng.uniform(0.02, 0.08))) if pick(rng, 0.25) else thing


def folded(rng: Rng) -> Thing:
    """Folded clothes or towels: one or a pile, edges round, a label or a band."""
    wide, deep, level = float(rng.uniform(0.15, 0.35)), float(rng.uniform(0.18, 0.35)), 0.0
    pieces: list[Piece] = []
    colours = family(rng, 3, str(rng.choice(["fabric", "fleece", "fabric"])))
    for i in range(int(rng.integers(1, 5))):
        thick = float(rng.uniform(0.015, 0.05))
        x, y = rng.uniform(-0.006, 0.006, 2)
        look = patterned(rng, colours[i % 3], 0.4)
        for k in range(3):
            shape = blob(rng, (wide / 2, deep / 2, 0.2 * thick), 0.02, 0.3, 28)
            pieces.append(
                (shape.mapped(np.eye(3), (x + 0.003 * k, y - 0.002 * k, level + (0.2 + 0.3 * k) * thick)), look)
            )
        level += 0.95 * thick
    if pick(rng, 0.4):
        tag = cuboid((0.04, 0.03, 0.0015), 0.0003).mapped(np.eye(3), (0, -0.3 * deep, level))
        pieces.append((tag, Material(ink(rng), 0.6)))
    return built(pieces)


def cover(rng: Rng) -> Thing:
    """A scarf, blanket, cloth or towel, thrown down in folds."""
    wide, deep = float(rng.uniform(0.15, 0.9)), float(rng.uniform(0.15, 0.6))
    look = patterned(rng, finish(rng, str(rng.choice(["fabric", "fleece", "fabric"]))), 0.5)
    lift = min(wide, deep) * float(rng.uniform(0.03, 0.25))
    pieces: list[Piece] = [(cloth(rng, (wide, deep), lift, 0.004), look)]
    if pick(rng, 0.4):
        mesh = pieces[0][0].points.reshape(2, -1, 3)[0]
        for side in (0, 1):
            for at in mesh[mesh[:, 0].argsort()][:: 1 - 2 * side][:30:2]:
                tip = at + [(2 * side - 1) * 0.07 * wide, 0, -0.5 * at[2]]
                pieces.append((wire([at, (at + tip) / 2, tip], 0.004 * wide, 5), look))
    return built(pieces)


def shirt(rng: Rng) -> Thing:
    """A shirt, dress or trousers lying flat or hung up: a flat outline with sleeves and a print on the chest."""
    high = float(rng.uniform(0.3, 0.9))
    sleeve, waist = float(rng.uniform(0.12, 0.45)), float(rng.uniform(0.25, 0.5))
    half = [(0.1, 0.46), (0.22, 0.44), (0.3 + sleeve * 0.7, 0.36 - sleeve), (0.2 + sleeve * 0.7, 0.3 - sleeve),
            (0.27, 0.2), (0.26, -0.1), (waist, -0.5)]  # fmt: skip
    right = np.array(half[::-1])
    outline = np.concatenate([right, [(0, 0.4)], right[::-1] * [-1, 1]]) * high
    ring = np.concatenate([np.linspace(a, b, 5)[:-1] for a, b in zip(outline, np.roll(outline, -1, 0), strict=True)])
    look = patterned(rng, finish(rng, str(rng.choice(["fabric", "fleece", "fabric"]))), 0.4)
    body = slab(ring, 0.02 * high, 0.006 * high)
    ways = rng.normal(0, 9 / high, (4, 2))
    ripple = 0.006 * high * np.sin(body.points[:, :2] @ ways.T).mean(1) * (body.points[:, 2] > 0.01 * high)
    pieces: list[Piece] = [(Mesh(body.points + ripple[:, None] * [0, 0, 1], body.uv, body.faces), look)]
    if pick(rng, 0.5):
        chest = cuboid((0.24 * high, 0.24 * high, 0.002 * high), 0.0003)
        pieces.append((chest.mapped(np.eye(3), (0, 0.1 * high, 0.021 * high)), sticker(rng)))
    lean = rotation((1, 0, 0), 86 if pick(rng, 0.4) else 0)
    return built([(mesh.mapped(lean), material) for mesh, material in pieces])


def cap(rng: Rng) -> Thing:
    """A cap, hat or beanie: crown, brim all round or in front, band, bobble."""
    radius, high = float(rng.uniform(0.07, 0.11)), float(rng.uniform(0.08, 0.16))
    look = family(rng, 2, str(rng.choice(_WOVEN)))
    skin = patterned(rng, look[0], 0.4)
    crown = spline(
        [
            (radius, 0),
            (radius * rng.uniform(0.9, 1.02), 0.5 * high),
            (0.6 * radius, 0.93 * high),
            (0.02 * radius, high),
        ],
        14,
    )
    pieces: list[Piece] = [(revolve(np.concatenate([crown, crown[::-1] * 0.96]), 40), skin)]
    kind = int(rng.integers(3))
    if kind == 0:
        brim = slab(oval((0.85 * radius, 0.75 * radius), 0.9, 36), 0.004, 0.001).mapped(
            np.eye(3), (0, -0.95 * radius, 0)
        )
        pieces.append((brim.mapped(rotation((1, 0, 0), 8)), look[1] if pick(rng, 0.5) else skin))
    if kind == 1:
        reach = radius * float(rng.uniform(1.3, 2))
        edge = walled(spline([(0.98 * radius, 0.01), (0.5 * (radius + reach), 0.004), (reach, 0.02)], 8), 0.002, 0.5)
        pieces.append((revolve(np.concatenate([edge[1:-3], edge[1:-3][::-1] + [0, 0.003]]), 40), skin))
        pieces.append((revolve([(1.02 * radius, 0.008), (1.02 * radius, 0.03)], 40), look[1]))
    if kind == 2:
        cuff = np.column_stack([oval((radius, radius), 1, 40), np.full(40, 0.015)])
        pieces.append((sweep(np.concatenate([cuff, cuff[:1]]), oval((0.006, 0.022), 0.7, 12), closed=True), look[1]))
        pieces.append((blob(rng, np.full(3, 0.3 * radius), 0.1, segments=18).mapped(np.eye(3), (0, 0, high)), look[1]))
    thing = built(pieces)
    return pelt(rng, thing, look[1], 0.015) if kind == 2 and pick(rng, 0.6) else thing
