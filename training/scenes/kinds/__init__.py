"""Random products: free shapes, and families of what people sell. Each is at true size, settled, its face to −y."""

from collections.abc import Mapping

import numpy as np

from training.scenes.kinds import (
    bags,
    clothes,
    devices,
    free,
    home,
    household,
    packs,
    shoes,
    soft,
    tableware,
    toys,
    vessels,
    worn,
)
from training.scenes.products import Maker
from training.scenes.thing import Thing

_FREE: tuple[Maker, ...] = (free.assembly, free.stack, free.tray, free.block)
_FAMILIES: tuple[Maker, ...] = (
    vessels.bottle, vessels.jar, vessels.can, vessels.vase, vessels.candle, tableware.cup, tableware.bowl,
    tableware.plate, tableware.teapot, tableware.pan, packs.carton, packs.pouch, packs.tube, packs.book,
    packs.multipack, packs.card, packs.stick, packs.palette, toys.car, toys.robot, toys.animal, toys.blocks,
    toys.rings, soft.plush, soft.cushion, bags.backpack, bags.handbag, clothes.folded, clothes.cover, clothes.shirt,
    clothes.cap, shoes.shoe, shoes.sandal, worn.glasses, worn.watch, worn.ring, worn.earrings, worn.chain, worn.belt,
    worn.headphones, devices.clock, devices.camera, devices.handset, devices.speaker, household.lamp, household.drill,
    household.machine, home.plant, home.stool, home.basket, home.ornament,
)  # fmt: skip
KINDS: Mapping[str, Maker] = {maker.__name__: maker for maker in (*_FREE, *_FAMILIES)}
_FREE_SHARE = 0.4
_ASSEMBLIES = 0.55  # of the free shapes


def product(rng: np.random.Generator) -> Thing:
    """A random product of a random kind: two in five are free shapes, most of them assemblies."""
    if rng.random() < _FREE_SHARE:
        maker = _FREE[0 if rng.random() < _ASSEMBLIES else int(rng.integers(1, len(_FREE)))]
    else:
        maker = _FAMILIES[int(rng.integers(len(_FAMILIES)))]
    return maker(rng)
