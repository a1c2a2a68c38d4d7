"""16 bits a channel become 8, each rounded to the nearest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pictures import png, refused, tiff

from pipelines.core.load import decode_photo

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
