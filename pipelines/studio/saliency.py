"""What stands out in a photo: robust background detection (Zhu et al., CVPR 2014) on superpixels."""

import numpy as np

from pipelines.studio.labelling import graph_laplacian
from pipelines.studio.superpixels import Doubles, Superpixels

_GEODESIC = 10.0  # CIELAB distance over which colours count as connected (Zhu et al.)
_REACH = 0.4  # share of the longer side over which contrast counts (Zhu et al.)


def background(regions: Superpixels) -> Doubles:
    """Probability (k,) that a superpixel is background: how much of the frame's edge its own kind of colour holds."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    edge = np.flatnonzero(at_edge(regions))
    ring = np.stack(np.triu_indices(len(edge), 1), 1)
    pairs = np.unique(np.concatenate([regions.pairs, np.sort(edge[ring], 1)]), axis=0)
    step = np.linalg.norm(regions.lab[pairs[:, 0]] - regions.lab[pairs[:, 1]], axis=1)
    cost = np.maximum(step - _typical_step(regions), 1e-6)
    graph = coo_matrix((cost, (pairs[:, 0], pairs[:, 1])), (regions.count, regions.count)).tocsr()
    near = np.exp(-(dijkstra(graph, directed=False) ** 2) / (2 * _GEODESIC**2))
    connectivity = near[:, edge].sum(1) / np.sqrt(near.sum(1))
    return 1 - np.exp(-(connectivity**2) / 2)


def saliency(regions: Superpixels, backdrop: Doubles, centred: Doubles) -> Doubles:
    """How much each superpixel stands out from `backdrop` (background's answer), weighted by `centred` (k,); 0–1."""
    from scipy.sparse import diags
    from scipy.sparse.linalg import spsolve

    colour = np.linalg.norm(regions.lab[:, None] - regions.lab, axis=2)
    apart = np.linalg.norm(regions.position[:, None] - regions.position, axis=2) / max(regions.labels.shape)
    contrast = (colour * np.exp(-(apart**2) / (2 * _REACH**2))) @ (backdrop * regions.area)
    seen = np.clip(contrast / max(np.quantile(contrast, 0.98), 1e-9), 1e-6, 1) * centred
    smooth = graph_laplacian(regions, colour_width=10, least=0.1)
    field = spsolve((smooth + diags(3 * backdrop) + diags(seen)).tocsc(), seen)
    return np.clip(field / max(np.quantile(field, 0.98), 1e-9), 0, 1)


def at_edge(regions: Superpixels) -> np.ndarray:
    """Superpixels (k,) bool that touch the frame."""
    frame = np.zeros(regions.labels.shape)
    frame[:2] = frame[-2:] = 1
    frame[:, :2] = frame[:, -2:] = 1
    return regions.mean(frame) > 0


def _typical_step(regions: Superpixels) -> float:
    """The smallest colour step to a neighbour, at the median: what counts as no step at all."""
    least = np.full(regions.count, np.inf)
    for side in (0, 1):
        np.minimum.at(least, regions.pairs[:, side], regions.step)
    return float(np.median(least[np.isfinite(least)])) if np.isfinite(least).any() else 0.0
