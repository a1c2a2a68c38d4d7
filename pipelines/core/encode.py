"""Pixels → a file's bytes: sRGB with its profile, metadata, and within a byte limit."""

from bisect import bisect_right
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from pipelines.core.colour import Bytes
from pipelines.core.errors import UserError
from pipelines.core.metadata import Provenance, exif, packet

QUALITIES = range(60, 96)
"""JPEG qualities that are tried, the highest first; below 60 blocks show, above 95 files only grow."""

_DPI = (72, 72)


def encode(pixels: Bytes, form: str, provenance: Provenance, limit: int | None = None) -> bytes:
    """(H, W, 3) 8-bit sRGB → JPEG or PNG of at most `limit` bytes, of the same size in pixels.

    JPEG is written without chroma subsampling: 4:2:0 spreads a product's colour up to 16 px into a white background.
    Raises UserError where even the lowest quality does not fit; the picture is never made smaller to fit.
    """
    image = Image.fromarray(pixels)
    data = _png(image, provenance) if form == "PNG" else _jpeg(image, provenance, limit)
    if limit is not None and len(data) > limit:
        raise UserError(
            f"This picture needs {len(data) / 1e6:.1f} MB as {form}, more than the {limit / 1e6:g} MB allowed; "
            "choose a plainer background."
        )
    return data


def _jpeg(image: Image.Image, provenance: Provenance, limit: int | None) -> bytes:
    extras = {"icc_profile": srgb_profile(), "xmp": packet(provenance), "exif": exif(provenance), "dpi": _DPI}

    @cache
    def at(quality: int) -> bytes:
        file = BytesIO()
        image.save(file, "JPEG", quality=quality, subsampling="4:4:4", **extras)
        return file.getvalue()

    if limit is None or len(at(QUALITIES[-1])) <= limit:
        return at(QUALITIES[-1])
    fitting = bisect_right(QUALITIES, limit, key=lambda quality: len(at(quality)))
    return at(QUALITIES[max(fitting - 1, 0)])


def _png(image: Image.Image, provenance: Provenance) -> bytes:
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", packet(provenance).decode())  # save(xmp=…) is ignored for PNG
    file = BytesIO()
    image.save(file, "PNG", pnginfo=text, icc_profile=srgb_profile(), exif=exif(provenance), dpi=_DPI)
    return file.getvalue()


@cache
def srgb_profile() -> bytes:
    """An sRGB ICC profile. Its date (bytes 24–35, ICC.1) is left zero, so that equal pictures are equal files."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + bytes(12) + profile[36:]
