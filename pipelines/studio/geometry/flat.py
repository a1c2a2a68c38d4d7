"""A card: all of it in one plane, facing the camera or leaning as the shape network sees it on the mean."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.geometry.evidence import Evidence, Guess
from pipelines.studio.geometry.surface import slopes, unit

THIN = 0.02  # of the product's longer side: as thick as a card or a book's cover


def flat(evidence: Evidence) -> Guess:
    """The product as a card."""
    facing = unit(evidence.shape.normals[evidence.mask].mean(0))
    height = leaning(evidence, facing)
    normals = np.broadcast_to(facing, (*height.shape, 3)).astype(np.float32)
    return Guess(height, normals, height - np.float32(THIN * evidence.unit))


def leaning(evidence: Evidence, facing: Floats) -> Floats:
    """The heights (n, n), pixels, of the plane of this normal (3,) through the window's middle."""
    right, up = slopes(facing)
    x, y = evidence.places
    return np.asarray(right * x + up * y, np.float32)
