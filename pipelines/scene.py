"""Scene: the product stood in a place that a template describes."""

from pathlib import Path
from secrets import randbelow
from typing import Annotated, ClassVar

import typer
from PIL import Image
from pydantic import Field

from pipelines.core.command import Engine, Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Step, job
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.studio.compose import CUT, ENLARGED, compose
from pipelines.studio.stage import render
from pipelines.studio.template import Template, templates

NO_MODEL = "No AI model for scenes is part of this version; the studio engine made the scene."
SEEDS = 2**31


class Scene(Step):
    """Where the product stands. What is left at None is the template's own."""

    job: ClassVar[str] = "scene"
    template: str = Field("white_main", max_length=64, description="id of a template")
    width: int = Field(2000, ge=64, le=6000, description="px")
    height: int = Field(2000, ge=64, le=6000, description="px")
    fill: float | None = Field(
        None, ge=0.1, le=1, description="larger of box width / frame width and box height / frame height"
    )
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="draws the pattern of the materials; None draws one")
    azimuth: float | None = Field(
        None, ge=-180, le=180, description="key light, degrees: 0 from the camera, −90 from its left, 90 from its right"
    )
    elevation: float | None = Field(None, ge=15, le=85, description="key light, degrees above the ground")
    softness: float | None = Field(None, ge=0, le=1, description="key light: 0 the sun, 1 a window wall")
    shadow: float | None = Field(None, ge=0, le=1, description="strength of shadow and occlusion")
    reflection: float | None = Field(None, ge=0, le=1, description="strength of the mirror image")


@job(Scene)
def scene(shot: Shot, step: Scene, engines: Engines) -> Shot:
    """Stand the shot's cutout in the template's place. Raises UserError where either is missing."""
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    seed = randbelow(SEEDS) if step.seed is None else step.seed
    step = step.model_copy(update={"seed": seed})
    template = _directed(step)
    size = step.width, step.height
    placement, notes = compose(shot.cutout, size, template)
    engines.progress(0.1, "Setting the stage")
    pixels = render(shot.cutout, placement, size, template, seed)
    engines.progress(1.0, "Done")
    return shot.after(
        step,
        pixels=pixels,
        placement=placement,
        template=step.template,
        engine="studio",
        role=template.role,
        source_type=template.source_type,
        notes=(*_lasting(shot.notes), *notes, *((NO_MODEL,) if engines.use == "diffusion" else ())),
        file=None,
    )


def _directed(step: Scene) -> Template:
    """The step's template with the step's own wishes in place of the template's."""
    if step.template not in templates():
        raise UserError(f"There is no template “{step.template}”; choose one of: {', '.join(templates())}.")
    template = templates()[step.template]
    template = template.model_copy(update=_given(step, "fill", "shadow", "reflection"))
    if template.stage is None:
        return template
    light = template.stage.light.model_copy(update=_given(step, "azimuth", "elevation", "softness"))
    return template.model_copy(update={"stage": template.stage.model_copy(update={"light": light})})


def _given(step: Scene, *names: str) -> dict[str, float]:
    return {name: value for name in names if (value := getattr(step, name)) is not None}


def _lasting(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The notes of earlier steps, without those of a scene that this one replaces."""
    return tuple(note for note in notes if note not in (CUT, ENLARGED, NO_MODEL))


@command
def scene_(
    photo: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="PNG to write")],
    template: Annotated[str, typer.Option(help="id of a template")] = "white_main",
    size: Annotated[int, typer.Option(min=64, max=6000, help="width and height, px")] = 2000,
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Stand the product of a photo in a template's place."""
    step = Scene(template=template, width=size, height=size, seed=seed)
    use = choose(engine)
    shot = scene(cutout(open_photo(photo), CutoutStep(), use), step, use)
    save(Image.fromarray(shot.pixels), out)
    report(as_json, _facts(shot), f"{out}: {shot.template}, {size} × {size} px")


def _facts(shot: Shot) -> dict[str, object]:
    step, placement, cut = shot.recipe.steps[-1], shot.placement, shot.cutout
    assert isinstance(step, Scene)
    assert placement is not None
    assert cut is not None
    return {
        "engine": shot.engine,
        "template": shot.template,
        "seed": step.seed,
        "recipe": shot.recipe.to_yaml(),
        "product": {"scale": placement.scale, "dx": placement.dx, "dy": placement.dy},
        "size": [step.width, step.height],
        "notes": list(shot.notes),
        "cutout": {"engine": cut.engine, "confidence": cut.confidence},
    }
