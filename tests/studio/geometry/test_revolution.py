"""Bodies of revolution: axis, profile, lid, and what stands out of them."""

import numpy as np
import pytest
from solids import X, Y, ball, cylinder, evidence

from pipelines.studio.geometry.axis import Axis, axis, upright
from pipelines.studio.geometry.profile import halves, profile
from pipelines.studio.geometry.revolution import revolution
from pipelines.studio.geometry.surface import angle


@pytest.mark.parametrize("pitch", [12, 25, 40])
def test_a_can_is_found_with_its_lid(pitch: float) -> None:
    solid = cylinder(35, 90, pitch)
    found = revolution(evidence(solid))
    assert found is not None
    assert angle(found.normals, solid.normals, solid.mask) < 9
    assert found.misfit < 0.03


def test_a_ball_is_round_all_over() -> None:
    solid = ball(60)
    found = revolution(evidence(solid))
    assert found is not None
    assert found.back is not None
    inner = np.hypot(X, Y) < 50
    assert angle(found.normals, solid.normals, inner) < 12
    thick = (found.height - found.back)[inner & (np.abs(Y) < 20)]
    assert np.abs(thick - 2 * solid.height[inner & (np.abs(Y) < 20)]).mean() < 8


def test_what_stands_out_keeps_what_the_network_sees() -> None:
    solid = cylinder(35, 90, 15)
    handle = (np.abs(np.hypot(X - 35, Y) - 22) < 4) & ~solid.mask & (X > 35)
    odd = np.array([0.6, 0, 0.8])
    mug = solid._replace(mask=solid.mask | handle, normals=np.where(handle[..., None], odd, solid.normals))
    found = revolution(evidence(mug))
    assert found is not None
    assert np.allclose(found.normals[handle & (X > 42)], odd, atol=1e-3)
    assert angle(found.normals, solid.normals, solid.mask) < 12
    assert 0.02 < found.misfit < 0.3


@pytest.mark.parametrize(("lean", "aside"), [(0, 0), (6, 20), (-9, -15)])
def test_the_axis_halves_the_outline(lean: float, aside: float) -> None:
    sine, cosine = np.sin(np.radians(lean)), np.cos(np.radians(lean))
    across, along = (X - aside) * cosine - Y * sine, (X - aside) * sine + Y * cosine
    mask = (np.abs(across) < 20 + 10 * np.cos(along / 12)) & (np.abs(along) < 55)
    found = axis(mask)
    assert found.roll == pytest.approx(lean, abs=1.6)
    assert found.x == pytest.approx(aside, abs=2)
    assert found.symmetry > 0.97
    stood = upright(mask.astype(np.float32), found)
    assert np.abs(stood - stood[:, ::-1]).mean() < 0.02


def test_vectors_turn_with_the_axis() -> None:
    about = Axis(0.0, 20.0, 1.0)
    across, along = about.local(np.array([10.0]), np.array([30.0]))
    assert np.allclose(about.world(np.array([across[0], along[0], 5])), [10, 30, 5], atol=1e-4)


def test_the_narrower_side_tells_the_width() -> None:
    outline = ((np.abs(X) < 20) | ((X > 0) & (X < 50) & (np.abs(Y) < 10))).astype(np.float32)
    outline[:20] = 0
    widths = halves(outline)
    assert np.allclose(widths[30:], 20, atol=0.6)
    assert not widths[:20].any()


def test_a_profile_is_no_wider_than_its_outline() -> None:
    widths = halves(cylinder(35, 90, 30).mask.astype(np.float32))
    made = profile(widths, 30.0, 128.0, False)
    assert made is not None
    assert (np.sqrt(np.maximum(made.square, 0)) <= widths + 1e-3).all()
    assert profile(np.zeros(192, np.float32), 30.0, 128.0, False) is None
