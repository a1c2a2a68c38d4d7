"""Soft things: plush toys and cushions."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import WOVEN, Piece, both, built, looks, one, pelt, pick
from training.scenes.kinds.prints import patterned
from training.scenes.kinds.toys import BLACK
from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points, ellipsoid, rotation
from training.scenes.shapes import blob, oval, sweep, wire
from training.scenes.thing import Thing

Rng = np.random.Generator


def _limb(radii: Points, tilt: float, at: tuple[float, float, float]) -> Mesh:
    return ellipsoid(radii, segments=24).mapped(rotation((0, 1, 0), tilt), at)


def plush(rng: Rng) -> Thing:
    """A plush animal or doll, sitting or standing: ears, muzzle, eyes, limbs, perhaps tail, scarf, fur."""
    size = float(rng.uniform(0.06, 0.3))
    coat, second, third = looks(rng, 3, "fleece")
    pale = second if pick(rng, 0.7) else coat
    body = size * np.array([rng.uniform(0.2, 0.34), rng.uniform(0.18, 0.28), rng.uniform(0.24, 0.36)])
    head = size * np.array([rng.uniform(0.2, 0.34), rng.uniform(0.18, 0.26), rng.uniform(0.18, 0.27)])
    mid = np.array([0, 0, 1.05 * body[2]])
    top = mid + np.array([0, -0.02 * size, 0.8 * body[2] + 0.75 * head[2]])
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


def cushion(rng: Rng) -> Thing:
    """A cushion, pouffe or pillow, lying or propped up, with piping or tassels."""
    size = float(rng.uniform(0.2, 0.6))
    wide, high, thick = size, size * float(rng.uniform(0.6, 1.0)), size * float(rng.uniform(0.15, 0.35))
    body = blob(rng, (wide / 2, high / 2, thick / 2), 0.03, float(rng.uniform(0.35, 0.9)), 40)
    outer = 1 - 0.5 * np.clip((np.abs(body.points[:, :2] / (wide / 2)) ** 4).sum(1), 0, 1)
    body = Mesh(body.points * np.column_stack([np.ones((len(outer), 2)), outer]), body.uv, body.faces)
    kind = one(rng, *WOVEN)
    skin = finish(rng, kind)
    look, trim = patterned(rng, skin, 0.6), finish(rng, "fabric")
    pieces: list[Piece] = [(body, look)]
    if pick(rng, 0.4):
        for x, y in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            corner = body.points[np.argmax(body.points[:, 0] * x * high + body.points[:, 1] * y * wide)]
            pieces.append((wire([corner, corner * 1.15, corner * 1.3], np.array([0.008, 0.02, 0.025]) * size), trim))
    lean = rotation((1, 0, 0), float(rng.choice([0, 70, 85])))
    thing = built(pieces, lean)
    return pelt(rng, thing, look, size * float(rng.uniform(0.02, 0.08))) if pick(rng, 0.25) else thing
