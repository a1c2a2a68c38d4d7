"""Samples of a turned surface given the photo's colours, how well each is known, and brought together into pixels.

Colours are mixed in linear light. Where a pixel shows one even piece of the front it is fetched from the photo once,
with the Catmull-Rom cubic (Keys 1981, a = −0.5); at outlines and where much is seen small, once a sample.
"""

from typing import NamedTuple

import numpy as np

from pipelines.core.colour import Bytes, Floats, to_linear
from pipelines.studio.turn.raster import SAMPLES

SEEN, INTERPOLATED, INVENTED = 1, 2, 3
"""What a pixel of a turned product is: the photo's own; stretched, or carried on over a few pixels; or what no photo
shows. 0 is where no product is."""
HONEST = 2.0  # px that a pixel of the photo may cover and still count as seen
STRETCHED = 5.0  # px that it may cover and still be drawn from the photo at all: a slope seen at about 80°
_LINEAR: Floats = to_linear(np.arange(256, dtype=np.uint8))


class Sources(NamedTuple):
    """Where the colours of a turned product come from."""

    front: Bytes  # (H, W, 3) 8-bit sRGB
    hidden: Bytes  # (H, W, 3) for what is not seen
    alpha: Floats  # (H, W) 0–1
    fill: bool  # whether what is not seen is drawn at all


def painted(front: Floats, hidden: Floats, sources: Sources) -> tuple[Floats, Floats, Bytes]:
    """Colour (h, w, 3) linear and premultiplied, alpha (h, w) and confidence (h, w) of rows of pixels.

    `front` and `hidden` as `raster.drawn` gives them.
    """
    from pipelines.studio.turn.kernels import paint  # compiled code: it waits until it is needed

    height, width = front.shape[0] // SAMPLES, front.shape[1] // SAMPLES
    colour, cover = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    known = np.zeros((height, width), np.uint8)
    paint(front, hidden, *sources, _LINEAR, colour, cover, known)
    return colour, cover, known
