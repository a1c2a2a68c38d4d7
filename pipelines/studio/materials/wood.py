"""Wood and what is pressed from it."""

from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.materials.detail import Detail, line, tinted, turned
from pipelines.studio.materials.kit import Skin, material, mix
from pipelines.studio.noise import Noise, fade, smoothstep


class Board(NamedTuple):
    """Of the board that each place lies on; all (h, w)."""

    across: Floats  # cm from its middle
    lengthwise: Floats  # cm from half its length
    along: Floats  # cm, from an origin that is every board's own
    edge: Floats  # cm to its nearest edge
    mood: tuple[Floats, ...]  # four numbers −1…1, its own
    shade: Floats  # −1…1, how dark it is; like `warmth`, 0 where boards are too narrow to be told apart
    warmth: Floats  # −1…1, how warm
    number: Floats  # tells boards apart


class Grain(NamedTuple):
    """A sawn face; all (h, w)."""

    late: Floats  # share of late wood less its mean
    fibre: Floats  # mean 0, standard deviation about 0.6
    pores: Floats  # how much of the place open pores take up, 0–1


@material("early wood", "late wood", "joint", roughness=0.5)
def wood(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Wide oiled boards: cathedrals of rings, fibre, pores, eased joints. Tones: early wood, late wood, joint."""
    board = _boards(x, z, 14.0, 900.0, footprint, noise)
    return _floor(board, _plain_sawn(board, footprint, noise, 0.42), footprint, tones)


@material("early wood", "late wood", "joint", roughness=0.45)
def planks(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """A floor of oak planks with staggered ends. Tones: early wood, late wood, joint."""
    board = _boards(x, z, 9.0, 95.0, footprint, noise)
    return _floor(board, _plain_sawn(board, footprint, noise, 0.3), footprint, tones)


@material("early wood", "late wood", roughness=0.45)
def panel(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """One wide board without joints, as veneer is peeled or sliced. Tones: early wood, late wood."""
    u, w = x + 4 * noise(x / 37, z / 29, 46), z + 1.3 * noise(x / 44, z / 12, 40)
    ring = w / 2.4 + 7.5 * noise(u / 120, w / 19, 42) + 1.3 * noise(u / 38, w / 7, 43)
    ring += 0.12 * noise(u / 6, w / 1.3, 47)
    ring += 0.9 * noise(ring / 2.9, u / 190, 48)
    grain = _grain(u, w + 0.4 * noise(x / 15, z / 5, 41), ring, footprint, noise, 0.7)
    tone = 0.4 + 0.62 * grain.late + 0.1 * grain.fibre + 0.1 * noise(u / 60, w / 13, 44)
    face = mix(tones[0], tones[1], np.clip(tone, 0, 1.2)) * (1 - 0.2 * grain.pores)[..., None]
    return Skin(face, -0.003 * grain.pores)


@material("light", "dark", "glue", roughness=0.5)
def end_grain(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """A butcher's block: lengths glued upright, so that rings, rays and pores show. Tones: light, dark, glue."""
    detail = Detail(noise, footprint)
    board = _boards(x, z, 4.2, 5.6, footprint, noise)
    first, second, third, fourth = board.mood
    out = x + 90 * second, z + 70 * fourth
    du = board.lengthwise + 11 * first + 0.16 * noise(out[0] / 3.6, out[1] / 3.6, 50)
    dv = board.across + np.where(third > 0, 4 + 6 * third, 6 * third - 4) + 0.04 * noise(out[0], out[1], 51)
    far = np.hypot(du, dv)
    ring = far / (0.26 + 0.07 * fourth) + 0.9 * noise(far / 0.9, board.number, 52)
    phase = ring - np.floor(ring)
    late = (phase**3 * (1 - smoothstep(0.9, 1.0, phase)) - np.float32(0.18)) * fade(footprint, 0.2)
    rays = detail(np.arctan2(dv, np.abs(du)) * 85, far / 1.2 + board.number, 0.12, 53)
    dots = noise.points(out[0] / 0.05, out[1] / 0.05, 54)
    pores = 1 - smoothstep(0.0, 0.12, dots.first - 0.05 - 0.2 * dots.number)
    pores *= fade(footprint, 0.03) * (1 - 0.7 * smoothstep(0.3, 0.5, phase))
    tone = 0.42 + 0.4 * late + 0.07 * rays + 0.2 * board.shade * np.abs(board.shade)
    tone += 0.1 * noise(out[0] / 2.2, out[1] / 2.2, 55)
    face = mix(tones[0], tones[1], np.clip(tone, 0, 1.2)) * (1 - 0.28 * pores)[..., None]
    joint = line(board.edge, 0.022, footprint)
    block = mix(tinted(face, 0.05 * board.warmth), tones[2], 0.6 * joint)
    return Skin(block, -0.004 * pores - 0.006 * joint)


@material("silvered", "shaded", "gap", roughness=0.9)
def weathered(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Boards left outdoors: late wood stands proud, cracks follow the fibre. Tones: silvered, shaded, gap."""
    detail = Detail(noise, footprint)
    board = _boards(x, z, 12.0, 240.0, footprint, noise)
    grain = _plain_sawn(board, footprint, noise, 0.5)
    u, v = board.along, board.across + 31 * board.number + 0.4 * noise(x / 19, z / 4, 60)
    split = noise(u / 42, v / 1.5, 61) + 0.1 * noise(u / 5, v / 0.3, 62)
    gaping = smoothstep(0.15, 0.9, noise(u / 30, v / 3.5, 63))
    crack = line(split * np.float32(1.2), 0.035, footprint) * gaping
    checks = smoothstep(0.8, 1.4, detail(u / 1.6, v / 0.035, 0.06, 67))
    checks += np.float32(0.07) * (1 - fade(footprint, 0.06))
    streak = detail(u / 24, v / 0.9, 1.5, 64) + detail(u / 9, v / 0.28, 0.45, 65)
    tone = 0.45 - 0.45 * grain.late - 0.26 * grain.fibre + 0.4 * grain.pores + 0.9 * checks
    tone += 0.16 * streak + 0.22 * board.shade + 0.12 * noise(u / 37, v / 9, 66)
    face = mix(tones[0], tones[1], np.clip(tone, 0, 1.3))
    gap = np.minimum(1.5 * line(board.edge + 0.03 * noise(x / 2, z / 2, 69), 0.12, footprint), 1)
    boards = mix(tinted(face, 0.05 * board.warmth), tones[2], np.maximum(gap, 0.75 * crack))
    relief = 0.03 * grain.late + 0.012 * grain.fibre - 0.06 * crack - 0.008 * (grain.pores + checks)
    return Skin(boards, relief - 0.1 * line(board.edge, 0.3, footprint))


@material("granule", "dark granule", "fleck", roughness=0.85)
def cork(x: Floats, z: Floats, footprint: Floats, tones: Floats, noise: Noise) -> Skin:
    """Pressed cork: granules of a few millimetres, each its own brown, with bark flecks. Tones: granule, dark granule,
    fleck."""
    detail = Detail(noise, footprint)
    u, v = turned(x, z, 31)
    a, b = u + 0.045 * noise(u / 0.22, v / 0.22, 71), v + 0.045 * noise(u / 0.22, v / 0.22, 72)
    coarse, small = noise.points(a / 0.46, b / 0.38, 73), noise.points(a / 0.17, b / 0.2, 79)
    seam = 1 - smoothstep(0.0, 0.14, coarse.second - coarse.first)
    seen, near = fade(footprint, 0.42), fade(footprint, 0.16)
    fine = detail(u / 0.09, v / 0.07, 0.11, 74) + detail(u / 0.025, v / 0.025, 0.035, 75)
    bark = smoothstep(0.86, 0.95, small.number + 0.12 * coarse.number - 0.06 + 0.02 * fine) - np.float32(0.1)
    number = coarse.number + 0.4 * (small.number - np.float32(0.5)) * near - np.float32(0.5)
    tone = 0.36 + seen * (0.85 * number + 0.25 * (seam - np.float32(0.2))) + 0.1 * fine
    tone += 0.07 * noise.fractal(u, v, 1.3, 2, footprint, 77) + 0.04 * noise(u / 14, v / 14, 76)
    face = mix(tones[0], tones[1], np.clip(tone, 0, 1.2))
    relief = 0.0025 * fine - seen * (0.009 * seam) - near * (0.005 * bark)
    return Skin(mix(face, tones[2], np.clip(0.07 + 0.65 * near * bark, 0, 1)), relief)


def _boards(x: Floats, z: Floats, width: float, length: float, footprint: Floats, noise: Noise) -> Board:
    """Boards along x, the ends of each row of them out of step with its neighbours'."""
    place = z / np.float32(width) + np.float32(0.37)
    row = np.floor(place)
    reach = x / np.float32(length) + 5 * noise.cell(row, np.zeros_like(row), 90)
    piece = np.floor(reach)
    first, second, third, fourth = (2 * noise.cell(row, piece, 91 + i) - 1 for i in range(4))
    across = (place - row - np.float32(0.5)) * np.float32(width)
    side = np.float32(width / 2) - np.abs(across)
    lengthwise = (reach - piece - np.float32(0.5)) * np.float32(length)
    end = np.float32(length / 2) - np.abs(lengthwise)
    mood, apart = (first, second, third, fourth), fade(footprint, 0.8 * width)
    along, edge, number = x + 170 * second, np.minimum(side, end), 7.3 * first + 9.1 * third
    return Board(across, lengthwise, along, edge, mood, apart * third, apart * fourth, number)


def _plain_sawn(board: Board, footprint: Floats, noise: Noise, year: float) -> Grain:
    """Rings about a pith that rises and sinks below the board: cathedrals in the middle, straight grain beside.

    `year`: mean width of a growth ring in cm.
    """
    u, own = board.along, 31 * board.number
    sway = 1.5 * noise(u / 48, own, 1) + 0.3 * noise(u / 13, board.across / 5 + own, 2)
    across = board.across + 7 * board.mood[0] + sway
    below = 4.2 + 2.0 * board.mood[3] + 2.6 * noise(u / 75, own, 3)
    ring = np.hypot(across, 1.5 * below) / (year * (1 + 0.3 * board.mood[2]))
    ring += 0.8 * noise(ring / 3.7, u / 160 + own, 4) + 0.22 * noise(u / 8, board.across / 1.1 + own, 5)
    return _grain(u, across + own, ring, footprint, noise, year)


def _grain(u: Floats, v: Floats, ring: Floats, footprint: Floats, noise: Noise, year: float) -> Grain:
    """Late wood, fibre and pores of rings numbered by `ring`; `u` runs along the fibre and `v` across it (cm)."""
    detail = Detail(noise, footprint)
    phase = ring - np.floor(ring)
    strength = np.clip(0.75 + 0.5 * noise(ring / 1.7, u / 70, 6), 0.15, 1.4)
    soft = smoothstep(0.0, 0.12, phase) * (1 - smoothstep(0.86, 1.0, phase))
    late = (phase**1.6 * soft - np.float32(0.28)) * strength * fade(footprint, 0.8 * year)
    late += 0.2 * detail(ring / 5.5, u / 130, 6 * year, 12)
    fibre = 0.7 * detail(u / 2.6, v / 0.05, 0.1, 7)
    fibre += 0.7 * detail(u / 5.5, v / 0.17, 0.3, 8)
    fibre += 0.6 * detail(u / 11, v / 0.6, 1.0, 9)
    fibre += 0.6 * detail(u / 34, v / 1.7, 2.6, 13)
    dashes = detail(u / 0.55, v / 0.022, 0.04, 10)
    dashes += 0.8 * detail(u / 1.3, v / 0.06, 0.11, 11)
    early = 1 - smoothstep(0.1, 0.55, phase)
    pores = smoothstep(0.35, 1.3, dashes) + np.float32(0.2) * (1 - fade(footprint, 0.1))
    pores *= 0.35 + 0.65 * early
    return Grain(late, fibre, pores)


def _floor(board: Board, grain: Grain, footprint: Floats, tones: Floats) -> Skin:
    """Boards with their own tones, and the eased edges between them."""
    tone = 0.42 + 0.5 * grain.late + 0.1 * grain.fibre + 0.13 * board.shade
    face = mix(tones[0], tones[1], np.clip(tone, 0, 1.2)) * (1 - 0.27 * grain.pores)[..., None]
    joint = line(board.edge, 0.06, footprint)
    eased = line(board.edge, 0.14, footprint)
    floor = mix(tinted(face, 0.045 * board.warmth), tones[2], np.maximum(0.9 * joint, 0.22 * eased))
    return Skin(floor, -0.004 * grain.pores - 0.05 * eased)
