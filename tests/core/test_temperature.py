"""The tint of light by its temperature."""

import numpy as np
import pytest

from pipelines.core.colour import luminance
from pipelines.core.temperature import NEUTRAL, tint

RANGE = np.arange(2000, 12001, 250)


def test_daylight_is_neutral():
    assert tint(NEUTRAL) == pytest.approx(np.ones(3), abs=1e-5)


@pytest.mark.parametrize("kelvin", RANGE)
def test_no_tint_makes_white_brighter_or_darker(kelvin):
    assert float(luminance(tint(kelvin))) == pytest.approx(1, abs=1e-5)
    assert (tint(kelvin) > 0).all()


def test_the_lower_the_warmer_without_a_step_back():
    colours = np.stack([tint(kelvin) for kelvin in RANGE])
    assert (np.diff(colours[:, 0]) < 0).all()
    assert (np.diff(colours[:, 2]) > 0).all()


@pytest.mark.parametrize(("kelvin", "warm"), [(2000, True), (3200, True), (5000, True), (6500, False), (12000, False)])
def test_warm_is_red_and_cool_is_blue(kelvin, warm):
    red, green, blue = tint(kelvin)
    assert (red > green > blue) == warm
    assert (blue > red) != warm


@pytest.mark.parametrize("joint", [2222, 4000])
def test_the_pieces_of_the_locus_meet(joint):
    assert tint(joint) == pytest.approx(tint(joint + 1), abs=5e-3)
