"""What is far away outdoors: hills, woods, trees, houses, fences, water."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.scenes.material import Material
from training.scenes.mesh import Mesh, ellipsoid, joined, sheet, tube
from training.scenes.places.kit import chance, plane, slab, thing, uniform
from training.scenes.places.surfaces import SIDE, calm, grain, hexed, shades, surface
from training.scenes.textures import noise
from training.scenes.thing import Part, Thing


def horizon(rng: np.random.Generator, size: float, far: float) -> tuple[Thing, ...]:
    """Up to three rows of far things, the nearer ones lower, within `far` metres of a product of `size`."""
    makers: tuple[Callable[[np.random.Generator, float, float], Thing], ...] = (
        hills, hills, trees, houses, hedge, hedge, fence, water,
    )  # fmt: skip
    near = max(4 * size, 0.05 * far)
    rows = np.sort(np.exp(rng.uniform(np.log(near), np.log(0.9 * far), rng.integers(1, 5))))
    return tuple(makers[rng.integers(len(makers))](rng, float(away), size) for away in rows)


def _green(rng: np.random.Generator) -> str:
    if chance(rng, 0.3):
        return hexed(uniform(rng, 0.03, 0.15), uniform(rng, 0.1, 0.5), uniform(rng, 0.2, 0.7))
    return hexed(uniform(rng, 0.2, 0.4), uniform(rng, 0.15, 0.6), uniform(rng, 0.12, 0.5))


def _ridge(rng: np.random.Generator, away: float, tops: np.ndarray) -> Mesh:
    """An upright strip across the view whose upper edge follows `tops`, metres."""
    x = np.linspace(-2.5, 2.5, len(tops)) * away
    foot = np.stack([x, 0 * x + away, 0 * x - 0.05 * away], -1)
    return sheet(np.stack([foot, foot + np.stack([0 * x, 0.2 * tops, tops + 0.05 * away], -1)]))


def hills(rng: np.random.Generator, away: float, size: float) -> Thing:
    """A range of hills or mountains, hazy."""
    tops = noise(rng, (4, 96), (2, uniform(rng, 2, 8)), 4)[1] * uniform(rng, 0.05, 0.45) * away
    tones = shades(rng, hexed(uniform(rng, 0.2, 0.62), uniform(rng, 0.05, 0.4), uniform(rng, 0.2, 0.75)), 2, 0.2)
    return thing(_ridge(rng, away, tops), Material(grain(rng, 64, tones), 1.0, repeat=(20, 2)))


def hedge(rng: np.random.Generator, away: float, size: float) -> Thing:
    """A hedge, wood or bank of reeds, ragged at the top."""
    tops = (0.6 + 0.4 * noise(rng, (4, 160), (2, 40), 3)[1]) * uniform(rng, 0.04, 0.35) * away
    tones = shades(rng, _green(rng), 4, 0.7)
    return thing(_ridge(rng, away, tops), Material(grain(rng, SIDE, tones), 1.0, repeat=(16, 2)))


def trees(rng: np.random.Generator, away: float, size: float) -> Thing:
    """A few trees: trunks and ragged crowns."""
    crowns, trunks = [], []
    for _ in range(rng.integers(2, 8)):
        x, y, tall = uniform(rng, -0.9, 0.9) * away, away * uniform(rng, 0.9, 1.3), away * uniform(rng, 0.15, 0.6)
        wide = tall * uniform(rng, 0.18, 0.5)
        ball = ellipsoid((wide, wide, tall * uniform(rng, 0.25, 0.45)), segments=9)
        points = ball.points * rng.uniform(0.75, 1.15, (len(ball.points), 1)) + [x, y, 0.65 * tall]
        crowns.append(Mesh(points, ball.uv, ball.faces, smooth=False))
        trunks.append(tube([(x, y, -0.1 * tall), (x, y, 0.2 * tall), (x, y, 0.6 * tall)], 0.05 * tall, 5))
    leaf = Material(grain(rng, 64, shades(rng, _green(rng), 3, 0.6)), 1.0, repeat=(3, 3))
    return Thing((Part(joined(crowns), leaf), Part(joined(trunks), Material("#4a3b2e", 1.0))))


def houses(rng: np.random.Generator, away: float, size: float) -> Thing:
    """A row of plain buildings with windows."""
    boxes, x = [], -1.2 * away
    while x < 1.2 * away:
        wide, tall = away * uniform(rng, 0.1, 0.45), away * uniform(rng, 0.08, 0.5)
        boxes.append(slab((x, away, -0.1 * tall), (x + wide, 1.3 * away, tall), 0.001))
        x += wide * uniform(rng, 1.0, 2.2)
    return thing(joined(boxes[:8]), surface(rng, ("tiles", "bricks", "plain"), 0.1 * away, (away, away)))


def water(rng: np.random.Generator, away: float, size: float) -> Thing:
    """A lake or river: a smooth band on the ground."""
    deep = away * uniform(rng, 0.2, 2)
    sea = plane((-4 * away, away, 0.004 * away), (8 * away, 0, 0), (0, deep, 0))
    return thing(sea, Material(hexed(uniform(rng, 0.5, 0.62), 0.4, uniform(rng, 0.05, 0.35)), uniform(rng, 0.03, 0.2)))


def fence(rng: np.random.Generator, away: float, size: float) -> Thing:
    """Posts and rails."""
    high, step = away * uniform(rng, 0.06, 0.2), away * uniform(rng, 0.12, 0.25)
    places = np.arange(-0.75 * away, away, step)
    posts = [slab((x, away, 0), (x + 0.1 * step, away + 0.1 * step, high)) for x in places]
    rails = [slab((-away, away, z * high), (away, away + 0.06 * step, z * high + 0.1 * step)) for z in (0.4, 0.85)]
    return thing(joined([*posts[:12], *rails]), Material(calm(rng), 0.8))
