"""Photos of a set that were balanced differently are found, and those that agree are left in peace."""

import numpy as np
import pytest
from standins import shot_of

from pipelines.core.colour import to_srgb8
from pipelines.core.load import load_photo
from pipelines.core.samples import samples
from pipelines.core.shot import Shot
from pipelines.core.temperature import tint
from pipelines.white_balance import mixed_white


def greys(kelvin: float) -> Shot:
    """Grey cards in the light of a temperature."""
    cards = np.random.default_rng(5).uniform(0.05, 0.7, (8, 8, 1)).repeat(16, 0).repeat(16, 1)
    pixels = to_srgb8(np.clip(cards * tint(kelvin), 0, 1).astype(np.float32))
    return shot_of(np.ones(pixels.shape[:2]), pixels)


@pytest.mark.parametrize(("one", "other"), [(3600, 5800), (4200, 8500)])
def test_photos_in_another_white_balance_are_told_apart(one, other):
    said = mixed_white([greys(one), greys(other), greys(one + 100)])
    assert said is not None
    assert "differ in white balance" in said


def test_photos_that_agree_are_not_spoken_of_nor_is_one_photo_alone():
    assert mixed_white([greys(5500), greys(5300)]) is None
    alone = greys(3600)
    assert mixed_white([alone, alone]) is None
    assert mixed_white([]) is None


@pytest.mark.parametrize("name", sorted(samples()))
@pytest.mark.parametrize("light", ["window", "lamp"])
def test_photos_of_one_table_in_one_light_agree(name, light):
    assert mixed_white([Shot.of(load_photo(view.photos[light])) for view in samples()[name].views]) is None
