"""Household machines: lamps, drills, kettles and coffee makers."""

import numpy as np

from training.scenes.finishes import family, finish
from training.scenes.kinds.build import Piece, built, looks, one, pick
from training.scenes.kinds.devices import cable, knob
from training.scenes.kinds.prints import patterned
from training.scenes.kinds.toys import BLACK
from training.scenes.mesh import cuboid, ellipsoid, revolve, rotation, rounded
from training.scenes.shapes import oval, silhouette, slab, spline, walled, wire
from training.scenes.thing import Thing

Rng = np.random.Generator


def lamp(rng: Rng) -> Thing:
    """A lamp: foot, straight, jointed or turned stem, shade or globe."""
    high = float(rng.uniform(0.18, 0.55))
    foot = high * float(rng.uniform(0.12, 0.28))
    look, shade = (
        looks(rng, 2, "metal", "wood", "ceramic", "plastic"),
        finish(rng, one(rng, "fabric", "paper", "frosted", "metal")),
    )
    pieces: list[Piece] = [(slab(oval((foot, foot), float(rng.choice([1, 0.3])), 36), 0.05 * high), look[0])]
    top = np.array([0.0, 0.0, 0.75 * high])
    if pick(rng, 0.35):
        elbow = np.array([-rng.uniform(0.1, 0.35) * high, 0, 0.45 * high])
        top = np.array([rng.uniform(0.05, 0.3) * high, 0, 0.85 * high])
        rod = 0.012 * high
        low = np.array([0, 0, 0.03 * high])
        for ends in ((low, elbow), (elbow, top)):
            pieces.append((wire(np.linspace(*ends, 3), rod), look[1]))
        pieces.append((ellipsoid(np.full(3, 2 * rod), elbow, 16), look[0]))
    elif pick(rng, 0.5):
        pieces.append(
            (revolve(silhouette(rng, foot * float(rng.uniform(0.3, 0.9)), 0.72 * high), 32), patterned(rng, look[1]))
        )
    else:
        pieces.append((wire([(0, 0, 0.02), (0, 0, 0.4 * high), tuple(top)], 0.015 * high), look[1]))
    reach = high * float(rng.uniform(0.15, 0.3))
    if pick(rng, 0.25):
        globe = ellipsoid(np.full(3, reach), top + np.array([0, 0, 0.8 * reach]), 32)
    else:
        drum = np.array([(reach, 0.0), (reach * float(rng.uniform(0.4, 1)), 0.3 * high)])
        globe = revolve(np.concatenate([drum, drum[::-1] - [0.003, 0]]), 40).moved(top - np.array([0, 0, 0.05 * high]))
        pieces.append(
            (ellipsoid(np.full(3, 0.09 * high), top + np.array([0, 0, 0.08 * high]), 18), finish(rng, "frosted"))
        )
        pieces.append((wire(top + np.outer([-0.02, 0.12, 0.25], [0, 0, high]), 0.01 * high), look[1]))
        bar = slab(oval((reach * 0.5, 0.01 * high)), 0.01 * high).moved(top + np.array([0, 0, 0.2 * high]))
        pieces.append((bar, look[1]))
    pieces.append((globe, patterned(rng, shade, 0.3)))
    pieces += cable(rng, (0, 0.9 * foot, 0.02 * high), high, look[1]) if pick(rng, 0.3) else []
    return built(pieces)


def drill(rng: Rng) -> Thing:
    """A drill, hair dryer, glue gun or toy blaster: barrel, grip, trigger, nose, battery, cable."""
    size = float(rng.uniform(0.12, 0.28))
    look = family(rng, 2, "plastic")
    metal = finish(rng, "metal")
    nose, back = (size * float(rng.uniform(*span)) for span in ((0.08, 0.2), (0.12, 0.2)))
    ends = [(0, 0), (back, 0.02 * size), (back, 0.5 * size), (nose, 0.65 * size), (nose, 0.75 * size), (0, 0.75 * size)]
    line = rounded(ends, 0.06 * size, 4)
    barrel = revolve(line, 32).mapped(rotation((0, 1, 0), 90), (-0.35 * size, 0, 0))
    pieces: list[Piece] = [(barrel, look[0])]
    chuck = rounded([(0, 0), (0.7 * nose, 0), (0.4 * nose, 0.15 * size), (0, 0.15 * size)], 0.03 * size, 3)
    pieces.append((revolve(chuck, 20).mapped(rotation((0, 1, 0), 90), (0.39 * size, 0, 0)), look[1]))
    if pick(rng, 0.6):
        pieces.append((wire([(0.5 * size, 0, 0), (0.7 * size, 0, 0), (0.9 * size, 0, 0)], 0.02 * size, 8), metal))
    lean, long = float(rng.uniform(-0.25, 0.1)), size * float(rng.uniform(0.55, 0.85))
    grip = spline(
        [
            (-0.1 * size, 0, -0.05 * size),
            (-0.1 * size + 0.5 * lean * size, 0, -0.6 * long),
            (-0.1 * size + lean * size, 0, -long),
        ],
        12,
    )
    pieces.append((wire(grip, 0.085 * size, 14), look[int(rng.integers(2))]))
    trigger = ellipsoid((0.03 * size, 0.03 * size, 0.07 * size), (0.0, 0, -0.25 * size), 16)
    pieces.append((trigger, look[1]))
    if pick(rng, 0.6):
        pack = cuboid((0.4 * size, 0.25 * size, 0.16 * size), 0.02 * size)
        pieces.append((pack.moved((-0.08 * size + lean * size, 0, -long - 0.12 * size)), look[1]))
    turn = rotation((0, 0, 1), float(rng.choice([0, 180]) + rng.uniform(-50, 50)))
    lie = rotation((1, 0, 0), 90) if pick(rng, 0.3) else np.eye(3)
    return built(pieces, turn @ lie)


def machine(rng: Rng) -> Thing:
    """A kitchen machine: a kettle, blender, toaster or coffee maker of a base, a tower, a jug and a lever."""
    size = float(rng.uniform(0.15, 0.35))
    look, jug = (
        looks(rng, 2, "plastic", "metal", "ceramic"),
        finish(rng, one(rng, "glass", "metal", "plastic")),
    )
    wide, deep = size * float(rng.uniform(0.25, 0.4)), size * float(rng.uniform(0.2, 0.35))
    soft = float(rng.uniform(0.2, 1))
    pieces: list[Piece] = [(slab(oval((wide, deep), soft, 40), 0.12 * size, 0.02 * size), look[0])]
    if pick(rng, 0.5):
        tower = slab(oval((0.8 * wide, 0.35 * deep), soft, 36), 0.95 * size, 0.02 * size).moved((0, 0.6 * deep, 0))
        head = slab(oval((0.85 * wide, 0.9 * deep), soft, 36), 0.22 * size, 0.03 * size).moved((0, 0, 0.75 * size))
        pieces += [(tower, look[0]), (head, look[1])]
        radius, top = 0.6 * min(wide, deep), 0.68 * size
    else:
        radius, top = 0.8 * min(wide, deep), size * float(rng.uniform(0.6, 1))
        pieces.append(
            (
                revolve(
                    [
                        (0, top - 0.01),
                        (1.03 * radius, top - 0.01),
                        (0.9 * radius, top + 0.05 * size),
                        (0, top + 0.06 * size),
                    ],
                    32,
                ),
                look[1],
            )
        )
    outline = np.array([(0.85 * radius, 0.13 * size), (radius, 0.5 * top), (0.95 * radius, top)])
    pieces.append((revolve(walled(outline, 0.004, 0.14 * size), 36).moved((0, -0.1 * deep, 0)), jug))
    turn = np.linspace(-np.pi / 2, np.pi / 2, 20)
    ear = np.stack(
        [0.85 * radius + 0.45 * radius * np.cos(turn), -0.1 * deep + 0 * turn, 0.45 * size + 0.2 * size * np.sin(turn)],
        -1,
    )
    pieces.append((wire(ear, 0.03 * size), look[1]))
    pieces += [
        (knob(0.04 * size, 0.02 * size, ((i - 1) * 0.1 * size, -0.97 * deep, 0.06 * size)), look[1]) for i in range(3)
    ]
    pieces += cable(rng, (0, 0.9 * deep, 0.05 * size), size, BLACK) if pick(rng, 0.4) else []
    return built(pieces)
