"""New light by a generative model: its light on the photo's own detail, in the studio's colour and exposure.

The model starts from what the studio made and paints the product anew. Of that only the light's fall is kept: how
bright it makes each part, which changes slowly over the product. Whatever is finer, a label's edge or a seam, is the
photo's, and the light's colour the studio's, since models tint a product as they like and clip what they tint.
"""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from pipelines.core.colour import Bytes, Floats, luminance, to_linear, to_srgb8
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.shot import Cutout, Shot
from pipelines.diffusion.adapters import traits_of
from pipelines.diffusion.choice import attempted, licence_of, run_of
from pipelines.diffusion.close_up import back
from pipelines.diffusion.colour_shift import corrected, measured
from pipelines.diffusion.new_light import Light, asked
from pipelines.diffusion.registry import Model
from pipelines.diffusion.run import paint
from pipelines.studio.relight.detail import returned
from pipelines.studio.relight.tone import brightened

STUDIO_LIT = "The studio engine changed the light."
MODEL_LIT = "A model changed the light; the product's fine detail is the photo's."
_REACH = 0.02  # of the product's longer side: what changes faster is detail
_BLURRED = 3.0  # px of the model's picture: what its VAE cannot draw
_BLACK, _LEAST = 0.004, 1e-4  # linear light: below the first a quotient means little, below the second nothing
_GAINS = 0.25, 4.0  # within which a model's exposure is brought to the studio's


class Wish(Light, Protocol):
    """A light, and how a model is to make it."""

    @property
    def model(self) -> str | None: ...
    @property
    def prompt(self) -> str: ...
    @property
    def seed(self) -> int | None: ...
    @property
    def detail(self) -> float: ...


@dataclass(frozen=True, eq=False)
class LitByModel:
    """The product in its new light, by a model, or by the studio where no model could."""

    foreground: Bytes  # (H, W, 3) 8-bit sRGB
    engine: str = "studio"  # or the id of the model
    licence: str | None = None
    source_type: str = "algorithmicallyEnhanced"
    notes: tuple[str, ...] = ()


def lit_by_model(shot: Shot, step: Wish, lit: Bytes, engines: Engines) -> LitByModel:
    """The shot's product in the light of a step, where `lit` (H, W, 3), 8-bit sRGB, is what the studio makes of it.

    Where no model can do it `lit` stays, and the notes say why, unless nobody asked for one. Raises Cancelled, and
    UserError where there is no cutout or the step names a model that does not exist.
    """
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    made = attempted("relight", step.model, engines, partial(_by, shot.cutout, step, lit, engines))
    if isinstance(made, str):
        return LitByModel(lit, notes=(f"{STUDIO_LIT} {made}",) if made else ())
    return made


def _by(cut: Cutout, step: Wish, lit: Bytes, engines: Engines, model: Model) -> LitByModel:
    wish = asked(cut, lit, step, step.prompt, step.seed or 0, run_of(model), traits_of(model))
    painted = paint(model, wish.request, engines)
    picture = painted.picture
    if painted.through is not None:
        picture = corrected(picture, measured(*painted.through))
    height, width = cut.alpha.shape
    x0, y0, x1, y1 = cut.box
    coarse = _BLURRED * (wish.window[2] - wish.window[0]) / picture.shape[1]
    reach = max(_REACH * max(x1 - x0, y1 - y0), coarse)
    like, photo = to_linear(lit), to_linear(cut.foreground)
    new = exposed(to_linear(back(picture, wish.window, (width, height))), like, cut.alpha)
    made = exposed(_detailed(new, like, photo, cut.alpha, reach), like, cut.alpha)
    if step.detail < 1:
        made = np.asarray(np.float32(step.detail) * made + np.float32(1 - step.detail) * new, np.float32)
    foreground = np.where(cut.alpha[..., None] > 0, to_srgb8(made), lit)
    return LitByModel(
        foreground, model.id, licence_of(model), "compositeWithTrainedAlgorithmicMedia", (*painted.notes, MODEL_LIT)
    )


def _detailed(new: Floats, like: Floats, photo: Floats, alpha: Floats, reach: float) -> Floats:
    """The fall of light of a model's picture, in the colour of the studio's, on the photo's detail; all linear RGB
    (H, W, 3)."""
    fall = (luminance(new) + _BLACK) / (luminance(like) + _BLACK)
    kept = returned(np.asarray(like * fall[..., None], np.float32), photo, alpha, reach)
    return brightened(photo, np.asarray(kept / np.maximum(photo, _LEAST), np.float32))


def exposed(new: Floats, like: Floats, alpha: Floats) -> Floats:
    """A picture with its mean light in each channel over the matte (H, W) as another's; both linear RGB (H, W, 3).

    A model chooses exposure and white balance as it likes, and the seller asked for a temperature.
    """
    total = max(float(alpha.sum()), 1e-6)
    have, want = (np.einsum("hw,hwc->c", alpha, one) / total for one in (new, like))
    return np.asarray(new * np.clip((want + 1e-4) / (have + 1e-4), *_GAINS), np.float32)
