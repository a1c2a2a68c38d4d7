"""Other things round a product: cheap in triangles, of sizes that go with it, clear of it and of one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.scenes import clutter
from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points, cuboid, ellipsoid, revolve, rotation, rounded, tube
from training.scenes.places.kit import Measures, around, chance, thing, uniform
from training.scenes.places.surfaces import CLOTHS, colour, label, surface
from training.scenes.thing import Part, Thing

Maker = Callable[[np.random.Generator], Thing]


def finish(rng: np.random.Generator) -> Material:
    """A plain material: matt, glossy or metal; sometimes patterned."""
    if chance(rng, 0.2):
        return surface(rng, CLOTHS, 0.5, (1.0, 1.0))
    metallic = float(chance(rng, 0.15))
    return Material(colour(rng), uniform(rng, 0.1, 0.5) if metallic else uniform(rng, 0.05, 1), metallic,
                    uniform(rng, 0, 1) * chance(rng, 0.3))  # fmt: skip


def turned(rng: np.random.Generator) -> Thing:
    """Something turned, 1 high: a can, bottle, jar, vase, lampshade or bowl."""
    count = int(rng.integers(2, 6))
    heights = np.sort([0.0, 1.0, *rng.random(count - 1)])
    radii = np.clip(uniform(rng, 0.2, 0.6) * np.exp(np.cumsum(rng.normal(0, 0.35, len(heights)))), 0.06, 0.9)
    line = np.column_stack([np.r_[0, radii, 0], np.r_[0, heights, heights[-1]]])
    line = rounded(line, uniform(rng, 0.01, 0.2), 3)
    if not chance(rng, 0.4):
        return thing(revolve(line, 24), finish(rng))
    middle = float(radii.max()) + 0.01
    band = [(middle, uniform(rng, 0.1, 0.4)), (middle, uniform(rng, 0.5, 0.9))]
    wrap = Part(revolve(band, 24), Material(label(rng), 0.5, repeat=(3, 1)))
    return Thing((Part(revolve(line, 24), finish(rng)), wrap))


def packet(rng: np.random.Generator) -> Thing:
    """A box, book or case, printed or plain, 1 in its longest side."""
    size = np.maximum(rng.uniform(0.1, 1, 3), 0.05)
    paint = Material(np.tile(label(rng), (2, 3, 1)), uniform(rng, 0.2, 1)) if chance(rng, 0.6) else finish(rng)
    return thing(cuboid(size / size.max(), 0.015), paint)


def pile(rng: np.random.Generator) -> Thing:
    """A few flat boxes on one another, as of books."""
    parts, z = [], 0.0
    for _ in range(rng.integers(2, 5)):
        size = np.array([uniform(rng, 0.6, 1), uniform(rng, 0.5, 0.8), uniform(rng, 0.06, 0.2)])
        paint = Material(np.tile(label(rng), (2, 3, 1)), 0.6) if chance(rng, 0.5) else finish(rng)
        parts.append(Part(cuboid(size, 0.01).mapped(rotation((0, 0, 1), uniform(rng, -15, 15)), (0, 0, z)), paint))
        z += size[2]
    return Thing(tuple(parts))


def lump(rng: np.random.Generator) -> Thing:
    """A ball, cushion, stone or sack, 1 in its longest side."""
    radii = rng.uniform(0.35, 1, 3)
    shape = ball(radii / radii.max() / 2, 20, uniform(rng, 0.4, 1.2))
    waves = 1 + 0.12 * chance(rng, 0.5) * np.sin(shape.points @ rng.normal(0, 6, (3, 3)) + rng.uniform(0, 6, 3))
    return thing(replace(shape, points=shape.points * waves), finish(rng)).settled()


def ball(radii: ArrayLike, segments: int = 20, squareness: float = 1.0) -> Mesh:
    """A superellipsoid about the origin, without the hair-thin triangles at its poles."""
    shape = ellipsoid(radii, segments=segments, squareness=squareness)
    return compact(shape, shape.faces[_areas(shape) > 1e-5 * float(np.max(radii)) ** 2])


def stroke(rng: np.random.Generator) -> Thing:
    """A cable, cord, strap, stick or pencil, lying, 1 long or less."""
    steps = np.linspace(0, 1, 24)
    waves = np.sin(np.pi * np.array([[1], [2], [3]]) * steps)
    bend = uniform(rng, 0, 1) ** 2 * rng.normal(0, 0.35, (2, 3)) @ waves
    radius = uniform(rng, 0.008, 0.04)
    path = np.column_stack([steps - 0.5 + bend[0], bend[1], np.full(24, radius)])
    return thing(tube(path, radius, 7), finish(rng))


def hoop(rng: np.random.Generator) -> Thing:
    """A ring, bangle or plate, lying or standing, 1 wide."""
    thick = uniform(rng, 0.02, 0.12)
    angle = np.linspace(0, 2 * np.pi, 33)
    path = np.column_stack([(0.5 - thick) * np.cos(angle), (0.5 - thick) * np.sin(angle), 0 * angle])
    stand = rotation((1, 0, 0), 90 if chance(rng, 0.3) else 0)
    return thing(tube(path, thick, 8), finish(rng)).mapped(stand).settled()


def paper(rng: np.random.Generator) -> Thing:
    """A sheet, card or magazine lying flat, 1 long."""
    sheet = cuboid((1.0, uniform(rng, 0.4, 1), 0.012), 0.002)
    return thing(sheet, Material(np.tile(label(rng, "#f0eee8"), (2, 3, 1)), 0.8))


def plant(rng: np.random.Generator) -> Thing:
    """A pot with a bush of bent leaves, 1 high."""
    count, reach = int(rng.integers(12, 50)), 0.62
    along = np.linspace(0, 1, 4)[:, None]
    turn, lean = rng.uniform(0, 2 * np.pi, count), rng.uniform(0.1, 1.2, count)
    width = uniform(rng, 0.03, 0.12)
    out = reach * rng.uniform(0.5, 1, count) * (np.sin(lean) * along + 0.25 * along**2)
    up = 0.4 + reach * (np.cos(lean) * along - 0.3 * along**2)
    side = width * np.sin(np.pi * np.clip(along, 0.05, 0.97))
    spine = np.stack([out * np.cos(turn), out * np.sin(turn), up], -1)
    across = np.stack([-np.sin(turn), np.cos(turn), 0 * turn], -1) * side[..., None]
    pot = revolve(rounded([(0, 0), (0.2, 0), (0.27, 0.4), (0.24, 0.4), (0, 0.37)], 0.02, 3), 20)
    green = Material(str(rng.choice(["#3f6b35", "#587f3c", "#2f5a44", "#7d9a4a", "#6b3a3a"])), 0.5)
    return Thing((Part(pot, finish(rng)), Part(strips(spine, across), green)))


def strips(spine: Points, across: Points) -> Mesh:
    """Many pointed strips as one mesh: spines and half widths, each (points along, strips, 3); u is the strip's."""
    rows, count = spine.shape[:2]
    points = np.stack([spine - across, spine + across], 2)
    u = np.broadcast_to((np.arange(count)[None, :, None] + 0.5) / count, points.shape[:3])
    v = np.broadcast_to(np.linspace(0, 1, rows)[:, None, None], points.shape[:3])
    index = np.arange(rows * count * 2).reshape(rows, count, 2)
    a, b, c, d = index[:-1, :, 0], index[:-1, :, 1], index[1:, :, 0], index[1:, :, 1]
    faces = np.concatenate([np.stack([a, b, d], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])
    faces = faces[: len(faces) - count]  # the last row ends in a point
    return compact(Mesh(points.reshape(-1, 3), np.stack([u, v], -1).reshape(-1, 2), faces), faces)


def relative(rng: np.random.Generator) -> Thing:
    """Something like a product itself, coarsened."""
    from training.scenes.kinds import product

    made = coarse(product(rng), 14)
    return made if made.parts else turned(rng)


def modelled(rng: np.random.Generator) -> Thing:
    """One of the finer clutter makers' things, coarsened."""
    makers = (clutter.cup, clutter.flask, clutter.fruit, clutter.handset, clutter.candle, clutter.cable, clutter.bowl)
    return coarse(makers[rng.integers(len(makers))](rng), 14)


def coarse(whole: Thing, cells: int) -> Thing:
    """With the points of each small cube (`cells` along the longest side) and patch of texture as one; without fur."""
    measures = Measures.of(whole)
    step = measures.size / cells
    parts = []
    for part in whole.parts:
        if isinstance(part.shape, Mesh):
            shape = _merged(part.shape, step)
            if len(shape.faces):
                parts.append(Part(shape, part.material))
    return Thing(tuple(parts))


def _merged(mesh: Mesh, step: float) -> Mesh:
    """One point a cube, but a vertex for each of the six ways that its surfaces face, lest their normals cancel."""
    _, cube = np.unique(np.floor(mesh.points / step), axis=0, return_inverse=True)
    cube = cube.ravel()
    middles = np.stack([np.bincount(cube, axis) for axis in mesh.points.T], -1) / np.bincount(cube)[:, None]
    ways = normals(mesh)
    facing = np.argmax(np.concatenate([ways, -ways], 1), 1)
    keys = np.column_stack([cube, facing, np.round(mesh.uv * 5)])
    _, first, place = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    points, faces = middles[cube[first]], place.ravel()[mesh.faces]
    whole = replace(mesh, points=points, uv=mesh.uv[first], faces=faces)
    merged = compact(whole, faces[_areas(whole) > 1e-10])
    cancelled = np.linalg.norm(normals(merged), axis=1) < 1e-9
    return replace(merged, smooth=mesh.smooth and not cancelled.any())


def _areas(mesh: Mesh) -> Points:
    """Twice the area of every triangle, (M,)."""
    a, b, c = (mesh.points[mesh.faces[:, i]] for i in range(3))
    doubled: Points = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    return doubled


def compact(mesh: Mesh, faces: NDArray[np.int64]) -> Mesh:
    """Only those triangles, and the points that they use."""
    used, places = np.unique(faces, return_inverse=True)
    return replace(mesh, points=mesh.points[used], uv=mesh.uv[used], faces=places.reshape(-1, 3))


def normals(mesh: Mesh) -> Points:
    """The sum of the crossed edges of each vertex' triangles, (N, 3); not of unit length."""
    a, b, c = (mesh.points[mesh.faces[:, i]] for i in range(3))
    crossed = np.repeat(np.cross(b - a, c - a), 3, 0)
    count = len(mesh.points)
    return np.stack([np.bincount(mesh.faces.ravel(), axis, count) for axis in crossed.T], -1)


PLAIN: Sequence[tuple[Maker, float]] = (
    (turned, 3), (packet, 3), (pile, 1), (lump, 2), (stroke, 2), (hoop, 1), (paper, 1.5), (plant, 1), (modelled, 1.5),
    (relative, 2),
)  # fmt: skip
_FLAT = (stroke, paper, hoop)


@dataclass(frozen=True)
class Room:
    """Where clutter may stand: x and y between the bounds, in metres, on z = `floor`."""

    x: tuple[float, float]
    y: tuple[float, float]
    floor: float = 0.0

    def holds(self, x: float, y: float, radius: float) -> bool:
        """Whether a thing of that radius stands within, all but a third of it."""
        inset = 0.67 * radius
        return (self.x[0] + inset < x < self.x[1] - inset) and (self.y[0] + inset < y < self.y[1] - inset)


def company(rng: np.random.Generator, product: Thing, room: Room, most: int = 12,
            budget: int = 6000) -> tuple[Thing, ...]:  # fmt: skip
    """0 to `most` things about the product, within `budget` triangles."""
    measures = Measures.of(product)
    count = int(rng.choice([0, 1, 2, 3, 5, 8, most], p=[0.14, 0.14, 0.16, 0.16, 0.16, 0.14, 0.1]))
    weights = np.array([weight for _, weight in PLAIN])
    taken: list[tuple[float, float, float]] = []
    placed: list[Thing] = []
    for _ in range(min(count, most)):
        maker = PLAIN[rng.choice(len(PLAIN), p=weights / weights.sum())][0]
        made = _scaled(rng, maker(rng).settled(), measures.size * min(around(rng, 0.6, 0.55), 1.8))
        if triangles(made) > budget:
            continue
        budget -= triangles(made)
        spot = _spot(rng, made, measures, room, taken)
        if spot:
            taken.append(spot)
            placed.append(made.at(spot[0], spot[1], room.floor))
    before = _before(rng, measures, room) if chance(rng, 0.6) else ()
    return (*placed, *(made for made in before if triangles(made) <= budget))


def triangles(made: Thing) -> int:
    """How many a thing has, but for its fur."""
    return sum(len(part.shape.faces) for part in made.parts if isinstance(part.shape, Mesh))


def _before(rng: np.random.Generator, product: Measures, room: Room) -> tuple[Thing, ...]:
    """Something slim that stands close before the product and hides a little of it."""
    made = (turned, packet, lump, plant, pile)[rng.integers(5)](rng).settled()
    tall, radius = made.points[:, 2].max(), made.reach
    most = uniform(rng, 0.35, 0.95) * (product.high[2] - room.floor) / tall
    factor = float(min(most, uniform(rng, 0.08, 0.3) * product.size / radius))
    made, radius = made.mapped(factor * np.eye(3)), factor * radius
    x = product.middle[0] + uniform(rng, -0.9, 0.9) * product.half[0]
    y = product.low[1] - radius - uniform(rng, 0, 0.06) * product.size
    return (made.at(x, y, room.floor),) if room.holds(x, y, radius) else ()


def _scaled(rng: np.random.Generator, made: Thing, size: float) -> Thing:
    points = made.points
    factor = size / float(np.ptp(points, axis=0).max())
    return made.mapped(factor * rotation((0, 0, 1), uniform(rng, 0, 360))).settled()


def _spot(rng: np.random.Generator, made: Thing, product: Measures, room: Room,
          taken: list[tuple[float, float, float]]) -> tuple[float, float, float] | None:  # fmt: skip
    """A free place (x, y, radius): behind or beside; before the product only what is low."""
    points = made.points
    radius = 0.5 * float(np.linalg.norm(points[:, :2], axis=1).max() + np.abs(points[:, :2]).max())
    low = float(points[:, 2].max()) < 0.22 * float(product.high[2])
    half, middle = product.half, product.middle
    nearest = 0 if low else 35 if chance(rng, 0.12) else 62  # degrees from the front
    for _ in range(12):
        side = np.radians(uniform(rng, nearest, 180)) * rng.choice([-1, 1])
        away = np.array([np.sin(side), -np.cos(side)])
        edge = float(np.min(half[:2] / np.maximum(np.abs(away), 1e-6)))
        gap = float(rng.exponential(0.35)) * product.size * (not chance(rng, 0.12))
        x, y = middle[:2] + away * (edge + radius + gap)
        clear = all(np.hypot(x - a, y - b) > 0.9 * (r + radius) for a, b, r in taken)
        if clear and room.holds(x, y, radius):
            return float(x), float(y), radius
    return None
