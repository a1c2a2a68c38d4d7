"""16 bits a channel → 8, rounded: Pillow alone cuts the low byte off colour pictures and saturates grey ones."""

import re
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, TiffImagePlugin

from pipelines.core.errors import UserError

_BITS, _PHOTOMETRIC, _PLANAR, _DNG_VERSION, _SUBFILE = 258, 262, 284, 50706, 254  # TIFF 6.0 and DNG 1.4 tags


def eight_bit(image: ImageFile.ImageFile, data: bytes, shown: str) -> Image.Image:
    """Decode an opened picture to 8 bits a channel; `data` is its file. Raises UserError on a TIFF that is no photo."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _check_tiff(image, shown)
    swapped = _swapped_tiles(image)
    image.load()
    if image.mode.startswith("I;16"):
        return _grey(image)
    if not swapped:
        return image
    with Image.open(BytesIO(data)) as again:
        again.tile = swapped
        again.load()
        rounded = Image.fromarray(_round(np.asarray(image), np.asarray(again)), image.mode)
    rounded.info = {key: value for key, value in image.info.items() if key != "transparency"}
    return rounded


def _swapped_tiles(image: ImageFile.ImageFile) -> list[Any]:
    """The tiles of a 16-bit colour picture with the byte order turned round, so that decoding gives the low bytes."""
    swapped = []
    for tile in image.tile:
        arguments = tile.args if isinstance(tile.args, tuple) else (tile.args,)
        found = re.fullmatch(r"(RGBA?|RGBX|CMYK);16([LBN])", str(arguments[0]))
        if not found:
            return []
        turned = (f"{found[1]};16{'L' if found[2] == 'B' else 'B'}", *arguments[1:])
        swapped.append(tile._replace(args=turned if isinstance(tile.args, tuple) else turned[0]))
    return swapped


def _round(high: NDArray[np.uint8], low: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(256·high + low) / 257, rounded: 257·high + (low − high) differs from 257·high by less than one code."""
    difference = low.astype(np.int16) - high
    return high + (difference > 128).astype(np.uint8) - (difference < -128).astype(np.uint8)


def _grey(image: Image.Image) -> Image.Image:
    values = np.asarray(image).astype(np.uint16)
    if isinstance(image, TiffImagePlugin.TiffImageFile) and image.tag_v2.get(_PHOTOMETRIC) == 0:
        values = 65535 - values
    picture = Image.fromarray(_round((values >> 8).astype(np.uint8), (values & 255).astype(np.uint8)), "L")
    picture.info["icc_profile"] = image.info.get("icc_profile")
    return picture


def _check_tiff(image: TiffImagePlugin.TiffImageFile, shown: str) -> None:
    tags = image.tag_v2
    if _DNG_VERSION in tags or int(tags.get(_SUBFILE, 0)) & 1:
        raise UserError(f"“{shown}” is a camera's RAW file, not a photo; develop it and save a JPEG or TIFF.")
    bits = set(tags.get(_BITS, (1,)))
    split = 16 in bits and tags.get(_PLANAR) == 2
    if not bits <= {1, 2, 4, 8, 16} or image.mode in ("F", "I") or split:
        raise UserError(
            f"“{shown}” is a TIFF with {max(bits)} bits a channel in a form that has no fixed white; "
            "save it as an 8- or 16-bit RGB TIFF, PNG or JPEG."
        )
