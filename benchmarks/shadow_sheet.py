"""A sheet of shadows: the tracer's picture, the studio's, and the difference of their shadows, two set-ups a row."""

from collections.abc import Sequence

import cv2
import numpy as np

from benchmarks.reference import Reference
from pipelines.core.colour import Bytes, Floats, to_srgb8

_ACROSS = 2  # set-ups a row
_FULL = 0.3  # difference drawn in full colour
_GAP = 6  # px
_RED, _BLUE = np.array([200, 30, 20]), np.array([20, 60, 210])


def drawn(rows: Sequence[tuple[Reference, Bytes, Floats]]) -> Bytes:
    """Each set-up as true | studio | difference, 8-bit RGB: red where the shadow is too dark, blue too light."""
    strips = [_strip(*row) for row in rows]
    strips += [np.full_like(strips[0], 255)] * (-len(strips) % _ACROSS)
    return np.concatenate([np.concatenate(strips[i : i + _ACROSS], 1) for i in range(0, len(strips), _ACROSS)])


def _strip(true: Reference, picture: Bytes, darker: Floats) -> Bytes:
    tiles = to_srgb8(true.picture), picture, difference(darker, true.matte)
    framed = [cv2.copyMakeBorder(tile, 0, _GAP, 0, _GAP, cv2.BORDER_CONSTANT, value=(255, 255, 255)) for tile in tiles]
    return np.concatenate(framed, 1)


def difference(darker: Floats, matte: Floats) -> Bytes:
    """Signed (H, W) in colour on white, the product grey: (H, W, 3)."""
    share = np.clip(np.abs(darker) / _FULL, 0, 1)[..., None]
    colour = np.where(darker[..., None] > 0, _RED, _BLUE)
    field = 255 * (1 - share) + colour * share
    return np.rint(field + matte[..., None] * (150 - field)).astype(np.uint8)
