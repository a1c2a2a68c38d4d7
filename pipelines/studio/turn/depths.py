"""How far front and back of a product lie towards the viewer, read from a relief at any place of its photo."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats
from pipelines.core.shot import Box
from pipelines.studio.geometry.relief import Relief
from pipelines.studio.shape import cropped

_ROUGH = 0.8  # standard deviation, in pixels of the relief, that smooths what its coarse grid leaves
_EMPTY = 0.003  # longer sides: thinner than this, there is no body
_HANDLE = 7  # pixels of the relief: what is narrower, as a handle or an aerial is, is smoothed along
_ALONG = 4.0  # standard deviation of that, in pixels
_LENS = 0.3  # of a ball's thickness: what a back that is made up has at most
_GUESSED = ("network", "depth")  # kinds that see the front alone: their back is made up


class _Layer(NamedTuple):
    """A layer of a relief, and how to read it at places of the photo."""

    values: Floats  # (n, n)
    window: Box

    def at(self, x: Floats, y: Floats) -> Floats:
        """Its values at places of the photo, any one shape of two dimensions."""
        step = (self.window[2] - self.window[0]) / len(self.values)
        across, down = (x - self.window[0]) / step - 0.5, (y - self.window[1]) / step - 0.5
        return np.asarray(cv2.remap(self.values, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


class Depths(NamedTuple):
    """How far front and back lie towards the viewer, px: a middle, and the square of half the thickness, which falls
    evenly towards the outline of what is round, where the thickness itself falls off a cliff."""

    middle: _Layer
    square: _Layer | None
    longer: int

    def at(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Front and back at places of the photo, any one shape of two dimensions."""
        middle = self.middle.at(x, y) * np.float32(self.longer)
        if self.square is None:
            return middle, middle
        half = np.sqrt(np.maximum(self.square.at(x, y), 0)) * np.float32(self.longer)
        return middle + half, middle - half


def read(relief: Relief, alpha: Floats, longer: int) -> Depths:
    """The depths of a product whose matte is `alpha` (H, W) 0–1 and whose longer side has so many px."""
    matte = cropped(alpha, relief.window, len(relief.height), cv2.BORDER_CONSTANT)
    mask = matte > 0.5
    inside = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if relief.back is None:
        return Depths(_Layer(_spread(_along(relief.height, mask), inside, mask), relief.window), None, longer)
    half = np.maximum(relief.height - relief.back, 0) / np.float32(2)
    if relief.kind in _GUESSED:
        half = np.minimum(half, _lens(mask, (relief.window[2] - relief.window[0]) / len(mask) / longer))
    inside &= ~(_narrow(mask & (half <= _EMPTY / 2)))
    middle = _spread(_along(relief.height - half, mask), inside, mask)
    square = cv2.GaussianBlur(half**2 * mask, (0, 0), _ROUGH)
    return Depths(_Layer(middle, relief.window), _Layer(np.asarray(square, np.float32), relief.window), longer)


def _lens(mask: NDArray[np.bool_], pixel: float) -> Floats:
    """Half the thickness (n, n) at which a mask is a lens whose rim shows no side that nobody has seen."""
    apart = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5) * np.float32(pixel)
    return np.asarray(_LENS * np.sqrt(apart * (2 * apart.max() - apart)), np.float32)


def _narrow(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The parts (n, n) of a mask that are narrower than a handle."""
    wide = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((_HANDLE, _HANDLE), np.uint8))
    return mask & (wide == 0)


def _along(layer: Floats, mask: NDArray[np.bool_]) -> Floats:
    """A layer (n, n) smoothed where the mask is narrow, so that what is thin and straight stays straight."""
    weight = mask.astype(np.float32)
    cover = cv2.GaussianBlur(weight, (0, 0), _ALONG)
    smooth = cv2.GaussianBlur(layer * weight, (0, 0), _ALONG) / np.maximum(cover, 1e-3)
    share = cv2.GaussianBlur(_narrow(mask).astype(np.float32), (0, 0), _ROUGH)
    return np.asarray(layer + share * (smooth - layer), np.float32)


def _spread(layer: Floats, inside: NDArray[np.bool_], mask: NDArray[np.bool_]) -> Floats:
    """A layer (n, n) carried on to where it is not known by what lies nearest, and smoothed a little; `mask` is taken
    where nothing is known."""
    known = inside if inside.any() else mask if mask.any() else np.ones_like(mask)
    _, labels = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    value = np.zeros(labels.max() + 1, np.float32)
    value[labels[known]] = layer[known]
    return np.asarray(cv2.GaussianBlur(value[labels], (0, 0), _ROUGH), np.float32)
