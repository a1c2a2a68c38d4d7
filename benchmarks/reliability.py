"""Whether a confidence can be believed: the reliability table (DeGroot & Fienberg 1983)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)


def table(confidence: Sequence[float], reached: Sequence[float]) -> Iterator[str]:
    """Lines of text: per bin of confidence, how many, the mean confidence and the mean IoU reached; then the gap."""
    said, true = np.array(confidence), np.array(reached)
    yield "confidence   photos  said  reached"
    for low, high in pairwise(EDGES):
        here = (said >= low) & ((said < high) | (high == EDGES[-1]))
        if here.any():
            yield f"{low:.2f}–{high:.2f} {here.sum():9d} {said[here].mean():6.2f} {true[here].mean():7.2f}"
    yield f"mean gap between said and reached: {gap(confidence, reached):.3f}"


def gap(confidence: Sequence[float], reached: Sequence[float]) -> float:
    """The expected calibration error (Naeini et al. 2015): the bins' gaps, weighted by how many are in them."""
    said, true = np.array(confidence), np.array(reached)
    bins = np.clip(np.digitize(said, EDGES) - 1, 0, len(EDGES) - 2)
    apart = [abs(said[bins == each].mean() - true[bins == each].mean()) * (bins == each).sum() for each in set(bins)]
    return float(np.sum(apart) / len(said))
