"""Light of one picture, detail of another."""

import cv2
import numpy as np
import pytest

from pipelines.studio.relight.detail import evened, returned

SIDE = 120


@pytest.fixture
def photo():
    """A card with fine lines, linear."""
    lines = np.where(np.arange(SIDE) // 3 % 2, 0.6, 0.15)
    return np.repeat(np.broadcast_to(lines, (SIDE, SIDE))[..., None], 3, -1).astype(np.float32)


def ramp():
    return np.linspace(0.6, 1.6, SIDE, dtype=np.float32)[:, None, None]


def test_smooth_light_is_taken_over_whole(photo):
    made = returned(photo * ramp(), photo, np.ones((SIDE, SIDE), np.float32), 3.0)
    middle = np.s_[12:-12, 12:-12]
    assert made[middle] == pytest.approx((photo * ramp())[middle], rel=0.02)


def test_a_blurred_picture_gets_its_lines_back(photo):
    blurred = cv2.GaussianBlur(photo * ramp(), (0, 0), 5)
    made = returned(blurred, photo, np.ones((SIDE, SIDE), np.float32), 12.0)
    row = np.log(made[SIDE // 2, 20:-20, 0]), np.log(photo[SIDE // 2, 20:-20, 0])
    assert np.corrcoef(*row)[0, 1] > 0.995
    assert np.ptp(row[0]) == pytest.approx(np.ptp(row[1]), rel=0.05)


def test_detail_that_only_the_new_picture_has_is_left_out(photo):
    plain = np.full_like(photo, 0.4)
    made = returned(photo, plain, np.ones((SIDE, SIDE), np.float32), 10.0)
    assert made[20:-20, 20:-20].std() < 0.02 * plain.mean()


def test_what_lies_outside_the_matte_has_no_say(photo):
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[:, : SIDE // 2] = 1
    wild = photo.copy()
    wild[:, SIDE // 2 :] *= 50
    made = returned(wild, photo, alpha, 6.0)
    assert made[:, : SIDE // 2 - 1] == pytest.approx(photo[:, : SIDE // 2 - 1], rel=0.03, abs=0.003)


@pytest.mark.parametrize("reach", [1.0, 6.0, 20.0])
def test_an_even_field_stays_and_goes_on_beyond_the_matte(reach):
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[50:60, 50:60] = 1
    field = np.full((SIDE, SIDE, 3), 9.0, np.float32)
    field[50:60, 50:60] = 0.7
    assert evened(field, alpha, reach) == pytest.approx(0.7, abs=1e-3)
