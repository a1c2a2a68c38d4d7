"""The still lifes: who is in them, from where they are seen, and where their lights are."""

import mitsuba as mi
import numpy as np
import pytest

from training import still_lifes
from training.still_lifes import LIGHTS, NAMES, TURNS, Shot, camera, photograph, product, scene, shots

mi.set_variant("scalar_rgb")


def test_every_picture_has_a_file_of_its_own():
    files = [shot.file for name in NAMES for shot in shots(name)]
    assert len(files) == len(set(files)) == len(NAMES) * (1 + len(LIGHTS) + len(TURNS))


@pytest.mark.parametrize("turn", TURNS)
def test_a_turned_camera_keeps_its_distance_and_the_products_middle_in_its_place(turn):
    points = product("box").points
    middle = (points.min(0) + points.max(0)) / 2
    still, moved = camera(Shot("box")), camera(Shot("box", turn=turn))
    assert np.linalg.norm(moved.origin - middle) == pytest.approx(np.linalg.norm(still.origin - middle))
    assert moved.project(middle[None]) == pytest.approx(still.project(middle[None]), abs=1e-4)
    assert (moved.origin - still.origin) @ still.axes[0] * turn[0] >= -1e-9
    assert moved.axes[0][2] == pytest.approx(0, abs=1e-6)


def test_light_from_the_right_is_on_the_cameras_right():
    for name, light in LIGHTS.items():
        right, up, _ = camera(Shot("mug")).axes @ scene(Shot("mug", name)).light.towards
        assert right == pytest.approx(np.sin(np.radians(light.azimuth)) * np.cos(np.radians(light.elevation)), abs=0.02)
        assert up > -0.5


def test_a_photo_comes_with_its_truth(monkeypatch):
    monkeypatch.setattr(still_lifes, "SIDE", 48)
    made = photograph(Shot("mug", "right"), 2)
    assert made.photo.shape == (48, 48, 3)
    assert made.towards[0] > 0.5
    assert 0.1 < (made.matte > 0.5).mean() < 0.6
