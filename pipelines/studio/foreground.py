"""The product's own colours along its edge, free of the background's (decontamination)."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Box
from pipelines.studio.estimators import estimators

_DETAIL = 0.15  # how far, of 1, the photo's detail may lead from the estimate: beyond lies noise over a small alpha
_ESTIMATED = 640  # longer side, in pixels, at which the colours are estimated


def foreground(photo: Bytes, alpha: Floats, window: Box) -> Bytes:
    """Colours (H, W, 3) 8-bit sRGB of the product alone: the photo itself wherever alpha is 1, white outside `window`.

    Multi-level estimation (Germer et al. 2020) at reduced size gives foreground F and background B. At full size
    the photo's own detail is returned, from I = αF + (1 − α)B, the more the larger alpha is.
    """
    x0, y0, x1, y1 = window
    crop, matte = photo[y0:y1, x0:x1], alpha[y0:y1, x0:x1]
    scale = min(1.0, _ESTIMATED / max(crop.shape[:2]))
    size = max(round(crop.shape[1] * scale), 1), max(round(crop.shape[0] * scale), 1)
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    share = cv2.resize(matte, size, interpolation=cv2.INTER_AREA)
    ours, theirs = estimators()[1].estimate_foreground_ml(small, share, return_background=True)
    pure = np.full_like(photo, 255)
    pure[y0:y1, x0:x1] = cv2.resize(_to8(ours), crop.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    backdrop = cv2.resize(_to8(theirs), crop.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    ys, xs = np.nonzero((matte > 0) & (matte < 1))
    share = matte[ys, xs, None]
    smooth = pure[ys + y0, xs + x0] / 255
    sharp = (crop[ys, xs] / 255 - (1 - share) * backdrop[ys, xs] / 255) / share
    trust = np.clip((share - 0.5) / 0.45, 0, 1)
    pure[ys + y0, xs + x0] = _to8(smooth + trust * np.clip(sharp - smooth, -_DETAIL, _DETAIL))
    np.copyto(pure[y0:y1, x0:x1], crop, where=(matte >= 1)[..., None])
    return pure


def _to8(values: np.ndarray) -> Bytes:
    return np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8)
