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
from pipelines.core.regions import Hint, Polygon, parse_box
from pipelines.core.shot import Box, Cutout, Photo, Shot
from pipelines.diffusion import segmentation
from pipelines.diffusion.store import MissingModel, accepted, installed
from pipelines.studio.estimator import estimator, loaded
from pipelines.studio.foreground import Pure, foreground
from pipelines.studio.look import NETWORK, bounds
from pipelines.studio.matting import Edge, matte, snap
from pipelines.studio.networks import load
from pipelines.studio.segment import Segmentation, locate, outline

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
    window: Box | None = None  # where alpha may be above 0, as far as the engine says


@job(CutoutStep)
def cutout(shot: Shot, step: CutoutStep, engines: Engines) -> Shot:
    """The shot with its product cut out. Raises UserError where no product is found or the box is off the photo."""
    photo = shot.photo
    hint = Hint(_within(step.box, photo.size) if step.box else None, step.keep, step.remove)
    found, notes = _find(photo, step.model, hint, engines)
    alpha = _painted(found.alpha, hint)
    if not (alpha > 0.5).any():
        raise UserError("No product was found; draw a box around it, or paint over it with the Keep brush.")
    slow = "" if loaded() else " (some seconds longer the first time, while a library compiles)"
    engines.progress(0.8, f"Cleaning the edge{slow}")
    before = _pure(photo, hint.box) if found.engine == "studio" else None
    pure = foreground(photo.pixels, alpha, found.window or _around(alpha, photo.size), before)
    result = Cutout(alpha, pure.colours, round(found.confidence, 3), found.engine)
    return replace(shot.after(step), cutout=result, notes=(*photo.notes, *notes))


def _find(photo: Photo, asked: str | None, hint: Hint, engines: Engines) -> tuple[_Found, tuple[str, ...]]:
    """The matte by the best engine that is here, and what the seller must know of the choice."""
    if photo.alpha is not None:
        return _Found(photo.alpha, 1.0, OWN_ALPHA), ()
    if engines.use == "studio":
        return _studio(photo, hint, engines), ()
    if asked:
        model = segmentation.network(asked)
    else:
        offered = segmentation.networks()
        here = next((model for model in offered if installed(model) and accepted(model)), None)
        if engines.use == "auto" and here is None:
            return _studio(photo, hint, engines), ()
        model = here or offered[0]
    try:
        return _model(photo, model.id, hint.box, engines), ()
    except MissingModel as error:
        return _studio(photo, hint, engines), (f"The studio engine made this cutout. {error}",)


def _model(photo: Photo, name: str, box: Box | None, engines: Engines) -> _Found:
    """The network's own alpha, looked for around the box where there is one; sure where it is clearly 0 or 1."""
    engines.progress(0.1, f"Looking for the product with {name}")
    x0, y0, x1, y1 = _grown(box, photo.size) if box else (0, 0, *photo.size)
    whole = np.zeros(photo.pixels.shape[:2], np.float32)
    whole[y0:y1, x0:x1] = snap(segmentation.matte(replace(photo, pixels=photo.pixels[y0:y1, x0:x1]), name))
    doubt = whole[whole > 0.02]
    return _Found(whole, float(1 - (4 * doubt * (1 - doubt)).mean()) if len(doubt) else 0.0, name)


def _studio(photo: Photo, hint: Hint, engines: Engines) -> _Found:
    """The studio's network and matting; with strokes, what they change of the answer without them."""
    engines.progress(0.1, "Looking for the product")
    found = _seen(photo, hint.box)
    stroked = bool(hint.keep or hint.remove)
    if stroked:
        found = outline(photo.pixels, hint, found)
    engines.progress(0.5, "Drawing the edge")
    edge = _edge(photo, hint.box)
    if stroked:
        edge = matte(photo.pixels, found.matte, found.window, found.window, edge)
    return _Found(edge.alpha, found.confidence, "studio", found.window)


@lru_cache(maxsize=2)
def _seen(photo: Photo, box: Box | None) -> Segmentation:
    """The answer without strokes, kept so that a correction need not repeat it; so are its edge and its colours."""
    return outline(photo.pixels, Hint(box), None if box else locate(photo.pixels))


@lru_cache(maxsize=2)
def _edge(photo: Photo, box: Box | None) -> Edge:
    found = _seen(photo, box)
    edge = matte(photo.pixels, found.matte, found.window, found.window)
    edge.alpha.flags.writeable = False
    return edge


@lru_cache(maxsize=2)
def _pure(photo: Photo, box: Box | None) -> Pure:
    edge = _edge(photo, box)
    return foreground(photo.pixels, edge.alpha, edge.window)


def _painted(alpha: Floats, hint: Hint) -> Floats:
    """Alpha, read-only, in which the seller's strokes are law."""
    if hint.keep or hint.remove:
        alpha = alpha.copy() if not alpha.flags.writeable or alpha.base is not None else alpha
        for areas, value in ((hint.keep, 1.0), (hint.remove, 0.0)):
            for area in areas:
                cv2.fillPoly(alpha, [np.array(area, np.int32)], value)
    alpha.flags.writeable = False
    return alpha


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


def _grown(box: Box, size: tuple[int, int]) -> Box:
    """The box with a margin of 4 % of its longer side and at least 4 pixels, within the photo."""
    margin = max(4, round(0.04 * max(box[2] - box[0], box[3] - box[1])))
    x0, y0, x1, y1 = box
    return max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, size[0]), min(y1 + margin, size[1])


def _around(alpha: Floats, size: tuple[int, int]) -> Box:
    return _grown(bounds(alpha > 0) or (0, 0, *size), size)


def warm() -> None:
    """Load now what the first cutout needs: on a fresh machine it compiles for some seconds."""
    load(NETWORK)
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
