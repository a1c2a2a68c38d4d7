"""The camera that goes round a product."""

from dataclasses import replace

import numpy as np
import pytest
from turntable import HALF, SIDE, WINDOW, cylinder

from pipelines.studio.turn.camera import FAR, distance, settled, view


def test_going_to_the_right_shows_the_right_side():
    right = view(90, 0, 0, 1e9).seen(np.array([[1, 0, 0]], np.float32))
    assert right[0] == pytest.approx([0, 0, 1], abs=1e-5)


def test_going_up_shows_the_top():
    top = view(0, 90, 0, 1e9).seen(np.array([[0, 1, 0]], np.float32))
    assert top[0] == pytest.approx([0, 0, 1], abs=1e-5)


def test_what_stands_upright_stays_so_for_a_camera_that_looks_down():
    tilt = 25
    up = np.array([[0, np.cos(np.radians(tilt)), np.sin(np.radians(tilt))]], np.float32)
    for yaw in (-30, 10, 30):
        assert view(yaw, 0, tilt, 1e9).seen(up)[0] == pytest.approx(up[0], abs=1e-5)


def test_a_camera_that_has_not_moved_sees_what_the_photo_shows():
    places = np.array([[10, 20, 30], [-50, 5, -40], [0, 0, 0]], np.float32)
    assert view(0, 0, 20, 300).seen(places) == pytest.approx(places, abs=1e-3)


def test_what_comes_nearer_is_seen_larger():
    places = np.array([[100, 30, 0], [-100, 30, 0]], np.float32)
    near, away = view(-30, 0, 0, 400).seen(places)
    assert near[1] < 30 < away[1] or away[1] < 30 < near[1]


@pytest.mark.parametrize(("focal", "sides"), [(None, FAR), (500, 5), (10, 1.5), (1e6, 12)])
def test_the_lens_tells_how_far_away_the_camera_was(focal, sides):
    assert distance(100, focal) == pytest.approx(100 * sides)


def looked_down_at(kind, tilt):
    """A can at which the camera looks down."""
    cut, relief = cylinder(kind=kind)
    up = (SIDE / 2 - np.arange(SIDE) - 0.5)[:, None] * WINDOW / SIDE / (2 * HALF)
    rise = (np.tan(np.radians(tilt)) * up).astype(np.float32)
    sine, cosine = np.sin(np.radians(tilt)), np.cos(np.radians(tilt))
    normals = relief.normals @ np.array([[1, 0, 0], [0, cosine, sine], [0, -sine, cosine]], np.float32)
    return cut, replace(relief, height=relief.height + rise, back=relief.back + rise, normals=normals)


@pytest.mark.parametrize("kind", ["revolution", "network"])
@pytest.mark.parametrize("tilt", [5, 15, 20, 30])
def test_a_tall_product_does_not_come_to_lean(kind, tilt):
    cut, relief = looked_down_at(kind, tilt)
    upright, found = settled(relief, cut.alpha)
    middle = (upright.height + upright.back)[:, SIDE // 2] / 2
    rows = np.arange(SIDE // 4, SIDE * 3 // 4)
    slope = np.polyfit(-rows * WINDOW / SIDE / (2 * HALF), middle[rows], 1)[0]
    assert found == pytest.approx(np.degrees(np.arctan(slope)), abs=2)
