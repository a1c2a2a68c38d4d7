"""Relight: the product in other light. Its pixels change, so the change is measured, and a person must review it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from secrets import randbelow
from typing import Annotated, ClassVar

import numpy as np
import typer
from PIL import Image
from pydantic import Field

from pipelines.core.colour import Bytes, to_linear, to_srgb8
from pipelines.core.command import Engine, Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Step, job
from pipelines.core.shot import Cutout, Fidelity, Photo, Shot, read_only
from pipelines.core.temperature import tint
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.lit_by_model import MODEL_LIT, STUDIO_LIT, LitByModel, lit_by_model
from pipelines.recreate import Recreate, recreate
from pipelines.scene import SEEDS, Scene, directed, scene
from pipelines.shapes import shape_in
from pipelines.studio.geometry.relief import Kind
from pipelines.studio.place_tone import cast
from pipelines.studio.relight.floor import floored
from pipelines.studio.relight.relit import NewLight, Relit, Study, difference, relit, study

CHANGED = "The product is shown in other light than on the photo"
HELD = "It was changed less than asked"
_NEUTRAL = 5500.0  # kelvin


class Relight(Step):
    """The light that the product is to be in."""

    job: ClassVar[str] = "relight"
    azimuth: float = Field(-45, ge=-180, le=180, description="degrees: 0 from the camera, −90 from its left, 90 right")
    elevation: float = Field(45, ge=0, le=90, description="degrees above the ground")
    softness: float = Field(0.5, ge=0, le=1, description="0 the sun, 1 a window wall")
    kelvin: float = Field(_NEUTRAL, ge=2000, le=12000, description="colour temperature; 5500 leaves it as it is")
    fill: float | None = Field(
        None, ge=0, le=2, description="light from all around, as a fraction of the key; None: as the photo has it"
    )
    rim: float = Field(0, ge=0, le=1, description="light from behind, as a fraction of the key")
    exposure: float = Field(0, ge=-2, le=2, description="stops")
    neutral: bool = Field(False, description="whether the photo's colour cast is taken out")
    strength: float = Field(1, ge=0, le=1, description="how far the light is changed: 0 leaves the photo's")
    most: float = Field(30, ge=1, le=100, description="largest mean ΔE2000; what would change more is held back")
    floor: bool = Field(True, description="whether the shadow on the photo's own ground follows")
    proxy: Kind | None = Field(None, description="what the product's shape is taken for; None: what it is most like")
    model: str | None = Field(None, max_length=64, description="id of a model; None takes the best that is installed")
    prompt: str = Field("", max_length=500, description="words for the model; the light's own are added")
    detail: float = Field(
        1, ge=0, le=1, description="how much of the photo's fine detail is put over a model's picture"
    )
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="of the model; None draws one")


@job(Relight)
def relight(shot: Shot, step: Relight, engines: Engines) -> Shot:
    """Put the shot's product in another light, and its scene with it, if it stands in one.

    Raises UserError where there is no cutout, where it is relit already, or where it cannot be of the shape asked for.
    """
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    if shot.cutout.fidelity == "relit":
        raise UserError("This product is in other light already; change the light of the shot that it was made from.")
    step = step.model_copy(update={"seed": randbelow(SEEDS) if step.seed is None else step.seed})
    engines.progress(0.1, "Reading the light of the photo")
    known = studied(shot.photo, shot.cutout, step.proxy)
    engines.progress(0.5, "Changing the light")
    made = relit(shot.cutout.foreground, shot.cutout.alpha, known, asked(step, shot), step.strength, step.most)
    by, change = _by_model(shot, step, made, engines)
    fidelity: Fidelity = "relit" if shot.cutout.fidelity == "locked" else shot.cutout.fidelity
    changed = replace(shot.cutout, foreground=read_only(by.foreground), fidelity=fidelity, change=change)
    engines.progress(0.8, "Setting the stage")
    done = _around(shot, changed, step, engines, known)
    engines.progress(1.0, "Done")
    ours = by.engine == "studio"
    return replace(
        done,
        fidelity=fidelity,
        engine=by.engine,
        licence=by.licence,
        source_type=done.source_type if ours else by.source_type,
        recipe=shot.recipe.then(step),
        notes=(*_lasting(done.notes), *by.notes, *_told(change, made.strength, step)),
        file=None,
    )


def _by_model(shot: Shot, step: Relight, made: Relit, engines: Engines) -> tuple[LitByModel, float]:
    """What a model makes of the studio's picture, unless it changes more than is allowed; and the mean ΔE2000."""
    assert shot.cutout is not None
    by = lit_by_model(shot, step, made.foreground, engines)
    if by.engine == "studio":
        return by, made.change
    change = difference(shot.cutout.foreground, by.foreground, shot.cutout.alpha)
    if change <= step.most:
        return by, change
    why = f"{STUDIO_LIT} The model changed the product by ΔE2000 {change:.1f}, more than {step.most:g}."
    return LitByModel(made.foreground, notes=(why,)), made.change


@lru_cache(maxsize=6)
def studied(photo: Photo, cut: Cutout, proxy: Kind | None) -> Study:
    """What is known of a product before its light is changed; the last few are kept."""
    return study(*shape_in(_together(photo, cut), cut.alpha, proxy))


def _together(photo: Photo, cut: Cutout) -> Bytes:
    """The photo, with the product as the cutout has it."""
    return photo.pixels if cut.fidelity == "locked" else _over(cut, photo.pixels)


def _over(cut: Cutout, ground: Bytes) -> Bytes:
    """The product laid on a picture of the photo's size; what is opaque keeps the cutout's pixels exactly."""
    out = np.where(cut.alpha[..., None] >= 1, cut.foreground, ground)
    mixed = (cut.alpha > 0) & (cut.alpha < 1)
    alpha = cut.alpha[mixed][:, None]
    out[mixed] = to_srgb8(to_linear(ground[mixed]) * (1 - alpha) + to_linear(cut.foreground[mixed]) * alpha)
    return out


def asked(step: Relight, shot: Shot) -> NewLight:
    """The light of a step, for a shot's photo."""
    gains = np.ones(3)
    if step.neutral:
        found = cast(shot.photo.pixels)
        gains = 1 / (tint(found.kelvin) * np.exp([0, found.green, 0]))
        gains = gains / (gains @ [0.2126, 0.7152, 0.0722])
    red, green, blue = (float(gain) for gain in gains)
    return NewLight(step.azimuth, step.elevation, step.softness, step.kelvin, step.fill, step.rim, step.exposure,
                    (red, green, blue))  # fmt: skip


def light_of(shot: Shot) -> Relight:
    """The light that a shot's product is in, as a step: its scene's, or what its photo shows.

    Raises UserError without a cutout.
    """
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    stood = next((one for one in reversed(shot.recipe.steps) if isinstance(one, Relight | Scene)), None)
    if isinstance(stood, Relight):
        return stood
    stage = directed(stood).stage if isinstance(stood, Scene) else None
    if stage is not None:
        light = stage.light
        return Relight(azimuth=light.azimuth, elevation=light.elevation, softness=light.softness, kelvin=light.kelvin,
                       fill=light.fill, rim=light.rim)  # fmt: skip
    own = studied(shot.photo, shot.cutout, None).light
    return Relight(azimuth=round(own.azimuth, 1), elevation=round(min(max(own.elevation, 0), 90), 1),
                   softness=own.softness)  # fmt: skip


def matching(shot: Shot, other: Shot, step: Relight | None = None) -> Relight:
    """The step that gives `shot` the light of `other`, its colour too; all else as `step`.

    Raises UserError as `light_of`.
    """
    light = light_of(other)
    warmth = 1e6 / cast(other.photo.pixels).kelvin - 1e6 / cast(shot.photo.pixels).kelvin
    kelvin = min(max(1e6 / (1e6 / light.kelvin + warmth), 2000.0), 12000.0)
    wishes = light.model_dump(include={"azimuth", "elevation", "softness", "fill", "rim"})
    return (step or Relight()).model_copy(update={**wishes, "kelvin": round(kelvin)})


def agreed(shots: Sequence[Shot], step: Relight, engines: Engines) -> tuple[Shot, ...]:
    """A whole set in one light. Raises UserError as `relight` does."""
    return tuple(relight(shot, step, engines) for shot in shots)


def _around(before: Shot, changed: Cutout, step: Relight, engines: Engines, known: Study) -> Shot:
    """The shot with its changed product: the scene or place made again in the same light, or the photo around it."""
    assert before.cutout is not None
    shot = replace(before, cutout=changed)
    stood = next((one for one in reversed(shot.recipe.steps) if isinstance(one, Scene | Recreate)), None)
    if isinstance(stood, Recreate):
        return recreate(shot, stood.model_copy(update=_light_of_place(step)), engines)
    if isinstance(stood, Scene):
        return scene(shot, in_light(stood, step), Engines("studio", engines.progress))
    ground = shot.photo.pixels
    if step.floor and step.strength:
        ground = floored(shot.photo, before.cutout, known, asked(step, shot))
    return replace(shot, pixels=read_only(_over(changed, ground)), engine="studio", licence=None,
                   source_type="algorithmicallyEnhanced")  # fmt: skip


def in_light(stood: Scene, step: Relight) -> Scene:
    """A scene in the light that its product was given, so that its shadow agrees."""
    return stood.model_copy(update={**_light_of_place(step), "kelvin": step.kelvin, "rim": step.rim})


def _light_of_place(step: Relight) -> dict[str, float]:
    """A light in the words of a scene or a place, which leave the product as it is."""
    fill = {} if step.fill is None else {"fill_light": step.fill}
    lowest = max(step.elevation, 10.0)
    return {"azimuth": step.azimuth, "elevation": lowest, "softness": step.softness, "gain": 0.0, **fill}


def _told(change: float, strength: float, step: Relight) -> tuple[str, ...]:
    said = [f"{CHANGED}: ΔE2000 {change:.1f} on average; a person must review it before it is listed."]
    if strength < step.strength - 1e-6:
        said.append(f"{HELD}: {strength / step.strength:.0%} of it keeps within ΔE2000 {step.most:g}.")
    return tuple(said)


def _lasting(notes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(note for note in notes if not note.startswith((CHANGED, HELD, STUDIO_LIT, MODEL_LIT)))


@command
def relight_(
    photo: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="PNG to write, of the photo's size")],
    azimuth: Annotated[float, typer.Option(min=-180, max=180, help="degrees: −90 left, 0 camera, 90 right")] = -45,
    elevation: Annotated[float, typer.Option(min=0, max=90, help="degrees above the ground")] = 45,
    softness: Annotated[float, typer.Option(min=0, max=1, help="0 the sun, 1 a window wall")] = 0.5,
    kelvin: Annotated[float, typer.Option(min=2000, max=12000, help="5500 leaves the colour as it is")] = _NEUTRAL,
    fill: Annotated[float | None, typer.Option(min=0, max=2, help="light from all around; else as it is")] = None,
    rim: Annotated[float, typer.Option(min=0, max=1, help="light from behind")] = 0,
    neutral: Annotated[bool, typer.Option("--neutral", help="take the photo's colour cast out")] = False,
    strength: Annotated[float, typer.Option(min=0, max=1, help="how far the light is changed")] = 1,
    engine: Engine = "auto",
    model: Annotated[str | None, typer.Option(help="id of a model that changes the light")] = None,
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Put the product of a photo in another light."""
    step = Relight(azimuth=azimuth, elevation=elevation, softness=softness, kelvin=kelvin, fill=fill, rim=rim,
                   neutral=neutral, strength=strength, model=model, seed=seed)  # fmt: skip
    use = choose(engine)
    shot = relight(cutout(open_photo(photo), CutoutStep(), use), step, use)
    assert shot.cutout is not None
    save(Image.fromarray(shot.pixels), out)
    facts = {
        "engine": shot.engine, "licence": shot.licence, "fidelity": shot.fidelity, "change": shot.cutout.change,
        "size": list(shot.photo.size), "recipe": shot.recipe.to_yaml(), "notes": list(shot.notes),
    }  # fmt: skip
    report(as_json, facts, f"{out}: {shot.photo.size[0]} × {shot.photo.size[1]} px, ΔE2000 {shot.cutout.change:.1f}")
