"""Colours arrive in sRGB, whatever profile the file carries."""

import icc_profiles
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pictures import encode, picture
from PIL import Image

from pipelines.core.load import decode_photo


def srgb_codes(signal: tuple[int, int, int]) -> np.ndarray:
    """Display P3 codes → sRGB codes, by the standards' own formulas."""
    s = np.array(signal) / 255
    linear = np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)
    linear = np.linalg.solve(np.array(icc_profiles.SRGB_TO_XYZ), np.array(icc_profiles.P3_TO_XYZ) @ linear).clip(0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 255


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from(["PNG", "TIFF", "WebP"]))
@example((255, 0, 0), "PNG")
@example((200, 100, 50), "WebP")
def test_display_p3_becomes_srgb_within_one_code(signal: tuple[int, int, int], kind: str) -> None:
    data = encode(Image.new("RGB", (16, 16), signal), kind, icc_profile=icc_profiles.display_p3())
    pixel = decode_photo(data, "cup").pixels[3, 3]
    assert np.abs(pixel - srgb_codes(signal)).max() <= 1


@pytest.mark.parametrize("kind", ["JPEG", "HEIC", "AVIF"])
def test_phones_profiles_are_applied(kind: str) -> None:
    signal = (60, 180, 90)
    data = encode(Image.new("RGB", (32, 32), signal), kind, icc_profile=icc_profiles.display_p3())
    assert np.abs(decode_photo(data, "cup").pixels[9, 9] - srgb_codes(signal)).max() <= 3


def test_an_srgb_profile_leaves_every_pixel_as_it_was() -> None:
    pixels = picture()
    photo = decode_photo(encode(Image.fromarray(pixels), "PNG", icc_profile=icc_profiles.srgb()), "cup")
    assert np.array_equal(photo.pixels, pixels)
    assert photo.notes == ()


def test_alpha_stays_as_it_is_beside_a_profile() -> None:
    image = Image.new("RGBA", (20, 20), (200, 100, 50, 77))
    photo = decode_photo(encode(image, "PNG", icc_profile=icc_profiles.display_p3()), "cup")
    assert photo.alpha is not None
    assert np.allclose(photo.alpha * 255, 77)
    assert np.abs(photo.pixels[0, 0] - srgb_codes((200, 100, 50))).max() <= 1


def test_a_grey_profile_is_applied() -> None:
    photo = decode_photo(encode(Image.new("L", (20, 20), 128), "PNG", icc_profile=icc_profiles.grey(1.0)), "cup")
    assert np.abs(photo.pixels.astype(int) - 188).max() <= 1  # linear 128/255 as an sRGB code


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_follows_its_profile(kind: str) -> None:
    profile = icc_profiles.cmyk({(0, 0, 0, 0): (100, 0, 0), (1, 0, 0, 0): (50, 0, 0)})
    for inks, code in (((0, 0, 0, 0), 255), ((255, 0, 0, 0), 119), ((0, 0, 0, 255), 0)):
        photo = decode_photo(encode(Image.new("CMYK", (32, 32), inks), kind, icc_profile=profile), "cup")
        assert np.abs(photo.pixels.astype(int) - code).max() <= 3
        assert photo.notes == ()


def test_cmyk_without_a_profile_is_estimated_and_says_so() -> None:
    photo = decode_photo(encode(Image.new("CMYK", (32, 32), (255, 0, 0, 0)), "JPEG"), "cup")
    assert np.abs(photo.pixels[0, 0].astype(int) - (0, 255, 255)).max() <= 3
    assert "CMYK" in photo.notes[0]


@pytest.mark.parametrize("profile", [b"not a profile", icc_profiles.display_p3()[:200], icc_profiles.grey(2.2)])
def test_a_profile_that_does_not_fit_is_ignored_with_a_note(profile: bytes) -> None:
    pixels = picture()
    photo = decode_photo(encode(Image.fromarray(pixels), "PNG", icc_profile=profile), "cup")
    assert np.array_equal(photo.pixels, pixels)
    assert "profile" in photo.notes[0]
