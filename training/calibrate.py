"""Fit what the cutout's confidence means: `python -m training.calibrate --photos FOLDER`.

FOLDER holds rendered photos (training.shoot) that the network was not trained on. Each is cut out as the app does it,
with no hint and with the product's box; how much spoke for each answer is set against the IoU that it reached. The
rising curve that fits best (isotonic regression: Barlow et al. 1972) goes into the network's card.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from pipelines.core.colour import Floats
from pipelines.core.regions import Hint
from pipelines.studio.look import NETWORK, bounds, resampled
from pipelines.studio.networks import NETWORKS, card
from pipelines.studio.segment import Segmentation, locate, outline
from training.dataset import Sample, load
from training.ship import write_card

_POINTS = 9

Points = tuple[tuple[float, float], ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    options = parser.parse_args(arguments)
    pairs = [pair for path in sorted(options.photos.glob("*.npz")) for pair in _measured(load(path))]
    evidence, reached = np.array(pairs).T
    points = curve(evidence, reached)
    write_card(card(NETWORK).model_copy(update={"calibration": points}), NETWORK, NETWORKS)
    print(f"{len(pairs)} answers, correlation {np.corrcoef(evidence, reached)[0, 1]:.2f}: {points}")


def _measured(sample: Sample) -> list[tuple[float, float]]:
    """(evidence, IoU) of the answer without a hint, where something stands out, and of the answer to a box."""
    answers = [outline(sample.photo, Hint(box=bounds(sample.matte > 0.5)), None)]
    if sample.clear:
        answers.append(outline(sample.photo, Hint(), locate(sample.photo)))
    return [(answer.evidence, _iou(answer, sample.matte)) for answer in answers]


def _iou(answer: Segmentation, matte: Floats) -> float:
    height, width = matte.shape
    found = resampled(answer.matte, answer.window, (0, 0, width, height), (width, height)) > 0.5
    return float((found & (matte > 0.5)).sum() / max((found | (matte > 0.5)).sum(), 1))


def curve(evidence: NDArray[np.float64], reached: NDArray[np.float64]) -> Points:
    """Points (evidence, IoU to expect), rising from 0 to 1: straight lines through the best rising fit's quantiles."""
    order = np.argsort(evidence)
    fitted = isotonic_regression(reached[order]).x
    at = np.unique(np.quantile(evidence, np.linspace(0, 1, _POINTS)).round(3))
    inner = [(float(x), round(float(np.interp(x, evidence[order], fitted)), 3)) for x in at if 0 < x < 1]
    return (0.0, 0.0), *inner, (1.0, 1.0)


if __name__ == "__main__":
    main()
