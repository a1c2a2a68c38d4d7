"""Render random photos with their ground truth: `python -m training.shoot FOLDER --count 3000 [--first 0]`.

Each seed gives one `.npz` file (training/dataset.py reads it); files that are there are kept, so that a run can be
stopped and resumed, and several machines can share the work by seeds. PACKSHOT_MITSUBA names mitsuba's variant:
`scalar_rgb`, which runs anywhere, unless told `llvm_ad_rgb` or `cuda_ad_rgb`; all give the same scenes. `--sheet`
draws what is in the folder instead.
"""

import argparse
import os
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import drjit
import mitsuba as mi
import numpy as np

from training.dataset import Sample, save
from training.scenes.phone import shoot
from training.scenes.places import PLACES
from training.scenes.render import identities, views
from training.scenes.situations import situation
from training.sheet import sheet

SAMPLES = 12  # paths a pixel
_FRESH = 150  # scenes after which a process is replaced: compiled scenes pile up


def main(arguments: Sequence[str] | None = None) -> None:
    """Make every missing file, or the contact sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--places", nargs="+", choices=tuple(PLACES), default=tuple(PLACES), help="only in these")
    parser.add_argument("--samples", type=int, default=SAMPLES, help="paths a pixel")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--sheet", type=Path, help="PNG: draw the folder's first photos with their layers")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.sheet:
        cv2.imwrite(str(options.sheet), sheet(sorted(options.folder.glob("*.npz")))[..., ::-1])
        return
    left = missing(options.folder, range(options.first, options.first + options.count))
    work = partial(_make, options.folder, options.samples, options.places)
    with get_context("spawn").Pool(options.processes, _start, maxtasksperchild=_FRESH) as pool:
        for done, said in enumerate(pool.imap_unordered(work, left), 1):
            if said or done % 50 == 0:
                print(f"{done}/{len(left)} {said}", flush=True)


def missing(folder: Path, seeds: Iterable[int]) -> list[int]:
    """The seeds whose files are not there."""
    return [seed for seed in seeds if not _path(folder, seed).exists()]


def _path(folder: Path, seed: int) -> Path:
    return folder / f"{seed:07}.npz"


def _start() -> None:
    mi.set_variant(os.environ.get("PACKSHOT_MITSUBA", "scalar_rgb"))
    mi.set_log_level(mi.LogLevel.Error)
    drjit.set_thread_count(1)
    cv2.setNumThreads(1)


def _make(folder: Path, samples: int, names: Sequence[str], seed: int) -> str:
    """Render a seed's sample into its file; returns why there is none."""
    try:
        save(photograph(seed, samples, names), _path(folder, seed))
    except ValueError as error:
        return str(error)
    return ""


def photograph(seed: int, samples: int, names: Collection[str] = PLACES.keys()) -> Sample:
    """The sample of a seed, in a place of one of these names.

    Raises ValueError where its situation can't be shown or its light can't be traced.
    """
    shown = situation(seed, names)
    scene = shown.scene
    seen = views(scene, samples)
    if not np.isfinite(seen.radiance).all():
        raise ValueError(f"the light of seed {seed} is no number")
    things = identities(scene, shown.things)
    level = float((seen.depth * seen.matte).sum() / seen.matte.sum())
    towards = scene.camera.axes @ scene.light.towards
    photo = shoot(seen.radiance, scene.light, np.random.default_rng((seed, 1)))
    return Sample(photo, seen.matte, things, seen.depth / level, seen.normals, seen.albedo,
                  towards.astype(np.float32), scene.light.share(scene.seed), shown.clear)  # fmt: skip


if __name__ == "__main__":
    main()
