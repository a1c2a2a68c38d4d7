"""A pinhole camera over a ground plane, with the product's foot where the frame wants it.

World axes in cm, origin at the foot: x to the right, y up, z away from the camera.
"""

from dataclasses import dataclass, replace
from math import atan2, cos, radians, sin
from typing import Any, Self

import numpy as np

from pipelines.core.colour import Floats

_FULL_FRAME = 36.0  # mm: the width that "equivalent" focal lengths refer to
_LOWEST = radians(4)  # the ground is never seen at a flatter angle than this at the foot


@dataclass(frozen=True)
class Camera:
    """Everything in pixels of one grid; `scaled` gives the same camera on another grid."""

    width: int
    height: int
    focal: float  # px
    pitch: float  # radians, looking down
    foot: tuple[float, float]  # px, where the origin of the world is seen
    scale: float  # px per cm at the foot

    @classmethod
    def over(
        cls, size: tuple[int, int], foot: tuple[float, float], scale: float, pitch: float, focal: float,
        grounded: bool = True,
    ) -> Self:  # fmt: skip
        """The camera for a frame of `size` px; `focal` in mm.

        `pitch` in degrees, raised where `grounded` and the ground would be seen too flat.
        """
        focal_px = focal / _FULL_FRAME * min(size)
        flattest = _LOWEST - atan2(foot[1] - size[1] / 2, focal_px)
        return cls(*size, focal_px, max(radians(pitch), flattest) if grounded else radians(pitch), foot, scale)

    def scaled(self, size: tuple[int, int]) -> "Camera":
        """The same view on a grid of `size` px."""
        k = size[0] / self.width
        x, y = self.foot
        return replace(
            self,
            width=size[0],
            height=size[1],
            focal=self.focal * k,
            foot=(x * k, y * size[1] / self.height),
            scale=self.scale * k,
        )

    @property
    def distance(self) -> float:
        """cm from the camera to the foot along the optical axis."""
        return self.focal / self.scale

    @property
    def eye(self) -> tuple[float, float, float]:
        """Where the camera stands, in cm."""
        x, y, z = self.ray(*self.foot)
        return -self.distance * x, -self.distance * y, -self.distance * z

    def ray(self, column: Any, row: Any) -> tuple[Any, Any, Any]:
        """cm to the right, up and away for each cm along the optical axis, at pixel coordinates: numbers or arrays."""
        right, down = (column - self.width / 2) / self.focal, (row - self.height / 2) / self.focal
        return right, -sin(self.pitch) - down * cos(self.pitch), cos(self.pitch) - down * sin(self.pitch)

    def seen(self, x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats]:
        """Pixel coordinates at which places of the world, in cm, are seen; any one shape."""
        ex, ey, ez = self.eye
        along = (z - ez) * cos(self.pitch) - (y - ey) * sin(self.pitch)
        up = (z - ez) * sin(self.pitch) + (y - ey) * cos(self.pitch)
        k = self.focal / np.maximum(along, 1e-6)
        return (self.width / 2 + k * (x - ex)).astype(np.float32), (self.height / 2 - k * up).astype(np.float32)
