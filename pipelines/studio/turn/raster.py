"""Triangles drawn into samples: what of the photo is nearest to the camera at each of four samples a pixel."""

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats

SAMPLES = 2  # a pixel, along either axis
NOTHING = -1e9  # a sample's z where nothing is


def drawn(corners: Floats, faces: NDArray[np.int32], one_sided: bool, rows: tuple[int, int], width: int) -> Floats:
    """The nearest surface at each sample of some rows of pixels, (h, w, 4): z, source x, source y, stretch.

    `corners` (N, 6): x and y in pixels of the picture, z towards the viewer, source x and y, stretch; these change
    evenly over a triangle. `one_sided` leaves out what is seen from behind: corners that run clockwise on the screen.
    """
    from pipelines.studio.turn.kernels import draw  # compiled code: it waits until it is needed

    found = np.empty(((rows[1] - rows[0]) * SAMPLES, width * SAMPLES, 4), np.float32)
    found[..., 0] = NOTHING
    draw(corners, faces, one_sided, rows[0], found)
    return found
