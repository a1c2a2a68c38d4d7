"""What is woven, knitted, tufted or tanned."""

from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.materials.detail import Detail, turned
from pipelines.studio.materials.kit import Skin, material, mix
from pipelines.studio.noise import Noise, Points, fade, smoothstep


class Weave(NamedTuple):
    """A plain weave; all (h, w), faded to mean 0 where threads are too fine to see."""

    relief: Floats  # in thread widths
    gap: Floats  # how deep between threads, about −0.4…0.6
    slub: Floats  # uneven yarn: mean 0, standard deviation about 0.6


@material("yarn", "slub", roughness=0.9)
def linen(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Washed linen: uneven yarn in a plain weave, soft creases. Tones: yarn, slub."""
    pitch = 0.065
    weave = _weave(x, z, footprint, noise, pitch, 1.0)
    folds = _folds(x, z, 13.0, footprint, noise) * np.float32(0.8) + 0.03 * noise.fractal(x, z, 3.5, 2, footprint, 30)
    tone = 0.38 + 0.3 * weave.slub + 0.08 * noise(x / 31, z / 27, 31)
    cloth = mix(tones[0], tones[1], np.clip(tone, 0, 1.2)) * (1 - 0.42 * weave.gap)[..., None]
    return Skin(cloth, np.float32(pitch) * (0.3 * weave.relief + 0.08 * weave.slub) + folds)


@material("yarn", "fold", roughness=0.9)
def cotton(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Fine even cotton, lying in large soft folds. Tones: yarn, what gathers in the folds."""
    pitch = 0.032
    weave = _weave(x, z, footprint, noise, pitch, 0.35)
    folds = _folds(x, z, 17.0, footprint, noise)
    tone = 0.41 - 0.45 * folds + 0.16 * weave.slub
    cloth = mix(tones[0], tones[1], np.clip(tone, 0, 1)) * (1 - 0.3 * weave.gap)[..., None]
    return Skin(cloth, pitch * 0.3 * weave.relief + 0.8 * folds + 0.025 * noise.fractal(x, z, 5, 2, footprint, 33))


@material("pile", "sheen", roughness=1.0)
def velvet(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Velvet: pile that shimmers where it has been brushed another way. Tones: pile, sheen."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 17)
    warp = noise.fractal(u, v, 9, 3, footprint, 32)
    brushed = noise((u + 1.2 * warp) / 11, (v + 2 * noise(u / 14, v / 14, 36)) / 24, 37)
    crush = detail(u / 0.7 + 0.5 * warp, v / 1.6, 0.9, 40)
    pile = detail(u / 0.014, v / 0.018, 0.022, 38) + detail(u / 0.06, v / 0.1, 0.09, 39)
    folds = _folds(x, z, 24.0, footprint, noise)
    share = 0.25 + 0.14 * np.tanh(1.5 * brushed) + 0.06 * warp + 0.03 * crush + 0.09 * pile - 0.15 * folds
    return Skin(mix(tones[0], tones[1], np.clip(share, 0, 1)), 0.0012 * pile + 0.006 * crush + 0.5 * folds)


@material("wool", "light fibre", roughness=1.0)
def felt(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Pressed felt: matted fibres that lie all ways. Tones: wool, light fibre."""
    detail = Detail(noise, footprint)
    bend = 0.05 * noise(x / 0.37, z / 0.37, 40), 0.05 * noise(x / 0.37, z / 0.37, 41)
    mat = np.zeros(x.shape, np.float32)
    for i, angle in enumerate((8, 52, 101, 149)):
        u, v = turned(x + bend[0], z + bend[1], angle)
        hair = detail(u / 0.19, v / 0.009, 0.017, 42 + i)
        mat += (
            0.7 * hair * np.maximum(hair, -0.3)
            - 0.12 * fade(footprint, 0.012)
            + 0.3 * detail(u / 0.26, v / 0.035, 0.06, 46 + i)
        )
    u, v = turned(x, z, 41)
    cloud = noise.fractal(u, v, 0.5, 2, footprint, 50)
    tone = 0.4 + 0.24 * mat + 0.07 * cloud + 0.05 * noise.fractal(u, v, 12, 2, footprint, 52)
    return Skin(mix(tones[0], tones[1], np.clip(tone, 0, 1)), 0.0012 * mat + 0.007 * cloud)


@material("yarn", "shadow", roughness=0.95)
def knit(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Stockinette knit of wool: columns of V stitches. Tones: yarn, shadow between stitches."""
    detail = Detail(noise, footprint)
    width, row = 0.92, 0.68
    folds = _folds(x, z, 22.0, footprint, noise)
    u = x / width + 0.3 * noise(x / 6, z / 7, 52) + 0.06 * noise(x / 0.7, z / 0.9, 53)
    v = z / row + 0.4 * noise(x / 7, z / 6, 54) + 0.07 * noise(x / 0.8, z / 0.6, 55)
    side = np.abs(u - np.floor(u) - np.float32(0.5)) * 2
    leg = v - np.float32(0.95) * side
    t = (leg - np.floor(leg) - np.float32(0.5)) * 2
    body = np.sqrt(np.clip(1 - t * t, 0.05, 1) * np.clip(1.02 - (2 * side - 1) ** 2, 0.05, 1))
    seen = fade(footprint, 0.5 * row)
    twist = detail(t * 4.5 + 4 * side + 5 * np.floor(u), side * 1.1 + 3.7 * np.floor(leg), 0.06, 56)
    fuzz = detail(x / 0.025, z / 0.025, 0.035, 57) + detail(x / 0.09, z / 0.06, 0.1, 58)
    heather = noise.fractal(x, z, 1.6, 2, footprint, 59)
    dark = 0.3 + seen * (np.float32(0.62) - body) - 0.13 * twist - 0.06 * fuzz + 0.06 * heather
    wool = mix(tones[0], tones[1], np.clip(dark, 0, 1))
    return Skin(wool, 0.1 * seen * body + 0.012 * twist + 0.0015 * fuzz + 0.8 * folds)


@material("cloth", "sheen", roughness=0.28)
def satin(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Satin: too fine to show a weave, large soft folds whose flanks shine. Tones: cloth, sheen."""
    detail = Detail(noise, footprint)
    folds = _folds(x, z, 16.0, footprint, noise)
    slope = (folds - _folds(x + np.float32(0.5), z + np.float32(0.4), 16.0, footprint, noise)) / np.float32(0.64)
    thread = detail(x / 0.9, z / 0.02, 0.04, 60)
    sheen = 0.34 + 0.55 * np.tanh(6.5 * slope) + 0.03 * thread
    return Skin(mix(tones[0], tones[1], np.clip(sheen, 0, 1)), 1.2 * folds)


@material("pile", "shadow", roughness=1.0)
def rug(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """A rug of short cut pile: tufts that lean, trodden patches. Tones: pile, shadow between tufts."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 4)
    tuft = noise.points(u / 0.3 + 0.2 * noise(u, v, 62), v / 0.34, 63, 0.75)
    seen = fade(footprint, 0.33)
    ends = detail(u / 0.05, v / 0.07, 0.08, 64) + detail(u / 0.022, v / 0.03, 0.03, 65)
    trodden = noise.fractal(u, v / 2, 24, 2, footprint, 66)
    lump = detail(u / 0.9, v / 0.8, 1.0, 67)
    deep = smoothstep(0.3, 0.75, tuft.first) - np.float32(0.3)
    tone = (
        0.34 + seen * (0.75 * deep + 0.3 * (tuft.number - np.float32(0.5))) - 0.16 * ends + 0.06 * trodden - 0.1 * lump
    )
    return Skin(mix(tones[0], tones[1], np.clip(tone, 0, 1)), 0.03 * lump + 0.012 * ends - 0.07 * seen * deep)


@material("hide", "crease", "pull-up", roughness=0.5)
def leather(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Full-grain leather: pebbles between creases, paler where it has been pulled. Tones: hide, crease, pull-up."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 27)
    swell = noise(u / 4.1, v / 3.3, 70)
    u = u + 0.5 * swell + 0.06 * noise(u / 0.5, v / 0.5, 71)
    v = v + 0.5 * noise(u / 3.7, v / 4.3, 72) + 0.06 * noise(u / 0.6, v / 0.5, 79)
    grain, pebble = _pebbles(noise.points(u / 0.17, v / 0.135, 73), fade(footprint, 0.105))
    fine = _pebbles(noise.points(u / 0.075, v / 0.07, 74), fade(footprint, 0.05))[0]
    wrinkle = np.exp(-((noise(u / 1.3, v / 3.1, 75) / 0.24) ** 2)) * fade(footprint, 0.5)
    wrinkle *= smoothstep(0.2, 1.4, noise(u / 9, v / 8, 76))
    lump = detail(u / 0.42, v / 0.36, 0.45, 80)
    cloud = noise.fractal(u, v, 30, 4, footprint, 77)
    pore = detail(u / 0.012, v / 0.012, 0.018, 78)
    base = mix(tones[0], tones[2], np.clip(0.34 + 0.15 * cloud + 0.12 * pebble + 0.04 * pore, 0, 1))
    crease = np.clip(0.18 + (0.34 + 0.12 * swell) * grain + 0.12 * fine + 0.06 * wrinkle - 0.06 * lump, 0, 1)
    relief = -0.008 * grain - 0.003 * fine - 0.014 * wrinkle + 0.008 * lump + 0.0003 * pore + 0.03 * swell
    return Skin(mix(base, tones[1], crease), relief)


def _pebbles(near: Points, seen: Floats) -> tuple[Floats, Floats]:
    """Creases around pebbles (mean 0, −0.4…0.6) and a number −0.5…0.5 for each of them, as far as they are `seen`."""
    crease = 1 - smoothstep(-0.06, 0.45, near.second - near.first)
    return seen * (crease - np.float32(0.4)), seen * (near.number - np.float32(0.5))


def _folds(x: Floats, z: Floats, size: float, footprint: Floats, noise: Noise) -> Floats:
    """Cloth that does not lie flat: long creases that come and go, of mean 0, about −0.9…0.4; `size` cm from one to
    the next. Where those of one direction end, others set in across them."""
    u, v = turned(x / np.float32(size), z / np.float32(size), 24)
    u, v = u + 0.35 * noise(u / 2.9, v / 3.1, 20), v + 0.35 * noise(u / 3.3, v / 2.7, 21)
    a, b = turned(u, v, -58)
    long, cross = noise(u / 5.2, v / 1.15, 22), noise(a / 4.1, b / 1.0, 23)
    share = smoothstep(-0.7, 0.7, noise(u / 3.1, v / 2.2, 24))
    folds = share * (np.float32(0.5) - np.hypot(long, np.float32(0.16)))
    folds += np.float32(0.7) * (1 - share) * (np.float32(0.5) - np.hypot(cross, np.float32(0.2)))
    return np.asarray(fade(footprint, 0.6 * size) * folds, np.float32)


def _weave(x: Floats, z: Floats, footprint: Floats, noise: Noise, pitch: float, rough: float) -> Weave:
    """Threads `pitch` cm apart over and under each other; `rough` 0–1: how uneven the yarn is."""
    detail = Detail(noise, footprint)
    u = x / pitch + 1.6 * noise(x / 2.3, z / 7.1, 1) + 0.35 * rough * noise(x / 0.27, z / 1.9, 2)
    v = z / pitch + 1.6 * noise(x / 7.7, z / 2.1, 3) + 0.35 * rough * noise(x / 1.7, z / 0.29, 4)
    down, along = _yarn(u, v, detail, pitch, 5), _yarn(v, u, detail, pitch, 8)
    a, b = u - np.floor(u) - np.float32(0.5), v - np.floor(v) - np.float32(0.5)
    over = 1 - 2 * np.mod(np.floor(u) + np.floor(v), 2)
    warp = np.sqrt(np.clip(1 - a * a / (0.2 + 0.05 * down), 0.03, 1)) + 0.55 * over * _wave(b)
    weft = np.sqrt(np.clip(1 - b * b / (0.2 + 0.05 * along), 0.03, 1)) - 0.55 * over * _wave(a)
    top, upper = np.maximum(warp, weft), warp > weft
    across, length = np.where(upper, u, v), np.where(upper, v, u)
    fibre = detail(5 * across + 1.6 * length, length / 1.3, 0.22 * pitch, 15)
    seen = fade(footprint, 0.5 * pitch)
    gap = seen * np.clip(np.float32(1.1) - top, -0.4, 0.9) - 0.14 * fibre
    return Weave(seen * (top - np.float32(1.15)) + 0.12 * fibre, gap, 0.7 * rough * (down + along))


def _wave(place: Floats) -> Floats:
    """Half a wave over −0.5…0.5: 0 at the ends, 1 in the middle (a parabola, close to the cosine)."""
    return 1 - 4 * place * place


def _yarn(across: Floats, along: Floats, detail: Detail, pitch: float, octave: int) -> Floats:
    """Unevenness of threads, counted `across` and followed `along` (both in threads): single ones and bundles."""
    single = detail(across, along / 21, 1.5 * pitch, octave)
    pair = detail(across / 1.9 + 0.5, along / 37, 3.0 * pitch, octave + 1)
    return single + 0.5 * pair + 0.16 * detail(across / 4.7, along / 61, 7 * pitch, octave + 2)
