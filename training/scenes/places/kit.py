"""What every place is made of: the place itself, the product's measures and poses, and plain shapes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points, cuboid, rotation, sheet
from training.scenes.thing import Part, Thing

AZIMUTH = 45.0  # degrees; places are made for cameras at most this far to either side of the front (−y)


@dataclass(frozen=True, eq=False)
class Place:
    """Where a product is photographed. `clutter` and `occluders` may be left out, in whole or in part."""

    product: Thing  # as it stands, lies, hangs or sinks in here
    things: tuple[Thing, ...]  # ground, walls, what bears the product and what is far away
    outdoors: bool
    elevations: tuple[float, float]  # of the camera, degrees, that make sense
    clutter: tuple[Thing, ...] = ()  # beside, behind and a little before it
    occluders: tuple[Thing, ...] = ()  # what lies on purpose before a part of it: fingers, blades, folds

    @property
    def others(self) -> tuple[Thing, ...]:
        """All but the product."""
        return self.things + self.clutter + self.occluders


@dataclass(frozen=True, eq=False)
class Measures:
    """A thing's box, and its longest side, in metres."""

    low: Points  # (3,)
    high: Points  # (3,)

    @classmethod
    def of(cls, thing: Thing) -> Measures:
        """Of all its points."""
        points = thing.points
        return cls(points.min(0), points.max(0))

    @property
    def size(self) -> float:
        """The longest side."""
        return float((self.high - self.low).max())

    @property
    def middle(self) -> Points:
        """Of the box, (3,)."""
        return (self.low + self.high) / 2

    @property
    def half(self) -> Points:
        """Half of each side, (3,)."""
        return (self.high - self.low) / 2


def uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """A number between the two."""
    return float(rng.uniform(low, high))


def around(rng: np.random.Generator, middle: float, spread: float = 0.5) -> float:
    """A number about `middle`, log-normal: within a factor of e^`spread` two times out of three."""
    return float(middle * np.exp(np.clip(rng.normal(), -2, 2) * spread))


def chance(rng: np.random.Generator, share: float) -> bool:
    """True that often."""
    return bool(rng.random() < share)


def standing(rng: np.random.Generator, product: Thing) -> Thing:
    """Upright, most often with its face more or less to the front."""
    turn = uniform(rng, 0, 360) if chance(rng, 0.25) else float(rng.normal(0, 25))
    return product.turned(turn).settled()


def lying(rng: np.random.Generator, product: Thing) -> Thing:
    """Flat on the ground: low things upright, tall ones on the back, seldom on the face; turned any way."""
    half = Measures.of(product).half
    if half[2] > 1.2 * half[1]:
        product = product.mapped(rotation((1, 0, 0), -90 if chance(rng, 0.85) else 90))
    return product.turned(uniform(rng, 0, 360) if chance(rng, 0.5) else float(rng.normal(0, 30))).settled()


def samples(thing: Thing, count: int, rng: np.random.Generator) -> Points:
    """About `count` points on a thing's surface, evenly by area, and all the points of its fur, (N, 3)."""
    meshes = [part.shape for part in thing.parts if isinstance(part.shape, Mesh)]
    corners = np.concatenate([mesh.points[mesh.faces] for mesh in meshes])
    edges = corners[:, 1:] - corners[:, :1]
    area = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1)
    steps = np.cumsum(area)
    chosen = np.minimum(np.searchsorted(steps, rng.random(count) * steps[-1]), len(area) - 1)
    share = rng.random((2, count, 1))
    share = np.where(share.sum(0) > 1, 1 - share, share)
    found = corners[chosen, 0] + share[0] * edges[chosen, 0] + share[1] * edges[chosen, 1]
    hairs = [part.shape.points.reshape(-1, 3) for part in thing.parts if not isinstance(part.shape, Mesh)]
    return np.concatenate([found, *hairs])


def plane(corner: ArrayLike, across: ArrayLike, along: ArrayLike) -> Mesh:
    """A flat rectangle from a corner along two edges; its normal is across × along."""
    start, right, up = (np.asarray(vector, float) for vector in (corner, across, along))
    return sheet(np.array([[start, start + right], [start + up, start + right + up]]))


def thing(shape: Mesh, material: Material) -> Thing:
    """One shape of one material."""
    return Thing((Part(shape, material),))


def slab(low: ArrayLike, high: ArrayLike, bevel: float = 0.002) -> Mesh:
    """A box between two corners, with bevelled edges."""
    start, end = np.asarray(low, float), np.asarray(high, float)
    middle = (start + end) / 2
    bevel = min(bevel, float((end - start).min()) / 4)
    return cuboid(end - start, bevel).mapped(np.eye(3), (middle[0], middle[1], start[2]))
