"""Rendered photos come back from their files as they went in, but for the rounding of their codes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from balls import ball

from training.dataset import Sample, load, save


@pytest.fixture
def sample() -> Sample:
    return ball()


@pytest.fixture
def again(sample: Sample, tmp_path: Path) -> Sample:
    save(sample, tmp_path / "0000001.npz")
    return load(tmp_path / "0000001.npz")


def test_pictures_come_back(sample: Sample, again: Sample) -> None:
    assert again.photo.shape == sample.photo.shape
    assert np.abs(again.photo.astype(float) - sample.photo).mean() < 2
    assert np.abs(again.matte - sample.matte).max() <= 0.5 / 255
    assert np.array_equal(again.things, sample.things)
    assert np.abs(again.albedo - sample.albedo).mean() < 0.03


def test_normals_come_back_unit_and_only_on_the_product(sample: Sample, again: Sample) -> None:
    on = sample.matte > 0
    assert np.allclose(np.linalg.norm(again.normals[on], axis=-1), 1, atol=1e-5)
    assert not again.normals[~on].any()
    cosine = (again.normals * sample.normals).sum(-1)[on]
    assert np.degrees(np.arccos(np.clip(cosine, -1, 1))).max() < 0.6


def test_depth_comes_back_finely_and_what_is_far_is_cut(sample: Sample, tmp_path: Path) -> None:
    depth = sample.depth.copy()
    depth[0, 0] = 40
    save(replace(sample, depth=depth), tmp_path / "a.npz")
    again = load(tmp_path / "a.npz").depth
    assert np.abs(again - depth)[1:].max() < 3e-5
    assert again[0, 0] == pytest.approx(3)


def test_light_and_clearness_come_back(sample: Sample, tmp_path: Path) -> None:
    for clear in (False, True):
        save(replace(sample, clear=clear), tmp_path / "a.npz")
        again = load(tmp_path / "a.npz")
        assert again.clear is clear
    assert np.array_equal(again.towards, sample.towards)
    assert again.share == pytest.approx(sample.share)


def test_nothing_but_the_whole_file_is_left(sample: Sample, tmp_path: Path) -> None:
    save(sample, tmp_path / "a.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
