"""Surfaces made by code. Every texture is (side, side, 3) float32 linear RGB, 0–1; row 0 is the top."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats, hex_to_linear

Texture = Callable[[np.random.Generator, int, Sequence[str]], Floats]


def noise(rng: np.random.Generator, shape: tuple[int, int], cells: tuple[float, float], octaves: int = 5) -> Floats:
    """Fractal value noise, 0–1: `cells` (down, across) blobs in the first octave, each octave twice as fine."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        grid = [max(2, round(n * 2**octave) + 1) for n in cells]
        values = rng.random(grid, np.float32)
        total += cv2.resize(values, shape[::-1], interpolation=cv2.INTER_CUBIC) / 2**octave
    low, high = np.percentile(total, (0.5, 99.5))
    return np.clip((total - low) / (high - low), 0, 1)


def blend(at: NDArray[np.floating], colours: Sequence[str]) -> Floats:
    """A ramp over `#rrggbb` colours, evenly spaced; `at` (…) 0–1 → (…, 3)."""
    stops = np.stack([hex_to_linear(colour) for colour in colours])
    places = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(at, places, stops[:, i]) for i in range(3)], -1).astype(np.float32)


def _ramp(values: Floats, low: float, high: float) -> Floats:
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def wood(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Six boards with growth rings, pores and dark joints; the grain runs across."""
    boards = 6
    rows = []
    for _ in range(boards):
        shape = (side // boards, side)
        warp = noise(rng, shape, (1.5, 2), 3)
        rings = 0.5 + 0.5 * np.sin(2 * np.pi * (np.linspace(0, rng.uniform(2, 5), shape[0])[:, None] + 2.5 * warp))
        fibre = noise(rng, shape, (shape[0] / 5, 3), 3)
        board = blend(0.45 * rings + 0.4 * fibre + 0.15 * rng.random(), colours) * rng.uniform(0.8, 1.15)
        board *= 1 - 0.35 * _ramp(noise(rng, shape, (shape[0] / 3, 12), 2), 0.72, 0.85)[..., None]
        board[:2] *= 0.35
        rows.append(board)
    return cv2.resize(np.concatenate(rows), (side, side))


def grain(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """One piece of wood, its grain running up, with rings about a knot far off."""
    y, x = np.mgrid[0:side, 0:side] / side
    away = np.hypot(x - rng.uniform(-0.5, 1.5), 0.12 * (y - rng.uniform(-1, 2))) + 0.04 * noise(
        rng, (side, side), (2, 3), 3
    )
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(5, 16) * away)
    fibre = noise(rng, (side, side), (3, side / 4), 3)
    return blend(0.55 * rings + 0.45 * fibre, colours)


def marble(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """A light ground with a few long veins and many faint ones."""
    warp = noise(rng, (side, side), (2, 2)) * 3
    x, y = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
    angle = rng.uniform(0, np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    veins = 1 - np.abs(np.sin(np.pi * (1.5 * along + warp)))
    fine = 1 - np.abs(np.sin(np.pi * (3 * along + 2 * warp + 2 * noise(rng, (side, side), (5, 5)))))
    return blend(np.clip(0.75 * veins**12 + 0.3 * fine**8 + 0.25 * noise(rng, (side, side), (3, 3)), 0, 1), colours)


def stone(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Concrete or slate: clouds, grain and pits."""
    clouds = 0.6 * noise(rng, (side, side), (3, 3)) + 0.4 * noise(rng, (side, side), (side / 8, side / 8), 2)
    pits = _ramp(noise(rng, (side, side), (side / 14, side / 14), 2), 0.86, 0.95)
    return blend(clouds, colours) * (1 - 0.5 * pits[..., None])


def terrazzo(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Chips of the later colours in a ground of the first."""
    scale = 3  # drawn large and reduced: smooth edges
    picture = np.full((scale * side, scale * side, 3), hex_to_linear(colours[0]), np.float32)
    for _ in range(side * 3 // 2):
        corners = np.sort(rng.uniform(0, 2 * np.pi, 6))
        radius = scale * side * rng.uniform(0.003, 0.022)
        spread = np.stack([np.cos(corners), np.sin(corners)], -1) * radius * rng.uniform(0.5, 1, (6, 1))
        chip = hex_to_linear(colours[int(rng.integers(1, len(colours)))]) * rng.uniform(0.8, 1.1)
        cv2.fillPoly(picture, [(spread + rng.uniform(0, scale * side, 2)).astype(np.int32)], chip.tolist())
    picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return np.clip(picture * (0.92 + 0.16 * noise(rng, (side, side), (4, 4))[..., None]), 0, 1)


def weave(rng: np.random.Generator, side: int, threads: int) -> Floats:
    """Light and dark of a plain weave, about 1 on average, (side, side)."""
    at = np.arange(side) * threads / side
    warp = np.abs(np.sin(np.pi * at))[None] * (0.8 + 0.4 * noise(rng, (side, side), (1, threads / 2), 2))
    weft = np.abs(np.sin(np.pi * at))[:, None] * (0.8 + 0.4 * noise(rng, (side, side), (threads / 2, 1), 2))
    over = (np.add.outer(np.floor(at), np.floor(at)) % 2).astype(np.float32)
    return 0.62 + 0.55 * (over * warp + (1 - over) * weft).astype(np.float32)


def linen(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Plain cloth with uneven threads."""
    return np.clip(blend(noise(rng, (side, side), (4, 4), 3), colours) * weave(rng, side, side // 4)[..., None], 0, 1)


def gingham(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Checked cloth: two colours and their mixture."""
    stripe = (np.arange(side) * 12 // side) % 2
    return blend(np.add.outer(stripe, stripe) / 2.0, colours) * weave(rng, side, side // 4)[..., None]


def stripes(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Cloth with bands of uneven width."""
    edges = np.sort(rng.random(10))
    band = np.searchsorted(edges, np.linspace(0, 1, side)) % len(colours)
    rows = np.stack([hex_to_linear(colour) for colour in colours])[band]
    return np.clip(np.repeat(rows[:, None], side, 1) * weave(rng, side, side // 6)[..., None], 0, 1)


def wallpaper(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Upright printed stripes, one for each colour, on slightly uneven paper."""
    band = np.arange(side) * len(colours) // side
    rows = np.stack([hex_to_linear(colour) for colour in colours])[band]
    return rows[None] * (0.94 + 0.06 * noise(rng, (side, side), (6, 6))[..., None])


def tiles(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Glazed tiles, 6 × 6, in a grout of the last colour."""
    at = np.arange(side) * 6 / side
    edge = np.minimum.outer(np.minimum(at % 1, 1 - at % 1), np.minimum(at % 1, 1 - at % 1))
    tone = np.kron(rng.random((6, 6)), np.ones((side // 6 + 1, side // 6 + 1)))[:side, :side]
    glaze = blend(0.5 * tone + 0.5 * noise(rng, (side, side), (12, 12)), colours[:-1])
    grout = _ramp(edge, 0.02, 0.035)[..., None]
    return (glaze * grout + hex_to_linear(colours[-1]) * (1 - grout)).astype(np.float32)


def plain(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Paint or paper: nearly one colour, with faint clouds."""
    return blend(noise(rng, (side, side), (3, 3)), colours)


def speckle(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Glaze with dark specks of the last colour."""
    spots = _ramp(noise(rng, (side, side), (side / 7, side / 7), 1), 0.93, 0.98)[..., None]
    ground = blend(noise(rng, (side, side), (3, 3)), colours[:-1])
    return ground * (1 - spots) + hex_to_linear(colours[-1]) * spots
