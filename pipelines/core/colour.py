"""Between files (8-bit sRGB) and light (float32 linear RGB). Transfer curve: IEC 61966-2-1."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

_FINE = 65535  # steps of the encoding table: its error stays below 0.03 of an 8-bit code


def srgb_curve(linear: NDArray) -> NDArray:
    """Linear light (0–1) → sRGB signal (0–1), same shape."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)


def linear_curve(signal: NDArray) -> NDArray:
    """sRGB signal (0–1) → linear light (0–1), same shape."""
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


@cache
def _decoding() -> Floats:
    return linear_curve(np.arange(256) / 255.0).astype(np.float32)


@cache
def _encoding() -> Floats:
    return (srgb_curve(np.arange(_FINE + 1) / _FINE) * 255.0).astype(np.float32)


def to_linear(pixels: Bytes) -> Floats:
    """8-bit sRGB of any shape → float32 linear light of the same shape."""
    return _decoding()[pixels]


def to_srgb8(linear: Floats, dither: Floats | None = None) -> Bytes:
    """Float32 linear light of any shape → 8-bit sRGB, rounded; exact on values that `to_linear` made.

    `dither` (−0.5…0.5, in 8-bit codes, broadcastable) is added before rounding, so that gradients do not band;
    pass 0 where pixels must stay exact.
    """
    index = (np.clip(linear, 0.0, 1.0) * _FINE + 0.5).astype(np.uint16)
    codes = _encoding()[index]
    if dither is not None:
        codes += dither
    return np.clip(codes + 0.5, 0, 255).astype(np.uint8)


def hex_to_linear(colour: str) -> Floats:
    """`#rrggbb` → float32 linear RGB of shape (3,)."""
    return to_linear(np.frombuffer(bytes.fromhex(colour.removeprefix("#")), np.uint8))


def luminance(linear: Floats) -> Floats:
    """Linear RGB (…, 3) → relative luminance (…), by the sRGB primaries."""
    return linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
