"""Lamps as samples: their strength, place and spread."""

import numpy as np
import pytest

from pipelines.core.colour import luminance
from pipelines.core.temperature import tint
from pipelines.studio.lamps import TURNS, lamps, spread, towards
from pipelines.studio.stage import Light

KINDS = [(a, e, s) for a in (-150, -45, 0, 90, 180) for e in (10, 42, 88) for s in (0.0, 0.5, 1.0)]


def light(azimuth, elevation, softness, **more):
    return Light(azimuth=azimuth, elevation=elevation, softness=softness, **more)


def on_open_ground(made):
    """Irradiance (TURNS, 3) that each set of the key's samples gives on level ground."""
    return (made.key[..., 1:2] * made.power).sum(1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_set_lights_open_ground_by_one(kind):
    assert luminance(on_open_ground(lamps(light(*kind)))) == pytest.approx(np.ones(TURNS), abs=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_directions_are_unit_above_the_ground_and_within_the_disc(kind):
    given, made = light(*kind), lamps(light(*kind))
    assert np.linalg.norm(made.key, axis=-1) == pytest.approx(np.ones(made.key.shape[:2]), abs=1e-5)
    assert made.key[..., 1].min() > 0.05
    off = np.degrees(np.arccos(np.clip(made.key @ made.axis, -1, 1)))
    below = max(5 + spread(given.softness) - given.elevation, 0)  # what would be lower is lifted
    assert off.max() <= spread(given.softness) + below + 0.1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind[1] == 42])
def test_their_mean_points_where_the_light_is_said_to_be(kind):
    for sets in lamps(light(*kind)).key:
        x, y, z = sets.mean(0) / np.linalg.norm(sets.mean(0))
        turned = (np.degrees(np.arctan2(x, -z)) - kind[0] + 180) % 360 - 180
        assert abs(turned) < 3
        assert np.degrees(np.arcsin(y)) == pytest.approx(kind[1], abs=2.5)


def test_directions_by_the_compass():
    near = {0: (0, -1), 90: (1, 0), -90: (-1, 0), 180: (0, 1)}
    for azimuth, (x, z) in near.items():
        axis = towards(light(azimuth, 45, 0.5))
        assert axis == pytest.approx([x * 0.5**0.5, 0.5**0.5, z * 0.5**0.5], abs=1e-6)


def test_the_sets_differ():
    key = lamps(light(-45, 45, 0.5)).key
    assert min(np.abs(key[i] - key[j]).max() for i in range(TURNS) for j in range(i)) > 0.01


@pytest.mark.parametrize("azimuth", [-60, 0, 100])
def test_a_rim_adds_light_from_behind_and_no_gobo_stands_before_it(azimuth):
    plain, rimmed = (lamps(light(azimuth, 45, 0.5, rim=rim)) for rim in (0, 0.6))
    own = plain.key.shape[1]
    behind = rimmed.key[:, own:]
    assert np.array_equal(rimmed.key[:, :own], plain.key)
    assert behind.shape[1] > 0
    mean = behind.mean((0, 1))
    flat = plain.axis[[0, 2]]
    assert mean[[0, 2]] @ flat / np.linalg.norm(mean[[0, 2]]) / np.linalg.norm(flat) < -0.99
    added = luminance(on_open_ground(rimmed) - on_open_ground(plain))
    assert added == pytest.approx(np.full(TURNS, 0.3), rel=0.05)


def test_the_sky_is_cosine_weighted():
    """The mean of the cosine over cosine-weighted directions is 2/3, that of its square 1/2."""
    sky = lamps(light(-45, 45, 0.5)).sky
    assert np.linalg.norm(sky, axis=-1) == pytest.approx(np.ones(sky.shape[:2]), abs=1e-5)
    for some, slack in [(sky.reshape(1, -1, 3), 0.01), (sky, 0.04)]:
        assert some[..., 2].mean(1) == pytest.approx(np.full(len(some), 2 / 3), abs=slack)
        assert (some[..., 2] ** 2).mean(1) == pytest.approx(np.full(len(some), 1 / 2), abs=slack)
        assert np.abs(some[..., :2].mean(1)).max() < 2 * slack


def test_colours_are_those_of_the_temperatures():
    made = lamps(light(-45, 45, 0.5, kelvin=3200, fill=0.4, fill_kelvin=9000))
    colour = on_open_ground(made).mean(0)
    assert colour / luminance(colour) == pytest.approx(tint(3200), abs=1e-4)
    assert made.fill == pytest.approx(0.4 * tint(9000), abs=1e-5)


def test_a_softer_light_is_a_larger_one():
    wide = [np.degrees(np.arccos(np.clip(m.key @ m.axis, -1, 1))).max() for m in
            (lamps(light(20, 60, s)) for s in (0, 0.25, 0.5, 0.75, 1))]  # fmt: skip
    assert (np.diff(wide) > 3).all()
