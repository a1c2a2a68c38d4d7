"""What several materials share: turned octaves, mosaics of grains, scattered spots, tool strokes, rounded blocks.

Everything takes places and footprints in cm and is filtered to what a pixel of that footprint sees.
"""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Noise, Points, fade, smoothstep

_LEAST = np.float32(0.06)  # share of its contrast below which detail is left out
_FAINT = 0.03  # of the first octave: octaves weaker than this are left out
_GOLDEN = 2.39996  # rad: turning each octave by the golden angle leaves no direction to the lattice


def seen(footprint: Floats, size: float) -> Floats:
    """What remains of detail of `size` cm; exactly 0 once it is negligible, so that it may be skipped."""
    return np.maximum(fade(footprint, size) - _LEAST, 0) / (1 - _LEAST)


def turned(x: Floats, z: Floats, angle: float) -> tuple[Floats, Floats]:
    """Coordinates turned by `angle` rad."""
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return c * x + s * z, c * z - s * x


def rough(
    noise: Noise,
    x: Floats,
    z: Floats,
    cell: float,
    footprint: Floats,
    octave: int = 0,
    octaves: int = 12,
    gain: float = 0.5,
) -> Floats:
    """Octaves of noise from `cell` cm down to what `footprint` shows, each turned against the last; mean 0."""
    total = np.zeros(np.broadcast_shapes(x.shape, z.shape), np.float32)
    for i in range(octaves):
        size = np.float32(cell / 2.03**i)
        left = seen(footprint, float(size))
        if gain**i < _FAINT or not left.any():
            break
        u, v = turned(x, z, 0.7 + _GOLDEN * i)
        total += np.float32(gain**i) * left * noise(u / size, v / size, octave + i)
    return total


def accent(number: Floats) -> Floats:
    """A grain's number 0–1 as a lean to either side, −0.5…0.5, strong in a few only."""
    off = number - np.float32(0.5)
    return 4 * off * off * off


def mosaic(
    noise: Noise, x: Floats, z: Floats, cell: float, footprint: Floats, octave: int = 0, jitter: float = 0.95
) -> tuple[Points, Floats]:
    """Grains of about `cell` cm, and how clearly each is seen: 1 inside, 0 on edges and where they are too fine."""
    clear = seen(footprint, 1.6 * cell)
    if not clear.any():
        nothing = np.zeros(x.shape, np.float32)
        return Points(*[nothing] * 5), nothing
    grains = noise.points(x / np.float32(cell), z / np.float32(cell), octave, jitter)
    edge = (grains.second - grains.first) * np.float32(cell) / footprint
    return grains, smoothstep(0, 1.5, edge) * clear


def spots(
    noise: Noise,
    x: Floats,
    z: Floats,
    cell: float,
    footprint: Floats,
    share: float,
    radii: tuple[float, float],
    octave: int = 0,
) -> Floats:
    """Coverage 0–1 by round spots, in a `share` of the cells of `cell` cm, with radii in cm, most of them small."""
    mean = np.float32(share * np.pi * (radii[0] ** 2 + 0.5 * radii[0] * radii[1] + 0.11 * radii[1] ** 2) / cell**2)
    clear = seen(footprint, 1.3 * cell)
    if not clear.any():
        return np.full(x.shape, mean)
    places = noise.points(x / np.float32(cell), z / np.float32(cell), octave)
    pick = places.number / np.float32(share)
    radius = radii[0] + (radii[1] - radii[0]) * np.square(np.square(np.clip(pick, 0, 1)))
    soft = 0.3 * radius + 0.6 * footprint
    inside = 0.5 + 0.5 * np.clip((radius - places.first * np.float32(cell)) / soft, -1, 1)
    cover = (pick < 1) * inside**2 * (3 - 2 * inside) * radius**2 / (radius**2 + 0.25 * footprint**2)
    return mean + clear * (cover - mean)


def strokes(
    noise: Noise, x: Floats, z: Floats, cell: float, width: float, footprint: Floats, spread: float, octave: int = 0
) -> tuple[Floats, Floats]:
    """What a tool leaves in patches of `cell` cm, each drawn in its own direction within ±`spread` rad.

    Streaks of `width` cm (mean 0), and the mood of the patch (−1…1), both 0 where two patches meet.
    """
    places = noise.points(x / np.float32(cell), z / np.float32(cell), octave)
    angle = np.float32(spread) * (2 * places.number - 1)
    c, s = np.cos(angle), np.sin(angle)
    along = (c * places.du + s * places.dv) * np.float32(cell)
    across = (c * places.dv - s * places.du) * np.float32(cell)
    across += np.float32(0.25 / cell) * along**2 + 0.12 * width * noise(x / width, z / width, octave + 3)
    run = along / np.float32(9 * width) + 97 * places.number
    streak = noise(run, across / np.float32(width), octave) * seen(footprint, width)
    fine = noise(run * 1.7, across / np.float32(0.31 * width), octave + 1) * seen(footprint, 0.31 * width)
    inner = smoothstep(0, 0.45, places.second - places.first) * seen(footprint, 0.5 * cell)
    mood = noise.cell(997 * places.number, 0 * places.number, octave + 2)
    return (streak + 0.5 * fine) * inner, (2 * mood - 1) * inner


def bent(value: Floats) -> Floats:
    """Shares held within 0–1 by bending instead of clipping, so that no plateau shows; 0.5 stays."""
    return 0.5 + 0.5 * np.tanh(1.9 * (value - 0.5))


def joint(depth: Floats, half: float, footprint: Floats, soft: float = 0.03) -> Floats:
    """Coverage 0–1 by joints 2·`half` cm wide, given the `depth` in cm inside what they part; too thin, they pale."""
    reach = soft + 0.6 * footprint
    return (1 - smoothstep(-1, 1, depth / reach)) * (half / (half + 0.11 * footprint))


def block(a: Floats, b: Floats, half: tuple[float, float], radius: float) -> Floats:
    """How deep (a, b) lies inside a rectangle about the origin with rounded corners; negative outside; all in cm."""
    p = np.abs(a) - np.float32(half[0] - radius)
    q = np.abs(b) - np.float32(half[1] - radius)
    outside = np.hypot(np.maximum(p, 0), np.maximum(q, 0))
    return (radius - outside - np.minimum(np.maximum(p, q), 0)).astype(np.float32, copy=False)
