"""Loading: every format, orientation and mode comes in right, under a name that is safe to show."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pictures import FORMATS, PATCHES, encode, picture, refused
from PIL import Image

from pipelines.core.load import UNREAD, decode_photo, display_name, load_photo

UPRIGHT = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: np.rot90(a),
}

# Formats


@pytest.mark.parametrize("kind", ["PNG", "WebP", "TIFF", "BMP"])
@settings(deadline=None, max_examples=20)
@given(pixels=hnp.arrays(np.uint8, st.tuples(st.integers(16, 40), st.integers(16, 40), st.just(3))))
def test_lossless_formats_keep_every_pixel(kind: str, pixels: np.ndarray) -> None:
    data = encode(Image.fromarray(pixels), kind)
    photo = decode_photo(data, "cup")
    assert np.array_equal(photo.pixels, pixels)
    assert photo.original == data
    assert photo.alpha is None
    assert photo.format == kind


@pytest.mark.parametrize("kind", FORMATS)
def test_the_bytes_decide_the_format_not_the_name(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "holiday.txt"
    path.write_bytes(encode(Image.fromarray(picture()), kind))
    photo = load_photo(path)
    assert (photo.format, photo.name, photo.size) == (kind, "holiday.txt", (28, 20))
    assert not photo.pixels.flags.writeable
    assert photo.original == path.read_bytes()


@pytest.mark.parametrize("kind", ["HEIC", "AVIF", "JPEG"])
def test_lossy_formats_come_close(kind: str) -> None:
    pixels = np.stack([PATCHES, PATCHES[::-1], PATCHES[:, ::-1]], -1)
    photo = decode_photo(encode(Image.fromarray(pixels), kind), "cup")
    assert np.abs(photo.pixels.astype(int) - pixels).max() <= 4


def test_a_gif_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("#ff0000", "#0000ff")]
    photo = decode_photo(encode(frames[0], "GIF", save_all=True, append_images=frames[1:]), "cup")
    assert (photo.pixels == (255, 0, 0)).all()


# Orientation


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF"])
def test_each_exif_orientation_comes_upright_to_the_pixel(kind: str, orientation: int) -> None:
    image = Image.fromarray(picture())
    exif = Image.Exif()
    exif[0x0112] = orientation
    plain = decode_photo(encode(image, kind), "cup").pixels
    turned = decode_photo(encode(image, kind, exif=exif), "cup").pixels
    assert np.array_equal(turned, UPRIGHT[orientation](plain))


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["HEIC", "AVIF"])
def test_a_container_that_turns_is_turned_once(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = decode_photo(encode(Image.fromarray(PATCHES).convert("RGB"), kind, exif=exif.tobytes()), "cup")
    expected = UPRIGHT[orientation](PATCHES)
    assert photo.pixels.shape[:2] == expected.shape
    assert np.abs(photo.pixels[..., 0].astype(int) - expected).max() <= 4


def test_alpha_turns_with_its_pixels() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels = picture(shape=(20, 28, 4))
    photo = decode_photo(encode(Image.fromarray(pixels), "PNG", exif=exif), "cup")
    assert photo.alpha is not None
    assert np.array_equal(np.round(photo.alpha * 255), np.rot90(pixels[..., 3], -1))


def test_broken_exif_does_not_stop_a_good_picture() -> None:
    data = encode(Image.fromarray(picture()), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(range(64)))
    assert decode_photo(data, "cup").size == (28, 20)


def test_exif_that_cannot_be_read_is_said_and_exif_that_can_is_not() -> None:
    letters = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x02AB\0\0\0\0\0\0"  # an orientation of “AB”
    broken = encode(Image.fromarray(picture()), "JPEG", exif=letters)
    assert decode_photo(broken, "cup").notes == (UNREAD,)
    assert decode_photo(encode(Image.fromarray(picture()), "JPEG"), "cup").notes == ()


# Modes and depths


def test_grey_palette_and_one_bit() -> None:
    grey = picture(shape=(20, 28))
    assert (decode_photo(encode(Image.fromarray(grey), "PNG"), "cup").pixels == grey[..., None]).all()
    palette = Image.fromarray(picture(1)).quantize(16)
    assert np.array_equal(decode_photo(encode(palette, "PNG"), "cup").pixels, np.asarray(palette.convert("RGB")))
    bits = Image.fromarray(grey).convert("1")
    assert set(np.unique(decode_photo(encode(bits, "PNG"), "cup").pixels)) <= {0, 255}


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_alpha_is_kept_as_fractions(mode: str) -> None:
    image = Image.fromarray(picture(shape=(20, 28, 4))).convert(mode)
    photo = decode_photo(encode(image, "PNG"), "cup")
    assert photo.alpha is not None
    assert photo.alpha.dtype == np.float32
    assert not photo.alpha.flags.writeable
    assert np.array_equal(np.round(photo.alpha * 255), np.asarray(image.getchannel("A")))
    assert np.array_equal(photo.pixels, np.asarray(image.convert("RGBA"))[..., :3])


def test_palette_transparency_is_alpha() -> None:
    image = Image.new("P", (20, 20), 1)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.paste(0, (0, 0, 10, 20))
    photo = decode_photo(encode(image, "PNG", transparency=0), "cup")
    assert photo.alpha is not None
    assert (photo.alpha[:, :10] == 0).all()
    assert (photo.alpha[:, 10:] == 1).all()
    assert tuple(photo.pixels[0, 15]) == (0, 255, 0)


def test_opaque_alpha_is_no_alpha_and_full_transparency_is_no_picture() -> None:
    assert decode_photo(encode(Image.new("RGBA", (20, 20), (9, 9, 9, 255)), "PNG"), "cup").alpha is None
    refused(encode(Image.new("RGBA", (20, 20), (9, 9, 9, 0)), "PNG"), "transparent")


# Names


@settings(deadline=None)
@given(st.text(max_size=300))
def test_display_names_hold_nothing_that_acts(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown) <= 80
    assert display_name(shown) == shown
    assert not set(shown) & set("/\\<>&\"'`{}[]\n\r\0\u202e")


def test_display_names_keep_what_people_write() -> None:
    assert display_name("/home/me/Größe 40 (blue).JPG") == "Größe 40 (blue).JPG"
    assert display_name("C:\\fakepath\\चाय.png") == "चाय.png"
    assert display_name("x" * 300 + ".jpeg").endswith(".jpeg")


def test_the_display_name_is_never_a_path(tmp_path: Path) -> None:
    path = tmp_path / "upload.bin"
    path.write_bytes(encode(Image.new("RGB", (20, 20)), "PNG"))
    assert load_photo(path, "../../etc/passwd").name == "passwd"
