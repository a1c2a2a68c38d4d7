"""Create: a new picture of the product by a model that is shown it, with a person, an outfit, a pose, a place, a look.

The model paints the product anew, so the picture proves nothing of it: it is marked, and a person has to review it.
"""

from dataclasses import replace
from pathlib import Path
from secrets import randbelow
from typing import Annotated, ClassVar

import typer
from PIL import Image
from pydantic import Field

from pipelines.core.colour import Bytes
from pipelines.core.command import Engine, Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Step, job
from pipelines.core.shelf import holding, kept
from pipelines.core.shot import Role, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.diffusion.adapters import traits_of
from pipelines.diffusion.adapters.pipeline import sized
from pipelines.diffusion.choice import chosen, licence_of, run_of
from pipelines.diffusion.controls import control
from pipelines.diffusion.masks import model_size
from pipelines.diffusion.painting import Request
from pipelines.diffusion.prompts.fields import Prompt, text
from pipelines.diffusion.registry import Model
from pipelines.diffusion.run import paint
from pipelines.diffusion.store import MissingModel, model_of
from pipelines.intake import open_photo
from pipelines.prompting import prompt_of
from pipelines.recreate import Recreate, recreate
from pipelines.references import Reference, parse, pictures, product_picture, said
from pipelines.scene import SEEDS, Scene, scene
from pipelines.studio.template import templates

REPAINTED = "The model painted the product anew: a person must review this picture before it is listed."
_FALLBACK = "The studio engine made this picture, with the product's own pixels."
_PLAIN = "sweep"  # the template where none is named


class Create(Step):
    """What the product is shown with. What is left at None is the model's own."""

    job: ClassVar[str] = "create"
    model: str | None = Field(None, max_length=64, description="id of a model; None takes the best that is installed")
    product: str = Field("product", max_length=120, description="what it is, in a few words")
    role: Role = "lifestyle"
    prompt: Prompt | None = Field(None, description="None: as the template has it")
    template: str = Field(_PLAIN, max_length=64, description="whose words are taken, and whose scene without a model")
    references: tuple[Reference, ...] = Field((), max_length=6)
    width: int = Field(1024, ge=256, le=6000, description="px; larger than the model paints, it is enlarged")
    height: int = Field(1024, ge=256, le=6000, description="px")
    guidance: float | None = Field(None, ge=0, le=30, description="guidance scale")
    steps: int | None = Field(None, ge=1, le=150)
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="None draws one")

    @property
    def worn(self) -> bool:
        """Whether a person is to be seen with it, which models for try-on are made for."""
        return any(one.part in ("model", "outfit") for one in self.references)


@job(Create)
def create(shot: Shot, step: Create, engines: Engines) -> Shot:
    """A picture of the shot's product painted by a model from the references.

    Where no model can, the studio composes the product with what it can use of them, and the notes say why. Raises
    UserError where the product is not cut out, or a reference is not here.
    """
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    step = step.model_copy(update={"seed": randbelow(SEEDS) if step.seed is None else step.seed})
    photos = tuple(kept(one.picture) for one in step.references)
    if engines.use == "studio":
        return _by_studio(shot, step, engines, "It was asked for.")
    if step.model is not None:
        model_of(step.model)
    try:
        model = _model(step)
        request, remarks = _request(shot, step, model)
        painted = paint(model, request, engines)
    except UserError as error:
        return _by_studio(shot, step, engines, str(error))
    done = shot.after(
        step,
        pixels=sized(painted.picture, (step.width, step.height)),
        placement=None,
        engine=model.id,
        licence=licence_of(model),
        fidelity="repaint",
        role=step.role,
        template=None,
        source_type="compositeWithTrainedAlgorithmicMedia",
        notes=(*shot.photo.notes, *remarks, *painted.notes, REPAINTED),
        file=None,
    )
    return holding(done, photos)


def _model(step: Create) -> Model:
    """One made for try-on where the product is to be worn and such a one is here, else one that edits."""
    if step.worn and step.model is None:
        try:
            return chosen("try_on", None)
        except MissingModel:
            pass
    return chosen("edit", step.model)


def _request(shot: Shot, step: Create, model: Model) -> tuple[Request, tuple[str, ...]]:
    """What the model is asked, and what must be said of it."""
    run, traits = run_of(model), traits_of(model)
    assert shot.cutout is not None
    room = traits.most_references - 1
    if "references" not in traits.takes or room < len(step.references):
        most = f"{room} beside the product" if room > 0 else "none"
        raise UserError(f"{model.name} takes {most} of {len(step.references)} references; remove some of them.")
    seen, remarks = _shown(step)
    guidance = run.guidance if step.guidance is None else step.guidance
    template = templates().get(step.template, templates()[_PLAIN])
    words = step.prompt or prompt_of(template, step.product)
    negated = "negative" in traits.takes and guidance > 1
    positive, negative = text(words, product=step.product, takes_negative=negated)
    size = model_size((step.width, step.height), traits.side(run.side), traits.multiple)
    request = Request(
        prompt=f"{positive} {said(step.references)}", negative=negative, size=size, guidance=guidance,
        steps=step.steps or run.steps, seed=step.seed or 0, references=(product_picture(shot.cutout), *seen),
    )  # fmt: skip
    return request, remarks


def _shown(step: Create) -> tuple[tuple[Bytes, ...], tuple[str, ...]]:
    """The references as the model sees them: of a pose the skeleton alone, where it can be found."""
    seen, remarks = list(pictures(step.references)), []
    for place, one in enumerate(step.references):
        if one.part == "pose":
            try:
                seen[place] = control("pose", seen[place])
            except MissingModel as error:
                remarks.append(f"The model was shown the pose's photo itself. {error}")
    return tuple(seen), tuple(remarks)


def _by_studio(shot: Shot, step: Create, engines: Engines, why: str) -> Shot:
    """What the studio can do of it: in the place of the reference, or in the template's scene with the look of one."""
    parts = {one.part: one.picture for one in step.references}
    studio = Engines("studio", engines.progress)
    if "place" in parts:
        setting = Recreate(place=parts["place"], longest=max(step.width, step.height), seed=step.seed)
        made = recreate(shot, setting, studio)
    else:
        size = {"width": step.width, "height": step.height}
        made = scene(shot, Scene(template=step.template, seed=step.seed, like=parts.get("style"), **size), studio)
    left = sorted({part for part in parts if part not in ("place", "style")})
    lost = (f"It shows nothing of the reference for {', '.join(left)}.",) if left else ()
    return replace(made, notes=(*made.notes, f"{_FALLBACK} {why}", *lost))


@command
def create_(
    photo: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="PNG to write")],
    reference: Annotated[
        list[str] | None, typer.Option(help="part=FILE: model, outfit, pose, place, style or detail")
    ] = None,
    scene: Annotated[str, typer.Option(help="where it is seen, in words")] = "",
    style: Annotated[str, typer.Option(help="how it looks, in words")] = "",
    product: Annotated[str, typer.Option(help="what it is, in a few words")] = "product",
    template: Annotated[str, typer.Option(help="id of a template whose words are taken")] = _PLAIN,
    model: Annotated[str | None, typer.Option(help="id of a model")] = None,
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Have a model paint the product anew with a person, an outfit, a pose, a place or a look."""
    references, photos = parse(reference or ())
    use = choose(engine)
    prompt = Prompt(subject=product, scene=scene, style=style) if scene or style else None
    step = Create(
        model=model, product=product, prompt=prompt, template=template, references=references, seed=seed
    )
    shot = holding(create(cutout(open_photo(photo), CutoutStep(), use), step, use), photos)
    save(Image.fromarray(shot.pixels), out)
    facts = {
        "engine": shot.engine,
        "licence": shot.licence,
        "fidelity": shot.fidelity,
        "source_type": shot.source_type,
        "recipe": shot.recipe.to_yaml(),
        "notes": list(shot.notes),
    }
    report(as_json, facts, f"{out}: {shot.engine}, {shot.fidelity}")
