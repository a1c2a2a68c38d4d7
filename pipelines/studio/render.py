"""The picture of a shot: the world around a placed product, in linear light, and the product laid on top."""

from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.resample import ProductLayer, finish, place
from pipelines.core.shot import Cutout, Placement
from pipelines.studio.bands import banded, shrunk
from pipelines.studio.body import body
from pipelines.studio.contact import touch
from pipelines.studio.gain import field, fitted, shift
from pipelines.studio.stage import Finish, View
from pipelines.studio.template import Template

_DETAIL = 0.85, 2600  # the world is drawn on this share of the frame's pixels a side, and at most on so many
_CLEAR = 16.0  # px: beyond this from the product a main image must be pure white; see the checks on white backgrounds
_DITHER = 0.4  # codes, standard deviation: what keeps a gradient from banding
_KNEE = 0.8  # linear: above this, the world's highlights are rolled off below white


class Made(NamedTuple):
    """A picture (H, W, 3) 8-bit sRGB, and the mean ΔE2000 by which the product was fitted to its light, if it was."""

    pixels: Bytes
    shift: float | None = None


class Dressed(NamedTuple):
    """The product in its scene's light, and the mean ΔE2000 by which it was changed, if it was."""

    layer: ProductLayer
    shift: float | None = None


def render(cutout: Cutout, placement: Placement, size: tuple[int, int], template: Template, seed: int) -> Made:
    """The product as placed in a frame of `size` (width, height) px, in the template's world."""
    layer = place(cutout, placement, size)
    stage = template.stage
    if not layer.alpha.size:
        return Made(finish(np.ones((size[1], size[0], 3), np.float32), layer, np.zeros((1, 1), np.float32)))
    there = body(layer, size, template.size_cm, stage.view if stage else View(), template.pose, template.thickness)
    if stage is None:
        picture = np.ones((size[1], size[0], 3), np.float32)
        touch(picture, layer, there, template.shadow, _CLEAR)
        return Made(finish(picture, layer, np.zeros((1, 1), np.float32)))
    from pipelines.studio.world import World  # compiled code: it waits until it is needed

    world = World(there, stage, template.shadow, template.reflection, template.translucency, seed)
    picture, soft = world.picture(shrunk(size, min(round(_DETAIL[0] * max(size)), _DETAIL[1])))
    if picture.shape[1::-1] != size:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    banded(size[1], lambda rows: exposed(picture, rows, stage.finish))
    if template.pose == "standing":
        touch(picture, layer, there, template.shadow)
    product = dressed(layer, template)
    laid = wrapped(product.layer, soft, size, stage.finish.wrap)
    return Made(finish(picture, laid, grain(size, stage.finish.grain, seed)), product.shift)


def dressed(layer: ProductLayer, template: Template) -> Dressed:
    """The product fitted to the light of the template's stage, as far as the template has it so."""
    if template.stage is None or not template.gain:
        return Dressed(layer)
    factors = field(template.stage.light, template.stage.ground.tones, layer.alpha.shape, template.gain)
    product = fitted(layer, factors)
    return Dressed(product, shift(layer, product))


def exposed(picture: Floats, rows: slice, look: Finish) -> None:
    """Highlights above the knee bent so that they approach white and never clip, and a lens's vignette; in place."""
    part = picture[rows]
    over = np.maximum(part - np.float32(_KNEE), 0)
    np.minimum(part, np.float32(_KNEE), out=part)
    over /= 1 + over * np.float32(1 / (1 - _KNEE))
    part += over
    across, away = (np.linspace(-1, 1, n, dtype=np.float32) ** 2 for n in picture.shape[1::-1])
    part *= (1 - np.float32(look.vignette / 2) * (away[rows, None] + across))[..., None]


def grain(size: tuple[int, int], strength: float, seed: int) -> Floats:
    """Dither, and grain of a standard deviation of `strength` codes; (H, W)."""
    noise = np.empty(size[::-1], np.float32)

    def band(rows: slice) -> None:
        rng = np.random.default_rng((seed, rows.start))
        rng.standard_normal(dtype=np.float32, out=noise[rows])
        noise[rows] *= np.float32(np.hypot(strength, _DITHER))

    banded(size[1], band)
    return noise


def wrapped(layer: ProductLayer, soft: Floats, size: tuple[int, int], wrap: float) -> ProductLayer:
    """The product with the place's light spilling onto its soft edge; what is opaque stays as it is."""
    if not wrap:
        return layer
    x0, y0, x1, y1 = layer.box
    k = soft.shape[1] / size[0]
    columns, rows = ((np.arange(*ends, dtype=np.float32) + 0.5) * k - 0.5 for ends in ((x0, x1), (y0, y1)))
    x, y = np.meshgrid(columns, rows)
    around = cv2.remap(soft, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    edge = wrap * layer.alpha * (1 - layer.alpha)
    return ProductLayer(layer.box, layer.colour + edge[..., None] * (around - layer.colour), layer.alpha)
