"""Natural stone, cut and polished or split, and its man-made relatives."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.materials.field import accent, bent, mosaic, rough, seen, spots, turned
from pipelines.studio.materials.kit import Skin, material, mix
from pipelines.studio.noise import Noise, smoothstep

_KINDS = np.float32(0.5), np.float32(0.25)  # shares of terrazzo's chips not of the first kind, and of the third


@material("ground", "cloud", "vein", roughness=0.16)
def marble(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Polished marble: drifting clouds, long veins that swell and fade, fine ones between, a sugary grain."""
    wide = rough(noise, x, z, 12, footprint, octaves=2)
    fine = rough(noise, x, z, 2.6, footprint, 5, gain=0.55)
    u = x + 2.0 * wide
    v = z + 1.0 * rough(noise, x, z, 8, footprint, 19, 2) + 0.3 * fine
    u, v = turned(u, v, 0.6)
    field = noise(u / 75, v / 13, 42) + 0.25 * noise(u / 24, v / 5.5, 43) + 0.02 * fine
    presence = smoothstep(-0.8, 0.8, noise(u / 48, v / 17, 40) + 0.2 * wide)
    main = _vein(field, 0.008 + 0.05 * presence * presence, 9, footprint) * (0.15 + 0.85 * presence)
    haze = np.exp(-((field / 0.3) ** 2)) * presence
    branch = _vein(noise(u / 30, v / 6, 44) + 0.03 * fine, 0.02, 6, footprint)
    branch *= smoothstep(-0.5, 0.9, field + 0.7 * wide)
    drift = rough(noise, u, 2.2 * v, 26, footprint, 34, 4)
    grains, clear = mosaic(noise, x + 0.02 * fine, z, 0.07, footprint, 7)
    cloud = 0.3 + 0.3 * np.tanh(1.1 * drift) + 0.1 * fine + 0.38 * haze + 0.5 * clear * accent(grains.number)
    stone = mix(tones[0], tones[1], bent(cloud))
    return Skin(mix(stone, tones[2], np.clip(0.6 * main * (1 + 0.25 * fine) + 0.34 * branch, 0, 0.8)))


def _vein(field: Floats, width: Floats | float, cell: float, footprint: Floats) -> Floats:
    """A line along the zero crossings of a field; when thinner than a pixel sees, it pales instead of vanishing."""
    line = np.sqrt(width**2 + (1.1 * footprint / cell) ** 2)
    across = 1 + (field / line) ** 2
    return (width / line) / (across * np.sqrt(across))


@material("ground", "band", "pore", roughness=0.4)
def travertine(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Honed travertine cut across its beds: wavering layers, and pores drawn out along them."""
    x, z = turned(x, z, 0.16)
    fine = rough(noise, x, z, 1.1, footprint, 20, gain=0.6)
    v = z + 2.6 * rough(noise, 0.4 * x, z, 19, footprint, octaves=4) + 0.22 * noise(x / 3.1, z / 1.7, 9) + 0.05 * fine
    layer = noise(x / 70, v / 4.6, 10) + 0.6 * noise(x / 34, v / 1.5, 11) * seen(footprint, 1.5)
    layer += 0.4 * noise(x / 13, v / 0.5, 12) * seen(footprint, 0.5)
    layer += 0.25 * noise(x / 4, v / 0.16, 13) * seen(footprint, 0.16)
    open_ = smoothstep(-0.4, 0.7, noise(x / 40, v / 2.4, 14) + 0.5 * noise(x / 9, v / 3.1, 15))
    u, w = x + np.float32(0.28) * fine, np.float32(3.4) * v + np.float32(0.2) * fine
    pore = spots(noise, u, w, 1.7, footprint, 0.5, (0.05, 0.5), 16) * open_
    pore += 0.5 * spots(noise, np.float32(1.3) * u, w, 0.42, footprint, 0.3, (0.02, 0.14), 17) * (0.25 + 0.75 * open_)
    pore = np.clip(pore, 0, 1)
    tint = 0.42 + 0.27 * layer + 0.12 * rough(noise, x, z, 17, footprint, 30, 5, 0.6) + 0.08 * fine
    stone = mix(tones[0], tones[1], bent(tint))
    return Skin(mix(stone, tones[2], 0.7 * pore), -0.016 * pore + 0.0006 * fine)


@material("ground", "cloud", "fossil", roughness=0.55)
def limestone(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Honed limestone: even and fine, softly mottled, sown with grains of shell and small voids."""
    wide = rough(noise, x, 1.5 * z, 26, footprint, octaves=3)
    fine = rough(noise, x, z, 1.6, footprint, 10, gain=0.62)
    grains, clear = mosaic(noise, x + 0.02 * fine, z, 0.06, footprint, 3)
    cloud = 0.42 + 0.17 * wide + 0.14 * fine + 0.3 * clear * (grains.number - 0.5)
    cloud += 0.1 * rough(noise, x, z, 0.13, footprint, 40, gain=0.9)
    shell = np.zeros_like(wide)
    for i in range(2):
        u, v = turned(x + 0.05 * fine, z, 0.5 + 1.4 * i)
        shell += spots(noise, u, 2.6 * v, 1.0, footprint, 0.4, (0.03, 0.26), 20 + i)
    void = spots(noise, x + 0.04 * fine, z, 0.9, footprint, 0.25, (0.008, 0.05), 30)
    stone = mix(mix(tones[0], tones[1], bent(cloud)), tones[2], 0.42 * np.clip(shell, 0, 1))
    return Skin(stone * (1 - 0.45 * void)[..., None], 0.0012 * fine - 0.02 * void)


@material("ground", "streak", "rust", roughness=0.6)
def slate(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Riven slate: thin sheets broken away in ragged terraces, faint streaks, a breath of rust."""
    u, v = turned(x, z, 0.5)
    fine = rough(noise, u, 1.8 * v, 0.7, footprint, 20, gain=0.55)
    rise = 2.6 * rough(noise, u, 1.5 * v, 15, footprint, octaves=5, gain=0.42) + 0.05 * fine
    level = np.floor(rise)
    part = rise - level
    edge = smoothstep(0.8, 1.0, part) + 0.12 * part
    step = level + part + seen(footprint, 1.2) * (edge - part)
    sheet = noise.cell(level, np.zeros_like(level), 3) - 0.5
    sheet *= seen(footprint, 2.5) * (1 - smoothstep(0.8, 1.0, part)) * smoothstep(0, 0.1, part)
    streak = 0.4 + 0.16 * noise(u / 9, v / 1.3, 7) * seen(footprint, 1.3) + 0.2 * fine + 0.25 * sheet
    streak += 0.2 * rough(noise, u, v, 24, footprint, 12, 3)
    rust = smoothstep(0.6, 2.2, rough(noise, u, v, 11, footprint, 30, 5, 0.6))
    stone = mix(mix(tones[0], tones[1], bent(streak)), tones[2], 0.35 * rust)
    return Skin(stone, 0.1 * step + 0.006 * fine)


@material("feldspar", "quartz", "mica", roughness=0.18)
def granite(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Polished granite: interlocked crystals of feldspar and quartz, flakes of mica in loose clusters."""
    fine = rough(noise, x, z, 0.3, footprint, 20, gain=0.6)
    u = x + 0.035 * noise(x / 0.31, z / 0.31, 1) + 0.012 * fine
    v = z + 0.035 * noise(x / 0.31, z / 0.31, 2) - 0.012 * fine
    large, whole = mosaic(noise, u, v, 0.6, footprint, 3)
    small, clear = mosaic(noise, u, 1.25 * v, 0.24, footprint, 4)
    tiny, tiny_clear = mosaic(noise, x, z, 0.1, footprint, 5)
    glassy = 0.34 + whole * (smoothstep(0.62, 0.68, large.number) - 0.34)
    glassy = glassy + 0.35 * clear * (small.number - 0.5) * (1 - glassy)
    cluster = 0.15 * (1 + 0.8 * noise(x / 1.7, z / 1.7, 6) * seen(footprint, 1.7))
    dark = 0.15 + clear * (smoothstep(-0.02, 0.02, cluster - small.number) - 0.15)
    dark += 0.5 * tiny_clear * (smoothstep(0.84, 0.9, tiny.number) - 0.13)
    flake = (0.92 * np.clip(dark, 0, 1) * (1 - 0.12 * fine)).astype(np.float32, copy=False)
    own = [noise.cell(499 * large.number, 0 * large.number, i) - 0.5 for i in range(3)]
    shade = 1 + whole * (0.2 * own[0] + 0.35 * (own[1] * large.du + own[2] * large.dv)) + 0.1 * fine
    shade += 0.04 * rough(noise, x, z, 14, footprint, 40, 3)
    stone = mix(tones[0], tones[1], bent(glassy + 0.06 * fine)) * shade[..., None]
    return Skin(np.clip(mix(stone, tones[2], flake), 0, 1))


@material("ground", "chip", "second chip", "third chip", roughness=0.22)
def terrazzo(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Polished terrazzo: broken marble of several sizes in a fine cement."""
    fine = rough(noise, x, z, 0.35, footprint, 20, gain=0.6)
    cement = 1 + 0.05 * fine + 0.05 * rough(noise, x, z, 22, footprint, 30, 3)
    dust, clear = mosaic(noise, x, z, 0.045, footprint, 2)
    picture = tones[0] * (cement + 0.14 * clear * (dust.number - 0.5))[..., None]
    stain = rough(noise, x, z, 1.1, footprint, 40, 4)
    for i, (cell, share) in enumerate([(0.3, 0.55), (0.62, 0.5), (1.25, 0.5), (2.3, 0.36)]):
        u, v = turned(x, z, 0.4 + 1.3 * i)
        cover, mood, second, third = _chips(noise, u + 0.02 * fine, v + 0.015 * fine, cell, share, footprint, 8 * i)
        body = 1 + 0.16 * mood + 0.05 * fine + 0.05 * stain
        colour = mix(mix(tones[1], tones[2], second), tones[3], third) * body[..., None]
        picture = mix(picture, colour, cover)
    return Skin(np.clip(picture, 0, 1))


def _chips(
    noise: Noise, x: Floats, z: Floats, cell: float, share: float, footprint: Floats, octave: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Angular chips in a `share` of the cells: coverage, mood (−1…1), and whether of the second or the third kind."""
    places = noise.points(x / np.float32(cell), z / np.float32(cell), octave, 0.8)
    own = [noise.cell(7919 * places.number, 0 * places.number, octave + i) for i in range(6)]
    a, b = places.du, places.dv
    size = 0.26 + 0.3 * own[0]
    c, s = np.cos(6.28 * own[1]), np.sin(6.28 * own[1])
    a, b = c * a + s * b, (c * b - s * a) * (1 + 0.9 * own[2])
    side = np.maximum(np.maximum(a - 0.3 * (own[2] - 0.5), b), np.maximum(-a, -b - 0.25 * (own[3] - 0.5)))
    side = np.maximum(side, 0.71 * (a + b) + 0.22 * (own[3] - 0.5) - 0.06)
    side = np.maximum(side, 0.8 * a - 0.6 * b + 0.25 * (own[4] - 0.6) - 0.06)
    depth = np.minimum(size - side, 0.55 * (places.second - places.first) - 0.04) * np.float32(cell)
    inside = (own[5] < share) * smoothstep(-0.5, 0.5, depth / (0.02 * cell + footprint))
    mean, clear = np.float32(0.36 * share), seen(footprint, 1.1 * cell)
    second, third = (over + clear * ((own[3] < over).astype(np.float32) - over) for over in _KINDS)
    return mean + clear * (inside - mean), clear * (np.float32(2) * own[4] - np.float32(1)), second, third


@material("ground", "grain", "fleck", roughness=0.2)
def quartz(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Engineered quartz: crushed grains packed in resin, evenly scattered, with a few darker flecks."""
    fine = rough(noise, x, z, 0.2, footprint, 20, gain=0.6)
    u, v = x + 0.03 * fine, z - 0.02 * fine
    large, clear = mosaic(noise, u, v, 0.21, footprint, 1)
    small, sharp = mosaic(noise, u, v, 0.08, footprint, 2)
    grain = 0.4 + 0.75 * clear * accent(large.number) + 0.5 * sharp * (small.number - 0.5) + 0.1 * fine
    grain += 0.08 * rough(noise, x, z, 18, footprint, 30, 3)
    fleck = spots(noise, u + 0.03 * fine, v, 0.55, footprint, 0.4, (0.015, 0.09), 3)
    stone = mix(tones[0], tones[1], bent(grain))
    return Skin(mix(stone, tones[2], 0.7 * np.clip(fleck, 0, 1)))
