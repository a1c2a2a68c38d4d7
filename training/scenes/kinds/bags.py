"""Bags: backpacks and handbags."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import WOVEN, Piece, both, built, looks, one, pick
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.mesh import cuboid, ellipsoid
from training.scenes.shapes import oval, slab, spline, strap, wire
from training.scenes.thing import Thing

Rng = np.random.Generator


def backpack(rng: Rng) -> Thing:
    """A backpack or satchel: body, pockets, zips, handle, shoulder straps, buckles."""
    high = float(rng.uniform(0.22, 0.52))
    wide, deep = high * float(rng.uniform(0.55, 0.85)), high * float(rng.uniform(0.25, 0.45))
    look = looks(rng, 3, *WOVEN[:3])
    skin, zips = patterned(rng, look[0], 0.3), finish(rng, one(rng, "metal", "plastic"))
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
        pieces.append((patch.moved((0, -0.71 * deep, 0.2 * high)), sticker(rng, 1.5)))
    return built(pieces)


def handbag(rng: Rng) -> Thing:
    """A handbag, tote or purse: body, flap, clasp, one or two handles or a long thin strap."""
    wide = float(rng.uniform(0.12, 0.42))
    high, deep = wide * float(rng.uniform(0.5, 1.1)), wide * float(rng.uniform(0.2, 0.4))
    look = looks(rng, 2, *WOVEN)
    skin, gold = patterned(rng, look[0], 0.4), finish(rng, "metal")
    outline = oval((wide / 2, deep / 2), float(rng.uniform(0.4, 0.9)), 40)
    body = slab(outline, high, 0.05 * high, float(rng.uniform(0.7, 1.05)))
    pieces: list[Piece] = [(body, skin)]
    arch, turn = high * float(rng.uniform(0.3, 0.9)), np.linspace(0, np.pi, 26)
    span = wide * float(rng.uniform(0.15, 0.4))
    path = np.stack([span * np.cos(turn), 0 * turn, 0.9 * high + arch * np.sin(turn) ** 0.8], -1)
    loop = strap(path, 0.05 * wide, 0.006, (0, 1, 0)) if pick(rng, 0.5) else wire(path, 0.012 * wide)
    shifts = (-0.3 * deep, 0.3 * deep) if pick(rng, 0.6) else (0.0,)
    pieces += [(loop.moved((0, y, 0)), look[1]) for y in shifts]
    if pick(rng, 0.5):
        flap = ellipsoid((0.46 * wide, 0.08 * deep, 0.28 * high), (0, -0.45 * deep, 0.75 * high), 28, 0.5)
        pieces += [(flap, look[1] if pick(rng, 0.5) else skin)]
        pieces.append((cuboid((0.08 * wide, 0.1 * deep, 0.06 * high)).moved((0, -0.53 * deep, 0.5 * high)), gold))
    if pick(rng, 0.4):
        way = [(0.47, 0, 0.85), (0.8, -0.1, 0.02), (0.2, -0.7, 0.012), (-0.7, -0.2, 0.02), (-0.47, 0, 0.85)]
        long = spline(np.array(way) * [wide, wide, high], 50)
        long[:, 2] = np.maximum(long[:, 2], 0.01 * wide)
        pieces.append((wire(long, 0.008 * wide, 6), gold if pick(rng, 0.4) else look[1]))
    return built(pieces)
