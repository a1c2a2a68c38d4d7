"""What lies under the open sky: loose ground, what grows on it, water in its three states."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.materials.field import bent, mosaic, rough, seen, spots, turned
from pipelines.studio.materials.kit import Skin, material, mix
from pipelines.studio.noise import Noise, Points, smoothstep


@material("ground", "dark", "light", roughness=0.95)
def sand(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Dry sand: grains of half a millimetre in three tones, soft hollows, ripples that wander and die away."""
    wide = rough(noise, x, z, 34, footprint, octaves=3)
    soft = rough(noise, x, z, 2.2, footprint, 10, gain=0.5)
    phase = (z + 0.25 * x) / 7.5 + 0.8 * noise(x / 37, z / 29, 40) + 0.22 * noise(x / 11, z / 9, 41)
    lean = np.sin(6.2832 * phase + 0.7 * np.sin(6.2832 * phase))
    ripple = lean * (0.35 + 0.65 * smoothstep(-0.7, 0.4, noise(x / 52, z / 44, 42))) * seen(footprint, 5)
    grit = rough(noise, x, z, 0.19, footprint, 30, gain=0.85)
    grains, clear = mosaic(noise, x, z, 0.05, footprint, 3)
    second, crisp = mosaic(noise, x, z, 0.032, footprint, 4)
    dark = smoothstep(0.8, 0.9, grains.number) - 0.15
    light = smoothstep(0.75, 0.9, second.number) - 0.175
    speck = np.clip(spots(noise, x, z, 0.26, footprint, 0.4, (0.012, 0.045), 6), 0, 1)
    shade = 1 - 0.45 * speck + 0.05 * wide + 0.05 * soft + 0.09 * grit + 0.04 * ripple
    shade += 0.22 * clear * (0.45 - grains.first) + 0.1 * crisp * (0.45 - second.first)
    damp = 0.25 + 0.1 * wide + 0.06 * soft - 0.08 * ripple + 0.1 * grit + 0.6 * clear * dark
    dust = mix(tones[0], tones[1], np.clip(damp, 0, 1))
    dust = mix(dust, tones[2], np.clip(0.15 + 0.5 * crisp * light, 0, 1)) * shade[..., None]
    relief = 0.4 * ripple + 0.35 * wide + 0.04 * soft + 0.004 * grit - 0.014 * seen(footprint, 0.08) * grains.first
    return Skin(np.clip(dust, 0, 1), relief - 0.006 * seen(footprint, 0.05) * second.first)


@material("stone", "light stone", "dark stone", "gap", roughness=0.55)
def pebbles(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Water-worn pebbles of 1–5 cm, heaped over one another, some with a vein."""
    fine = rough(noise, x, z, 0.5, footprint, 20, gain=0.6)
    top = np.full(x.shape, -0.9, np.float32)
    below, number = top.copy(), np.zeros(x.shape, np.float32)
    for i, cell in enumerate([1.5, 2.2, 2.9, 3.8, 5.2]):
        u, v = turned(x, z, 0.5 + 1.7 * i)
        places = noise.points(u / np.float32(cell), v / np.float32(cell), 10 * i, 0.85)
        height = _pebble(places, cell, footprint)
        number = np.where(height > top, places.number, number)
        below = np.maximum(below, np.minimum(top, height))
        top = np.maximum(top, height)
    dust, crisp = mosaic(noise, x, z, 0.05, footprint, 3)
    own = [noise.cell(4999 * number, 0 * number, i) for i in range(3)]
    band = noise((x * own[0] + z * own[1]) * 1.3 + 60 * number, 9 * number + 0 * x, 50)
    vein = np.exp(-((band / 0.16) ** 2)) * (own[2] > 0.72) * seen(footprint, 0.5)
    clear = seen(footprint, 2.5)
    pale, dark = np.maximum(1.6 * own[0] - 0.8, 0), np.maximum(0.75 - 2.2 * own[0], 0)
    stone = mix(tones[0], tones[1], 0.2 + clear * (pale - 0.2))
    stone = mix(stone, tones[2], 0.13 + clear * (dark - 0.13))
    shade = 1 + 0.09 * fine + 0.12 * crisp * (dust.number - 0.5) + 0.16 * clear * (own[1] - 0.5)
    stone = mix(stone, tones[1], 0.5 * vein) * shade[..., None]
    touch = 0.42 * np.exp((below - top) / (0.09 + 0.5 * footprint))
    mean = np.float32(0.22)
    open_ = mean + seen(footprint, 2.4) * (np.maximum(smoothstep(0.0, -1.0, top), touch) - mean)
    relief = 0.8 * np.maximum(top, -0.7) * seen(footprint, 2.5) + 0.004 * fine
    gap = (0.94 * open_).astype(np.float32, copy=False)
    return Skin(np.clip(mix(stone, tones[3], gap), 0, 1), relief)


def _pebble(places: Points, cell: float, footprint: Floats) -> Floats:
    """Height in cm of a worn, slightly oblong stone at each of the scattered points; sunk where there is none."""
    turn = 6.2832 * places.number
    c, s = np.cos(17 * turn), np.sin(17 * turn)
    a, b = c * places.du + s * places.dv, (c * places.dv - s * places.du) * (1.15 + 0.4 * np.sin(5 * turn))
    size = 0.44 + 0.12 * np.cos(11 * turn)
    far = (np.abs(a) ** 2.3 + np.abs(b) ** 2.3) / size**2.3
    crowd = smoothstep(0, 0.3, places.second - places.first)
    dome = np.maximum(1 - far, 0) ** 0.4 * crowd
    lift = 0.35 * np.sin(29 * turn)
    crown = cell * (0.36 * dome - 0.36 + 0.5 * lift)
    rim = smoothstep(0, 1, 0.43 * cell * size * (1 - far) / (0.1 + 1.2 * np.minimum(footprint, 0.12))) * crowd
    return (rim * (crown + 1) - 1).astype(np.float32)


@material("blade", "tip", "shade", roughness=0.8)
def grass(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Short turf: blades lying every way over one another, paler where they stand high, dark between."""
    wide = rough(noise, x, z, 28, footprint, octaves=4)
    u, v = x + 0.3 * noise(x / 3, z / 3, 60), z + 0.3 * noise(x / 3, z / 3, 61)
    top = np.zeros(x.shape, np.float32)
    mood = np.zeros(x.shape, np.float32)
    crest = np.zeros(x.shape, np.float32)
    for i in range(8):
        height, number, ridge = _blades(noise, *turned(u, v, 0.3 + 2.4 * i), 10 * i)
        over = height > top
        top, mood, crest = (np.where(over, new, old) for new, old in ((height, top), (number, mood), (ridge, crest)))
    clear = seen(footprint, 0.35)
    own = clear * (noise.cell(997 * mood, 0 * mood) - 0.5)
    rise = clear * (top - 0.62)
    tip = np.clip(0.31 + 0.7 * own + 0.5 * rise + 0.14 * wide + 0.12 * clear * crest, 0, 1)
    leaf = mix(tones[0], tones[1], tip)
    deep = np.clip(0.213 - 1.35 * rise, 0, 1) + 0.1 * np.clip(wide, 0, 1)
    relief = (0.22 * rise + 0.03 * crest * clear) * clear + 0.3 * wide
    return Skin(mix(leaf, tones[2], np.clip(deep, 0, 1)), relief)


def _blades(noise: Noise, u: Floats, v: Floats, octave: int) -> tuple[Floats, Floats, Floats]:
    """One layer of tapering blades, 3 mm wide and 2–3 cm long: height 0–1, number, and the fold along the middle."""
    places = noise.points(u / np.float32(1.5), v / np.float32(0.3), octave, 0.95)
    side = places.dv + (2.4 * places.number - 1.2) * places.du + (places.number - 0.5) * 2 * places.du**2
    width = 0.42 * np.clip(1.1 - 1.5 * np.abs(places.du), 0, 1)
    inside = np.clip(1 - np.abs(side) / np.maximum(width, 1e-3), 0, 1)
    rank = 0.3 + 0.7 * (places.number * 61 % 1)
    height = rank * (0.75 + 0.5 * places.du) * smoothstep(0, 0.35, inside)
    return height, places.number, inside


@material("snow", "shade", roughness=0.9)
def snow(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Fresh snow: soft drifts, a granular crust, single crystals that catch the light."""
    drift = rough(noise, x, z, 40, footprint, octaves=4, gain=0.4)
    lump = rough(noise, x, z, 2.4, footprint, 10, 3, 0.5)
    grit = rough(noise, x, z, 0.3, footprint, 20, gain=0.62)
    flakes, clear = mosaic(noise, x, z, 0.07, footprint, 3)
    shade = 0.3 + 0.16 * drift + 0.12 * lump + 0.16 * grit + 0.5 * clear * (flakes.first - 0.42)
    white = mix(tones[0], tones[1], np.clip(shade, 0, 1))
    glint = spots(noise, x, z, 0.35, footprint, 0.3, (0.008, 0.022), 5)
    relief = 0.9 * drift + 0.05 * lump + 0.008 * grit - 0.009 * flakes.first * seen(footprint, 0.11)
    return Skin(np.clip(white + (0.3 * np.clip(glint, 0, 1))[..., None] * (1 - white), 0, 1), relief)


@material("moss", "tip", "deep", roughness=0.95)
def moss(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Cushion moss: plump mounds pressed together, each a crowd of tiny stars of leaves."""
    bend = rough(noise, x, z, 2.9, footprint, 10, 4, 0.6)
    mounds = noise.points((x + 0.6 * bend) / np.float32(2.6), (z - 0.6 * bend) / np.float32(2.6), 1)
    dome = seen(footprint, 2.5) * (smoothstep(0.75, 0.0, mounds.first) - 0.45)
    mound = np.tanh(bend + dome)
    tuft, star = _stars(noise, x, z, 0.2, 3)
    second, other = _stars(noise, x + 0.31, z + 0.17, 0.13, 4)
    clear = seen(footprint, 0.2)
    frond = clear * (np.maximum(tuft, 0.85 * second) - 0.46)
    wide = rough(noise, x, z, 20, footprint, 30, 4, 0.6)
    tip = 0.2 + 0.13 * mound + 0.5 * frond + 0.13 * wide + 0.3 * clear * (np.maximum(star, other) - 0.67)
    deep = 0.36 - 0.55 * frond - 0.15 * mound - 0.1 * wide
    leaf = mix(mix(tones[0], tones[1], bent(tip)), tones[2], np.clip(deep, 0, 0.95))
    return Skin(leaf, 0.4 * mound + 0.09 * frond + 0.3 * wide)


def _stars(noise: Noise, x: Floats, z: Floats, cell: float, octave: int) -> tuple[Floats, Floats]:
    """Rosettes of six leaves, one a cell of `cell` cm: their height 0–1 and number."""
    places = noise.points(x / np.float32(cell), z / np.float32(cell), octave, 0.95)
    turn = np.arctan2(places.dv, places.du) * 6 + 40 * places.number
    reach = 0.52 + 0.2 * np.cos(turn)
    height = np.clip(1 - places.first / reach, 0, 1) ** np.float32(0.7)
    return height.astype(np.float32, copy=False), places.number


@material("deep", "shallow", roughness=0.05)
def water(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Calm water: the colour of its depth, the bright net of its ripples on the bottom; they are in the relief."""
    drift = rough(noise, x, z, 60, footprint, octaves=3)
    u, v = x + 1.5 * noise(x / 13, z / 13, 50), z + 1.5 * noise(x / 13, z / 13, 51)
    swell = noise(u / 21, v / 8.5, 10) * seen(footprint, 8.5)
    a, b = turned(u, v, 0.5)
    cross = noise(a / 9, b / 4.1, 11) * seen(footprint, 4.1)
    c, d = turned(u, v, -0.6)
    fine = noise(c / 4, d / 2.1, 12) * seen(footprint, 2.1) + 0.3 * noise(a / 1.6, b / 1.0, 13) * seen(footprint, 1.0)
    relief = np.float32(0.16) * swell + np.float32(0.07) * cross + np.float32(0.022) * fine
    light = 0.3 + 0.06 * drift + 0.05 * swell + 0.03 * cross + 0.5 * _net(noise, u, v, footprint)
    return Skin(mix(tones[0], tones[1], bent(light)), relief)


def _net(noise: Noise, x: Floats, z: Floats, footprint: Floats) -> Floats:
    """The bright net that ripples cast on the bottom; mean about 0."""
    total = np.zeros(x.shape, np.float32)
    for i, cell in enumerate([7.0, 4.3]):
        bend = noise(x / 3.1, z / 3.1, 70 + i), noise(x / 3.1, z / 3.1, 80 + i)
        cells = noise.points((x + bend[0]) / np.float32(cell), (z + bend[1]) / np.float32(cell), 70 + i)
        width = 0.06 + 0.3 * footprint / cell
        line = 1 / (1 + (cells.second - cells.first) / width) - width / (width + 0.18)
        focus = 0.6 + 0.4 * np.tanh(2 * noise(x / 19, z / 19, 90 + i))
        total += line * focus * np.sqrt(0.06 / width) * seen(footprint, 0.5 * cell)
    return total


@material("earth", "dry", "stone", roughness=0.95)
def earth(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Garden soil: crumbs upon crumbs, dark in the hollows, drier on top, a few small stones."""
    bend = rough(noise, x, z, 1.6, footprint, 10, 5, 0.6)
    height = 0.5 * rough(noise, x, z, 9, footprint, 20, 3)
    hollow = np.zeros_like(bend)
    for i, cell in enumerate([2.1, 0.95, 0.42, 0.18, 0.08]):
        u, v = turned(x + 0.25 * cell * bend, z - 0.25 * cell * bend, 0.4 + 1.3 * i)
        crumb = noise.points(u / np.float32(cell), v / np.float32(cell), 30 + i)
        size = np.clip(crumb.number * 3 % 1, 0.2, 1)
        dome = size * np.clip(1 - (crumb.first / 0.62) ** 2, 0, 1) * smoothstep(-0.1, 0.12, crumb.second - crumb.first)
        dome = (dome - 0.23) * seen(footprint, 1.4 * cell)
        height += 0.4 * cell * dome
        hollow -= (0.7 if i else 0.35) * dome
    grit = rough(noise, x, z, 0.25, footprint, 50, gain=0.6)
    stone = np.clip(spots(noise, x + 0.05 * bend, z, 2.6, footprint, 0.3, (0.08, 0.4), 8), 0, 1)
    dry = 0.35 + 0.2 * rough(noise, x, z, 24, footprint, 60, 4, 0.6) - 0.5 * hollow + 0.2 * grit
    soil = mix(tones[0], tones[1], bent(dry)) * np.clip(1 - 0.55 * hollow, 0.25, 1.2)[..., None]
    soil = mix(soil, tones[2] * (1 + 0.1 * bend)[..., None], 0.85 * stone)
    return Skin(np.clip(soil, 0, 1), height + 0.012 * grit + 0.15 * stone)


@material("ice", "deep", "crack", roughness=0.08)
def ice(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Clear ice: dark and blue in its depth, veiled with cloud, crossed by cracks, strung with bubbles."""
    bend = rough(noise, x, z, 6, footprint, 10, 6, 0.5)
    cloud = rough(noise, x + 2 * bend, z - 2 * bend, 24, footprint, 20, 5, 0.6)
    crack = np.zeros_like(bend)
    for i, cell in enumerate([31.0, 13.0, 5.0]):
        u, v = turned(x + (0.5 - 0.16 * i) * bend, z + (0.4 - 0.13 * i) * bend, 0.7 + 1.9 * i)
        line, sheet = _cracks(noise, u, v, cell, footprint, 40 + i)
        crack += (1 - 0.36 * i) * (0.75 * line + sheet * (0.28 + 0.2 * cloud))
    bubble = spots(noise, x, z, 0.8, footprint, 0.4, (0.015, 0.11), 50) * smoothstep(-0.2, 0.9, cloud)
    frost = rough(noise, x, z, 0.5, footprint, 30, gain=0.6)
    depth = bent(0.5 - 0.2 * cloud + 0.05 * frost)
    body = mix(tones[0], tones[1], depth)
    veil = np.clip(crack + 0.5 * bubble + 0.05 * frost, 0, 1)
    return Skin(mix(body, tones[2], 0.85 * veil), 0.05 * rough(noise, x, z, 16, footprint, 60, 3) + 0.0008 * frost)


def _cracks(noise: Noise, x: Floats, z: Floats, cell: float, footprint: Floats, octave: int) -> tuple[Floats, Floats]:
    """Cracks around plates of `cell` cm: where they meet the surface, and how they slope away under some plates."""
    plates = noise.points(x / np.float32(cell), z / np.float32(cell), octave)
    gap = (plates.second - plates.first) * np.float32(cell)
    clear = seen(footprint, 0.6 * cell)
    width = np.hypot(0.03, 0.8 * footprint)
    sheet = np.exp(-gap / np.float32(0.09 * cell)) * smoothstep(0, 1.5, gap / footprint) * (plates.number > 0.45)
    return clear * np.exp(-((gap / width) ** 2)) * 0.03 / width, clear * sheet
