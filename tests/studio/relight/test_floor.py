"""The shadow on a photo's ground: the new one falls away from the light, the old one goes where it was seen."""

from dataclasses import replace

import numpy as np
import pytest
from standins import shot_of

from pipelines.core.colour import luminance, to_linear
from pipelines.studio.geometry.choose import best
from pipelines.studio.geometry.evidence import gathered
from pipelines.studio.relight.floor import floored
from pipelines.studio.relight.relit import NewLight, study
from pipelines.studio.relight.shading import one, towards

SIDE = 240
RIGHT = NewLight(80, 30, 0.3, fill=0.3)
LEFT = NewLight(-80, 30, 0.3, fill=0.3)


@pytest.fixture(scope="module")
def shot():
    """A block on even ground, without any shadow."""
    pixels = np.full((SIDE, SIDE, 3), 150, np.uint8)
    alpha = np.zeros((SIDE, SIDE))
    alpha[70:170, 95:145] = 1
    pixels[alpha > 0] = (60, 80, 160)
    return shot_of(alpha, pixels)


@pytest.fixture(scope="module")
def known(shot):
    seen = gathered(shot.photo.pixels, shot.cutout.alpha)
    return study(seen, best(shot.photo.pixels, shot.cutout.alpha, "inflated"))


def beside(pixels):
    """Mean light on the ground to the left of the foot, and to its right."""
    light = luminance(to_linear(pixels))[150:172]
    return light[:, 55:88].mean(), light[:, 152:185].mean()


def test_the_new_shadow_falls_on_the_far_side_and_the_product_is_untouched(shot, known):
    for light, dark in ((RIGHT, 0), (LEFT, 1)):
        made = floored(shot.photo, shot.cutout, known, light)
        sides = beside(made)
        assert sides[dark] < 0.9 * sides[1 - dark]
        assert np.array_equal(made[shot.cutout.alpha == 1], shot.photo.pixels[shot.cutout.alpha == 1])
        assert np.array_equal(made[:40], shot.photo.pixels[:40])


def test_ground_without_a_shadow_is_brightened_nowhere(shot, known):
    made = floored(shot.photo, shot.cutout, known, RIGHT)
    assert (made <= shot.photo.pixels + np.uint8(1)).all()


def test_a_shadow_that_is_there_is_taken_out(shot, known):
    lit = replace(known, source=one(towards(RIGHT.azimuth, RIGHT.elevation, known.pitch), 0.5, 0.3))
    bare = replace(shot.photo, pixels=np.full_like(shot.photo.pixels, 150))
    shadow = floored(bare, shot.cutout, known, lit.light)
    shadow[shot.cutout.alpha > 0] = shot.photo.pixels[shot.cutout.alpha > 0]
    before, open_ = beside(shadow)
    assert before < 0.85 * open_
    left, right = beside(floored(replace(shot.photo, pixels=shadow), shot.cutout, lit, LEFT))
    assert right < 0.9 * left
    assert left - before > 0.5 * (open_ - before)


def test_softer_light_casts_a_softer_edge(shot, known):
    def steepest(softness):
        made = floored(shot.photo, shot.cutout, known, replace(RIGHT, softness=softness))
        return float(np.abs(np.diff(luminance(to_linear(made))[130:190, 60:75], axis=0)).max())

    assert steepest(0.05) > 1.5 * steepest(0.9)


def test_an_all_dark_picture_stays_dark(shot, known):
    dark = replace(shot.photo, pixels=np.zeros((SIDE, SIDE, 3), np.uint8))
    assert floored(dark, shot.cutout, known, RIGHT).max() == 0
