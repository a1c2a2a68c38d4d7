"""Where a seller's phone photo is taken: `place` puts a product somewhere, among other things.

Everything scales with the product. The place is open to the front: cameras stand within `AZIMUTH` degrees of it.
"""

from collections.abc import Callable, Collection, Mapping

import numpy as np

from training.scenes.places import indoors, nature, people, soft, upright
from training.scenes.places.kit import AZIMUTH, Place
from training.scenes.thing import Thing

Maker = Callable[[np.random.Generator, Thing], Place]

PLACES: Mapping[str, tuple[Maker, float]] = {  # and how often each is drawn
    "table": (indoors.table, 4),
    "shelf": (indoors.shelf, 1.5),
    "sill": (indoors.sill, 0.7),
    "floor": (indoors.floor, 3),
    "sweep": (indoors.sweep, 1.5),
    "flat lay": (indoors.flat_lay, 1.5),
    "stand": (indoors.stand, 2.5),
    "cloth": (soft.cloth, 2),
    "seat": (soft.seat, 1),
    "grass": (nature.grass, 2),
    "leaves": (nature.leaves, 0.7),
    "gravel": (nature.gravel, 0.8),
    "drift": (nature.drift, 0.8),
    "rock": (nature.rock, 0.8),
    "wet": (nature.wet, 1.2),
    "paving": (nature.paving, 1.5),
    "terrace": (nature.terrace, 1),
    "leaning": (upright.leaning, 0.8),
    "hanging": (upright.hanging, 1),
    "hand": (people.hand, 1.8),
    "body": (people.body, 1.5),
}


def place(rng: np.random.Generator, product: Thing, names: Collection[str] = PLACES.keys()) -> Place:
    """A random place, one of `names`, for a product that stands on z = 0 with its face to −y."""
    weights = np.array([weight * (name in names) for name, (_, weight) in PLACES.items()])
    kind = list(PLACES)[int(rng.choice(len(weights), p=weights / weights.sum()))]
    return PLACES[kind][0](rng, product)


__all__ = ["AZIMUTH", "PLACES", "Place", "place"]
