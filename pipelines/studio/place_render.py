"""The picture of a product in a photo of a place: the ground's light changed by it, and the product laid on top."""

from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, luminance, to_linear
from pipelines.core.resample import ProductLayer, finish
from pipelines.core.resample import place as lay
from pipelines.core.shot import Cutout, Placement
from pipelines.studio.body import Body, body
from pipelines.studio.contact import touch
from pipelines.studio.gain import fitted, shift
from pipelines.studio.place import Place
from pipelines.studio.place_fit import fitting
from pipelines.studio.place_mirror import mirrored
from pipelines.studio.place_shadow import shading
from pipelines.studio.place_tone import ground_at
from pipelines.studio.render import wrapped
from pipelines.studio.stage import Light, Pose, View

_FOCALS = 24.0, 200.0  # mm of a view
_PITCHES = -10.0, 90.0  # degrees of a view
_WRAP = 0.3  # the place's light on the product's soft edge
_AROUND = 96  # px: longest side of the blurred place that gives it
_GAPS = 2  # times the contact of a stage: real ground is never as even, and gaps under a product are dark
_TOUCHED = 1e-3  # a change of light below this is none: such pixels stay the place photo's own


class Setting(NamedTuple):
    """How a product stands in a place."""

    placement: Placement
    at: tuple[float, float]  # its foot, as fractions of the frame
    light: Light
    pose: Pose
    shadow: float
    reflection: float
    gain: float
    level: float  # of the product's own photo, see `level_of`


class Made(NamedTuple):
    """A picture (H, W, 3) 8-bit sRGB, and the mean ΔE2000 by which the product was fitted to the place, if it was."""

    pixels: Bytes
    shift: float | None = None


def composite(cutout: Cutout, pixels: Bytes, place: Place, setting: Setting, seed: int) -> Made:
    """The product in a place photo (H, W, 3); what its light does not reach keeps the photo's own pixels."""
    size = pixels.shape[1], pixels.shape[0]
    layer, world = lay(cutout, setting.placement, size), to_linear(pixels)
    nothing = np.zeros((1, 1), np.float32)
    if not layer.alpha.size:
        return Made(finish(world, layer, nothing))
    there = body(layer, size, 20.0, view(place, size), setting.pose)
    ground = ground_at(pixels, setting.at)
    changed = _shaded(world, layer, there, ground, setting)
    product, moved = layer, None
    if setting.gain:
        levels = place.level, setting.level
        product = fitted(layer, fitting(setting.light, place.cast, ground, levels, layer.alpha.shape, setting.gain))
        moved = shift(layer, product)
    product = wrapped(product, _around(world), size, _WRAP)
    return Made(finish(world, product, _grain(changed, place.grain, seed)), moved)


def view(place: Place, size: tuple[int, int]) -> View:
    """The place's camera in the words of a stage, whose focal lengths refer to the frame's shorter side."""
    focal = place.focal_px(size) * 36.0 / min(size)
    return View(pitch=float(np.clip(place.pitch(size), *_PITCHES)), focal=float(np.clip(focal, *_FOCALS)))


def _shaded(world: Floats, layer: ProductLayer, there: Body, ground: Floats, setting: Setting) -> Floats:
    """Change the light on the ground, in place; returns by what factor (H, W)."""
    size = world.shape[1], world.shape[0]
    factors = shading(there, setting.light, ground, setting.shadow, size)
    factors[np.abs(factors - 1).max(-1) < _TOUCHED] = 1
    if setting.pose == "standing":
        for _ in range(_GAPS):
            touch(factors, layer, there, setting.shadow)
    world *= factors
    if setting.reflection:
        world += mirrored(there, world, setting.reflection)
    return luminance(factors)


def _around(world: Floats) -> Floats:
    k = _AROUND / max(world.shape[:2])
    small = cv2.resize(world, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 2.5), np.float32)


def _grain(factor: Floats, grain: float, seed: int) -> Floats:
    """Dither and the grain that a darkened pixel has lost, (H, W) in codes; nothing where the light is unchanged.

    A code's grain shrinks with light as light ** 0.45 does, so its missing variance is 1 − light ** 0.9 of what it was.
    """
    rng = np.random.default_rng(seed)
    noise = rng.random(factor.shape, np.float32) - np.float32(0.5)
    lost = np.sqrt(np.clip(1 - np.clip(factor, 0, 1) ** 0.9, 0, 1)) * np.float32(grain)
    noise += lost * rng.standard_normal(factor.shape, np.float32)
    noise[factor == 1] = 0
    return noise
