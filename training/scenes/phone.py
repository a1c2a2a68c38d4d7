"""Random phones: how light becomes a picture, with all that goes wrong on the way."""

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, hex_to_linear, luminance, srgb_curve
from training.scenes.light import Light
from training.scenes.photo import shoulder, vignette

_GREY = 0.2  # what automatic exposure makes of the picture's middle tone


def shoot(radiance: Floats, light: Light, rng: np.random.Generator) -> Bytes:
    """Scene-referred linear RGB (H, W, 3) → the decoded 8-bit sRGB of what some phone saved, the same size."""
    linear = _exposed(_balanced(np.maximum(radiance, 0), light, rng), rng)
    linear = _through_lens(linear, rng)
    noisy = _sensed(linear, rng)
    signal = _denoised(_toned(noisy, rng), rng)
    signal = _styled(_sharpened(signal, rng), rng)
    return _stored(_resampled(signal, rng), rng)


def _balanced(linear: Floats, light: Light, rng: np.random.Generator) -> Floats:
    """Divided by the light's white, most of the way; some with a cast towards blue, orange, green or magenta."""
    cast = 0.16 if rng.random() < 0.2 else 0.04
    warm, green = rng.normal(0, 1, 2) * cast
    gains = np.exp([warm, green / 2, -warm])
    return linear / hex_to_linear(light.white) ** rng.uniform(0.6, 1) * gains.astype(np.float32)


def _exposed(linear: Floats, rng: np.random.Generator) -> Floats:
    """By the mean of the logarithm, with respect for highlights; some a stop off or more."""
    level = luminance(linear)
    linear = linear * (_GREY / np.exp(np.log(level + 1e-3 * level.mean() + 1e-6).mean()))
    bright = float(np.percentile(luminance(linear), 95))
    linear *= min(1.0, rng.uniform(0.8, 1.8) / max(bright, 1e-6))
    stops = rng.normal(0, 1.3 if rng.random() < 0.15 else 0.35)
    return linear * np.float32(2.0 ** np.clip(stops, -2.5, 2.0))


def _through_lens(linear: Floats, rng: np.random.Generator) -> Floats:
    """Softness, sometimes defocus or a shaken hand, stray light and a vignette."""
    unit = max(linear.shape[:2]) / 320
    if rng.random() < 0.12:
        linear = cv2.filter2D(linear, -1, _disc(rng.uniform(0.8, 2.2) * unit))
    elif rng.random() < 0.1:
        linear = cv2.filter2D(linear, -1, _stroke(rng.uniform(2, 6) * unit, rng.uniform(0, np.pi)))
    else:
        linear = cv2.GaussianBlur(linear, (0, 0), float(rng.uniform(0.3, 0.8) * unit))
    if rng.random() < 0.3:
        glare = cv2.blur(linear, (int(60 * unit) | 1,) * 2)
        linear = linear + glare * np.float32(rng.uniform(0, 0.08))
    return linear * vignette(linear.shape[:2], float(rng.uniform(0, 0.2)))


def _disc(radius: float) -> Floats:
    at = np.arange(-int(radius + 1), int(radius + 1) + 1)
    apart = np.hypot(at[:, None], at[None])
    kernel = np.clip(radius + 0.5 - apart, 0, 1)
    return (kernel / kernel.sum()).astype(np.float32)


def _stroke(length: float, angle: float) -> Floats:
    half = int(np.ceil(length / 2))
    at = np.arange(-half, half + 1)
    y, x = np.meshgrid(at, at, indexing="ij")
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    kernel = np.clip(length / 2 + 0.5 - np.abs(along), 0, 1) * np.clip(1 - np.abs(across), 0, 1)
    return (kernel / kernel.sum()).astype(np.float32)


def _sensed(linear: Floats, rng: np.random.Generator) -> Floats:
    """Shot and read noise: deviation sqrt(gain · light + read²); partly shared by the channels, partly coarse."""
    level = float(np.exp(rng.uniform(np.log(0.001), np.log(0.03)))) if rng.random() < 0.8 else 0.0
    shape = linear.shape[:2]
    fine = rng.standard_normal((*shape, 3), np.float32)
    coarse = cv2.resize(rng.standard_normal(((shape[0] + 1) // 2, (shape[1] + 1) // 2, 3), np.float32), shape[::-1])
    chroma = np.float32(rng.uniform(0.3, 1))
    grain = (1 - chroma) * fine.mean(2, keepdims=True) * 1.7 + chroma * (0.7 * fine + 0.7 * coarse)
    deviation = level * np.sqrt(np.maximum(linear, 0) / 0.18 + 0.05)
    return np.maximum(linear + grain * deviation, 0)


def _toned(linear: Floats, rng: np.random.Generator) -> Floats:
    """A highlight roll-off, sRGB, and an S of random depth; 0–1."""
    soft = rng.random() < 0.8
    signal = srgb_curve(np.clip(shoulder(linear) if soft else linear, 0, 1)).astype(np.float32)
    if rng.random() < 0.3:  # shadows lifted, as phones do
        signal = signal ** np.float32(rng.uniform(0.75, 1.0))
    signal += np.float32(rng.uniform(-0.01, 0.07)) * np.sin(2 * np.pi * (signal - 0.5))
    return np.clip(signal, 0, 1)


def _denoised(signal: Floats, rng: np.random.Generator) -> Floats:
    """Smoothed within edges, or not; the strongest looks like wax."""
    strength = float(rng.choice([0, 0.05, 0.1, 0.2], p=[0.3, 0.35, 0.23, 0.12]))
    return cv2.bilateralFilter(signal, 5, strength, 2.0) if strength else signal


def _sharpened(signal: Floats, rng: np.random.Generator) -> Floats:
    amount = rng.uniform(0.8, 1.8) if rng.random() < 0.12 else rng.uniform(0, 0.6)
    radius = float(rng.uniform(0.7, 1.6))
    return np.clip(signal + np.float32(amount) * (signal - cv2.GaussianBlur(signal, (0, 0), radius)), 0, 1)


def _styled(signal: Floats, rng: np.random.Generator) -> Floats:
    """Saturation of most phones; now and then a filter: faded, contrasty, tinted, nearly grey."""
    strong = rng.random() < 0.1
    saturation = rng.uniform(0.3, 1.6) if strong else rng.uniform(0.85, 1.25)
    grey = luminance(signal)[..., None]
    signal = grey + (signal - grey) * np.float32(saturation)
    if strong:
        low, high = rng.uniform(-0.08, 0.12, 3), rng.uniform(0.88, 1.08, 3)
        signal = low.astype(np.float32) + signal * (high - low).astype(np.float32)
    return np.clip(signal, 0, 1)


def _resampled(signal: Floats, rng: np.random.Generator) -> Floats:
    """Sometimes a small picture enlarged."""
    if rng.random() > 0.12:
        return signal
    height, width = signal.shape[:2]
    share = rng.uniform(0.35, 0.8)
    small = cv2.resize(signal, (max(8, int(width * share)), max(8, int(height * share))), interpolation=cv2.INTER_AREA)
    return np.clip(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def _stored(signal: Floats, rng: np.random.Generator) -> Bytes:
    """As a JPEG of quality 40–95 gives it back."""
    picture = (signal[..., ::-1] * 255 + 0.5).astype(np.uint8)
    file = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 96))])[1]
    return cv2.cvtColor(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR)), cv2.COLOR_BGR2RGB)
