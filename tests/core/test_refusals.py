"""Whatever cannot be loaded gets one clear sentence, before it can do harm."""

import os
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import icc_profiles
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pictures import FORMATS, encode, picture, refused, tiff
from PIL import Image

from pipelines.core import load
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo, load_photo
from pipelines.core.shot import Photo

PROJECT = Path(__file__).resolve().parents[2]


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
