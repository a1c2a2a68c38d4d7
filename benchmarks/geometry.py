"""How good each guess at a product's shape is, on products whose true shape is known, and whether the best is chosen.

    python -m benchmarks.geometry [--rendered FOLDER] [--unseen N] [--still FOLDER]

FOLDER holds photos of `training.shoot`, every one of them or, with N, only each Nth: those that a training on the same
folder held out; the folder of --still, those of `training.still_lifes`. Without either, the sample products. Normals:
the mean angle off, degrees. Depth: what is left of its variation when scale and offset are fitted, a card's that faces
the camera being 1. Best: what the studio chooses; oracle: what it would choose if it knew. Then how often guesses of
this confidence were right. Exits with 1 where the best is, on the mean, no better than every single kind alone.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from typing import NamedTuple

import numpy as np

from benchmarks.shape import shown, unexplained
from pipelines.studio.geometry.choose import MAKERS, guesses, relief, reliefs
from pipelines.studio.geometry.confidence import RIGHT
from pipelines.studio.geometry.evidence import gathered
from pipelines.studio.geometry.relief import Kind
from pipelines.studio.geometry.surface import angle
from training.dataset import Sample, load
from training.geometry import truth

_BINS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 1.0)  # of the confidence
_FAILED = 60.0, 1.0  # degrees and depth that count where a product cannot be of a kind


class Found(NamedTuple):
    """What was measured of one kind on one photo."""

    degrees: float
    depth: float
    confidence: float


class Measured(NamedTuple):
    """One photo: every kind, the one that was chosen, and the seconds of a core that it took beside the network."""

    kinds: dict[Kind, Found]
    best: Kind
    seconds: float


def main(rendered: Path | None, unseen: int, still: Path | None) -> int:
    """Print the tables of each set of photos; 0 where the best is better than every kind alone, on all of them."""
    sets: dict[str, Iterable[Sample]] = {}
    if rendered:
        sets[rendered.name] = map(load, sorted(rendered.glob("*.npz"))[::unseen])
    if still:
        sets["still lifes"] = map(load, sorted(still.glob("*-photo.npz")))
    kept = [_told(name, list(map(measured, photos))) for name, photos in (sets or {"samples": shown()}).items()]
    return int(not all(kept))


def measured(sample: Sample) -> Measured:
    """How far off every kind is, inside the matte."""
    true = truth(sample)
    made = reliefs(sample.photo, sample.matte)
    found = {
        each.kind: Found(
            angle(each.normals, true.normals, true.held),
            unexplained(-each.height, true.depth, true.held),
            each.confidence,
        )
        for each in made
    }
    return Measured(found, made[0].kind, _seconds(sample))


def _seconds(sample: Sample) -> float:
    """Of a core, for all kinds, beside the network."""
    evidence = gathered(sample.photo, sample.matte)
    began = process_time()
    for kind, guess in guesses(evidence).items():
        relief(kind, guess, evidence)
    return process_time() - began


def _told(title: str, photos: list[Measured]) -> bool:
    """Print what was measured; whether the best is better than every kind alone."""
    print(f"{f'{title} ({len(photos)})':22} normals, degrees   within {RIGHT:g}   depth   chosen   best there is")
    kinds = [kind for kind in MAKERS if any(kind in photo.kinds for photo in photos)]
    oracle = [min(photo.kinds, key=lambda kind: photo.kinds[kind].degrees) for photo in photos]
    single = {kind: [photo.kinds.get(kind, Found(*_FAILED, 0.0)) for photo in photos] for kind in kinds}
    for kind in kinds:
        shares = (np.mean([photo.best == kind for photo in photos]), np.mean([each == kind for each in oracle]))
        _row(kind, single[kind], "{:8.0%} {:15.0%}".format(*shares))
    best = [photo.kinds[photo.best] for photo in photos]
    _row("best", best)
    _row("oracle", [photo.kinds[kind] for photo, kind in zip(photos, oracle, strict=True)])
    print(f"{1000 * np.median([photo.seconds for photo in photos]):.0f} ms of a core, all kinds, beside the network\n")
    _reliability("of the best", best)
    _reliability("of all kinds", [found for photo in photos for found in photo.kinds.values()])
    return all(_mean(best) < _mean(found) for found in single.values())


def _row(name: str, found: list[Found], more: str = "") -> None:
    right = np.mean([each.degrees < RIGHT for each in found])
    depth = np.mean([each.depth for each in found])
    print(f"{name:22} {_mean(found):16.1f} {right:11.0%} {depth:7.2f} {more}")


def _mean(found: list[Found]) -> float:
    return float(np.mean([each.degrees for each in found]))


def _reliability(title: str, found: list[Found]) -> None:
    """Print the confidence of guesses beside how many were right."""
    said = np.array([each.confidence for each in found])
    right = np.array([each.degrees < RIGHT for each in found])
    at = np.digitize(said, _BINS[1:-1])
    print(f"{f'confidence {title}':30} guesses   said   right")
    gap = 0.0
    for i in np.unique(at):
        part = at == i
        gap += abs(said[part].mean() - right[part].mean()) * part.mean()
        span = f"{_BINS[i]:.2f}–{_BINS[i + 1]:.2f}"
        print(f"{span:30} {part.sum():7} {said[part].mean():6.2f} {right[part].mean():7.2f}")
    print(f"mean gap {gap:.3f}, Brier score {((said - right) ** 2).mean():.3f}\n", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, help="folder of training.shoot")
    parser.add_argument("--unseen", type=int, default=1, help="only every so manieth of it")
    parser.add_argument("--still", type=Path, help="folder of training.still_lifes")
    options = parser.parse_args()
    sys.exit(main(options.rendered, options.unseen, options.still))
