"""What a model that shows another side is asked.

One that is steered fills in what no photo shows of a product that the studio has turned: it starts from the turned
picture, held by its depth and edges. One that was taught views by name is shown the product and told the view.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats
from pipelines.core.errors import UserError
from pipelines.core.shot import Box
from pipelines.diffusion.close_up import about, over, part, plain
from pipelines.diffusion.controls import control
from pipelines.diffusion.masks import model_size, painted
from pipelines.diffusion.painting import Control, Request, Traits
from pipelines.diffusion.prompts.fields import MOST, Prompt, cut, text
from pipelines.diffusion.registry import Run, Views

_MARGIN = 0.08  # around the product, of its longer side
_WHITE = 255
_STRENGTH = 0.6  # denoising strength: what the studio filled in stays recognisable
_HELD = 0.7  # how strictly depth and edges are kept to: the outline is the studio's
_CAMERA, _BEHIND = 2.5, 4.0  # distances of the product's middle and of what is behind it, in its longer sides
_STYLE = "the same product seen from another side, plain white background, even light, sharp photograph"


@dataclass(frozen=True, eq=False)
class Side:
    """A product turned by the studio, in its photo's frame."""

    foreground: Bytes  # (H, W, 3) 8-bit sRGB
    alpha: Floats  # (H, W) 0–1
    seen: NDArray[np.bool_]  # (H, W): what the photo shows
    box: Box  # of alpha above one half
    height: Floats | None = None  # (H, W) towards the viewer, in longer sides of the product


@dataclass(frozen=True, eq=False)
class Asked:
    """A request, and the part of the frame, reaching beyond it perhaps, that its picture covers edge to edge."""

    request: Request
    window: Box


def filled(side: Side, words: str, seed: int, run: Run, traits: Traits) -> Asked:
    """What a model that fills in is asked: to paint all but what is seen. Raises UserError where it cannot."""
    if not {"init", "mask"} <= traits.takes:
        raise UserError("This model draws no other side of a product; choose another model.")
    window = about(side.box, _MARGIN)
    frame = window[2] - window[0], window[3] - window[1]
    size = model_size(frame, traits.side(run.side), traits.multiple)
    matte = part(side.alpha, window, size)
    init = over(part(side.foreground, window, size, _WHITE), matte, plain(size, _WHITE))
    kept = part(side.seen.astype(np.float32), window, size)
    positive, negative = _text(words, _STYLE, run, traits)
    request = Request(
        prompt=positive, negative=negative, size=size, steps=run.steps, guidance=run.guidance, seed=seed, init=init,
        strength=_STRENGTH, mask=painted(kept, traits.latent), control=_controls(side, window, init, traits),
        control_scale=_HELD,
    )  # fmt: skip
    return Asked(request, window)


def _controls(side: Side, window: Box, init: Bytes, traits: Traits) -> dict[Control, Bytes]:
    """The edges of the turned picture and, where the studio knows it, its depth, as far as the model takes them."""
    found: dict[Control, Bytes] = {}
    if side.height is not None and "depth" in traits.controls:
        far = np.where(side.alpha > 0.5, _CAMERA - side.height, _BEHIND).astype(np.float32)
        size = init.shape[1], init.shape[0]
        found["depth"] = control("depth", init, given=part(far, window, size, _BEHIND))
    if "canny" in traits.controls:
        found["canny"] = control("canny", init)
    return found


def named(product: Bytes, view: str, words: str, seed: int, run: Run, traits: Traits) -> Request:
    """What a model that was taught views is asked: the product on white (h, w, 3) in the view of that name."""
    positive, negative = _text(words, "plain white background", run, traits)
    size = model_size((product.shape[1], product.shape[0]), traits.side(run.side), traits.multiple)
    return Request(
        prompt=f"{view}. {positive}", negative=negative, size=size, steps=run.steps, guidance=run.guidance, seed=seed,
        references=(product,),
    )  # fmt: skip


def nearest(views: Views, yaw: float, elevation: float) -> tuple[str, int, int]:
    """The words for the view nearest to a yaw and an elevation in degrees, and the view's own."""
    azimuth = min(views.azimuth, key=lambda known: abs((known - yaw + 180) % 360 - 180))
    height = min(views.elevation, key=lambda known: abs(known - elevation))
    words = {"{azimuth}": views.azimuth[azimuth], "{elevation}": views.elevation[height]}
    said = views.words
    for slot, word in words.items():
        said = said.replace(slot, word)
    return said, azimuth, height


def _text(words: str, style: str, run: Run, traits: Traits) -> tuple[str, str]:
    negated = "negative" in traits.takes and run.guidance > 1
    return text(Prompt(subject=cut(words, MOST), style=style), product="product", takes_negative=negated)
