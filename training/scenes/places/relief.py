"""Ground that is not flat: a height for every place of a grid, finer near the product, pressed down where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from training.scenes.mesh import Mesh, Points
from training.scenes.places.kit import Measures, samples
from training.scenes.thing import Thing

COARSE = 9  # cells from there outwards, to each side
_COVER = 7000  # points of the product that press
_NOTHING = 1e3
_OFFSET = (0.37, 0.61)  # keeps the mirrored texture's axes away from the product


@dataclass(frozen=True, eq=False)
class Grid:
    """Places of the lines along x and y, metres, and what lies over each crossing."""

    x: Points  # (columns,)
    y: Points  # (rows,)
    under: Points  # (rows, columns): height of the product's lowest point there; very high where it is not

    @property
    def xy(self) -> tuple[Points, Points]:
        """x and y of every crossing, each (rows, columns)."""
        x, y = np.meshgrid(self.x, self.y)
        return x, y

    def above(self, x: Points, y: Points) -> Points:
        """How high the product's lowest point is over places."""
        found: Points = self.under[_nearest(self.y, y), _nearest(self.x, x)]
        return found

    def distance(self) -> Points:
        """Metres from each crossing to the product's foot, about; (rows, columns)."""
        x, y = self.xy
        rows, columns = np.nonzero(self.under < self.under.min() + 0.05 * np.ptp(self.x[COARSE:-COARSE]))
        foot = np.column_stack([self.x[columns], self.y[rows]])[:: max(1, len(rows) // 60)]
        return np.hypot(x[..., None] - foot[:, 0], y[..., None] - foot[:, 1]).min(-1)


def grid(rng: np.random.Generator, product: Thing, far: float, behind: float | None = None,
         fine: int = 26) -> Grid:  # fmt: skip
    """Lines about a product, `fine` cells across it, out to `far` metres (to the back only to `behind`)."""
    measures = Measures.of(product)
    near = 0.75 * measures.size
    x = _lines(near, far, fine) + measures.middle[0]
    y = _lines(near, far, fine) + measures.middle[1]
    if behind is not None:
        y = np.minimum(y, behind + np.linspace(0, 0.01, len(y)) * measures.size)
    points = samples(product, _COVER, rng)
    under = np.full((len(y), len(x)), _NOTHING)
    np.minimum.at(under, (_nearest(y, points[:, 1]), _nearest(x, points[:, 0])), points[:, 2])
    return Grid(x, y, cv2.morphologyEx(under, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))


def _lines(near: float, far: float, fine: int) -> Points:
    inner = np.linspace(-near, near, fine + 1)
    out = near * max(far / near, 1.5) ** (np.arange(1, COARSE + 1) / COARSE)
    return np.concatenate([-out[::-1], inner, out])


def _nearest(lines: Points, at: Points) -> np.ndarray:
    return np.clip(np.searchsorted((lines[1:] + lines[:-1]) / 2, at), 0, len(lines) - 1)


def surface_mesh(lines: Grid, height: Points, tile: float) -> Mesh:
    """The heights (rows, columns) as a mesh, nowhere above the product's underside; the texture repeats each `tile`."""
    x, y = lines.xy
    points = np.stack([x, y, np.minimum(height, lines.under)], -1)
    rows, columns = x.shape
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    right, above, across = corner + 1, corner + columns, corner + columns + 1
    faces = np.concatenate([np.stack([corner, right, across], 1), np.stack([corner, across, above], 1)])
    return Mesh(points.reshape(-1, 3), points[..., :2].reshape(-1, 2) / tile + _OFFSET, faces)


def waves(rng: np.random.Generator, x: Points, y: Points, length: float, count: int = 5, sharp: float = 0.0) -> Points:
    """A random relief, about −1 to 1, of waves about `length` metres long; `sharp` 1 makes ridges of them."""
    total = np.zeros_like(x)
    phase, other = rng.uniform(0, 2 * np.pi, (2, count))
    for i in range(count):
        turn, wave = rng.uniform(0, 2 * np.pi), length * float(rng.uniform(0.5, 1.6))
        along = 2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / wave
        bent = along + 1.5 * np.sin(2 * np.pi * (x * np.sin(turn) - y * np.cos(turn)) / (2.7 * wave) + other[i])
        smooth = np.sin(bent + phase[i])
        total += (1 - sharp) * smooth + sharp * (1 - 2 * np.abs(np.sin(bent / 2 + phase[i])))
    return total / np.sqrt(count)
