"""The views behind the table: any size and palette, drawn by the seed, lit from the side, far out of focus."""

from functools import cache

import cv2
import numpy as np
import pytest

from pipelines.core.colour import luminance
from pipelines.studio.noise import Noise
from pipelines.studio.views import VIEWS
from pipelines.studio.views.kit import Plate

INDOORS = [
    "room",
    "bedroom",
    "kitchen",
    "dark_kitchen",
    "dining",
    "home_office",
    "bathroom",
    "nursery",
    "workshop",
    "gym",
    "window",
]
PALETTE = np.array([[0.5, 0.46, 0.4], [0.25, 0.3, 0.35], [0.3, 0.2, 0.1], [0.2, 0.3, 0.12]], np.float32)


@cache
def plain(name, seed=1, side=-0.7, size=(160, 120)):
    return seen(name, seed, side, size)


def seen(name, seed=1, side=-0.7, size=(160, 120), tones=PALETTE):
    return VIEWS[name].make(size, tones[: len(VIEWS[name].tones)], side, Noise(seed))


def test_the_wanted_places_are_there():
    wanted = """room bedroom kitchen dark_kitchen dining home_office bathroom nursery nook workshop garage gym stage
    garden conservatory sky mountains stadium beach street_evening window fairy_lights diya_glow christmas lanterns
    crescent_lights hearts_glow confetti autumn snow_dusk"""
    assert set(VIEWS) == set(wanted.split())


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("size", [(90, 200), (301, 77)])
def test_light_is_finite_and_not_negative_at_any_size(name, size):
    picture = seen(name, size=size)
    assert picture.shape == (size[1], size[0], 3)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert picture.min() >= 0


@pytest.mark.parametrize("name", VIEWS)
def test_the_seed_draws_the_view(name):
    assert np.array_equal(plain(name), seen(name))
    assert np.abs(plain(name) - seen(name, 2)).mean() > 0.002


@pytest.mark.parametrize("name", VIEWS)
def test_every_tone_counts_and_darker_tones_make_a_darker_view(name):
    before = plain(name).mean((0, 1))
    for i in range(len(VIEWS[name].tones)):
        tones = PALETTE.copy()
        tones[i] = tones[i, ::-1] * np.float32([0.2, 1.0, 1.0])
        assert np.abs(seen(name, tones=tones).mean((0, 1)) - before).max() > 3e-4, VIEWS[name].tones[i]
    assert (seen(name, tones=0.4 * PALETTE).mean((0, 1)) < before).all()


@pytest.mark.parametrize("name", VIEWS)
def test_it_is_far_out_of_focus(name):
    """Nothing finer than a small circle of confusion: what a blur of a hundredth of the frame takes away is little."""
    picture = luminance(seen(name, size=(512, 384)))
    detail = picture - cv2.GaussianBlur(picture, (0, 0), 4.4)
    assert detail.std() < 0.06 * picture.mean() + 0.01


@pytest.mark.parametrize("name", VIEWS)
def test_light_from_the_right_mirrors_light_from_the_left(name):
    assert np.array_equal(seen(name, side=0.7), plain(name)[:, ::-1])


@pytest.mark.parametrize("name", INDOORS)
def test_a_room_is_brighter_on_the_side_that_the_light_comes_from(name):
    picture = luminance(plain(name))
    assert picture[:, :53].mean() > 1.05 * picture[:, -53:].mean()


@pytest.mark.parametrize("name", VIEWS)
def test_it_is_calm_where_the_product_stands(name):
    """No light burns out behind the product's middle."""
    picture = luminance(plain(name))
    assert np.percentile(picture[60:, 64:96], 95) < 1.0


@pytest.mark.parametrize("size", [(120, 90), (512, 384), (77, 301)])
def test_a_lamp_is_spread_to_a_disc_of_its_own_colour(size):
    plate = Plate(size, 0.12, Noise(0))
    plate.sparks(np.float32([[0, 0.5]]), np.float32([[0.8, 0.4, 0.2]]))
    light = plate.unfocused()[..., :3]
    inside = light[..., 0] > 0.3
    assert light[inside].mean(0) == pytest.approx([0.8, 0.4, 0.2], rel=0.15)
    assert inside.sum() == pytest.approx(np.pi / 4 * (0.12 * plate.unit) ** 2, rel=0.25)
