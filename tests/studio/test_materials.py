"""Procedural materials: in range, drawn by their seed, free of aliasing and of repeats."""

import cv2
import numpy as np
import pytest

from pipelines.studio.materials import MATERIALS
from pipelines.studio.template import TONES as COUNTS

TONES = np.array([[0.8, 0.78, 0.75], [0.5, 0.45, 0.4], [0.2, 0.2, 0.2]], np.float32)


def patch(name, seed=1, cm=30.0, px=160, footprint=None):
    line = (np.arange(px, dtype=np.float32) + 0.5) * np.float32(cm / px)
    x, z = (np.ascontiguousarray(v) for v in np.meshgrid(line, line))
    width = np.full((px, 1), footprint or cm / px, np.float32)
    return np.broadcast_to(MATERIALS[name](x, z, width, TONES, np.random.default_rng(seed)), (px, px, 3))


def test_templates_may_name_exactly_the_materials_there_are():
    assert set(COUNTS) == set(MATERIALS)


@pytest.mark.parametrize("name", MATERIALS)
def test_albedo_stays_within_its_tones(name):
    albedo = patch(name)
    assert albedo.min() > 0.1
    assert albedo.max() < 0.9


@pytest.mark.parametrize("name", ["marble", "wood"])
def test_the_seed_draws_the_pattern(name):
    assert np.array_equal(patch(name, 1), patch(name, 1))
    assert np.abs(patch(name, 1) - patch(name, 2)).mean() > 0.01


@pytest.mark.parametrize("name", ["marble", "wood"])
def test_a_wide_footprint_leaves_no_detail_finer_than_itself(name):
    def detail(footprint):
        albedo = np.ascontiguousarray(patch(name, cm=16, footprint=footprint))
        return np.abs(albedo - cv2.GaussianBlur(albedo, (0, 0), 5)).mean()

    assert detail(4.0) < 0.5 * detail(None)


@pytest.mark.parametrize("name", ["marble", "wood"])
def test_no_patch_comes_back_within_two_metres(name):
    albedo = patch(name, cm=200, px=400)[..., 0]
    albedo = albedo - albedo.mean()
    power = np.abs(np.fft.rfft2(albedo, (800, 800))) ** 2
    match = np.fft.irfft2(power)[:300, :300] / (albedo**2).sum()
    assert match[40:, 40:].max() < 0.35
