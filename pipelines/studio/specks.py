"""Cleaning a soft matte: specks of stray background go and pinholes close, unless the network is sure of them."""

import cv2
import numpy as np

from pipelines.core.colour import Floats

_SPECK = 0.02  # a part smaller than this share of the product has to be believed in to stay
_CRUMB = 0.0004  # and smaller than this it goes whatever is believed
_PINHOLE = 0.002  # likewise for holes: a gap this small is seldom seen through
_PRICK = 0.0002
_SURE = 0.85  # mean belief, over its core, that lets a small part or a small hole stay
_TRACE = 0.1  # a part reaches as far as the matte is above this


def clean(matte: Floats, keep: np.ndarray, remove: np.ndarray) -> Floats:
    """A copy of a matte (h, w) 0–1 without its specks and pinholes; what bool strokes (h, w) touch is left alone."""
    product = int((matte > 0.5).sum())
    cleaned = np.where(_slight(matte, _SPECK * product, _CRUMB * product, keep), np.float32(0), matte)
    return np.where(_slight(1 - cleaned, _PINHOLE * product, _PRICK * product, remove), np.float32(1), cleaned)


def _slight(matte: Floats, doubtful: float, crumb: float, wanted: np.ndarray) -> np.ndarray:
    """Bool (h, w): the connected parts of too few pixels to be meant, with their soft edges."""
    count, labels = cv2.connectedComponents((matte > _TRACE).astype(np.uint8), connectivity=8)
    core = matte > 0.5
    area = np.bincount(labels[core], minlength=count)
    belief = np.bincount(labels[core], matte[core], minlength=count) / np.maximum(area, 1)
    slight = (area < doubtful) & (belief < _SURE) | (area < crumb)
    slight[labels[wanted]] = False
    slight[0] = False
    return slight[labels]
