"""The camera against the pinhole equations, and what its rows see."""

from math import cos, sin

import numpy as np
import pytest

from pipelines.studio import surface
from pipelines.studio.camera import Camera

CAMERA = Camera.over((600, 500), (310.0, 400.0), 12.0, 14.0, 85.0)


def seen(camera, x, y, z):
    """Where a point of the world is seen, in px."""
    height, before = camera.eye
    down, forward = height - y, z + before
    axis = forward * cos(camera.pitch) + down * sin(camera.pitch)
    below = down * cos(camera.pitch) - forward * sin(camera.pitch)
    centre = camera.foot[0] - (camera.foot[0] - camera.width / 2)
    shift = (camera.foot[0] - camera.width / 2) / camera.scale
    return centre + camera.focal * (x + shift) / axis, camera.height / 2 + camera.focal * below / axis


def test_the_foot_is_seen_where_it_was_put_and_as_large():
    assert seen(CAMERA, 0, 0, 0) == pytest.approx(CAMERA.foot)
    assert seen(CAMERA, 1, 0, 0)[0] - CAMERA.foot[0] == pytest.approx(CAMERA.scale)


@pytest.mark.parametrize(
    "sheet",
    [surface.ground(CAMERA, 1.0), surface.wall(CAMERA, 40.0, 1.0), surface.sweep(CAMERA, 15.0, 20.0, 1.0)],
    ids=["ground", "wall", "sweep"],
)
def test_every_row_sees_the_point_it_is_said_to_see(sheet):
    across = CAMERA.across(sheet.axis)
    for row in range(150, 500, 50):
        x, y = seen(CAMERA, across[row, 77], sheet.y[row], sheet.z[row])
        assert (x, y) == pytest.approx((77.5, row + 0.5), abs=0.05)


def test_a_sweep_lies_flat_then_turns_upright_without_a_step():
    sheet = surface.sweep(CAMERA, 15.0, 20.0, 1.0)
    assert sheet.normal[-1] == 0
    assert sheet.normal[0] == pytest.approx(np.pi / 2)
    assert np.abs(np.diff(sheet.normal)).max() < 0.05
    assert (np.diff(sheet.run) < 0).all()


def test_rows_above_the_horizon_stay_finite():
    flat = Camera.over((400, 400), (200.0, 100.0), 10.0, 0.0, 24.0)
    sheet = surface.ground(flat, 1.0)
    assert all(np.isfinite(values).all() for values in (sheet.z, sheet.axis, sheet.footprint))


def test_the_table_edge_is_softer_with_a_wider_aperture():
    def soft(aperture):
        cover = surface.cover(CAMERA, 30.0, aperture)
        return ((cover > 0.01) & (cover < 0.99)).sum()

    assert soft(0.1) < soft(2.0) < soft(5.0)


def test_the_same_camera_on_another_grid_sees_the_same_ground():
    half = CAMERA.scaled((300, 250))
    assert half.eye == pytest.approx(CAMERA.eye)
    fine, rough = surface.ground(CAMERA, 1.0).z, surface.ground(half, 1.0).z
    assert rough[200] == pytest.approx((fine[400] + fine[401]) / 2, rel=1e-3)
