"""Pixels times factors."""

import numpy as np
import pytest

from pipelines.studio.relight.tone import brightened, multiplied

EVERY = np.random.default_rng(3).integers(0, 256, (64, 48, 3)).astype(np.uint8)
FRAME = (0, 0, 48, 64)
ALL = np.ones((64, 48), np.float32)


def test_a_factor_of_one_changes_no_pixel():
    assert np.array_equal(multiplied(EVERY, np.zeros((8, 8, 3), np.float32), FRAME, ALL), EVERY)


def test_nothing_is_touched_where_it_should_not():
    where = ALL.copy()
    where[:, :20] = 0
    made = multiplied(EVERY, np.full((8, 8, 3), 0.5, np.float32), FRAME, where)
    assert np.array_equal(made[:, :20], EVERY[:, :20])
    assert (made[:, 20:].astype(int) >= EVERY[:, 20:]).all()


def test_highlights_roll_off_in_order_and_keep_their_hue():
    light = np.linspace(0.05, 1, 60, dtype=np.float32)[:, None] * np.array([1, 0.8, 0.5], np.float32)
    made = brightened(light, np.full_like(light, 4.0))
    assert made.max() <= 1
    assert (np.diff(made[:, 0]) > -1e-6).all()
    assert made / made[:, :1] == pytest.approx(light / light[:, :1], rel=1e-4)


@pytest.mark.parametrize("factor", [0.3, 0.9])
def test_darkening_is_a_plain_product(factor):
    light = np.linspace(0, 1, 60, dtype=np.float32)[:, None].repeat(3, 1)
    assert brightened(light, np.full_like(light, factor)) == pytest.approx(light * factor)


def test_the_field_covers_its_window_and_no_other_part_of_the_photo():
    grey = np.full((64, 48, 3), 100, np.uint8)
    field = np.zeros((16, 16, 3), np.float32)
    field[:, 8:] = 0.6
    made = multiplied(grey, field, (8, 16, 40, 48), ALL)
    lighter = made[32, :, 0] > 110
    assert not lighter[:23].any()
    assert lighter[25:].all()
