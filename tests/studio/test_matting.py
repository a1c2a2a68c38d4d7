"""The matte along the edge, against alpha that is known exactly."""

import cv2
import numpy as np
import pytest
from clutter import disc, scene

from pipelines.core.shot import Box
from pipelines.studio.matting import matte


def drawn_over(photo: np.ndarray, mask: np.ndarray, window: Box) -> np.ndarray:
    """The matte for a mask that covers the whole photo."""
    return matte(photo, mask.astype(np.float32), (0, 0, photo.shape[1], photo.shape[0]), window).alpha


@pytest.mark.parametrize(("size", "softness"), [(300, 1.0), (300, 2.0), (1600, 4.0)])
def test_recovers_a_known_soft_edge(size: int, softness: float) -> None:
    drawn = scene(disc(size, 0.3), softness)
    window = (int(size * 0.15), int(size * 0.15), int(size * 0.85), int(size * 0.85))
    alpha = drawn_over(drawn.photo.pixels, drawn.mask, window)
    band = (drawn.alpha > 0.02) & (drawn.alpha < 0.98)
    assert np.abs(alpha - drawn.alpha)[band].mean() < 0.1
    assert np.abs(alpha - drawn.mask)[band].mean() > 0.05  # it is a soft matte, not the mask again


def test_a_mask_of_another_size_is_laid_on_the_photo_without_a_shift() -> None:
    drawn = scene(disc(800, 0.3), 1.5)
    small = disc(200, 0.3)
    alpha = drawn_over(drawn.photo.pixels, small, (100, 100, 700, 700))
    ys, xs = np.nonzero(alpha > 0.5)
    assert abs(ys.mean() - 399.5) < 1
    assert abs(xs.mean() - 399.5) < 1


def test_nothing_outside_the_window() -> None:
    drawn = scene(disc(300, 0.3))
    alpha = drawn_over(drawn.photo.pixels, drawn.mask, (50, 50, 150, 250))
    assert alpha[:, 150:].max() == 0
    assert alpha[:50].max() == 0


def test_a_product_that_fills_its_window_is_solid() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8)
    assert (drawn_over(pixels, np.ones((60, 60), bool), (0, 0, 60, 60)) == 1).all()


def test_a_correction_solves_what_it_changes_and_leaves_the_rest_to_the_bit() -> None:
    drawn = scene(disc(900, 0.3), 2.0)
    window, whole = (100, 100, 800, 800), (0, 0, 900, 900)
    before = matte(drawn.photo.pixels, drawn.mask.astype(np.float32), whole, window)
    mended = drawn.mask.copy()
    mended[:300] = False
    again = matte(drawn.photo.pixels, mended.astype(np.float32), whole, window, before)
    anew = matte(drawn.photo.pixels, mended.astype(np.float32), whole, window)
    assert np.array_equal(again.alpha[340:], before.alpha[340:])
    assert again.alpha[:280].max() == 0
    assert np.abs(again.alpha - anew.alpha).mean() < 1e-3
    assert before.alpha[200].max() == 1


def test_the_band_widens_over_doubt_beside_the_edge_and_nowhere_else() -> None:
    drawn = scene(disc(400, 0.3), 1.0)
    soft = drawn.mask.astype(np.float32)
    fringe = disc(400, 0.33) & ~disc(400, 0.27) & (np.mgrid[:400, :400][1] > 300)
    soft[fringe] = np.where(drawn.mask[fringe], 0.7, 0.3)
    soft[disc(400, 0.05)] = 0.8  # doubtful, but far from any edge
    whole = (0, 0, 400, 400)
    sharp, wide = (matte(drawn.photo.pixels, each, whole, whole).trimap for each in (drawn.mask * np.float32(1), soft))
    assert (wide[fringe] == 0.5).mean() > 0.95
    assert (sharp[fringe] == 0.5).mean() < 0.8
    assert (wide[disc(400, 0.05)] == 1).all()
    assert np.array_equal(wide[:, :280], sharp[:, :280])


def test_a_hopelessly_doubtful_matte_is_solved_in_a_thin_band() -> None:
    drawn = scene(disc(800, 0.4), 1.0)
    stripes = np.where(np.mgrid[:800, :800][1] // 20 % 2, 0.6, 0.4).astype(np.float32)
    whole = (0, 0, 800, 800)
    assert (matte(drawn.photo.pixels, stripes, whole, whole).trimap == 0.5).mean() < 0.7


def test_a_strap_thinner_than_the_band_stays() -> None:
    strap = np.zeros((400, 400), bool)
    strap[60:200, 198:203] = True
    drawn = scene(disc(400, 0.2, (0.5, 0.65)) | strap, 0.7)
    soft = cv2.GaussianBlur(drawn.mask.astype(np.float32), (0, 0), 1)
    found = matte(drawn.photo.pixels, soft, (0, 0, 400, 400), (0, 0, 400, 400)).alpha > 0.5
    assert found[80:180, 200].mean() > 0.95
    assert found[80:180, 170:230].sum(1).mean() < 9
