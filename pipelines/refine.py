"""Refine: the studio's scene made photographic by a generative model, and the product laid back from its photo.

The studio's render is where the model sets out from, so composition, light and scale are right already. What the model
does to the product is thrown away.
"""

from dataclasses import dataclass, replace
from secrets import randbelow
from typing import ClassVar, Literal

import cv2
import numpy as np
from pydantic import Field

from pipelines.core.colour import Bytes, Floats, to_linear
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Step, job
from pipelines.core.regions import Hint
from pipelines.core.resample import finish, place
from pipelines.core.shot import Box, Shot
from pipelines.diffusion.adapters import traits_of
from pipelines.diffusion.choice import chosen, licence_of, run_of
from pipelines.diffusion.colour_shift import corrected, matched, measured
from pipelines.diffusion.controls import control
from pipelines.diffusion.expansion import expansion, grew, retry, spill
from pipelines.diffusion.kept_shadow import kept
from pipelines.diffusion.machine import machine
from pipelines.diffusion.masks import model_size
from pipelines.diffusion.masks import painted as to_paint
from pipelines.diffusion.painting import Control, Request, Traits
from pipelines.diffusion.prompts.fields import Prompt, text
from pipelines.diffusion.registry import Model
from pipelines.diffusion.run import paint
from pipelines.diffusion.store import accepted, installed, model_of, serving
from pipelines.diffusion.stream import Painted
from pipelines.prompting import prompt_of
from pipelines.scene import SEEDS, Scene, directed, scene
from pipelines.studio.look import bounds, resampled
from pipelines.studio.render import dressed
from pipelines.studio.segment import outline
from pipelines.studio.template import Template

STUDIO_MADE = "The studio engine made this scene."
GREW = "The model made the product larger than it is"
_MARGIN = 0.06  # of the frame's longer side, around the product, in which its outline is looked for again


class Refine(Step):
    """How a scene is made photographic. What is left at None is the model's own."""

    job: ClassVar[str] = "refine"
    model: str | None = Field(None, max_length=64, description="id of a model; None takes the best that is installed")
    product: str = Field("product", max_length=120, description="what it is, in a few words")
    prompt: Prompt | None = Field(None, description="None: as the scene's template has it")
    strength: float | None = Field(None, ge=0.05, le=1, description="denoising strength: 0 the studio's, 1 the model's")
    guidance: float | None = Field(None, ge=0, le=30, description="guidance scale")
    steps: int | None = Field(None, ge=1, le=150)
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="None draws one")
    control: tuple[Control, ...] | None = Field(None, description="what steers the model; None: what it takes best")
    control_scale: float = Field(0.6, ge=0, le=2, description="how strictly it keeps to that")
    shadow: Literal["studio", "model"] = Field("studio", description="whose shadow the product casts")
    retries: int = Field(2, ge=0, le=5, description="how often to paint anew where the model made the product grow")


@dataclass(frozen=True, eq=False)
class _Stage:
    """A studio scene as a model is shown it."""

    shot: Shot
    template: Template
    alpha: Floats  # (H, W) of the frame
    lit: Bytes  # without the product's shadow


@dataclass(frozen=True, eq=False)
class _Try:
    """One painting."""

    picture: Bytes
    notes: tuple[str, ...]
    strength: float
    growth: float  # of the product, as a share of its area
    grew: bool


@job(Refine)
def refine(shot: Shot, step: Refine, engines: Engines) -> Shot:
    """The shot's scene, painted over by a model around the untouched product.

    Where no model can do it the studio's scene stays, and the notes say why. Raises UserError where the shot has no
    scene or names a model that does not exist.
    """
    stood = _scene_of(shot)
    if shot.engine != "studio":  # what a model painted before is no place to set out from
        shot = scene(shot, stood, Engines("studio"))
    step = step.model_copy(update={"seed": randbelow(SEEDS) if step.seed is None else step.seed})
    if directed(stood).stage is None:
        return _as_it_was(shot, step, "A main image stays pure white, so no model is asked.")
    if engines.use == "studio":
        return _as_it_was(shot, step, "The studio engine was asked for.")
    if step.model is not None:
        model_of(step.model, "scene")
    try:
        model = chosen("scene", step.model)
        pixels, notes = _refined(_seen(shot, stood), step, model, engines)
    except UserError as error:
        return _as_it_was(shot, step, str(error))
    return shot.after(
        step,
        pixels=pixels,
        engine=model.id,
        licence=licence_of(model),
        source_type="compositeWithTrainedAlgorithmicMedia",
        notes=(*shot.notes, *notes),
        file=None,
    )


def staged(shot: Shot, step: Scene, engines: Engines, wish: Refine | None = None) -> Shot:
    """The scene by the engine that is asked for: by the studio, then made photographic where that is wished for or the
    diffusion engine is asked for. Raises UserError as `scene` does."""
    made = scene(shot, step, engines)
    stood = made.recipe.steps[-1]
    assert isinstance(stood, Scene)
    if wish is None and engines.use == "diffusion":
        wish = Refine(seed=stood.seed)
    return made if wish is None or directed(stood).stage is None else refine(made, wish, engines)


def _as_it_was(shot: Shot, step: Refine, why: str) -> Shot:
    return shot.after(step, notes=(*shot.notes, f"{STUDIO_MADE} {why}"), file=None)


def _scene_of(shot: Shot) -> Scene:
    """The scene that the shot shows. Raises UserError where it shows none."""
    made = next((step for step in shot.recipe.steps if isinstance(step, Scene)), None)
    if made is None or shot.cutout is None or shot.placement is None:
        raise UserError("There is no scene to make photographic yet; make one on the Scene tab first.")
    return made


def _seen(shot: Shot, stood: Scene) -> _Stage:
    """The scene, and what else of it the studio can draw."""
    assert shot.cutout is not None
    assert shot.placement is not None
    size = shot.pixels.shape[1], shot.pixels.shape[0]
    alpha = place(shot.cutout, shot.placement, size).matte(size)
    bare = scene(shot, stood.model_copy(update={"shadow": 0.0}), Engines("studio"))
    return _Stage(shot, directed(stood), alpha, bare.pixels)


def _refined(staged: _Stage, step: Refine, model: Model, engines: Engines) -> tuple[Bytes, tuple[str, ...]]:
    """The picture, painted again while the model makes the product grow, and what there is to say of it."""
    frame, request = staged.shot.pixels, _request(staged, step, model)
    assert request.init is not None
    alpha = cv2.resize(staged.alpha, request.size, interpolation=cv2.INTER_AREA)
    before, tries = _outlined(request.init, alpha), list[_Try]()
    while not tries or (tries[-1].grew and len(tries) <= step.retries):
        again = retry(request.seed, len(tries), tries[-1].strength) if tries else (request.seed, request.strength)
        asked = replace(request, seed=again[0], strength=again[1])
        painted = paint(model, asked, engines)
        made = _true_in_colour(painted, request)
        growth = expansion(before, _outlined(made, alpha), alpha)
        tries.append(_Try(made, painted.notes, asked.strength, growth, grew(growth, spill(made, request.init, alpha))))
    best = min(tries, key=lambda one: (one.grew, one.growth))
    world = cv2.resize(best.picture, frame.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    if step.shadow == "studio":
        world = kept(world, staged.lit, frame, staged.alpha)
    return _laid_back(staged, world), (*best.notes, *_told(tries, best))


def _told(tries: list[_Try], best: _Try) -> tuple[str, ...]:
    """What must be known of a model that made the product grow."""
    if best.grew:
        return (f"{GREW}, in {len(tries)} tries; lower the denoising strength, or take another seed.",)
    return (f"{GREW} and was asked {len(tries) - 1} time(s) more.",) if len(tries) > 1 else ()


def _true_in_colour(painted: Painted, request: Request) -> Bytes:
    """The picture without what the VAE alone did to its colours."""
    assert request.init is not None
    assert request.mask is not None
    assert painted.through is not None
    shift = matched(request.init, painted.picture, request.mask, measured(*painted.through))
    return corrected(painted.picture, shift)


def _request(staged: _Stage, step: Refine, model: Model) -> Request:
    """What the model is asked."""
    run, traits = run_of(model), traits_of(model)
    frame = staged.shot.pixels.shape[1::-1]
    size = model_size(frame, traits.side(run.side), traits.multiple)
    init = cv2.resize(staged.lit if step.shadow == "studio" else staged.shot.pixels, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(staged.alpha, size, interpolation=cv2.INTER_AREA)
    guidance = run.guidance if step.guidance is None else step.guidance
    negated = "negative" in traits.takes and guidance > 1
    words = step.prompt or prompt_of(staged.template, step.product)
    positive, negative = text(words, product=step.product, takes_negative=negated)
    return Request(
        prompt=positive, negative=negative, size=size, guidance=guidance, steps=step.steps or run.steps,
        seed=step.seed or 0, init=init, strength=run.strength if step.strength is None else step.strength,
        mask=to_paint(alpha, traits.latent), control=_controls(step, traits, init), control_scale=step.control_scale,
    )  # fmt: skip


def _controls(step: Refine, traits: Traits, init: Bytes) -> dict[Control, Bytes]:
    """Maps of the render that steer the model: those asked for, else the one that it takes and that can be drawn."""
    tier = machine().tier
    seen = any(installed(model) and accepted(model) for model in serving("depth", tier))
    usual: tuple[Control, ...] = ("depth",) if seen else ("canny",)
    kinds = tuple(kind for kind in usual if kind in traits.controls) if step.control is None else step.control
    return {kind: control(kind, init, tier) for kind in kinds}


def _outlined(picture: Bytes, alpha: Floats) -> Floats:
    """The matte (H, W) of what the cutout network takes for the product, about where it stands."""
    height, width = alpha.shape
    x0, y0, x1, y1 = bounds(alpha > 0.5) or (0, 0, width, height)
    margin = round(_MARGIN * max(width, height))
    box: Box = max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, width), min(y1 + margin, height)
    found = outline(picture, Hint(box), None)
    return resampled(found.matte, found.window, (0, 0, width, height), (width, height))


def _laid_back(staged: _Stage, world: Bytes) -> Bytes:
    """The world with the product over it as the studio lays it there."""
    shot, template = staged.shot, staged.template
    assert shot.cutout is not None
    assert shot.placement is not None
    assert template.stage is not None
    size = world.shape[1], world.shape[0]
    layer = dressed(place(shot.cutout, shot.placement, size), template).layer
    return finish(to_linear(world), layer, np.zeros((1, 1), np.float32))
