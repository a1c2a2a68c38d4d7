"""What a product's shape is guessed from: its window of the photo, brought to one size, and what the network sees."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats
from pipelines.studio.geometry.axis import Axis, axis
from pipelines.studio.geometry.surface import angle, unit
from pipelines.studio.shape import MARGIN, SIDE, Shape, around, cropped, shape

_FINE = 3.0  # pixels: standard deviation of a blur


class Guess(NamedTuple):
    """What a product would be if it were of a kind; the layers of `Evidence`, heights in their pixels."""

    height: Floats  # (n, n) towards the viewer
    normals: Floats  # (n, n, 3) unit
    back: Floats | None  # (n, n)
    misfit: float = 0.0  # 0–1: the share of the matte that such a body would not fill, or fill in vain


@dataclass(frozen=True, eq=False)
class Evidence:
    """One product. All layers are (SIDE, SIDE) and cover the shape's window edge to edge, row 0 on top."""

    photo: Bytes  # (n, n, 3) sRGB
    matte: Floats  # (n, n) 0–1
    unit: float  # pixels of these layers in a longer side of the product as seen
    shape: Shape
    doubt: float  # degrees between the normals of the network's one look and those of both, on the mean
    depth: Floats | None = None  # (n, n) a depth model's, in any unit

    @cached_property
    def mask(self) -> NDArray[np.bool_]:
        """Where the product is, (n, n); what is thinner than a pixel of the window is in it too."""
        return np.asarray(self.matte > min(0.5, float(self.matte.max()) / 2))

    @cached_property
    def seen(self) -> Floats:
        """The network's depth as a height towards the viewer, (n, n) pixels."""
        return -self.shape.depth * np.float32(self.unit)

    @cached_property
    def axis(self) -> Axis:
        """The axis about which the product is most nearly its own mirror image."""
        return axis(self.mask)

    @cached_property
    def rough(self) -> float:
        """Degrees between the network's normals and those that are left of them when what is fine is blurred away."""
        blurred = cv2.GaussianBlur(self.shape.normals * self.mask[..., None], (0, 0), _FINE)
        return angle(unit(blurred), self.shape.normals, self.mask)

    @cached_property
    def places(self) -> tuple[Floats, Floats]:
        """x to the right (1, n) and y up (n, 1) of the pixels' middles, pixels from the window's middle."""
        along = (np.arange(len(self.matte)) + 0.5 - len(self.matte) / 2).astype(np.float32)
        return along[None], -along[:, None]


def gathered(photo: Bytes, alpha: Floats, depth: Floats | None = None) -> Evidence:
    """What is known of the product that `alpha` (H, W) 0–1 cuts out of `photo` (H, W, 3) sRGB.

    `depth` (H, W) is a depth model's answer, in any unit. Raises UserError where the matte is empty or the network's
    files are not in order.
    """
    window, longer = around(alpha, MARGIN)
    matte = cropped(alpha, window, SIDE, cv2.BORDER_CONSTANT)
    once, both = shape(photo, alpha, mirrored=False), shape(photo, alpha)
    return Evidence(
        cropped(photo, window, SIDE),
        matte,
        SIDE * longer / (window[2] - window[0]),
        both,
        angle(once.normals, both.normals, matte > 0.5),
        None if depth is None else cropped(np.asarray(depth, np.float32), window, SIDE),
    )
