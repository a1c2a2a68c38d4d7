"""The crop of a photo that shows a finding: at the photo's own resolution, of one shape, with little around it."""

from pipelines.core.shot import Box
from pipelines.studio.details.finding import DetailKind, Finding

_MARGIN: dict[DetailKind, float] = {"label": 0.2, "texture": 0.0, "closure": 0.1, "feature": 0.1}
"""On each side of a finding, of its size; letters at the end of a line are easily missed."""
_LEAST: dict[DetailKind, float] = {"label": 0.55, "texture": 0.3, "closure": 0.5, "feature": 0.4}
"""How far a crop is widened for resolution's sake, of the product's longer side: beyond it is no detail."""
_MOST = 0.75  # of the product's longer side: what is larger is cut, unless it is lettering


def framed(finding: Finding, product: Box, size: tuple[int, int], aspect: float, longest: int) -> Box:
    """The crop for a finding in a photo of `size` (width, height), with width / height = `aspect` to a pixel.

    Its longer side has `longest` px where that is still a detail of the product, whose own box is given; fewer or more
    where the finding is so small or large. All in px of the photo; it lies within the photo.
    """
    box, whole = finding.box, max(product[2] - product[0], product[3] - product[1])
    across, down = min(1.0, aspect), min(1.0, 1 / aspect)
    needed = (1 + 2 * _MARGIN[finding.kind]) * max((box[2] - box[0]) / across, (box[3] - box[1]) / down)
    side = max(needed, min(longest, _LEAST[finding.kind] * whole))
    if finding.kind != "label":
        side = min(side, _MOST * whole)
    side = min(side, size[0] / across, size[1] / down)
    width, height = max(1, round(side * across)), max(1, round(side * down))
    x = _along(box[0], box[2], product[0], product[2], width, size[0])
    y = _along(box[1], box[3], product[1], product[3], height, size[1])
    return x, y, x + width, y + height


def _along(start: int, end: int, first: int, last: int, length: int, limit: int) -> int:
    """Where a crop begins along one side: about the finding, within the product where it fits, within the photo."""
    if length < last - first:
        at = min(max(round((start + end - length) / 2), first), last - length)
    else:
        at = round((first + last - length) / 2)
    return min(max(at, 0), limit - length)
