"""Recreate: the product put into the seller's own photo of a place, in that place's light.

The step names the place by the SHA-256 of its file; who runs it keeps the photo with `core.shelf.keep`.
"""

from dataclasses import replace
from pathlib import Path
from secrets import randbelow
from typing import Annotated, ClassVar, Literal

import numpy as np
import typer
from PIL import Image
from pydantic import Field

from pipelines.core.colour import Bytes
from pipelines.core.command import Engine, Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import load_photo
from pipelines.core.preview import fit
from pipelines.core.recipe import Step, job
from pipelines.core.shelf import holding, keep, kept
from pipelines.core.shot import Photo, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.studio.photo_light import SURE, photo_light
from pipelines.studio.place import Place, place_of
from pipelines.studio.place_light import PlaceLight
from pipelines.studio.place_notes import lasting, remarks
from pipelines.studio.place_render import Setting, composite
from pipelines.studio.place_spot import clutter, free_spot, px_per_cm, standing_at, usual_height
from pipelines.studio.place_tone import level_of
from pipelines.studio.stage import Light

SEEDS = 2**31
_USUAL = 0.36  # of the frame's height: the product's longest side where nothing says how large it is
_HEADROOM = 0.92  # of the height above its foot that it takes at most where its size is a guess
_SCALES = 0.02, 2.0  # of a step's `scale`
_LIKELY = 0.18, 0.65  # and where the camera's height over the ground is a guess
_ELEVATIONS = 25.0, 75.0  # degrees believed of a product's photo
_SKY = 1.15  # by how much cooler than the key the light from all around is
_SEEN = 700  # px: longest side on which a spot is sought
_KNOWN = 0.2  # confidence from which the place's light goes before that of the product's photo
_NEARBY = 0.15, 0.05  # how far variations stray, as fractions of the frame
_TURN = 15.0  # degrees that they turn the light at most
_TRIES = 5  # spots drawn for each, of which the plainest is taken

Fraction = Annotated[float, Field(ge=0, le=1)]


class Recreate(Step):
    """Where in a place photo the product stands, in what light. What is left at None is read from the photo."""

    job: ClassVar[str] = "recreate"
    place: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the place photo's file")
    longest: int = Field(2000, ge=64, le=6000, description="px: longest side of the picture; a place is never enlarged")
    at: tuple[Fraction, Fraction] | None = Field(None, description="the foot, as fractions of the frame from top left")
    scale: float | None = Field(None, ge=0.02, le=2, description="longest side of the product / the frame's height")
    size_cm: float | None = Field(None, gt=0, le=1000, description="the product's longest side; `scale` goes before it")
    camera_height_cm: float | None = Field(None, ge=2, le=2000, description="of the place's camera over the ground")
    horizon: float | None = Field(None, ge=-3, le=0.95, description="its row: 0 the top, below 0 above the frame")
    focal: float | None = Field(None, ge=13, le=200, description="of the place's camera, full-frame-equivalent mm")
    azimuth: float | None = Field(None, ge=-180, le=180, description="light, degrees: 0 from the camera, −90 left")
    elevation: float | None = Field(None, ge=10, le=88, description="light, degrees above the ground")
    softness: float | None = Field(None, ge=0, le=1, description="light: 0 the sun, 1 a window wall")
    fill_light: float | None = Field(None, ge=0, le=2, description="light from all around, as a fraction of the key")
    pose: Literal["standing", "lying"] = "standing"
    shadow: float = Field(1, ge=0, le=1, description="strength of shadow and occlusion")
    reflection: float = Field(0, ge=0, le=1, description="strength of the mirror image on the ground")
    gain: float = Field(0.4, ge=0, le=1, description="how far the product is fitted to the place's light")
    seed: int | None = Field(None, ge=0, lt=SEEDS, description="draws the grain; None draws one")


@job(Recreate)
def recreate(shot: Shot, step: Recreate, engines: Engines) -> Shot:
    """Put the shot's cutout into the step's place. Raises UserError where either is missing."""
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    photo = kept(step.place)
    step = step.model_copy(update={"seed": randbelow(SEEDS) if step.seed is None else step.seed})
    engines.progress(0.1, "Looking at the place")
    place, pixels = place_as(step, photo), fit(photo.pixels, step.longest)
    setting = _setting(shot, resolved(shot, step), place, pixels)
    engines.progress(0.4, "Casting the shadow")
    made = composite(shot.cutout, pixels, place, setting, step.seed or 0)
    engines.progress(1.0, "Done")
    sized = step.scale is not None or (step.size_cm is not None and step.camera_height_cm is not None)
    said = remarks(shot, pixels, place, setting, made.shift, sized, engines.use)
    done = shot.after(
        step,
        pixels=made.pixels,
        placement=setting.placement,
        template=None,
        engine="studio",
        role="lifestyle",
        source_type="compositeCapture",
        notes=(*lasting(shot.notes), *said),
        file=None,
    )
    return holding(done, (photo,))


def place_as(step: Recreate, photo: Photo) -> Place:
    """What is known of the place, with the step's own word before the estimate."""
    place = place_of(photo)
    if step.focal is not None:
        place = replace(place, focal=step.focal, focal_known=True)
    if step.horizon is not None:
        place = replace(place, horizon=step.horizon, horizon_sure=1.0)
    return place


def resolved(shot: Shot, step: Recreate) -> Recreate:
    """The step with what it leaves at None said outright, as far as it can be seen: spot, size, horizon and light."""
    photo = kept(step.place)
    place = place_as(step, photo)
    at = step.at or free_spot(fit(photo.pixels, _SEEN), place.horizon)
    light = _light(shot, place)
    known = {
        "at": at,
        "scale": _share(step, place, at, photo.size),
        "horizon": place.horizon,
        "azimuth": light.azimuth,
        "elevation": light.elevation,
        "softness": light.softness,
        "fill_light": light.fill,
    }
    return step.model_copy(update={key: value for key, value in known.items() if getattr(step, key) is None})


def _setting(shot: Shot, step: Recreate, place: Place, pixels: Bytes) -> Setting:
    """What a resolved step means on the place's pixels."""
    assert shot.cutout is not None
    assert step.at is not None
    assert step.scale is not None
    kelvin = place.cast.kelvin
    light = Light.model_validate({
        "azimuth": step.azimuth, "elevation": step.elevation, "softness": step.softness, "fill": step.fill_light,
        "kelvin": kelvin, "fill_kelvin": min(kelvin * _SKY, 12000.0),
    })  # fmt: skip
    placement = standing_at(shot.cutout, step.at, step.scale, (pixels.shape[1], pixels.shape[0]), step.pose)
    level = level_of(shot.photo.pixels) if shot.photo.alpha is None else place.level
    return Setting(placement, step.at, light, step.pose, step.shadow, step.reflection, step.gain, level)


def _share(step: Recreate, place: Place, at: tuple[float, float], size: tuple[int, int]) -> float:
    """The product's longest side as a fraction of the frame's height: from its size in cm, else what looks usual."""
    if step.size_cm is None:
        return min(_USUAL, _HEADROOM * max(at[1], 0.1))
    height = step.camera_height_cm or usual_height(place.pitch(size), place.horizon_sure)
    scale = px_per_cm(at[1], place.horizon, size, place.focal_px(size), height)
    known = _SCALES if step.camera_height_cm else _LIKELY
    return float(np.clip(step.size_cm * scale / size[1], *known))


def _light(shot: Shot, place: Place) -> PlaceLight:
    """The place's light; where the place tells too little of its direction, that of the product's own photo."""
    found = place.light
    if found.sure < _KNOWN and shot.cutout is not None:
        own = photo_light(shot.photo, shot.cutout)
        if own.sure >= SURE:
            found = found._replace(azimuth=own.azimuth, elevation=float(np.clip(own.elevation, *_ELEVATIONS)))
    return found


def variations(shot: Shot, step: Recreate, count: int, seed: int) -> tuple[Recreate, ...]:
    """`count` (1–5) ways to put the product there, the first as asked for: nearby spots, and light from a little aside.

    Each says outright where the product stands and how large, so that it gives the same picture again.
    """
    if not 1 <= count <= 5:
        raise UserError("Ask for one to five variations.")
    photo = kept(step.place)
    first = resolved(shot, step).model_copy(update={"seed": seed})
    assert first.at is not None
    assert first.scale is not None
    assert first.azimuth is not None
    place, rng = place_as(step, photo), np.random.default_rng(seed)
    busy, near = clutter(fit(photo.pixels, _SEEN), _USUAL), _nearness(first.at[1], place, photo.size)
    made = [first]
    while len(made) < count:
        at = _another(busy, [other.at for other in made if other.at], first.at, rng)
        grown = first.scale * _nearness(at[1], place, photo.size) / near
        turned = (first.azimuth + rng.uniform(-_TURN, _TURN) + 180) % 360 - 180
        changes = {"at": at, "scale": float(np.clip(grown, *_SCALES)), "azimuth": turned}
        made.append(first.model_copy(update={**changes, "seed": (seed + len(made)) % SEEDS}))
    return tuple(made)


def _nearness(row: float, place: Place, size: tuple[int, int]) -> float:
    """By how much larger what stands at `row` is seen than what stands elsewhere; any unit."""
    return px_per_cm(row, place.horizon, size, place.focal_px(size), 100.0)


def _another(
    busy: np.ndarray, taken: list[tuple[float, float]], about: tuple[float, float], rng: np.random.Generator
) -> tuple[float, float]:
    """A spot near `about` with little in it and apart from those taken."""
    best, least = about, np.inf
    for _ in range(_TRIES):
        x, y = (float(np.clip(a + rng.uniform(-r, r), 0.08, 0.97)) for a, r in zip(about, _NEARBY, strict=True))
        there = float(busy[int(y * busy.shape[0]), int(x * busy.shape[1])])
        near = min(abs(x - a) / _NEARBY[0] + abs(y - b) / _NEARBY[1] for a, b in taken)
        if there - near < least:
            best, least = (x, y), there - near
    return best


@command
def recreate_(
    photo: Path,
    place: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="PNG to write; variations get -2, -3 … before the ending")],
    at: Annotated[str | None, typer.Option(help="x,y: where the product's foot stands, 0–1 of the frame")] = None,
    size_cm: Annotated[float | None, typer.Option(min=0.1, max=1000, help="the product's longest side")] = None,
    horizon: Annotated[float | None, typer.Option(min=-3, max=0.95, help="its row, 0 top to 1 bottom")] = None,
    variations_: Annotated[int, typer.Option("--variations", min=1, max=5, help="how many pictures")] = 1,
    size: Annotated[int, typer.Option(min=64, max=6000, help="longest side, px")] = 2000,
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Put the product of a photo into a photo of a place."""
    use = choose(engine)
    shot = cutout(open_photo(photo), CutoutStep(), use)
    digest, held = keep(load_photo(place))
    drawn = randbelow(SEEDS) if seed is None else seed
    step = Recreate(place=digest, longest=size, at=_pair(at), size_cm=size_cm, horizon=horizon, seed=drawn)
    shots = [recreate(shot, one, use) for one in variations(shot, step, variations_, drawn)]
    paths = [out if not i else out.with_stem(f"{out.stem}-{i + 1}") for i in range(len(shots))]
    for made, path in zip(shots, paths, strict=True):
        save(Image.fromarray(made.pixels), path)
    facts = {
        "place": held.name,
        "sha256": digest,
        "pictures": [_facts(*pair) for pair in zip(shots, paths, strict=True)],
        "notes": list(dict.fromkeys(note for made in shots for note in made.notes)),
    }
    report(as_json, facts, "\n".join(f"{path}: in {held.name}" for path in paths))


def _pair(text: str | None) -> tuple[float, float] | None:
    """“0.4,0.8” as two fractions. Raises UserError."""
    if text is None:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        x = y = -1.0
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise UserError(f"“{text}” is not a spot; give two numbers from 0 to 1, such as 0.5,0.8.")
    return x, y


def _facts(shot: Shot, path: Path) -> dict[str, object]:
    step, placement = shot.recipe.steps[-1], shot.placement
    assert isinstance(step, Recreate)
    assert placement is not None
    return {
        "file": str(path),
        "engine": shot.engine,
        "seed": step.seed,
        "at": step.at,
        "product": {"scale": placement.scale, "dx": placement.dx, "dy": placement.dy},
        "size": [shot.pixels.shape[1], shot.pixels.shape[0]],
        "recipe": shot.recipe.to_yaml(),
        "source_type": shot.source_type,
    }
