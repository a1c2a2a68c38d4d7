"""A turned product: where its parts come to lie, and what is said of each pixel."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from turntable import HALF, RADIUS, WINDOW, cylinder, stripe

from pipelines.studio.turn.paint import INTERPOLATED, INVENTED, SEEN
from pipelines.studio.turn.turned import turned

LONG = 1e9  # px: a lens so long that nothing is nearer than anything else


def column_of(made, colour=0):
    """Where a red stripe stands, px from the frame's middle."""
    red = made.foreground[WINDOW // 2, :, colour].astype(float) - made.foreground[WINDOW // 2, :, 1]
    weight = np.clip(red, 0, None) * made.alpha[WINDOW // 2]
    return (weight * (np.arange(WINDOW) + 0.5)).sum() / weight.sum() - WINDOW / 2


@pytest.mark.parametrize("yaw", [-30, -15, 15, 30])
@pytest.mark.parametrize("at", [-20, 0, 25])
def test_what_is_on_a_can_goes_round_with_it(yaw, at):
    cut, relief = cylinder(stripe(at))
    made = turned(cut, relief, yaw, 0, focal=LONG)
    assert column_of(made) == pytest.approx(RADIUS * np.sin(np.radians(at - yaw)), abs=2.5)


@pytest.mark.parametrize("yaw", [-30, -15, 15, 30])
def test_a_can_keeps_its_outline_when_it_is_turned(yaw):
    cut, relief = cylinder()
    made = turned(cut, relief, yaw, 0, focal=LONG)
    both = (made.alpha > 0.5) & (cut.alpha > 0.5)
    assert both.sum() / ((made.alpha > 0.5) | (cut.alpha > 0.5)).sum() > 0.96


def test_the_revealed_side_is_invented_and_the_one_that_is_turned_to_is_seen():
    cut, relief = cylinder()
    row = turned(cut, relief, 30, 0, focal=LONG).confidence[WINDOW // 2]
    on = np.flatnonzero(row)
    kinds = row[on]
    assert (kinds[: len(on) // 2] == SEEN).mean() > 0.9
    assert kinds[-4] == INVENTED  # its right side comes into view from behind
    assert kinds[np.argmax(kinds != SEEN)] == INTERPOLATED  # first stretched, then unknown
    assert row[0] == row[-1] == 0


def test_without_filling_nothing_is_invented_and_what_is_unknown_is_left_out():
    cut, relief = cylinder()
    whole, bare = (turned(cut, relief, 30, 0, fill, LONG) for fill in (True, False))
    assert whole.shares[2] > 0.02
    assert bare.shares[2] == 0
    assert (bare.alpha > 0.5).sum() < 0.98 * (whole.alpha > 0.5).sum()


def test_a_relief_without_a_back_ends_where_the_photo_ends():
    cut, relief = cylinder(back=False)
    made = turned(cut, relief, 30, 0, focal=LONG)
    assert (made.alpha > 0.5).sum() < (turned(*cylinder(), 30, 0, focal=LONG).alpha > 0.5).sum()


def test_a_product_that_is_not_turned_stays_as_it_is():
    noise = np.random.default_rng(0).integers(0, 256, (WINDOW, WINDOW, 3), np.uint8)
    cut, relief = cylinder(lambda angle, row: noise)
    made = turned(cut, relief, 0, 0)
    inside = cut.alpha == 1
    inner = inside & (np.abs(np.arange(WINDOW) + 0.5 - WINDOW / 2) < RADIUS - 8)
    assert made.shares[0] > 0.93
    assert np.abs(made.alpha - cut.alpha).max() < 0.6
    assert np.abs(made.foreground[inner].astype(int) - noise[inner]).mean() < 4


@pytest.mark.parametrize("side", [(-30, 0), (25, 10), (0, -20), (10, 20)])
def test_there_are_no_cracks_and_no_crumbs(side):
    cut, relief = cylinder(stripe(0))
    made = turned(cut, relief, *side)
    solid = (made.alpha > 0.5).astype(np.uint8)
    assert cv2.connectedComponents(solid)[0] == cv2.connectedComponents(1 - solid)[0] == 2  # it, and all around it
    assert (made.alpha[cv2.erode(solid, np.ones((7, 7), np.uint8)) > 0] > 0.99).all()


def test_its_shares_add_up_and_confidence_covers_the_product():
    made = turned(*cylinder(), 20, 10)
    assert sum(made.shares) == pytest.approx(1)
    assert np.array_equal(made.confidence > 0, made.alpha > 0)
    assert ((made.height > -1) == (made.alpha > 0)).all()
    assert made.height[WINDOW // 2, WINDOW // 2] > 0.2


def test_what_does_not_fit_its_frame_is_moved_and_then_made_smaller():
    cut, relief = cylinder()
    box = cut.box
    near = np.s_[box[1] - 2 : box[3] + 2, box[0] - 2 : box[2] + 2]
    tight = replace(cut, alpha=cut.alpha[near].copy(), foreground=cut.foreground[near].copy())
    moved = (-near[1].start, -near[0].start, WINDOW - near[1].start, WINDOW - near[0].start)
    made = turned(tight, replace(relief, window=moved), 0, 20)
    assert made.scale < 1
    assert made.alpha[:, 0].max() == made.alpha[:, -1].max() == made.alpha[0].max() == made.alpha[-1].max() == 0


def test_a_carton_is_carried_on_in_its_mean_colours_and_never_in_mirrored_print():
    letters = np.where((np.arange(WINDOW) % 4 < 2)[None, :, None], 20, 220).repeat(WINDOW, 0).repeat(3, 2)
    cut, relief = cylinder(lambda angle, row: letters.astype(np.uint8), kind="box")
    made = turned(cut, relief, 30, 0, focal=LONG)
    row = made.confidence[WINDOW // 2]
    unknown = made.foreground[WINDOW // 2][row == INVENTED][:, 0]
    assert len(unknown) > 5
    assert np.ptp(unknown.astype(int)) < 25


def test_going_up_shows_more_of_the_top_and_the_product_less_high():
    cut, relief = cylinder()
    flat, high = (turned(cut, relief, 0, pitch, focal=LONG) for pitch in (0, 20))
    heights = [np.ptp(np.flatnonzero(made.alpha[:, WINDOW // 2] > 0.5)) for made in (flat, high)]
    depth = 2 * RADIUS * np.sin(np.radians(20))
    assert heights[0] == pytest.approx(2 * HALF, abs=3)
    assert heights[1] == pytest.approx(2 * HALF * np.cos(np.radians(20)) + depth, abs=8)
