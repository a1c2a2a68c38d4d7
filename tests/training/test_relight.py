"""The relight network's lessons: mixtures of lights, pairs, mirror images, what is measured."""

from pathlib import Path

import cv2
import mitsuba as mi
import numpy as np
import pytest
import torch
from balls import ball

from pipelines.studio.relight.learnt import CHANNELS
from training import relight, relight_data, relight_scenes
from training.fill import fitted
from training.relight_data import batches, developed, gain, mirrored, pair, study, toned
from training.relight_network import RelightNetwork
from training.relight_scenes import LIGHTS, Apart, load, save
from training.scenes.photo import develop

mi.set_variant("scalar_rgb")
WAYS = np.array([[-0.8, 0.36, 0.48], [0.8, 0.36, 0.48], [0, 0.8, 0.6], [0.6, 0.8, 0], [-0.6, 0.8, 0]], np.float32)


def known_ball() -> Apart:
    """A ball whose picture in each light is known by formula."""
    whole = ball(side=relight_scenes.SIDE)
    facing = np.stack([np.maximum(whole.normals @ way, 0) for way in WAYS])
    table = np.where(whole.matte > 0, 0, 0.3)
    lit = (facing * whole.matte + table)[..., None] * whole.albedo / np.pi
    room = np.broadcast_to(0.24 * whole.albedo / np.pi * 3, lit[0].shape)[None]
    radiance = np.concatenate([lit, room]).astype(np.float32)
    return Apart(radiance, whole.matte, WAYS, np.full(LIGHTS, 0.3, np.float32), np.array([0, 1, 0], np.float32),
                 whole.normals, whole.albedo)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("apart") / "0000003.npz"
    save(known_ball(), path)
    return path


@pytest.fixture(scope="module")
def known(path: Path) -> relight_data.Study:
    return study(path)


def test_a_scene_comes_back_from_its_file(path: Path):
    there, back = known_ball(), load(path)
    assert back.radiance == pytest.approx(there.radiance, rel=1e-3, abs=1e-4)
    assert back.matte == pytest.approx(there.matte, abs=1 / 255)
    assert np.array_equal(back.towards, there.towards)
    assert back.normals == pytest.approx(there.normals, abs=1e-3)
    assert back.albedo == pytest.approx(there.albedo, abs=1e-3)


def test_a_study_is_the_same_each_time_and_its_photos_differ(path: Path, known: relight_data.Study):
    again = study(path)
    for one, other in zip(known.taken, again.taken, strict=True):
        assert np.array_equal(one.photo, other.photo)
    assert not np.array_equal(known.taken[0].photo, known.taken[1].photo)


def test_automatic_exposure_makes_bright_and_dim_light_alike():
    apart = known_ball()
    weights = np.array([1, 0, 0, 0, 0, 0.3], np.float32)
    assert gain(apart, weights * 5, 0.0) == pytest.approx(gain(apart, weights, 0.0) / 5, rel=1e-3)
    assert gain(apart, weights, 1.0) == pytest.approx(2 * gain(apart, weights, 0.0))


def test_tones_are_those_of_the_phone_that_takes_the_samples():
    level = np.broadcast_to(np.linspace(0.03, 0.9, 64, dtype=np.float32)[:, None, None], (64, 64, 3))
    phone = develop(level, "#ffffff", 0, noise=0)[:, 32, 0].astype(float)
    exposed = level[:, 32, 0] * (0.2 / np.exp(np.log(level[:, 32, 0] + 1e-3).mean()))
    assert np.corrcoef(toned(exposed) * 255, phone)[0, 1] > 0.995


def test_a_pair_is_what_the_studio_would_see_and_its_truth(known: relight_data.Study):
    rng = np.random.default_rng(0)
    for _ in range(6):
        seen, answer, truth = pair(rng, known, 64)
        assert (seen.shape, answer.shape, truth.shape) == ((CHANNELS, 64, 64), (1, 64, 64), (7, 64, 64))
        on = seen[3] > 0.99
        asked = seen[10][on] - seen[9][on]
        told = np.log(truth[:3].mean(0)[on] + 0.02) - np.log(seen[:3].mean(0)[on] + 0.02)
        assert abs(asked).max() < 0.05 or np.corrcoef(asked, told)[0, 1] > 0.5


def test_a_mirror_image_turns_its_normals_and_keeps_its_coordinates(known: relight_data.Study):
    seen, answer, truth = pair(np.random.default_rng(1), known, 64)
    turned = mirrored(seen, answer, truth)
    assert np.array_equal(turned[0][4:6], seen[4:6])
    assert np.array_equal(turned[0][6], -seen[6][:, ::-1])
    assert np.array_equal(turned[2][:3], truth[:3, :, ::-1])
    assert np.array_equal(turned[2][3], -truth[3][:, ::-1])
    for one, other in zip(mirrored(*turned), (seen, answer, truth), strict=True):
        assert np.array_equal(one, other)


def test_a_new_network_leaves_the_models_answer_and_a_lesson_moves_it(known: relight_data.Study):
    torch.manual_seed(0)
    seen, answer, truth = next(batches([known], [(64, 4)], 0))
    network = RelightNetwork((8, 8, 8, 8, 8))
    assert torch.allclose(network.eval()(seen, answer), answer.expand(-1, 3, -1, -1))
    rate = torch.optim.Adam(network.train().parameters(), 3e-3)
    first = None
    for _ in range(25):
        value = relight.loss(network, seen, answer, truth)
        first = first or float(value.detach())
        rate.zero_grad()
        value.backward()
        rate.step()
    assert float(value.detach()) < 0.9 * first


def test_the_right_factors_leave_nothing_off(known: relight_data.Study):
    seen, _, _ = next(batches([known], [(64, 2)], 0))
    dimmer = relight.encoded(relight.linear(seen[:, :3]) * 0.5)
    right = torch.full_like(seen[:, :3], float(np.log(0.5)))
    assert relight.off(right, seen, dimmer).max() < 0.004
    assert relight.off(torch.zeros_like(right), seen, dimmer).min() > 0.02


def test_exposure_alone_is_forgiven_and_shading_is_not(known: relight_data.Study):
    seen, _, _ = next(batches([known], [(64, 2)], 0))
    none, dimmer = torch.zeros_like(seen[:, :3]), relight.encoded(relight.linear(seen[:, :3]) * 0.7)
    assert relight.off(relight.exposed(none, seen, dimmer), seen, dimmer).max() < 0.01
    slope = torch.linspace(-0.5, 0.5, 64).expand_as(none)
    assert relight.off(relight.exposed(slope, seen, dimmer), seen, dimmer).min() > 0.02


def test_light_from_a_wrong_side_is_told_from_what_has_no_side(known: relight_data.Study):
    seen, _, truth = next(batches([known], [(64, 4)], 0))
    right = (relight.linear(truth[:, :3]) + 1e-3).log() - (relight.linear(seen[:, :3]) + 1e-3).log()
    sided = 0.4 * truth[:, 3:4].expand_as(right)
    rough = 0.4 * torch.randn(4, 1, 64, 64, generator=torch.Generator().manual_seed(0)).clamp(-2, 2).expand_as(right)
    none, side, noise = (relight.slanted(right + each, seen, truth).mean() for each in (0 * right, sided, rough))
    assert none < 0.05 < side / 2
    assert noise < side / 2
    dimmed = relight.slanted(right - 0.5, seen, truth).mean()
    assert dimmed == pytest.approx(float(none), abs=1e-3), "exposure has no side"


def test_validation_tells_photo_model_and_network(known: relight_data.Study):
    figures = relight.validation([known] * 2)(lambda seen, answer: answer.expand(-1, 3, -1, -1))
    assert list(figures) == ["photo, dB", "model, dB", "network, dB", "as exposed, dB", "photo's slant", "slant"]
    assert figures["slant"] < figures["photo's slant"]
    assert figures["model, dB"] == pytest.approx(figures["network, dB"])
    assert figures["model, dB"] > figures["photo, dB"]


def test_a_rendered_scene_is_lit_from_where_its_lights_are(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(relight_scenes, "SIDE", 48)
    monkeypatch.setattr(relight_scenes, "SAMPLES", 4)
    made = relight_scenes.photograph(1)
    assert made.radiance.shape == (LIGHTS + 1, 48, 48, 3)
    assert np.linalg.norm(made.towards, axis=1) == pytest.approx(1, abs=1e-5)
    assert (made.towards @ made.up > 0).all()
    assert made.radiance[-1][made.matte > 0.5].min() > 0
    bare = cv2.erode((made.matte < 0.05).astype(np.uint8), np.ones((5, 5))) > 0
    assert made.radiance[:, bare].mean() > 0


def test_a_photo_is_of_eight_bits_and_exposed():
    apart = known_ball()
    photo = developed(apart, np.array([2, 0, 0, 0, 0, 1], np.float32), 0.0, np.random.default_rng(0))
    assert photo.dtype == np.uint8
    assert 60 < photo.mean() < 190


def test_the_fill_s_factor_and_power_are_found() -> None:
    rest = np.array([0.1, 0.3, 0.8, 2.0])
    assert fitted(rest, 0.3 * rest**0.4) == pytest.approx((0.3, 0.4))
