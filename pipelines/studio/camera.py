"""A pinhole camera over a ground plane, with the product's foot where the frame wants it.

World axes in cm, origin at the foot: x to the right, y up, z away from the camera.
"""

from dataclasses import dataclass, replace
from math import atan2, cos, radians, sin
from typing import Self

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
    def over(cls, size: tuple[int, int], foot: tuple[float, float], scale: float, pitch: float, focal: float) -> Self:
        """The camera for a frame of `size` px; `focal` in mm.

        `pitch` in degrees, raised where the ground would be seen too flat.
        """
        focal_px = focal / _FULL_FRAME * min(size)
        flattest = _LOWEST - atan2(foot[1] - size[1] / 2, focal_px)
        return cls(*size, focal_px, max(radians(pitch), flattest), foot, scale)

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

    def slopes(self) -> tuple[Floats, Floats]:
        """For each row's ray: how far it goes forward and down (cm) for each cm along the optical axis; (H,) each."""
        rows = np.arange(self.height, dtype=np.float32) + 0.5
        return self._slopes(rows)

    def _slopes(self, rows: Floats) -> tuple[Floats, Floats]:
        tangent = (rows - self.height / 2) / self.focal
        return cos(self.pitch) - tangent * sin(self.pitch), sin(self.pitch) + tangent * cos(self.pitch)

    @property
    def eye(self) -> tuple[float, float]:
        """Height above the ground and distance before the foot, in cm."""
        forward, down = self._slopes(np.array([self.foot[1]], np.float32))
        return float(down[0]) * self.distance, float(forward[0]) * self.distance

    def across(self, along_axis: Floats) -> Floats:
        """cm to the right of the foot for every pixel, given each row's depth along the optical axis (H,) → (H, W)."""
        columns = np.arange(self.width, dtype=np.float32) + 0.5
        off_axis = (columns[None, :] - self.width / 2) * (along_axis / self.focal)[:, None]
        return (off_axis - (self.foot[0] - self.width / 2) / self.scale).astype(np.float32)
