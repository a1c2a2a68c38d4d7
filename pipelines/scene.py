"""Scene: the product stood in a place that a template describes."""

from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from secrets import randbelow
from typing import Annotated, Any, ClassVar

import numpy as np
import typer
from PIL import Image
from pydantic import Field

from pipelines.core.command import Engine, Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.grounding import FLOATS, weakest
from pipelines.core.preview import fit
from pipelines.core.recipe import Step, job
from pipelines.core.resample import place
from pipelines.core.shelf import kept
from pipelines.core.shot import Cutout, Photo, Placement, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.studio.brand import Brand, branded
from pipelines.studio.compose import CUT, ENLARGED, compose
from pipelines.studio.copied_style import Look, copied, look_of, said
from pipelines.studio.photo_light import SURE, disagrees, photo_light
from pipelines.studio.render import Made, render
from pipelines.studio.style import laid, styled, styles
from pipelines.studio.template import Template, templates

OTHER_SIDE = "The photo is lit from the"
ADRIFT = (
    "The product seems to float: the ground at its foot is hardly darker than before it. Raise the shadow's strength, "
    "correct the cutout at its foot, or choose a scene in which it lies or hangs."
)
REFINED = ("The studio engine made this scene.", "The model made the product", "Memory ran short")
"""How the notes begin that a refinement leaves, which a new scene takes away."""
FITTED = "The product's brightness and warmth were fitted to the scene"
SEEDS = 2**31
LIKELY = SURE
"""The probability from which the light that `light_of_photo` gives is not doubted."""
_JUDGED = 512  # px: longest side at which the contact with the ground is judged

_WHERE = {  # where in a template each wish of a step belongs
    "fill": (), "below": (), "shadow": (), "reflection": (), "gain": (), "size_cm": (), "translucency": (),
    "azimuth": ("stage", "light"), "elevation": ("stage", "light"), "softness": ("stage", "light"),
    "kelvin": ("stage", "light"), "fill_light": ("stage", "light"), "rim": ("stage", "light"),
    "pitch": ("stage", "view"), "f_number": ("stage", "view"),
    "turn": ("stage", "ground"), "roughness": ("stage", "ground"),
}  # fmt: skip
_KEYS = {"fill_light": "fill"}  # where the template's own word differs


class Scene(Step):
    """Where the product stands. What is left at None is the template's own, under the style and within the brand."""

    job: ClassVar[str] = "scene"
    template: str = Field("white_main", max_length=64, description="id of a template")
    style: str | None = Field(None, max_length=64, description="id of a style laid over the template")
    brand: Brand | None = Field(None, description="the style guide that the picture keeps to")
    like: str | None = Field(
        None, pattern=r"^[0-9a-f]{64}$", description="SHA-256 of a picture whose colours and light the scene takes over"
    )
    width: int = Field(2000, ge=64, le=6000, description="px")
    height: int = Field(2000, ge=64, le=6000, description="px")
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="draws the pattern of the materials; None draws one")
    fill: float | None = Field(
        None, ge=0.1, le=1, description="larger of box width / frame width and box height / frame height"
    )
    below: float | None = Field(None, ge=0, le=1, description="share of the free height that lies below the product")
    across: float = Field(0, ge=-1, le=1, description="−1 at the frame's left edge, 0 in the middle, 1 at its right")
    size_cm: float | None = Field(None, gt=0, le=1000, description="the product's longest side, for true scale")
    azimuth: float | None = Field(
        None, ge=-180, le=180, description="key light, degrees: 0 from the camera, −90 from its left, 90 from its right"
    )
    elevation: float | None = Field(None, ge=10, le=88, description="key light, degrees above the ground")
    softness: float | None = Field(None, ge=0, le=1, description="key light: 0 the sun, 1 a window wall")
    kelvin: float | None = Field(None, ge=2000, le=12000, description="key light: colour temperature; 5500 is neutral")
    fill_light: float | None = Field(None, ge=0, le=2, description="light from all around, as a fraction of the key")
    rim: float | None = Field(None, ge=0, le=1, description="light from behind, as a fraction of the key")
    pitch: float | None = Field(None, ge=-10, le=90, description="camera, degrees looking down")
    f_number: float | None = Field(None, ge=1.4, le=32, description="camera: how soft what lies behind is")
    turn: float | None = Field(None, ge=-180, le=180, description="degrees by which the ground's pattern is turned")
    roughness: float | None = Field(None, ge=0, le=1, description="of the ground: 0 a mirror, 1 no reflection")
    shadow: float | None = Field(None, ge=0, le=1, description="strength of shadow and occlusion")
    reflection: float | None = Field(None, ge=0, le=1, description="strength of the mirror image")
    translucency: float | None = Field(None, ge=0, le=1, description="share of the light that goes through the product")
    gain: float | None = Field(None, ge=0, le=1, description="how far the product is fitted to the scene's light")


@job(Scene)
def scene(shot: Shot, step: Scene, engines: Engines) -> Shot:
    """Stand the shot's cutout in the template's place. Raises UserError where either is missing."""
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    seed = randbelow(SEEDS) if step.seed is None else step.seed
    step = step.model_copy(update={"seed": seed})
    template = directed(step)
    size = step.width, step.height
    placement, notes = compose(shot.cutout, size, template, step.across)
    engines.progress(0.1, "Setting the stage")
    made = render(shot.cutout, placement, size, template, seed)
    told = _remarks(shot, template, made.shift) + _standing(made, shot.cutout, placement, template)
    engines.progress(1.0, "Done")
    return shot.after(
        step,
        pixels=made.pixels,
        placement=placement,
        template=step.template,
        engine="studio",
        licence=None,
        fidelity=shot.cutout.fidelity,
        role=template.role,
        source_type=template.source_type,
        notes=(*_lasting(shot.notes), *notes, *told),
        file=None,
    )


def warm() -> None:
    """Make a tiny scene, so that what is compiled at its first use is there when the seller needs it."""
    pixels = np.zeros((24, 24, 3), np.uint8)
    alpha = np.pad(np.ones((12, 12), np.float32), 6)
    placement = Placement(1.0, 20.0, 20.0)
    render(Cutout(alpha, pixels, 1.0, "studio"), placement, (64, 64), templates()["marble"], 0)


def light_of_photo(shot: Shot) -> tuple[float, float, float]:
    """Azimuth and elevation, in degrees as in `Scene`, of the strongest light in the shot's photo, and the probability
    of being right to within 30°. Raises UserError without a cutout."""
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    return photo_light(shot.photo, shot.cutout)


def copied_from(digest: str) -> tuple[str, ...]:
    """What a scene takes over from a picture, in sentences. Raises UserError where it is not here."""
    return said(_look(kept(digest)))


def directed(step: Scene) -> Template:
    """The step's template under its style, within its brand, with the step's own wishes in place of what those say.

    Raises UserError where the template or the style is not there.
    """
    template = _of(step.template, templates(), "template")
    if step.style is not None:
        template = styled(template, _of(step.style, styles(), "style"))
    if step.like is not None:
        template = copied(template, _look(kept(step.like)))
    if step.brand is not None:
        template = branded(template, step.brand)
    wishes: dict[str, Any] = {}
    for name, path in _WHERE.items():
        value = getattr(step, name)
        if value is None or (path and template.stage is None) or (name == "gain" and template.role == "main"):
            continue
        place = wishes
        for part in path:
            place = place.setdefault(part, {})
        place[_KEYS.get(name, name)] = value
    return Template.model_validate(laid(template.model_dump(), wishes)) if wishes else template


@lru_cache(maxsize=4)
def _look(reference: Photo) -> Look:
    return look_of(reference.pixels)


def _of(id: str, known: dict[str, Any], what: str) -> Any:
    if id not in known:
        near = get_close_matches(id, known, 5, 0.0)
        raise UserError(f"There is no {what} “{id}”; the names most like it are: {', '.join(near)}.")
    return known[id]


def _remarks(shot: Shot, template: Template, shift: float | None) -> tuple[str, ...]:
    told = []
    if shift is not None:
        told.append(f"{FITTED}: ΔE2000 {shift:.1f} on average.")
    if template.stage is not None and shot.cutout is not None and shot.cutout.fidelity == "locked":
        light, azimuth = photo_light(shot.photo, shot.cutout), template.stage.light.azimuth
        if disagrees(light, azimuth):
            agree = "“Light as in the photo” makes them agree."
            told.append(f"{OTHER_SIDE} {side(light.azimuth)}, this scene from the {side(azimuth)}; {agree}")
    return tuple(told)


def _standing(made: Made, cutout: Cutout, placement: Placement, template: Template) -> tuple[str, ...]:
    """A word to the seller where a product that ought to stand seems to float."""
    if template.stage is None or template.stage.pieces is not None or template.pose != "standing":
        return ()  # below a product on a set lies another surface, which tells nothing
    if max(made.pixels.shape) < _JUDGED // 2:
        return ()  # too few pixels below a foot
    small = fit(made.pixels, _JUDGED)
    k = small.shape[1] / made.pixels.shape[1]
    at = Placement(placement.scale * k, placement.dx * k, placement.dy * k)
    contact = weakest(small, place(cutout, at, small.shape[1::-1]).matte(small.shape[1::-1]))
    return (ADRIFT,) if contact is not None and contact < FLOATS else ()


def _lasting(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The notes of earlier steps, without those of a scene that this one replaces."""
    return tuple(note for note in notes if not note.startswith((CUT, ENLARGED, OTHER_SIDE, FITTED, ADRIFT, *REFINED)))


def side(azimuth: float) -> str:
    """From where a light of this azimuth comes, in a word, seen by the camera."""
    words = ("front", "right", "back", "left")
    return words[round(azimuth / 90) % 4]


@command
def scene_(
    photo: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="PNG to write")],
    template: Annotated[str, typer.Option(help="id of a template")] = "white_main",
    style: Annotated[str | None, typer.Option(help="id of a style laid over the template")] = None,
    size: Annotated[int, typer.Option(min=64, max=6000, help="width and height, px")] = 2000,
    engine: Engine = "auto",
    model: Annotated[str | None, typer.Option(help="id of a model that makes it photographic")] = None,
    strength: Annotated[float | None, typer.Option(min=0.05, max=1, help="denoising strength of that model")] = None,
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Stand the product of a photo in a template's place; with --engine diffusion a model makes it photographic."""
    from pipelines.refine import Refine, staged

    step = Scene(template=template, style=style, width=size, height=size, seed=seed)
    use = choose(engine)
    asked = engine == "diffusion" or model is not None
    wish = Refine(model=model, strength=strength, seed=seed) if asked else None
    shot = staged(cutout(open_photo(photo), CutoutStep(), use), step, use, wish)
    save(Image.fromarray(shot.pixels), out)
    report(as_json, _facts(shot), f"{out}: {shot.template}, {size} × {size} px")


def _facts(shot: Shot) -> dict[str, object]:
    step, placement, cut = next(s for s in shot.recipe.steps if isinstance(s, Scene)), shot.placement, shot.cutout
    assert placement is not None
    assert cut is not None
    return {
        "engine": shot.engine,
        "licence": shot.licence,
        "fidelity": shot.fidelity,
        "template": shot.template,
        "seed": step.seed,
        "recipe": shot.recipe.to_yaml(),
        "product": {"scale": placement.scale, "dx": placement.dx, "dy": placement.dy},
        "size": [step.width, step.height],
        "notes": list(shot.notes),
        "cutout": {"engine": cut.engine, "confidence": cut.confidence},
    }
