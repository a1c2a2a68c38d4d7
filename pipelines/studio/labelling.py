"""Product or background, superpixel by superpixel: colour models that learn from their answer, smoothed on the graph.

The idea is GrabCut's (Rother et al. 2004), kept soft: kernel densities of colour and texture in place of Gaussian
mixtures, a random-walker Laplacian (Grady 2006) in place of the graph cut, so that white on white stays a maybe
instead of becoming a wrong yes.
"""

from typing import Any

import numpy as np

from pipelines.studio.superpixels import Doubles, Superpixels

_TRUST = 0.7  # weight of colour evidence against the prior
_SMOOTH = 2.0  # weight of the graph against each superpixel's own evidence
_CERTAIN = 100.0  # weight of what is known
_ROUNDS = 5


def label(regions: Superpixels, prior: Doubles, product: np.ndarray, backdrop: np.ndarray) -> Doubles:
    """Probability of being the product, (k, n), from n priors (k, n) at once.

    `product` and `backdrop` (k,) bool are superpixels known to be one or the other.
    """
    from scipy.sparse import diags
    from scipy.sparse.linalg import splu

    known = product | backdrop
    weight = np.where(known, _CERTAIN, 1.0)
    solver = splu((_SMOOTH * graph_laplacian(regions) + diags(weight)).tocsc())
    area = regions.area[:, None]
    belief = prior.copy()
    for _ in range(_ROUNDS):
        belief[known] = product[known, None]
        ours = regions.likeness @ (area * belief / (area * belief).sum(0))
        theirs = regions.likeness @ (area * (1 - belief) / (area * (1 - belief)).sum(0))
        floor = 1e-3 * np.maximum(ours.max(0), theirs.max(0))
        evidence = sigmoid(logit(prior) + _TRUST * np.log((ours + floor) / (theirs + floor)))
        evidence[known] = product[known, None]
        belief = np.clip(solver.solve(weight[:, None] * evidence), 0, 1)
    return belief


def graph_laplacian(regions: Superpixels, colour_width: float = 8.0, least: float = 0.05) -> Any:
    """Sparse (k, k) Laplacian: neighbours of like colour hold together, in proportion to their common border."""
    from scipy.sparse import coo_matrix, diags

    hold = np.exp(-(regions.step**2) / (2 * colour_width**2)) + least
    hold = hold * regions.border / np.sqrt(regions.area.mean())
    first, second = regions.pairs.T
    both = (np.r_[hold, hold], (np.r_[first, second], np.r_[second, first]))
    adjacency = coo_matrix(both, (regions.count, regions.count)).tocsr()
    return diags(np.asarray(adjacency.sum(1)).ravel()) - adjacency


def logit(probability: Doubles) -> Doubles:
    """Log odds; probabilities are kept within 0.001–0.999."""
    clipped = np.clip(probability, 1e-3, 1 - 1e-3)
    return np.log(clipped / (1 - clipped))


def sigmoid(odds: Doubles) -> Doubles:
    """Probability from log odds."""
    return 1 / (1 + np.exp(-odds))
