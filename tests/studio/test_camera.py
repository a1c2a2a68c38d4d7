"""The camera against the pinhole equations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.studio.camera import Camera

SIDE = st.integers(64, 3000)
CAMERAS = st.builds(
    lambda size, at, scale, pitch, focal, grounded: Camera.over(
        size, (at[0] * size[0], at[1] * size[1]), scale * max(size), pitch, focal, grounded
    ),
    st.tuples(SIDE, SIDE), st.tuples(st.floats(0, 1), st.floats(0, 1)), st.floats(0.002, 1.0), st.floats(-10, 90),
    st.floats(24, 200), st.booleans(),
)  # fmt: skip


def floats(*values):
    return tuple(np.array([value], np.float64) for value in values)


@settings(max_examples=200, deadline=None)
@given(CAMERAS, st.floats(0, 1), st.floats(0, 1), st.floats(0.2, 5))
def test_what_lies_on_a_ray_is_seen_where_the_ray_began(camera, across, down, far):
    column, row = floats(across * camera.width, down * camera.height)
    along = far * camera.distance
    place = [eye + along * way for eye, way in zip(camera.eye, camera.ray(column, row), strict=True)]
    seen = [float(value[0]) for value in camera.seen(*place)]
    assert seen == pytest.approx([column[0], row[0]], abs=1e-3 * max(camera.width, camera.height))


@settings(max_examples=200, deadline=None)
@given(CAMERAS)
def test_the_foot_is_seen_where_it_was_put_and_as_large(camera):
    slack = 1e-4 * max(camera.width, camera.height)
    column, row = (float(value[0]) for value in camera.seen(*floats(0, 0, 0)))
    assert (column, row) == pytest.approx(camera.foot, abs=slack)
    beside, _ = camera.seen(*floats(1, 0, 0))
    assert float(beside[0]) - column == pytest.approx(camera.scale, abs=2 * slack)


@settings(max_examples=100, deadline=None)
@given(CAMERAS, st.floats(0.1, 2))
def test_the_same_camera_on_another_grid_sees_the_same(camera, k):
    size = max(round(camera.width * k), 1), max(round(camera.height * k), 1)
    k = size[0] / camera.width
    other = camera.scaled(size)
    assert other.distance == pytest.approx(camera.distance)
    if abs(size[1] - k * camera.height) < 1e-9:
        assert other.eye == pytest.approx(camera.eye, abs=1e-9 * camera.distance)
        x, y, z = floats(0.1 * camera.distance, 0.05 * camera.distance, 0.1 * camera.distance)
        fine, coarse = camera.seen(x, y, z), other.seen(x, y, z)
        assert [float(v[0]) for v in coarse] == pytest.approx([k * float(v[0]) for v in fine], rel=1e-4, abs=1e-2)


@settings(max_examples=100, deadline=None)
@given(CAMERAS)
def test_the_optical_axis_looks_down_by_the_pitch(camera):
    x, y, z = (float(v[0]) for v in camera.ray(*floats(camera.width / 2, camera.height / 2)))
    assert (x, y, z) == pytest.approx((0, -np.sin(camera.pitch), np.cos(camera.pitch)), abs=1e-9)


@pytest.mark.parametrize("pitch", [-10, 0, 3, 10, 45, 90])
@pytest.mark.parametrize("row", [200, 500, 800])
def test_a_grounded_camera_never_sees_the_foot_from_below_the_ground(pitch, row):
    camera = Camera.over((1000, 1000), (500.0, float(row)), 20.0, pitch, 85.0)
    _, down, _ = camera.ray(np.float64(500), np.float64(row))
    assert camera.eye[1] > 0
    assert float(down) < 0
    free = Camera.over((1000, 1000), (500.0, float(row)), 20.0, pitch, 85.0, grounded=False)
    assert free.pitch == pytest.approx(np.radians(pitch))
    assert camera.pitch >= free.pitch - 1e-12
