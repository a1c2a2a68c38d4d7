"""The six tables that the sample products stand on, and the five views of each."""

import zlib
from dataclasses import dataclass

import numpy as np

from training.scenes import clutter, products, textures
from training.scenes.camera import Camera, framed
from training.scenes.light import LAMP, WINDOW, Light, turned
from training.scenes.material import Material
from training.scenes.render import Scene
from training.scenes.stage import Stage
from training.scenes.thing import Thing

LIGHTS = {"window": WINDOW, "lamp": LAMP}
_AZIMUTHS = (-8, 24, -38, 12, -20)  # degrees; one for each view
_ELEVATIONS = (18, 30, 24, 48, 12)
VIEWS = len(_AZIMUTHS)
_UPRIGHT, _WIDE = (672, 896), (896, 672)


@dataclass(frozen=True)
class Surface:
    """A texture by its maker, repeated across and along."""

    texture: textures.Texture
    colours: tuple[str, ...]
    repeat: tuple[float, float]
    roughness: float = 0.5

    def material(self, rng: np.random.Generator, side: int = 1024) -> Material:
        """The texture, made."""
        return Material(self.texture(rng, side, self.colours), self.roughness, repeat=self.repeat)


@dataclass(frozen=True)
class Table:
    """One product, what the seller calls it, and how it is photographed."""

    maker: products.Maker
    sku: str
    name: str
    size: tuple[int, int]  # of the photo, pixels
    fill: float  # share of the photo's width or height
    top: Surface
    wall: Surface
    shown: tuple[int, str]  # view (from 1) and light of the photo that the app begins with
    tiny: bool = False  # close up, among small things


TABLES = {
    "bottle": Table(products.bottle, "SC-300", "Sage & Cedar hand wash, 300 ml", _UPRIGHT, 0.66,
                    Surface(textures.wood, ("#5a3a22", "#94683f", "#b98b5c"), (2, 3)),
                    Surface(textures.tiles, ("#dfe5e2", "#eef1ee", "#b9beb9"), (10, 4), 0.3), (1, "lamp")),
    "jar": Table(products.jar, "FIG-250", "Fig & Vanilla jam, 250 g", _WIDE, 0.62,
                 Surface(textures.gingham, ("#f3efe6", "#b8413f"), (4, 5), 0.9),
                 Surface(textures.wood, ("#a3a08f", "#c4c1b0", "#d6d3c4"), (5, 3), 0.7), (2, "window")),
    "mug": Table(products.mug, "MUG-BLU", "Blue speckled stoneware mug", _WIDE, 0.62,
                 Surface(textures.wood, ("#8c6239", "#c79b68", "#ddb887"), (2, 3)),
                 Surface(textures.plain, ("#6d7f87", "#80929a"), (2, 1), 0.9), (4, "lamp")),
    "box": Table(products.box, "NP-EG20", "North Pier Earl Grey tea, 20 bags", _UPRIGHT, 0.64,
                 Surface(textures.linen, ("#c9bda5", "#ddd3bf"), (4, 5), 0.95),
                 Surface(textures.wallpaper, ("#a9b8a2", "#c6d1bf", "#a9b8a2", "#d9dccb"), (14, 6), 0.9),
                 (1, "window")),
    "ring": Table(products.ring, "RNG-EM", "Gold ring with an emerald", _WIDE, 0.55,
                  Surface(textures.stone, ("#3f4246", "#63676c"), (14, 18)),
                  Surface(textures.plain, ("#8a8078", "#a0968d"), (2, 1), 0.9), (1, "window"), tiny=True),
    "toy": Table(products.toy, "BEAR-23", "Plush bear with a red scarf", _UPRIGHT, 0.66,
                 Surface(textures.terrazzo, ("#e4ded4", "#a8593f", "#4d5d63", "#c9a15e"), (3, 4), 0.3),
                 Surface(textures.plain, ("#c9b3a9", "#e6d3ca"), (2, 1), 0.9), (1, "lamp")),
}  # fmt: skip


def product(name: str) -> Thing:
    """The product alone, the same in all its views."""
    return TABLES[name].maker(np.random.default_rng(_seed(name))).settled()


def scene(name: str, view: int, light: Light) -> Scene:
    """One view of a sample, 0 to 4. What else lies on the table changes with the view, not with the light."""
    table = TABLES[name]
    rng = np.random.default_rng((_seed(name), view))
    item = product(name).turned(rng.uniform(-15, 15))
    camera = framed(
        item.points, _AZIMUTHS[view], _ELEVATIONS[view] + 12 * table.tiny, table.fill + rng.uniform(-0.08, 0.03),
        (0.5 + rng.uniform(-0.07, 0.07), 0.53 + rng.uniform(-0.04, 0.04)), table.size,
        focal=rng.uniform(30, 46), roll=rng.uniform(-2.5, 2.5),
    )  # fmt: skip
    floor = Surface(textures.wood, ("#4b3a2c", "#7a6148"), (4, 4), 0.6)
    stage = Stage(table.top.material(rng), Material(table.top.colours[0], 0.5), table.wall.material(rng, 512),
                  floor.material(rng, 256), behind=rng.uniform(0.3, 0.5))  # fmt: skip
    others = _clutter(rng, item, camera, table.tiny, stage.behind)
    return Scene(item, others + stage.things(), turned(light, rng.uniform(-20, 20)), camera, _seed(name) + view)


def _clutter(rng: np.random.Generator, item: Thing, camera: Camera, tiny: bool, behind: float) -> tuple[Thing, ...]:
    room = item.reach * 1.15
    if not tiny:
        return clutter.scattered(rng, clutter.TABLE, 14, room, (-0.3, 0.3, -0.1, behind), camera, item)
    near = clutter.scattered(rng, clutter.SMALL, 15, room, (-0.04, 0.04, -0.02, 0.07), camera, item)
    return near + clutter.scattered(rng, clutter.TABLE, 8, 0.2, (-0.2, 0.2, 0.1, behind), camera, item)


def _seed(name: str) -> int:
    return zlib.crc32(name.encode()) % 100_000
