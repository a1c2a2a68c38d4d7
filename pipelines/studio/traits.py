"""What a cutout tells about the product: its colours, its proportions and how it shines."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Floats, luminance, to_linear
from pipelines.core.oklab import Lab, chroma, to_oklab
from pipelines.core.shot import Cutout

_SIDE = 256  # px: longest side at which a product is looked at
_ALIKE = 0.1  # OKLab: colours nearer than this are shades of one
_APART = 0.16  # OKLab: an accent is farther than this from the dominant colour
_BINS = np.array([0.1, 0.05, 0.05])  # OKLab: width of the cells in which colours are counted
_ACCENT = 0.03  # share of the product that an accent covers at least
_CLIPPED, _RISE = 0.9, 0.35  # linear: how bright a highlight is, and by how much it outshines what is around it
_SPOTS = 5  # highlights that are counted
_SHINY = 0.01  # share of the product in highlights at which it counts as fully glossy


@dataclass(frozen=True, eq=False)
class Traits:
    """Measured on the pixels of a cutout. Colours are OKLab (3,)."""

    dominant: Lab
    accent: Lab | None  # a distinct, more colourful second colour
    lightness: float  # 0–1, median
    chroma: float  # mean
    aspect: float  # height / width of the box
    gloss: float  # 0 no highlight, 1 many

    @property
    def colour(self) -> Lab:
        """The colour that it is remembered by: the dominant one, or where that is grey, its accent."""
        grey = chroma(self.dominant) < 0.04
        return self.accent if grey and self.accent is not None else self.dominant


def traits(cutout: Cutout) -> Traits:
    """Look at the product once, at most 256 px large."""
    linear, solid = _small(cutout)
    lab = to_oklab(linear[solid])
    dominant = _fullest(lab, np.ones(len(lab)))
    x0, y0, x1, y1 = cutout.box
    return Traits(
        dominant=dominant,
        accent=_accent(lab, dominant),
        lightness=float(np.median(lab[:, 0])),
        chroma=float(chroma(lab).mean()),
        aspect=(y1 - y0) / (x1 - x0),
        gloss=gloss(linear, solid),
    )


def gloss(linear: Floats, solid: np.ndarray) -> float:
    """Share of the matte that lies in its five largest small clipped spots, 0–1, full at 1 %.

    A spot is small when it is narrower, in some direction, than a sixteenth of the picture: a white top-hat keeps just
    those, so that white areas do not count. A lamp is mirrored in a few places; the many specks of a texture or of
    print leave little to the largest five. A polished product in soft light shows no spot and passes for matt.
    """
    bright = np.where(solid, luminance(linear), 0).astype(np.float32)
    width = max(round(max(bright.shape) / 16), 3) | 1
    rise = cv2.morphologyEx(bright, cv2.MORPH_TOPHAT, np.ones((width, width), np.uint8))
    inner = cv2.erode(solid.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    spots = ((bright > _CLIPPED) & (rise > _RISE) & inner).astype(np.uint8)
    areas = np.sort(cv2.connectedComponentsWithStats(spots)[2][1:, cv2.CC_STAT_AREA])[-_SPOTS:]
    return min(float(areas.sum() / max(solid.sum(), 1)) / _SHINY, 1.0)


def _small(cutout: Cutout) -> tuple[Floats, np.ndarray]:
    """The product's box at most 256 px large: linear RGB (h, w, 3) without what is behind it, and where it is solid."""
    x0, y0, x1, y1 = cutout.box
    alpha = cutout.alpha[y0:y1, x0:x1]
    linear = to_linear(cutout.foreground[y0:y1, x0:x1]) * alpha[..., None]
    k = min(_SIDE / max(alpha.shape), 1)
    size = max(round((x1 - x0) * k), 1), max(round((y1 - y0) * k), 1)
    cover = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    linear = cv2.resize(linear, size, interpolation=cv2.INTER_AREA) / np.maximum(cover, 1e-3)[..., None]
    return linear, cover >= min(0.5, float(cover.max()))


def _fullest(lab: Lab, weight: np.ndarray) -> Lab:
    """The colour around which most of the weight (n,) of the pixels (n, 3) lies: fullest cell, then two mean shifts."""
    _, cell = np.unique(np.floor(lab / _BINS), axis=0, return_inverse=True)
    centre = lab[cell.ravel() == np.bincount(cell.ravel(), weight).argmax()].mean(0)
    for _ in range(2):
        near = np.linalg.norm(lab - centre, axis=1) < _ALIKE
        centre = np.average(lab[near], axis=0, weights=weight[near]) if weight[near].sum() > 0 else centre
    return centre


def _accent(lab: Lab, dominant: Lab) -> Lab | None:
    apart = lab[np.linalg.norm(lab - dominant, axis=1) > _APART]
    if len(apart) < max(_ACCENT * len(lab), 1):
        return None
    found = _fullest(apart, chroma(apart) ** 2 + 1e-6)
    return found if chroma(found) > 0.06 else None
