"""Shapes: triangle meshes with texture coordinates, made from a few curves, and fur."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangle mesh in metres. Faces wind counter-clockwise seen from outside; v runs up, 0 at the bottom."""

    points: Points  # (N, 3)
    uv: Points  # (N, 2)
    faces: NDArray[np.int64]  # (M, 3)
    smooth: bool = True  # False: facets, as of a cut stone

    def mapped(self, matrix: ArrayLike, shift: ArrayLike = (0.0, 0.0, 0.0)) -> Mesh:
        """Every point p becomes `matrix` · p + `shift`."""
        return replace(self, points=self.points @ np.asarray(matrix, float).T + np.asarray(shift, float))

    def moved(self, shift: ArrayLike) -> Mesh:
        """Every point p becomes p + `shift`."""
        return replace(self, points=self.points + np.asarray(shift, float))


@dataclass(frozen=True, eq=False)
class Fur:
    """Hairs of equal point count, each a cubic B-spline."""

    points: Points  # (hairs, K ≥ 4, 3)
    radius: Points  # (K,) metres, root to tip

    def mapped(self, matrix: ArrayLike, shift: ArrayLike = (0.0, 0.0, 0.0)) -> Fur:
        """Every point p becomes `matrix` · p + `shift`."""
        return replace(self, points=self.points @ np.asarray(matrix, float).T + np.asarray(shift, float))

    def ribbons(self) -> Mesh:
        """Each hair as a flat strip of its full width through the spline's knots, turned at random about itself."""
        middle = (self.points[:, :-2] + 4 * self.points[:, 1:-1] + self.points[:, 2:]) / 6
        radius = (self.radius[:-2] + 4 * self.radius[1:-1] + self.radius[2:]) / 6
        hairs, knots = middle.shape[:2]
        across = np.cross(np.gradient(middle, axis=1), np.random.default_rng(hairs).normal(size=(hairs, 1, 3)))
        across *= radius[:, None] / np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-12)
        points = np.stack([middle - across, middle + across], 2).reshape(-1, 3)
        first = 2 * (np.arange(hairs)[:, None] * knots + np.arange(knots - 1)).ravel()
        faces = np.concatenate([first[:, None] + [0, 1, 3], first[:, None] + [0, 3, 2]])
        uv = np.tile(np.stack(np.meshgrid([0.0, 1.0], np.linspace(0, 1, knots)), -1).reshape(-1, 2), (hairs, 1))
        return Mesh(points, uv, faces)


def rotation(axis: ArrayLike, degrees: float) -> Points:
    """Right-handed rotation about an axis through the origin, (3, 3). Rodrigues' formula."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def sheet(points: Points) -> Mesh:
    """A grid of points (rows, columns, 3) as a mesh; u runs evenly along columns, v with the length along rows."""
    rows, columns = points.shape[:2]
    length = np.cumsum([0.0, *np.linalg.norm(np.diff(points, axis=0), axis=2).mean(1)])
    v, u = np.meshgrid(length / length[-1], np.linspace(0, 1, columns), indexing="ij")
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    right, above, across = corner + 1, corner + columns, corner + columns + 1
    faces = np.concatenate([np.stack([corner, right, across], 1), np.stack([corner, across, above], 1)])
    return _proper(Mesh(points.reshape(-1, 3), np.stack([u, v], -1).reshape(-1, 2), faces))


def _proper(mesh: Mesh) -> Mesh:
    """Without the triangles at poles that are below a square micrometre, and so have no normal, and their points."""
    a, b, c = (mesh.points[mesh.faces[:, i]] for i in range(3))
    faces = mesh.faces[np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-12]
    used, places = np.unique(faces, return_inverse=True)
    return replace(mesh, points=mesh.points[used], uv=mesh.uv[used], faces=places.reshape(-1, 3))


def revolve(profile: ArrayLike, segments: int = 96, arc: tuple[float, float] = (0.0, 360.0)) -> Mesh:
    """A profile of (radius, height) pairs, bottom to top outside, turned about z. u = 0.5 faces the camera (−y)."""
    radius, height = np.asarray(profile, float).T
    angle = np.radians(np.linspace(*arc, segments + 1) + 90.0)
    ring = np.stack([np.cos(angle), np.sin(angle)], -1)
    flat = radius[:, None, None] * ring[None]
    up = np.broadcast_to(height[:, None, None], (*flat.shape[:2], 1))
    return sheet(np.concatenate([flat, up], -1))


def rounded(corners: ArrayLike, radius: float, steps: int = 6) -> Points:
    """A polyline (N, 2) with each inner corner replaced by a curve of about `radius`, so that edges catch the light."""
    points = np.asarray(corners, float)
    out = [points[:1]]
    t = np.linspace(0, 1, steps + 1)[:, None]
    for before, here, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        into, away = before - here, after - here
        start = here + into * min(radius / np.linalg.norm(into), 0.5)
        end = here + away * min(radius / np.linalg.norm(away), 0.5)
        out.append((1 - t) ** 2 * start + 2 * t * (1 - t) * here + t**2 * end)
    return np.concatenate([*out, points[-1:]])


def torus(radius: float, tube: ArrayLike, segments: int = 96) -> Mesh:
    """A closed profile of (outward, up) pairs, swept round z at `radius`."""
    around = np.asarray(tube, float)
    return revolve(np.column_stack([radius + around[:, 0], around[:, 1]]), segments)


def tube(path: ArrayLike, radius: ArrayLike, segments: int = 16) -> Mesh:
    """A round tube along a path (N, 3); `radius` is one number, (N,) or (N, 2) for an ellipse."""
    line = np.asarray(path, float)
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = np.empty_like(line)
    side[0] = np.cross(tangent[0], np.eye(3)[np.argmin(np.abs(tangent[0]))])
    for i in range(1, len(line)):  # carried along without twist
        side[i] = side[i - 1] - tangent[i] * (side[i - 1] @ tangent[i])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    other = np.cross(tangent, side)
    radii = np.broadcast_to(np.asarray(radius, float).reshape(-1, 1) if np.ndim(radius) < 2 else radius, (len(line), 2))
    angle = np.linspace(0, 2 * np.pi, segments + 1)[None, :, None]
    ring = radii[:, None, :1] * np.cos(angle) * side[:, None] + radii[:, None, 1:] * np.sin(angle) * other[:, None]
    return sheet(line[:, None] + ring)


def ellipsoid(radii: ArrayLike, centre: ArrayLike = (0.0, 0.0, 0.0), segments: int = 48,
              squareness: float = 1.0) -> Mesh:  # fmt: skip
    """A superellipsoid: `squareness` 1 is round, towards 0 a box with rounded edges."""
    latitude = np.linspace(-90, 90, segments // 2 + 1)
    longitude = np.linspace(0, 360, segments + 1) + 90.0

    def power(values: Points) -> Points:
        return np.sign(values) * np.abs(values) ** squareness

    lat, lon = np.radians(np.meshgrid(latitude, longitude, indexing="ij"))
    level = power(np.cos(lat))
    unit = np.stack([level * power(np.cos(lon)), level * power(np.sin(lon)), power(np.sin(lat))], -1)
    return sheet(unit * np.asarray(radii, float) + np.asarray(centre, float))


def cuboid(size: ArrayLike, bevel: float = 0.001) -> Mesh:
    """A box standing on z = 0 with bevelled edges.

    Texture atlas: three columns by two rows; below front (−y), right (+x), back; above left (−x), top, bottom.
    """
    half, places = np.asarray(size, float) / 2, [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)]
    frames = [((1, 0, 0), (0, 0, 1)), ((0, 1, 0), (0, 0, 1)), ((-1, 0, 0), (0, 0, 1)),
              ((0, -1, 0), (0, 0, 1)), ((1, 0, 0), (0, 1, 0)), ((1, 0, 0), (0, -1, 0))]  # fmt: skip
    steps = np.array([-1.0, -1.0, 1.0, 1.0])
    parts = []
    for (column, row), axes in zip(places, frames, strict=True):
        right, up = np.array(axes, float)
        out = np.cross(right, up)
        inset = np.array([0.0, bevel, bevel, 0.0])
        across, along = (steps * (abs(axis) @ half) - np.sign(steps) * inset for axis in (right, up))
        sink = np.maximum.outer(inset == 0, inset == 0) * bevel / 2
        grid = along[:, None, None] * up + across[None, :, None] * right + (abs(out) @ half - sink)[..., None] * out
        face = sheet(grid + np.array([0, 0, half[2]]))
        u = (across + abs(right) @ half) / (2 * abs(right) @ half)
        v = (along + abs(up) @ half) / (2 * abs(up) @ half)
        uv = np.stack(np.meshgrid((column + u) / 3, (row + v) / 2), -1).reshape(-1, 2)
        parts.append(replace(face, uv=uv, smooth=False))
    return joined(parts)


def joined(parts: list[Mesh]) -> Mesh:
    """Several meshes as one."""
    starts = np.cumsum([0, *(len(part.points) for part in parts[:-1])])
    faces = np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=True)])
    points, uv = (np.concatenate([getattr(part, name) for part in parts]) for name in ("points", "uv"))
    return Mesh(points, uv, faces, all(part.smooth for part in parts))


def fur(skin: Mesh, count: int, length: float, radius: float, rng: np.random.Generator, droop: float = 0.5) -> Fur:
    """`count` hairs of about `length` on a mesh, evenly by area, bent down by `droop` and ruffled."""
    a, b, c = (skin.points[skin.faces[:, i]] for i in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1)
    chosen = rng.choice(len(area), count, p=area / area.sum())
    s, t = rng.random((2, count, 1))
    s, t = np.where(s + t > 1, 1 - s, s), np.where(s + t > 1, 1 - t, t)
    root = a[chosen] + s * (b - a)[chosen] + t * (c - a)[chosen]
    out = normal[chosen] / area[chosen, None] + rng.normal(0, 0.45, (count, 3))
    out *= length * rng.uniform(0.5, 1.1, (count, 1))
    bend = length * (rng.normal(0, 0.25, (count, 3)) - [0, 0, droop])
    along = np.linspace(-0.2, 1.2, 6)  # a cubic B-spline begins at its second point and ends before its last
    points = root[:, None] + along[:, None] * out[:, None] + (along**2)[:, None] * bend[:, None]
    points[..., 2] = np.maximum(points[..., 2], radius)
    return Fur(points, radius * np.linspace(1, 0.35, len(along)))
