"""A product's shape as far as one photo shows it: a height map of its front, and perhaps of its back.

Weak perspective: as a far camera sees it. Camera space: x right, y up, z towards the viewer.
"""

from dataclasses import dataclass
from typing import Literal

from pipelines.core.colour import Floats
from pipelines.core.shot import Box

Kind = Literal["flat", "box", "revolution", "inflated", "network", "depth"]
"""What a product may be taken for: a card; a carton; a body of revolution about an upright axis; its outline blown up
like a balloon; what the shape network sees; what a depth model sees."""


@dataclass(frozen=True, eq=False)
class Relief:
    """One guess at a product's shape in `window`, a square of the photo that may reach beyond it. Layers cover it edge
    to edge, row 0 on top, and mean something inside the matte only."""

    kind: Kind
    window: Box
    height: Floats  # (n, n) towards the viewer, in longer sides of the product as seen; its mean in the matte is 0
    normals: Floats  # (n, n, 3) unit
    confidence: float  # 0–1: the share of products on which a guess that looked like this was right; see `choose`
    back: Floats | None = None  # (n, n) height of the side that is not seen, below `height`, where the kind tells
