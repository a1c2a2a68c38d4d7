"""Procedural materials: one small function each, from the ground plane in cm to linear albedo.

A material takes `x`, `z` (h, w) in cm, `footprint` (h, 1) in cm, the width that a pixel averages over, its tones
(n, 3) in linear RGB and a random generator; it returns linear albedo (h, w, 3).
"""

from collections.abc import Callable

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Noise, fade, smoothstep

Maker = Callable[[Floats, Floats, Floats, Floats, np.random.Generator], Floats]
MATERIALS: dict[str, Maker] = {}


def material(make: Maker) -> Maker:
    """Enter a material under its function's name."""
    MATERIALS[make.__name__] = make
    return make


def _mix(low: Floats, high: Floats, share: Floats) -> Floats:
    return low + (high - low) * share[..., None]


@material
def paper(x: Floats, z: Floats, footprint: Floats, tones: Floats, rng: np.random.Generator) -> Floats:
    """Background paper: one tone."""
    return np.broadcast_to(tones[0], (*x.shape, 3))


@material
def marble(x: Floats, z: Floats, footprint: Floats, tones: Floats, rng: np.random.Generator) -> Floats:
    """Polished marble: drifting clouds, long veins that swell and fade, fine ones between.

    Tones: ground, cloud, vein.
    """
    noise = Noise(rng)
    wide = noise.fractal(x, z, 12, 2, footprint)
    fine = noise.fractal(x, z, 2.6, 3, footprint, 5)
    u = x + 2.4 * wide
    v = z + 1.5 * noise.fractal(x, z, 8, 2, footprint, 9) + 0.5 * fine
    field = noise(u / 34, v / 7.5, 22) + 0.22 * noise(u / 13, v / 3.1, 23)
    presence = smoothstep(-0.5, 0.9, noise(u / 19, v / 12, 20) + 0.2 * wide)
    main = _vein(field, 0.02 + 0.07 * presence * presence, 7.5, footprint) * (0.1 + 0.9 * presence)
    haze = np.exp(-((field / 0.5) ** 2)) * presence
    branch = _vein(noise(u / 14, v / 4, 24), 0.035, 4, footprint) * smoothstep(-0.1, 1.2, field + 0.7 * wide)
    drift = noise.fractal(u, 2.6 * v, 15, 3, footprint, 14)
    cloud = 0.34 + 0.3 * np.tanh(1.1 * drift) + 0.1 * fine + 0.34 * haze
    stone = _mix(tones[0], tones[1], np.clip(cloud, 0, 1))
    return _mix(stone, tones[2], np.clip(0.6 * main + 0.34 * branch, 0, 0.8))


def _vein(field: Floats, width: Floats | float, cell: float, footprint: Floats) -> Floats:
    """A line along the zero crossings of a field; when thinner than a pixel sees, it pales instead of vanishing."""
    seen = np.sqrt(width**2 + (0.7 * footprint / cell) ** 2)
    return (width / seen) / (1 + (field / seen) ** 2) ** 1.5


@material
def wood(x: Floats, z: Floats, footprint: Floats, tones: Floats, rng: np.random.Generator) -> Floats:
    """Oiled boards: growth rings cut lengthwise, fibre, pores, narrow joints. Tones: early wood, late wood, joint."""
    noise, width = Noise(rng), 13.0
    place = z / width + np.float32(rng.uniform(0, 1))
    board = np.floor(place)
    mood = rng.uniform(-1, 1, (64, 3)).astype(np.float32)[board.astype(int) % 64]
    v = z + 9.0 * mood[..., 0]
    u = x + 160 * mood[..., 1]
    bend = 2.4 * noise(u / 52, z / 10, 1) + 0.35 * noise(u / 14, z / 3.6, 2)
    heart = (place - board - 0.5) * width - 5.5 * mood[..., 0] + bend
    ring = np.hypot(heart, 2.4 + 1.3 * noise(u / 48, board, 3)) / (0.85 + 0.3 * mood[..., 1])
    ring += 1.1 * noise(ring / 3.3, u / 120, 4)
    phase = ring - np.floor(ring)
    late = phase**1.8 * (1 - smoothstep(0.8, 1.0, phase)) * fade(footprint, 0.75)
    late *= np.clip(0.55 + 0.6 * noise(ring / 1.3, u / 55, 5), 0, 1.2)
    fibre = noise(u / 3.8, v / 0.11, 6) * fade(footprint, 0.22) + 0.9 * noise(u / 8, v / 0.42, 7) * fade(footprint, 0.8)
    pores = smoothstep(0.7, 1.4, noise(u / 0.9, v / 0.05, 8)) * fade(footprint, 0.09) * (0.4 + 1.2 * late)
    tone = 0.34 + 0.46 * late + 0.1 * fibre + 0.17 * mood[..., 2] + 0.2 * noise(u / 26, v / 4.5, 9)
    plank = _mix(tones[0], tones[1], np.clip(tone, 0, 1)) * (1 - 0.22 * pores)[..., None]
    edge = np.abs(place - np.round(place)) * width
    seen = np.hypot(0.035, 0.5 * footprint)
    joint = np.exp(-((edge / seen) ** 2)) * (0.035 / seen)
    return _mix(plank, tones[2], 0.85 * joint)
