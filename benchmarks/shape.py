"""How good shape and light are, on products whose true shape is known, beside two guesses that see the matte only.

    python -m benchmarks.shape [--rendered FOLDER] [--unseen N]

FOLDER holds photos of `training.shoot`, every one of them or, with N, only each Nth: those that a training on the same
folder held out. The sample products come first. The guesses are a flat card, and a relief inflated from the matte.
Normals: the mean angle off, degrees. Depth: what is left of its variation when scale and offset are fitted, the flat
card's being 1. Light: the share of photos where the strongest light's direction is right to within 30°. All are means
over the photos. Exits with 1 where a promise is not kept, on FOLDER if it is given, or else on the samples.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipelines.core.colour import Bytes, Floats
from pipelines.core.samples import View, samples
from pipelines.studio.geometry.surface import angle, balloon, normals_of
from pipelines.studio.shape import MARGIN, NEAR, SIDE, around, cropped, shape
from training.dataset import Sample, load
from training.geometry import truth
from training.tables import LIGHTS, scene

PROMISED_DEGREES, PROMISED_LIGHTS = 19.0, 0.70
WAYS = ("flat card", "inflated", "one look", "ours")
Row = list[tuple[float, float, float]]
"""For each way: degrees, what is left of depth, 1 where the light is right (not a number where none is given)."""


def main(rendered: Path | None, unseen: int) -> int:
    """Print a table for each kind of photos; 0 where every promise is kept."""
    kept = _kept(_table("sample products", (measured(sample) for sample in shown())))
    if rendered:
        paths = sorted(rendered.glob("*.npz"))[::unseen]
        kept = _kept(_table(rendered.name, (measured(load(path)) for path in paths)))
    print(f"promised: normals {PROMISED_DEGREES:g} degrees or less, {PROMISED_LIGHTS:.0%} of the lights or more")
    return int(not kept)


def measured(sample: Sample) -> Row:
    """How far each way of seeing a sample's shape is off, inside its matte."""
    facing, depth, held = truth(sample)
    matte = cropped(sample.matte, around(sample.matte, MARGIN)[0], SIDE, cv2.BORDER_CONSTANT)
    row = []
    for height in (np.zeros((SIDE, SIDE), np.float32), balloon(matte > 0.5)):
        row.append((angle(normals_of(height), facing, held), unexplained(-height, depth, held), np.nan))
    for twice in (False, True):
        found = shape(sample.photo, sample.matte, twice)
        near = float(found.light @ sample.towards > np.cos(np.radians(NEAR)))
        row.append((angle(found.normals, facing, held), unexplained(found.depth, depth, held), near))
    return row


def unexplained(found: Floats, true: Floats, held: NDArray[np.bool_]) -> float:
    """What is left of depth's mean deviation when the best scale and offset of `found` are taken off it."""
    guess, depth = found[held] - found[held].mean(), true[held] - true[held].mean()
    scale = max(float((guess * depth).sum() / max(float((guess**2).sum()), 1e-9)), 0.0)
    return float(np.abs(depth - scale * guess).mean() / max(float(np.abs(depth).mean()), 1e-9))


def shown() -> Iterator[Sample]:
    """The sample products as photos with their truth, at half their size."""
    for name, sample in samples().items():
        for number, view in enumerate(sample.views):
            yield from _read(name, number, view)


def _read(name: str, number: int, view: View) -> Iterator[Sample]:
    depth, normals = view.read_depth(), view.read_normals()
    half = partial(cv2.resize, dsize=depth.shape[::-1], interpolation=cv2.INTER_AREA)
    matte: Floats = half(view.read_matte())
    drawn = scene(name, number, LIGHTS["window"])
    turn = drawn.light.azimuth - LIGHTS["window"].azimuth
    for light, path in view.photos.items():
        photo: Bytes = half(np.asarray(Image.open(path).convert("RGB")))
        source = replace(LIGHTS[light], azimuth=LIGHTS[light].azimuth + turn)
        towards = (drawn.camera.axes @ source.towards).astype(np.float32)
        yield Sample(photo, matte, np.zeros_like(photo[..., 0]), depth, normals, np.zeros_like(normals), towards,
                     source.share(drawn.seed), True)  # fmt: skip


def _table(title: str, rows: Iterable[Row]) -> tuple[float, float]:
    """Print the means of some photos; returns our own of the normals and of the lights."""
    table = np.array(list(rows))
    print(f"{f'{title} ({len(table)})':26} normals, degrees   depth   light within {NEAR:g} degrees")
    for way, (degrees, left, near) in zip(WAYS, table.mean(0), strict=True):
        print(f"{way:26} {degrees:16.1f} {left:7.2f}   " + ("-" if np.isnan(near) else f"{near:.0%}"), flush=True)
    print()
    return float(table[:, -1, 0].mean()), float(table[:, -1, 2].mean())


def _kept(figures: tuple[float, float]) -> bool:
    return figures[0] <= PROMISED_DEGREES and figures[1] >= PROMISED_LIGHTS


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, help="folder of training.shoot")
    parser.add_argument("--unseen", type=int, default=1, help="only every so manieth of it")
    options = parser.parse_args()
    sys.exit(main(options.rendered, options.unseen))
