"""Loading: every format and mode comes in right, and whatever cannot come in gets one clear sentence."""

import io
import os
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import cv2
import icc_profiles
import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from pipelines.core import load
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo, display_name, load_photo
from pipelines.core.shot import Photo

PROJECT = Path(__file__).resolve().parents[2]
FORMATS = {
    "JPEG": "JPEG",
    "PNG": "PNG",
    "WebP": "WEBP",
    "TIFF": "TIFF",
    "BMP": "BMP",
    "GIF": "GIF",
    "HEIC": "HEIF",
    "AVIF": "AVIF",
}
BEST = {
    "JPEG": {"quality": 98, "subsampling": 0},
    "WebP": {"lossless": True, "exact": True},
    "HEIC": {"quality": -1, "chroma": 444, "matrix_coefficients": 0},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
}
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
PATCHES = np.kron(np.arange(24, dtype=np.uint8).reshape(4, 6) * 10, np.ones((16, 16), np.uint8))


def picture(seed: int = 0, shape: tuple[int, ...] = (20, 28, 3), high: int = 256) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, high, shape).astype(np.uint8 if high == 256 else np.uint16)


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, FORMATS[kind], **{**BEST.get(kind, {}), **options})
    return out.getvalue()


def png(values: np.ndarray) -> bytes:
    ok, data = cv2.imencode(".png", values[..., [2, 1, 0, 3][: values.shape[2]]] if values.ndim == 3 else values)
    assert ok
    return data.tobytes()


def tiff(values: np.ndarray, **options: object) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, values, **options)
    return out.getvalue()


def refused(data: bytes, *words: str, name: str = "cup.jpg") -> None:
    with pytest.raises(UserError) as caught:
        decode_photo(data, name)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 300
    assert "; " in sentence, "says what to do"
    assert all(word in sentence for word in (*words, "cup"))


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


sixteen_bit = hnp.arrays(np.uint16, st.tuples(st.integers(16, 24), st.integers(16, 24), st.sampled_from([3, 4])))


@settings(deadline=None, max_examples=40)
@given(values=sixteen_bit, coder=st.sampled_from(["png", "tiff", "deflate", "big-endian"]))
def test_sixteen_bits_round_to_the_nearest_of_eight(values: np.ndarray, coder: str) -> None:
    extra = {"extrasamples": ["unassalpha"]} if values.shape[2] == 4 else {}
    options = {"tiff": {}, "deflate": {"compression": "deflate", "predictor": True}, "big-endian": {"byteorder": ">"}}
    data = png(values) if coder == "png" else tiff(values, photometric="rgb", **extra, **options[coder])
    expected = np.floor(values / 257 + 0.5)
    if values.shape[2] == 4 and not expected[..., 3].any():
        return refused(data, "transparent")
    photo = decode_photo(data, "cup")
    assert np.array_equal(photo.pixels, expected[..., :3])
    if values.shape[2] == 4:
        alpha = 1.0 if photo.alpha is None else photo.alpha
        assert np.array_equal(np.round(alpha * np.ones(values.shape[:2]) * 255), expected[..., 3])
    return None


@pytest.mark.parametrize("coder", ["png", "minisblack", "miniswhite"])
def test_sixteen_bit_grey_is_neither_saturated_nor_inverted(coder: str) -> None:
    values = np.linspace(0, 65535, 20 * 28).astype(np.uint16).reshape(20, 28)
    stored = 65535 - values if coder == "miniswhite" else values
    data = png(values) if coder == "png" else tiff(stored, photometric=coder)
    assert np.array_equal(decode_photo(data, "cup").pixels[..., 1], np.floor(values / 257 + 0.5))


@pytest.mark.parametrize(
    "data",
    [
        tiff(np.zeros((20, 20), np.float32), photometric="minisblack"),
        tiff(np.zeros((20, 20, 3), np.float32), photometric="rgb"),
        tiff(np.zeros((20, 20), np.uint32), photometric="minisblack"),
        tiff(np.zeros((3, 20, 20), np.uint16), photometric="rgb", planarconfig="separate"),
    ],
)
def test_tiffs_without_a_fixed_white_are_refused(data: bytes) -> None:
    refused(data, "TIFF", "JPEG")


# Colour


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


# Limits and refusals


def huge_png(width: int, height: int) -> bytes:
    def chunk(tag: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def huge_bmp(width: int, height: int) -> bytes:
    data = bytearray(encode(Image.new("RGB", (16, 16)), "BMP"))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


@pytest.mark.parametrize("make", [huge_png, huge_bmp])
@pytest.mark.parametrize("side", [10_001, 14_143, 60_000])
def test_more_than_100_megapixels_are_refused_from_the_header(make, side: int) -> None:
    refused(make(side, side), "megapixels")


def test_nothing_but_the_sentence_is_said(tmp_path: Path) -> None:
    (tmp_path / "cup.png").write_bytes(huge_png(11_000, 11_000))
    (tmp_path / "cup.tif").write_bytes(encode(Image.new("RGB", (20, 20)), "TIFF")[:150])
    program = (
        "import sys\n"
        "from pipelines.core.errors import UserError\n"
        "from pipelines.core.load import load_photo\n"
        "try: load_photo(sys.argv[1])\n"
        "except UserError as error: print(error, file=sys.stderr)\n"
    )
    for path in tmp_path.iterdir():
        done = subprocess.run([sys.executable, "-c", program, path], cwd=PROJECT, capture_output=True, text=True)
        assert done.stderr.count("\n") == 1
        assert "cup" in done.stderr


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cup.jpg"
    with path.open("wb") as file:
        file.truncate(load.MAX_BYTES + 1)
    monkeypatch.setattr(load, "decode_photo", lambda *_: pytest.fail("read"))
    with pytest.raises(UserError, match="100 MB"):
        load_photo(path)


@pytest.mark.parametrize("size", [(15, 400), (400, 1), (1, 1)])
def test_slivers_are_refused(size: tuple[int, int]) -> None:
    refused(encode(Image.new("RGB", size), "PNG"), f"{size[0]} × {size[1]}", "16")


def test_a_long_strip_is_read() -> None:
    assert decode_photo(encode(Image.new("RGB", (16, 4000)), "PNG"), "cup").size == (16, 4000)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.8])
def test_cut_short_files_are_refused(kind: str, part: float) -> None:
    data = encode(Image.fromarray(picture(shape=(64, 64, 3))), kind)
    refused(data[: int(len(data) * part)], "again")


OTHERS = {
    "PDF": b"%PDF-1.7\n1 0 obj",
    "SVG": b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "web page": b"<!DOCTYPE html><html><body>Not found</body></html>",
    "RAW": b"II*\0\x10\0\0\0CR\x02\0" + bytes(64),
    "video": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64),
    "Photoshop": b"8BPS\0\x01" + bytes(64),
    "archive": b"PK\x03\x04" + bytes(64),
    "not a picture": b"Dear sir, the cup is blue.",
}


@pytest.mark.parametrize("what", OTHERS)
def test_files_that_are_no_photo_get_a_sentence_of_their_own(what: str) -> None:
    refused(OTHERS[what], what)


@pytest.mark.parametrize("tags", [[(50706, "B", 4, b"\1\4\0\0", False)], [(254, "I", 1, 1, False)]])
def test_a_raw_file_in_tiff_clothes_is_not_taken_for_its_preview(tags: list) -> None:
    options = {"subfiletype": 1} if tags[0][0] == 254 else {"extratags": tags}
    refused(tiff(picture(), photometric="rgb", **options), "RAW")


def test_nothing_there(tmp_path: Path) -> None:
    empty = tmp_path / "cup.jpg"
    empty.touch()
    os.mkfifo(tmp_path / "pipe.jpg")
    for path in (empty, tmp_path, tmp_path / "missing.jpg", tmp_path / "pipe.jpg", "a\0b.jpg", ""):
        with pytest.raises(UserError):
            load_photo(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF", "HEIC", "GIF", "BMP", "AVIF"])
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
def test_mutated_files_never_raise_anything_but_a_user_error(kind: str, edits: list[tuple[float, int]]) -> None:
    profile = {"icc_profile": icc_profiles.display_p3()} if kind in ("JPEG", "PNG") else {}
    data = bytearray(encode(Image.fromarray(picture(shape=(24, 24, 3))), kind, **profile))
    for where, value in edits:
        data[int(where * len(data))] = value
    with suppress(UserError):
        assert isinstance(decode_photo(bytes(data), "cup"), Photo)


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
