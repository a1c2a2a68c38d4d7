"""Paper and board, plastic, glass, metal, rubber: what comes in sheets."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.materials.detail import Detail, turned
from pipelines.studio.materials.kit import Skin, flat, material, mix
from pipelines.studio.noise import Noise, Points, fade, smoothstep


@material("paper", roughness=0.9)
def paper(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Uncoated paper: one tone, the faintest cloud and tooth. Tones: paper."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 33)
    tooth = detail(u / 0.02, v / 0.015, 0.03, 1) + detail(u / 0.06, v / 0.07, 0.09, 2)
    cloud = noise.fractal(u, v, 1.1, 3, footprint, 3)
    tone = 1 + 0.012 * tooth + 0.007 * cloud
    return Skin(flat(tones[0], x.shape) * tone[..., None], 0.0004 * tooth)


@material("pulp", "fibre", "fleck", roughness=0.9)
def kraft(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Kraft paper: fibres, dark flecks, and the faint bars of the machine. Tones: pulp, fibre, fleck."""
    detail = Detail(noise, footprint)
    fibres, cloud = _pulp(x, z, footprint, noise)
    bars = 0.4 * detail(x / 30, z / 0.17, 0.28, 20) + 0.3 * detail(x / 55, z / 1.1, 1.8, 21)
    u, v = turned(x, z, 27)
    cockle = 0.1 * detail(u / 14, v / 14, 18, 22)
    tone = np.clip(0.4 + 0.26 * fibres + 0.06 * cloud + np.float32(0.1) * bars, 0, 1)
    sheet = mix(mix(tones[0], tones[1], tone), tones[2], np.float32(0.6) * _flecks(x, z, footprint, noise))
    return Skin(sheet, 0.0005 * fibres + 0.0006 * bars + cockle)


@material("liner", "fibre", "fleck", roughness=0.9)
def cardboard(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Corrugated board: kraft liner through which the flutes show as faint bars along z. Tones: liner, fibre, fleck."""
    fibres, cloud = _pulp(x, z, footprint, noise)
    pitch = np.float32(0.68)
    flute = np.cos(2 * np.pi / pitch * (x + 0.05 * noise(x / 9, z / 5, 21))) * fade(footprint, 0.5 * float(pitch))
    flute *= 0.75 + 0.4 * noise(x / 6, z / 9, 22)
    tone = np.clip(0.4 + 0.24 * fibres + 0.06 * cloud - 0.15 * flute, 0, 1)
    sheet = mix(mix(tones[0], tones[1], tone), tones[2], np.float32(0.5) * _flecks(x, z, footprint, noise))
    return Skin(sheet, 0.0005 * fibres + 0.006 * flute)


@material("paper", "crease", roughness=0.8)
def wrapping(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Wrapping paper that has been folded and smoothed again: creases between facets. Tones: paper, crease."""
    detail = Detail(noise, footprint)
    relief, worn = np.zeros(x.shape, np.float32), np.zeros(x.shape, np.float32)
    for i, (size, angle) in enumerate(((21.0, 12), (11.0, 71), (5.5, 38))):
        u, v = turned(x, z, angle)
        u, v = u + 0.06 * size * noise(u / (0.7 * size), v / (0.7 * size), 30 + i), v / 0.8
        near = noise.points(u / size, v / size, 33 + i)
        roof = near.second**2 - near.first**2
        here = smoothstep(-0.3, 0.8, noise(u / (2.4 * size), v / (2.1 * size), 36 + i))
        soft = np.float32(0.06) + footprint * np.float32(1 / size)
        relief += np.float32(0.024 * size) * here * np.hypot(roof, soft) * (1 if i % 2 else -1)
        worn += here * np.exp(-((roof / 0.035) ** 2)) * fade(footprint, 0.06 * size)
    tooth = detail(x / 0.03, z / 0.03, 0.04, 45)
    tone = np.clip(0.25 + 0.16 * worn + 0.06 * noise.fractal(x, z, 2, 2, footprint, 46) + 0.04 * tooth, 0, 1)
    return Skin(mix(tones[0], tones[1], tone), relief)


@material("acrylic", roughness=0.06)
def acrylic(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """A polished sheet of acrylic: its tone and nothing else. Tones: acrylic."""
    return Skin(flat(tones[0], x.shape))


@material("acrylic", roughness=0.45)
def frosted(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Satin acrylic: the finest of grain. Tones: acrylic."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 29)
    grain = detail(u / 0.013, v / 0.013, 0.02, 1) + noise.fractal(u, v, 40, 2, footprint, 2)
    return Skin(flat(tones[0], x.shape) * (1 + 0.008 * grain)[..., None])


@material("glass", roughness=0.02)
def glass_(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Back-painted glass: all that is seen in it is mirrored. Tones: glass."""
    return Skin(flat(tones[0], x.shape))


@material("silver", roughness=0.0, metal=True)
def mirror(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """A clean mirror. Tones: silver."""
    return Skin(flat(tones[0], x.shape))


@material("metal", roughness=0.35, metal=True)
def brushed_metal(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Metal brushed along x: fine scratches of every length, broader bands where the brush pressed. Tones: metal."""
    detail = Detail(noise, footprint)
    drift = z + 0.02 * noise(x / 9, z / 3, 1)
    scratch = 0.7 * detail(x / 1.7, drift / 0.004, 0.007, 8)
    scratch += 0.6 * detail(x / 2.4, drift / 0.009, 0.016, 2)
    scratch += 0.45 * detail(x / 5, drift / 0.018, 0.03, 3)
    scratch += 0.5 * detail(x / 11, drift / 0.06, 0.1, 4)
    bands = 0.6 * detail(x / 25, drift / 0.24, 0.4, 5)
    bands += 0.5 * detail(x / 60, drift / 1.1, 1.8, 6) + 0.5 * noise(x / 130, drift / 9, 7)
    return Skin(flat(tones[0], x.shape) * (1 + 0.075 * scratch + 0.05 * bands)[..., None], 0.00012 * scratch)


@material("brass", "patina", roughness=0.25, metal=True)
def brass(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Brass in use: cloudy patina, hairline scratches all ways. Tones: brass, patina."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 37)
    cloud = noise.fractal(u + 2 * noise(u / 9, v / 9, 1), v, 19, 5, footprint, 2)
    hairlines = np.zeros(x.shape, np.float32)
    for i, angle in enumerate((5, 48, 101, 152)):
        a, b = turned(x + 0.3 * noise(x / 7, z / 7, 8), z, angle)
        hairlines += smoothstep(0.9, 1.5, detail(a / 2.2, b / 0.012, 0.022, 9 + i))
    share = np.clip(0.22 + 0.06 * cloud - 0.18 * hairlines, 0, 1)
    return Skin(mix(tones[0], tones[1], share))


@material("laminate", "speck", roughness=0.5)
def laminate(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Pressed laminate: a plain tone under a fine pebbled lacquer, the faintest speckle. Tones: laminate, speck."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 35)
    pebble = detail(u / 0.05, v / 0.05, 0.07, 1) + 0.6 * detail(u / 0.021, v / 0.023, 0.03, 2)
    speck = smoothstep(0.8, 1.2, detail(u / 0.04, v / 0.045, 0.06, 3))
    tone = np.clip(0.12 + 0.5 * speck + 0.025 * noise.fractal(u, v, 0.5, 2, footprint, 4), 0, 1)
    return Skin(mix(tones[0], tones[1], tone), np.float32(0.0007) * pebble)


@material("rubber", "fleck", "second fleck", roughness=0.85)
def rubber(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """The rubber of a gym's floor: pressed granules, some of them coloured. Tones: rubber, fleck, second fleck."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 19)
    u, v = u + 0.05 * noise(u / 0.16, v / 0.16, 1), v + 0.05 * noise(u / 0.16, v / 0.16, 2)
    grain = noise.points(u / 0.19, v / 0.19, 3)
    seen = fade(footprint, 0.16)
    dent = seen * (1 - smoothstep(0.0, 0.25, grain.second - grain.first) - np.float32(0.25))
    grit = detail(x / 0.03, z / 0.03, 0.05, 5)
    shade = 1 + 0.16 * seen * (grain.number - np.float32(0.5)) - 0.28 * dent + 0.07 * grit
    floor = flat(tones[0], x.shape) * shade[..., None]
    for i in range(2):
        chips = noise.points(u / 0.55 + 0.37 * i, v / 0.55, 6 + i)
        floor = mix(floor, tones[1 + i] * (1 + 0.1 * grit)[..., None], _chips(chips, 0.55, footprint, 0.3, 0.34))
    return Skin(floor, -0.01 * dent + 0.0015 * grit)


def _chips(near: Points, cell: float, footprint: Floats, radius: float, share: float) -> Floats:
    """Coverage 0–1 by chips of up to `radius` cells in a `share` of the cells of `cell` cm; its mean where too fine."""
    reach = np.float32(radius) * np.clip(1 - near.number / np.float32(share), 0, 1) ** np.float32(0.5)
    blurred = np.hypot(reach, footprint * np.float32(0.7 / cell)) + np.float32(1e-6)
    edge = np.clip(footprint * np.float32(0.7 / cell) / blurred, 0.06, 1)
    cover = (reach / blurred) ** 2 * (1 - smoothstep(-1.0, 1.0, (near.first / blurred - 1) / edge))
    mean = np.float32(0.5 * np.pi * radius**2 * share)
    return mean + fade(footprint, 1.1 * cell) * (cover - mean)


def _flecks(x: Floats, z: Floats, footprint: Floats, noise: Noise) -> Floats:
    """Bark and shive left in recycled pulp: small dark bits 0–1, longer than wide, far apart."""
    u, v = turned(x + 0.06 * noise(x / 0.13, z / 0.13, 15), z + 0.06 * noise(x / 0.13, z / 0.13, 16), 22)
    return _chips(noise.points(u / 0.75, v / 0.4, 17), 0.5, footprint, 0.11, 0.26)


def _pulp(x: Floats, z: Floats, footprint: Floats, noise: Noise) -> tuple[Floats, Floats]:
    """Fibres that lie all ways, mostly along x, and the cloudiness of the sheet; both of mean 0."""
    detail = Detail(noise, footprint)
    bend = 0.03 * noise(x / 0.4, z / 0.4, 1)
    fibres = np.zeros(x.shape, np.float32)
    for i, angle in enumerate((3, 31, -38, 78)):
        u, v = turned(x, z + bend, angle)
        hair = detail(u / 0.13, v / 0.0085, 0.016, 2 + i)
        fibres += 0.9 * hair * np.abs(hair) + 0.3 * detail(u / 0.3, v / 0.045, 0.08, 6 + i)
    return fibres, noise.fractal(*turned(x, z, 31), 0.35, 2, footprint, 10)
