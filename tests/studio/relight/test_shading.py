"""Light on known surfaces: directions there and back, soft lamps against the exact integral, who is lit by what."""

import numpy as np
import pytest
from balls import LEFT, ball

from pipelines.studio.lamps import spread
from pipelines.studio.relight.shading import Source, angles, lit, one, photos, pitch, shaded, towards, upwards
from pipelines.studio.shape import Shape, directions


@pytest.mark.parametrize("down", [0.0, 20.0])
@pytest.mark.parametrize(("azimuth", "elevation"), [(-45, 45), (0, 10), (120, 60), (-170, 30), (90, 0)])
def test_a_direction_comes_back_as_the_angles_that_it_was_given_by(azimuth, elevation, down):
    way = towards(azimuth, elevation, down)
    assert np.linalg.norm(way) == pytest.approx(1, abs=1e-6)
    assert angles(way, down) == pytest.approx((azimuth, elevation), abs=1e-3)


def test_a_light_straight_above_is_where_up_is():
    assert towards(0, 90, 25.0) == pytest.approx(upwards(25.0), abs=1e-6)


def irradiance(cosine: float, radius: float) -> float:
    """Of a round light of even radiance, by brute force, over that of a surface that faces it."""
    ring = np.arccos(np.cos(radius) + (1 - np.cos(radius)) * (np.arange(300) + 0.5) / 300)
    polar, turn = np.meshgrid(ring, (np.arange(300) + 0.5) / 300 * 2 * np.pi)
    ways = np.stack([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar)], -1)
    normal = [np.sqrt(1 - cosine**2), 0, cosine]
    return float(np.maximum(ways @ normal, 0).mean() / np.cos(polar).mean())


@pytest.mark.parametrize("softness", [0.1, 0.5, 1.0])
def test_a_soft_light_sets_as_the_exact_integral_says(softness):
    cosines = np.linspace(-1, 1, 41)
    exact = [irradiance(cosine, np.radians(spread(softness))) for cosine in cosines]
    assert lit(cosines.astype(np.float32), softness) == pytest.approx(exact, abs=0.012)


def test_what_faces_the_light_is_brightest_and_what_faces_the_ground_has_its_bounce():
    normals = ball().normals
    on = np.abs(normals).sum(-1) > 0
    light = shaded(normals, one(LEFT, 0.2, 0.2), upwards(10.0)).irradiance
    assert normals[np.unravel_index(np.argmax(np.where(on, light, 0)), on.shape)] @ LEFT > 0.98
    down = np.array([[[0.0, -1, 0]]], np.float32)
    dim, bright = (float(shaded(down, one(way, 0.2, 0.1), upwards(0.0)).irradiance[0, 0])
                   for way in (np.array([0, 0.05, 1]), np.array([0, 1.0, 0])))  # fmt: skip
    assert 0 < dim < bright


def test_softer_light_leaves_less_dark():
    normals = ball().normals
    on = np.abs(normals).sum(-1) > 0
    dark = [float((shaded(normals, one(LEFT, softness, 0.1), upwards(0.0)).irradiance[on] < 0.15).mean())
            for softness in (0.0, 0.4, 1.0)]  # fmt: skip
    assert dark[0] > dark[1] > dark[2]


def test_light_from_who_knows_where_shades_less_than_light_that_is_sure():
    normals, ways = ball().normals, directions()
    on = np.abs(normals).sum(-1) > 0

    def contrast(weights):
        light = shaded(normals, Source(ways, weights.astype(np.float32), 0.5, 0.2), upwards(0.0)).irradiance[on]
        return light.std() / light.mean()

    near = np.exp(40 * (ways @ LEFT))
    assert contrast(np.full(len(ways), 1 / len(ways))) < 0.5 * contrast(near / near.sum())


def test_the_less_of_all_light_the_strongest_gives_the_more_fill_there_is():
    def found(share):
        flat = np.zeros((4, 4, 3), np.float32)
        chances = np.full(len(directions()), 1 / len(directions()), np.float32)
        return photos(Shape((0, 0, 4, 4), flat, flat[..., 0], flat, LEFT.astype(np.float32), share, 0.5, chances)).fill

    assert found(0.9) < found(0.6) < found(0.3) == found(0.0)


def test_the_pitch_follows_a_rising_footing():
    flat, round_ = np.zeros((80, 80), np.float32), np.zeros((80, 80), np.float32)
    flat[10:60, 10:70] = 1
    x = np.arange(80) - 40
    for column in np.flatnonzero(np.abs(x) < 30):
        round_[10 : int(50 + 12 * np.sqrt(1 - (x[column] / 30) ** 2)), column] = 1
    assert 0 < pitch(flat) < pitch(round_) <= 50
