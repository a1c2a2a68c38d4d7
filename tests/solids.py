"""Solids as a far camera sees them, and what a faultless shape network would say of them."""

from typing import NamedTuple

import numpy as np

from pipelines.studio.geometry.evidence import Evidence
from pipelines.studio.shape import SIDE, Shape, directions

UNIT = 128.0  # pixels in a longer side of the product


class Solid(NamedTuple):
    """Heights (n, n) in pixels and unit normals (n, n, 3) where the mask is."""

    height: np.ndarray
    normals: np.ndarray
    mask: np.ndarray


along = np.arange(SIDE) + 0.5 - SIDE / 2
X, Y = along[None] + 0 * along[:, None], -along[:, None] + 0 * along[None]


def ball(radius: float = 60.0) -> Solid:
    """The nearer half of a ball."""
    mask = np.hypot(X, Y) < radius
    height = np.sqrt(np.maximum(radius**2 - X**2 - Y**2, 0))
    return Solid(height, np.dstack([X, Y, height]) / radius, mask)


def slabs(axes: np.ndarray, edges: np.ndarray) -> Solid:
    """A carton with `axes` (3, 3) as rows and `edges` in pixels, by the slab method (Kay and Kajiya 1986)."""
    flat = np.stack([X, Y], 2) @ axes[:, :2].T
    slant = np.where(np.abs(axes[:, 2]) < 1e-6, 1e-6, axes[:, 2])
    ends = np.sort(np.stack([(-edges / 2 - flat) / slant, (edges / 2 - flat) / slant]), 0)
    mask = ends[1].min(-1) > ends[0].max(-1)
    facing = axes * np.where(axes[:, 2:] < 0, -1, 1)
    return Solid(ends[1].min(-1), facing[ends[1].argmin(-1)], mask)


def cylinder(radius: float, length: float, pitch: float) -> Solid:
    """An upright can that the camera looks down on."""
    sine, cosine = np.sin(np.radians(pitch)), np.cos(np.radians(pitch))
    front = np.sqrt(np.maximum(radius**2 - X**2, 0))
    lid = (length / 2 - Y * cosine) / sine  # height of the lid's plane above each place
    side = (front + Y * sine) / cosine
    height = np.minimum(side, lid)
    depth = height * cosine - Y * sine
    mask = (np.abs(X) < radius) & (Y * cosine + height * sine > -length / 2) & (depth > -front)
    wall = np.dstack([X, -front * sine, front * cosine]) / radius
    top = np.broadcast_to([0, cosine, sine], wall.shape)
    return Solid(height, np.where((lid < side)[..., None], top, wall), mask)


def evidence(solid: Solid, photo: np.ndarray | None = None, depth: np.ndarray | None = None) -> Evidence:
    """What is known of a solid, of an even grey unless a photo (n, n, 3) is given."""
    level = solid.height[solid.mask].mean()
    nothing, normals = np.zeros((SIDE, SIDE, 3), np.float32), solid.normals.astype(np.float32)
    away = ((level - solid.height) / UNIT * solid.mask).astype(np.float32)
    lights = np.full(len(directions()), 1 / len(directions()), np.float32)
    shape = Shape((0, 0, SIDE, SIDE), normals, away, nothing, normals[0, 0], 0.5, 0.5, lights)
    grey = np.full((SIDE, SIDE, 3), 128, np.uint8)
    return Evidence(grey if photo is None else photo, solid.mask.astype(np.float32), UNIT, shape, 2.0, depth)
