"""The matte along the edge, against alpha that is known exactly."""

import numpy as np
import pytest
from clutter import disc, scene

from pipelines.studio.matting import matte


@pytest.mark.parametrize(("size", "softness"), [(300, 1.0), (300, 2.0), (1600, 4.0)])
def test_recovers_a_known_soft_edge(size: int, softness: float) -> None:
    drawn = scene(disc(size, 0.3), softness)
    window = (int(size * 0.15), int(size * 0.15), int(size * 0.85), int(size * 0.85))
    alpha = matte(drawn.photo.pixels, drawn.mask, window)
    band = (drawn.alpha > 0.02) & (drawn.alpha < 0.98)
    assert np.abs(alpha - drawn.alpha)[band].mean() < 0.1
    assert np.abs(alpha - drawn.mask)[band].mean() > 0.05  # it is a soft matte, not the mask again


def test_a_mask_of_another_size_is_laid_on_the_photo_without_a_shift() -> None:
    drawn = scene(disc(800, 0.3), 1.5)
    small = disc(200, 0.3)
    alpha = matte(drawn.photo.pixels, small, (100, 100, 700, 700))
    ys, xs = np.nonzero(alpha > 0.5)
    assert abs(ys.mean() - 399.5) < 1
    assert abs(xs.mean() - 399.5) < 1


def test_nothing_outside_the_window() -> None:
    drawn = scene(disc(300, 0.3))
    alpha = matte(drawn.photo.pixels, drawn.mask, (50, 50, 150, 250))
    assert alpha[:, 150:].max() == 0
    assert alpha[:50].max() == 0


def test_a_product_that_fills_its_window_is_solid() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8)
    assert (matte(pixels, np.ones((60, 60), bool), (0, 0, 60, 60)) == 1).all()
