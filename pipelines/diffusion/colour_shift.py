"""The colour that a VAE alone changes, measured on a picture that it knows and taken out of what the model painted.

A VAE's decode(encode(picture)) is a little lighter, darker or tinted although nothing was painted (diffusers, issues
4782 and 5808). Seen from afar that is a gain and an offset in each channel of the sRGB signal.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats

Triple = tuple[float, float, float]

GAINS = (0.8, 1.25)
OFFSET = 0.1
"""Bounds: a shift beyond these is no VAE's, but a broken one's or another picture."""
_FAR = 64  # px: longest side at which pictures are compared; their detail is not the VAE's tone
_ENDS = (4 / 255, 251 / 255)  # beyond these a picture may be clipped and tells nothing of the slope
_LEAST = 0.05  # share of the picture that must lie within
_NOISE = 2 / 255  # signal: an error from which a sample counts less, and what a gain must be told apart from
_ROUNDS = 12
_KEPT = 24  # samples of kept pixels from which their own difference is believed


@dataclass(frozen=True)
class Shift:
    """through = gain · picture + offset, by channel, in the sRGB signal 0–1."""

    gain: Triple = (1.0, 1.0, 1.0)
    offset: Triple = (0.0, 0.0, 0.0)

    @property
    def largest(self) -> float:
        """By how much of the signal, 0–1, it moves black, grey or white at most."""
        ends = (g * x + o - x for g, o in zip(self.gain, self.offset, strict=True) for x in (0.0, 0.5, 1.0))
        return max(abs(moved) for moved in ends)


def measured(init: Bytes, through: Bytes) -> Shift:
    """What the VAE does to tone and colour: `init` and its way through the VAE and back, 8-bit sRGB (H, W, 3).

    Huber's estimate by reweighting on reduced pictures, drawn to a gain of 1 where the picture is too plain to tell.
    """
    before, after = _far(init), _far(through)
    fits = [_fit(before[..., c].ravel(), after[..., c].ravel()) for c in range(3)]
    return _shift([gain for gain, _ in fits], [offset for _, offset in fits])


def matched(init: Bytes, result: Bytes, mask: Floats, shift: Shift) -> Shift:
    """The shift with its offset corrected by what the mask (H, W; 0 kept) left unpainted, where there is enough of it.

    There `result` ought to be `init` after `shift`; the median of what is left is a second estimate.
    """
    kept = cv2.erode((mask <= 0).astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=(1.0,)).astype(np.float32)
    size = _far_size(init)
    sure = cv2.resize(kept, size, interpolation=cv2.INTER_AREA) > 0.99
    if sure.sum() < _KEPT:
        return shift
    expected = _far(init) * np.array(shift.gain) + np.array(shift.offset)
    left = np.median((_far(result) - np.clip(expected, 0, 1))[sure], axis=0)
    return _shift(list(shift.gain), [o + float(x) for o, x in zip(shift.offset, left, strict=True)])


def corrected(picture: Bytes, shift: Shift) -> Bytes:
    """The picture (H, W, 3) with the shift taken out."""
    signal = np.arange(256)[:, None] / 255
    codes = (signal - np.array(shift.offset)) / np.array(shift.gain) * 255
    table = np.clip(codes + 0.5, 0, 255).astype(np.uint8)
    return np.stack([table[picture[..., c], c] for c in range(3)], -1)


def _far_size(picture: Bytes) -> tuple[int, int]:
    height, width = picture.shape[:2]
    shrink = min(1.0, _FAR / max(height, width))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _far(picture: Bytes) -> Floats:
    """The signal 0–1 of a reduced picture; means, not rounded to codes."""
    return cv2.resize(picture.astype(np.float32), _far_size(picture), interpolation=cv2.INTER_AREA) / np.float32(255)


def _fit(before: Floats, after: Floats) -> tuple[float, float]:
    """Gain and offset of one channel, from samples (n,)."""
    both = np.stack([before, after])
    clear = ((both > _ENDS[0]) & (both < _ENDS[1])).all(0)
    if clear.mean() >= _LEAST:
        before, after = before[clear], after[clear]
    gain, offset = 1.0, float(np.median(after - before))
    for _ in range(_ROUNDS):
        error = np.abs(after - gain * before - offset)
        weight = np.minimum(1.0, _NOISE / np.maximum(error, 1e-6))
        total = weight.sum()
        x, y = (weight * before).sum() / total, (weight * after).sum() / total
        spread = (weight * (before - x) ** 2).sum() / total
        slope = (weight * (before - x) * (after - y)).sum() / total
        gain = float(np.clip((slope + _NOISE**2) / (spread + _NOISE**2), *GAINS))
        offset = float(y - gain * x)
    return gain, offset


def _shift(gains: list[float], offsets: list[float]) -> Shift:
    """Held within the bounds."""
    red, green, blue = (float(np.clip(gain, *GAINS)) for gain in gains)
    first, second, third = (float(np.clip(offset, -OFFSET, OFFSET)) for offset in offsets)
    return Shift((red, green, blue), (first, second, third))
