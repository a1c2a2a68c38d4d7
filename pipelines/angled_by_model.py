"""Another side of the product by a generative model: what no photo shows is filled in, or all of it painted anew.

What the studio turned from the photo stays as it is wherever a model only fills in. A model that was taught views by
name paints the whole product again, which proves nothing of it.
"""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, to_linear, to_srgb8
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.resample import place
from pipelines.core.shot import Box, Cutout, Fidelity, Photo, Placement, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.diffusion.adapters import traits_of
from pipelines.diffusion.choice import attempted, licence_of, run_of
from pipelines.diffusion.close_up import back
from pipelines.diffusion.colour_shift import corrected, matched, measured
from pipelines.diffusion.new_angle import Side, filled, named, nearest
from pipelines.diffusion.registry import Model, Views
from pipelines.diffusion.run import paint
from pipelines.diffusion.stream import Painted
from pipelines.references import product_picture
from pipelines.studio.look import bounds
from pipelines.studio.turn.paint import INTERPOLATED, INVENTED, SEEN

STUDIO_TURNED = "The studio engine turned the product."
FILLED = "A model painted what the photo does not show; what it shows is as the studio turned it."
REPAINTED = "A model painted the product anew from another side: only a person can say whether it is the same product."
_SOURCE = "compositeWithTrainedAlgorithmicMedia"
_HALF = 0.5  # how much of a model's picture is taken where the photo's pixels were stretched
_FEATHER = 0.01  # of the product's longer side, over which what is painted passes into what is seen
_CLOSE = 12  # degrees within which a view that a model knows is the one that was asked for


class Turned(Protocol):
    """A product from another side as the studio turns it: `confidence` (H, W) holds SEEN, INTERPOLATED, INVENTED."""

    @property
    def foreground(self) -> Bytes: ...
    @property
    def alpha(self) -> Floats: ...
    @property
    def confidence(self) -> Bytes: ...


class Wish(Protocol):
    """The side that is asked for in degrees, and how a model is to draw it."""

    @property
    def yaw(self) -> float: ...
    @property
    def pitch(self) -> float: ...
    @property
    def model(self) -> str | None: ...
    @property
    def prompt(self) -> str: ...
    @property
    def seed(self) -> int | None: ...


@dataclass(frozen=True, eq=False)
class AngledByModel:
    """The product from another side, in its photo's frame, by a model or by the studio where no model could."""

    foreground: Bytes  # (H, W, 3) 8-bit sRGB
    alpha: Floats  # (H, W) 0–1
    fidelity: Fidelity | None = None  # None: what the studio's own is
    engine: str = "studio"  # or the id of the model
    licence: str | None = None
    source_type: str = "algorithmicallyEnhanced"
    notes: tuple[str, ...] = ()


def angled(
    turned: Turned, shot: Shot, step: Wish, engines: Engines, height: Floats | None = None, tilt: float = 0
) -> AngledByModel:
    """The shot's product, `turned` by the studio, as a model draws it.

    `height` (H, W) is the turned product's, towards the viewer, in its longer sides; `tilt`, how many degrees the
    photo's camera looked down. Where no model can do it the studio's stays, and the notes say why, unless nobody asked
    for one. Raises Cancelled, and UserError where there is no cutout or the step names a model that does not exist.
    """
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    cut = shot.cutout

    def draw(model: Model) -> AngledByModel:
        if model.views is not None:
            return _anew(model, model.views, turned, cut, step, engines, tilt)
        return _filled(model, turned, step, engines, height)

    made = attempted("angles", step.model, engines, draw)
    if isinstance(made, str):
        return AngledByModel(turned.foreground, turned.alpha, notes=(f"{STUDIO_TURNED} {made}",) if made else ())
    return made


def _filled(model: Model, turned: Turned, step: Wish, engines: Engines, height: Floats | None) -> AngledByModel:
    seen = turned.confidence == SEEN
    if not np.isin(turned.confidence, (INTERPOLATED, INVENTED)).any():
        raise UserError("The photo shows everything of this side, so there was nothing for a model to fill in.")
    box = _box(turned.alpha)
    side = Side(turned.foreground, turned.alpha, seen, box, height)
    wish = filled(side, step.prompt, step.seed or 0, run_of(model), traits_of(model))
    painted = paint(model, wish.request, engines)
    assert wish.request.init is not None
    assert wish.request.mask is not None
    picture = painted.picture
    if painted.through is not None:
        shift = matched(wish.request.init, picture, wish.request.mask, measured(*painted.through))
        picture = corrected(picture, shift)
    size = turned.alpha.shape[1], turned.alpha.shape[0]
    share = _share(turned.confidence, max(box[2] - box[0], box[3] - box[1]))[..., None]
    mixed = to_linear(back(picture, wish.window, size)) * share + to_linear(turned.foreground) * (1 - share)
    foreground = np.where(share > 0, to_srgb8(mixed), turned.foreground)
    notes = (*painted.notes, FILLED)
    return AngledByModel(foreground, turned.alpha, "illustrative", model.id, licence_of(model), _SOURCE, notes)


def _share(confidence: Bytes, longer: int) -> Floats:
    """How much of a model's picture each pixel (H, W) takes: none of what is seen, and little right beside it."""
    unseen = np.isin(confidence, (INTERPOLATED, INVENTED))
    part = np.where(confidence == INVENTED, 1.0, _HALF)
    far = cv2.distanceTransform((confidence != SEEN).astype(np.uint8), cv2.DIST_L2, 3)
    return (part * np.clip(far / max(_FEATHER * longer, 1.0), 0, 1) * unseen).astype(np.float32)


def _anew(
    model: Model, views: Views, turned: Turned, cut: Cutout, step: Wish, engines: Engines, tilt: float
) -> AngledByModel:
    words, yaw, elevation = nearest(views, step.yaw, tilt + step.pitch)
    if yaw == 0 and elevation == nearest(views, 0, tilt)[2]:
        raise UserError(f"The view nearest to this side that {model.name} knows is the photo's own; turn it further.")
    wish = named(product_picture(cut), words, step.prompt, step.seed or 0, run_of(model), traits_of(model))
    painted = paint(model, wish, engines)
    drawn = _cut_out(painted, engines)
    foreground, alpha = _in_place(drawn, _box(turned.alpha), turned.alpha.shape)
    off = abs((yaw - step.yaw + 180) % 360 - 180), abs(elevation - tilt - step.pitch)
    told = f"It is the nearest view that the model knows: yaw {yaw}° and {elevation}° from above."
    notes = (*painted.notes, REPAINTED, *((told,) if max(off) > _CLOSE else ()))
    return AngledByModel(foreground, alpha, "repaint", model.id, licence_of(model), _SOURCE, notes)


def _cut_out(painted: Painted, engines: Engines) -> Cutout:
    """The product of a model's picture. Raises UserError where there is none in it."""
    picture = Photo(b"", "side", "PNG", painted.picture)
    made = cutout(Shot.of(picture), CutoutStep(), Engines("studio", engines.progress)).cutout
    assert made is not None
    return made


def _in_place(drawn: Cutout, box: Box, shape: tuple[int, ...]) -> tuple[Bytes, Floats]:
    """A product of another picture, where and as large as the studio has it: its height, or its width where that
    would not fit into the frame (H, W)."""
    x0, y0, x1, y1 = drawn.box
    height, width = shape[:2]
    scale = min((box[3] - box[1]) / (y1 - y0), width / (x1 - x0))
    middle = min(max((box[0] + box[2]) / 2, scale * (x1 - x0) / 2), width - scale * (x1 - x0) / 2)
    at = Placement(scale, middle - scale * (x0 + x1) / 2, box[3] - scale * y1)
    layer = place(drawn, at, (width, height))
    colour, alpha = np.zeros((height, width, 3), np.float32), layer.matte((width, height))
    left, top, right, bottom = layer.box
    colour[top:bottom, left:right] = layer.colour
    return to_srgb8(np.asarray(colour / np.maximum(alpha, 1e-3)[..., None], np.float32)), alpha


def _box(alpha: Floats) -> Box:
    return bounds(alpha > 0.5) or (0, 0, alpha.shape[1], alpha.shape[0])
