"""Imagine: a picture from words alone. It shows a product that nobody has, so it stands apart and is never listed."""

from io import BytesIO
from pathlib import Path
from secrets import randbelow
from typing import Annotated, ClassVar

import typer
from PIL import Image
from pydantic import Field

from pipelines.core.colour import Bytes
from pipelines.core.command import Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.recipe import Recipe, Step
from pipelines.core.shot import Photo, Shot, read_only
from pipelines.diffusion.adapters import traits_of
from pipelines.diffusion.adapters.pipeline import sized
from pipelines.diffusion.choice import chosen, licence_of, run_of
from pipelines.diffusion.masks import model_size
from pipelines.diffusion.painting import Request
from pipelines.diffusion.prompts import forbidden
from pipelines.diffusion.prompts.fields import pieces
from pipelines.diffusion.run import paint
from pipelines.scene import SEEDS

WARNING = "Imagines a product; not for real listings."


class Imagine(Step):
    """What is imagined, and how large. What is left at None is the model's own."""

    job: ClassVar[str] = "imagine"
    prompt: str = Field(min_length=1, max_length=1500)
    negative: str = Field("", max_length=400)
    model: str | None = Field(None, max_length=64, description="id of a model; None takes the best that is installed")
    width: int = Field(1024, ge=256, le=4096, description="px; larger than the model paints, it is enlarged")
    height: int = Field(1024, ge=256, le=4096, description="px")
    guidance: float | None = Field(None, ge=0, le=30, description="guidance scale")
    steps: int | None = Field(None, ge=1, le=150)
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="None draws one")


def imagine(step: Imagine, engines: Engines) -> Shot:
    """A shot of no product. The studio cannot imagine: raises UserError where no model is here that can."""
    step = step.model_copy(update={"seed": randbelow(SEEDS) if step.seed is None else step.seed})
    model = chosen("imagine", step.model)
    run, traits = run_of(model), traits_of(model)
    guidance = run.guidance if step.guidance is None else step.guidance
    positive, negative = _words(step, "negative" in traits.takes and guidance > 1)
    request = Request(
        prompt=positive, negative=negative, steps=step.steps or run.steps, seed=step.seed or 0,
        guidance=guidance,
        size=model_size((step.width, step.height), traits.side(run.side), traits.multiple),
    )  # fmt: skip
    painted = paint(model, request, engines)
    photo = _as_photo(sized(painted.picture, (step.width, step.height)))
    return Shot(
        photo, photo.pixels, role="ad", engine=model.id, licence=licence_of(model), fidelity="imagined",
        recipe=Recipe(steps=(step,)), source_type="trainedAlgorithmicMedia", notes=(WARNING, *painted.notes),
    )  # fmt: skip


def _words(step: Imagine, takes_negative: bool) -> tuple[str, str]:
    """The prompt as it was written, with the list of what no picture may be given in one of the two."""
    own = pieces(step.negative)
    if takes_negative:
        return step.prompt, forbidden.negative(own)
    return f"{step.prompt.rstrip('. ')}. {forbidden.instruction(own)}", ""


def _as_photo(picture: Bytes) -> Photo:
    data = BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    return Photo(data.getvalue(), "imagined.png", "PNG", read_only(picture))


@command
def imagine_(
    prompt: str,
    out: Annotated[Path, typer.Option("--out", "-o", help="PNG to write")],
    model: Annotated[str | None, typer.Option(help="id of a model")] = None,
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Imagine a picture from words alone: never for a real listing."""
    shot = imagine(Imagine(prompt=prompt, model=model, seed=seed), choose("diffusion"))
    save(Image.fromarray(shot.pixels), out)
    facts = {"engine": shot.engine, "licence": shot.licence, "fidelity": shot.fidelity, "notes": list(shot.notes)}
    report(as_json, facts, f"{out}: {shot.engine}")
