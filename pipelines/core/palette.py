"""The few colours that a picture is made of, and how much of it each fills."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, to_linear
from pipelines.core.errors import UserError
from pipelines.core.oklab import Lab, oklab_to_hex, to_oklab

ALIKE = 0.04
"""Distance in OKLab below which two swatches would look like one."""
_LOOKED_AT = 96  # px: longest side; a palette is no matter of detail
_SEEDS = 16  # clusters to begin with
_ROUNDS = 12
_SPECK = 0.004  # share below which a cluster is an outline's or noise, unless there is nothing else
_OPAQUE = 128  # alpha, 0–255


@dataclass(frozen=True)
class Swatch:
    """A colour, `#rrggbb` in sRGB, and the share of the picture, 0–1, that it stands for."""

    hex: str
    share: float


def palette(pixels: Bytes, count: int = 5) -> tuple[Swatch, ...]:
    """At most `count` colours of a picture, (H, W, 3) or with alpha (H, W, 4), 8-bit sRGB; the largest share first.

    k-means in OKLab from the colours that lie furthest apart, then the pair whose union costs least (Ward, 1963) made
    one until no two look alike and no more than `count` are left: a small accent survives among many greys. Nothing is
    drawn at random. Raises UserError where the picture is wholly transparent.
    """
    labs = _samples(pixels)
    centres = _furthest(labs, _SEEDS)
    for _ in range(_ROUNDS):
        nearest = _nearest(labs, centres)
        used = np.unique(nearest)
        centres = np.stack([labs[nearest == index].mean(0) for index in used])
    weights = np.bincount(_nearest(labs, centres), minlength=len(centres)) / len(labs)
    found = _merged(centres, weights, count)
    ordered = sorted(found, key=lambda swatch: -swatch[1])
    return tuple(Swatch(oklab_to_hex(lab), round(share, 4)) for lab, share in ordered)


def _samples(pixels: Bytes) -> Lab:
    """OKLab (n, 3) of a picture's pixels here and there, without what is transparent.

    Mixtures across outlines are colours that nobody sees: a median takes noise away and leaves no such mixtures.
    """
    seen = pixels[..., 3] >= _OPAQUE if pixels.shape[-1] == 4 else np.ones(pixels.shape[:2], bool)
    seen = _thinned(seen.astype(np.uint8), _LOOKED_AT) > 0
    if not seen.any():
        raise UserError("This picture is wholly transparent and has no colours; choose another one.")
    even = cv2.medianBlur(_thinned(np.ascontiguousarray(pixels[..., :3]), 4 * _LOOKED_AT), 5)
    chosen = cv2.resize(even, seen.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return to_oklab(to_linear(chosen[seen]))


def _thinned(plane: Bytes, longest: int) -> Bytes:
    """Every so many pixels of (H, W, …), so that the longer side is at most `longest`."""
    shrink = min(1.0, longest / max(plane.shape[:2]))
    size = max(1, round(plane.shape[1] * shrink)), max(1, round(plane.shape[0] * shrink))
    return cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST)


def _furthest(labs: Lab, count: int) -> Lab:
    """The mean, then again and again the sample furthest from all that were taken; no two of them alike."""
    centres = [labs.mean(0)]
    away = np.linalg.norm(labs - centres[0], axis=1)
    while len(centres) < count and away.max() > ALIKE / 2:
        centres.append(labs[int(away.argmax())])
        away = np.minimum(away, np.linalg.norm(labs - centres[-1], axis=1))
    return np.stack(centres)


def _nearest(labs: Lab, centres: Lab) -> NDArray[np.intp]:
    return np.linalg.norm(labs[:, None] - centres[None], axis=-1).argmin(1)


def _merged(centres: Lab, weights: Lab, count: int) -> list[tuple[Lab, float]]:
    """Centres (n, 3) and their shares (n,), pairs made one until they are few and different enough."""
    told = weights >= min(_SPECK, weights.max())
    shares = weights[told] / weights[told].sum()
    held = [(centre, float(share)) for centre, share in zip(centres[told], shares, strict=True)]
    while len(held) > 1:
        pairs = [(i, j) for j in range(len(held)) for i in range(j)]
        apart = [float(np.linalg.norm(held[i][0] - held[j][0])) for i, j in pairs]
        cost = [
            d**2 * held[i][1] * held[j][1] / (held[i][1] + held[j][1]) for d, (i, j) in zip(apart, pairs, strict=True)
        ]
        best = int(np.argmin(apart)) if min(apart) < ALIKE else int(np.argmin(cost))
        if apart[best] >= ALIKE and len(held) <= count:
            break
        i, j = pairs[best]
        share = held[i][1] + held[j][1]
        one = (held[i][0] * held[i][1] + held[j][0] * held[j][1]) / share, share
        held = [pair for index, pair in enumerate(held) if index not in (i, j)] + [one]
    return held
