"""A picture on white, judged by its pixels alone: where the product is, and whether all the rest is pure white."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes
from pipelines.core.shot import Box

NEAR_WHITE = 250  # a pixel whose darkest channel is below this is not white by any reading
_DARK = 200  # a product has pixels as dark as this somewhere; a smudge or a faint patch has none
_SPECK = 1 / 2000  # smaller than this share of the largest part is dirt, not product
_RIM = 16  # how far JPEG noise reaches from the product along either axis: one block of 4:2:0, in pixels
_SOFT = 16  # how far a pale product's edge may fade through near-white, in pixels
_BORDER = 0.02  # of the shorter side


@dataclass(frozen=True)
class OnWhite:
    """What was found; pixel counts are exact at full resolution."""

    size: tuple[int, int]  # width, height
    box: Box | None  # of the product; None where nothing but white is there
    border_off_white: int  # pixels within the outer 2 % that are not (255, 255, 255)
    background_off_white: int  # the same, farther than 16 px from the product and its soft edge

    @property
    def fill(self) -> float | None:
        """Longest side of the product's bounding box / that side of the frame."""
        if self.box is None:
            return None
        x0, y0, x1, y1 = self.box
        return max((x1 - x0) / self.size[0], (y1 - y0) / self.size[1])

    @property
    def offset(self) -> float | None:
        """Distance of the box's centre from the frame's, along the worse axis / frame."""
        if self.box is None:
            return None
        x0, y0, x1, y1 = self.box
        return max(abs((x0 + x1) / 2 / self.size[0] - 0.5), abs((y0 + y1) / 2 / self.size[1] - 0.5))

    @property
    def sides_touched(self) -> int | None:
        """How many sides of the frame the product reaches."""
        if self.box is None:
            return None
        x0, y0, x1, y1 = self.box
        return (x0 == 0) + (y0 == 0) + (x1 == self.size[0]) + (y1 == self.size[1])


def on_white(pixels: Bytes) -> OnWhite:
    """Judge an (H, W, 3) 8-bit sRGB picture."""
    height, width = pixels.shape[:2]
    darkest = np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    off_white = darkest < 255
    product = _product(darkest)
    rim = max(1, round(_BORDER * min(width, height)))
    inner = np.count_nonzero(off_white[rim:-rim, rim:-rim])
    return OnWhite(
        size=(width, height),
        box=_bounds(product),
        border_off_white=int(np.count_nonzero(off_white) - inner),
        background_off_white=int(np.count_nonzero(off_white & ~_surroundings(product, off_white))),
    )


def _product(darkest: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Connected areas that are not near-white, without specks and faint patches."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((darkest < NEAR_WHITE).astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA]
    if count == 1:
        return np.zeros(darkest.shape, bool)
    dark = np.bincount(labels[darkest < _DARK], minlength=count) > 0
    kept = dark & (areas >= _SPECK * areas[1:].max())
    kept[0] = False
    return kept[labels]


def _surroundings(product: NDArray[np.bool_], off_white: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Within the rim of the product and its soft edge, or enclosed by that (a white face, the gap of a handle)."""
    soft = off_white & (_grown(product, _SOFT) > 0)
    outlines, _ = cv2.findContours(_grown(soft, _RIM), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(product.shape, np.uint8)
    cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
    return filled > 0


def _grown(mask: NDArray[np.bool_], reach: int) -> NDArray[np.uint8]:
    """The mask grown by `reach` pixels along either axis, as 0 and 1."""
    side = np.ones((2 * reach + 1, 1), np.uint8)
    return np.asarray(cv2.dilate(cv2.dilate(mask.astype(np.uint8), side), side.T))


def _bounds(product: NDArray[np.bool_]) -> Box | None:
    ys, xs = np.flatnonzero(product.any(1)), np.flatnonzero(product.any(0))
    if not len(ys):
        return None
    return int(xs[0]), int(ys[0]), int(xs[-1]) + 1, int(ys[-1]) + 1
