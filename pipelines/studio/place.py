"""What is known of a photo of a place: camera, light, colour, grain. Everything can be set otherwise."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import degrees, hypot

from PIL import ExifTags, Image

from pipelines.core.colour import Bytes
from pipelines.core.exif import stated
from pipelines.core.shot import Photo
from pipelines.studio.place_horizon import horizon, pitch_of
from pipelines.studio.place_light import PlaceLight, place_light
from pipelines.studio.place_tone import Cast, cast, grain_of, level_of

PHONE = 26.0  # mm, full-frame equivalent: a phone's main camera
_DIAGONAL = hypot(36, 24)  # mm: what equivalent focal lengths refer to (CIPA DCG-001)
_FOCALS = 13.0, 200.0  # mm: what a file may claim


@dataclass(frozen=True)
class Place:
    """Estimates of a place, each on whole frames, so that they hold at any size."""

    focal: float  # mm, full-frame equivalent
    focal_known: bool  # whether the file said so
    horizon: float  # row as a fraction of the height: 0 top, below 0 above the frame
    horizon_sure: float  # 0–1
    light: PlaceLight
    cast: Cast
    grain: float  # standard deviation in 8-bit codes at the photo's own size
    level: float  # geometric mean of the linear luminance

    def focal_px(self, size: tuple[int, int]) -> float:
        """The focal length on a grid of (width, height) px."""
        return self.focal / _DIAGONAL * hypot(*size)

    def pitch(self, size: tuple[int, int]) -> float:
        """Degrees that the camera looks down."""
        return degrees(pitch_of(self.horizon, size[1], self.focal_px(size)))


@lru_cache(maxsize=8)
def place_of(photo: Photo) -> Place:
    """The estimate for a place photo."""
    stated = stated_focal(photo.original)
    return estimate(photo.pixels, stated)


def estimate(pixels: Bytes, focal: float | None = None) -> Place:
    """The estimate for an (H, W, 3) picture; `focal` in equivalent mm where it is known."""
    size = pixels.shape[1], pixels.shape[0]
    mm = focal or PHONE
    px = mm / _DIAGONAL * hypot(*size)
    row, sure = horizon(pixels, px)
    light = place_light(pixels, row, px / size[0])
    return Place(
        mm, focal is not None, row, sure, light, cast(pixels), float(grain_of(pixels).mean()), level_of(pixels)
    )


def stated_focal(data: bytes) -> float | None:
    """The equivalent focal length in mm that a file's EXIF states (tag 0xA405), where it does so believably."""
    try:
        with Image.open(BytesIO(data)) as image:
            focal = stated(image, ExifTags.Base.FocalLengthIn35mmFilm, ifd=ExifTags.IFD.Exif)
    except OSError:  # a format that another reader decoded
        return None
    return focal if focal is not None and _FOCALS[0] <= focal <= _FOCALS[1] else None
