"""What each image row sees of the world: ground, the curve of a seamless sweep, or a wall.

The camera neither rolls nor turns, so everything but the position across depends on the row alone.
"""

from dataclasses import dataclass, fields
from math import pi

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats
from pipelines.studio.camera import Camera

_FARTHEST = 60.0  # in camera distances: where rays that never come down are taken to end


@dataclass(frozen=True)
class Surface:
    """A sheet of the world, row by row; all (H,) float32, lengths in cm."""

    axis: Floats  # depth along the optical axis
    z: Floats
    y: Floats
    run: Floats  # length along the sheet from the foot, away from the camera
    normal: Floats  # angle of the normal: 0 up, π/2 towards the camera
    footprint: Floats  # what a pixel averages over: its own extent, or the circle of confusion
    slope: Floats  # sine of the angle between ray and ground

    def rows(self, first: int) -> "Surface":
        """The rows from `first` on."""
        return Surface(*(getattr(self, f.name)[first:] for f in fields(self)))

    def resized(self, count: int) -> "Surface":
        """The same sheet on `count` rows; `footprint` stays that of the finer rows."""
        here = (np.arange(count) + 0.5) * len(self.run) / count - 0.5
        there = np.arange(len(self.run))
        return Surface(*(np.interp(here, there, getattr(self, f.name)).astype(np.float32) for f in fields(self)))


def _surface(camera: Camera, aperture: float, *course: NDArray[np.floating]) -> Surface:
    """A sheet from its z, y, run and normal (H,)."""
    z, y, run, normal = (values.astype(np.float32) for values in course)
    forward, down = camera.slopes()
    axis = (z + camera.eye[1]) / forward
    blur = 0.6 * aperture * np.abs(axis - camera.distance) / camera.distance
    extent = np.maximum(axis / camera.focal, 0.6 * np.abs(np.gradient(run)))
    footprint, slope = np.hypot(extent, blur), down / np.hypot(forward, down)
    return Surface(axis, z, y, run, normal, footprint.astype(np.float32), slope.astype(np.float32))


def ground(camera: Camera, aperture: float) -> Surface:
    """The flat ground; rows above the horizon end very far away. `aperture`: diameter in cm."""
    height, before = camera.eye
    forward, down = camera.slopes()
    z = height * forward / np.maximum(down, height / (_FARTHEST * camera.distance)) - before
    flat = np.zeros_like(z)
    return _surface(camera, aperture, z, flat, z, flat)


def wall(camera: Camera, distance: float, aperture: float) -> Surface:
    """An upright wall `distance` cm behind the foot."""
    height, before = camera.eye
    forward, down = camera.slopes()
    y = height - (distance + before) * down / forward
    upright = np.full_like(y, pi / 2)
    return _surface(camera, aperture, np.full_like(y, distance), y, distance + y, upright)


def sweep(camera: Camera, depth: float, radius: float, aperture: float) -> Surface:
    """Paper that lies flat for `depth` cm behind the foot, curves up with `radius` cm and goes on as a wall."""
    height, before = camera.eye
    forward, down = camera.slopes()
    flat, upright = ground(camera, aperture), wall(camera, depth + radius, aperture)
    angle = _angle_on_curve(forward, down, height - radius, -(before + depth), radius)
    on_flat = (down > 0) & (flat.z <= depth)
    on_wall = upright.y >= radius
    pick = [on_flat, on_wall]
    z = np.select(pick, [flat.z, upright.z], depth + radius * np.sin(angle))
    y = np.select(pick, [flat.y, upright.y], radius * (1 - np.cos(angle)))
    run = np.select(pick, [flat.z, depth + radius * (pi / 2 - 1) + upright.y], depth + radius * angle)
    normal = np.select(pick, [flat.normal, upright.normal], angle)
    return _surface(camera, aperture, z, y, run, normal)


def _angle_on_curve(forward: Floats, down: Floats, y: float, z: float, radius: float) -> Floats:
    """Where each ray leaves a circle about the origin, as the angle from straight down; the ray starts at (z, y)."""
    a = forward**2 + down**2
    b = forward * z - down * y
    root = np.sqrt(np.maximum(b**2 - a * (y**2 + z**2 - radius**2), 0))
    t = (root - b) / a
    return np.clip(np.arctan2(z + t * forward, -(y - t * down)), 0, pi / 2)


def cover(camera: Camera, depth: float, aperture: float) -> Floats:
    """How much of each row (H,) a ground that ends `depth` cm behind the foot fills, its edge out of focus."""
    height, before = camera.eye
    reach = depth + before
    forward, down = camera.slopes()
    edge = np.interp(0.0, down * reach - forward * height, np.arange(camera.height) + 0.5, left=-1e6, right=1e6)
    axis = reach / float(np.interp(edge, np.arange(camera.height) + 0.5, forward))
    soft = max(aperture * abs(axis - camera.distance) / camera.distance * camera.focal / axis, 1.0)
    step = np.clip((np.arange(camera.height) + 0.5 - edge) / soft + 0.5, 0, 1)
    return (step * step * (3 - 2 * step)).astype(np.float32)
