"""Confidence is fitted to what was reached."""

import numpy as np
import pytest

from pipelines.studio.networks import Card
from training.calibrate import curve


def test_the_curve_follows_what_was_reached():
    rng = np.random.default_rng(0)
    evidence = rng.uniform(0.2, 0.95, 4000)
    reached = (rng.random(4000) < evidence**2).astype(float)
    x, y = np.array(curve(evidence, reached)).T
    asked = np.linspace(0.3, 0.9, 7)
    np.testing.assert_allclose(np.interp(asked, x, y), asked**2, atol=0.07)


@pytest.mark.parametrize("reached", [np.linspace(1, 0, 50), np.full(50, 0.4), np.ones(50)])
def test_a_card_takes_every_curve(reached: np.ndarray):
    points = curve(np.linspace(0.1, 1.0, 50), reached)
    assert points[0] == (0, 0)
    assert points[-1] == (1, 1)
    assert Card._rises(points) == points
