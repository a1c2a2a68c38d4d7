"""From a mask to an alpha matte at the photo's own resolution, solved only in a thin band along the edge."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Box
from pipelines.studio.estimators import estimators

_SOLVED = 800  # longer side, in pixels, at which the closed-form matte is solved (400 bytes a pixel)
_BAND = 0.007  # half width of the band, as a share of that side
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_SNAP = 0.06  # alpha closer than this to 0 or 1 is 0 or 1


def matte(photo: Bytes, mask: np.ndarray, window: Box) -> Floats:
    """Alpha (H, W) 0–1 for an (H, W, 3) 8-bit sRGB photo from a bool mask of any size; exactly 0 outside `window`.

    Closed-form matting (Levin et al. 2008) at reduced size, carried to full size by the fast guided filter
    (He & Sun 2015), both in the band alone: away from it alpha is exactly 0 or 1, and so it is two pixels inside.
    """
    x0, y0, x1, y1 = window
    crop = photo[y0:y1, x0:x1]
    size = _solved_size(x1 - x0, y1 - y0)
    guide = cv2.resize(crop, size, interpolation=cv2.INTER_AREA) if size != (x1 - x0, y1 - y0) else crop
    trimap = _trimap(_part(mask, window, photo.shape, size))
    if not (trimap == 0.5).any():
        alpha = trimap
    else:
        estimate = estimators()[0].estimate_alpha_cf
        solved = estimate(guide / 255.0, trimap, laplacian_kwargs={"epsilon": 1e-5}, cg_kwargs={"rtol": 1e-4})
        alpha = snap(solved.astype(np.float32))
    if size != (x1 - x0, y1 - y0):
        alpha = _enlarge(alpha, guide, crop, trimap)
    whole = np.zeros(photo.shape[:2], np.float32)
    whole[y0:y1, x0:x1] = solid(alpha.astype(np.float32))
    return whole


def solid(alpha: Floats) -> Floats:
    """Alpha with 1 wherever it lies two pixels inside the outline (alpha > 0.5), so that the photo shows as it is."""
    inside = cv2.erode((alpha > 0.5).astype(np.uint8), _CROSS, iterations=2)
    return np.where(inside > 0, np.float32(1), alpha)


def snap(alpha: Floats) -> Floats:
    """Stretch alpha so that what is nearly 0 or 1 becomes exactly that."""
    return np.clip((alpha - _SNAP) / (1 - 2 * _SNAP), 0, 1)


def _solved_size(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, _SOLVED / max(width, height))
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _part(mask: np.ndarray, window: Box, shape: tuple[int, ...], size: tuple[int, int]) -> np.ndarray:
    """The window of a mask that covers the whole photo at another size, at `size`."""
    fx, fy = mask.shape[1] / shape[1], mask.shape[0] / shape[0]
    step_x, step_y = (window[2] - window[0]) / size[0] * fx, (window[3] - window[1]) / size[1] * fy
    shift = np.array([[step_x, 0, window[0] * fx], [0, step_y, window[1] * fy]])
    shift[:, 2] += (shift[:, :2] @ [0.5, 0.5]) - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(mask.astype(np.float32), shift, size, flags=flags, borderMode=cv2.BORDER_REPLICATE) > 0.5


def _trimap(mask: np.ndarray) -> np.ndarray:
    """1 product, 0 background, 0.5 in the band, float64 (h, w)."""
    radius = max(2, round(_BAND * max(mask.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    solid = mask.astype(np.uint8)
    return (cv2.dilate(solid, kernel).astype(float) + cv2.erode(solid, kernel)) / 2


def _enlarge(alpha: Floats, guide: Bytes, crop: Bytes, trimap: np.ndarray) -> Floats:
    """Alpha at the crop's size: locally affine in the colours of the guide, kept to the band."""
    full = crop.shape[1::-1]
    slope, offset = _local_affine(guide.astype(np.float32) / np.float32(255), alpha.astype(np.float32), 2, 1e-4)
    band = cv2.resize(trimap.astype(np.float32), full, interpolation=cv2.INTER_LINEAR)
    unknown = (band > 0) & (band < 1)
    fine = cv2.resize(offset, full, interpolation=cv2.INTER_LINEAR)
    for channel in range(3):
        weight = cv2.resize(slope[..., channel], full, interpolation=cv2.INTER_LINEAR)
        fine += weight * (crop[..., channel].astype(np.float32) / 255)
    return np.where(unknown, snap(fine), (band >= 1).astype(np.float32))


def _local_affine(guide: Floats, target: Floats, radius: int, epsilon: float) -> tuple[Floats, Floats]:
    """The guided filter's coefficients: slope (h, w, 3) and offset (h, w), averaged over windows of `radius`."""
    side = (2 * radius + 1, 2 * radius + 1)

    def mean(values: Floats) -> Floats:
        return cv2.blur(values, side)

    centre, average = mean(guide), mean(target)
    products = mean((guide[..., :, None] * guide[..., None, :]).reshape(*target.shape, 9)).reshape(*target.shape, 3, 3)
    spread = products - centre[..., :, None] * centre[..., None, :] + epsilon * np.eye(3, dtype=np.float32)
    shared = mean(guide * target[..., None]) - centre * average[..., None]
    slope = np.linalg.solve(spread, shared[..., None])[..., 0]
    return mean(slope), mean(average - (slope * centre).sum(-1))
