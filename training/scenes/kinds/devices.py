"""Devices: clocks, cameras, lamps, phones, drills, remote controls, speakers and kitchen machines."""

import numpy as np

from training.scenes.finishes import family, finish
from training.scenes.kinds.build import Piece, both, built, pick
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.kinds.toys import BLACK
from training.scenes.material import Material
from training.scenes.mesh import Mesh, cuboid, ellipsoid, revolve, rotation, rounded
from training.scenes.shapes import oval, silhouette, slab, spline, walled, wire
from training.scenes.thing import Thing

Rng = np.random.Generator
_FRONT = rotation((1, 0, 0), 90)  # z, out of a slab, comes to −y


def _knob(radius: float, out: float, at: tuple[float, float, float]) -> Mesh:
    """A round piece on a front at `at`, standing out towards −y."""
    return slab(oval((radius, radius), 1, 24), out, 0.2 * min(radius, out)).mapped(_FRONT, at)


def _cable(rng: Rng, at: tuple[float, float, float], long: float, look: Material) -> list[Piece]:
    """A cord from the back of a device down to the table and along it."""
    steps = [(*at,), (at[0], at[1] + 0.15 * long, 0.4 * at[2]), *(np.array([at[0], at[1] + 0.2 * long, 0.003]) +
             np.cumsum(rng.normal(0, 0.25 * long, (3, 3)) * [1, 0.4, 0], 0))]  # fmt: skip
    path = spline(steps, 40)
    path[:, 2] = np.maximum(path[:, 2], 0.003)
    return [(wire(path, 0.0025, 7), look)]


def clock(rng: Rng) -> Thing:
    """A clock or timer: a round or square case with dial, hands, feet, bells."""
    radius, deep = float(rng.uniform(0.03, 0.16)), float(rng.uniform(0.02, 0.06))
    look = family(rng, 2, str(rng.choice(["metal", "plastic", "wood"])))
    square, pale = float(rng.choice([1, 1, 0.3])), finish(rng, "paper")
    case = slab(oval((radius, radius), square, 44), deep, 0.1 * deep).mapped(_FRONT, (0, deep, 0))
    dial = slab(oval((0.88 * radius, 0.88 * radius), square, 40), 0.0015, 0.0004).mapped(_FRONT)
    pieces: list[Piece] = [(case, patterned(rng, look[0], 0.2)), (dial, pale)]
    hands = Material("#111111", 0.4) if pick(rng, 0.7) else look[1]
    for turn, long, thick in zip(rng.uniform(0, 360, 3), (0.5, 0.75, 0.8), (0.045, 0.03, 0.012), strict=True):
        bar = cuboid((thick * radius, 0.001, long * radius), 0.0002).mapped(np.eye(3), (0, -0.003, 0))
        pieces.append((bar.mapped(rotation((0, 1, 0), turn)), hands))
    for hour in range(0, 360, 30):
        tick = cuboid((0.03 * radius, 0.001, 0.1 * radius), 0.0002).mapped(np.eye(3), (0, -0.002, 0.74 * radius))
        pieces.append((tick.mapped(rotation((0, 1, 0), hour)), hands))
    if pick(rng, 0.5):
        bell = ellipsoid(radius * np.array([0.35, 0.35, 0.25]), segments=24)
        lean = rotation((0, 1, 0), 35)
        pieces += both(bell.mapped(np.eye(3), (0, deep / 2, 1.2 * radius)).mapped(lean), look[1])
        leg = wire([(0.5 * radius, deep / 2, -0.75 * radius), (0.75 * radius, deep / 2, -1.25 * radius)], 0.06 * radius)
        pieces += both(leg, look[1])
        turn = np.linspace(0, np.pi, 16)
        arch = np.stack([0.4 * radius * np.cos(turn), deep / 2 + 0 * turn, radius * (1.35 + 0.35 * np.sin(turn))], -1)
        pieces.append((wire(arch, 0.03 * radius), look[1]))
    return built(pieces)


def camera(rng: Rng) -> Thing:
    """A camera: body, lens in rings, finder hump, buttons, grip, perhaps a neck strap."""
    wide = float(rng.uniform(0.08, 0.15))
    high, deep = wide * float(rng.uniform(0.5, 0.75)), wide * float(rng.uniform(0.2, 0.4))
    look = family(rng, 2, str(rng.choice(["plastic", "leather", "metal"])))
    metal, glass = finish(rng, "metal"), Material("#0a0d18", 0.03, clearcoat=1.0)
    body = slab(oval((wide / 2, deep / 2), 0.35, 36), high, 0.06 * high)
    pieces: list[Piece] = [(body, look[0])]
    band = slab(oval((0.505 * wide, 0.51 * deep), 0.35, 36), 0.55 * high, 0.002).mapped(np.eye(3), (0, 0, 0.2 * high))
    pieces += [(band, look[1])] if pick(rng, 0.6) else []
    radius, x, y = high * float(rng.uniform(0.25, 0.42)), wide * float(rng.uniform(-0.1, 0.15)), -0.45 * deep
    for scale in (1.0, 0.92, 0.84)[: int(rng.integers(1, 4))]:
        long = wide * float(rng.uniform(0.08, 0.25))
        pieces.append((_knob(radius * scale, long, (x, y, 0.48 * high)), metal if scale == 0.92 else look[0]))
        y -= 0.95 * long
    pieces.append((ellipsoid((0.7 * radius, 0.1 * radius, 0.7 * radius), (x, y, 0.48 * high), 24), glass))
    hump = slab(oval((0.14 * wide, 0.4 * deep), 0.4, 28), 0.18 * high, 0.02 * high, 0.8).mapped(
        np.eye(3), (x, 0, 0.97 * high)
    )
    pieces += [(hump, metal if pick(rng, 0.4) else look[0])] if pick(rng, 0.7) else []
    for at in (-0.36, 0.33, 0.43):
        dial = slab(oval((0.035 * wide, 0.035 * wide), 1, 18), 0.05 * high).mapped(
            np.eye(3), (at * wide, 0, 0.99 * high)
        )
        pieces.append((dial, metal))
    if pick(rng, 0.35):
        cord = spline(
            [
                (0.5, 0, 0.8),
                (0.75, -0.2, 0.02),
                (0.4, -0.9, 0.02),
                (-0.5, -0.8, 0.02),
                (-0.8, -0.1, 0.02),
                (-0.5, 0, 0.8),
            ],
            50,
        )
        cord = cord * [wide, wide, high]
        cord[:, 2] = np.maximum(cord[:, 2], 0.02 * wide)
        pieces.append((wire(cord, 0.018 * wide, 6), look[1]))
    return built(pieces)


def lamp(rng: Rng) -> Thing:
    """A lamp: foot, straight, jointed or turned stem, shade or globe."""
    high = float(rng.uniform(0.18, 0.55))
    foot = high * float(rng.uniform(0.12, 0.28))
    look, shade = (
        family(rng, 2, str(rng.choice(["metal", "wood", "ceramic", "plastic"]))),
        finish(rng, str(rng.choice(["fabric", "paper", "frosted", "metal"]))),
    )
    pieces: list[Piece] = [(slab(oval((foot, foot), float(rng.choice([1, 0.3])), 36), 0.05 * high), look[0])]
    top = np.array([0.0, 0.0, 0.75 * high])
    if pick(rng, 0.35):
        elbow = np.array([-rng.uniform(0.1, 0.35) * high, 0, 0.45 * high])
        top = np.array([rng.uniform(0.05, 0.3) * high, 0, 0.85 * high])
        rod = 0.012 * high
        pieces += [
            (wire([(0, 0, 0.03 * high), elbow / 2, elbow], rod), look[1]),
            (wire([elbow, (elbow + top) / 2, top], rod), look[1]),
        ]
        pieces.append((ellipsoid(np.full(3, 2 * rod), elbow, 16), look[0]))
    elif pick(rng, 0.5):
        pieces.append(
            (revolve(silhouette(rng, foot * float(rng.uniform(0.3, 0.9)), 0.72 * high), 32), patterned(rng, look[1]))
        )
    else:
        pieces.append((wire([(0, 0, 0.02), (0, 0, 0.4 * high), tuple(top)], 0.015 * high), look[1]))
    reach = high * float(rng.uniform(0.15, 0.3))
    if pick(rng, 0.25):
        globe = ellipsoid(np.full(3, reach), top + [0, 0, 0.8 * reach], 32)
    else:
        drum = np.array([(reach, 0.0), (reach * float(rng.uniform(0.4, 1)), 0.3 * high)])
        globe = revolve(np.concatenate([drum, drum[::-1] - [0.003, 0]]), 40).mapped(
            np.eye(3), top - [0, 0, 0.05 * high]
        )
        pieces.append((ellipsoid(np.full(3, 0.09 * high), top + [0, 0, 0.08 * high], 18), finish(rng, "frosted")))
        pieces.append(
            (
                wire([top - [0, 0, 0.02 * high], top + [0, 0, 0.12 * high], top + [0, 0, 0.25 * high]], 0.01 * high),
                look[1],
            )
        )
        pieces.append(
            (slab(oval((reach * 0.5, 0.01 * high)), 0.01 * high).mapped(np.eye(3), top + [0, 0, 0.2 * high]), look[1])
        )
    pieces.append((globe, patterned(rng, shade, 0.3)))
    pieces += _cable(rng, (0, 0.9 * foot, 0.02 * high), high, look[1]) if pick(rng, 0.3) else []
    return built(pieces)


def handset(rng: Rng) -> Thing:
    """A phone, tablet, remote control, calculator or game pad: a slab with a screen or many buttons."""
    wide = float(rng.uniform(0.035, 0.12))
    high, thick = wide * float(rng.uniform(1.2, 4)), float(rng.uniform(0.006, 0.022))
    look = family(rng, 3, str(rng.choice(["plastic", "metal", "plastic"])))
    body = slab(oval((wide / 2, high / 2), float(rng.uniform(0.15, 0.6)), 48), thick, 0.3 * thick)
    pieces: list[Piece] = [(body, patterned(rng, look[0], 0.2))]
    share, level = float(rng.choice([0, 0.35, 0.9])), thick - 0.0002
    if share:
        screen = slab(oval((0.44 * wide, 0.47 * share * high), 0.15, 40), 0.0007, 0.0002)
        glow = sticker(rng, wide / high) if pick(rng, 0.3) else Material("#050608", 0.05, clearcoat=1.0)
        pieces.append((screen.mapped(np.eye(3), (0, 0.47 * (1 - share) * high, level)), glow))
    if share < 0.9:
        columns, rows = int(rng.integers(2, 5)), int(rng.integers(3, 8))
        size = min(0.8 * wide / columns, 0.85 * (1 - share) * high / rows)
        key = slab(oval((0.38 * size, 0.34 * size), float(rng.uniform(0.2, 1)), 14), 0.0025, 0.0005)
        for i in range(columns * rows):
            x, y = (i % columns - (columns - 1) / 2) * 0.8 * wide / columns, -0.45 * high + (i // columns + 0.5) * size
            pieces.append((key.mapped(np.eye(3), (x, y, level)), look[1 + int(rng.random() < 0.2)]))
    lens = slab(oval((0.09 * wide, 0.09 * wide), 1, 20), 0.003, 0.0006)
    pieces += (
        [(lens.mapped(np.diag([1, 1, -1]), (0.25 * wide, 0.4 * high, 0.001)), BLACK)]
        if share == 0.9 and pick(rng, 0.3)
        else []
    )
    lean = rotation((0, 0, 1), float(rng.uniform(-40, 40))) @ rotation((1, 0, 0), float(rng.choice([0, 0, 70])))
    return built([(mesh.mapped(lean), material) for mesh, material in pieces])


def drill(rng: Rng) -> Thing:
    """A drill, hair dryer, glue gun or toy blaster: barrel, grip, trigger, nose, battery, cable."""
    size = float(rng.uniform(0.12, 0.28))
    look = family(rng, 2, "plastic")
    metal = finish(rng, "metal")
    nose, back = (size * float(rng.uniform(*span)) for span in ((0.08, 0.2), (0.12, 0.2)))
    line = rounded([(0, 0), (back, 0.02 * size), (back, 0.5 * size), (nose, 0.65 * size), (nose, 0.75 * size), (0, 0.75 * size)],
                   0.06 * size, 4)  # fmt: skip
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
        pieces.append((pack.mapped(np.eye(3), (-0.08 * size + lean * size, 0, -long - 0.12 * size)), look[1]))
    turn = rotation((0, 0, 1), float(rng.choice([0, 180]) + rng.uniform(-50, 50)))
    lie = rotation((1, 0, 0), 90) if pick(rng, 0.3) else np.eye(3)
    return built([(mesh.mapped(turn @ lie), material) for mesh, material in pieces])


def speaker(rng: Rng) -> Thing:
    """A loudspeaker, radio or heater: a box or drum with cones, knobs, handle, antenna."""
    wide, high, deep = (float(rng.uniform(*span)) for span in ((0.07, 0.25), (0.08, 0.35), (0.06, 0.2)))
    look = family(rng, 2, str(rng.choice(["wood", "plastic", "fabric", "metal"])))
    cone, trim = Material("#18181a", 0.6) if pick(rng, 0.6) else look[1], finish(rng, "metal")
    pieces: list[Piece] = [
        (
            slab(oval((wide / 2, deep / 2), float(rng.choice([0.15, 0.5, 1])), 40), high, 0.01),
            patterned(rng, look[0], 0.2),
        )
    ]
    level = 0.04 * high
    for _ in range(int(rng.integers(1, 4))):
        radius = min(0.45 * wide, 0.45 * (high - level)) * float(rng.uniform(0.6, 0.95))
        dish = [(0, 0.25), (0.3, 0.3), (0.8, 0.1), (0.85, 0.3), (1, 0.3), (1, 0), (0, 0)]
        bowl = revolve(np.array(dish)[::-1] * radius, 32).mapped(_FRONT, (0, -0.48 * deep, level + radius))
        pieces.append((bowl, cone))
        level += 2.1 * radius
        if level > 0.75 * high:
            break
    knobs = int(rng.integers(0, 4))
    pieces += [
        (_knob(0.05 * wide, 0.06 * wide, ((i - 1) * 0.22 * wide, -0.48 * deep, 0.92 * high)), trim)
        for i in range(knobs)
    ]
    if pick(rng, 0.3):
        turn = np.linspace(0, np.pi, 20)
        arch = np.stack([0.4 * wide * np.cos(turn), 0 * turn, high * (0.98 + 0.2 * np.sin(turn))], -1)
        pieces.append((wire(arch, 0.02 * wide), look[1]))
    if pick(rng, 0.35):
        mast = [
            (0.4 * wide, 0.3 * deep, 0.95 * high),
            (0.6 * wide, 0.3 * deep, 1.3 * high),
            (0.8 * wide, 0.3 * deep, 1.7 * high),
        ]
        pieces.append((wire(mast, 0.0018, 7), trim))
    pieces += _cable(rng, (0, 0.48 * deep, 0.2 * high), 0.4, BLACK) if pick(rng, 0.3) else []
    return built(pieces)


def machine(rng: Rng) -> Thing:
    """A kitchen machine: a kettle, blender, toaster or coffee maker of a base, a tower, a jug and a lever."""
    size = float(rng.uniform(0.15, 0.35))
    look, jug = (
        family(rng, 2, str(rng.choice(["plastic", "metal", "ceramic"]))),
        finish(rng, str(rng.choice(["glass", "metal", "plastic"]))),
    )
    wide, deep = size * float(rng.uniform(0.25, 0.4)), size * float(rng.uniform(0.2, 0.35))
    soft = float(rng.uniform(0.2, 1))
    pieces: list[Piece] = [(slab(oval((wide, deep), soft, 40), 0.12 * size, 0.02 * size), look[0])]
    if pick(rng, 0.5):
        tower = slab(oval((0.8 * wide, 0.35 * deep), soft, 36), 0.95 * size, 0.02 * size).mapped(
            np.eye(3), (0, 0.6 * deep, 0)
        )
        head = slab(oval((0.85 * wide, 0.9 * deep), soft, 36), 0.22 * size, 0.03 * size).mapped(
            np.eye(3), (0, 0, 0.75 * size)
        )
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
    pieces.append((revolve(walled(outline, 0.004, 0.14 * size), 36).mapped(np.eye(3), (0, -0.1 * deep, 0)), jug))
    turn = np.linspace(-np.pi / 2, np.pi / 2, 20)
    ear = np.stack(
        [0.85 * radius + 0.45 * radius * np.cos(turn), -0.1 * deep + 0 * turn, 0.45 * size + 0.2 * size * np.sin(turn)],
        -1,
    )
    pieces.append((wire(ear, 0.03 * size), look[1]))
    pieces += [
        (_knob(0.04 * size, 0.02 * size, ((i - 1) * 0.1 * size, -0.97 * deep, 0.06 * size)), look[1]) for i in range(3)
    ]
    pieces += _cable(rng, (0, 0.9 * deep, 0.05 * size), size, BLACK) if pick(rng, 0.4) else []
    return built(pieces)
