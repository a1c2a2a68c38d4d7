"""The shadow on a photo's ground: the old one taken out as far as it is found there, the new one cast.

Both are what the stage would cast from the product's coarse solid; where the photo's own ground does not darken as the
old shadow has it, none is taken out.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, luminance, to_linear
from pipelines.core.preview import fit
from pipelines.core.resample import place
from pipelines.core.shot import Cutout, Photo, Placement
from pipelines.studio.bands import shrunk
from pipelines.studio.body import body
from pipelines.studio.place_shadow import shading
from pipelines.studio.place_tone import ground_at
from pipelines.studio.relight.relit import NewLight, Study
from pipelines.studio.relight.tone import multiplied
from pipelines.studio.stage import Light, View

_GRID = 800  # px: longest side on which shadows are worked out
_COARSE = 160  # px: and on which ground in the light is looked for
_FOUND = 0.3  # correlation from which the old shadow counts as seen
_SHADE = 0.05  # natural logarithm: from here on ground lies in a shadow
_LIFTED = 0.9  # and by no more than this it is brightened
_NEAR = 0.04  # of the grid: ground beside a shadow, for comparison
_EVEN = 0.004
_ANYWHERE = 20.0  # cm: shadows do not depend on the product's size, but the stage wants one
_LOWEST, _HIGHEST = 12.0, 85.0  # degrees, of a light that casts a shadow to be drawn
_LEAST_FILL = 0.2


@dataclass(frozen=True, eq=False)
class _Ground:
    """What is known of a photo's ground before its light is changed, on a grid."""

    pixels: Bytes  # (h, w, 3)
    cutout: Cutout
    taken: Floats  # (h, w, 3) the logarithm of what the old shadow left, as far as it is seen
    most: Floats  # (h, w, 1) the most that it may be brightened, as a logarithm


def floored(photo: Photo, cutout: Cutout, known: Study, light: NewLight) -> Bytes:
    """The photo (H, W, 3) 8-bit sRGB with its ground in another light; the product itself is not touched."""
    ground = _ground(photo, cutout, known)
    after = _cast(ground.cutout, ground.pixels, known, light)
    field = np.minimum(after - ground.taken, ground.most + after)
    return multiplied(photo.pixels, field, (0, 0, *photo.size), 1 - cutout.alpha)


@lru_cache(maxsize=4)
def _ground(photo: Photo, cutout: Cutout, known: Study) -> _Ground:
    pixels = fit(photo.pixels, _GRID)
    alpha = cv2.resize(cutout.alpha, pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
    small = replace(cutout, alpha=alpha, foreground=pixels)
    before = _cast(small, pixels, known, known.light)
    bare = cv2.dilate(alpha, np.ones((5, 5))) < 0.02
    return _Ground(pixels, small, _seen(pixels, before, bare) * before, _level(pixels, before, bare))


def _cast(cutout: Cutout, pixels: Bytes, known: Study, light: NewLight) -> Floats:
    """The logarithm of what the product leaves of the light on the ground, (h, w, 3), at most 0."""
    size = pixels.shape[1], pixels.shape[0]
    solid = body(place(cutout, Placement(1.0, 0.0, 0.0), size), size, _ANYWHERE, View(pitch=known.pitch), "standing")
    fill = max(known.source.fill if light.fill is None else light.fill, _LEAST_FILL)
    elevation = min(max(light.elevation, _LOWEST), _HIGHEST)
    source = Light(azimuth=light.azimuth, elevation=elevation, softness=light.softness, fill=min(fill, 2.0))
    x0, _, x1, y1 = cutout.box
    tone = ground_at(pixels, ((x0 + x1) / 2 / size[0], min(y1 / size[1], 1.0)))
    return np.log(np.clip(shading(solid, source, tone, 1.0, size), 0.05, 1)).astype(np.float32)


def _seen(pixels: Bytes, shadow: Floats, bare: np.ndarray) -> float:
    """How deep the old shadow is on the photo, against what the stage would cast: 0 where it is not there … 1."""
    cast, bright = shadow.mean(-1), _bright(pixels)
    reach = np.ones((round(2 * _NEAR * max(cast.shape)) | 1,) * 2)
    where = bare & (cv2.dilate((cast < -_SHADE).astype(np.uint8), reach) > 0)
    if where.sum() < 50:
        return 0.0
    x, y = cast[where] - cast[where].mean(), bright[where] - bright[where].mean()
    together, spread = float((x * y).mean()), float((x * x).mean())
    if together < _FOUND * np.sqrt(spread * float((y * y).mean())):
        return 0.0
    return min(together / max(spread, 1e-9), 1.0)


def _level(pixels: Bytes, shadow: Floats, bare: np.ndarray) -> Floats:
    """The most (h, w, 1) that ground may be brightened, as a logarithm: to what lies in the light around it."""
    bright = _bright(pixels)
    lit = (bare & (shadow.mean(-1) > -_SHADE)).astype(np.float32)
    size = pixels.shape[1], pixels.shape[0]
    few = shrunk(size, _COARSE)
    sigma = 2 * _NEAR * max(few)
    total, around = (
        cv2.resize(cv2.GaussianBlur(cv2.resize(one, few, interpolation=cv2.INTER_AREA), (0, 0), sigma), size)
        for one in (lit, lit * bright)
    )
    room = np.where(total > 0.02, around / np.maximum(total, 0.02) - bright, 0)
    return np.clip(room, 0, _LIFTED)[..., None].astype(np.float32)


def _bright(pixels: Bytes) -> Floats:
    """The logarithm of a picture's luminance, evened a little, (h, w)."""
    even = cv2.GaussianBlur(luminance(to_linear(pixels)), (0, 0), max(_EVEN * max(pixels.shape), 0.5))
    return np.asarray(np.log(even + 0.01), np.float32)
