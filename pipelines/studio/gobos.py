"""Patterns that shape a light: what stands between lamp and scene, and how much of the light it lets through.

A gobo is a function of a plane that faces the light: `u` to the right and `v` upwards, both (h, w) in product sizes
from the place whose light reaches the product's middle. Edges are as soft as the sun's or a lamp's extent leaves them,
and never sharper than the grid can show.
"""

from collections.abc import Callable
from math import cos, radians, sin
from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Noise, Reals, smoothstep

Gobo = Callable[[Floats, Floats, Noise], Floats]
"""(u, v, noise) → transmittance (h, w), 0 shut to 1 open."""

GOBOS: dict[str, Gobo] = {}


def gobo(make: Gobo) -> Gobo:
    """Enter the decorated function as a gobo under its own name."""
    GOBOS[make.__name__] = make
    return make


@gobo
def window(u: Floats, v: Floats, noise: Noise) -> Floats:
    """A tall window of three by three to three by four panes between slim bars, a little out of true."""
    draw = _draws(noise, 6, 1)
    u, v = _turned(u - 0.5 * (draw[0] - 0.5), v - 0.3 * (draw[1] - 0.5), 5 * (draw[2] - 0.5))
    u = u + 0.06 * (draw[3] - 0.5) * v
    across, up, bar = 2.3, 2.75, 0.065
    clear = np.minimum(across - np.abs(u), up - np.abs(v))
    bars = np.minimum(_to_bar(u, across, 3), _to_bar(v, up, 3 + int(draw[4] > 0.4)))
    return _open(np.minimum(clear, bars - bar), 0.05, u, v)


def _to_bar(place: Floats, half: float, panes: int) -> Floats:
    """How far a place is from the nearest bar between `panes` equal panes over −`half` … `half`."""
    pane = 2 * half / panes
    number = np.clip(np.round((place + half) / pane), 1, panes - 1)
    return np.abs(place + half - number * pane)


@gobo
def blinds(u: Floats, v: Floats, noise: Noise) -> Floats:
    """A blind's slats, each a little tilted, bowed and turned otherwise, with two ladder cords."""
    tilt = _draws(noise, 2, 1)
    u, v = _turned(u, v, 5 * (tilt[0] - 0.5))
    pitch = 0.36
    number = np.round(v / pitch)
    mood = [noise.cell(number, np.zeros_like(number), i) - 0.5 for i in range(3)]
    bowed = 0.016 * mood[0] * u + 0.03 * mood[1] + 0.012 * noise(u / 1.6, number * 0.7, 3)
    slit = 0.108 * (1 + 0.34 * mood[2])
    clear = slit - np.abs(v - number * pitch - bowed)
    cords = np.minimum(np.abs(u - 1.5), np.abs(u + 1.35)) - 0.02
    return _open(np.minimum(clear, cords), 0.055, u, v)


class _Frond(NamedTuple):
    """A stalk with leaves to both sides: where it starts, its heading in degrees anticlockwise from `u`, and lengths in
    product sizes; `bend` curves it, `lean` 0–1 is how far the leaves point along it, `soft` is its shadow's edge."""

    foot: tuple[float, float]
    heading: float
    length: float
    bend: float
    leaf: float
    pitch: float
    width: float
    lean: float
    soft: float


_PALMS = (
    _Frond((-3.6, 2.9), -28, 4.6, 0.07, 1.7, 0.21, 0.085, 0.75, 0.22),
    _Frond((3.4, 3.5), 226, 4.2, -0.06, 1.5, 0.2, 0.078, 0.7, 0.11),
    _Frond((-3.6, -1.3), 8, 3.6, 0.08, 1.25, 0.18, 0.068, 0.8, 0.05),
    _Frond((3.7, -0.4), 190, 3.2, -0.09, 1.3, 0.2, 0.075, 0.75, 0.16),
    _Frond((2.6, -3.5), 118, 2.9, 0.12, 1.1, 0.18, 0.066, 0.75, 0.06),
    _Frond((-1.2, 3.7), -70, 2.6, -0.14, 1.1, 0.18, 0.068, 0.8, 0.07),
)
_TWIGS = (
    _Frond((-3.5, 1.5), 2, 4.2, 0.05, 0.95, 0.62, 0.25, 0.7, 0.14),
    _Frond((-2.6, 3.6), -52, 3.6, 0.1, 0.85, 0.56, 0.23, 0.65, 0.09),
    _Frond((3.5, 2.6), 200, 3.9, -0.06, 1.0, 0.64, 0.27, 0.7, 0.24),
    _Frond((3.5, -0.6), 168, 3.3, 0.1, 0.9, 0.58, 0.25, 0.65, 0.12),
    _Frond((-3.4, -1.8), 20, 3.3, -0.08, 0.85, 0.56, 0.23, 0.7, 0.08),
    _Frond((1.2, 3.7), -84, 2.4, 0.12, 0.9, 0.6, 0.26, 0.65, 0.3),
    _Frond((1.7, -3.6), 112, 2.5, -0.14, 0.9, 0.58, 0.25, 0.65, 0.18),
    _Frond((-3.6, 0.4), -12, 2.4, -0.1, 0.9, 0.6, 0.25, 0.65, 0.3),
)


@gobo
def leaves(u: Floats, v: Floats, noise: Noise) -> Floats:
    """Palm fronds or leafy twigs that reach in from the borders; the further from the scene, the softer."""
    plants = _PALMS if _draws(noise, 1, 1)[0] < 0.5 else _TWIGS
    through = np.ones_like(u)
    for i, plant in enumerate(plants):
        through *= 1 - 0.94 * _shadow(plant, u, v, noise, 10 * (i + 1))
    return through


def _shadow(plant: _Frond, u: Floats, v: Floats, noise: Noise, octave: int) -> Floats:
    """Share of the light (h, w) that a frond takes away.

    Along the stalk `s`, the leaf that a point may lie in is found by following the leaves' slant back to the stalk.
    """
    draw = _draws(noise, 3, octave) - 0.5
    s, t = _turned(u - plant.foot[0] - 0.8 * draw[0], v - plant.foot[1] - 0.8 * draw[1], plant.heading + 24 * draw[2])
    t = t - plant.bend * s * s
    side, out = np.sign(t), np.abs(t)
    slant = (s - plant.lean * out * (1 + 0.25 * out / plant.leaf)) / plant.pitch + 0.25 * side
    number = np.round(slant)
    mood = [noise.cell(number, side, octave + i) - 0.5 for i in range(3)]
    along = number * plant.pitch / plant.length
    grown = np.clip(3.2 * along + 0.35, 0, 1) * np.sqrt(np.clip(1.04 - along, 0, 1)) * (along > -0.02)
    reach = plant.leaf * grown * (1 + 0.3 * mood[0])
    part = np.clip(out / np.maximum(reach, 1e-3), 0, 1)
    across = (slant - number - 0.5 * mood[1] * part) * plant.pitch
    width = plant.width * np.sin(np.pi * part**0.75) * (0.85 + 0.4 * mood[2])
    leaf = _open(width - np.abs(across) * 0.8, plant.soft, u, v)
    leaf *= smoothstep(1.0, 0.9, part) * smoothstep(0.15, 0.3, grown)
    stalk = _open(0.022 * (1.4 - s / plant.length) - out, plant.soft, u, v)
    return np.maximum(leaf, stalk * (s > 0) * (s < plant.length)).astype(np.float32)


@gobo
def dappled(u: Floats, v: Floats, noise: Noise) -> Floats:
    """Light under a tree: every gap between leaves throws a round image of the sun; gaps come in clusters."""
    shut = 0.9 * smoothstep(0.95, -0.1, noise(u / 1.1, v / 1.1, 20) + 0.6 * noise(u / 0.5, v / 0.5, 21)) + 0.1
    u, v = u + 0.1 * noise(u / 0.9, v / 0.9, 1), v + 0.1 * noise(u / 0.9, v / 0.9, 2)
    for i, cell in enumerate((0.42, 0.55, 0.7, 0.95)):
        spots = noise.points(u / cell + 0.37 * i, v / cell, 3 + i, 0.9)
        size = 0.2 + 0.3 * spots.number
        spot = smoothstep(0.14, -0.14, spots.first - size) * smoothstep(0.0, 0.3, spots.second - spots.first)
        held = smoothstep(-0.5, 0.4, noise(u / 1.5, v / 1.5, 24 + i))
        shut *= 1 - spot * held * (0.35 + 0.5 * spots.number)
    return np.clip(1 - shut * (1 - 0.25 * np.exp(-(u**2 + v**2) / 0.8)), 0, 1).astype(np.float32)


@gobo
def lattice(u: Floats, v: Floats, noise: Noise) -> Floats:
    """A pierced screen (jali): eight-pointed stars that touch, crosses between them, a small star in each."""
    draw = _draws(noise, 2, 1)
    cell = 1.15
    x, y = (np.abs((w / cell + shift) - np.round(w / cell + shift)) for w, shift in ((u, draw[0]), (v, draw[1])))
    inside = _star(x, y, 0.5 / np.sqrt(2))
    web = np.abs(inside) - 0.034
    rosette = np.abs(_star(x, y, 0.16)) - 0.024
    rays = np.maximum(np.minimum(np.minimum(x, y), np.abs(x - y) / np.sqrt(2)) - 0.018, _star(x, y, 0.15))
    rays = np.where(inside > 0, rays, 9)
    return _open(cell * np.minimum(web, np.minimum(rosette, rays)), 0.035, u, v)


def _star(x: Floats, y: Floats, half: float) -> Floats:
    """How far inside two squares of half a side `half`, one turned by 45°, a point of the first quadrant lies."""
    return np.maximum(half - np.maximum(x, y), half - (x + y) / np.float32(np.sqrt(2)))


@gobo
def arch(u: Floats, v: Floats, noise: Noise) -> Floats:
    """A tall window under a round arch: a mullion, transoms, and a fan of bars above the springing."""
    draw = _draws(noise, 3, 1)
    u, v = _turned(u - 0.4 * (draw[0] - 0.5), v - 0.3 * (draw[1] - 0.5), 3 * (draw[2] - 0.5))
    half, spring, bar = 2.0, 0.75, 0.06
    radius = np.hypot(u, v - spring)
    high = v > spring
    clear = np.where(high, half - radius, half - np.abs(u))
    turn = np.arctan2(v - spring, u) / (np.pi / 4)
    rays = np.abs(turn - np.round(turn)) * (np.pi / 4) * radius - bar
    fan = np.minimum(np.abs(radius - 0.9) - bar, np.where(radius > 0.9, rays, 9))
    rows = np.minimum.reduce([np.abs(v - level) for level in (spring, spring - 1.35, spring - 2.7)]) - bar
    columns = np.minimum.reduce([np.abs(u - place) for place in (-half / 3, half / 3)]) - bar
    bars = np.minimum(rows, np.where(high, fan, columns))
    return _open(np.minimum(clear, bars), 0.05, u, v)


def _open(clear: Reals, soft: float, u: Floats, v: Floats) -> Floats:
    """Transmittance where `clear` product sizes lie to the nearest edge, below 0 behind it; the edge is `soft` wide, or
    two samples where that is wider."""
    step = max(float(np.abs(np.diff(u[:1], axis=1)).mean()), float(np.abs(np.diff(v[:, :1], axis=0)).mean()))
    wide = max(soft, 2 * step)
    return smoothstep(-wide / 2, wide / 2, clear)


def _turned(u: Floats, v: Floats, degrees: float) -> tuple[Floats, Floats]:
    """Coordinates along axes turned anticlockwise."""
    c, s = np.float32(cos(radians(degrees))), np.float32(sin(radians(degrees)))
    return c * u + s * v, c * v - s * u


def _draws(noise: Noise, count: int, octave: int) -> Floats:
    """Even random numbers 0–1, (count,)."""
    return noise.cell(np.arange(count, dtype=np.float32) + np.float32(0.5), np.full(count, 0.5, np.float32), octave)
