"""What a product's shape is taken for: what relight and angles share."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.preview import fit
from pipelines.diffusion.controls import control
from pipelines.diffusion.machine import machine
from pipelines.studio.geometry.choose import likeliest
from pipelines.studio.geometry.evidence import Evidence, gathered
from pipelines.studio.geometry.relief import Kind, Relief

_LOOKED_AT = 770  # px: longest side of a photo as a depth model is given it


def shape_in(photo: Bytes, alpha: Floats, kind: Kind | None) -> tuple[Evidence, Relief]:
    """What is known of the product that `alpha` (H, W) 0–1 cuts out of `photo` (H, W, 3) sRGB, and what it is taken
    for: what it is most like, or a kind.

    Raises UserError where it cannot be of this kind, the matte is empty, or no depth model is here for “depth”.
    """
    seen = gathered(photo, alpha, nearness(photo) if kind == "depth" else None)
    return seen, likeliest(seen, kind)


def nearness(photo: Bytes) -> Floats:
    """How near each pixel is, (H, W) 0–1, by the registry's depth model. Raises UserError where none is here."""
    near = control("depth", fit(photo, _LOOKED_AT), machine().tier)[..., 0].astype(np.float32) / np.float32(255)
    return np.asarray(cv2.resize(near, photo.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)
