"""Which small parts and holes of a matte stay."""

import numpy as np
import pytest
from clutter import disc

from pipelines.studio.specks import clean

NOTHING = np.zeros((200, 200), bool)
PRODUCT = disc(200, 0.3).astype(np.float32)


def test_a_doubtful_speck_goes_with_its_halo_and_a_sure_part_stays() -> None:
    speck, part = disc(200, 0.02, (0.1, 0.1)), disc(200, 0.03, (0.9, 0.9))
    halo = disc(200, 0.03, (0.1, 0.1))
    matte = np.maximum(PRODUCT, 0.3 * halo + 0.3 * speck + 0.98 * part).astype(np.float32)
    cleaned = clean(matte, NOTHING, NOTHING)
    assert cleaned[halo].max() == 0
    assert np.array_equal(cleaned[part], matte[part])
    assert np.array_equal(cleaned[PRODUCT > 0], matte[PRODUCT > 0])


def test_large_parts_stay_however_doubtful() -> None:
    second = disc(200, 0.1, (0.88, 0.88))
    assert clean(np.maximum(PRODUCT, 0.6 * second).astype(np.float32), NOTHING, NOTHING)[second].min() > 0.5


def test_a_speck_that_the_seller_painted_stays() -> None:
    speck = disc(200, 0.01, (0.1, 0.1))
    assert clean(np.maximum(PRODUCT, 0.6 * speck).astype(np.float32), speck, NOTHING)[speck].min() > 0.5


@pytest.mark.parametrize(("radius", "depth", "stays"), [(0.008, 0.4, False), (0.008, 0.02, True), (0.05, 0.3, True)])
def test_a_pinhole_closes_unless_it_is_sure_or_large(radius: float, depth: float, stays: bool) -> None:
    hole = disc(200, radius)
    matte = np.where(hole, np.float32(depth), PRODUCT)
    assert (clean(matte, NOTHING, NOTHING)[hole].max() < 0.5) == stays


def test_a_hole_that_the_seller_removed_stays_open() -> None:
    hole = disc(200, 0.008)
    matte = np.where(hole, np.float32(0.4), PRODUCT)
    assert clean(matte, NOTHING, hole)[hole].max() < 0.5


def test_an_empty_matte_stays_empty() -> None:
    assert clean(0 * PRODUCT, NOTHING, NOTHING).max() == 0
