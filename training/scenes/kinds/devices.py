"""Devices: clocks, cameras, phones, remote controls and speakers."""

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import Piece, both, built, looks, pick
from training.scenes.kinds.prints import patterned, sticker
from training.scenes.kinds.toys import BLACK
from training.scenes.material import Material
from training.scenes.mesh import Mesh, cuboid, ellipsoid, revolve, rotation
from training.scenes.shapes import oval, slab, spline, wire
from training.scenes.thing import Thing

Rng = np.random.Generator
_FRONT = rotation((1, 0, 0), 90)  # z, out of a slab, comes to −y


def knob(radius: float, out: float, at: tuple[float, float, float]) -> Mesh:
    """A round piece on a front at `at`, standing out towards −y."""
    return slab(oval((radius, radius), 1, 24), out, 0.2 * min(radius, out)).mapped(_FRONT, at)


def cable(rng: Rng, at: tuple[float, float, float], long: float, look: Material) -> list[Piece]:
    """A cord from the back of a device down to the table and along it."""
    steps = [(*at,), (at[0], at[1] + 0.15 * long, 0.4 * at[2]), *(np.array([at[0], at[1] + 0.2 * long, 0.003]) +
             np.cumsum(rng.normal(0, 0.25 * long, (3, 3)) * [1, 0.4, 0], 0))]  # fmt: skip
    path = spline(steps, 40)
    path[:, 2] = np.maximum(path[:, 2], 0.003)
    return [(wire(path, 0.0025, 7), look)]


def clock(rng: Rng) -> Thing:
    """A clock or timer: a round or square case with dial, hands, feet, bells."""
    radius, deep = float(rng.uniform(0.03, 0.16)), float(rng.uniform(0.02, 0.06))
    look = looks(rng, 2, "metal", "plastic", "wood")
    square, pale = float(rng.choice([1, 1, 0.3])), finish(rng, "paper")
    case = slab(oval((radius, radius), square, 44), deep, 0.1 * deep).mapped(_FRONT, (0, deep, 0))
    dial = slab(oval((0.88 * radius, 0.88 * radius), square, 40), 0.0015, 0.0004).mapped(_FRONT)
    pieces: list[Piece] = [(case, patterned(rng, look[0], 0.2)), (dial, pale)]
    hands = Material("#111111", 0.4) if pick(rng, 0.7) else look[1]
    for turn, long, thick in zip(rng.uniform(0, 360, 3), (0.5, 0.75, 0.8), (0.045, 0.03, 0.012), strict=True):
        bar = cuboid((thick * radius, 0.001, long * radius), 0.0002).moved((0, -0.003, 0))
        pieces.append((bar.mapped(rotation((0, 1, 0), turn)), hands))
    tick = cuboid((0.03 * radius, 0.001, 0.1 * radius), 0.0002).moved((0, -0.002, 0.74 * radius))
    for hour in range(0, 360, 30):
        pieces.append((tick.mapped(rotation((0, 1, 0), hour)), hands))
    if pick(rng, 0.5):
        bell = ellipsoid(radius * np.array([0.35, 0.35, 0.25]), segments=24)
        lean = rotation((0, 1, 0), 35)
        pieces += both(bell.moved((0, deep / 2, 1.2 * radius)).mapped(lean), look[1])
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
    look = looks(rng, 2, "plastic", "leather", "metal")
    metal, glass = finish(rng, "metal"), Material("#0a0d18", 0.03, clearcoat=1.0)
    body = slab(oval((wide / 2, deep / 2), 0.35, 36), high, 0.06 * high)
    pieces: list[Piece] = [(body, look[0])]
    band = slab(oval((0.505 * wide, 0.51 * deep), 0.35, 36), 0.55 * high, 0.002).moved((0, 0, 0.2 * high))
    pieces += [(band, look[1])] if pick(rng, 0.6) else []
    radius, x, y = high * float(rng.uniform(0.25, 0.42)), wide * float(rng.uniform(-0.1, 0.15)), -0.45 * deep
    for scale in (1.0, 0.92, 0.84)[: int(rng.integers(1, 4))]:
        long = wide * float(rng.uniform(0.08, 0.25))
        pieces.append((knob(radius * scale, long, (x, y, 0.48 * high)), metal if scale == 0.92 else look[0]))
        y -= 0.95 * long
    pieces.append((ellipsoid((0.7 * radius, 0.1 * radius, 0.7 * radius), (x, y, 0.48 * high), 24), glass))
    hump = slab(oval((0.14 * wide, 0.4 * deep), 0.4, 28), 0.18 * high, 0.02 * high, 0.8).moved((x, 0, 0.97 * high))
    pieces += [(hump, metal if pick(rng, 0.4) else look[0])] if pick(rng, 0.7) else []
    for at in (-0.36, 0.33, 0.43):
        dial = slab(oval((0.035 * wide, 0.035 * wide), 1, 18), 0.05 * high).moved((at * wide, 0, 0.99 * high))
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


def handset(rng: Rng) -> Thing:
    """A phone, tablet, remote control, calculator or game pad: a slab with a screen or many buttons."""
    wide = float(rng.uniform(0.035, 0.12))
    high, thick = wide * float(rng.uniform(1.2, 4)), float(rng.uniform(0.006, 0.022))
    look = looks(rng, 3, "plastic", "metal", "plastic")
    body = slab(oval((wide / 2, high / 2), float(rng.uniform(0.15, 0.6)), 48), thick, 0.3 * thick)
    pieces: list[Piece] = [(body, patterned(rng, look[0], 0.2))]
    share, level = float(rng.choice([0, 0.35, 0.9])), thick - 0.0002
    if share:
        screen = slab(oval((0.44 * wide, 0.47 * share * high), 0.15, 40), 0.0007, 0.0002)
        glow = sticker(rng, wide / high) if pick(rng, 0.3) else Material("#050608", 0.05, clearcoat=1.0)
        pieces.append((screen.moved((0, 0.47 * (1 - share) * high, level)), glow))
    if share < 0.9:
        columns, rows = int(rng.integers(2, 5)), int(rng.integers(3, 8))
        size = min(0.8 * wide / columns, 0.85 * (1 - share) * high / rows)
        key = slab(oval((0.38 * size, 0.34 * size), float(rng.uniform(0.2, 1)), 14), 0.0025, 0.0005)
        for i in range(columns * rows):
            x, y = (i % columns - (columns - 1) / 2) * 0.8 * wide / columns, -0.45 * high + (i // columns + 0.5) * size
            pieces.append((key.moved((x, y, level)), look[1 + int(rng.random() < 0.2)]))
    lens = slab(oval((0.09 * wide, 0.09 * wide), 1, 20), 0.003, 0.0006)
    pieces += (
        [(lens.mapped(np.diag([1, 1, -1]), (0.25 * wide, 0.4 * high, 0.001)), BLACK)]
        if share == 0.9 and pick(rng, 0.3)
        else []
    )
    lean = rotation((0, 0, 1), float(rng.uniform(-40, 40))) @ rotation((1, 0, 0), float(rng.choice([0, 0, 70])))
    return built(pieces, lean)


def speaker(rng: Rng) -> Thing:
    """A loudspeaker, radio or heater: a box or drum with cones, knobs, handle, antenna."""
    wide, high, deep = (float(rng.uniform(*span)) for span in ((0.07, 0.25), (0.08, 0.35), (0.06, 0.2)))
    look = looks(rng, 2, "wood", "plastic", "fabric", "metal")
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
        (knob(0.05 * wide, 0.06 * wide, ((i - 1) * 0.22 * wide, -0.48 * deep, 0.92 * high)), trim) for i in range(knobs)
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
    pieces += cable(rng, (0, 0.48 * deep, 0.2 * high), 0.4, BLACK) if pick(rng, 0.3) else []
    return built(pieces)
