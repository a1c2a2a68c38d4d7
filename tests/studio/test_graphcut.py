"""Which parts and holes of a mask stay."""

import numpy as np
from clutter import disc

from pipelines.studio.graphcut import closed, parts

NOTHING = np.zeros((200, 200), bool)


def test_stray_specks_go_and_large_parts_stay() -> None:
    product = disc(200, 0.2) | disc(200, 0.1, (0.85, 0.85))
    assert np.array_equal(parts(product | disc(200, 0.02, (0.1, 0.1)), NOTHING), product)


def test_a_speck_that_the_seller_painted_stays() -> None:
    speck = disc(200, 0.02, (0.1, 0.1))
    assert parts(disc(200, 0.2) | speck, speck)[speck].all()


def test_pinholes_close_gaps_stay_and_holes_that_look_like_product_close() -> None:
    pin, gap, label = disc(200, 0.005), disc(200, 0.05, (0.4, 0.5)), disc(200, 0.05, (0.6, 0.5))
    solid = disc(200, 0.3)
    belief = np.where(label, 0.6, 0.05).astype(np.float32)
    assert np.array_equal(closed(solid & ~pin & ~gap & ~label, belief, NOTHING), solid & ~gap)


def test_a_hole_that_the_seller_removed_stays_open() -> None:
    hole = disc(200, 0.05)
    mask = disc(200, 0.3) & ~hole
    assert np.array_equal(closed(mask, np.ones((200, 200), np.float32), hole), mask)
