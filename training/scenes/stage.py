"""Where things stand: a table top in a room."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from training.scenes.material import Material
from training.scenes.mesh import Mesh, cuboid, sheet
from training.scenes.thing import Part, Thing

_NEAR = -1.6  # the table's near edge lies behind the camera
_THICK = 0.035
_FLOOR = -0.75


@dataclass(frozen=True, eq=False)
class Stage:
    """A table, the wall behind it and the floor; metres."""

    top: Material
    edge: Material
    wall: Material
    floor: Material
    behind: float = 0.35  # from the product to the table's far edge
    gap: float = 0.5  # from that edge to the wall
    half_width: float = 0.8

    def things(self) -> tuple[Thing, ...]:
        """Table top, table, wall and floor."""
        side, deep, back = self.half_width, self.behind - _NEAR, self.behind + self.gap
        slab = cuboid((2 * side, deep, _THICK), 0.003).mapped(np.eye(3), (0, _NEAR + deep / 2, -_THICK - 0.0005))
        parts = (
            Part(_flat((-side, _NEAR, 0), (2 * side, 0, 0), (0, deep, 0)), self.top),
            Part(slab, self.edge),
            Part(_flat((-5, back, _FLOOR), (10, 0, 0), (0, 0, 4)), self.wall),
            Part(_flat((-5, -5, _FLOOR), (10, 0, 0), (0, 5 + back, 0)), self.floor),
        )
        return tuple(Thing((part,)) for part in parts)


def _flat(corner: ArrayLike, across: ArrayLike, along: ArrayLike) -> Mesh:
    start, right, up = (np.asarray(vector, float) for vector in (corner, across, along))
    return sheet(np.array([[start, start + right], [start + up, start + right + up]]))
