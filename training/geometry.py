"""Fit how far each guess at a product's shape is to be believed: `python -m training.geometry --photos FOLDER FOLDER`.

The folders hold rendered photos (training.shoot) that the shape network was not trained on. What each kind's traits
(pipelines/studio/geometry/confidence.py) tell of its error is fitted by least squares, and what the error to expect
tells of being right by logistic regression; both go into `presets/geometry.yaml`.
"""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from pipelines.core.colour import Floats
from pipelines.core.data import PRESETS
from pipelines.studio.geometry.choose import guesses
from pipelines.studio.geometry.confidence import RIGHT, TRAITS, Table, Weights, traits
from pipelines.studio.geometry.evidence import gathered
from pipelines.studio.geometry.relief import Kind
from pipelines.studio.geometry.surface import Mask, angle, unit
from pipelines.studio.shape import MARGIN, SIDE, around, cropped
from training.dataset import Sample, load
from training.shape_data import valid

_RIDGE = 30.0  # photos' worth: how much it counts that a kind's weights are like all kinds'
_FREE = 0.05  # of that, for the error that no trait tells of
_WORST = 45.0  # degrees: what is worse is simply wrong
_FEWEST = 50  # pixels of a product that tell

Weighing = NDArray[np.float64]
Measured = dict[Kind, tuple[Floats, float]]
"""For each kind: its traits, and the mean error of its normals in degrees."""


class Truth(NamedTuple):
    """What a photo's window truly shows; layers are (SIDE, SIDE)."""

    normals: Floats  # unit
    depth: Floats  # in mean depths of the product
    held: Mask  # where both hold


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=PRESETS / "geometry.yaml")
    options = parser.parse_args(arguments)
    samples = (load(path) for folder in options.photos for path in sorted(folder.glob("*.npz")))
    rows = [row for sample in samples if (row := measured(sample))]
    made = fitted(rows)
    options.out.write_text(yaml.safe_dump(made.model_dump(mode="json"), sort_keys=False), "utf-8")
    print(f"{len(rows)} photos; " + ", ".join(f"{kind} {_right(rows, kind):.0%}" for kind in made.kinds) + " right")


def measured(sample: Sample) -> Measured:
    """All kinds' traits and errors for a photo; none where too little of the product is seen."""
    true = truth(sample)
    if true.held.sum() < _FEWEST:
        return {}
    evidence = gathered(sample.photo, sample.matte)
    made = guesses(evidence)
    return {
        kind: (traits(guess, evidence), angle(guess.normals, true.normals, true.held)) for kind, guess in made.items()
    }


def truth(sample: Sample) -> Truth:
    """A sample's truth in the window that the studio looks at."""
    window, _ = around(sample.matte, MARGIN)
    inside = partial(cropped, window=window, side=SIDE, border=cv2.BORDER_CONSTANT)
    on = valid(sample)
    share = inside(on.astype(np.float32))
    normals, depth = inside(sample.normals * on[..., None]), inside(sample.depth * on) / np.maximum(share, 1e-3)
    return Truth(unit(normals), depth, share > 0.99)


def fitted(rows: Sequence[Measured]) -> Table:
    """The weights of all kinds that some photos were measured with; what few photos tell is as with the other kinds."""
    pairs: dict[Kind, list[tuple[Floats, float]]] = {}
    for row in rows:
        for kind, pair in row.items():
            pairs.setdefault(kind, []).append(pair)
    usual = _degrees([pair for each in pairs.values() for pair in each], np.zeros(len(TRAITS)), 0.0)
    return Table(kinds={kind: _weights(each, usual) for kind, each in pairs.items()}, photos=len(rows))


def _weights(pairs: Sequence[tuple[Floats, float]], usual: Weighing) -> Weights:
    degrees = _degrees(pairs, usual, _RIDGE).round(3)
    expected, errors = np.array([found @ degrees for found, _ in pairs]), np.array([error for _, error in pairs])
    level, slope = _odds(expected, errors < RIGHT)
    return Weights(degrees=tuple(degrees.tolist()), level=level, slope=slope)


def _degrees(pairs: Sequence[tuple[Floats, float]], usual: Weighing, ridge: float) -> Weighing:
    """What each trait adds to the error, never less than nothing: least squares, drawn towards `usual`."""
    given, errors = (np.array(each, float) for each in zip(*pairs, strict=True))
    pull = np.sqrt(ridge) * np.diag([_FREE] + [1.0] * (len(TRAITS) - 1))
    wanted = np.concatenate([np.minimum(errors, _WORST), pull @ usual])
    return np.asarray(nnls(np.concatenate([given, pull]), wanted)[0])


def _odds(expected: Weighing, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Level and slope of the logistic curve under which what came about is likeliest."""
    sign = np.where(right, 1, -1)

    def unlikely(at: Weighing) -> float:
        return float(np.logaddexp(0, sign * (expected - at[0]) / np.exp(at[1])).mean()) + 1e-3 * float(at[1] - 1) ** 2

    level, slope = minimize(unlikely, [RIGHT, 1.0], method="Nelder-Mead").x
    return round(float(level), 3), round(float(np.exp(slope)), 3)


def _right(rows: Sequence[Measured], kind: Kind) -> float:
    return float(np.mean([row[kind][1] < RIGHT for row in rows if kind in row]))


if __name__ == "__main__":
    main()
