"""Cards, balloons, what the network sees, and what a depth model sees."""

import numpy as np
import pytest
from solids import UNIT, X, Y, ball, evidence, slabs

from pipelines.studio.geometry.carton import turned
from pipelines.studio.geometry.depth import depth
from pipelines.studio.geometry.flat import THIN, flat
from pipelines.studio.geometry.inflated import blown, inflated
from pipelines.studio.geometry.network import network
from pipelines.studio.geometry.surface import angle, balloon


def test_a_leaning_card_leans_and_is_thin() -> None:
    solid = slabs(turned(20, 10, 0), np.array([0.5, 90, 110]))
    found = flat(evidence(solid))
    assert angle(found.normals, solid.normals, solid.mask) < 3
    off = (found.height - solid.height)[solid.mask]
    assert np.abs(off - off.mean()).max() < 3
    assert found.back is not None
    assert np.allclose(found.height - found.back, THIN * UNIT, atol=1e-3)


def test_a_ball_is_a_balloon_and_has_a_back_like_its_front() -> None:
    solid = ball()
    found = inflated(evidence(solid))
    assert angle(found.normals, solid.normals, np.hypot(X, Y) < 55) < 4
    assert found.back is not None
    assert np.abs(found.back + found.height)[solid.mask].mean() < 2


def test_a_balloon_is_as_thick_as_what_the_network_sees() -> None:
    solid = ball()
    thin = solid._replace(normals=solid.normals * [0.4, 0.4, 1])
    thin = thin._replace(normals=thin.normals / np.linalg.norm(thin.normals, axis=-1, keepdims=True))
    heights = [np.ptp(inflated(evidence(each)).height[solid.mask]) for each in (solid, thin)]
    assert heights[1] == pytest.approx(0.4 * heights[0], rel=0.1)


def test_half_the_size_does_for_a_balloon() -> None:
    mask = (np.abs(X) < 30) & (np.abs(Y) < 60)
    assert np.abs(blown(mask) - balloon(mask))[mask].mean() < 1


def test_the_networks_height_and_normals_agree() -> None:
    solid = ball()
    found = network(evidence(solid))
    assert angle(found.normals, solid.normals, solid.mask) < 3
    off = (found.height - solid.height)[np.hypot(X, Y) < 50]
    assert off.std() < 2


def test_the_networks_back_lies_behind_its_front() -> None:
    for solid in (ball(), slabs(turned(0, 0, 0), np.array([30.0, 90, 110]))):
        found = network(evidence(solid))
        assert found.back is not None
        assert (found.height - found.back)[solid.mask].min() >= THIN * UNIT - 1e-3
        assert (found.height - found.back)[np.hypot(X, Y) < 10].mean() > 0.1 * UNIT


@pytest.mark.parametrize("factor", [0.02, -3.0])
def test_a_depth_models_map_is_brought_to_scale(factor: float) -> None:
    solid = ball()
    found = depth(evidence(solid, depth=(solid.height * factor + 7).astype(np.float32)))
    assert found is not None
    off = (found.height - solid.height)[np.hypot(X, Y) < 50]
    assert off.std() < 2


def test_without_a_map_or_with_a_flat_one_there_is_no_depth() -> None:
    assert depth(evidence(ball())) is None
    assert depth(evidence(ball(), depth=np.full_like(X, 3, dtype=np.float32))) is None
