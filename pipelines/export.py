"""Export: the product composed anew for an image slot, or its detail cropped anew, as a file that the store accepts."""

import hashlib
from dataclasses import replace
from typing import ClassVar

import numpy as np
from PIL import Image
from pydantic import Field

from pipelines.check import check
from pipelines.core.channel import MOST_PICTURES, Channel, channel_of
from pipelines.core.colour import Bytes, to_linear, to_srgb8
from pipelines.core.encode import encode
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.metadata import Provenance
from pipelines.core.product import Product
from pipelines.core.recipe import Recipe, Step, job
from pipelines.core.shot import Deliverable, Placement, Shot, read_only
from pipelines.details import details, for_frame
from pipelines.refine import Refine, staged
from pipelines.relight import Relight, in_light
from pipelines.scene import SEEDS, Scene

_LONGEST_RECIPE = 32_000  # characters; a JPEG's XMP packet holds 65,502 bytes (XMP part 3)
_SAME_SHAPE = 0.02  # relative: what whole pixels and a store's own tolerance leave
_NO_ROOM = "Around this detail the photo has no room for the slot's shape, so the file keeps the detail's own."


class Export(Step):
    """One file for one image slot."""

    job: ClassVar[str] = "export"
    channel: str = Field(max_length=64, description="id of an image slot")
    product: Product = Product()
    number: int = Field(1, ge=1, le=MOST_PICTURES, description="which of the slot's pictures this is")
    template: str | None = Field(None, max_length=64, description="None: the channel's own; a detail has none")
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="None: the shot's own, else drawn")
    look: Scene | None = Field(None, description="how the product stands in that template; None: as in the shot's own")


@job(Export)
def export(shot: Shot, step: Export, engines: Engines) -> Shot:
    """Compose the shot's cutout in the slot's own frame, encode it and check the file.

    Where a model made the shot photographic, or the diffusion engine is asked for, a model does so here too. Where the
    shot already stands in the template asked for, its light, shadow and seed are kept. A detail is cropped from its
    photo instead, in the slot's shape where the photo has room for it, reduced to the slot's size, never enlarged. A
    file that breaks a rule is made all the same; `bundle` holds it back. Raises UserError where there is no cutout, no
    such channel or template, where the slot takes no such picture, or no quality at which the file fits its limit.
    """
    channel = channel_of(step.channel)
    _admit(shot, step, channel)
    made = (_cropped if shot.role == "detail" else _composed)(shot, step, channel, engines)
    data = encode(made.pixels, channel.format, _provenance(made, channel), channel.byte_limit)
    name = channel.file_name(step.product, step.number)
    rows = check(data, channel, name, made.source_type)
    return replace(made, file=Deliverable(name, data, channel.id, channel.slot, rows))


def _admit(shot: Shot, step: Export, channel: Channel) -> None:
    """Raise UserError where a listing takes no such picture in this slot."""
    most = channel.pictures.most
    if most == 1 and shot.role == "detail":
        raise UserError(
            f"“{channel.title}” takes one picture, of the whole product; export this detail to a slot that takes more."
        )
    if step.number > most:
        raise UserError(f"“{channel.title}” takes {most} of a product's pictures, so there is no number {step.number}.")


def _composed(shot: Shot, step: Export, channel: Channel, engines: Engines) -> Shot:
    """The shot's cutout in the slot's frame, with the step, complete, at the end of a recipe that makes it again."""
    setting = _setting(shot, step, channel)
    made = staged(replace(shot, recipe=_product_first(shot.recipe)), setting, engines, _refinement(shot, setting))
    stood = next(one for one in made.recipe.steps if isinstance(one, Scene))
    step = step.model_copy(update={"template": stood.template, "seed": stood.seed})
    return (_of_other_side(shot, made) if shot.role == "angle" else made).after(step)


def _setting(shot: Shot, step: Export, channel: Channel) -> Scene:
    template = step.template or channel.template
    looks = (s for s in (step.look, *shot.recipe.steps) if isinstance(s, Scene) and s.template == template)
    setting = next(looks, Scene(template=template))
    relit = next((s for s in shot.recipe.steps if isinstance(s, Relight)), None)
    if relit is not None:
        setting = in_light(setting, relit)
    fill = setting.fill if channel.fill is None else channel.fill
    return setting.model_copy(
        update={
            "width": channel.width,
            "height": channel.height,
            "fill": fill,
            "seed": setting.seed if step.seed is None else step.seed,
            "size_cm": setting.size_cm or step.product.size_cm,
        }
    )


def _product_first(recipe: Recipe) -> Recipe:
    """The recipe with what was done to the product before its scene, which is composed anew: then nothing is lost."""
    last = tuple(step for step in recipe.steps if isinstance(step, Scene | Refine))
    return Recipe(steps=(*(step for step in recipe.steps if step not in last), *last))


def _refinement(shot: Shot, setting: Scene) -> Refine | None:
    """How a model made the shot photographic, for the same place."""
    own = (step for step in shot.recipe.steps if isinstance(step, Refine))
    return next(own, None) if shot.template == setting.template else None


def _of_other_side(shot: Shot, made: Shot) -> Shot:
    """The composed picture as one of another side: its file names the model that painted the product, and says that
    parts of it are made up."""
    made = replace(made, role="angle", recipe=shot.recipe)
    if shot.engine != "studio":
        return replace(made, engine=shot.engine, licence=shot.licence, source_type=shot.source_type)
    if made.fidelity == "illustrative" and made.engine == "studio":
        return replace(made, source_type="compositeSynthetic")
    return made


def _cropped(shot: Shot, step: Export, channel: Channel, engines: Engines) -> Shot:
    """The detail in the slot's shape and at most of its size, with the step at the end of its recipe."""
    made = details(shot, for_frame(shot, channel.width, channel.height), engines)
    height, width = made.pixels.shape[:2]
    scale = min(channel.width / width, channel.height / height)
    at = made.placement
    assert at is not None
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        smaller = read_only(_reduced(made.pixels, size))
        made = replace(made, pixels=smaller, placement=Placement(scale, at.dx * scale, at.dy * scale))
    if abs(width / height * channel.height / channel.width - 1) > _SAME_SHAPE:
        made = replace(made, notes=(*made.notes, _NO_ROOM))
    return made.after(step.model_copy(update={"template": None, "seed": None, "look": None}))


def _reduced(pixels: Bytes, size: tuple[int, int]) -> Bytes:
    """The picture (H, W, 3) at a smaller `size` (width, height), resampled as the product is: see `core.resample`."""
    light = to_linear(pixels)
    planes = (Image.fromarray(np.ascontiguousarray(light[..., channel]), "F") for channel in range(3))
    return to_srgb8(np.stack([np.asarray(plane.resize(size, Image.Resampling.BICUBIC)) for plane in planes], -1))


def _provenance(made: Shot, channel: Channel) -> Provenance:
    """What the file says of itself. A recipe too long for a file is named by its digest; the report has it whole."""
    step = made.recipe.steps[-1]
    assert isinstance(step, Export)
    assert made.source_type is not None
    assert made.placement is not None
    recipe = made.recipe.to_yaml()
    if len(recipe) > _LONGEST_RECIPE:
        recipe = f"sha256:{hashlib.sha256(recipe.encode()).hexdigest()}"
    return Provenance(
        title=step.product.name,
        description=f"{step.product.name} ({step.product.sku}): {channel.title}",
        source_type=made.source_type,
        made={
            "engine": made.engine,
            **({"licence": made.licence} if made.licence else {}),
            **({} if made.fidelity == "locked" else {"fidelity": made.fidelity}),
            **({} if step.template is None else {"template": step.template, "seed": str(step.seed)}),
            "scale": f"{made.placement.scale:.4f}",
            "recipe": recipe,
        },
    )
