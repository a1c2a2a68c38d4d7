"""Path tracing's noise, taken out of the light and not out of the textures."""

import cv2
import numpy as np

from pipelines.core.colour import Floats, luminance

_REACH = 3  # pixels
_SPREAD = 2.0  # of the spatial weight, pixels
_FEATURE = np.array([0.12, 0.12, 0.12, 0.02], np.float32)  # what counts as another surface: normal; relative depth
_TONE = 0.35  # what counts as another brightness: difference of log luminance


def denoised(radiance: Floats, albedo: Floats, normals: Floats, depth: Floats) -> Floats:
    """Linear radiance (H, W, 3), smoothed within surfaces; the same shape.

    A joint bilateral filter of radiance over albedo (Dammertz et al. 2010, one level), guided by the normals, the
    relative depth and the despeckled brightness. `albedo` (H, W, 3), `normals` (H, W, 3) and `depth` (H, W) come
    from the same rays as the radiance.
    """
    light = _despeckled(np.maximum(radiance, 0) / (albedo + 0.02))
    near = np.log(np.maximum(depth, 1e-3))[..., None]
    tone = np.log(cv2.GaussianBlur(luminance(light), (0, 0), 1.0) + 1e-3)[..., None]
    guide = np.concatenate([normals / _FEATURE[:3], near / _FEATURE[3], tone / _TONE], -1).astype(np.float32)
    total, weights = np.zeros_like(light), np.zeros(light.shape[:2], np.float32)
    steps = range(-_REACH, _REACH + 1)
    padded, guides = (np.pad(a, ((_REACH, _REACH), (_REACH, _REACH), (0, 0)), "edge") for a in (light, guide))
    for dy in steps:
        for dx in steps:
            window = np.s_[_REACH + dy : _REACH + dy + light.shape[0], _REACH + dx : _REACH + dx + light.shape[1]]
            apart = guides[window] - guide
            weight = np.exp(-0.5 * np.einsum("hwc,hwc->hw", apart, apart) - (dx * dx + dy * dy) / (2 * _SPREAD**2))
            total += padded[window] * weight[..., None]
            weights += weight
    return total / weights[..., None] * (albedo + 0.02)


def _despeckled(light: Floats) -> Floats:
    """Single pixels far brighter than all around them brought down to their surroundings."""
    level = luminance(light).astype(np.float32)
    around = cv2.dilate(cv2.medianBlur(level, 3), np.ones((3, 3), np.uint8)) * 1.3 + 1e-4
    return light * np.minimum(1, around / np.maximum(level, 1e-6))[..., None]
