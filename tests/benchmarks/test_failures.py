"""The drawing of failures shows photo, cutout and truth where they belong."""

import numpy as np
from clutter import disc, scene

from benchmarks.cutout import Case
from benchmarks.failures import laid, sheet, tile
from pipelines.core.shot import Cutout, Shot


def test_what_was_missed_and_what_was_wanted_stand_side_by_side() -> None:
    drawn = scene(disc(160, 0.3))
    pixels = drawn.photo.pixels
    found = Cutout(np.zeros((160, 160), np.float32), pixels, 0.0, "studio")
    made = np.asarray(tile(0.0, Case("one", Shot.of(drawn.photo), drawn.mask), found))
    assert np.array_equal(made[16:, :160], pixels)
    paper = laid(pixels, found.alpha)
    assert np.array_equal(made[16:, 160:320], paper)
    assert len(np.unique(paper.reshape(-1, 3), axis=0)) == 1
    assert np.array_equal(made[16:, 320:][drawn.mask], pixels[drawn.mask])
    assert (made[16:, 320:][~drawn.mask] == paper[0, 0]).all()


def test_tiles_stand_in_rows_of_three() -> None:
    drawn = scene(disc(160, 0.3))
    found = Cutout(drawn.alpha, drawn.photo.pixels, 1.0, "studio")
    one = tile(1.0, Case("one", Shot.of(drawn.photo), drawn.mask), found)
    four = sheet([one] * 4)
    assert four.height == 2 * one.height
    assert four.width >= 3 * one.width
