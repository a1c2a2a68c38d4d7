"""Which sides can be shown in good conscience."""

from dataclasses import replace

import numpy as np
from turntable import WINDOW, cylinder

from pipelines.core.shot import Cutout
from pipelines.studio.turn.gallery import APART, apart, tried, trusted


def patched():
    """A can that looks another way from every side."""
    patches = np.random.default_rng(3).integers(0, 256, (6, 6, 3), np.uint8)
    tiles = patches.repeat(WINDOW // 6, 0).repeat(WINDOW // 6, 1)
    return cylinder(lambda angle, row: tiles)


def test_sides_are_apart_and_on_both_hands():
    sides = trusted(*patched(), [(0, 0)])
    assert all(apart(one, other) >= APART for i, one in enumerate(sides) for other in sides[:i])
    assert min(yaw for yaw, _ in sides) < 0 < max(yaw for yaw, _ in sides)


def test_a_plain_can_that_looks_the_same_from_all_sides_is_not_shown_twice():
    assert not [yaw for yaw, _ in trusted(*cylinder(), [(0, 0)]) if yaw]


def test_a_doubtful_shape_is_turned_less():
    cut, relief = patched()
    widest = [
        max(abs(yaw) for yaw, _ in trusted(cut, replace(relief, confidence=sure), [(0, 0)])) for sure in (0.9, 0.6)
    ]
    assert widest[0] > widest[1]


def test_a_side_that_a_photo_shows_is_not_computed():
    cut, relief = patched()
    assert all(apart(side, (25, 0)) >= APART for side in trusted(cut, relief, [(0, 0), (25, 0)]))


def test_the_far_side_is_far_whichever_way_one_goes():
    assert apart((-175, 0), (175, 0)) == 10
    assert apart((0, 0), (3, 4)) == 5


def test_a_large_photo_is_judged_as_a_small_one():
    cut, relief = patched()
    large = Cutout(cut.alpha.repeat(3, 0).repeat(3, 1), cut.foreground.repeat(3, 0).repeat(3, 1), 1.0, "studio")
    wide = replace(relief, window=tuple(3 * edge for edge in relief.window))
    assert trusted(large, wide, [(0, 0)]) == trusted(cut, relief, [(0, 0)])


def test_each_way_is_answered_by_the_first_of_its_sides_that_will_do():
    cut, relief = patched()
    ways = [(), ((5, 0), (20, 0), (15, 0)), ((18, 0),), ((-15, 0),)]
    assert tried(cut, relief, ways, [(0, 0)]) == [None, (20, 0), None, (-15, 0)]
