"""From scene light to what a phone saves: white balance, exposure, tone curve, noise, smoothing and sharpening."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, hex_to_linear, luminance, srgb_curve

_GREY = 0.2  # what automatic exposure makes of the picture's middle tone
_KNEE = 0.7  # linear level above which highlights are rolled off


def develop(radiance: Floats, white: str, seed: int, noise: float = 0.005) -> Bytes:
    """Scene-referred linear RGB (H, W, 3) → 8-bit sRGB of the same size.

    `white` is balanced most of the way, as phones do; `noise` is the standard deviation at mid grey, before smoothing.
    """
    light = np.maximum(radiance, 0) / hex_to_linear(white) ** 0.8
    light *= _GREY / np.exp(np.log(luminance(light) + 1e-3).mean())
    light *= min(1.0, 1.6 / float(np.percentile(light, 97)))
    rng = np.random.default_rng(seed)
    light += rng.normal(0, 1, light.shape).astype(np.float32) * noise * np.sqrt(np.maximum(light, 0) / 0.18 + 0.02)
    signal = srgb_curve(np.clip(shoulder(light * vignette(light.shape[:2])), 0, 1))
    signal += 0.03 * np.sin(2 * np.pi * (signal - 0.5))  # a gentle S
    picture = (np.clip(signal, 0, 1) * 255 + 0.5).astype(np.uint8)
    smooth = cv2.fastNlMeansDenoisingColored(picture, None, 3, 6, 5, 11)
    detail = smooth - cv2.GaussianBlur(smooth.astype(np.float32), (0, 0), 1.0)
    return np.clip(smooth + 0.35 * detail + 0.5, 0, 255).astype(np.uint8)


def shoulder(light: Floats) -> Floats:
    """Identity below the knee, then an exponential approach to 1 with the same slope."""
    over = np.maximum(light - _KNEE, 0)
    return np.minimum(light, _KNEE) + (1 - _KNEE) * (1 - np.exp(-over / (1 - _KNEE)))


def vignette(shape: tuple[int, int], loss: float = 0.09) -> Floats:
    """Share of the light that reaches each pixel of (H, W), as (H, W, 1): 1 in the middle, `loss` less at a side."""
    y, x = np.meshgrid(np.linspace(-1, 1, shape[0]), np.linspace(-1, 1, shape[1]), indexing="ij")
    return (1 - loss * (x * x + y * y))[..., None].astype(np.float32)
