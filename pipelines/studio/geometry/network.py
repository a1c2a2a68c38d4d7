"""What the shape network sees: its normals integrated, over long ways held to its depth."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.geometry.evidence import Evidence, Guess
from pipelines.studio.geometry.flat import THIN
from pipelines.studio.geometry.inflated import blown
from pipelines.studio.geometry.surface import integrated, normals_of, plane, unit

REACH = 40.0  # pixels: over more than this depth is told better by the network's depth than by its normals
_FLATTER = 0.6  # of the front's relief: the sides that are not seen are the plainer ones
_LEAST = 0.4  # of a ball's thickness: what has no relief in front still has a body
_RIM = 3.0  # pixels


def network(evidence: Evidence) -> Guess:
    """The product as the shape network sees it."""
    height = integrated(evidence.shape.normals, evidence.seen, evidence.mask, REACH)
    normals = unit(normals_of(height, evidence.mask) + evidence.shape.normals)
    return Guess(height, normals, mirrored(height, evidence))


def mirrored(height: Floats, evidence: Evidence) -> Floats:
    """A back (n, n) for a front that tells nothing of it: mirrored about the plane of the outline, and flattened."""
    round_ = blown(evidence.mask)
    rim = evidence.mask & (round_ < np.sqrt(2 * _RIM * round_.max()))
    middle = plane(height, rim.astype(np.float32))
    thick = np.maximum(_FLATTER * (height - middle), _LEAST * round_)
    return np.minimum(middle - thick, height - np.float32(THIN * evidence.unit))
