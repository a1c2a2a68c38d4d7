"""Procedural materials: in range, drawn by their seed and place alone, free of aliasing and of repeats."""

import cv2
import numpy as np
import pytest

from pipelines.core.colour import luminance
from pipelines.studio.materials import MATERIALS, Skin
from pipelines.studio.noise import Noise

TONES = np.array([[0.72, 0.7, 0.66], [0.45, 0.41, 0.36], [0.2, 0.2, 0.22], [0.58, 0.5, 0.44]], np.float32)
PATTERNED = [name for name, entry in MATERIALS.items() if len(entry.tones) > 1]
REGULAR = {"brick", "tile", "stone_slab"}  # their joints come back, by design; their moods must not


def places(cm, px):
    line = (np.arange(px, dtype=np.float32) + 0.5) * np.float32(cm / px)
    return [np.ascontiguousarray(v) for v in np.meshgrid(line - np.float32(cm / 3), line)]


def skin(name, seed=1, cm=30.0, px=160, footprint=None, part=np.s_[:, :]):
    x, z = (np.ascontiguousarray(v[part]) for v in places(cm, px))
    entry = MATERIALS[name]
    width = np.full(x.shape, footprint or cm / px, np.float32)
    made = entry.make(x, z, width, TONES[: len(entry.tones)], Noise(seed))
    height = None if made.height is None else np.broadcast_to(made.height, x.shape)
    return Skin(np.broadcast_to(made.albedo, (*x.shape, 3)), height)


@pytest.mark.parametrize("name", MATERIALS)
@pytest.mark.parametrize("cm", [1.0, 30.0, 500.0])
def test_albedo_is_finite_and_reflects_no_more_than_all_light(name, cm):
    albedo = skin(name, cm=cm, px=100).albedo
    assert np.isfinite(albedo).all()
    assert albedo.min() >= 0
    assert albedo.max() <= 1


@pytest.mark.parametrize("name", MATERIALS)
def test_its_mean_lies_among_its_tones(name):
    mean = skin(name, cm=200).albedo.mean((0, 1))
    tones = TONES[: len(MATERIALS[name].tones)]
    assert (mean > 0.6 * tones.min(0)).all()
    assert (mean < 1.2 * tones.max(0)).all()


@pytest.mark.parametrize("name", PATTERNED)
def test_the_seed_draws_the_pattern(name):
    first, again, other = skin(name, 1), skin(name, 1), skin(name, 2)
    assert np.array_equal(first.albedo, again.albedo)
    assert not np.allclose(first.albedo, other.albedo, atol=1e-3)


@pytest.mark.parametrize("name", MATERIALS)
@pytest.mark.parametrize("footprint", [None, 0.4, 3.0])
def test_a_part_drawn_alone_is_the_same_as_in_the_whole(name, footprint):
    part = np.s_[40:71, 15:130]
    whole, alone = skin(name, footprint=footprint), skin(name, footprint=footprint, part=part)
    assert np.allclose(whole.albedo[part], alone.albedo, atol=1e-4)
    if whole.height is not None:
        assert np.allclose(whole.height[part], alone.height, atol=1e-4)


@pytest.mark.parametrize("name", MATERIALS)
def test_a_wide_footprint_leaves_no_detail_finer_than_itself(name):
    def detail(footprint):
        light = luminance(skin(name, cm=16, footprint=footprint).albedo)
        return np.abs(light - cv2.GaussianBlur(light, (0, 0), 5)).mean()

    assert detail(6.0) < max(0.5 * detail(None), 1e-3)


@pytest.mark.parametrize("name", MATERIALS)
def test_seen_from_afar_it_keeps_its_brightness(name):
    near, far = (luminance(skin(name, cm=240, px=600, footprint=f).albedo).mean() for f in (None, 8.0))
    assert far == pytest.approx(near, rel=0.08)


@pytest.mark.parametrize("name", PATTERNED)
def test_no_patch_comes_back_within_two_metres(name):
    light = luminance(skin(name, cm=200, px=400).albedo)
    if name in REGULAR:
        light = cv2.GaussianBlur(light, (0, 0), 6)
    light = light - cv2.GaussianBlur(light, (0, 0), 40)
    power = np.abs(np.fft.rfft2(light, (800, 800))) ** 2
    match = np.fft.irfft2(power)[:300, :300] / (light**2).sum()
    assert match[60:, 60:].max() < 0.35


@pytest.mark.parametrize("name", MATERIALS)
@pytest.mark.parametrize("cm", [2.0, 30.0, 300.0])
def test_relief_is_finite_and_can_be_shaded(name, cm):
    height = skin(name, cm=cm).height
    if height is None:
        return
    assert np.isfinite(height).all()
    slopes = np.abs(np.diff(height, axis=0)) / (cm / len(height))
    assert np.quantile(slopes, 0.98) < 6.0


@pytest.mark.parametrize("name", MATERIALS)
def test_each_names_its_tones_and_its_roughness(name):
    entry = MATERIALS[name]
    assert 1 <= len(entry.tones) <= 4
    assert len(set(entry.tones)) == len(entry.tones)
    assert 0 <= entry.roughness <= 1
    assert entry.make.__doc__
