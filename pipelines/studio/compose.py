"""Where in the frame the product stands."""

from pipelines.core.shot import Cutout, Placement
from pipelines.studio.template import Template

CUT = (
    "The photo's edge cuts the product, so it stands at the edge of the frame; a photo that shows all of it is better."
)
ENLARGED = "The photo shows the product smaller than this shot does, so it looks soft; a closer photo is better."

_NATIVE = 0.5  # px: a size within this of the photo's own is the photo's own, so that no pixel is resampled
_ENLARGED = 1.6  # above this scale the photo is seen to lack detail


def compose(
    cutout: Cutout, size: tuple[int, int], template: Template, across: float = 0.0
) -> tuple[Placement, tuple[str, ...]]:
    """Placement in a frame of `size` (width, height) px, and notes for the seller.

    The product's box takes `template.fill` of the frame, with `template.below` of the free height below it; `across`
    moves it from the left edge (−1) to the right (1). Where the photo itself cuts the product, it stands at the same
    edge of the frame.
    """
    x0, y0, x1, y1 = cutout.box
    height, width = cutout.alpha.shape
    cut_x, cut_y = (x0 <= 0, x1 >= width), (y0 <= 0, y1 >= height)
    scale = _scale((x1 - x0, y1 - y0), size, template.fill, (all(cut_x), all(cut_y)))
    left = _start(size[0], (x1 - x0) * scale, 0.5 + across / 2, cut_x)
    top = _start(size[1], (y1 - y0) * scale, 1 - template.below, cut_y)
    placement = Placement(scale, float(round(left - x0 * scale)), float(round(top - y0 * scale)))
    return placement, _notes(scale, any(cut_x + cut_y))


def _scale(box: tuple[int, int], size: tuple[int, int], fill: float, spans: tuple[bool, bool]) -> float:
    scale = min(size[0] / box[0], size[1] / box[1]) * fill
    across = [frame / length for length, frame, spanning in zip(box, size, spans, strict=True) if spanning]
    if across:
        scale = min(*across, size[0] / box[0], size[1] / box[1])
    return 1.0 if abs(scale - 1) * max(box) <= _NATIVE else scale


def _start(frame: int, length: float, before: float, cut: tuple[bool, bool]) -> float:
    """Where the box begins: at the edge that cuts it, else with `before` of the free length before it."""
    if cut[0] != cut[1]:
        return 0.0 if cut[0] else frame - length
    return (frame - length) * before


def _notes(scale: float, cut: bool) -> tuple[str, ...]:
    return (CUT,) * cut + (ENLARGED,) * (scale > _ENLARGED)
