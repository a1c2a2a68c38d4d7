"""A window of a photo goes to a model and comes back to where it was."""

import numpy as np
import pytest

from pipelines.diffusion.close_up import about, back, over, part, plain


def slope(height: int = 120, width: int = 160) -> np.ndarray:
    """A picture that changes evenly, so that a place is known by its tone."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x, y, (x + y) // 2], -1).astype(np.uint8)


@pytest.mark.parametrize("window", [(40, 30, 120, 90), (40, 30, 100, 90)])
@pytest.mark.parametrize("scale", [0.5, 1, 2])
def test_a_window_comes_back_to_where_it_was(window, scale):
    size = round((window[2] - window[0]) * scale), round((window[3] - window[1]) * scale)
    made = back(part(slope(), window, size), window, (160, 120))
    inside = np.s_[window[1] + 3 : window[3] - 3, window[0] + 3 : window[2] - 3]
    assert made.shape == (120, 160, 3)
    assert np.abs(made[inside].astype(int) - slope()[inside]).max() <= 1


def test_beyond_the_photo_is_one_tone_and_beyond_the_window_its_edge():
    seen = part(slope(), (-40, -20, 200, 140), (240, 160), 127)
    assert (seen[:19] == 127).all()
    assert (seen[:, -39:] == 127).all()
    assert np.array_equal(seen[20:140, 40:200], slope())
    made = back(plain((8, 8), 200), (40, 30, 60, 50), (160, 120))
    assert (made == 200).all()


def test_a_matte_is_cut_alike():
    alpha = np.zeros((120, 160), np.float32)
    alpha[40:80, 60:100] = 1
    assert part(alpha, (60, 40, 100, 80), (20, 20)).min() == 1


def test_a_margin_is_a_share_of_the_longer_side():
    assert about((10, 10, 110, 60), 0.2) == (-10, -10, 130, 80)


def test_a_product_is_laid_over_in_linear_light():
    half = over(plain((1, 1), 255), np.full((1, 1), 0.5, np.float32), plain((1, 1), 0))
    assert half[0, 0, 0] == 188
