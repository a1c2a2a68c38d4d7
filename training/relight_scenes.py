"""Render products one light at a time: `python -m training.relight_scenes FOLDER --count 600 [--first 0]`.

Light adds up: from a picture in each of a few lights, and one in what the room alone gives, the product follows in any
mixture of them, so that one scene gives many pairs of photos. Each seed gives one `.npz` file; files that are there are
kept. PACKSHOT_MITSUBA names mitsuba's variant as for `training.samples`.
"""

import argparse
import os
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import drjit
import mitsuba as mi
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.lamps import spread
from training.scenes import goods, kinds, textures
from training.scenes.camera import framed
from training.scenes.light import Light, scaled
from training.scenes.material import Material
from training.scenes.render import Scene, identities, views
from training.scenes.stage import Stage
from training.shoot import missing

SIDE = 160  # pixels
SAMPLES = 10  # paths a pixel
LIGHTS = 5  # a scene; the room comes on top
_SIZE = 0.3  # metres: longest side of a product that lights and table are made for
_FAR = 3.0  # metres: a light's distance
_DARK = 1e-4  # of a light's power: a room lit by it alone
_TRIES = 8


@dataclass(frozen=True, eq=False)
class Apart:
    """A scene in each of its lights, each giving a surface that faces it irradiance 1, and in its room alone."""

    radiance: Floats  # (LIGHTS + 1, H, W, 3) linear; the room last
    matte: Floats  # (H, W) 0–1
    towards: Floats  # (LIGHTS, 3) unit, camera space, from the product towards each light
    softness: Floats  # (LIGHTS,) 0–1
    up: Floats  # (3,) unit, camera space
    normals: Floats  # (H, W, 3) unit, camera space; 0 where there is nothing
    albedo: Floats  # (H, W, 3) linear


def main() -> None:
    """Make every missing file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    left = missing(options.folder, range(options.first, options.first + options.count))
    with get_context("spawn").Pool(options.processes, _start, maxtasksperchild=100) as pool:
        for done, said in enumerate(pool.imap_unordered(partial(_make, options.folder), left), 1):
            if said or done % 20 == 0:
                print(f"{done}/{len(left)} {said}", flush=True)


def _start() -> None:
    mi.set_variant(os.environ.get("PACKSHOT_MITSUBA", "scalar_rgb"))
    mi.set_log_level(mi.LogLevel.Error)
    drjit.set_thread_count(1)
    cv2.setNumThreads(1)


def _make(folder: Path, seed: int) -> str:
    try:
        save(photograph(seed), folder / f"{seed:07}.npz")
    except ValueError as error:
        return str(error)
    return ""


def save(apart: Apart, path: Path) -> None:
    """Write whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(
            file, radiance=apart.radiance.astype(np.float16), matte=(apart.matte * 255 + 0.5).astype(np.uint8),
            towards=apart.towards, softness=apart.softness, up=apart.up,
            normals=apart.normals.astype(np.float16), albedo=apart.albedo.astype(np.float16),
        )  # fmt: skip
    part.rename(path)


def load(path: Path) -> Apart:
    """Read back."""
    with np.load(path, allow_pickle=False) as arrays:
        layers: dict[str, Any] = {name: arrays[name].astype(np.float32) for name in arrays.files}
    return Apart(**{**layers, "matte": layers["matte"] / 255})


def photograph(seed: int) -> Apart:
    """The scene of a seed. Raises ValueError where none of a number of tries shows its product well."""
    rng = np.random.default_rng((seed, 7))
    for _ in range(_TRIES):
        dark = _scene(rng, seed)
        size = float(np.ptp(dark.product.points, axis=0).max()) / _SIZE
        if 0.06 < (identities(replace(dark, camera=replace(dark.camera, size=(48, 48))), ()) == 1).mean() < 0.6:
            break
    else:
        raise ValueError(f"no scene of seed {seed} shows its product")
    lamps = [_lamp(rng) for _ in range(LIGHTS)]
    made = [views(replace(dark, light=scaled(lamp, size)), SAMPLES) for lamp, _ in lamps]
    room = views(dark, SAMPLES)
    radiance = np.stack([*(seen.radiance for seen in made), room.radiance])
    if not np.isfinite(radiance).all():
        raise ValueError(f"the light of seed {seed} is no number")
    axes = dark.camera.axes
    return Apart(
        radiance, room.matte, np.stack([axes @ lamp.direction for lamp, _ in lamps]).astype(np.float32),
        np.array([softness for _, softness in lamps], np.float32), (axes @ [0, 0, 1]).astype(np.float32),
        room.normals, room.albedo,
    )  # fmt: skip


def _scene(rng: np.random.Generator, seed: int) -> Scene:
    """A product alone on a table of any colour in a room whose light is its own."""
    item = kinds.product(rng)
    size = float(np.ptp(item.points, axis=0).max()) / _SIZE
    tones = [goods.grey(rng) if rng.random() < 0.6 else goods.colour(rng) for _ in range(3)]
    top = textures.stone(rng, 128, (tones[0], tones[1])) if rng.random() < 0.3 else tones[0]
    stage = Stage(Material(top, rng.uniform(0.2, 0.9), repeat=(4, 4)), Material(tones[0], 0.6), Material(tones[2], 0.9),
                  Material("#776655", 0.8), behind=6 * size, gap=4 * size, half_width=6 * size)  # fmt: skip
    aside, above, fill = rng.uniform(-35, 35), rng.uniform(2, 45), rng.uniform(0.6, 0.72)
    camera = framed(item.points, aside, above, fill, 0.5 + rng.normal(0, 0.03, 2), (SIDE, SIDE),
                    focal=rng.uniform(30, 70), roll=rng.normal(0, 2))  # fmt: skip
    room = Light(0, 60, _FAR, (0.3, 0.3), _DARK, room="#c4c2bf")
    return Scene(item, stage.things(), scaled(room, size), camera, seed % 2**20)


def _lamp(rng: np.random.Generator) -> tuple[Light, float]:
    """A lamp anywhere above the table, in a dark room, and its softness."""
    softness = float(rng.uniform(0.05, 1) ** 1.2)
    side = 2 * _FAR * np.tan(np.radians(spread(softness))) * np.sqrt(np.pi) / 2
    elevation = float(np.degrees(np.arcsin(rng.uniform(np.sin(np.radians(8)), 1))))
    power = _FAR**2 / side**2
    return Light(rng.uniform(-180, 180), elevation, _FAR, (side, side), power,
                 surroundings=np.full((16, 32, 3), 1e-5, np.float32)), softness  # fmt: skip


if __name__ == "__main__":
    main()
