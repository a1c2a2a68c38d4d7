"""Outdoors: grass, leaves, gravel, sand, snow, rock, ice, paving and benches, before hills, trees and houses."""

from __future__ import annotations

import numpy as np

from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points
from training.scenes.places import indoors
from training.scenes.places.company import Room, company, strips
from training.scenes.places.horizon import horizon
from training.scenes.places.kit import Measures, Place, around, chance, lying, plane, standing, thing, uniform
from training.scenes.places.relief import Grid, grid, surface_mesh, waves
from training.scenes.places.surfaces import SIDE, colour, grain, hexed, shades, surface
from training.scenes.textures import blend, noise
from training.scenes.thing import Thing

_BLADES, _LEAVES, _STONES = 1850, 900, 260
_TILE = 6.0  # of the ground's texture plane, product sizes
FAR = 45.0  # metres to the edge of the ground


def _palette(colours: tuple[str, ...], rng: np.random.Generator) -> Material:
    """One colour of a ramp for each strip or stone, by its u."""
    ramp = blend(rng.random(64), colours)
    return Material(np.repeat(ramp[None], 2, 0), uniform(rng, 0.5, 0.9))


def _greens(rng: np.random.Generator) -> tuple[str, ...]:
    hue = uniform(rng, 0.19, 0.32) if chance(rng, 0.8) else uniform(rng, 0.1, 0.17)
    return shades(rng, hexed(hue, uniform(rng, 0.35, 0.85), uniform(rng, 0.4, 0.85)), 4, 0.35)


def _pose(rng: np.random.Generator, product: Thing, sink: float = 0.0) -> Thing:
    product = standing(rng, product) if chance(rng, 0.8) else lying(rng, product)
    measures = Measures.of(product)
    return product.at(0, 0, -min(uniform(rng, 0, sink) * measures.size, 0.12 * float(measures.high[2])))


def _roots(rng: np.random.Generator, count: int, size: float) -> tuple[Points, Points]:
    """Places on the ground, thick about the product and thinner away from it."""
    reach = size * np.where(rng.random(count) < 0.7, 1.1 * np.sqrt(rng.random(count)), 1.1 + 5 * rng.random(count) ** 2)
    turn = rng.uniform(0, 2 * np.pi, count)
    return reach * np.sin(turn), reach * np.cos(turn)


def blades(rng: np.random.Generator, lines: Grid, length: float, size: float, count: int = _BLADES) -> Mesh:
    """Grass as one mesh: bent strips of about `length` that do not grow where the product stands."""
    x, y = _roots(rng, count, size)
    free = lines.above(x, y) > 0.6 * length
    x, y = x[free], y[free]
    turn, lean = rng.uniform(0, 2 * np.pi, len(x)), np.abs(rng.normal(0, 0.5, len(x)))
    tall = length * rng.uniform(0.35, 1.25, len(x)) * np.where(np.hypot(x, y) > 2 * size, 1.3, 1)
    along = np.array([-0.1, 0.5, 1.0])[:, None]
    out = tall * (np.sin(lean) * along + 0.35 * lean * along**2)
    spine = np.stack([x + out * np.cos(turn), y + out * np.sin(turn), tall * along * np.cos(0.6 * lean)], -1)
    wide = np.maximum(0.04 * length, 0.005 * size) * rng.uniform(0.6, 1.6, len(x)) * np.array([[1.0], [0.8], [0.08]])
    face = rng.uniform(0, 2 * np.pi, len(x))
    return strips(spine, np.stack([np.cos(face), np.sin(face), 0 * face], -1) * wide[..., None])


def grass(rng: np.random.Generator, product: Thing) -> Place:
    """In grass, some of it before its foot."""
    product = _pose(rng, product)
    measures = Measures.of(product)
    size, far = measures.size, min(FAR, 150 * measures.size)
    lines = grid(rng, product, far)
    length = min(around(rng, 0.15, 0.5) * size, 0.35 * float(measures.high[2]) + 0.02 * size)
    greens = _greens(rng)
    height = 0.012 * size * (waves(rng, *lines.xy, 0.8 * size) - 1) * (1 - np.exp(-lines.distance() / size))
    shade = grain(rng, SIDE, greens[:3]) * np.float32(uniform(rng, 0.3, 0.8))  # between the blades
    ground = Material(shade, 1.0, repeat=(uniform(rng, 2, 6),) * 2)
    turf = thing(blades(rng, lines, length, size), _palette(greens, rng))
    things = [thing(surface_mesh(lines, height, _TILE * size), ground), turf, *horizon(rng, size, far)]
    if chance(rng, 0.25):
        flowers = Material(colour(rng), 0.8)
        things.append(thing(_leaves(rng, lines, 60, 0.04 * size, size, length), flowers))
    clutter = company(rng, product, Room((-3 * size, 3 * size), (-1.5 * size, 3 * size)), 3, 1500)
    return Place(product, tuple(things), True, (6, 65), clutter)


def _leaves(rng: np.random.Generator, lines: Grid, count: int, length: float, size: float, lift: float) -> Mesh:
    """Fallen leaves or petals, up to `lift` metres above the ground."""
    x, y = _roots(rng, count, size)
    free = lines.above(x, y) > 0.25 * length
    x, y = x[free], y[free]
    turn, tilt = rng.uniform(0, 2 * np.pi, len(x)), rng.normal(0, 0.25, len(x))
    long = length * rng.uniform(0.4, 1.2, len(x))
    along = np.array([0.0, 0.55, 1.0])[:, None]
    up = lift * rng.random(len(x)) ** 2 + 0.02 * length
    up = up + long * (np.abs(np.sin(tilt)) * along + 0.3 * (along - 0.5) ** 2)
    run = long * along * np.cos(tilt)
    spine = np.stack([x + run * np.cos(turn), y + run * np.sin(turn), up], -1)
    wide = long * rng.uniform(0.15, 0.4, len(x)) * np.array([[0.1], [1.0], [0.02]])
    across = np.stack([-np.sin(turn), np.cos(turn), rng.normal(0, 0.3, len(x))], -1)
    return strips(spine, across * wide[..., None])


def leaves(rng: np.random.Generator, product: Thing) -> Place:
    """Among fallen leaves on soil, moss or paving."""
    product = _pose(rng, product, 0.02)
    measures = Measures.of(product)
    size, far = measures.size, min(FAR, 150 * measures.size)
    lines = grid(rng, product, far)
    length = min(around(rng, 0.16, 0.5) * size, 0.6 * float(measures.high[2]))
    warm = tuple(hexed(h, uniform(rng, 0.3, 0.9), uniform(rng, 0.2, 0.8)) for h in rng.uniform(0.0, 0.16, 4))
    litter = thing(_leaves(rng, lines, _LEAVES, length, size, 0.15 * length), _palette(warm, rng))
    ground = thing(surface_mesh(lines, _bumps(rng, lines, size, 0.02), _TILE * size), _earth(rng, size))
    clutter = company(rng, product, Room((-3 * size, 3 * size), (-1.5 * size, 3 * size)), 3, 2000)
    return Place(product, (ground, litter, *horizon(rng, size, far)), True, (6, 70), clutter)


def _bumps(rng: np.random.Generator, lines: Grid, size: float, high: float) -> Points:
    """Uneven ground, lowest under the product's foot."""
    away = 1 - 0.9 * np.exp(-lines.distance() / (0.4 * size))
    return high * size * away * (waves(rng, *lines.xy, 0.7 * size) + 0.5 * waves(rng, *lines.xy, 0.25 * size, 4))


def _earth(rng: np.random.Generator, size: float) -> Material:
    return surface(rng, ("soil", "asphalt", "stone", "soil"), size, (_TILE * size, _TILE * size))


def gravel(rng: np.random.Generator, product: Thing) -> Place:
    """On gravel, pebbles or rubble, some of it before its foot."""
    product = _pose(rng, product, 0.03)
    measures = Measures.of(product)
    size, far = measures.size, min(FAR, 150 * measures.size)
    lines = grid(rng, product, far)
    base = hexed(uniform(rng, 0.02, 0.15), uniform(rng, 0, 0.35), uniform(rng, 0.3, 0.85))
    tones = shades(rng, base, 4, 0.5)
    stones = thing(_pebbles(rng, lines, size, min(around(rng, 0.035, 0.5) * size, 0.2 * float(measures.high[2]))),
                   _palette(tones, rng))  # fmt: skip
    paint = Material(grain(rng, SIDE, tones), 0.95, repeat=(uniform(rng, 1, 4),) * 2)
    ground = thing(surface_mesh(lines, _bumps(rng, lines, size, 0.012), _TILE * size), paint)
    clutter = company(rng, product, Room((-3 * size, 3 * size), (-1.5 * size, 3 * size)), 3, 2000)
    return Place(product, (ground, stones, *horizon(rng, size, far)), True, (6, 65), clutter)


def _pebbles(rng: np.random.Generator, lines: Grid, size: float, radius: float) -> Mesh:
    """Stones as one mesh: icosahedra pulled out of shape, half in the ground."""
    x, y = _roots(rng, _STONES, 0.8 * size)
    radii = radius * np.exp(np.clip(rng.normal(0, 0.5, _STONES), -1, 1))
    free = lines.above(x, y) > 0.8 * radii
    x, y, radii = x[free], y[free], radii[free]
    corners, faces = _icosahedron()
    pull = rng.uniform(0.6, 1.15, (len(x), 1, 3)) * rng.uniform(0.8, 1.15, (len(x), 12, 1)) * [1, 1, 0.7]
    turn = rng.uniform(0, 2 * np.pi, len(x))
    unit = corners * pull
    c, s = np.cos(turn)[:, None], np.sin(turn)[:, None]
    spun = np.stack([c * unit[..., 0] - s * unit[..., 1], s * unit[..., 0] + c * unit[..., 1], unit[..., 2]], -1)
    points = spun * radii[:, None, None] + np.stack([x, y, 0.25 * radii], -1)[:, None]
    u = np.broadcast_to((np.arange(len(x))[:, None] + 0.5) / len(x), points.shape[:2])
    index = faces[None] + 12 * np.arange(len(x))[:, None, None]
    return Mesh(points.reshape(-1, 3), np.stack([u, 0.5 + 0 * u], -1).reshape(-1, 2), index.reshape(-1, 3))


def _icosahedron() -> tuple[Points, np.ndarray]:
    """Corners (12, 3) on the unit sphere and faces (20, 3), wound outwards."""
    g = (1 + 5**0.5) / 2
    corners = np.array([(-1, g, 0), (1, g, 0), (-1, -g, 0), (1, -g, 0), (0, -1, g), (0, 1, g), (0, -1, -g), (0, 1, -g),
                        (g, 0, -1), (g, 0, 1), (-g, 0, -1), (-g, 0, 1)]) / np.hypot(1, g)  # fmt: skip
    faces = np.array([(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2),
                      (10, 7, 6), (7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5),
                      (2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1)])  # fmt: skip
    return corners, faces


def drift(rng: np.random.Generator, product: Thing) -> Place:
    """Sunk a little into snow or sand, or standing on moss."""
    product = _pose(rng, product, 0.1)
    measures = Measures.of(product)
    size, far = measures.size, min(FAR, 150 * measures.size)
    lines = grid(rng, product, far)
    bank = min(0.05 * size, 0.1 * float(measures.high[2])) * np.exp(-((lines.distance() / (0.15 * size) - 1) ** 2))
    ripples = uniform(rng, 0, 0.01) * size * waves(rng, *lines.xy, 0.15 * size, 2)
    height = bank * chance(rng, 0.5) + ripples + _bumps(rng, lines, size, uniform(rng, 0.01, 0.05))
    base = [hexed(0.6, uniform(rng, 0, 0.08), uniform(rng, 0.88, 1)),
            hexed(uniform(rng, 0.07, 0.12), uniform(rng, 0.15, 0.5), uniform(rng, 0.5, 0.9)),
            hexed(uniform(rng, 0.18, 0.3), uniform(rng, 0.4, 0.8), uniform(rng, 0.2, 0.5))]  # fmt: skip
    tones = shades(rng, base[rng.integers(3)], 3, uniform(rng, 0.03, 0.25))
    paint = Material(grain(rng, SIDE, tones), uniform(rng, 0.6, 1), repeat=(uniform(rng, 1, 4),) * 2)
    clutter = company(rng, product, Room((-3 * size, 3 * size), (-1.5 * size, 3 * size)), 3, 3000)
    ground = thing(surface_mesh(lines, height, _TILE * size), paint)
    return Place(product, (ground, *horizon(rng, size, far)), True, (4, 60), clutter)


def rock(rng: np.random.Generator, product: Thing) -> Place:
    """On a boulder, or on broken ground."""
    product = _pose(rng, product)
    size, far = Measures.of(product).size, min(FAR, 150 * Measures.of(product).size)
    lines = grid(rng, product, far)
    away = lines.distance()
    fall = uniform(rng, 0.05, 0.5) * np.maximum(away - uniform(rng, 0.05, 1.0) * size, 0) ** 1.3 / size**0.3
    height = np.maximum(-fall, -uniform(rng, 0.5, 3) * size) + _bumps(rng, lines, size, uniform(rng, 0.02, 0.06))
    paint = surface(rng, ("stone", "stone", "soil", "asphalt"), size, (_TILE * size, _TILE * size))
    ground = thing(surface_mesh(lines, height, _TILE * size), paint)
    return Place(product, (ground, *horizon(rng, size, far)), True, (4, 45))


def wet(rng: np.random.Generator, product: Thing) -> Place:
    """On ice, wet stone or a mirror: the ground shows the product once more."""
    product = _pose(rng, product)
    size, far = Measures.of(product).size, min(FAR, 150 * Measures.of(product).size)
    kind = int(rng.integers(4))
    tones = shades(rng, [hexed(0.57, uniform(rng, 0.05, 0.35), uniform(rng, 0.4, 0.9)), hexed(0.1, 0.15, 0.2),
                         colour(rng), hexed(0.6, 0.1, 0.06)][kind], 3, 0.35)  # fmt: skip
    picture = blend(noise(rng, (SIDE, SIDE), (uniform(rng, 2, 9), uniform(rng, 2, 9))), tones)
    mirror = kind > 1 and chance(rng, 0.3)
    paint = Material(picture, uniform(rng, 0.01, 0.1), float(mirror), 1.0, (uniform(rng, 5, 40),) * 2)
    ground = thing(plane((-far, -far, 0), (2 * far, 0, 0), (0, 2 * far, 0)), paint)
    clutter = company(rng, product, Room((-3 * size, 3 * size), (-1.5 * size, 3 * size)), 5, 4000)
    if chance(rng, 0.6):
        return Place(product, (ground, *horizon(rng, size, far)), True, (3, 40), clutter)
    front = float(Measures.of(product).high[1])
    behind = front + uniform(rng, 1, 6) * size
    clutter = company(rng, product, Room((-3 * size, 3 * size), (-1.5 * size, behind)), 5, 4000)
    return Place(product, (ground, *indoors.walls(rng, size, 0.0, behind, front)), False, (3, 45), clutter)


def paving(rng: np.random.Generator, product: Thing) -> Place:
    """On asphalt, paving or a ledge, before a brick wall or open country."""
    product = _pose(rng, product)
    size, far = Measures.of(product).size, min(FAR, 150 * Measures.of(product).size)
    paint = surface(rng, ("asphalt", "asphalt", "stone", "tiles", "granite", "soil"), size, (2 * far, 2 * far))
    ground = thing(plane((-far, -far, 0), (2 * far, 0, 0), (0, 2 * far, 0)), paint)
    front = float(Measures.of(product).high[1])
    behind = front + around(rng, 0.8, 1.0) * size
    room = Room((-3 * size, 3 * size), (-1.5 * size, behind))
    back = indoors.walls(rng, size, 0.0, behind, front) if chance(rng, 0.4) else horizon(rng, size, far)
    return Place(product, (ground, *back), True, (4, 65), company(rng, product, room, 5, 5000))


def terrace(rng: np.random.Generator, product: Thing) -> Place:
    """On a table, bench or parapet outdoors, with the country behind."""
    product = _pose(rng, product)
    size, far = Measures.of(product).size, min(FAR, 150 * Measures.of(product).size)
    x = (-around(rng, 3.5, 0.5) * size, around(rng, 3.5, 0.5) * size)
    y = (-around(rng, 2, 0.6) * size, around(rng, 1.0, 0.5) * size)
    down = -max(0.5, around(rng, 2, 0.5) * size)
    paint = Material(grain(rng, SIDE, _greens(rng)[:3]), 1.0, repeat=(60, 60))
    ground = thing(plane((-far, -far, down), (2 * far, 0, 0), (0, 2 * far, 0)), paint)
    view = tuple(part.at(0, 0, down) for part in horizon(rng, size, far))
    clutter = company(rng, product, Room(x, y), 6, 5000)
    return Place(product, (*indoors.top(rng, size, x, y), ground, *view), True, (3, 50), clutter)
