"""Clothes: folded, thrown down, hung up, and caps."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import WOVEN, Piece, both, built, looks, one, pelt, pick
from training.scenes.kinds.prints import ink, patterned, sticker
from training.scenes.material import Material
from training.scenes.mesh import cuboid, revolve, rotation
from training.scenes.shapes import blob, cloth, loft, oval, slab, spline, sweep, walled, wire
from training.scenes.thing import Thing

Rng = np.random.Generator


def folded(rng: Rng) -> Thing:
    """Folded clothes or towels: one or a pile, edges round, a label or a band."""
    wide, deep, level = float(rng.uniform(0.15, 0.35)), float(rng.uniform(0.18, 0.35)), 0.0
    pieces: list[Piece] = []
    colours = looks(rng, 3, "fabric", "fleece", "fabric")
    for i in range(int(rng.integers(1, 5))):
        thick = float(rng.uniform(0.015, 0.05))
        x, y = rng.uniform(-0.006, 0.006, 2)
        look = patterned(rng, colours[i % 3], 0.4)
        for k in range(3):
            shape = blob(rng, (wide / 2, deep / 2, 0.2 * thick), 0.02, 0.3, 28)
            pieces.append((shape.moved((x + 0.003 * k, y - 0.002 * k, level + (0.2 + 0.3 * k) * thick)), look))
        level += 0.95 * thick
    if pick(rng, 0.4):
        tag = cuboid((0.04, 0.03, 0.0015), 0.0003).moved((0, -0.3 * deep, level))
        pieces.append((tag, Material(ink(rng), 0.6)))
    return built(pieces)


def cover(rng: Rng) -> Thing:
    """A scarf, blanket, cloth or towel, thrown down in folds."""
    wide, deep = float(rng.uniform(0.15, 0.9)), float(rng.uniform(0.15, 0.6))
    look = patterned(rng, finish(rng, one(rng, "fabric", "fleece", "fabric")), 0.5)
    lift = min(wide, deep) * float(rng.uniform(0.03, 0.25))
    pieces: list[Piece] = [(cloth(rng, (wide, deep), lift, 0.004), look)]
    if pick(rng, 0.4):
        mesh = pieces[0][0].points.reshape(2, -1, 3)[0]
        for side in (0, 1):
            for at in mesh[mesh[:, 0].argsort()][:: 1 - 2 * side][:30:2]:
                tip = at + np.array([(2 * side - 1) * 0.07 * wide, 0, -0.5 * at[2]])
                pieces.append((wire([at, (at + tip) / 2, tip], 0.004 * wide, 5), look))
    return built(pieces)


def shirt(rng: Rng) -> Thing:
    """A shirt, jumper or dress lying flat or hung up: creases, sleeves, a print, perhaps a collar."""
    high = float(rng.uniform(0.3, 0.9))
    chest, hem, neck = (high * float(rng.uniform(*span)) for span in ((0.24, 0.34), (0.2, 0.45), (0.08, 0.13)))
    woven = one(rng, "fabric", "fleece", "fabric")
    skin, trim = looks(rng, 2, woven)
    look, thick = patterned(rng, skin, 0.4), float(rng.uniform(0.015, 0.03)) * high
    t = np.linspace(0, 1, 26)
    half = np.interp(t, [0, 0.35, 0.75, 0.92, 1], [hem, 0.95 * chest, chest, 0.8 * chest, neck])
    ring = oval((1, 1), 0.7, 44)
    ways, phase = rng.normal(0, 1, (5, 2)) * [14, 6], rng.uniform(0, 6, 5)
    flat = np.stack([ring[None, :, 0] * half[:, None], np.broadcast_to(high * t[:, None], (26, 44))], -1)
    crease = 0.3 * thick * np.sin(flat @ ways.T / high + phase).mean(-1) * 2
    body = loft(np.stack([flat[..., 0], thick * ring[None, :, 1] + crease, flat[..., 1]], -1))
    sleeve, drop = high * float(rng.uniform(0.12, 0.6)), float(rng.uniform(0.3, 2.5))
    way = np.array([1, 0, -drop]) / np.hypot(1, drop)
    start, wide = np.array([0.72 * chest, 0, 0.82 * high]), high * float(rng.uniform(0.07, 0.12))
    path = start + np.linspace(0, 1, 10)[:, None] * (0.3 * chest + sleeve) * way
    arm = sweep(path, oval((wide, 0.8 * thick), 0.7, 20), (0, 1, 0), scale=np.linspace(1, 0.75, 10))
    pieces: list[Piece] = [(body, look), *both(arm, trim if pick(rng, 0.2) else look)]
    if pick(rng, 0.5):
        sign = cuboid((0.7 * chest, 0.004 * high, 0.7 * chest), 0.0003)
        pieces.append((sign.moved((0, -1.05 * thick, 0.5 * high)), sticker(rng)))
    if pick(rng, 0.6):
        turn = np.column_stack([oval((0.9 * neck, 0.9 * thick), 1, 32), np.full(32, high)])
        collar = sweep(np.concatenate([turn, turn[:1]]), oval((0.3 * thick, 0.03 * high), 0.8, 8), closed=True)
        pieces.append((collar, trim))
    lean = rotation((1, 0, 0), 0 if pick(rng, 0.4) else -90)
    return built(pieces, lean)


def cap(rng: Rng) -> Thing:
    """A cap, hat or beanie: crown, brim all round or in front, band, bobble."""
    radius, high = float(rng.uniform(0.07, 0.11)), float(rng.uniform(0.08, 0.16))
    look = looks(rng, 2, *WOVEN)
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
        brim = slab(oval((0.85 * radius, 0.75 * radius), 0.9, 36), 0.004, 0.001).moved((0, -0.95 * radius, 0))
        pieces.append((brim.mapped(rotation((1, 0, 0), 8)), look[1] if pick(rng, 0.5) else skin))
    if kind == 1:
        reach = radius * float(rng.uniform(1.3, 2))
        edge = walled(spline([(0.98 * radius, 0.01), (0.5 * (radius + reach), 0.004), (reach, 0.02)], 8), 0.002, 0.5)
        pieces.append((revolve(np.concatenate([edge[1:-3], edge[1:-3][::-1] + np.array([0, 0.003])]), 40), skin))
        pieces.append((revolve([(1.02 * radius, 0.008), (1.02 * radius, 0.03)], 40), look[1]))
    if kind == 2:
        cuff = np.column_stack([oval((radius, radius), 1, 40), np.full(40, 0.015)])
        pieces.append((sweep(np.concatenate([cuff, cuff[:1]]), oval((0.006, 0.022), 0.7, 12), closed=True), look[1]))
        pieces.append((blob(rng, np.full(3, 0.3 * radius), 0.1, segments=18).moved((0, 0, high)), look[1]))
    thing = built(pieces)
    return pelt(rng, thing, look[1], 0.015) if kind == 2 and pick(rng, 0.6) else thing
