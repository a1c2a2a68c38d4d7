"""A product with its contact shadow stands; lifted off it, it floats."""

import numpy as np
import pytest

from pipelines.core.colour import Bytes, Floats, to_srgb8
from pipelines.core.grounding import FLOATS, STANDS, feet, weakest

SIDE, BASE = 600, 430
Y, X = np.mgrid[0:SIDE, 0:SIDE]


def picture(gap: int, legs: tuple[tuple[int, int], ...] = ((200, 380),), lifted: int = 0) -> tuple[Bytes, Floats]:
    """A dark block on legs, `gap` px above the contact shadows that its legs would have; and its matte.

    The first leg is `lifted` px shorter than the others.
    """
    light = np.full((SIDE, SIDE), 0.5, np.float32)
    matte = np.zeros((SIDE, SIDE), np.float32)
    matte[150 - gap : 330 - gap, 200:380] = 1
    for i, (left, right) in enumerate(legs):
        away = np.hypot(np.maximum(np.maximum(left - X, X - right), 0), 1.5 * np.maximum(np.abs(Y - BASE) - 3, 0))
        light *= 1 - 0.65 * np.exp(-away / 22)
        matte[330 - gap : BASE - gap - lifted * (i == 0), left:right] = 1
    noise = np.random.default_rng(0).normal(0, 0.01, light.shape)
    shown = light * (1 + noise) * (1 - matte) + 0.1 * matte
    return np.repeat(to_srgb8(shown.astype(np.float32))[..., None], 3, 2), matte


def test_the_farther_a_product_floats_the_lower_its_score() -> None:
    scores = [weakest(*picture(gap)) or 0.0 for gap in (0, 8, 16, 24, 40)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 2 * STANDS
    assert scores[-1] < FLOATS


def test_every_foot_is_judged_and_the_one_in_the_air_is_found() -> None:
    legs = ((200, 225), (270, 295), (355, 380))
    standing = feet(*picture(0, legs))
    assert [(foot.left, foot.right) for foot in standing] == list(legs)
    assert all(foot.base == BASE - 1 and foot.contact > STANDS for foot in standing)
    pixels, matte = picture(0, legs)
    light = pixels.copy()
    light[BASE - 40 :, :250][matte[BASE - 40 :, :250] == 0] = 188
    assert [foot.contact < FLOATS for foot in feet(light, matte)] == [True, False, False]


def test_under_light_from_the_front_the_shadow_beside_the_base_counts() -> None:
    pixels, matte = picture(0)
    pixels[BASE:] = 188
    pixels[: BASE - 30, 380:] = 188
    assert (weakest(pixels, matte) or 0.0) > STANDS
    pixels[matte == 0] = 188
    assert weakest(pixels, matte) == pytest.approx(0, abs=0.01)


def test_an_arm_in_the_air_and_a_hair_are_no_feet() -> None:
    pixels, matte = picture(0, ((240, 300),))
    matte[200:300, 100:200] = 1
    matte[BASE - 5 : BASE + 2, 330:333] = 1
    assert [foot.left for foot in feet(pixels, matte)] == [240]


def test_what_cannot_be_told_is_not_claimed() -> None:
    pixels, matte = picture(0)
    assert weakest(pixels, np.zeros_like(matte)) is None
    assert weakest(np.zeros_like(pixels), matte) == 0
    assert weakest(pixels[:BASE], matte[:BASE]) == 0
