"""A picture as a few hundred superpixels: small enough for global reasoning in milliseconds."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats

Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Superpixels:
    """`labels` (h, w) int; per superpixel: CIELAB mean (k, 3), log texture (k,), position (k, 2) x, y in pixels.

    `pairs` (p, 2) are neighbours, `border` (p,) the length of their common border in pixels, `step` (p,) their
    distance in CIELAB; `area` (k,) in pixels.
    """

    labels: NDArray[np.int64]
    area: Doubles
    lab: Doubles
    texture: Doubles
    position: Doubles
    pairs: NDArray[np.int64]
    border: NDArray[np.int64]
    step: Doubles

    @property
    def count(self) -> int:
        return len(self.area)

    def mean(self, values: NDArray) -> Doubles:
        """Mean of an (h, w) picture over each superpixel, (k,)."""
        return np.bincount(self.labels.ravel(), values.ravel().astype(float), self.count) / self.area

    def paint(self, values: NDArray) -> Floats:
        """Values (k,) back on their pixels, (h, w)."""
        return values.astype(np.float32)[self.labels]

    @cached_property
    def likeness(self) -> Doubles:
        """(k, k) Gaussian kernel over colour and texture; widths: 7 in a*b*, 10 in L*, 0.35 in log texture."""
        features = np.column_stack([self.lab[:, 0] / 10, self.lab[:, 1:] / 7, self.texture / 0.35])
        square = (features**2).sum(1)
        return np.exp(-0.5 * np.maximum(square[:, None] + square - 2 * features @ features.T, 0))


def superpixels(picture: Bytes, count: int) -> Superpixels:
    """SLIC superpixels (Achanta et al. 2012) of an (h, w, 3) 8-bit sRGB picture."""
    from skimage.segmentation import slic

    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    smooth = cv2.GaussianBlur(lab, (0, 0), 0.7)
    labels = slic(smooth, n_segments=count, compactness=10, convert2lab=False, start_label=0, max_num_iter=5)
    area = np.bincount(labels.ravel()).astype(float)
    ys, xs = np.mgrid[: labels.shape[0], : labels.shape[1]]
    grain = cv2.GaussianBlur(np.abs(lab[..., 0] - cv2.GaussianBlur(lab[..., 0], (0, 0), 2)), (0, 0), 2)

    def mean(values: NDArray) -> Doubles:
        return np.bincount(labels.ravel(), values.ravel().astype(float)) / area

    colour = np.column_stack([mean(lab[..., channel]) for channel in range(3)])
    pairs, border = _neighbours(labels)
    step = np.linalg.norm(colour[pairs[:, 0]] - colour[pairs[:, 1]], axis=1)
    position = np.column_stack([mean(xs), mean(ys)])
    return Superpixels(labels, area, colour, np.log1p(mean(grain)), position, pairs, border, step)


def _neighbours(labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    beside = np.stack([labels[:, :-1].ravel(), labels[:, 1:].ravel()], 1)
    below = np.stack([labels[:-1].ravel(), labels[1:].ravel()], 1)
    pairs = np.concatenate([beside, below])
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], 1)
    return np.unique(pairs, axis=0, return_counts=True)
