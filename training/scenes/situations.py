"""Random situations: a product somewhere, seen by a phone from somewhere, with what else there is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.scenes import kinds, lights, places
from training.scenes.camera import Camera, framed
from training.scenes.light import scaled
from training.scenes.mesh import Points
from training.scenes.render import Scene, identities
from training.scenes.shade import shaded
from training.scenes.thing import Thing

SIZES = ((320, 240), (240, 320), (288, 288))  # few, because variants that compile do so once for each
_TRIES = 12
_USUAL = 0.15  # metres: reach of a product that lights are made for
_LEAST, _MOST = 0.012, 0.8  # share of the picture that a product may take
_VISIBLE = 0.6  # share of the product within its own outline that other things may not hide


@dataclass(frozen=True, eq=False)
class Situation:
    """A scene, its things from 2 up (0 is the surroundings, 1 the product), and whether the product stands out."""

    scene: Scene
    things: tuple[Thing, ...]
    clear: bool  # without a hint a person would take the product for what the picture shows


def situation(seed: int, names: Collection[str] = places.PLACES.keys()) -> Situation:
    """The situation of a seed, in a place of one of these names.

    Raises ValueError where none of a number of tries shows the product well.
    """
    rng = np.random.default_rng(seed)
    for _ in range(_TRIES):
        found = _tried(rng, seed, names)
        if found is not None:
            return found
    raise ValueError(f"no situation of seed {seed} shows its product")


def _tried(rng: np.random.Generator, seed: int, names: Collection[str]) -> Situation | None:
    place = places.place(rng, kinds.product(rng), names)
    light = scaled(lights.light(rng, place.outdoors), place.product.reach / _USUAL)
    top = place.product.points.max(0)[2]
    light = shaded(light, place.things, np.array([0, 0, 1.05 * top]))
    camera = _camera(rng, place.product.points, place.elevations)
    things = (*place.clutter, *place.occluders)
    scene = Scene(place.product, (*things, *place.things), light, camera, seed % 2**20)
    small = replace(camera, size=(camera.size[0] // 4, camera.size[1] // 4))
    seen = identities(replace(scene, camera=small), things)
    alone = identities(replace(scene, camera=small, others=()), ())
    if not _shows(seen == 1, alone == 1):
        return None
    return Situation(scene, things, _stands_out(seen))


def _camera(rng: np.random.Generator, points: Points, elevations: tuple[float, float]) -> Camera:
    """From near and far, off centre, sometimes cut by the frame; a phone's main lens or its longer one."""
    fill = rng.uniform(0.45, 0.95)
    spread = 0.07
    kind = rng.random()
    if kind < 0.12:
        fill = rng.uniform(0.16, 0.4)  # far
        spread = 0.12
    elif kind < 0.26:
        fill = rng.uniform(0.9, 1.35)  # cut by the frame
        spread = 0.12
    size = SIZES[int(rng.choice(len(SIZES), p=(0.35, 0.4, 0.25)))]
    azimuth = rng.uniform(-1, 1) * places.AZIMUTH
    camera = framed(points, azimuth, rng.uniform(*elevations), fill, 0.5 + rng.normal(0, spread, 2), size,
                    focal=rng.uniform(24, 60), roll=rng.normal(0, 4))  # fmt: skip
    return replace(camera, aperture=camera.aperture * float(rng.choice([0.3, 1, 2, 4])))


def _shows(seen: NDArray[np.bool_], alone: NDArray[np.bool_]) -> bool:
    """Whether the product takes a fair share of the picture and little of it is hidden."""
    return bool(_LEAST < seen.mean() < _MOST and seen.sum() >= _VISIBLE * alone.sum())


def _stands_out(seen: NDArray[np.uint8]) -> bool:
    """Whether no other thing takes nearly as much of the picture, nearness to its middle considered."""
    height, width = seen.shape
    y, x = np.mgrid[:height, :width]
    middle = np.exp(-6 * (((x + 0.5) / width - 0.5) ** 2 + ((y + 0.5) / height - 0.5) ** 2))
    weight = np.bincount(seen.ravel(), middle.ravel(), minlength=3)
    return bool(weight[1] > 1.4 * weight[2:].max())
