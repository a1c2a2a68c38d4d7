"""The look of a reference picture laid over a template: its tones, its light, its finish. The product is untouched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, luminance, to_linear
from pipelines.core.oklab import Lab, hex_to_oklab, oklab_to_hex
from pipelines.core.palette import Swatch, palette
from pipelines.core.preview import fit
from pipelines.studio.matching import shade
from pipelines.studio.place_light import PlaceLight, place_light
from pipelines.studio.place_tone import cast, grain_of
from pipelines.studio.style import laid
from pipelines.studio.template import Template

_LOOKED_AT = 384  # px: side of the square to which a reference is brought; shares of the frame count, not shapes
_SUBJECT = 0.32  # half axes of the ellipse in the middle, in frame sizes, where a picture's subject is expected
_HORIZON = 0.5  # of the height: ground is read below it, what stands behind above
_FOCAL = 1.2  # frame widths: about a phone's
_SURE = 0.4  # from which the direction of the reference's light is taken over
_DARKEST, _LIGHTEST = 0.2, 0.97  # OKLab lightness within which a scene's tones stay
_PLAIN = "paper"  # the material of plain sheets, which take on a colour wholly
_DYED = 0.75  # how far a natural material's hue goes towards the reference's: stone and wood keep something of theirs
_SPAN = 0.5  # of what separates a material's tones in lightness, what must remain
_OWN = 0.5  # of what separates them in hue and chroma, what remains
_LOW_KEY, _HIGH_KEY = 0.35, 0.85  # mean lightness
_FILLS = (0.25, 0.5, 0.9)  # for low key, between, high key: how much the shadows are filled
_VIGNETTE = 0.35  # at most: darker corners than these are the scene's own
_GRAIN = 2.0  # codes, at most
_WARM, _COOL = 5100, 6000  # kelvin
_SOFT = 0.5


@dataclass(frozen=True)
class Look:
    """What can be seen of a reference picture's style."""

    colours: tuple[Swatch, ...]  # of the whole picture
    behind: tuple[Swatch, ...]  # of what stands behind its subject
    ground: tuple[Swatch, ...]  # of what is below it
    around: tuple[Swatch, ...]  # of both
    lightness: float  # mean, OKLab 0–1
    contrast: float  # OKLab lightness from the 5th to the 95th percentile
    kelvin: float  # of its light; 5500 is neutral
    light: PlaceLight
    vignette: float  # as in `Finish`
    grain: float  # standard deviation, 8-bit codes


def look_of(reference: Bytes) -> Look:
    """Read a reference picture, (H, W, 3) 8-bit sRGB. Its subject is taken to be in the middle."""
    small = cv2.resize(reference, (_LOOKED_AT, _LOOKED_AT), interpolation=cv2.INTER_AREA)
    lightness = np.cbrt(luminance(to_linear(fit(small, 64))))  # OKLab's lightness of the grey of that luminance
    low, high = np.percentile(lightness, (5, 95))
    return Look(
        palette(small),
        _around(small, 0, _HORIZON),
        _around(small, _HORIZON + 0.1, 1),
        _around(small, 0, 1),
        float(lightness.mean()),
        float(high - low),
        cast(small).kelvin,
        place_light(small, _HORIZON, _FOCAL),
        _vignette(small),
        float(min(grain_of(reference).mean(), _GRAIN)),
    )


def copied(template: Template, look: Look) -> Template:
    """The template in the reference's look, validated anew. One without a stage follows its channel: unchanged.

    Ground, backdrop and set take the reference's colours in OKLab; within a material the darker tone stays the darker.
    """
    if template.stage is None:
        return template
    stage = template.stage.model_dump()
    finish = {"vignette": look.vignette, "grain": look.grain}
    changes = {**_surfaces(stage, look), "light": _lit(look), "finish": finish}
    return Template.model_validate(laid(template.model_dump(), {"stage": changes}))


def said(look: Look) -> tuple[str, ...]:
    """What `copied` takes over, in sentences for the seller."""
    behind, ground, light = look.behind[0].hex, look.ground[0].hex, look.light
    temperature = "warm" if look.kelvin < _WARM else "cool" if look.kelvin > _COOL else "neutral"
    told = f"{'soft' if light.softness > _SOFT else 'hard'}, from the {'left' if light.azimuth < 0 else 'right'}"
    if light.sure < _SURE:
        told = "its direction could not be told and stays the template's"
    return (
        f"Colours: {shade(hex_to_oklab(behind))} ({behind}) behind, {shade(hex_to_oklab(ground))} ({ground}) below.",
        f"Light: {temperature}, about {round(look.kelvin, -2):.0f} K; {told}.",
        f"Finish: grain of {look.grain:.1f} codes, corners {100 * look.vignette:.0f} % darker.",
    )


def _around(pixels: Bytes, top: float, bottom: float) -> tuple[Swatch, ...]:
    """Palette of what surrounds the subject between two heights, 0–1 from the frame's upper edge."""
    height, width = pixels.shape[:2]
    y, x = (np.mgrid[:height, :width] + 0.5) / np.array([height, width])[:, None, None]
    clear = (x - 0.5) ** 2 + (y - 0.5) ** 2 > _SUBJECT**2
    seen = clear & (y >= top) & (y <= bottom)
    return palette(np.dstack([pixels, np.where(seen, 255, 0).astype(np.uint8)]), 3)


def _surfaces(stage: dict[str, Any], look: Look) -> dict[str, Any]:
    """Ground, backdrop and set of a stage in the reference's tones. A sweep is one sheet and has one colour."""
    backdrop, ground = stage["backdrop"], stage["ground"]
    one_sheet = backdrop["curve"] > 0
    below, behind = (look.around, look.around) if one_sheet else (look.ground, look.behind)
    changes: dict[str, Any] = {"ground": _cover(ground, below)}
    if backdrop["wall"]:
        changes["backdrop"] = {"wall": _cover(backdrop["wall"], behind)}
    elif backdrop["view"]:
        changes["backdrop"] = {"tones": _ranked(backdrop["tones"], behind)}
    else:
        names = [name for name in ("colour", "top") if backdrop[name]]
        moved = _moved([backdrop[name] for name in names], _tone(behind), 1.0)
        changes["backdrop"] = dict(zip(names, moved, strict=True))
    if stage["pieces"]:
        changes["pieces"] = _cover(stage["pieces"], below)
    return changes


def _cover(cover: dict[str, Any], swatches: tuple[Swatch, ...]) -> dict[str, Any]:
    return {"tones": _moved(cover["tones"], _tone(swatches), 1.0 if cover["material"] == _PLAIN else _DYED)}


def _tone(swatches: tuple[Swatch, ...]) -> Lab:
    """OKLab of one tone for a surface: the colour that fills most, as light as midway between it and the mean."""
    labs = np.stack([hex_to_oklab(swatch.hex) for swatch in swatches])
    mean = np.average(labs[:, 0], weights=[swatch.share for swatch in swatches])
    return np.array([(labs[0, 0] + mean) / 2, *labs[0, 1:]])


def _moved(tones: Sequence[str], goal: Lab, dyed: float) -> tuple[str, ...]:
    """The tones of one material, their first at the goal's lightness, all drawn to its hue by `dyed`, 0–1.

    What separates them stays, compressed where it would leave the lightness that a scene may have.
    """
    labs, goal = np.stack([hex_to_oklab(tone) for tone in tones]), goal.copy()
    apart = labs - labs[0]
    darker, lighter = float(apart[:, 0].min()), float(apart[:, 0].max())
    goal[0] = np.clip(goal[0], _DARKEST - _SPAN * darker, _LIGHTEST - _SPAN * lighter)
    down, up = min(1.0, (goal[0] - _DARKEST) / max(-darker, 1e-6)), min(1.0, (_LIGHTEST - goal[0]) / max(lighter, 1e-6))
    moved = np.empty_like(labs)
    moved[:, 0] = goal[0] + np.where(apart[:, 0] < 0, down, up) * apart[:, 0]
    moved[:, 1:] = labs[:, 1:] + dyed * (goal[1:] - labs[0, 1:] - (1 - _OWN) * apart[:, 1:])
    return tuple(oklab_to_hex(lab) for lab in moved)


def _ranked(tones: tuple[str, ...], swatches: tuple[Swatch, ...]) -> tuple[str, ...]:
    """A painted view's tones, each drawn to the reference's colour of the same rank in lightness."""
    own = np.stack([hex_to_oklab(tone) for tone in tones])
    theirs = np.stack([hex_to_oklab(swatch.hex) for swatch in swatches])
    theirs = theirs[np.argsort(theirs[:, 0])]
    rank = np.argsort(np.argsort(own[:, 0], kind="stable"), kind="stable")
    place = rank / max(len(own) - 1, 1) * (len(theirs) - 1)
    goal = np.stack([np.interp(place, np.arange(len(theirs)), theirs[:, axis]) for axis in range(3)], -1)
    goal[:, 0] = np.clip(goal[:, 0], _DARKEST, _LIGHTEST)
    return tuple(oklab_to_hex(lab) for lab in goal)


def _lit(look: Look) -> dict[str, float]:
    """The light's changes: temperature and fill, and direction and softness where the reference shows them."""
    fill = float(np.interp(look.lightness, (_LOW_KEY, (_LOW_KEY + _HIGH_KEY) / 2, _HIGH_KEY), _FILLS))
    changes = {"kelvin": float(round(look.kelvin, -2)), "fill": round(fill, 2)}
    if look.light.sure >= _SURE:
        light = look.light
        changes |= {"azimuth": round(light.azimuth), "elevation": round(light.elevation)}
        changes["softness"] = round(light.softness, 2)
    return changes


def _vignette(pixels: Bytes) -> float:
    """How much darker all four corners are than the middles of the edges; 0 where one of them is not."""
    grid: Floats = cv2.resize(luminance(to_linear(pixels)), (7, 7), interpolation=cv2.INTER_AREA)
    edges = float(np.median([grid[0, 3], grid[3, 0], grid[3, 6], grid[6, 3]]))
    corner = float(max(grid[0, 0], grid[0, 6], grid[6, 0], grid[6, 6]))
    return float(np.clip(2 * (1 - corner / max(edges, 1e-3)), 0, _VIGNETTE))
