"""Colours of a decoded picture → sRGB, through the profile that the file carries."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageCms

_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_UNREADABLE = "The colour profile in this file cannot be used, so its colours were taken as sRGB; check them."
_NO_CMYK = "This CMYK picture carries no usable colour profile, so its colours are an estimate; check them."


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@cache
def _probe() -> Image.Image:
    """A lattice of 9³ colours."""
    levels = [round(i * 255 / 8) for i in range(9)]
    return Image.frombytes("RGB", (27, 27), bytes(v for r in levels for g in levels for b in levels for v in (r, g, b)))


def to_srgb(image: Image.Image) -> tuple[Image.Image, str | None]:
    """A picture of mode L, RGB or CMYK → RGB in sRGB, with a note to the seller where colours are uncertain.

    Relative colorimetric with black-point compensation, as photo editors do by default. A profile that moves no
    colour of a lattice by more than 1/255 is sRGB by another name: then the pixels stay exactly as they are.
    """
    guess = _NO_CMYK if image.mode == "CMYK" else None
    data = image.info.get("icc_profile")
    if not data:
        return image.convert("RGB"), guess
    try:
        return _convert(image, ImageCms.ImageCmsProfile(BytesIO(data))), None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
        return image.convert("RGB"), guess or _UNREADABLE


def is_srgb(profile: bytes) -> bool:
    """Whether an ICC profile is sRGB, by whatever name."""
    probe = _probe().copy()
    probe.info["icc_profile"] = profile
    return to_srgb(probe)[0] is probe


def _convert(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    mode = _MODES[profile.profile.xcolor_space.strip()]
    if image.mode == "L" and mode == "RGB":
        image = image.convert("RGB")
    if image.mode != mode:
        raise ValueError(f"a {mode} profile on a {image.mode} picture")
    transform = ImageCms.buildTransform(
        profile, _srgb(), mode, "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    )
    if mode == "RGB" and _moves_nothing(transform):
        return image
    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None  # None only when asked to work in place
    return converted


def _moves_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    moved = ImageCms.applyTransform(_probe(), transform)
    assert moved is not None
    return all(abs(a - b) <= 1 for a, b in zip(_probe().tobytes(), moved.tobytes(), strict=True))
