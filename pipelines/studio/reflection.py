"""The product's mirror image in the ground, blurred with distance as the ground's roughness has it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats

_STEPS = (0.6, 3.0, 10.0)  # px: blurs between which the image is interpolated
_GONE = 0.34  # heights after which the mirror image has faded to 1/e


def fresnel(slope: Floats, roughness: float) -> Floats:
    """Mirror share of the light by Schlick's approximation, less what roughness scatters.

    F0 = 0.04, a polished dielectric. `slope`: sine of the angle between the ray and the ground.
    """
    return (0.04 + 0.96 * (1 - np.clip(slope, 0, 1)) ** 5) * (1 - roughness) ** 2


def mirror(upright: Floats, t: Floats, column: Floats, roughness: float) -> Floats:
    """The mirror image at `t` px below the footing and at `column` (both (h, w), px of `upright`).

    `upright`: (rows from the ground up, columns, 4) premultiplied colour and alpha on a level footing.
    Returns the same four planes as (h, w, 4).
    """
    pad = int(3 * _STEPS[-1])
    padded = cv2.copyMakeBorder(upright, 0, pad, pad, pad, cv2.BORDER_CONSTANT)
    wanted = 0.4 + 0.3 * roughness * np.maximum(t, 0)
    x, y = np.ascontiguousarray(column + pad - 0.5, np.float32), np.ascontiguousarray(np.maximum(t, 0), np.float32)
    image = np.zeros((*t.shape, 4), np.float32)
    for i, sigma in enumerate(_STEPS):
        blurred = cv2.GaussianBlur(padded, (0, 0), sigma, sigmaY=1.6 * sigma, borderType=cv2.BORDER_REFLECT)
        image += _weight(wanted, i)[..., None] * cv2.remap(
            blurred, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
        )
    return image * (np.exp(-t / (_GONE * len(upright))) * (t > -1))[..., None]


def _weight(wanted: NDArray[np.floating], i: int) -> Floats:
    """Hat function of step `i` over the blurs wanted."""
    peaks = np.zeros(len(_STEPS), np.float32)
    peaks[i] = 1
    return np.interp(wanted, _STEPS, peaks).astype(np.float32)
