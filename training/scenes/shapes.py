"""Shapes out of which products are put together: swept, lofted, displaced and draped, on top of `mesh`.

Everything is in metres. Closed shapes are closed: their faces look outwards and none of their ends is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from training.scenes.mesh import Mesh, Points, ellipsoid, revolve, rotation, rounded, sheet, tube


def spline(points: ArrayLike, count: int, closed: bool = False) -> Points:
    """A Catmull-Rom curve through points (N, D), `count` points on it; a closed one ends where it begins."""
    known = np.asarray(points, float)
    if closed:
        known = np.concatenate([known[-1:], known, known[:2]])
    else:
        known = np.concatenate([2 * known[:1] - known[1:2], known, 2 * known[-1:] - known[-2:-1]])
    at = np.linspace(0, len(known) - 3, count)
    i = np.minimum(at.astype(int), len(known) - 4)
    t = (at - i)[:, None]
    a, b, c, d = (known[i + k] for k in range(4))
    return b + t * (c - a) / 2 + t**2 * (a - 2.5 * b + 2 * c - d / 2) + t**3 * (1.5 * b - 1.5 * c + (d - a) / 2)


def oval(radii: ArrayLike, squareness: float = 1.0, count: int = 32) -> Points:
    """A superellipse (count, 2), anticlockwise, its first point not repeated; `squareness` as of `ellipsoid`."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False) - np.pi / 2
    unit = np.stack([np.cos(angle), np.sin(angle)], -1)
    return np.sign(unit) * np.abs(unit) ** squareness * np.asarray(radii, float)


def polygon(rng: np.random.Generator, radius: float, wobble: float = 0.3, count: int = 40) -> Points:
    """A random smooth star-shaped outline (count, 2), anticlockwise."""
    corners = int(rng.integers(3, 9))
    angle = (np.arange(corners) + rng.uniform(-0.25, 0.25, corners)) * 2 * np.pi / corners
    reach = radius * rng.uniform(1 - wobble, 1 + wobble, corners)
    return spline(reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], -1), count + 1, closed=True)[:-1]


def loft(rings: Points) -> Mesh:
    """Rings (rows, K, 3), anticlockwise seen from the last one, skinned and closed at both ends."""
    rings = np.asarray(rings, float)
    ends = rings[[0, -1]].mean(1, keepdims=True)
    rows = [np.repeat(ends[:1], rings.shape[1], 1), rings, np.repeat(ends[1:], rings.shape[1], 1)]
    closed = np.concatenate(rows)
    return sheet(np.concatenate([closed, closed[:, :1]], 1))


def slab(outline: Points, height: float, bevel: float = 0.001, taper: float = 1.0, dome: float = 0.0) -> Mesh:
    """An outline (K, 2) about the origin raised from z = 0, edges rounded, the top scaled by `taper` and domed."""
    reach = float(np.linalg.norm(outline, axis=1).mean())
    bevel = min(bevel, height / 3, reach / 2)
    foot, top = reach - bevel, reach * taper - bevel
    line = [(0.96 * foot, 0.0), (foot, 0.0), (reach, bevel), (reach * taper, height - bevel), (top, height)]
    line += [(top * k, height + dome * (1 - k**2)) for k in ((0.75, 0.5, 0.25) if dome else (0.96,))]
    scale, level = np.array(line).T
    flat = outline[None] * (scale / reach)[:, None, None]
    return loft(np.concatenate([flat, np.broadcast_to(level[:, None, None], (*flat.shape[:2], 1))], -1))


def sweep(path: ArrayLike, section: Points, up: ArrayLike = (0.0, 0.0, 1.0), closed: bool = False,
          scale: ArrayLike = 1.0) -> Mesh:  # fmt: skip
    """A section (K, 2) of (across, up) pairs, anticlockwise, carried along a path (N, 3) that never runs along `up`.

    A closed path ends where it begins. `scale` is one number or one for each point.
    """
    line = np.asarray(path, float)
    tangent = np.gradient(line, axis=0)
    if closed:
        tangent[0] = tangent[-1] = line[1] - line[-2]
    across = np.cross(np.asarray(up, float), tangent)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    above = np.cross(tangent, across)
    above /= np.linalg.norm(above, axis=1, keepdims=True)
    size = np.broadcast_to(np.asarray(scale, float), len(line))[:, None, None]
    rings = line[:, None] + size * (section[:, :1] * across[:, None] + section[:, 1:] * above[:, None])
    return sheet(np.concatenate([rings, rings[:, :1]], 1)) if closed else loft(rings)


def strap(path: ArrayLike, width: float, thickness: float, across: ArrayLike, closed: bool = False) -> Mesh:
    """A flat band along a path that never runs along `across`, the direction of its width."""
    return sweep(path, oval((thickness / 2, width / 2), 0.35, 12), across, closed)


def wire(path: ArrayLike, radius: ArrayLike, segments: int = 10) -> Mesh:
    """A round tube along a path (N, 3) with rounded ends; `radius` one number or (N,)."""
    line = np.asarray(path, float)
    radii = np.broadcast_to(np.asarray(radius, float), len(line))
    first, last = line[0] - line[1], line[-1] - line[-2]
    first, last = first / np.linalg.norm(first) * radii[0], last / np.linalg.norm(last) * radii[-1]
    line = np.concatenate([line[:1] + first * [[0.98], [0.7]], line, line[-1:] + last * [[0.7], [0.98]]])
    radii = np.concatenate([radii[0] * np.array([0.05, 0.7]), radii, radii[-1] * np.array([0.7, 0.05])])
    return tube(line, radii, segments)


def blob(rng: np.random.Generator, radii: ArrayLike, rough: float = 0.15, squareness: float = 1.0,
         segments: int = 32) -> Mesh:  # fmt: skip
    """An ellipsoid pushed in and out by a few smooth random waves, `rough` of its radius."""
    mesh = ellipsoid((1, 1, 1), segments=segments, squareness=squareness)
    ways = rng.normal(0, 1, (7, 3)) * rng.uniform(0.8, 3.5, (7, 1))
    waves = np.sin(mesh.points @ ways.T + rng.uniform(0, 6.28, 7)).mean(1)
    return replace(mesh, points=mesh.points * (1 + 2 * rough * waves[:, None]) * np.asarray(radii, float))


def cloth(rng: np.random.Generator, size: tuple[float, float], lift: float, thickness: float = 0.002,
          cells: int = 30) -> Mesh:  # fmt: skip
    """A rectangle of cloth lying in folds of about `lift`, with a thickness."""
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, cells), np.linspace(-0.5, 0.5, cells))
    ways = rng.normal(0, 1, (6, 2)) * rng.uniform(2, 14, (6, 1))
    height = np.sin(np.stack([x, y], -1) @ ways.T + rng.uniform(0, 6.28, 6)) @ (rng.uniform(0.2, 1, 6) / 3)
    sway = 0.05 * np.sin(np.stack([y, x], -1) * rng.uniform(3, 9, 2) + rng.uniform(0, 6, 2))
    top = np.stack([(x + sway[..., 0]) * size[0], (y + sway[..., 1]) * size[1], lift * (height - height.min())], -1)
    return thick(top, thickness)


def thick(grid: Points, thickness: float) -> Mesh:
    """A grid of points (rows, columns, 3) whose upper side is the given one, closed by another below."""
    across, along = np.gradient(grid, axis=1), np.gradient(grid, axis=0)
    normal = np.cross(across, along)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
    inset = np.ones(grid.shape[:2])
    inset[[0, -1]] = inset[:, [0, -1]] = 0.0
    under = grid - thickness * inset[..., None] * normal
    top, bottom = sheet(grid), sheet(under)
    faces = np.concatenate([top.faces, bottom.faces[:, ::-1] + len(top.points)])
    return Mesh(np.concatenate([top.points, bottom.points]), np.concatenate([top.uv, bottom.uv]), faces)


def leaf(length: float, width: float, droop: float, rows: int = 8) -> Mesh:
    """A pointed blade from the origin along +x, folded at its rib and bent down by `droop` of its length."""
    t = np.linspace(0, 1, rows)
    half = width / 2 * np.sin(np.pi * np.clip(t, 0.03, 0.985) ** 0.75)
    rib = np.stack([length * t, 0 * t, -length * droop * t**2], -1)
    lift = 0.35 * half[:, None] * [1, 0, 1]
    grid = rib[:, None] + np.stack([0 * lift, half[:, None] * [1, 0, -1], lift], -1)
    return sheet(grid)


def mirrored(mesh: Mesh) -> Mesh:
    """The mesh on the other side of the plane x = 0."""
    return replace(mesh, points=mesh.points * [-1, 1, 1], faces=mesh.faces[:, ::-1])


def aligned(direction: ArrayLike) -> Points:
    """A rotation (3, 3) that takes +z to a direction."""
    way = np.asarray(direction, float) / np.linalg.norm(direction)
    axis = np.cross((0, 0, 1), way)
    if np.linalg.norm(axis) < 1e-9:
        return np.diag([1.0, np.sign(way[2]), np.sign(way[2])])
    return rotation(axis, float(np.degrees(np.arccos(np.clip(way[2], -1, 1)))))


def spots(rng: np.random.Generator, mesh: Mesh, count: int) -> tuple[Points, Points]:
    """Random points on a mesh, evenly by area, and the unit normals there, (count, 3) each."""
    a, b, c = (mesh.points[mesh.faces[:, i]] for i in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1)
    chosen = rng.choice(len(area), count, p=area / area.sum())
    return (a + b + c)[chosen] / 3, normal[chosen] / area[chosen, None]


def silhouette(rng: np.random.Generator, radius: float, height: float, bends: int = 5, count: int = 24) -> Points:
    """A random outline for `revolve`, (N, 2): smooth or turned in steps, closed at foot and top."""
    at = np.sort(rng.uniform(0.05, 0.95, bends)) * height
    wide = radius * rng.uniform(0.25, 1.0, bends + 2)
    wide *= radius / wide.max()
    knots = np.column_stack([wide, [0.0, *at, height]])
    if rng.random() < 0.3:
        line = _stepped(knots, 0.1 * radius)
    else:
        line = spline(knots, count)
        line[:, 1] = np.maximum.accumulate(np.clip(line[:, 1], 0, height))
    line[:, 0] = np.maximum(line[:, 0], 0.08 * radius)
    return np.concatenate([[(0.0, 0.0)], line, [(0.0, height)]])


def _stepped(knots: Points, radius: float) -> Points:
    """Cylinders one upon the other in place of the slopes between (radius, height) pairs."""
    corners = np.column_stack([np.repeat(knots[:-1, 0], 2), np.repeat(knots[:, 1], 2)[1:-1]])
    return rounded(corners, radius, 3)


def walled(outline: ArrayLike, wall: float, floor: float) -> Points:
    """The profile of a hollow vessel from its outer one, (radius, height) from the foot's edge to the rim."""
    outer = np.asarray(outline, float)
    inner = outer[::-1] - [wall, 0.0]
    inner = inner[inner[:, 1] > floor]
    inner[:, 0] = np.maximum(inner[:, 0], 0.2 * wall)
    bottom = float(np.interp(floor, outer[:, 1], outer[:, 0])) - wall
    rim = outer[-1] + [-wall / 2, wall / 2]
    return np.concatenate([[(0.0, outer[0, 1])], outer, [rim], inner, [(bottom, floor), (0.0, floor)]])


def wrap(outline: Points, low: float, high: float, turn: float, off: float = 0.0004, segments: int = 32) -> Mesh:
    """A label round the front of a body of revolution, between two heights, over `turn` degrees."""
    outer = outline[: int(np.argmax(outline[:, 1])) + 1]
    z = np.linspace(low, high, 10)
    radius = np.interp(z, outer[:, 1], outer[:, 0]) + off
    return revolve(np.column_stack([radius, z]), segments, (180 - turn / 2, 180 + turn / 2))


def squared(mesh: Mesh, power: float, depth: float = 1.0) -> Mesh:
    """A body of revolution given a superelliptic cross-section (2 is round) and its depth scaled."""
    flat = mesh.points[:, :2]
    unit = np.abs(flat) / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)
    out = flat / np.maximum((unit**power).sum(1, keepdims=True), 1e-9) ** (1 / power)
    return replace(mesh, points=np.column_stack([out[:, 0], out[:, 1] * depth, mesh.points[:, 2]]))


def heap(rng: np.random.Generator, grains: Sequence[Mesh], radius: float, level: float, count: int,
         dome: float) -> list[Mesh]:  # fmt: skip
    """Copies of small meshes, piled in a disc of `radius` whose middle rises by `dome` above `level`."""
    turn = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    reach = radius * np.sqrt((np.arange(count) + 0.5) / count)
    out = []
    for i in range(count):
        spot = (reach[i] * np.cos(turn[i]), reach[i] * np.sin(turn[i]), level + dome * (1 - (reach[i] / radius) ** 2))
        pose = aligned(rng.normal(0, 1, 3)) @ rotation((0, 0, 1), rng.uniform(0, 360))
        out.append(grains[int(rng.integers(len(grains)))].mapped(pose * rng.uniform(0.85, 1.15), spot))
    return out
