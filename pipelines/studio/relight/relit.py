"""A cut-out product in another light: the studio's way."""

from dataclasses import dataclass

import numpy as np

from pipelines.core.colour import Bytes, Floats, to_linear
from pipelines.core.difference import delta_e2000, to_lab
from pipelines.core.shot import Box
from pipelines.core.temperature import tint
from pipelines.studio.geometry.evidence import Evidence
from pipelines.studio.geometry.relief import Relief
from pipelines.studio.relight.detail import evened
from pipelines.studio.relight.learnt import factors, modelled, planes
from pipelines.studio.relight.shading import Shaded, Source, angles, lit, one, photos, pitch, shaded, towards, upwards
from pipelines.studio.relight.tone import multiplied
from pipelines.studio.shape import MARGIN, SIDE

RIM = 30.0  # degrees above the ground of the light from behind
_RIM = 0.8  # irradiance of a full one, against the key's 1
_LEARNT = 0.8  # weight of the network's answer; the rest is the shading model's, which errs in other places
_FULLER = 1.3  # by what light and shade are widened: both answers hedge, and leave too much of the photo's own light
_BRIGHTER = 0.25  # natural logarithm: no light makes the whole product brighter than by this; that is the exposure's
_REACH = 0.015  # of the product's longer side: light changes no faster than this
_TRIES = 4  # to keep within the change that is allowed
_SAMPLES = 20000  # pixels at most that the change is measured on


@dataclass(frozen=True)
class NewLight:
    """A light to be given: degrees as a template's; `fill` against a key that is faced, None as the photo has it."""

    azimuth: float
    elevation: float
    softness: float
    kelvin: float = 5500.0
    fill: float | None = None
    rim: float = 0.0
    stops: float = 0.0
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)  # for red, green and blue: the white balance


@dataclass(frozen=True, eq=False)
class Study:
    """A product and the light that it is in, on the shape network's window."""

    window: Box
    photo: Bytes  # (n, n, 3)
    matte: Floats  # (n, n)
    normals: Floats  # (n, n, 3)
    source: Source
    now: Shaded
    pitch: float  # degrees that the camera looks down

    @property
    def light(self) -> NewLight:
        """The photo's own light, where it most likely comes from."""
        way = self.source.weights @ self.source.towards
        azimuth, elevation = angles(way / max(float(np.linalg.norm(way)), 1e-6), self.pitch)
        return NewLight(azimuth, elevation, self.source.softness, fill=self.source.fill)


def study(seen: Evidence, relief: Relief) -> Study:
    """What is to be known of a product, taken for a relief, before its light is changed."""
    down, source = pitch(seen.matte), photos(seen.shape)
    now = shaded(relief.normals, source, upwards(down))
    return Study(relief.window, seen.photo, seen.matte, relief.normals, source, now, down)


def field(known: Study, light: NewLight) -> Floats:
    """The logarithm of the factor (n, n, 3) by which each pixel's light changes: grey, but for the light's own colour,
    so that no hue of the product drifts."""
    fill = known.source.fill if light.fill is None else light.fill
    source = one(towards(light.azimuth, light.elevation, known.pitch), light.softness, fill)
    then = shaded(known.normals, source, upwards(known.pitch))
    seen = planes(known.photo, known.matte, known.normals, known.now, then, light.softness)
    model = modelled(known.now, then)
    found = _LEARNT * factors(seen, model).mean(-1) + (1 - _LEARNT) * model
    mean = float((found * known.matte).sum() / known.matte.sum())
    found = min(mean, _BRIGHTER) + np.float32(_FULLER) * (found - mean)
    balance = np.log(light.gains) + light.stops * np.log(2)
    return np.asarray(found[..., None] + _coloured(known, light, then) + balance, np.float32)


def _coloured(known: Study, light: NewLight, then: Shaded) -> Floats:
    """What the light's colour, and one from behind, add to the logarithm of the factor."""
    way = towards(light.azimuth, light.elevation, known.pitch)
    key = lit(known.normals @ way, light.softness) / then.irradiance
    share = np.clip(key, 0, 1)[..., None]
    behind = towards((light.azimuth + 360) % 360 - 180, RIM, known.pitch)
    rim = _RIM * light.rim * lit(known.normals @ behind, light.softness) / then.irradiance
    return np.log(share * tint(light.kelvin) + 1 - share) + np.log1p(rim)[..., None]


@dataclass(frozen=True, eq=False)
class Relit:
    """The product's new colours (H, W, 3) 8-bit sRGB, and by how much they differ from the old."""

    foreground: Bytes
    change: float  # mean ΔE2000
    strength: float  # 0–1, how far the light was changed of what was asked


def relit(pixels: Bytes, alpha: Floats, known: Study, light: NewLight, strength: float, most: float) -> Relit:
    """A product (H, W, 3) 8-bit sRGB in another light.

    `strength` 0–1 is how far towards it; `most`, the largest mean ΔE2000 there may be: what would change the product
    more is held back in proportion.
    """
    found = field(known, light)
    even = evened(found, known.matte, _REACH * SIDE / (1 + 2 * MARGIN))
    made = multiplied(pixels, even * np.float32(strength), known.window, alpha)
    change = difference(pixels, made, alpha)
    for _ in range(_TRIES):
        if change <= most:
            break
        strength *= 0.97 * most / change
        made = multiplied(pixels, even * np.float32(strength), known.window, alpha)
        change = difference(pixels, made, alpha)
    return Relit(made, change, strength)


def difference(before: Bytes, after: Bytes, alpha: Floats) -> float:
    """Mean ΔE2000 between two looks (H, W, 3) of a product, over at most 20,000 pixels of its matte."""
    where = np.flatnonzero(alpha.ravel() > 0.5)
    if not len(where):
        return 0.0
    chosen = where[:: max(len(where) // _SAMPLES, 1)]
    first, second = (to_lab(to_linear(one.reshape(-1, 3)[chosen])) for one in (before, after))
    return float(delta_e2000(first, second).mean())
