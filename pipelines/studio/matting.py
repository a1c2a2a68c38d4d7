"""From a soft matte to alpha at the photo's own resolution, solved only in a band along the edge."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Box
from pipelines.studio.closedform import solved
from pipelines.studio.guided import local_affine
from pipelines.studio.look import resampled
from pipelines.studio.tiles import enlarged, tiles, under, widened

_SOLVED = 1024  # longer side, in pixels, at which the closed-form matte is solved
_BAND = 0.0055  # half width of the band, as a share of that side
_REACH = 0.03  # how far from the edge the band may widen, as a share of that side
_DOUBTS = (0.06, 0.15, 0.3)  # the band widens over mattes this far from 0 and 1, in order of preference
_MOST = 40_000  # pixels that are solved for: a wider band would take too long
_TRUST = 0.1  # in the belief, against the picture's colours, where no pixel near is certain
_SETTLED = 16  # pixels of the solved size beyond which a change of the matte is not felt
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_SNAP = 0.06  # alpha closer than this to 0 or 1 is 0 or 1


@dataclass(frozen=True, eq=False)
class Edge:
    """An alpha matte (H, W) 0–1, and what it was solved from, so that a correction solves only what it changes."""

    alpha: Floats
    window: Box  # of the photo: exactly 0 outside
    guide: Floats  # (h, w, 3) the window at the size it was solved at
    doubt: float  # how far from 0 and 1 the soft matte is in doubt
    trimap: Floats  # (h, w) 0 background, 1 product, 0.5 unknown
    solution: Floats  # (h, w)


def matte(photo: Bytes, soft: Floats, covers: Box, window: Box, before: Edge | None = None) -> Edge:
    """Alpha for an (H, W, 3) 8-bit sRGB photo from a soft matte of any size that covers one box of the photo.

    Closed-form matting (Levin et al. 2008) at reduced size, carried to full size by the fast guided filter
    (He & Sun 2015), both in the band alone: away from it alpha is exactly 0 or 1, and so it is two pixels inside.
    Where the band is as it was `before`, in the same window, alpha stays as it was.
    """
    size = _solved_size(window[2] - window[0], window[3] - window[1])
    same = before if before is not None and before.window == window else None
    guide = same.guide if same else _guide(photo, window, size)
    belief = resampled(soft, covers, window, size)
    doubt = same.doubt if same else _doubt(belief)
    trimap = np.where(_band(belief, doubt), np.float32(0.5), (belief > 0.5).astype(np.float32))
    fresh = np.ones(trimap.shape, bool) if same is None else _around(trimap != same.trimap, _SETTLED)
    known = trimap if same is None else np.where(fresh, trimap, same.solution)
    solution = solved(guide, known, fresh & (trimap == 0.5), belief, _thin(belief, trimap))
    alpha = np.zeros(photo.shape[:2], np.float32) if same is None else same.alpha.copy()
    edge = Edge(alpha, window, guide, doubt, trimap, solution)
    _draw(edge, photo, fresh)
    return edge


def solid(alpha: Floats) -> Floats:
    """Alpha with 1 wherever it lies two pixels inside the outline (alpha > 0.5), so that the photo shows as it is."""
    inside = cv2.erode((alpha > 0.5).astype(np.uint8), _CROSS, iterations=2)
    return np.where(inside > 0, np.float32(1), alpha)


def snap(alpha: Floats) -> Floats:
    """Stretch alpha so that what is nearly 0 or 1 becomes exactly that."""
    return np.clip((alpha - _SNAP) / (1 - 2 * _SNAP), 0, 1)


def _guide(photo: Bytes, window: Box, size: tuple[int, int]) -> Floats:
    x0, y0, x1, y1 = window
    crop = photo[y0:y1, x0:x1]
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA) if size != (x1 - x0, y1 - y0) else crop
    return small.astype(np.float32) / np.float32(255)


def _solved_size(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, _SOLVED / max(width, height))
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _doubt(belief: Floats) -> float:
    """How far from 0 and 1 the band may take the belief for doubtful and still be solved in time."""
    return next((doubt for doubt in _DOUBTS if _band(belief, doubt).sum() <= _MOST), 0.5)


def _band(belief: Floats, doubt: float) -> np.ndarray:
    """Bool (h, w): along the edge of the belief, and where it is in doubt beside that."""
    side = max(belief.shape)
    mask = (belief > 0.5).astype(np.uint8)
    away = sum(cv2.distanceTransform(half, cv2.DIST_L2, 5) for half in (mask, 1 - mask))
    near = away <= max(2, round(_REACH * side))
    return (away <= max(2, round(_BAND * side))) | near & (belief > doubt) & (belief < 1 - doubt)


def _thin(belief: Floats, trimap: Floats) -> Floats:
    """How far to trust the belief itself: where the band has swallowed a thin part, or a thin gap, whole."""
    reach = 2 * max(2, round(_BAND * max(trimap.shape))) + 2
    product, backdrop = (_around(trimap == value, reach) for value in (1, 0))
    return np.where(np.where(belief > 0.5, product, backdrop), np.float32(0), np.float32(_TRUST))


def _around(spots: np.ndarray, radius: int) -> np.ndarray:
    side = 2 * radius + 1
    return cv2.dilate(spots.astype(np.uint8), np.ones((side, side), np.uint8)) > 0


def _draw(edge: Edge, photo: Bytes, fresh: np.ndarray) -> None:
    """Fill in the alpha of an edge wherever bool `fresh` (h, w) is set: locally affine in the photo's colours."""
    window, trimap = edge.window, edge.trimap
    redrawn = [tile for tile in tiles(window) if under(fresh, window, tile).any()]
    touched = np.zeros(trimap.shape, bool)
    for tile in redrawn:
        under(touched, window, tile)[:] = True
    settled = snap(edge.solution)
    shrunk = trimap.shape != (window[3] - window[1], window[2] - window[0])
    affine = local_affine(edge.guide, settled, touched & (trimap == 0.5)) if shrunk else None
    for tile in redrawn:
        x0, y0, x1, y1 = tile
        kinds = under(trimap, window, tile)
        if kinds.min() == kinds.max() != 0.5:
            edge.alpha[y0:y1, x0:x1] = kinds[0, 0]
            continue
        left, top, right, bottom = halo = widened(tile, 2, window)
        if affine is None:
            fine = settled[top - window[1] : bottom - window[1], left - window[0] : right - window[0]]
        else:
            fine = _fine(affine, trimap, window, halo, photo)
        edge.alpha[y0:y1, x0:x1] = solid(fine)[y0 - top : y1 - top, x0 - left : x1 - left]


def _fine(affine: Floats, trimap: Floats, window: Box, part: Box, photo: Bytes) -> Floats:
    """Alpha at the pixels of a part of the photo: by the affine functions in the band, 0 or 1 beside it."""
    x0, y0, x1, y1 = part
    band = enlarged(trimap, window, part)
    terms = enlarged(affine, window, part)
    colours = photo[y0:y1, x0:x1].astype(np.float32) / np.float32(255)
    fine = terms[..., 3] + np.einsum("ijk,ijk->ij", terms[..., :3], colours)
    return np.where((band > 0) & (band < 1), snap(fine), (band >= 1).astype(np.float32))
