"""From a file that a visitor hands over to a `Photo`: limits, decoding, orientation, colours, transparency."""

import os
import unicodedata
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFile
from pillow_heif import register_heif_opener

from pipelines.core.colour import Floats
from pipelines.core.errors import UserError
from pipelines.core.exif import stated
from pipelines.core.profile import to_srgb
from pipelines.core.shot import Photo, read_only
from pipelines.core.sixteen import eight_bit
from pipelines.core.sniff import picture_format, refusal

MAX_BYTES = 100 * 1024 * 1024
MAX_PIXELS = 100_000_000
UNREAD = "What the camera said of which way is up cannot be read; if the photo lies on its side, turn it."
MIN_SIDE = 16

Image.init()
register_heif_opener()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own guard against decompression bombs: it raises at twice this
warnings.filterwarnings("ignore", module=r"PIL\.")  # remarks on odd metadata, which nobody here can act on

_PLUGINS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF")
_NAMES = {"MPO": "JPEG", "WEBP": "WebP", "HEIF": "HEIC"}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # EXIF 2.32, tag 0x0112: what undoes each orientation


def load_photo(path: str | Path, name: str | None = None) -> Photo:
    """Read a picture file once and decode it; `name` (else the file's own) only serves for display.

    Raises UserError: one sentence that says what is wrong with the file and what to do.
    """
    shown = display_name(name if name is not None else Path(path).name)
    try:
        if not Path(path).is_file():
            raise UserError(f"“{shown}” is not a file that is there; choose it again.")
        with Path(path).open("rb") as file:
            _check_length(os.fstat(file.fileno()).st_size, shown)
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UserError(f"“{shown}” cannot be opened; check that the file may be read, and choose it again.") from error
    return decode_photo(data, shown)


def decode_photo(data: bytes, name: str) -> Photo:
    """Decode the bytes of a picture file: upright 8-bit sRGB, its own transparency kept. Raises UserError."""
    shown = display_name(name)
    _check_length(len(data), shown)
    kind = picture_format(data)
    if kind is None:
        raise UserError(f"“{shown}” {refusal(data)}")
    try:
        with Image.open(BytesIO(data), formats=_PLUGINS) as image:
            _check_size(image, shown)
            return _photo(image, data, shown)
    except Image.DecompressionBombError as error:
        raise UserError(f"“{shown}” has more than 100 megapixels; save a smaller version.") from error
    except UserError:
        raise
    except Exception as error:  # on hostile bytes Pillow's decoders raise almost anything
        raise UserError(
            f"“{shown}” begins as {kind} but is damaged, cut short or of a rare kind; "
            "copy it again from where it came, or save it anew as JPEG or PNG."
        ) from error


def display_name(name: str) -> str:
    """A file name of any origin → letters, digits, spaces and `._-()…` only, at most 80 characters, no folders."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "._-()…" else " " for c in last)
    words = " ".join(kept.split()) or "photo"
    return words if len(words) <= 80 else f"{words[:60].rstrip()}…{words[-16:].lstrip()}"


def _check_length(length: int, shown: str) -> None:
    if length == 0:
        raise UserError(f"“{shown}” is empty; save or send it again and choose the new file.")
    if length > MAX_BYTES:
        raise UserError(f"“{shown}” is larger than 100 MB; save it as a JPEG of up to 100 megapixels.")


def _check_size(image: Image.Image, shown: str) -> None:
    """Before decoding: the size that the header states."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UserError(f"“{shown}” has {width * height / 1e6:.0f} megapixels, more than 100; save a smaller version.")
    if min(width, height) < MIN_SIDE:
        raise UserError(
            f"“{shown}” is only {width} × {height} pixels, and each side needs at least {MIN_SIDE}; "
            "choose the original photo, not its preview."
        )


def _photo(image: ImageFile.ImageFile, data: bytes, shown: str) -> Photo:
    flat, alpha = _split(eight_bit(image, data, shown))
    orientation = _orientation(image)  # after decoding: a PNG may state it behind its pixels
    colours, note = to_srgb(flat)
    notes = (*((note,) if note else ()), *((UNREAD,) if orientation is None else ()))
    solid = None if alpha is None else _alpha(_upright(alpha, orientation))
    if solid is not None and not solid.any():
        raise UserError(f"“{shown}” is wholly transparent; choose a picture that shows the product.")
    pixels = read_only(np.asarray(_upright(colours, orientation)))
    kind = _NAMES.get(str(image.format), str(image.format))
    return Photo(data, shown, kind, pixels, solid, notes)


def _orientation(image: Image.Image) -> int | None:
    """EXIF orientation still to be applied (Pillow turns TIFF, libheif HEIC, while decoding); None if unreadable."""
    if image.format in ("TIFF", "HEIF"):
        return 1
    found = stated(image, ExifTags.Base.Orientation, 1)
    if found is None:
        return None
    return int(found) if found in _UPRIGHT else 1


def _upright(image: Image.Image, orientation: int | None) -> Image.Image:
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image


def _split(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Any 8-bit picture → its colours as L, RGB or CMYK (profile kept), and its alpha as L where it has one."""
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        return _with_profile(whole.convert("RGB"), image), whole.getchannel("A")
    if image.mode in ("L", "RGB", "CMYK"):
        return image, None
    return _with_profile(image.convert("L" if image.mode == "1" else "RGB"), image), None


def _with_profile(image: Image.Image, source: Image.Image) -> Image.Image:
    image.info["icc_profile"] = source.info.get("icc_profile")
    return image


def _alpha(plane: Image.Image) -> Floats | None:
    """8-bit alpha → float32 0–1, None where it is opaque throughout."""
    codes: NDArray[Any] = np.asarray(plane)
    return None if codes.min() == 255 else read_only(codes.astype(np.float32) / np.float32(255))
