"""Cut the product out of its photo: an alpha matte and the product's own colours."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar

import cv2
import numpy as np
import typer
from PIL import Image
from pydantic import Field

from pipelines.core.colour import Floats
from pipelines.core.command import Engine, Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Step, job
from pipelines.core.regions import Polygon, parse_box
from pipelines.core.shot import Box, Cutout, Photo, Shot
from pipelines.diffusion import segmentation
from pipelines.diffusion.models import MissingModel, cutout_model, cutout_models, installed
from pipelines.studio.estimator import estimator, loaded
from pipelines.studio.foreground import foreground
from pipelines.studio.matting import matte, snap
from pipelines.studio.segment import Hints, Segmentation, bounds, locate, outline, shrink

_SEEN = 1024  # longer side, in pixels, at which the product is looked for
OWN_ALPHA = "the file's own transparency"


class CutoutStep(Step):
    """Where the product is, as far as the seller says: all in pixels of the photo."""

    job: ClassVar[str] = "cutout"
    box: Box | None = Field(None, description="x0, y0, x1, y1 around the whole product")
    model: str | None = Field(None, max_length=64, description="a downloaded model; None takes the registry's first")
    keep: tuple[Polygon, ...] = Field((), description="areas that are product")
    remove: tuple[Polygon, ...] = Field((), description="areas that are not")


@dataclass(frozen=True, eq=False)
class _Found:
    alpha: Floats
    confidence: float
    engine: str


@job(CutoutStep)
def cutout(shot: Shot, step: CutoutStep, engines: Engines) -> Shot:
    """The shot with its product cut out. Raises UserError where no product is found or the box is off the photo."""
    photo = shot.photo
    box = _within(step.box, photo.size) if step.box else None
    found, notes = _find(photo, step, box, engines)
    alpha = _painted(found.alpha, step)
    inside = bounds(alpha > 0)
    if inside is None or not (alpha > 0.5).any():
        raise UserError("No product was found; draw a box around it, or paint over it with the Keep brush.")
    slow = "" if loaded() else " (some seconds longer the first time, while a library compiles)"
    engines.progress(0.8, f"Cleaning the edge{slow}")
    pure = foreground(photo.pixels, alpha, _grown(inside, photo.size)).colours
    alpha.flags.writeable = False
    result = Cutout(alpha, pure, round(found.confidence, 3), found.engine)
    return replace(shot.after(step), cutout=result, notes=(*photo.notes, *notes))


def _find(photo: Photo, step: CutoutStep, box: Box | None, engines: Engines) -> tuple[_Found, tuple[str, ...]]:
    """The matte by the best engine that is here, and what the seller must know of the choice."""
    if photo.alpha is not None:
        return _Found(photo.alpha, 1.0, OWN_ALPHA), ()
    if engines.use == "studio":
        return _studio(photo, step, box, engines), ()
    model = cutout_model(step.model) if step.model else cutout_models()[0]
    if engines.use == "auto" and step.model is None and installed(model) is None:
        return _studio(photo, step, box, engines), ()
    try:
        return _model(photo, model.name, box, engines), ()
    except MissingModel as error:
        return _studio(photo, step, box, engines), (f"The studio engine made this cutout. {error}",)


def _model(photo: Photo, name: str, box: Box | None, engines: Engines) -> _Found:
    """The network's own alpha, looked for around the box where there is one; sure where it is clearly 0 or 1."""
    engines.progress(0.1, f"Looking for the product with {name}")
    x0, y0, x1, y1 = _grown(box, photo.size) if box else (0, 0, *photo.size)
    whole = np.zeros(photo.pixels.shape[:2], np.float32)
    whole[y0:y1, x0:x1] = snap(segmentation.matte(replace(photo, pixels=photo.pixels[y0:y1, x0:x1]), name))
    doubt = whole[whole > 0.02]
    return _Found(whole, float(1 - (4 * doubt * (1 - doubt)).mean()) if len(doubt) else 0.0, name)


def _studio(photo: Photo, step: CutoutStep, box: Box | None, engines: Engines) -> _Found:
    engines.progress(0.1, "Looking for the product")
    picture = shrink(photo.pixels, _SEEN)
    scale = picture.shape[1] / photo.size[0]
    keep, remove = (_paint(areas, picture.shape[:2], scale) for areas in (step.keep, step.remove))
    small = _scaled(box, scale, picture.shape) if box else None
    found = outline(picture, None if box else _located(photo), Hints(keep, remove, small))
    inside = bounds(found.mask)
    if inside is None:
        return _Found(np.zeros(photo.pixels.shape[:2], np.float32), 0.0, "studio")
    engines.progress(0.5, "Drawing the edge")
    window = _grown(_scaled(inside, 1 / scale, photo.pixels.shape), photo.size)
    edge = matte(photo.pixels, found.mask.astype(np.float32), (0, 0, *photo.size), window)
    return _Found(edge.alpha, found.confidence, "studio")


@lru_cache(maxsize=2)
def _located(photo: Photo) -> Segmentation:
    """The first look at a photo, kept so that a correction need not repeat it."""
    return locate(shrink(photo.pixels, _SEEN))


def _painted(alpha: Floats, step: CutoutStep) -> Floats:
    """A copy of alpha in which the seller's strokes are law."""
    alpha = alpha.copy()
    alpha[_paint(step.keep, alpha.shape, 1.0)] = 1
    alpha[_paint(step.remove, alpha.shape, 1.0)] = 0
    return alpha


def _paint(areas: tuple[Polygon, ...], shape: tuple[int, int], scale: float) -> np.ndarray:
    mask = np.zeros(shape, np.uint8)
    for area in areas:
        cv2.fillPoly(mask, [np.round(np.array(area) * scale).astype(np.int32)], 1)
    return mask > 0


def _within(box: Box, size: tuple[int, int]) -> Box:
    """The box, kept within the photo; raises UserError where too little of it is left."""
    x0, y0 = max(box[0], 0), max(box[1], 0)
    x1, y1 = min(box[2], size[0]), min(box[3], size[1])
    if x1 - x0 < 8 or y1 - y0 < 8:
        raise UserError(
            f"The box {box} leaves less than 8 pixels of this {size[0]} × {size[1]} photo; "
            "give x0,y0,x1,y1 in the photo's pixels, around the whole product."
        )
    return x0, y0, x1, y1


def _scaled(box: Box, scale: float, shape: tuple[int, ...]) -> Box:
    return (
        max(int(box[0] * scale), 0),
        max(int(box[1] * scale), 0),
        min(int(np.ceil(box[2] * scale)), shape[1]),
        min(int(np.ceil(box[3] * scale)), shape[0]),
    )


def _grown(box: Box, size: tuple[int, int]) -> Box:
    """The box with a margin of 4 % of its longer side and at least 4 pixels, within the photo."""
    margin = max(4, round(0.04 * max(box[2] - box[0], box[3] - box[1])))
    x0, y0, x1, y1 = box
    return max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, size[0]), min(y1 + margin, size[1])


def warm() -> None:
    """Load now what the first cutout needs: on a fresh machine it compiles for some seconds."""
    estimator()


@command
def cutout_(
    photo: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="PNG to write: RGBA, of the photo's size")],
    box: Annotated[str, typer.Option(help="x0,y0,x1,y1 around the product, in the photo's pixels")] = "",
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Cut the product out of a photo."""
    from pipelines.intake import open_photo

    shot = cutout(open_photo(photo), CutoutStep(box=parse_box(box)), choose(engine))
    found = shot.cutout
    assert found is not None
    rgba = np.dstack([found.foreground, np.round(found.alpha * 255).astype(np.uint8)])
    save(Image.fromarray(rgba), out)
    facts = {
        "engine": found.engine,
        "confidence": found.confidence,
        "box": list(found.box),
        "size": list(shot.photo.size),
        "recipe": shot.recipe.to_yaml(),
        "notes": list(shot.notes),
    }
    report(as_json, facts, f"{out}: cut out by {found.engine}, confidence {found.confidence:.2f}")
