"""Render the still lifes that new light and other angles are measured on: `python -m training.still_lifes FOLDER`.

Twelve products of unlike materials, each photographed once as a seller would, under eight other lights, and from other
sides, with its ground truth; one `.npz` file each (training/dataset.py reads it). Files that are there are kept.
PACKSHOT_MITSUBA names mitsuba's variant as for `training.samples`.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import drjit
import mitsuba as mi
import numpy as np

from pipelines.studio.lamps import spread
from training.dataset import Sample, save
from training.scenes import kinds, products
from training.scenes.camera import Camera, framed
from training.scenes.light import Light, scaled
from training.scenes.material import Material
from training.scenes.photo import develop
from training.scenes.render import Scene, views
from training.scenes.stage import Stage
from training.scenes.thing import Thing

SIDE = 512  # pixels
SAMPLES = 24  # paths a pixel
_SIZE = 0.3  # metres: longest side of a product that lights and table are made for
_FAR = 3.0  # metres: a light's distance
_KEY = 4.0  # irradiance of a surface that faces the light, where the room's radiance is about 0.3

_MAKERS = {
    "bottle": (products.bottle, 1), "jar": (products.jar, 1), "mug": (products.mug, 1), "box": (products.box, 1),
    "ring": (products.ring, 1), "toy": (products.toy, 1), "teapot": (kinds.KINDS["teapot"], 2),
    "handbag": (kinds.KINDS["handbag"], 1), "shoe": (kinds.KINDS["shoe"], 1), "can": (kinds.KINDS["can"], 4),
    "camera": (kinds.KINDS["camera"], 4), "cloth": (kinds.KINDS["folded"], 5),
}  # fmt: skip
NAMES = tuple(_MAKERS)
_ASIDE = 18.0  # degrees: how far from the front the photo is taken, so that a carton shows two sides
_ABOVE = 18.0


@dataclass(frozen=True)
class Lit:
    """A light in the words of a template's: degrees as the photo's camera sees them, and softness 0–1."""

    azimuth: float
    elevation: float
    softness: float


TAKEN = Lit(-60, 38, 0.5)
LIGHTS = {
    "front": Lit(0, 45, 0.4), "right": Lit(60, 35, 0.5), "side": Lit(100, 30, 0.3), "behind-left": Lit(-125, 40, 0.5),
    "top": Lit(0, 80, 0.7), "low": Lit(45, 12, 0.3), "behind-right": Lit(140, 45, 0.5), "hard": Lit(-90, 50, 0.05),
}  # fmt: skip
TURNS = ((-30, 0), (-15, 0), (15, 0), (30, 0), (0, -12), (0, 15))
"""Degrees that the camera goes round to the right, and up."""


@dataclass(frozen=True)
class Shot:
    """One picture of a still life: the photo itself, that in another light, or that from another side."""

    name: str
    light: str | None = None
    turn: tuple[int, int] = (0, 0)

    @property
    def file(self) -> str:
        """Its file's name."""
        turned = "turned{:+03}{:+03}".format(*self.turn) if any(self.turn) else "photo"
        return f"{self.name}-{f'lit-{self.light}' if self.light else turned}.npz"


def shots(name: str) -> Iterator[Shot]:
    """The photo of a product, and then all others."""
    yield Shot(name)
    yield from (Shot(name, light) for light in LIGHTS)
    yield from (Shot(name, turn=turn) for turn in TURNS)


def main() -> None:
    """Make every missing file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--product", action="append", choices=NAMES, help="only this one; may be given several times")
    parser.add_argument("--samples", type=int, default=SAMPLES, help="paths a pixel")
    options = parser.parse_args()
    mi.set_variant(os.environ.get("PACKSHOT_MITSUBA", "scalar_rgb"))
    drjit.set_thread_count(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.product or NAMES:
        for shot in shots(name):
            path = options.folder / shot.file
            if not path.exists():
                save(photograph(shot, options.samples), path)
                print(path.name, flush=True)


def photograph(shot: Shot, samples: int) -> Sample:
    """The picture and its truth. `things` shows nothing but the product."""
    shown = scene(shot)
    seen = views(shown, samples)
    level = float((seen.depth * seen.matte).sum() / seen.matte.sum())
    towards = (shown.camera.axes @ shown.light.towards).astype(np.float32)
    photo = develop(seen.radiance, shown.light.white, shown.seed)
    return Sample(photo, seen.matte, (seen.matte > 0.5).astype(np.uint8), seen.depth / level, seen.normals,
                  seen.albedo, towards, shown.light.share(shown.seed), True)  # fmt: skip


def scene(shot: Shot) -> Scene:
    """A product alone on a plain table in a wide room."""
    item = product(shot.name)
    size = float(np.ptp(item.points, axis=0).max()) / _SIZE
    stage = Stage(Material("#b3aca2", 0.6), Material("#b3aca2", 0.6), Material("#9aa09c", 0.9),
                  Material("#776655", 0.8), behind=6 * size, gap=4 * size, half_width=6 * size)  # fmt: skip
    lit = LIGHTS[shot.light] if shot.light else TAKEN
    return Scene(item, stage.things(), scaled(light(lit), size), camera(shot), 7)


@cache
def product(name: str) -> Thing:
    """The product, the same in all its pictures."""
    maker, seed = _MAKERS[name]
    return maker(np.random.default_rng(seed)).settled()


def light(lit: Lit) -> Light:
    """A square source as large in the sky as a lamp of this softness, and a dim room."""
    side = 2 * _FAR * np.tan(np.radians(spread(lit.softness))) * np.sqrt(np.pi) / 2
    power = _KEY * _FAR**2 / side**2
    return Light(lit.azimuth + _ASIDE, lit.elevation, _FAR, (side, side), power, room="#c4c2bf")


def camera(shot: Shot) -> Camera:
    """The photo's camera, gone round the product's middle by the shot's turn."""
    points = product(shot.name).points
    base = framed(points, _ASIDE, _ABOVE, 0.72, (0.5, 0.52), (SIDE, SIDE), focal=50)
    middle = (points.min(0) + points.max(0)) / 2
    yaw, pitch = np.radians((_ASIDE + shot.turn[0], _ABOVE + shot.turn[1]))
    start = Camera(base.origin, middle, base.size).axes
    away = np.array([np.sin(yaw) * np.cos(pitch), -np.cos(yaw) * np.cos(pitch), np.sin(pitch)])
    turned = Camera(middle + away, middle, base.size).axes
    back = turned.T @ start  # from the photo's camera to the turned one, about the middle
    return Camera(middle + back @ (base.origin - middle), middle + back @ (base.target - middle), base.size, base.focal,
                  base.roll, base.aperture)  # fmt: skip


if __name__ == "__main__":
    main()
