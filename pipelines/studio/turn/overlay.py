"""A turned product with what is not seen on its photo marked."""

import numpy as np

from pipelines.core.colour import Bytes, Floats, to_linear, to_srgb8
from pipelines.studio.turn.paint import INTERPOLATED, INVENTED

_COLOURS = {INTERPOLATED: (246, 178, 26), INVENTED: (222, 42, 70)}
_VEIL = 0.6  # how much of a marked pixel the mark takes


def on_white(foreground: Bytes, alpha: Floats) -> Bytes:
    """A product (H, W, 3) with its matte (H, W) over pure white, mixed in linear light."""
    cover = alpha[..., None]
    return to_srgb8(to_linear(foreground) * cover + (1 - cover))


def marked(picture: Bytes, confidence: Bytes) -> Bytes:
    """The picture (H, W, 3) with amber over what is interpolated and red over what is invented."""
    out = picture.copy()
    for kind, colour in _COLOURS.items():
        where = confidence == kind
        out[where] = (picture[where] * (1 - _VEIL) + np.array(colour) * _VEIL + 0.5).astype(np.uint8)
    return out
