"""The directions from which a stage is lit: a key on a disc of sky, a rim behind it, and light from all around."""

from math import cos, pi, radians, sin
from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.core.temperature import tint
from pipelines.studio.stage import Light

WIDEST = 32.0  # degrees: angular radius of the key at softness 1
SMALLEST = 0.6  # degrees: at softness 0
TURNS = 9  # sets of samples, one for each pixel of a 3 × 3 block
_LOWEST = 5.0  # degrees: no part of a light is lower
_RIM = 30.0, 0.35  # elevation in degrees, softness
_GOLDEN = pi * (3 - 5**0.5)


class Lamps(NamedTuple):
    """Directions towards the light; the samples of each set stand for the whole lamp."""

    key: Floats  # (TURNS, n, 3) unit
    power: Floats  # (TURNS, n, 3) linear RGB of each sample; a set makes irradiance 1 on open, level ground
    sky: Floats  # (TURNS, m, 3) about (0, 0, 1), as dense as their share of the irradiance
    fill: Floats  # (3,) linear RGB irradiance of the sky on open ground, against the key's 1
    sun: Floats  # (3,) linear RGB irradiance of the key on open ground
    axis: Floats  # (3,) towards the middle of the key
    wide: float  # radians about the axis within which all samples lie


def lamps(light: Light, keys: int = 40, rims: int = 9, skies: int = 16) -> Lamps:
    """A template's light as samples."""
    main = _disc(light.azimuth, light.elevation, light.softness, keys)
    wide = float(np.arccos(np.clip(main @ towards(light), -1, 1)).max())
    power = _power(main) * tint(light.kelvin)
    if light.rim > 0:
        wide = pi
        behind = _disc((light.azimuth + 360) % 360 - 180, *_RIM, rims)
        share = 0.5 * light.rim * _power(behind) * tint(light.kelvin)
        main, power = np.concatenate([main, behind], 1), np.concatenate([power, share], 1)
    fill, sun = light.fill * tint(light.fill_kelvin), tint(light.kelvin)
    return Lamps(main, power, _dome(skies), fill, sun, towards(light), wide)


def _power(directions: Floats) -> Floats:
    """What each sample (TURNS, n, 1) gives, so that every set makes irradiance 1 on level ground."""
    level = directions[..., 1:2]
    return np.broadcast_to(1 / level.sum(1, keepdims=True), level.shape).astype(np.float32)


def towards(light: Light) -> Floats:
    """Unit vector (3,) to the middle of the key."""
    azimuth, elevation = radians(light.azimuth), radians(light.elevation)
    return np.array([sin(azimuth) * cos(elevation), sin(elevation), -cos(azimuth) * cos(elevation)], np.float32)


def spread(softness: float) -> float:
    """Angular radius of a lamp in degrees."""
    return SMALLEST + (WIDEST - SMALLEST) * softness


def _disc(azimuth: float, elevation: float, softness: float, count: int) -> Floats:
    """Directions spread evenly over a round light (Vogel's spiral), turned a little for each set."""
    steps = np.arange(count)
    sets = []
    for turn in range(TURNS):
        around = steps * _GOLDEN + 2 * pi * turn / TURNS
        r = np.radians(spread(softness)) * np.sqrt((steps + (turn * 0.618 + 0.5) % 1) / count)
        sets.append(np.stack([np.sin(r) * np.cos(around), np.sin(r) * np.sin(around), np.cos(r)], -1))
    return _lifted(np.stack(sets) @ _frame(azimuth, elevation))


def _frame(azimuth: float, elevation: float) -> np.ndarray:
    """Rows: right of, above, and towards a direction."""
    a, e = radians(azimuth), radians(elevation)
    right = np.array([cos(a), 0, sin(a)])
    axis = np.array([sin(a) * cos(e), sin(e), -cos(a) * cos(e)])
    return np.stack([right, np.cross(axis, right), axis])


def _lifted(directions: np.ndarray) -> Floats:
    """Unit directions none of which is under the lowest elevation."""
    directions[..., 1] = np.maximum(directions[..., 1], sin(radians(_LOWEST)))
    return (directions / np.linalg.norm(directions, axis=-1, keepdims=True)).astype(np.float32)


def _dome(count: int) -> Floats:
    """Cosine-weighted directions about (0, 0, 1)."""
    steps = np.arange(count)
    sets = []
    for turn in range(TURNS):
        r = np.sqrt((steps + (turn * 0.618 + 0.5) % 1) / count)
        around = steps * _GOLDEN + 2 * pi * turn / TURNS
        sets.append(np.stack([r * np.cos(around), r * np.sin(around), np.sqrt(1 - r * r)], -1))
    return np.stack(sets).astype(np.float32)
