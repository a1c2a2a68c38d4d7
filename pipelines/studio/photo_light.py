"""Where the light in a product's photo comes from, in the words of a template's light, and whether a scene agrees."""

from functools import lru_cache
from math import asin, atan2, degrees
from typing import NamedTuple

import cv2

from pipelines.core.preview import fit
from pipelines.core.shot import Cutout, Photo
from pipelines.studio.shape import shape

SURE = 0.35  # the probability of being right to within 30° from which the light is spoken of
APART = 75.0  # degrees between photo and scene across the camera's view from which a buyer sees that they disagree
_LOOKED_AT = 900  # px: longest side of the photo as the network is given it


class PhotoLight(NamedTuple):
    """Azimuth and elevation in degrees as in `Light`, and the probability of being right to within 30°."""

    azimuth: float
    elevation: float
    sure: float


@lru_cache(maxsize=8)
def photo_light(photo: Photo, cutout: Cutout) -> PhotoLight:
    """The strongest light in a photo, as the product's shading tells of it."""
    pixels = fit(photo.pixels, _LOOKED_AT)
    alpha = cv2.resize(cutout.alpha, pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
    found = shape(pixels, alpha)
    x, y, z = (float(value) for value in found.light)
    return PhotoLight(degrees(atan2(x, z)), degrees(asin(max(min(y, 1.0), -1.0))), found.sure)


def disagrees(light: PhotoLight, azimuth: float) -> bool:
    """Whether a scene lit from `azimuth` contradicts what the photo shows, as far as it is sure."""
    return light.sure >= SURE and abs((light.azimuth - azimuth + 180) % 360 - 180) > APART
