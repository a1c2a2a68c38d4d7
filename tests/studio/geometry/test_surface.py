"""Heights, slopes and normals, and how one is found from the other."""

import numpy as np
import pytest
from solids import X, Y, ball

from pipelines.studio.geometry.surface import (
    angle,
    balloon,
    differences,
    extended,
    integrated,
    levelled,
    normals_of,
    plane,
    slopes,
)


def test_a_disc_blows_up_to_half_a_ball() -> None:
    solid = ball(40)
    blown = balloon(solid.mask)
    assert np.abs(blown - solid.height)[solid.mask].mean() < 1
    assert not blown[~solid.mask].any()


@pytest.mark.parametrize(("right", "up"), [(0.3, -0.7), (0, 0), (-2, 0.1)])
def test_a_planes_normals_have_its_slopes(right: float, up: float) -> None:
    normals = normals_of((right * X + up * Y).astype(np.float32))
    assert np.allclose(np.linalg.norm(normals, axis=-1), 1, atol=1e-5)
    assert np.allclose(slopes(normals), [right, up], atol=1e-3)


def test_normals_at_the_rim_know_nothing_of_what_lies_beyond() -> None:
    mask = np.abs(X) < 30
    height = np.where(mask, 0.5 * X, -80).astype(np.float32)
    assert angle(normals_of(height, mask), normals_of((0.5 * X).astype(np.float32)), mask) < 0.1


def test_heights_go_on_straight_beyond_the_mask() -> None:
    mask = np.hypot(X, Y) < 30
    height = np.where(mask, X - Y, 0).astype(np.float32)
    near = (np.hypot(X, Y) < 30.5) & ~mask
    assert np.allclose(extended(height, mask)[near], (X - Y)[near], atol=1e-3)


def test_a_balls_normals_integrate_to_the_ball() -> None:
    solid = ball()
    flat = np.full_like(X, solid.height[solid.mask].mean(), dtype=np.float32)
    height = integrated(solid.normals.astype(np.float32), flat, solid.mask, 1000.0)
    inner = np.hypot(X, Y) < 52
    off = (height - solid.height)[inner]
    assert np.abs(off - off.mean()).max() < 1.5


def test_over_long_ways_heights_follow_the_prior() -> None:
    mask = np.hypot(X, Y) < 70
    facing = np.broadcast_to(np.array([0, 0, 1], np.float32), (*X.shape, 3))
    tilted = (0.4 * X).astype(np.float32)
    assert np.abs(integrated(facing, tilted, mask, 2.0) - tilted)[mask].mean() < 2
    assert np.ptp(integrated(facing, tilted, mask, 1000.0)[mask]) < 2


def test_differences_of_a_slope_are_the_slope() -> None:
    mask = np.hypot(X, Y) < 20
    down, right = (step @ (3 * X - 2 * Y)[mask] for step in differences(mask))
    assert np.allclose(right, 3)
    assert np.allclose(down, 2)


def test_the_plane_is_fitted_where_there_is_weight() -> None:
    weight = (X < 0).astype(np.float32)
    height = np.where(X < 0, 2 * X + Y - 5, 900).astype(np.float32)
    assert np.allclose(plane(height, weight), 2 * X + Y - 5, atol=0.05)
    assert levelled(height, weight) == pytest.approx(height[X < 0].mean(), abs=1e-2)
