"""Gobos: transmittances, half open, drawn by the seed, the same pattern on any grid."""

import cv2
import numpy as np
import pytest

from pipelines.studio.gobos import GOBOS
from pipelines.studio.noise import Noise


def thrown(name, seed=1, px=256, reach=3.0):
    line = ((np.arange(px, dtype=np.float32) + 0.5) / px * 2 - 1) * np.float32(reach)
    u, v = (np.ascontiguousarray(w, np.float32) for w in np.meshgrid(line, -line))
    return GOBOS[name](u, v, Noise(seed))


def test_the_wanted_patterns_are_there():
    assert set(GOBOS) == {"window", "blinds", "leaves", "dappled", "lattice", "arch"}


@pytest.mark.parametrize("name", GOBOS)
@pytest.mark.parametrize("seed", range(6))
def test_it_is_a_transmittance_about_half_open_with_light_on_the_product(name, seed):
    pattern = thrown(name, seed)
    assert pattern.shape == (256, 256)
    assert pattern.dtype == np.float32
    assert pattern.min() >= 0
    assert pattern.max() <= 1
    assert pattern.max() - pattern.min() > 0.6
    assert 0.3 < pattern.mean() < 0.85
    assert pattern[107:149, 107:149].mean() > 0.3


@pytest.mark.parametrize("name", GOBOS)
def test_the_seed_draws_the_pattern(name):
    assert np.array_equal(thrown(name, 1), thrown(name, 1))
    assert np.abs(thrown(name, 1) - thrown(name, 2)).mean() > 0.01


@pytest.mark.parametrize("name", GOBOS)
def test_a_coarse_grid_shows_the_mean_of_a_fine_one(name):
    fine = cv2.resize(thrown(name, px=512), (256, 256), interpolation=cv2.INTER_AREA)
    assert np.abs(fine - thrown(name)).mean() < 0.02


@pytest.mark.parametrize("name", GOBOS)
def test_edges_are_smooth_at_256_samples(name):
    """Hardly any sample jumps from open to shut at its neighbour."""
    pattern = thrown(name)
    steps = np.concatenate([np.abs(np.diff(pattern, axis=axis)).ravel() for axis in (0, 1)])
    assert (steps > 0.85).mean() < 0.002
