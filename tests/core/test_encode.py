"""Encoding: the right pixels, in sRGB, of the size given, within the limit or not at all."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from pipelines.core.encode import QUALITIES, encode, srgb_profile
from pipelines.core.errors import UserError
from pipelines.core.metadata import Provenance
from pipelines.core.profile import is_srgb

HERE = Provenance("Vase", "A vase", "compositeSynthetic")


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (300, 400, 3), dtype=np.uint8)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def test_png_keeps_every_pixel(noise: np.ndarray) -> None:
    assert np.array_equal(np.asarray(opened(encode(noise, "PNG", HERE))), noise)


def test_jpeg_stays_near_the_pixels_and_keeps_colour_at_full_resolution(noise: np.ndarray) -> None:
    image = opened(encode(noise, "JPEG", HERE))
    assert {layer[1:3] for layer in image.layer} == {(1, 1)}
    assert np.abs(np.asarray(image).astype(int) - noise).mean() < 5


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_the_profile_is_srgb(noise: np.ndarray, form: str) -> None:
    image = opened(encode(noise, form, HERE))
    assert image.mode == "RGB"
    assert image.info["icc_profile"] == srgb_profile()
    assert is_srgb(srgb_profile())


@pytest.mark.parametrize("limit", [250_000, 180_000, 130_000])
def test_noise_fits_its_limit_at_the_best_quality_that_does(noise: np.ndarray, limit: int) -> None:
    data = encode(noise, "JPEG", HERE, limit)
    assert len(data) <= limit
    assert opened(data).size == (400, 300)
    assert len(data) > 0.9 * limit or len(data) == len(encode(noise, "JPEG", HERE))


def test_what_fits_is_written_at_the_highest_quality() -> None:
    plain = np.full((200, 200, 3), 128, np.uint8)
    assert encode(plain, "JPEG", HERE, 1_000_000) == encode(plain, "JPEG", HERE)
    with_tables = Image.open(BytesIO(encode(plain, "JPEG", HERE))).quantization
    reference = BytesIO()
    Image.fromarray(plain).save(reference, "JPEG", quality=QUALITIES[-1])
    assert with_tables == Image.open(reference).quantization


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_cannot_fit_is_said_and_never_shrunk(noise: np.ndarray, form: str) -> None:
    with pytest.raises(UserError, match="MB"):
        encode(noise, form, HERE, 50_000)


def test_equal_pictures_are_equal_files(noise: np.ndarray) -> None:
    assert encode(noise, "JPEG", HERE) == encode(noise.copy(), "JPEG", HERE)


def test_white_stays_white_beyond_a_block_of_a_colourful_edge() -> None:
    picture = np.full((400, 400, 3), 255, np.uint8)
    picture[101:299, 103:301] = (255, 0, 0)
    decoded = np.asarray(opened(encode(picture, "JPEG", HERE)))
    away = np.ones((400, 400), bool)
    away[93:307, 95:309] = False
    assert (decoded[away] == 255).all()
