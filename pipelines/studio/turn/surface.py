"""A relief as a surface of triangles in the photo's pixels: its front, its back where that is known, and the rim."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats
from pipelines.studio.geometry.relief import Relief
from pipelines.studio.look import bounds
from pipelines.studio.turn.depths import Depths, read

_FAINT = 0.02  # alpha from which the front is drawn: its edge fades by the matte, not by the surface
_CELLS = 300  # of the grid along the product's longer side; a relief has fewer
_FINEST = 2.0  # px of a cell's side at least
_Place = tuple[float, float, float]
_INSET = 1.5  # cells inside the outline that the rim begins at, and its colours are taken from


@dataclass(frozen=True, eq=False)
class Surface:
    """Triangles, and for each corner its place and where in the photo its colour is found."""

    places: Floats  # (N, 3) px about the product's middle: x right, y up, z towards the viewer
    sources: Floats  # (N, 2) px of the photo: x, y, edges of pixels
    faces: NDArray[np.int32]  # (M, 3) corners

    @cached_property
    def shown(self) -> NDArray[np.int32]:
        """The corners that any triangle has."""
        return np.unique(self.faces)


@dataclass(frozen=True, eq=False)
class Solid:
    """A product's surface: `hidden` is what the photo does not show, None where nobody can tell."""

    front: Surface
    hidden: Surface | None
    middle: tuple[float, float]  # px of the photo that the places are counted from
    longer: int  # px: the longer side of the product as seen


def solid(relief: Relief, alpha: Floats) -> Solid:
    """The surface of a product whose matte is `alpha` (H, W) 0–1, not empty."""
    box = bounds(alpha > 0.5) or (0, 0, alpha.shape[1], alpha.shape[0])
    longer = max(box[2] - box[0], box[3] - box[1])
    cell = max(_FINEST, longer / _CELLS)
    x, y = np.meshgrid(*(_line(box[axis], box[axis + 2], cell) for axis in (0, 1)))
    matte = cv2.remap(alpha, x - 0.5, y - 0.5, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    depths = read(relief, alpha, longer)
    front, back = depths.at(x, y)
    origin = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, float((front + back)[matte > 0.5].mean()) / 2
    hidden = None
    if relief.back is not None:
        inside = cv2.erode((matte > 0.5).astype(np.uint8), np.ones((2, 2), np.uint8), anchor=(0, 0))[:-1, :-1] > 0
        hidden = _joined(_sheet(x, y, back, inside, origin), *_rims(alpha, depths, cell, origin))
    drawn = cv2.dilate((matte > _FAINT).astype(np.uint8), np.ones((4, 4), np.uint8), anchor=(1, 1))[:-1, :-1] > 0
    return Solid(_sheet(x, y, front, drawn, origin), hidden, origin[:2], longer)


def _line(low: int, high: int, cell: float) -> Floats:
    """Evenly spaced places from just before `low` to just after `high`."""
    return np.linspace(low - cell, high + cell, round((high - low) / cell) + 3, dtype=np.float32)


def _sheet(x: Floats, y: Floats, z: Floats, held: NDArray[np.bool_], origin: _Place) -> Surface:
    """The cells (h − 1, w − 1) that are `held` of a grid (h, w) of places, as triangles."""
    number = np.arange(x.size, dtype=np.int32).reshape(x.shape)
    a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:]
    faces = np.concatenate([np.stack([a, c, b], -1)[held], np.stack([b, c, d], -1)[held]])
    return Surface(_places(x.ravel(), y.ravel(), z.ravel(), origin), np.stack([x.ravel(), y.ravel()], 1), faces)


def _places(x: Floats, y: Floats, z: Floats, origin: _Place) -> Floats:
    return np.stack([x - origin[0], origin[1] - y, z - origin[2]], 1).astype(np.float32)


def _rims(alpha: Floats, depths: Depths, cell: float, origin: _Place) -> list[Surface]:
    """What joins front and back along each outline: the side of a carton, the seam of what is round."""
    outlines, _ = cv2.findContours((alpha > 0.5).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    soft = cv2.GaussianBlur(alpha, (0, 0), cell)
    return [_rim(_even(line[:, 0], cell), soft, depths, cell, origin) for line in outlines if len(line) >= 4 * cell]


def _even(line: NDArray[np.int32], cell: float) -> Floats:
    """A closed outline of pixels (N, 2) as smooth places, about a cell apart."""
    ring = np.concatenate([line[-2:], line, line[:2]]).astype(np.float32) + 0.5
    smooth = sum(ring[i : i + len(line)] for i in range(5)) / np.float32(5)
    return np.asarray(smooth, np.float32)[:: max(round(cell), 1)]


def _rim(ring: Floats, soft: Floats, depths: Depths, cell: float, origin: _Place) -> Surface:
    inner = _inside(ring, soft, _INSET * cell)
    loops = []
    for at in (inner, ring):
        across, down = at.T[:, None].copy()
        loops += [_places(at[:, 0], at[:, 1], z[0], origin) for z in depths.at(across, down)]
    places = [loops[0], loops[2], loops[3], loops[1]]
    count = len(ring)
    here = np.arange(count, dtype=np.int32)
    after = (here + 1) % count
    strips = [(here + k * count, after + k * count) for k in range(len(places))]
    faces = [
        face for (a, b), (c, d) in pairwise(strips)
        for face in (np.stack([a, c, b], 1), np.stack([b, c, d], 1))
    ]  # fmt: skip
    return Surface(np.concatenate(places), np.tile(inner, (len(places), 1)), np.concatenate(faces))


def _inside(ring: Floats, soft: Floats, inset: float) -> Floats:
    """Each place of an outline, moved into the product by so many px."""
    columns, rows = (np.clip(ring[:, i].astype(int), 1, soft.shape[1 - i] - 2) for i in (0, 1))
    slope = np.stack([soft[rows, columns + 1] - soft[rows, columns - 1],
                      soft[rows + 1, columns] - soft[rows - 1, columns]], 1)  # fmt: skip
    return ring + np.float32(inset) * slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-6)


def _joined(*parts: Surface) -> Surface:
    """Several surfaces as one."""
    firsts = np.cumsum([0, *(len(part.places) for part in parts[:-1])])
    return Surface(
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.sources for part in parts]),
        np.concatenate([part.faces + np.int32(first) for part, first in zip(parts, firsts, strict=True)]),
    )


def stretched(surface: Surface, places: Floats) -> Floats:
    """How many px a pixel of the photo covers at each corner (N,) where the corners lie at `places` (N, 2 or more): the
    larger singular value of the map from the one to the other, its mean over the triangles that meet there."""
    a, b, c = (surface.faces[:, i] for i in range(3))
    (px, py), (qx, qy) = ((surface.sources[each] - surface.sources[a]).T for each in (b, c))
    (ux, uy), (vx, vy) = ((places[each, :2] - places[a, :2]).T for each in (b, c))
    area = px * qy - py * qx
    some = np.abs(area) > 1e-6
    safe = np.where(some, area, 1)
    xx, xy = (ux * qy - vx * py) / safe, (vx * px - ux * qx) / safe
    yx, yy = (uy * qy - vy * py) / safe, (vy * px - uy * qx) / safe
    total, across = xx**2 + xy**2 + yx**2 + yy**2, xx * yy - xy * yx
    largest = np.sqrt((total + np.sqrt(np.maximum(total**2 - 4 * across**2, 0))) / 2)
    corners, count = surface.faces.ravel(), len(surface.places)
    summed = np.bincount(corners, np.repeat(np.where(some, largest, 1), 3), count)
    return (summed / np.maximum(np.bincount(corners, minlength=count), 1)).astype(np.float32)
