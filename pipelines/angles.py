"""Angles: the same product from another side. What no photo shows is marked, and a person must review the picture."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import hypot
from secrets import randbelow
from typing import Annotated, ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from pipelines.angled_by_model import AngledByModel, angled
from pipelines.core.colour import Bytes
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Step, job
from pipelines.core.resample import finish, place
from pipelines.core.shelf import holding, kept
from pipelines.core.shot import Cutout, Fidelity, Photo, Placement, Shot, read_only
from pipelines.cutout import CutoutStep, cutout
from pipelines.recreate import Recreate, recreate
from pipelines.scene import SEEDS, Scene, scene
from pipelines.shapes import shape_in
from pipelines.studio.geometry.relief import Kind, Relief
from pipelines.studio.place import stated_focal
from pipelines.studio.turn.fit import as_large
from pipelines.studio.turn.gallery import APART, Side, apart, trusted
from pipelines.studio.turn.notes import BY_PHOTO, lasting, told
from pipelines.studio.turn.overlay import marked, on_white
from pipelines.studio.turn.paint import INVENTED
from pipelines.studio.turn.turned import Turned, turned

YAWS, PITCHES = 30.0, 20.0
"""Degrees to either side within which a view can be computed from one photo."""
GALLERY = 5
_SOURCES: dict[Fidelity, str] = {"illustrative": "compositeSynthetic"}
"""IPTC's word for a product of which parts were filled in; any other is enhanced by an algorithm."""
_AS_IT_IS = Placement(1.0, 0.0, 0.0)
_BEHIND = 90.0  # degrees of yaw from which a side is the back
_DIAGONAL = hypot(36, 24)  # mm: what equivalent focal lengths refer to

Yaw = Annotated[float, Field(ge=-180, le=180, description="degrees that the camera goes round, to its right")]
Pitch = Annotated[float, Field(ge=-90, le=90, description="degrees that it goes up")]


class View(BaseModel):
    """A photo of the product from another side, kept by `core.shelf.keep`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    picture: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the photo's file")
    yaw: Yaw
    pitch: Pitch = 0


class Angle(Step):
    """From which side the product is shown, counted from the photo's."""

    job: ClassVar[str] = "angles"
    yaw: Yaw = 15
    pitch: Pitch = 0
    proxy: Kind | None = Field(None, description="what the product's shape is taken for; None: what it is most like")
    photos: tuple[View, ...] = Field((), max_length=24, description="photos from other sides, used before computing")
    fill: bool = Field(True, description="what no photo shows is filled in by symmetry, and marked; else left out")
    model: str | None = Field(None, max_length=64, description="id of a model; None takes the registry's first")
    prompt: str = Field("", max_length=400, description="what the product is, in a few words, for the model")
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="None draws one")


@job(Angle)
def angles(shot: Shot, step: Angle, engines: Engines) -> Shot:
    """Show the shot's product from another side: by a photo that shows it, else computed.

    It is put on white in the photo's frame, or into the shot's scene made again. Raises UserError where there is no
    cutout, where it was turned already, or where this side is too far from all that the photos show.
    """
    cut = whole(shot)
    view = _photographed(step)
    if view is not None:
        return _by_photo(shot, cut, step, view, engines)
    _within_reach(step)
    if step.yaw == step.pitch == 0:
        return _shown(shot, cut, step, engines, ())
    engines.progress(0.1, "Turning the product")
    made = turned_of(shot, step)
    by = AngledByModel(made.foreground, made.alpha)
    if step.model is not None or engines.use == "diffusion":
        step = step.model_copy(update={"seed": randbelow(SEEDS) if step.seed is None else step.seed})
        by = angled(made, shot, step, engines, made.height, made.tilt)
    studio: Fidelity = "illustrative" if (made.confidence == INVENTED).any() else "turned"
    changed = Cutout(read_only(by.alpha), read_only(by.foreground), cut.confidence, cut.engine, by.fidelity or studio)
    engines.progress(0.7, "Setting it in its place")
    done = _shown(shot, changed, step, engines, (*told(made, cut.alpha), *by.notes))
    if by.engine == "studio":
        return done
    return replace(done, engine=by.engine, licence=by.licence, source_type=by.source_type)


def warm() -> None:
    """Turn a tiny product, so that what is compiled at its first use is there when the seller needs it."""
    alpha = np.pad(np.ones((12, 12), np.float32), 6)
    height = alpha / np.float32(4)
    relief = Relief("inflated", (0, 0, 24, 24), height, np.zeros((24, 24, 3), np.float32), 1.0, -height)
    turned(Cutout(alpha, np.zeros((24, 24, 3), np.uint8), 1.0, "studio"), relief, 10, 0)


def turned_of(shot: Shot, step: Angle) -> Turned:
    """The shot's product as the studio turns it, at the photo's size, with what is known of each pixel.

    The last ones are kept. Raises UserError where there is no cutout, where it was turned already, where it cannot be
    of the shape that is asked for, or where this side is out of reach.
    """
    _within_reach(step)
    return _turned(shot.photo, whole(shot), step.proxy, step.yaw, step.pitch, step.fill)


def confidence_map(shot: Shot, step: Angle) -> Bytes:
    """The turned product on white (H, W, 3), amber over what is interpolated, red over what is invented.

    Raises UserError as `turned_of` does.
    """
    made = turned_of(shot, step)
    return marked(on_white(made.foreground, made.alpha), made.confidence)


def five(shot: Shot, photos: Sequence[View] = (), proxy: Kind | None = None) -> tuple[Angle, ...]:
    """A gallery of at most five sides: the photo's, those of more photos, then what can be computed in good conscience.

    No two look alike. Raises UserError as `turned_of` does.
    """
    cut = whole(shot)
    sides: list[Side] = [(0.0, 0.0)]
    for view in photos:
        if min(apart((view.yaw, view.pitch), side) for side in sides) >= APART:
            sides.append((view.yaw, view.pitch))
    if len(sides) < GALLERY:
        relief, focal = shape_of(shot.photo, cut, proxy)
        sides += trusted(cut, relief, sides, focal)
    return tuple(Angle(yaw=yaw, pitch=pitch, proxy=proxy, photos=tuple(photos)) for yaw, pitch in sides[:GALLERY])


@lru_cache(maxsize=6)
def shape_of(photo: Photo, cut: Cutout, proxy: Kind | None = None) -> tuple[Relief, float | None]:
    """The product's likeliest shape, or that of a kind, and the photo's focal length in px where its file states it.

    Raises UserError where it cannot be of this kind.
    """
    stated = stated_focal(photo.original)
    return shape_in(photo.pixels, cut.alpha, proxy)[1], stated and stated / _DIAGONAL * hypot(*photo.size)


@lru_cache(maxsize=4)
def _turned(photo: Photo, cut: Cutout, proxy: Kind | None, yaw: float, pitch: float, fill: bool) -> Turned:
    relief, focal = shape_of(photo, cut, proxy)
    return turned(cut, relief, yaw, pitch, fill, focal)


def whole(shot: Shot) -> Cutout:
    """The shot's cutout, as it was photographed. Raises UserError where there is none."""
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    if shot.cutout.fidelity not in ("locked", "relit"):
        raise UserError("This product was turned or painted already; start from the shot as it was photographed.")
    return shot.cutout


def _photographed(step: Angle) -> View | None:
    """The photo that shows the step's side best, where one does."""
    side = step.yaw, step.pitch
    near = min(step.photos, key=lambda view: apart(side, (view.yaw, view.pitch)), default=None)
    if near is None:
        return None
    off = apart(side, (near.yaw, near.pitch))
    return near if off <= APART and off < apart(side, (0, 0)) else None


def _within_reach(step: Angle) -> None:
    """Raise UserError where a side cannot be computed from one photo."""
    if abs(step.yaw) > _BEHIND:
        raise UserError(
            f"No photo shows the back of this product (yaw {step.yaw:+g}°), and it is not made up: photograph it from "
            "there and add the photo with its angle."
        )
    if abs(step.yaw) > YAWS or abs(step.pitch) > PITCHES:
        raise UserError(
            f"Too little of this side (yaw {step.yaw:+g}°, pitch {step.pitch:+g}°) is on the photo: stay within "
            f"±{YAWS:g}° and ±{PITCHES:g}°, or photograph it from there and add the photo with its angle."
        )


def _by_photo(shot: Shot, cut: Cutout, step: Angle, view: View, engines: Engines) -> Shot:
    """The side as another photo of the seller's shows it, in the first one's frame and as large as there."""
    photo = kept(view.picture)
    engines.progress(0.1, f"Cutting out {photo.name}")
    other = cutout(Shot.of(photo), CutoutStep(), engines)
    assert other.cutout is not None
    said = (*other.notes, f"{BY_PHOTO} that were added, {photo.name}; nothing of it is computed.")
    size = cut.alpha.shape[1], cut.alpha.shape[0]
    at = as_large(other.cutout.box, cut.box, size)
    done = _shown(replace(shot, photo=photo), other.cutout, step, engines, said, size, at)
    return holding(done, [kept(each.picture) for each in step.photos])


def _shown(
    shot: Shot, cut: Cutout, step: Angle, engines: Engines, said: tuple[str, ...],
    size: tuple[int, int] | None = None, at: Placement = _AS_IT_IS,
) -> Shot:  # fmt: skip
    """The shot with another cutout: its scene or place made again, or on white at a placement in a frame of `size`,
    which is the photo's unless told otherwise."""
    base = replace(shot, cutout=cut, notes=lasting(shot.notes))
    stood = next((one for one in reversed(shot.recipe.steps) if isinstance(one, Scene | Recreate)), None)
    if isinstance(stood, Recreate):
        done = recreate(base, stood, engines)
    elif isinstance(stood, Scene):
        done = scene(base, stood, Engines("studio", engines.progress))
    else:
        frame = size or shot.photo.size
        blank = np.ones((frame[1], frame[0], 3), np.float32)
        pixels = finish(blank, place(cut, at, frame), np.zeros((1, 1), np.float32))
        done = replace(base, pixels=read_only(pixels), placement=at, template=None, engine="studio", licence=None,
                       source_type=_SOURCES.get(cut.fidelity, "algorithmicallyEnhanced"))  # fmt: skip
    engines.progress(1.0, "Done")
    return replace(
        done,
        role="angle",
        fidelity=cut.fidelity,
        recipe=shot.recipe.then(step),
        notes=tuple(dict.fromkeys((*done.notes, *said))),
        file=None,
    )
