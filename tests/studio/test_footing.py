"""Where drawn products stand."""

import cv2
import numpy as np
import pytest

from pipelines.studio.footing import footing


def canvas():
    return np.zeros((200, 300), np.float32)


def test_a_box_stands_level_on_its_lower_edge():
    alpha = canvas()
    alpha[40:150, 60:220] = 1
    found = footing(alpha)
    assert found.base == pytest.approx(np.full(300, 150))
    assert found.pitch == pytest.approx(0)


def test_the_gap_between_two_feet_is_bridged():
    alpha = canvas()
    alpha[40:120, 60:220] = 1
    alpha[120:160, 60:80] = alpha[120:160, 200:220] = 1
    assert footing(alpha).base[60:220] == pytest.approx(np.full(160, 160))


def cylinder(pitch):
    alpha = canvas()
    half = round(70 * np.sin(np.radians(pitch)))
    cv2.rectangle(alpha, (80, 30), (220, 140), 1.0, -1)
    cv2.ellipse(alpha, (150, 140), (70, half), 0, 0, 360, 1.0, -1)
    return alpha


def test_a_cylinder_tells_from_how_high_it_was_seen():
    """It never says more than the truth: a round underside could also be that of a ball at eye level."""
    told = [footing(cylinder(pitch)).pitch for pitch in (5, 12, 20, 28)]
    assert told == sorted(told)
    assert all(0.4 * true < said < 1.2 * true for said, true in zip(told, (5, 12, 20, 28), strict=True))


def test_a_shoe_turned_away_asks_for_a_camera_that_sees_it_stand():
    alpha = canvas()
    cv2.fillConvexPoly(alpha, np.array([(50, 60), (50, 100), (230, 170), (250, 130)], np.int32), 1.0)
    found = footing(alpha)
    assert found.base[60] == pytest.approx(104, abs=2)
    assert 18 < found.pitch <= 30


def test_a_tail_in_the_air_is_no_foot():
    alpha = canvas()
    alpha[40:160, 60:140] = 1
    alpha[40:70, 140:280] = 1
    assert footing(alpha).base == pytest.approx(np.full(300, 160), abs=1)


def test_an_empty_matte_stands_at_its_lower_edge():
    assert footing(canvas()).base == pytest.approx(np.full(300, 200))
