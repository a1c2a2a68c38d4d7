"""Things: shapes with their materials, placed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from training.scenes.material import Material
from training.scenes.mesh import Fur, Mesh, Points, rotation


@dataclass(frozen=True, eq=False)
class Part:
    """One shape of one material."""

    shape: Mesh | Fur
    material: Material


@dataclass(frozen=True, eq=False)
class Thing:
    """What stands on a table: made standing on z = 0, about the z axis."""

    parts: tuple[Part, ...]

    @property
    def points(self) -> Points:
        """Every vertex, (N, 3)."""
        return np.concatenate([part.shape.points.reshape(-1, 3) for part in self.parts])

    @property
    def reach(self) -> float:
        """Largest distance of any point from the z axis, in metres."""
        return float(np.linalg.norm(self.points[:, :2], axis=1).max())

    def mapped(self, matrix: ArrayLike, shift: ArrayLike = (0.0, 0.0, 0.0)) -> Thing:
        """Every point p becomes `matrix` · p + `shift`."""
        return Thing(tuple(Part(part.shape.mapped(matrix, shift), part.material) for part in self.parts))

    def turned(self, degrees: float) -> Thing:
        """Turned about the z axis, anticlockwise from above."""
        return self.mapped(rotation((0, 0, 1), degrees))

    def at(self, x: float, y: float, z: float = 0.0) -> Thing:
        """Moved by (x, y, z)."""
        return self.mapped(np.eye(3), (x, y, z))

    def settled(self) -> Thing:
        """Lowered or raised so that its lowest point is at z = 0, and centred on the z axis."""
        low, high = self.points.min(0), self.points.max(0)
        middle = (low + high) / 2
        return self.at(-middle[0], -middle[1], -low[2])
