"""Did the model grow the product? Two measures of it, and what to try next.

Object expansion (Eshratifar et al., “Salient Object-Aware Background Generation using Text-Guided Diffusion Models”,
2024, arXiv 2404.10157): area(out ∪ in) − area(in), of masks of the product in the model's picture and in its input.
"""

from math import ceil, sqrt

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, to_linear
from pipelines.core.oklab import Lab, to_oklab
from pipelines.core.preview import fit

LIMIT = 0.03
"""Expansion from which the product grew.

28 cutouts were stood in 56 changed worlds and extended by known amounts, the mattes from the cutout network that ships:
of those extended by a tenth to one side 86 % lie above, by a fifth 93 %, by a twentieth 25 %; swollen by a fifth all
around 88 %. Of those not grown 12 % do: there the network took a new thing beside the product for a part of it.
"""
TRACE = 0.01
"""Spill below which what a segmenter takes for growth is another thing: it leaves 4 % of those not grown above LIMIT,
and of those extended by a tenth 77 %, by a fifth 84 %."""
SPILL_LIMIT = 0.25
"""Spill from which the product grew whatever a segmenter says: above it lie 5 % of the same pictures without growth,
and of those swollen by a tenth 62 %, by a fifth 96 %."""
_BAND = 0.012  # of the product's size (√area): segmenters disagree about outlines by less
_NARROWEST = 2  # px
_LOOKED_AT = 512  # px: longest side at which spill is measured
_FRESH, _OWN = 0.06, 0.12  # OKLab: as near as this is the product's colour, as far as this it was not
_STRETCH = 0.35  # of the product's size: a length of outline that is judged by itself
_WORST = 90.0  # percentile over the outline
_SEEDS = 2**31
_STEP = 1_640_531_527  # ⌊2³² / golden ratio²⌋: seeds of successive tries lie far apart
_WEAKER = 0.85


def expansion(before: Floats, after: Floats, alpha: Floats) -> float:
    """By how much of its own area the product grew, all mattes (H, W) 0–1.

    `alpha` is the product's true matte in the frame; `before` and `after` are one segmenter's answers for the studio's
    render and for the model's picture. What both call foreground (a podium) is no growth, nor is what lies within a
    narrow band around the product, nor what does not hang together with it (a prop elsewhere).
    """
    solid = (alpha > 0.5).astype(np.uint8)
    area = int(solid.sum())
    if not area:
        return 0.0
    band = _band(area)
    near = _grown(solid, band) | _grown((before > 0.5).astype(np.uint8), band)
    fresh = cv2.morphologyEx((after > 0.5).astype(np.uint8) & (1 - near), cv2.MORPH_OPEN, _disc(max(band // 2, 1)))
    hanging = _reached(fresh | _grown(solid, band + 1), solid)
    return float((fresh & hanging).sum() / area)


def grew(value: float, leaked: float | None = None) -> bool:
    """Whether an expansion, where known with the spill, is growth rather than a segmenter's doubt or another thing."""
    if leaked is None:
        return value > LIMIT
    return leaked > SPILL_LIMIT or (value > LIMIT and leaked > TRACE)


def spill(picture: Bytes, reference: Bytes, alpha: Floats, width: float = 0.05) -> float:
    """How far the product's own colours go on beyond its silhouette in the model's picture, 0–1 of its outline.

    `picture` is the model's and `reference` the studio's render, (H, W, 3) 8-bit sRGB. In a ring as wide as `width` of
    the product's size, √area, each pixel is compared with the nearest colour of the product's rim: spill is where it
    has that colour now and had not. What has it further out too is a background of such a colour.
    """
    picture, reference = fit(picture, _LOOKED_AT), fit(reference, _LOOKED_AT)
    solid = (cv2.resize(alpha, picture.shape[1::-1], interpolation=cv2.INTER_AREA) > 0.5).astype(np.uint8)
    area = int(solid.sum())
    if not area or solid.all():
        return 0.0
    reach = max(round(width * sqrt(area)), 4)
    away = cv2.distanceTransform(1 - solid, cv2.DIST_L2, 5)
    like = _alike(picture, reference, _nearest(solid, _band(area)))
    ring, far = (away > 1) & (away <= reach), (away > 3 * reach) & (away <= 5 * reach)
    stretch = max(round(_STRETCH * sqrt(area)), 3)
    excess = np.maximum(_share(like, ring, stretch) - _share(like, far, 2 * stretch), 0)
    return float(np.percentile(excess[ring], _WORST)) if ring.any() else 0.0


def retry(seed: int, attempt: int, strength: float) -> tuple[int, float]:
    """Seed and denoising strength of the `attempt`-th new try (from 1), after one of `strength` that grew the product;
    `seed` is the first try's. With less strength more of the studio's render stays."""
    return (seed + attempt * _STEP) % _SEEDS, strength * _WEAKER


def _band(area: int) -> int:
    return max(ceil(_BAND * sqrt(area)), _NARROWEST)


def _disc(radius: int) -> Bytes:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def _grown(mask: Bytes, radius: int) -> Bytes:
    return cv2.dilate(mask, _disc(radius))


def _reached(mask: Bytes, start: Bytes) -> Bytes:
    """The parts of a mask that hang together with `start`."""
    _, labels = cv2.connectedComponents(mask, connectivity=8)
    own = np.unique(labels[(start > 0) & (mask > 0)])
    return np.isin(labels, own[own > 0]).astype(np.uint8)


def _nearest(solid: Bytes, depth: int) -> np.ndarray:
    """For each pixel the index (flat) of the nearest pixel of the product that lies `depth` px within its silhouette,
    where no background is mixed in."""
    core = cv2.erode(solid, _disc(depth))
    core = core if core.any() else solid
    _, labels = cv2.distanceTransformWithLabels(1 - core, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    places = np.zeros(labels.max() + 1, np.int64)
    places[labels[core > 0]] = np.flatnonzero(core)
    return places[labels]


def _alike(picture: Bytes, reference: Bytes, rim: np.ndarray) -> Floats:
    """1 where the picture has the colour of its nearest rim and the reference had not, 0 where not, −1 unknown."""
    now, then = _colours(picture), _colours(reference)
    own = then.reshape(-1, 3)[rim]
    was, is_ = (np.linalg.norm(seen - own, axis=-1) for seen in (then, now))
    return np.where(was > _OWN, (is_ < _FRESH).astype(np.float32), np.float32(-1))


def _colours(picture: Bytes) -> Lab:
    return to_oklab(to_linear(cv2.bilateralFilter(picture, 5, 30, 2)))


def _share(like: Floats, where: np.ndarray, side: int) -> Floats:
    """Around each pixel, in a square of `side` px: of what lies `where` and can be told, the share that is alike.

    0 where less than half of it can be told.
    """
    told = where & (like >= 0)
    hits, known, all_ = (
        cv2.boxFilter(plane.astype(np.float32), -1, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
        for plane in (told & (like > 0), told, where)
    )
    share: Floats = np.where(known > 0.5 * all_, hits / np.maximum(known, 1), 0)
    return share
