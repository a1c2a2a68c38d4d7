"""Guesses of where the product is, and how believable each one's answer looks."""

import numpy as np

from pipelines.studio.labelling import logit, sigmoid
from pipelines.studio.superpixels import Doubles, Superpixels

_SIZES = (0.3, 0.45, 0.6, 0.8)  # share of the frame that the product may fill
_ASPECTS = (1.0, 0.62, 1.6)  # width to height, relative to the frame's


def middle(regions: Superpixels) -> Doubles:
    """How central each superpixel (k,) is, 0–1: sellers put the product in the middle."""
    height, width = regions.labels.shape
    apart = (regions.position / [width, height] - [0.5, 0.52]) / 0.3
    return np.exp(-0.5 * (apart**2).sum(1))


def centred(regions: Superpixels, standing_out: Doubles) -> Doubles:
    """Priors (k, n): an ellipse in the middle of each likely size and aspect, joined with what stands out."""
    height, width = regions.labels.shape
    priors = []
    for size in _SIZES:
        for aspect in _ASPECTS:
            half = np.array([width * aspect**0.5, height / aspect**0.5]) * size / 2
            if (half > np.array([width, height]) * 0.485).any():
                continue
            radius = np.linalg.norm((regions.position - [width / 2, height / 2]) / half, axis=1)
            inside = 0.04 + 0.76 * sigmoid((1 - radius) * 5)
            priors.append(np.clip(sigmoid(logit(inside) + 3 * (standing_out - 0.5)), 0.02, 0.95))
    return np.column_stack(priors)


def boxed(regions: Superpixels, box: tuple[float, ...], fullness: Doubles) -> Doubles:
    """Priors (k, n) for a product that fills `box` (x0, y0, x1, y1) to each `fullness` (n,), surest in the middle."""
    centre = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    half = np.maximum(np.array([box[2] - box[0], box[3] - box[1]]) / 2, 1)
    radius = (np.abs((regions.position - centre) / half) ** 3).sum(1) ** (1 / 3)
    dome = np.sqrt(np.clip(1.25 - radius, 0, 1))
    return 0.3 + (fullness - 0.3) * dome[:, None]


def plausibility(regions: Superpixels, belief: Doubles) -> Doubles:
    """Weight (n,) of each answer in `belief` (k, n): a strong outline, colours of its own, near the middle."""
    height, width = regions.labels.shape
    first, second = regions.pairs.T
    weights = []
    for answer in (belief > 0.5).T:
        cut = answer[first] != answer[second]
        if not cut.any():
            weights.append(1e-9)
            continue
        outline = np.average(np.minimum(regions.step[cut], 30), weights=regions.border[cut])
        ours = regions.likeness @ (regions.area * answer) / (regions.area @ answer)
        theirs = regions.likeness @ (regions.area * ~answer) / (regions.area @ ~answer)
        separate = (regions.area * ~answer) @ (theirs > ours) / (regions.area @ ~answer)
        centre = (regions.area * answer) @ regions.position / (regions.area @ answer) / [width, height]
        central = np.exp(-((centre - 0.5) ** 2).sum() / (2 * 0.15**2))
        weights.append(max(outline * separate * central, 1e-9) ** 2)
    return np.array(weights) / np.sum(weights)
