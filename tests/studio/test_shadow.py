"""Shadow and occlusion of a block on the ground."""

import numpy as np
import pytest

from pipelines.studio.shadow import disc, occlusion, sky, solid

MATTE = np.ones((60, 24), np.float32)
BODY = solid(MATTE, np.zeros(24, np.float32), 12.0)
COLUMN, ROW = (round(v) for v in BODY.origin)


def centroid(shadow):
    y, x = np.mgrid[0 : shadow.shape[0], 0 : shadow.shape[1]]
    total = shadow.sum()
    return (x * shadow).sum() / total - BODY.origin[0], (y * shadow).sum() / total - BODY.origin[1]


@pytest.mark.parametrize("azimuth", range(-180, 180, 30))
def test_the_shadow_falls_on_the_far_side_of_the_light(azimuth):
    across, away = centroid(occlusion(BODY, disc(azimuth, 40, 0.2)))
    light = np.array([np.sin(np.radians(azimuth)), -np.cos(np.radians(azimuth))])
    middle = np.array([0, centroid(occlusion(BODY, [(0.0, 0.0)]))[1]])
    fall = np.array([across, away]) - middle
    assert fall @ -light / np.hypot(*fall) > np.cos(np.radians(10))


def test_a_lower_light_throws_a_longer_shadow():
    reach = [centroid(occlusion(BODY, disc(-90, up, 0.0)))[0] for up in (70, 50, 30)]
    assert reach == sorted(reach)


def test_a_softer_light_has_a_wider_penumbra():
    crispness = []
    for softness in (0.0, 0.25, 0.5, 0.75, 1.0):
        line = occlusion(BODY, disc(-90, 45, softness))[ROW + 4, COLUMN + 30 :]
        crispness.append((np.diff(line) ** 2).sum())
    assert crispness == sorted(crispness, reverse=True)
    assert crispness[-1] < 0.1 * crispness[0]


def test_the_shadow_is_darkest_at_the_contact_and_pales_away_from_it():
    line = occlusion(BODY, disc(-90, 45, 0.6))[ROW + 4, COLUMN + 14 : COLUMN + 80 : 6]
    assert (np.diff(line) <= 0.01).all()
    assert line[0] > 0.85


def test_the_sky_is_hidden_most_at_the_foot_and_less_with_every_step_from_it():
    line = occlusion(BODY, sky())[ROW + 4, COLUMN + 13 : COLUMN + 70 : 4]
    assert (np.diff(line) <= 0.005).all()
    assert 0.3 < line[0] < 0.7


def test_a_foot_and_a_raised_part_are_told_apart():
    matte = np.zeros((60, 60), np.float32)
    matte[:, 10:20] = 1
    matte[40:50, 10:50] = 1
    body = solid(matte, np.zeros(60, np.float32), 30.0)
    roofed = occlusion(body, sky())
    row, column = round(body.origin[1]) + 3, round(body.origin[0]) - 30
    assert roofed[row, column + 21] > 2 * roofed[row, column + 40]
