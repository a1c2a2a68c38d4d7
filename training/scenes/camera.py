"""A phone's camera, and how it is aimed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np
from numpy.typing import ArrayLike

from training.scenes.mesh import Points, rotation

_APERTURE = 0.0012  # radius of the lens opening; a phone's main lens has 1 to 2 mm
_DIAGONAL = 43.27  # of a 36 × 24 mm frame, to which “equivalent” focal lengths refer


@dataclass(frozen=True, eq=False)
class Seen:
    """A thing in the picture: its box, 0–1 from the top left, and its depth in metres."""

    low: Points  # (2,)
    high: Points  # (2,)
    nearest: float
    depth: float  # mean

    def hides(self, other: Seen) -> bool:
        """Whether it may lie before the other, by their boxes, or is so near the lens that it is only a blur."""
        overlaps = bool((self.high > other.low).all() and (self.low < other.high).all())
        return self.nearest < (1.0 if overlaps else 0.5) * other.depth


@dataclass(frozen=True, eq=False)
class Camera:
    """A thin lens focused on `target`; positions in metres."""

    origin: Points
    target: Points
    size: tuple[int, int] = (960, 720)  # width, height in pixels
    focal: float = 35.0  # mm, 35 mm equivalent over the diagonal
    roll: float = 0.0  # degrees
    aperture: float = _APERTURE

    @property
    def tangents(self) -> Points:
        """Half the width and half the height of the picture at distance 1."""
        size = np.array(self.size, float)
        return size / np.linalg.norm(size) * _DIAGONAL / 2 / self.focal

    @property
    def axes(self) -> Points:
        """Rows: right, up and back (towards the viewer) in the world: the camera space of the normals."""
        back = (self.origin - self.target) / np.linalg.norm(self.origin - self.target)
        up = rotation(back, self.roll) @ np.array([0.0, 0.0, 1.0])
        right = np.cross(up, back)
        right /= np.linalg.norm(right)
        return np.stack([right, np.cross(back, right), back])

    def project(self, points: Points) -> Points:
        """World points (N, 3) → place in the picture (N, 2), 0–1 from the top left."""
        flat = (points - self.origin) @ self.axes[:2].T * [1, -1] / self.depth(points)[:, None] / self.tangents
        return 0.5 + 0.5 * flat

    def depth(self, points: Points) -> Points:
        """Metres of world points (N, 3) along the optical axis, (N,)."""
        return (self.origin - points) @ self.axes[2]

    def seen(self, points: Points) -> Seen:
        """Where points (N, 3) appear."""
        places, depths = self.project(points), self.depth(points)
        return Seen(places.min(0), places.max(0), float(depths.min()), float(depths.mean()))

    def sensor(self, pinhole: bool = False) -> dict[str, Any]:
        """Mitsuba's description; each pixel is the plain mean over its own square, or, of a pinhole, its middle."""
        width, height = self.size
        fov = 2 * np.degrees(np.arctan(self.tangents[0]))
        up = self.axes[1].tolist()
        pose = mi.ScalarTransform4f().look_at(origin=self.origin.tolist(), target=self.target.tolist(), up=up)
        sampler = {"type": "stratified", "sample_count": 1, "jitter": False} if pinhole else {"type": "multijitter"}
        lens = {} if pinhole else {"aperture_radius": self.aperture,
                                   "focus_distance": float(np.linalg.norm(self.origin - self.target))}  # fmt: skip
        return {"type": "perspective" if pinhole else "thinlens", "fov": float(fov), "fov_axis": "x", "to_world": pose,
                "near_clip": 0.005, "far_clip": 100.0, "sampler": sampler, **lens,
                "film": {"type": "hdrfilm", "width": width, "height": height, "rfilter": {"type": "box"}}}  # fmt: skip


def framed(points: Points, azimuth: float, elevation: float, fill: float, centre: ArrayLike = (0.5, 0.5),
           size: tuple[int, int] = (960, 720), focal: float = 35.0, roll: float = 0.0) -> Camera:
    """A camera that sees `points` fill the share `fill` of the picture's width or height, whichever is fuller.

    `azimuth` 0 looks from the front (−y), positive from the right; `elevation` above the table, both in degrees;
    `centre` is where the middle of their box comes to lie, 0–1 from the top left.
    """
    a, e = np.radians((azimuth, elevation))
    towards = np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)])
    middle = target = (points.min(0) + points.max(0)) / 2
    distance = float(np.ptp(points, axis=0).max()) * 3
    for _ in range(12):
        camera = Camera(target + distance * towards, target, size, focal, roll)
        seen = camera.project(points)
        low, high = seen.min(0), seen.max(0)
        move = ((low + high) / 2 - np.asarray(centre)) * 2 * camera.tangents * distance
        target = target + move[0] * camera.axes[0] - move[1] * camera.axes[1]
        distance *= float((high - low).max()) / fill
    reach = float((camera.origin - middle) @ towards)  # focus on the product, wherever it is in the picture
    aperture = min(_APERTURE, 0.0035 * reach)  # close up, phones change to a lens with more depth of field
    return Camera(camera.origin, camera.origin - camera.axes[2] * reach, size, focal, roll, aperture)
