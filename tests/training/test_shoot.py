"""Rendered photos come with their truth, by seed, and a run can be stopped and resumed."""

from collections.abc import Collection
from pathlib import Path

import mitsuba as mi
import numpy as np
import pytest

from training import shoot
from training.dataset import Sample, load
from training.scenes import situations

mi.set_variant("scalar_rgb")


@pytest.fixture(scope="module")
def photo() -> Sample:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(situations, "SIZES", ((64, 48), (48, 64), (56, 56)))
        return shoot.photograph(5, 2)


def test_all_layers_have_the_photos_size_and_agree(photo: Sample):
    shape = photo.photo.shape[:2]
    layers = photo.matte, photo.things, photo.depth, photo.normals, photo.albedo
    assert {layer.shape[:2] for layer in layers} == {shape}
    inside = photo.matte > 0.9
    assert inside.any()
    assert (photo.things[inside] == 1).mean() > 0.9
    np.testing.assert_allclose(np.linalg.norm(photo.normals[inside], axis=-1), 1, atol=1e-3)
    assert not photo.normals[photo.matte < 0.1].any()
    assert photo.depth[inside].mean() == pytest.approx(1, abs=0.15)
    assert np.linalg.norm(photo.towards) == pytest.approx(1, abs=1e-3)
    assert 0 < photo.share <= 1


def test_most_of_the_product_faces_the_camera(photo: Sample):
    assert photo.normals[photo.matte > 0.9][:, 2].mean() > 0.2


def test_the_same_seed_gives_the_same_situation_and_another_another():
    one, same, other = (situations.situation(seed) for seed in (8, 8, 9))
    np.testing.assert_array_equal(one.scene.product.points, same.scene.product.points)
    np.testing.assert_array_equal(one.scene.camera.origin, same.scene.camera.origin)
    assert one.scene.product.points.shape != other.scene.product.points.shape or not np.array_equal(
        one.scene.product.points, other.scene.product.points
    )


def test_what_is_there_is_kept_and_what_is_missing_made(
    tmp_path: Path, photo: Sample, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    made: list[int] = []

    def pretend(seed: int, samples: int, names: Collection[str]) -> Sample:
        made.append(seed)
        if seed == 2:
            raise ValueError("no situation")
        return photo

    monkeypatch.setattr(shoot, "photograph", pretend)
    for seed in (0, 2, 3):
        print(shoot._make(tmp_path, 1, ("table",), seed))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["0000000", "0000003"]
    assert "no situation" in capsys.readouterr().out
    assert shoot.missing(tmp_path, range(4)) == [1, 2]
    assert load(tmp_path / "0000000.npz").things.shape == photo.things.shape


def test_a_picture_without_numbers_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(situations, "SIZES", ((32, 32),) * 3)
    real = shoot.views

    def broken(scene: object, samples: int) -> object:
        seen = real(scene, samples)
        seen.radiance[3, 3] = np.nan
        return seen

    monkeypatch.setattr(shoot, "views", broken)
    with pytest.raises(ValueError, match="no number"):
        shoot.photograph(5, 1)
