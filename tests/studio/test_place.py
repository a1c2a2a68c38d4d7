"""What is read from a photo of a place: horizon, light, colour, grain, a free spot, scale."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from pipelines.core.colour import to_linear, to_srgb8
from pipelines.core.temperature import tint
from pipelines.studio.place import PHONE, Place, estimate, stated_focal
from pipelines.studio.place_horizon import horizon, pitch_of
from pipelines.studio.place_light import place_light
from pipelines.studio.place_spot import free_spot, px_per_cm
from pipelines.studio.place_tone import cast, grain_of

SIZE = 480, 360
FOCAL = 400.0


def floor(row: float, turn: float = 30.0, size: tuple[int, int] = SIZE, focal: float = FOCAL) -> np.ndarray:
    """A checkered floor, endless, under a plain wall of sky, as a camera with its horizon at `row` sees it; 8-bit."""
    width, height = size
    pitch = pitch_of(row, height, focal)
    y, x = np.mgrid[0 : 3 * height, 0 : 3 * width] / 3 + 1 / 6
    right, down = (x - width / 2) / focal, (y - height / 2) / focal
    drop = np.sin(pitch) + down * np.cos(pitch)
    depth = 120 / np.maximum(drop, 1e-3)
    there = depth < 8000
    across, away = right * depth * there, (np.cos(pitch) - down * np.sin(pitch)) * depth * there
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    tiles = np.floor((c * across + s * away) / 25) + np.floor((c * away - s * across) / 25)
    light = np.where(there, np.where(tiles % 2, 0.5, 0.2), 0.6)
    light = light.reshape(height, 3, width, 3).mean((1, 3))
    return to_srgb8(np.repeat(light[..., None], 3, -1).astype(np.float32))


@pytest.mark.parametrize("row", [-0.4, 0.0, 0.15, 0.3])
@pytest.mark.parametrize("turn", [15, 30, 55])
@pytest.mark.parametrize("size", [(480, 360), (360, 480), (420, 420)])
def test_the_horizon_of_a_checkered_floor_is_found(row, turn, size):
    found = horizon(floor(row, turn, size), FOCAL)
    assert abs(found.row - row) < 0.04
    assert found.sure > 0.3


def test_without_lines_the_horizon_is_a_guess_and_said_to_be_one():
    noise = np.random.default_rng(0).integers(90, 140, (300, 400, 3), np.uint8)
    found = horizon(cv2.GaussianBlur(noise, (0, 0), 3), FOCAL)
    assert found.sure < 0.2
    assert -0.3 < found.row < 0.5


@pytest.mark.parametrize("side", [-1, 1])
def test_light_comes_from_the_brighter_side(side):
    across = np.linspace(-1, 1, SIZE[0], dtype=np.float32)[None, :, None]
    lit = to_srgb8(to_linear(floor(0.2)) * np.exp2(side * across))
    found = place_light(lit, 0.2, FOCAL / SIZE[0])
    assert np.sign(found.azimuth) == side
    assert 20 < abs(found.azimuth) < 160
    assert found.sure > 0.5


@pytest.mark.parametrize(("column", "side"), [(0.15, -1), (0.85, 1)])
def test_a_window_lights_from_behind_and_from_its_side(column, side):
    place = floor(0.4) // 2
    left, top = int((column - 0.08) * SIZE[0]), int(0.05 * SIZE[1])
    place[top : top + 90, left : left + 76] = 255
    found = place_light(place, 0.4, FOCAL / SIZE[0])
    assert np.sign(found.azimuth) == side
    assert abs(found.azimuth) > 90
    assert found.sure > 0.3


def test_even_light_has_no_side():
    assert place_light(floor(0.2), 0.2, FOCAL / SIZE[0]).sure < 0.35


def test_a_sharp_blue_shadow_is_read_as_hard_light():
    plain = np.full((360, 480, 3), 0.45, np.float32)
    cv2.ellipse(shaded := plain.copy(), (240, 260), (90, 30), 0, 0, 360, (0.09, 0.1, 0.12), -1)
    rng = np.random.default_rng(1)
    sunny, dull = (to_srgb8(p * (1 + 0.05 * rng.standard_normal((*p.shape[:2], 1)))) for p in (shaded, plain))
    assert place_light(sunny, 0.1, 0.8).softness < 0.35
    assert place_light(dull, 0.1, 0.8).softness > 0.6


@pytest.mark.parametrize("kelvin", [3200, 4200, 7000, 9000])
def test_a_cast_is_read_in_its_direction_and_never_in_full(kelvin):
    light = to_linear(floor(0.2)) * tint(kelvin)
    found = cast(to_srgb8(light / light.max()))
    assert (found.kelvin - 5500) * (kelvin - 5500) > 0
    assert abs(1 / found.kelvin - 1 / 5500) <= abs(1 / kelvin - 1 / 5500) * 1.05


def test_a_neutral_place_is_neutral_and_a_coloured_one_is_hardly_called_a_cast():
    assert abs(cast(floor(0.2)).kelvin - 5500) < 150
    green = np.random.default_rng(2).normal((30, 140, 60), 12, (240, 320, 3)).clip(0, 255).astype(np.uint8)
    assert abs(cast(green).green) <= 0.05


@pytest.mark.parametrize("sigma", [1.0, 4.0, 9.0])
def test_grain_is_measured(sigma):
    rng = np.random.default_rng(3)
    noisy = floor(0.2) + rng.normal(0, sigma, (*SIZE[::-1], 3))
    assert grain_of(noisy.round().clip(0, 255).astype(np.uint8)).mean() == pytest.approx(sigma, rel=0.25)


def test_the_free_spot_lies_on_plain_ground_below_the_horizon():
    rng = np.random.default_rng(4)
    place = np.full((360, 480, 3), 140, np.uint8)
    place[:, :260] = rng.integers(0, 256, (360, 260, 3))
    x, y = free_spot(place, 0.3, 0.25)
    assert x > 0.6
    assert 0.45 < y < 0.95


def test_scale_on_the_ground_follows_the_camera():
    """Straight down from the middle of a camera pitched by p at height h, a ground point is h / sin p away."""
    row = 0.1
    pitch = pitch_of(row, SIZE[1], FOCAL)
    assert px_per_cm(0.5, row, SIZE, FOCAL, 100) == pytest.approx(FOCAL / (100 / np.sin(pitch)))
    assert px_per_cm(0.9, row, SIZE, FOCAL, 100) > 1.5 * px_per_cm(0.5, row, SIZE, FOCAL, 100)
    assert px_per_cm(0.5, row, SIZE, FOCAL, 50) == pytest.approx(2 * px_per_cm(0.5, row, SIZE, FOCAL, 100))


def jpeg(focal: int | None) -> bytes:
    exif, out = Image.Exif(), BytesIO()
    if focal is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FocalLengthIn35mmFilm] = focal
    Image.fromarray(floor(0.2)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(("stated", "read"), [(50, 50.0), (0, None), (9000, None), (None, None)])
def test_the_focal_length_is_taken_from_the_file_where_it_is_believable(stated, read):
    assert stated_focal(jpeg(stated)) == read
    assert stated_focal(b"no picture") is None


def test_an_estimate_holds_at_any_size():
    place = estimate(floor(0.15))
    assert isinstance(place, Place)
    assert (place.focal, place.focal_known) == (PHONE, False)
    assert place.pitch((480, 360)) == pytest.approx(place.pitch((960, 720)))


@pytest.mark.parametrize("shape", [(16, 16, 3), (16, 300, 3), (300, 16, 3)])
def test_the_smallest_and_the_narrowest_places_are_read(shape):
    place = estimate(np.full(shape, 120, np.uint8))
    assert np.isfinite([place.horizon, place.grain, place.level, place.light.azimuth]).all()
