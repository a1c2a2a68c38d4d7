"""What the seller must know of a product in a place: what was guessed, what does not match, what was fitted."""

import numpy as np

from pipelines.core.colour import Bytes
from pipelines.core.sharpness import edge_width
from pipelines.core.shot import Shot
from pipelines.studio.compose import CUT, ENLARGED
from pipelines.studio.footing import footing
from pipelines.studio.photo_light import disagrees, photo_light
from pipelines.studio.place import Place
from pipelines.studio.place_render import Setting

NO_MODEL = "A place photo is real already, so no AI model is asked; the studio engine made the picture."
FITTED = "The product's brightness and warmth were fitted to the place"
OTHER_SIDE = "The product was lit from the"
SIZE = (
    "How large the product is here is a guess; drag it to size, or give its size and the height of the place's camera."
)
HORIZON = "The place shows too few straight lines to tell its horizon, so that is a guess; drag it where it is wrong."
LIGHT = "The place does not show clearly where its light comes from; set the light's side where the shadow looks wrong."
HEIGHT = "The product was photographed from"
SOFT = "The place photo is much softer than the product; a sharper photo of it would match better."
GRAINY = "The place photo is grainy and the product is not; one taken in more light would match better."
_MARKS = (CUT, ENLARGED, NO_MODEL, FITTED, OTHER_SIDE, SIZE, HORIZON, LIGHT, HEIGHT, SOFT, GRAINY)

_UNSURE = 0.3  # confidence below which an estimate is called a guess
_APART = 18.0  # degrees between the two cameras' heights that a buyer sees
_SOFTER = 2.2  # edge widths
_GRAIN = 4.0  # codes
_ENLARGED = 1.6


def remarks(
    shot: Shot, pixels: Bytes, place: Place, setting: Setting, shift: float | None, sized: bool, use: str
) -> tuple[str, ...]:
    """Whole sentences on a shot put into a place photo (H, W, 3); `shift`: mean ΔE2000; `sized`: its size was given."""
    assert shot.cutout is not None
    size = pixels.shape[1], pixels.shape[0]
    said = [NO_MODEL] if use == "diffusion" else []
    if shift is not None:
        said.append(f"{FITTED}: ΔE2000 {shift:.1f} on average.")
    said += [] if sized else [SIZE]
    said += [HORIZON] if place.horizon_sure < _UNSURE else []
    said += _of_light(shot, place, setting)
    said += _of_height(footing(shot.cutout.alpha).pitch, place.pitch(size), setting)
    said += _of_quality(shot, pixels, place, setting)
    return tuple(said)


def lasting(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The notes of earlier steps, without those of a picture that this one replaces."""
    return tuple(note for note in notes if not note.startswith(_MARKS))


def side(azimuth: float) -> str:
    """From where a light of this azimuth comes, in a word, seen by the camera."""
    return ("front", "right", "back", "left")[round(azimuth / 90) % 4]


def _of_light(shot: Shot, place: Place, setting: Setting) -> list[str]:
    assert shot.cutout is not None
    own = photo_light(shot.photo, shot.cutout)
    if disagrees(own, setting.light.azimuth):
        here = side(setting.light.azimuth)
        return [f"{OTHER_SIDE} {side(own.azimuth)} in its photo, the place is from the {here}; a buyer may see that."]
    return [LIGHT] if place.light.sure < _UNSURE and setting.light.azimuth == place.light.azimuth else []


def _of_height(own: float, pitch: float, setting: Setting) -> list[str]:
    """Both in degrees looking down; what the product's footing asks for against what the place was taken at."""
    if setting.pose != "standing" or abs(own - pitch) <= _APART:
        return []
    higher = "higher up" if own > pitch else "lower down"
    return [f"{HEIGHT} {higher} than the place; a photo of it from the place's height looks truer."]


def _of_quality(shot: Shot, pixels: Bytes, place: Place, setting: Setting) -> list[str]:
    assert shot.cutout is not None
    x0, y0, x1, y1 = shot.cutout.box
    scale = setting.placement.scale
    said = [ENLARGED] if scale > _ENLARGED else []
    row = int(setting.at[1] * pixels.shape[0])
    there = edge_width(np.ascontiguousarray(pixels[max(row - pixels.shape[0] // 5, 0) : row + pixels.shape[0] // 5]))
    own = edge_width(shot.photo.pixels[y0:y1, x0:x1])
    if there is not None and own is not None and there > _SOFTER * max(own * scale, 1.2):
        said.append(SOFT)
    return said + ([GRAINY] if place.grain > _GRAIN else [])
