"""The sample products: the index names what is there, and photos, mattes, depth and normals agree."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from pipelines.core.colour import luminance, to_linear
from pipelines.core.samples import FOLDER, INDEX, View, samples

CASES = [pytest.param(view, id=f"{name}-{i}") for name, sample in samples().items()
         for i, view in enumerate(sample.views, 1)]  # fmt: skip


def halved(matte: np.ndarray) -> np.ndarray:
    return matte.reshape(matte.shape[0] // 2, 2, -1, 2).mean((1, 3))


def test_there_are_six_products_in_five_views_and_two_lights():
    assert list(samples()) == ["bottle", "jar", "mug", "box", "ring", "toy"]
    for sample in samples().values():
        assert len(sample.views) == 5
        assert all(set(view.photos) == {"window", "lamp"} for view in sample.views)
        assert 1 < sample.size_cm < 40
        assert sample.sku
        assert sample.name


def test_the_index_lists_the_folder():
    listed = {file for sample in samples().values() for view in sample.views
              for file in (*view.photos.values(), view.matte, view.depth, view.normals)}  # fmt: skip
    found = {path for path in FOLDER.rglob("*") if path.is_file()}
    assert found == listed | {FOLDER / INDEX}
    assert sum(path.stat().st_size for path in found) < 6 * 2**20


@pytest.mark.parametrize("name", ["../secret/1_matte.png", "/etc/passwd", "toy/../1_matte.png", "toy/1_matte.svg"])
def test_the_index_cannot_point_outside_the_folder(name: str):
    with pytest.raises(ValidationError):
        View.model_validate({"photos": {}, "matte": name, "depth": "toy/1_depth.png", "normals": "toy/1_normals.png"})


@pytest.mark.parametrize("view", CASES)
def test_photos_and_mattes_have_one_size_and_the_rest_half_of_it(view: View):
    width, height = Image.open(view.matte).size
    assert sorted((width, height)) == [672, 896]
    assert all(Image.open(path).size == (width, height) for path in view.photos.values())
    assert view.read_depth().shape == view.read_normals().shape[:2] == (height // 2, width // 2)


@pytest.mark.parametrize("view", CASES)
def test_the_product_is_whole_and_fills_a_third_to_seven_tenths_of_the_frame(view: View):
    matte = view.read_matte()
    assert not any(edge.any() for edge in (matte[:8], matte[-8:], matte[:, :8], matte[:, -8:]))
    shares = [np.ptp(np.flatnonzero((matte > 0.5).any(axis))) / matte.shape[1 - axis] for axis in (0, 1)]
    assert 0.35 < max(shares) < 0.7


@pytest.mark.parametrize("view", CASES)
def test_the_matte_is_soft_at_edges_only(view: View):
    matte = view.read_matte()
    soft = (matte > 0) & (matte < 1)
    solid = cv2.erode((matte == 1).astype(np.uint8), np.ones((3, 3), np.uint8))
    assert soft.any()
    assert soft.sum() < 0.15 * matte.sum()
    assert solid.sum() > 0.7 * matte.sum()


@pytest.mark.parametrize("view", CASES)
def test_nothing_next_to_the_product_lies_in_front_of_it(view: View):
    matte, depth = halved(view.read_matte()), view.read_depth()
    inside = np.where(matte == 1, depth, 0).astype(np.float32)
    around = np.ones((9, 9), np.uint8)  # wide enough to leave the fur
    beside = (matte == 0) & (cv2.dilate(inside, around) > 0)
    nearest = cv2.erode(np.where(matte == 1, depth, np.inf).astype(np.float32), around)
    assert beside.sum() > 100
    assert (depth[beside] > 0.93 * nearest[beside]).all()  # the table before the foot is hardly nearer than the foot
    assert np.median(depth[beside]) > np.median(depth[matte == 1])


@pytest.mark.parametrize("view", CASES)
def test_the_product_is_as_deep_as_it_is_large(view: View):
    size = next(sample.size_cm for sample in samples().values() if view in sample.views)
    solid = view.read_depth()[halved(view.read_matte()) == 1]
    assert solid.min() > 0
    assert 0.1 * size < np.ptp(solid) * 100 < 1.3 * size


@pytest.mark.parametrize("view", CASES)
def test_normals_are_units_towards_the_viewer_on_the_product(view: View):
    normals, matte = view.read_normals(), halved(view.read_matte())
    length = np.linalg.norm(normals, axis=-1)
    np.testing.assert_allclose(length[matte == 1], 1, atol=1e-3)
    assert not length[cv2.dilate(matte, np.ones((5, 5), np.uint8)) == 0].any()
    assert normals[matte == 1][:, 2].min() > -0.4  # view rays leave the axis by up to 36 degrees
    assert normals[matte == 1][:, 2].mean() > 0.3


@pytest.mark.parametrize("view", CASES)
def test_photos_are_exposed_as_a_phone_would(view: View):
    def light(path: Path) -> np.ndarray:
        return luminance(to_linear(np.asarray(Image.open(path))))

    window, lamp = (light(view.photos[name]) for name in ("window", "lamp"))
    for photo in (window, lamp):
        assert 0.08 < photo.mean() < 0.5
        assert (photo > 0.99).mean() < 0.03
    assert np.abs(window - lamp).mean() > 0.01
