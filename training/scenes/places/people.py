"""People: a hand that holds the product, its fingers before it, and a body that wears or carries it."""

from __future__ import annotations

import numpy as np

from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points, joined, rotation, rounded, sheet, tube
from training.scenes.places.company import ball
from training.scenes.places.horizon import horizon
from training.scenes.places.indoors import room
from training.scenes.places.kit import Measures, Place, chance, plane, samples, standing, thing, uniform
from training.scenes.places.surfaces import CLOTHS, SIDE, calm, grain, hexed, shades, surface
from training.scenes.textures import plain
from training.scenes.thing import Part, Thing

_FINGER = 0.0085  # radius, metres
_TIP = np.array([1.0, 0.93, 0.75, 0.4, 0.03])


def skin(rng: np.random.Generator) -> Material:
    """Skin of any tone, slightly mottled and shiny."""
    tone = hexed(uniform(rng, 0.03, 0.075), uniform(rng, 0.25, 0.6), uniform(rng, 0.22, 0.95))
    return Material(plain(rng, 48, shades(rng, tone, 2, 0.08)), uniform(rng, 0.35, 0.6), repeat=(2, 2))


def _finger(corners: Points, radius: float, rng: np.random.Generator) -> Mesh:
    """A finger along a polyline (N, 3), thicker at the joints, rounded at its end."""
    line = rounded(corners, 2.2 * radius, 4)
    last = line[-1] - line[-2]
    ahead = last / np.linalg.norm(last) * radius
    line = np.concatenate([line, line[-1] + np.array([[0.35], [0.65], [0.88], [0.99]]) * ahead])
    radii = radius * (1 + 0.06 * np.cos(np.arange(len(line)) * 1.3 + uniform(rng, 0, 6)))
    radii[-5:] = radius * _TIP
    return tube(line, radii, 10)


def grip(rng: np.random.Generator, points: Points, scale: float) -> tuple[Mesh, Mesh]:
    """A hand at the right (+x) of a thing given by points on its surface, fingers round its front; and its sleeve."""
    low, high = points.min(0), points.max(0)
    sides = np.sort(high - low)
    radius = min(_FINGER * scale, 0.13 * float(sides[1]), 0.5 * float(sides[0]) + 0.02 * float(sides[2]))
    count = max(1, min(int(rng.integers(1, 5)), int(0.22 * (high[2] - low[2]) / radius)))
    room = max(float(high[2] - low[2]) - 2 * radius * count, 0.0)
    base = float(low[2]) + radius + uniform(rng, 0, 1) * room
    middle, deep = (low[1] + high[1]) / 2, float(high[1] - low[1])
    longest = min(uniform(rng, 0.3, 1.0) * 8 * radius, 0.38 * float(high[0] - low[0]))
    shapes, edge = [], float(low[0])
    for i in range(count):
        z = base + 2.05 * radius * i
        x, front = _edge(points, z, radius, longest)
        edge = max(edge, x)
        reach, drop = longest * uniform(rng, 0.75, 1.05), uniform(rng, -0.6, 0.6) * radius
        corners = np.array([(x + 1.3 * radius, middle + 0.25 * deep, z), (x + 1.2 * radius, front - 0.7 * radius, z),
                            (x - 0.5 * reach, front - 1.15 * radius, z + drop / 2),
                            (x - reach, front - 1.05 * radius, z + drop)])  # fmt: skip
        shapes.append(_finger(corners, radius * uniform(rng, 0.88, 1.05), rng))
    centre = np.array([edge + 2.3 * radius, middle + 0.2 * deep, base + radius * (count - 1)])
    palm = ball((2.4 * radius, max(0.35 * deep, 4 * radius), max(5 * radius, 1.1 * count * radius)), 18, 0.8)
    shapes.append(palm.mapped(np.eye(3), centre))
    turn = rotation((0, 1, 0), uniform(rng, -20, 60)) @ rotation((0, 0, 1), uniform(rng, -5, 50))
    arm = np.array([(0, 0, 0), (7, 0, 0), (13, 0, 0), (20, 0, 0), (90, 0, 0.0)]) * radius @ turn.T + centre
    shapes.append(tube(arm[:4], radius * np.array([2.6, 3.0, 3.1, 3.6]), 14))
    return joined(shapes), tube(arm[2:], radius * np.array([4.4, 4.8, 7.0]), 14)


def _edge(points: Points, z: float, radius: float, reach: float) -> tuple[float, float]:
    """Of the slice about height z: how far right it goes, and how far to the front near there."""
    part = points[np.abs(points[:, 2] - z) < 1.4 * radius]
    part = part if len(part) > 8 else points
    x = float(part[:, 0].max())
    return x, float(part[part[:, 0] > x - reach - radius, 1].min())


def hand(rng: np.random.Generator, product: Thing) -> Place:
    """Held in a hand from the side, from below or from above; sometimes in two."""
    tilt = rotation((0, 1, 0), float(rng.normal(0, 10))) @ rotation((1, 0, 0), float(rng.normal(0, 10)))
    product = product.turned(float(rng.normal(0, 20))).mapped(tilt).settled()
    size = Measures.of(product).size
    scale = float(np.clip(size / 0.12, 0.2, 1.0)) * max(1.0, size / 0.4) * uniform(rng, 0.85, 1.15)
    points, paint = samples(product, 2500, rng), skin(rng)
    cloth = surface(rng, CLOTHS, size, (size, size)) if chance(rng, 0.7) else paint
    ways = {"side": 0.0, "other": 180.0, "below": 90.0, "above": -90.0}
    chosen = rng.choice(list(ways), 2 if chance(rng, 0.15) else 1, replace=False, p=[0.35, 0.35, 0.2, 0.1])
    hands = []
    for way in chosen:
        towards = np.diag([-1.0, 1, 1]) if way == "other" else rotation((0, 1, 0), ways[way])
        flesh, sleeve = grip(rng, points @ towards, scale)  # towards⁻¹ · p
        parts = ((flesh.mapped(towards), paint), (sleeve.mapped(towards), cloth))
        hands.append(Thing(tuple(Part(_kept(shape, way), finish) for shape, finish in parts)))
    things, outdoors = _around(rng, size)
    return Place(product, things, outdoors, (-8, 45), (), tuple(hands))


def _kept(mesh: Mesh, way: str) -> Mesh:
    """Wound outwards again after a mirroring."""
    return Mesh(mesh.points, mesh.uv, mesh.faces[:, ::-1], mesh.smooth) if way == "other" else mesh


def _around(rng: np.random.Generator, size: float) -> tuple[tuple[Thing, ...], bool]:
    """A room or the open country about something that is held or worn, and whether it is the latter."""
    down = -max(1.1, 2.5 * size)
    if chance(rng, 0.55):
        behind = uniform(rng, 0.6, 3) * max(1.0, 2 * size)
        return room(rng, max(size, 0.25), down, behind, 0.5 * behind), False
    far = 45.0
    paint = Material(grain(rng, SIDE, shades(rng, calm(rng), 3, 0.4)), 1.0, repeat=(50, 50))
    ground = thing(plane((-far, -far, down), (2 * far, 0, 0), (0, 2 * far, 0)), paint)
    return (ground, *(row.at(0, 0, down) for row in horizon(rng, max(size, 0.3), far))), True


def body(rng: np.random.Generator, product: Thing) -> Place:
    """Worn or carried: a body behind the product, head, arms and legs and all."""
    product = standing(rng, product.turned(float(rng.normal(0, 8))))
    measures = Measures.of(product)
    scale = max(1.0, measures.size / 0.5) * uniform(rng, 0.85, 1.2)
    where = uniform(rng, 0.05, 0.42) * scale - float(measures.middle[2])  # hips below the product's foot
    person = _person(rng, scale)
    front = 0.105 * scale
    person = person.at(uniform(rng, -0.06, 0.06) * scale, float(measures.high[1]) + front, -where)
    things, outdoors = _around(rng, scale * 0.5)
    return Place(product, (person, *things), outdoors, (-10, 30))


def _person(rng: np.random.Generator, scale: float) -> Thing:
    """Hips at z = 0, front to −y, about 1.7 m tall for `scale` 1."""
    heights = np.array([-0.12, 0.0, 0.12, 0.25, 0.38, 0.46, 0.5, 0.52])
    wide = np.array([0.17, 0.175, 0.15, 0.165, 0.2, 0.19, 0.11, 0.06]) * uniform(rng, 0.9, 1.2)
    deep = np.array([0.11, 0.115, 0.1, 0.11, 0.115, 0.1, 0.075, 0.055])
    angle = np.linspace(0, 2 * np.pi, 29) + np.pi / 2
    ring = np.sign(np.stack([np.cos(angle), np.sin(angle)])) * np.abs(np.stack([np.cos(angle), np.sin(angle)])) ** 0.85
    torso = np.stack([wide[:, None] * ring[0], deep[:, None] * ring[1], np.broadcast_to(heights[:, None], (8, 29))], -1)
    arms = [_arm(rng, side, float(wide[4])) for side in (-1.0, 1.0)]
    head = [tube([(0, 0.01, 0.48), (0, 0, 0.54), (0, -0.01, 0.6)], 0.05, 14),
            ball((0.075, 0.095, 0.115), 18).mapped(np.eye(3), (0, -0.015, 0.68))]  # fmt: skip
    hair = ball((0.085, 0.1, 0.12), 16).mapped(np.eye(3), (0, 0.02, 0.705))
    legs = [tube([(s * 0.085, 0, 0), (s * 0.09, 0, -0.4), (s * 0.095, 0.02, -0.85)], [0.095, 0.07, 0.05], 14)
            for s in (-1, 1)]  # fmt: skip
    flesh, top = skin(rng), surface(rng, CLOTHS, 0.3, (1.0, 1.0))
    sleeves = top if chance(rng, 0.6) else flesh
    hairs = Material(hexed(uniform(rng, 0.02, 0.12), uniform(rng, 0.1, 0.7), uniform(rng, 0.03, 0.7)), 0.6)
    parts = [(sheet(torso), top), (joined(arms), sleeves), (joined(head), flesh), (hair, hairs),
             (joined(legs), surface(rng, CLOTHS, 0.3, (1.0, 1.0)))]  # fmt: skip
    return Thing(tuple(Part(shape.mapped(scale * np.eye(3)), paint) for shape, paint in parts))


def _arm(rng: np.random.Generator, side: float, shoulder: float) -> Mesh:
    """From the shoulder down, more or less bent at the elbow."""
    out, bend = uniform(rng, 0.02, 0.2), uniform(rng, -0.05, 0.25)
    elbow = np.array([side * (shoulder + out), uniform(rng, -0.05, 0.1), 0.2])
    wrist = elbow + np.array([side * uniform(rng, -0.12, 0.1), -bend, -0.22 + 0.5 * bend])
    start = np.array([side * (shoulder - 0.01), 0.0, 0.45])
    line = rounded(np.stack([start, elbow, wrist]), 0.08, 4)
    return tube(line, np.linspace(0.06, 0.035, len(line)), 12)
