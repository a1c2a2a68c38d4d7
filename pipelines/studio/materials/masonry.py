"""What is poured, trowelled, painted or laid: floors and walls."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.materials.field import accent, bent, block, joint, mosaic, rough, seen, spots, strokes
from pipelines.studio.materials.kit import Skin, material, mix
from pipelines.studio.noise import Noise, smoothstep


@material("ground", "cloud", roughness=0.75)
def concrete(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Poured concrete, floated smooth: drifting stains, a sandy skin, pinholes and a few larger voids."""
    wide = rough(noise, x + 4 * noise(x / 21, z / 21, 50), z, 38, footprint, octaves=4, gain=0.6)
    mid = rough(noise, x, z, 4.5, footprint, 10, 4, 0.6)
    fine = rough(noise, x, z, 0.5, footprint, 20, gain=0.65)
    streak, mood = strokes(noise, x, z, 19, 0.7, footprint, 0.9, 30)
    sand, clear = mosaic(noise, x, z, 0.045, footprint, 3)
    stain = 0.45 + 0.19 * wide + 0.14 * mid + 0.09 * fine + 0.1 * streak + 0.1 * mood
    stain += 0.35 * clear * accent(sand.number)
    u, v = x + 0.05 * fine, z + 0.05 * mid - 0.03 * fine
    pit = spots(noise, u, v, 2.3, footprint, 0.5, (0.02, 0.19), 40)
    pit += spots(noise, u, v, 0.7, footprint, 0.3, (0.012, 0.04), 41)
    pit = np.clip(pit, 0, 1)
    skin = mix(tones[0], tones[1], bent(stain)) * (1 - 0.5 * pit)[..., None]
    return Skin(skin, 0.0025 * fine + 0.004 * mid + 0.002 * streak - 0.05 * pit)


@material("ground", "cloud", roughness=0.5)
def plaster(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Fine plaster, closed with a steel trowel: soft clouds, and here and there a stroke that shows."""
    wide = rough(noise, x, z, 34, footprint, octaves=3, gain=0.55)
    mid = rough(noise, x, z, 7, footprint, 10, 4, 0.6)
    fine = rough(noise, x, z, 0.9, footprint, 20, gain=0.62)
    u, v = x + 2.2 * mid + 1.5 * wide, z + 1.1 * noise(x / 9, z / 9, 61)
    streak, mood = strokes(noise, u, v, 23, 0.8, footprint, 1.5, 30)
    shown = smoothstep(-0.35, 1.1, noise(x / 26, z / 26, 62) + 0.3 * mid)
    cloud = 0.45 + 0.17 * wide + 0.09 * mid + shown * (0.15 * mood + 0.07 * streak) + 0.07 * fine
    height = shown * (0.018 * mood + 0.005 * streak) + 0.008 * mid + 0.0016 * fine
    return Skin(mix(tones[0], tones[1], bent(cloud)), height)


@material("ground", "cloud", roughness=0.85)
def limewash(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Limewash brushed on crosswise over a smooth wall: soft clouds, and bristles that show through them."""
    cloud = rough(noise, x, z, 42, footprint, octaves=4, gain=0.6)
    fine = rough(noise, x, z, 1.2, footprint, 20, gain=0.68)
    x, z = x + 1.5 * cloud, z + 0.5 * noise(x / 9, z / 9, 60)
    first, mood = strokes(noise, x, z, 24, 0.7, footprint, 1.1, 30)
    second, other = strokes(noise, 0.7 * (x + z), 0.7 * (z - x), 19, 0.5, footprint, 1.1, 40)
    tone = 0.45 + 0.2 * cloud + 0.11 * first + 0.1 * second + 0.17 * mood + 0.15 * other + 0.1 * fine
    return Skin(mix(tones[0], tones[1], bent(tone)), 0.0025 * (first + second) + 0.002 * fine)


@material("brick", "burnt", "mortar", roughness=0.85)
def brick(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Stock bricks of 21.5 × 6.5 cm in running bond, joints of 1 cm of sandy mortar."""
    fine = rough(noise, x, z, 0.6, footprint, 20, gain=0.62)
    wavy = rough(noise, x, z, 3.2, footprint, 10, 4)
    row = np.floor(z / np.float32(7.5))
    along = x / np.float32(22.5) + 0.5 * row
    own = [noise.cell(along, row, i) for i in range(4)]
    a = (along - np.floor(along) - 0.5) * 22.5 + 0.3 * (own[0] - 0.5)
    b = z - (row + 0.5) * 7.5 + 0.25 * (own[1] - 0.5) + a * 0.02 * (own[2] - 0.5)
    depth = block(a, b, (10.75, 3.25), 0.35) + 0.1 * wavy + 0.025 * fine
    mean = np.float32(0.83)
    face = mean + seen(footprint, 4) * (1 - joint(depth, 0.5, footprint, 0.05) - mean)
    sand, clear = mosaic(noise, x, z, 0.07, footprint, 5)
    burnt = 0.35 + 0.22 * wavy + 0.1 * fine + 0.5 * clear * accent(sand.number)
    burnt += 0.75 * (own[3] - 0.5) * seen(footprint, 14)
    pit = np.clip(spots(noise, x + 0.1 * fine, 1.4 * z, 0.9, footprint, 0.4, (0.02, 0.16), 6), 0, 1) * face
    fired = mix(tones[0], tones[1], bent(burnt)) * (1 - 0.4 * pit)[..., None]
    bed = tones[2] * (0.94 + 0.1 * fine + 0.06 * wavy + 0.35 * clear * accent(sand.number))[..., None]
    cavity = 1 - 0.22 * np.exp(-(((depth + 0.12) / 0.16) ** 2)) * seen(footprint, 0.5)
    relief = 0.35 * smoothstep(-0.25, 0.3, depth) * seen(footprint, 1.4) + (0.012 + 0.01 * face) * fine + 0.02 * wavy
    return Skin(np.clip(mix(bed, fired, face) * cavity[..., None], 0, 1), relief - 0.08 * pit)


@material("glaze", "pool", "grout", roughness=0.12)
def tile(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Glazed ceramic, 10 cm square, set 3 mm apart: pillowed edges, a glaze that pools and waves, fine grout."""
    fine = rough(noise, x, z, 0.5, footprint, 20, gain=0.6)
    p, q = x / np.float32(10), z / np.float32(10)
    own = [noise.cell(p, q, i) for i in range(4)]
    a, b = (p - np.floor(p) - 0.5) * 10, (q - np.floor(q) - 0.5) * 10
    depth = block(a, b, (4.85, 4.85), 0.18) + 0.012 * noise(x / 1.3, z / 1.3, 8)
    mean = np.float32(0.94)
    face = mean + seen(footprint, 10) * (1 - joint(depth, 0.15, footprint) - mean)
    shift = 40 * own[0]
    wave = noise(x / 3.7 + shift, z / 3.7, 4) * seen(footprint, 3.7)
    wave += 0.4 * noise(x / 1.4 + shift, z / 1.4, 5) * seen(footprint, 1.4)
    thin = np.exp(-np.maximum(depth, 0) / 0.16) * seen(footprint, 0.4)
    pool = 0.4 + 0.42 * (own[1] - 0.5) * seen(footprint, 16) + 0.13 * wave + 0.03 * fine - 0.3 * thin
    glaze = mix(tones[0], tones[1], bent(pool))
    sand, clear = mosaic(noise, x, z, 0.035, footprint, 5)
    grout = tones[2] * (1 + 0.07 * fine + 0.2 * clear * (sand.number - 0.5))[..., None]
    lean = (a * (own[2] - 0.5) + b * (own[3] - 0.5)) * 0.008 * seen(footprint, 8)
    body = lean + 0.006 * wave - 0.1 * np.exp(-np.maximum(depth, 0) / 0.12)
    relief = (0.12 * smoothstep(-0.06, 0.06, depth) - 0.12 + body * face) * seen(footprint, 0.6)
    relief += 0.002 * fine * (1 - face)
    return Skin(np.clip(mix(grout, glaze, face), 0, 1), relief)


@material("stone", "cloud", "joint", roughness=0.6)
def stone_slab(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Sawn slabs of 90 × 60 cm with open joints of 5 mm, each slab from another part of the quarry."""
    row = np.floor(z / np.float32(60) + 0.3)
    along = x / np.float32(90) + 0.37 * row + 0.4
    own = [noise.cell(along, row, i) for i in range(4)]
    a = (along - np.floor(along) - 0.5) * 90
    b = z - (row + 0.2) * 60
    u, v = x + 300 * own[0], z + 300 * own[1]
    fine = rough(noise, u, v, 1.3, footprint, 20, gain=0.62)
    wide = rough(noise, u + 3 * noise(u / 14, v / 14, 50), 2.2 * v, 34, footprint, octaves=4)
    bed = noise(u / 40 + 0.3 * wide, (v + 0.4 * u) / 2.6 + 0.8 * wide, 51) * seen(footprint, 2.6)
    grains, clear = mosaic(noise, x, z, 0.06, footprint, 5)
    pit = np.clip(spots(noise, x + 0.06 * fine, z, 1.3, footprint, 0.4, (0.015, 0.1), 6), 0, 1)
    cloud = 0.42 + 0.22 * wide + 0.1 * bed + 0.12 * fine + 0.3 * (own[2] - 0.5) + 0.25 * clear * (grains.number - 0.5)
    depth = block(a, b, (44.75, 29.75), 0.2) + 0.02 * fine
    mean = np.float32(0.986)
    face = mean + seen(footprint, 60) * (1 - joint(depth, 0.25, footprint) - mean)
    stone = mix(tones[0], tones[1], bent(cloud)) * (1 - 0.4 * pit)[..., None]
    relief = 0.35 * smoothstep(-0.25, 0.15, depth) * seen(footprint, 1) + 0.004 * fine - 0.03 * pit
    return Skin(mix(tones[2] * (1 + 0.1 * fine)[..., None], stone, face), relief)
