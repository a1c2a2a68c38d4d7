"""Light taken from one picture and fine detail from another, so that new light does not blur or repaint a label.

The difference of Gaussians in the logarithm of linear light (homomorphic filtering; Oppenheim, Schafer & Stockham
1968): what is coarser than the reach comes from the new picture, all that is finer from the photo. In the logarithm
that is the photo times the blurred quotient of both.
"""

import cv2
import numpy as np

from pipelines.core.colour import Floats

_BLACK = 0.004  # linear: below this a quotient means nothing
_COARSE = 4.0  # px: a reach is brought to this on a smaller grid before it is blurred
_LEAST = 1e-3


def returned(new: Floats, photo: Floats, alpha: Floats, reach: float) -> Floats:
    """The light of `new` on the detail of `photo`, both linear RGB (H, W, 3); `alpha` (H, W) 0–1 keeps what lies
    outside the product out of it. `reach`: standard deviation in px, above 0."""
    quotient = np.log((np.maximum(new, 0) + _BLACK) / (np.maximum(photo, 0) + _BLACK))
    light = np.exp(evened(quotient.astype(np.float32), alpha, reach))
    return np.asarray(np.maximum((photo + _BLACK) * light - _BLACK, 0), np.float32)


def evened(field: Floats, alpha: Floats, reach: float) -> Floats:
    """A field (H, W, 3) blurred within the matte alone; beyond it goes on as at the edge. `reach` in px."""
    height, width = alpha.shape
    k = min(_COARSE / reach, 1.0)
    size = max(round(width * k), 1), max(round(height * k), 1)
    inside = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)[..., None]
    small = cv2.resize(field * alpha[..., None], size, interpolation=cv2.INTER_AREA)
    even = _normalised(small, inside, reach * k)
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _normalised(weighted: Floats, weight: Floats, sigma: float) -> Floats:
    """Blurred values over blurred weights (Knutsson & Westin 1993); where no weight reaches, from farther and farther
    away."""
    known = np.zeros(weighted.shape, np.float32)
    left = np.ones(weight.shape[:2], bool)
    while left.any() and sigma <= 4 * max(weight.shape):
        total = cv2.GaussianBlur(weight, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
        reached = left & (total > _LEAST)
        blurred = cv2.GaussianBlur(weighted, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
        known[reached] = blurred[reached] / total[reached][:, None]
        left &= ~reached
        sigma *= 4
    return known
