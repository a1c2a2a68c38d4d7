"""Decontamination: the product's colours along its edge, free of the background's."""

import numpy as np
from clutter import disc, scene

from pipelines.studio.foreground import foreground


def test_the_edge_holds_the_products_colour_and_not_the_backgrounds() -> None:
    drawn = scene(disc(300, 0.3), softness=3)
    pure = foreground(drawn.photo.pixels, drawn.alpha, (40, 40, 260, 260)).colours.astype(float)
    edge = (drawn.alpha > 0.1) & (drawn.alpha < 0.9)
    left = np.abs(pure - drawn.foreground)[edge].mean()
    naive = np.abs(drawn.photo.pixels - drawn.foreground)[edge].mean()
    assert left < 0.3 * naive


def test_recomposing_over_the_old_background_gives_the_photo_back() -> None:
    drawn = scene(disc(300, 0.3), softness=3)
    pure = foreground(drawn.photo.pixels, drawn.alpha, (40, 40, 260, 260)).colours
    share = drawn.alpha[..., None]
    again = share * pure + (1 - share) * drawn.backdrop
    assert np.abs(again - drawn.photo.pixels)[(drawn.alpha > 0) & (drawn.alpha < 1)].mean() < 6


def test_solid_pixels_are_the_photos_own_and_the_rest_of_the_frame_is_white() -> None:
    drawn = scene(disc(300, 0.2))
    pure = foreground(drawn.photo.pixels, drawn.alpha, (60, 60, 240, 240)).colours
    solid = drawn.alpha >= 1
    assert np.array_equal(pure[solid], drawn.photo.pixels[solid])
    assert (pure[:60] == 255).all()
    assert (pure[:, 240:] == 255).all()


def test_a_correction_changes_colours_only_where_alpha_changed() -> None:
    drawn = scene(disc(900, 0.35), softness=3)
    window = (50, 50, 850, 850)
    before = foreground(drawn.photo.pixels, drawn.alpha, window)
    alpha = drawn.alpha.copy()
    alpha[:250] = 0
    again = foreground(drawn.photo.pixels, alpha, window, before).colours
    assert np.array_equal(again[600:], before.colours[600:])
    solid, edge = alpha >= 1, (alpha > 0) & (alpha < 1)
    assert np.array_equal(again[solid], drawn.photo.pixels[solid])
    anew = foreground(drawn.photo.pixels, alpha, window).colours
    assert np.abs(again.astype(int) - anew)[edge].mean() < 1
