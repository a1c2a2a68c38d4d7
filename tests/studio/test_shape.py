"""The shape of a cutout: windows, the mirrored look and units, with a formula in the network's place."""

from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from balls import LEFT, ball
from torch import Tensor, nn

from pipelines.core.errors import UserError
from pipelines.studio import networks
from pipelines.studio import shape as job
from pipelines.studio.shape import MARGIN, SIDE, around, cropped, directions, likeliest, shape
from training.ship import About, ship

ABOUT = About("a formula", (), "none", (1,), 1, "none", {}, "none", ())
RIGHT = LEFT * [-1, 1, 1]


class Formula(nn.Module):
    """Red is height, normals follow its slope but lean to the right; the light is where red lies; depth is x."""

    def __init__(self) -> None:
        super().__init__()
        slope = torch.zeros(3, 1, 3, 3)
        slope[0, 0, 1], slope[1, 0, :, 1] = torch.tensor([1.0, 0, -1]), torch.tensor([-1.0, 0, 1])
        self.slope = nn.Parameter(slope * 4)
        self.lean = nn.Parameter(torch.tensor([0.2, 0, 1]))
        self.ways = nn.Parameter(torch.from_numpy(directions()).T.contiguous())

    def forward(self, seen: Tensor) -> tuple[Tensor, ...]:
        red, x, y = seen[:, :1], seen[:, 4:5], seen[:, 5:6]
        normals = torch.conv2d(nn.functional.pad(red, (1, 1, 1, 1), mode="replicate"), self.slope, self.lean)
        normals = normals / (normals.square().sum(1, keepdim=True) + 1e-6).sqrt()
        towards = torch.cat([red * x, -red * y, 0 * y + 0.01], 1).mean((2, 3)) * 200
        return normals, x + 0 * red, seen[:, :3] ** 2, (towards @ self.ways).softmax(1), seen[:, 2].mean((1, 2))


@pytest.fixture
def formula(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = ["normals", "depth", "albedo", "lights", "share"]
    ship(Formula(), {"seen": torch.rand(1, 6, 32, 64)}, outputs, ABOUT, "shape", tmp_path)
    monkeypatch.setattr(job, "load", partial(networks.load, folder=tmp_path))


def box(top: int, left: int, height: int, width: int, shape: tuple[int, int] = (100, 120)) -> np.ndarray:
    alpha = np.zeros(shape, np.float32)
    alpha[top : top + height, left : left + width] = 1
    return alpha


def noise(shape: tuple[int, int]) -> np.ndarray:
    small = np.random.default_rng(0).integers(0, 256, (8, 10, 3)).astype(np.uint8)
    return cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC)


@pytest.mark.usefixtures("formula")
def test_layers_cover_the_window_and_normals_are_unit() -> None:
    found = shape(noise((100, 120)), box(30, 20, 40, 30))
    assert found.window == (5, 20, 65, 80)
    assert found.normals.shape == found.albedo.shape == (SIDE, SIDE, 3)
    assert found.depth.shape == (SIDE, SIDE)
    assert np.allclose(np.linalg.norm(found.normals, axis=-1), 1, atol=1e-5)
    assert np.linalg.norm(found.light) == pytest.approx(1, abs=1e-5)
    assert 0 <= found.sure <= 1
    assert 0 <= found.share <= 1


@pytest.mark.usefixtures("formula")
def test_a_mirrored_photo_gives_the_mirrored_answer() -> None:
    photo, alpha = noise((100, 120)), box(20, 50, 40, 40)
    plain, turned = shape(photo, alpha), shape(photo[:, ::-1].copy(), alpha[:, ::-1].copy())
    assert np.allclose(turned.normals[:, ::-1] * [-1, 1, 1], plain.normals, atol=1e-3)
    assert np.allclose(turned.depth[:, ::-1], plain.depth, atol=1e-3)
    assert np.allclose(turned.albedo[:, ::-1], plain.albedo, atol=1e-3)
    assert np.allclose(turned.light * [-1, 1, 1], plain.light, atol=1e-3)
    assert turned.sure == pytest.approx(plain.sure, abs=1e-3)


@pytest.mark.usefixtures("formula")
def test_one_look_keeps_the_leaning_that_two_take_off() -> None:
    photo, alpha = np.full((100, 120, 3), 90, np.uint8), box(30, 40, 40, 40)
    once, twice = (shape(photo, alpha, mirrored).normals[..., 0] for mirrored in (False, True))
    assert once.mean() == pytest.approx(0.2 / np.hypot(1, 0.2), abs=1e-3)
    assert np.abs(twice).max() < 1e-5


@pytest.mark.usefixtures("formula")
def test_depth_is_in_sides_of_the_product_and_zero_on_the_mean() -> None:
    alpha = box(10, 60, 20, 50)
    found = shape(noise((100, 120)), alpha, mirrored=False)
    matte = cropped(alpha, found.window, SIDE, cv2.BORDER_CONSTANT)
    assert float((found.depth * matte).sum() / matte.sum()) == pytest.approx(0, abs=1e-3)
    across = found.depth[:, matte.any(0)]
    assert float(np.ptp(across)) == pytest.approx(1, abs=0.03)


@pytest.mark.usefixtures("formula")
@pytest.mark.parametrize("light", [LEFT, RIGHT])
def test_a_ball_is_lit_from_its_bright_side(light: np.ndarray) -> None:
    shown = ball(light)
    assert shape(shown.photo, shown.matte).light[0] * light[0] > 0


@pytest.mark.usefixtures("formula")
@pytest.mark.parametrize(("height", "width"), [(1, 1), (100, 3), (100, 120)])
def test_any_product_has_a_shape(height: int, width: int) -> None:
    found = shape(noise((100, 120)), box(0, 0, height, width))
    assert all(np.isfinite(layer).all() for layer in (found.normals, found.depth, found.albedo, found.light))


def test_an_empty_matte_is_refused() -> None:
    with pytest.raises(UserError, match="no product"):
        shape(noise((100, 120)), np.full((100, 120), 0.4, np.float32))


def test_the_window_is_square_and_may_reach_beyond_the_photo() -> None:
    (x0, y0, x1, y1), longer = around(box(80, 0, 20, 40), MARGIN)
    assert longer == 40
    assert x1 - x0 == y1 - y0 == 60
    assert (x0, y1) == (-10, 120)


def test_beyond_the_photo_lies_its_mirror_image_or_nothing() -> None:
    picture = np.arange(16, dtype=np.float32).reshape(4, 4)
    window = -2, 0, 2, 4
    assert np.array_equal(cropped(picture, window, 4), picture[:, [1, 0, 0, 1]])
    assert np.array_equal(cropped(picture, window, 4, cv2.BORDER_CONSTANT)[:, :2], np.zeros((4, 2)))


def test_directions_are_even_and_mirror_each_other() -> None:
    every = directions()
    assert np.allclose(np.linalg.norm(every, axis=1), 1)
    assert np.allclose(every[: len(every) // 2], every[len(every) // 2 :] * [-1, 1, 1])
    towards = np.random.default_rng(0).normal(size=(2000, 3))
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    assert np.degrees(np.arccos((towards @ every.T).max(1))).max() < 13


@pytest.mark.parametrize("towards", [LEFT, RIGHT, np.array([0, 0, -1.0])])
def test_the_light_is_where_most_of_the_probability_is(towards: np.ndarray) -> None:
    spot = np.exp(30 * directions() @ towards)
    other = np.exp(30 * directions() @ np.array([0, -1.0, 0]))
    light, sure = likeliest((0.7 * spot / spot.sum() + 0.3 * other / other.sum()).astype(np.float32))
    assert float(light @ towards) > np.cos(np.radians(4))
    assert 0.6 < sure < 0.75


@pytest.mark.skipif(not (networks.NETWORKS / "shape.yaml").exists(), reason="has not shipped yet")
@pytest.mark.parametrize("light", [LEFT, RIGHT])
def test_the_shipped_network_sees_a_ball(light: np.ndarray) -> None:
    shown = ball(light, side=240)
    found = shape(shown.photo, shown.matte)
    facing = cropped(shown.normals, found.window, SIDE, cv2.BORDER_CONSTANT)
    held = cropped(shown.matte, found.window, SIDE, cv2.BORDER_CONSTANT) > 0.99
    cosine = (found.normals * facing).sum(-1)[held]
    assert np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean() < np.degrees(np.arccos(facing[held][:, 2])).mean() / 2
    assert found.light[0] * light[0] > 0
