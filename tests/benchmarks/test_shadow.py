"""The rulers of the shadow benchmark, on shadows drawn by hand, and its tracer on an open sheet."""

import mitsuba as mi
import numpy as np
import pytest

from benchmarks import reference
from benchmarks.reference import SIDE, Eye, Setup
from benchmarks.shadow_rulers import REACH, apart, bearing, cut, edges, penumbra, plan
from benchmarks.shadow_sheet import difference

COUNT = 240
X, Z = np.meshgrid(*[(np.arange(COUNT) + 0.5) / COUNT * 2 * REACH - REACH] * 2)


def band(towards: float, length: float, half: float, soft: float) -> np.ndarray:
    """The plan of a straight shadow from the foot, its edges ramps `soft` wide about where a hard one would be."""
    a = np.radians(towards)
    along, across = X * np.cos(a) + Z * np.sin(a), np.abs(Z * np.cos(a) - X * np.sin(a))
    ramps = [np.clip(0.5 + edge / soft, 0, 1) for edge in (length - along, half - across, along + half)]
    return np.prod(ramps, 0).astype(np.float32)


@pytest.mark.parametrize("pitch", [8, 25])
def test_the_ground_is_found_again_in_the_picture(pitch: float) -> None:
    eye = Eye(pitch)
    x, z = eye.ground()
    columns, rows = eye.seen(x[200:], z[200:])
    assert np.allclose(columns, np.arange(SIDE) + 0.5, atol=1e-6)
    assert np.allclose(rows, np.arange(200, SIDE)[:, None] + 0.5, atol=1e-6)
    assert np.allclose(eye.seen(np.zeros(1), np.zeros(1)), np.array(reference.FOOT)[:, None])


def test_a_plan_shows_the_ground_from_above_and_not_what_the_product_hides() -> None:
    eye = Eye(20)
    x, z = eye.ground()
    spot = np.exp(-((x - 0.8) ** 2 + (z + 0.5) ** 2) / 0.02)
    shown = plan(spot, np.hypot(x, z) > 0.3, eye)
    row, column = np.unravel_index(np.nanargmax(shown), shown.shape)
    assert X[row, column] == pytest.approx(0.8, abs=0.03)
    assert Z[row, column] == pytest.approx(-0.5, abs=0.03)
    assert np.isnan(shown[COUNT // 2, COUNT // 2])


@pytest.mark.parametrize("towards", [-150, -90, -10, 0, 45, 170])
def test_a_shadow_points_where_it_was_thrown(towards: float) -> None:
    assert apart(bearing(band(towards, 1.5, 0.15, 0.1), (0, 0)), towards) < 0.5


def test_angles_are_told_apart_across_the_turn() -> None:
    assert apart(179, -179) == pytest.approx(2)
    assert np.isnan(bearing(np.zeros((COUNT, COUNT), np.float32), (0, 0)))


@pytest.mark.parametrize("soft", [0.1, 0.2, 0.4])
def test_edges_are_as_wide_as_they_were_drawn(soft: float) -> None:
    tips, sides = edges(band(30, 1.4, 0.35, soft), (0, 0), 30, 1.4)
    assert np.allclose(tips, 0.8 * soft, rtol=0.05, atol=0.01)
    assert np.allclose(sides, 0.8 * soft, rtol=0.05, atol=0.01)


def test_an_edge_that_is_hidden_is_not_measured() -> None:
    shadow = band(0, 1.4, 0.35, 0.2)
    line = cut(shadow, (0, 0), 0, REACH)
    assert penumbra(line) == pytest.approx(0.16, abs=0.01)
    assert np.isnan(penumbra(np.where(np.arange(len(line)) == 140, np.nan, line).astype(np.float32)))
    assert np.isnan(penumbra(0.3 * line))
    assert np.isnan(penumbra(np.full(9, np.nan, np.float32)))


def test_a_difference_is_red_where_too_dark_and_blue_where_too_light() -> None:
    shown = difference(np.float32([[0.3, -0.3, 0.0, 0.3]]), np.float32([[0, 0, 0, 1]]))[0]
    assert shown[0, 0] > shown[0, 2]
    assert shown[1, 2] > shown[1, 0]
    assert (shown[2] == 255).all()
    assert (shown[3] == 150).all()


def test_the_tracer_leaves_an_open_sheet_as_bright_as_said_and_throws_the_shadow_away_from_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mi.set_variant("scalar_rgb")
    for name, value in (("SIDE", 80), ("LONGEST", 25.0), ("FOOT", (40.0, 50.0)), ("_MATTE_SAMPLES", 16)):
        monkeypatch.setattr(reference, name, value)
    true = reference.reference(Setup("box", 0, -60, 45, 0.2, 0.5, 20), 48)
    x, z = true.eye.ground()
    open_ground = (x < -0.8) & (z < 0.5)
    assert abs(true.shadow[open_ground].mean()) < 0.02
    assert true.picture[open_ground].mean() == pytest.approx(reference.GREY, abs=0.01)
    thrown = (np.hypot(x - 0.55 * np.cos(np.radians(30)), z - 0.25 - 0.55 * np.sin(np.radians(30))) < 0.12) & (
        true.matte == 0
    )
    assert thrown.any()
    assert true.key[thrown].mean() > 0.8
    assert true.shadow[thrown].mean() < true.key[thrown].mean()
    with pytest.raises(ValueError, match="horizon"):
        reference.reference(Setup("box", 0, -60, 20, 0.8, 0.5, 20), 48)
