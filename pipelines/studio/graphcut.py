"""From a soft answer to a crisp outline: GrabCut (Rother et al. 2004) in a band around it, and which parts to keep."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats

_ISLAND = 0.15  # parts smaller than this share of the largest are stray background
_GAP = 0.015  # a see-through gap is at least this share of the longer side wide
_ROUNDS = 2
_MARGIN = 40  # pixels of certain background around what is in question, to learn its colours from


def crisp(picture: Bytes, belief: Floats, product: np.ndarray, backdrop: np.ndarray) -> np.ndarray:
    """Bool (h, w) from an 8-bit sRGB picture and a belief (h, w) 0–1; bool `product` and `backdrop` are certain."""
    state = np.where(belief > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    band = _band(belief > 0.5, max(3, picture.shape[0] // 50))
    state[~band & (belief > 0.75)] = cv2.GC_FGD
    state[~band & (belief < 0.25)] = cv2.GC_BGD
    state[backdrop] = cv2.GC_BGD
    state[product] = cv2.GC_FGD
    inside = state & 1 == 1
    if min(inside.sum(), (~inside).sum()) < 20:
        return inside
    ys, xs = np.nonzero(state != cv2.GC_BGD)
    near = np.s_[max(ys.min() - _MARGIN, 0) : ys.max() + _MARGIN, max(xs.min() - _MARGIN, 0) : xs.max() + _MARGIN]
    part = np.ascontiguousarray(state[near])
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(np.ascontiguousarray(picture[near]), part, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    state[near] = part
    return closed(parts(state & 1 == 1, product), belief, backdrop)


def closed(mask: np.ndarray, belief: Floats, backdrop: np.ndarray) -> np.ndarray:
    """The mask without holes that are too small to see through, or that look like product; the seller's own stay."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    if count < 2:
        return mask
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    looks = np.bincount(labels.ravel(), belief.ravel()) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    filled = (stats[:, cv2.CC_STAT_AREA] < (_GAP * max(mask.shape)) ** 2) | (looks > 0.4)
    filled[edge] = filled[np.unique(labels[backdrop])] = filled[0] = False
    return mask | filled[labels]


def parts(mask: np.ndarray, product: np.ndarray) -> np.ndarray:
    """The connected parts of `mask` that are large beside the largest, or that `product` (h, w) bool touches."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 3:
        return mask
    area = stats[:, cv2.CC_STAT_AREA].astype(float)
    area[0] = 0
    wanted = area >= _ISLAND * area.max()
    wanted[np.unique(labels[product & mask])] = True
    wanted[0] = False
    return wanted[labels]


def _band(mask: np.ndarray, radius: int) -> np.ndarray:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    solid = mask.astype(np.uint8)
    return (cv2.dilate(solid, kernel) > 0) & (cv2.erode(solid, kernel) == 0)
