"""The shape network's training: what it is shown is consistent, it learns a ball, and what ships can be used."""

from functools import partial
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
import torch
from balls import FOCAL, LEFT, SIDE, ball
from torch import Tensor, nn

from benchmarks.shape import unexplained
from pipelines.studio import networks
from pipelines.studio import shape as job
from pipelines.studio.geometry.surface import angle, balloon, normals_of
from training import shape
from training.dataset import save
from training.fit import Plan, fit
from training.relief import focal, relief
from training.shape_data import Products, batch, batches, plain, valid
from training.shape_network import DIRECTIONS, ShapeNetwork

TINY = (8, 8, 12, 12, 16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    for i in range(21):
        light = np.abs(rng.normal(size=3)) * [rng.choice([-1, 1]), 1, 1] + [0, 0, 0.3]
        paint = tuple(rng.uniform(0.1, 0.9, 3))
        shown = ball(
            light / np.linalg.norm(light), rng.uniform(0.15, 0.25), tuple(rng.uniform(-0.1, 0.1, 2)), SIDE, paint
        )
        save(shown, home / f"{i:07}.npz")
    return home


@pytest.fixture(scope="module")
def products(folder: Path) -> Products:
    return Products.read(sorted(folder.glob("*.npz")))


def test_the_lens_is_found_from_depth_and_normals() -> None:
    shown = ball(at=(0.1, -0.05))
    assert focal(shown.depth, shown.normals, valid(shown)) == pytest.approx(FOCAL, rel=0.02)


def test_without_slopes_the_lens_is_a_phones() -> None:
    flat = np.ones((SIDE, SIDE), np.float32)
    facing = np.dstack([0 * flat, 0 * flat, flat])
    assert focal(flat, facing, flat > 0) == pytest.approx(FOCAL, rel=0.01)


def test_relief_is_in_pixels() -> None:
    shown = ball(radius=0.1, side=2 * SIDE)
    high = relief(shown.depth, shown.normals, valid(shown))[valid(shown)]
    radius = np.sqrt(valid(shown).sum() / np.pi)
    assert 0.75 * radius < np.ptp(high) < radius
    assert np.ptp(high) == pytest.approx(2 * FOCAL * np.ptp(shown.depth[valid(shown)]), rel=0.02)
    assert high.mean() == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("mirrored", [False, True])
def test_slopes_of_the_relief_are_those_of_the_normals(products: Products, mirrored: bool) -> None:
    _, truth, _ = plain(products, 64, mirrored)
    assert float(_bent(truth).mean()) < 6


def test_windows_turn_and_mirror_normals_and_relief_alike(products: Products) -> None:
    torch.manual_seed(0)
    _, truth, _ = batch(products, 64)
    assert float(_bent(truth).mean()) < 6


def test_windows_turn_and_mirror_the_light_with_the_picture(products: Products) -> None:
    torch.manual_seed(0)
    seen, truth, lights = batch(products, 64)
    for picture, layers, light in zip(seen, truth, lights, strict=True):
        held = layers[7] > 0
        lit = torch.einsum("c,chw->hw", light[:3], layers[:3]).clamp(min=0)
        shown = picture[:3].mean(0) ** 2.2
        assert float(torch.corrcoef(torch.stack([lit[held], shown[held]]))[0, 1]) > 0.85


def test_a_mirrored_window_is_the_mirror_image(products: Products) -> None:
    (seen, truth, lights), (other, turned, ways) = (plain(products, 64, mirrored) for mirrored in (False, True))
    assert torch.allclose(seen[:, :4], other[:, :4].flip(3), atol=1e-4)
    assert torch.allclose(seen[:, 4:], other[:, 4:])
    back = turned.flip(3)
    back[:, 0] *= -1
    assert torch.equal(truth[:, 7:], back[:, 7:])
    assert torch.allclose(truth * truth[:, 7:], back * truth[:, 7:], atol=2e-3)
    assert torch.allclose(lights * torch.tensor([-1, 1, 1, 1]), ways)


def test_what_is_measured_is_what_the_studio_looks_at(products: Products) -> None:
    seen, _, _ = plain(products, job.SIDE)
    shown = ball(LEFT, 0.2)
    window, _ = job.around(shown.matte, job.MARGIN)
    matte = job.cropped(shown.matte, window, job.SIDE)
    assert abs(float(seen[:, 3].mean()) - float(matte.mean())) < 0.02
    given = job._given(np.zeros((job.SIDE, job.SIDE, 3), np.uint8), matte)
    assert torch.allclose(seen[0, 4:], torch.from_numpy(given[0, 4:]), atol=1e-6)


def test_an_inflated_disc_is_a_half_of_a_ball() -> None:
    y, x = np.mgrid[-31.5:32, -31.5:32]
    square = 30**2 - x**2 - y**2
    height = balloon(square > 0)
    assert np.abs(height - np.sqrt(np.maximum(square, 0)))[square > 100].max() < 1.5
    true = np.dstack([x, -y, np.sqrt(np.maximum(square, 0))]) / 30
    assert angle(normals_of(height), true, square > 200) < 3


def test_what_is_left_of_depth_is_blind_to_scale_and_offset_but_not_to_sign() -> None:
    depth = np.random.default_rng(0).normal(size=(20, 20)).astype(np.float32)
    held = depth < 1
    assert unexplained(3 * depth + 5, depth, held) == pytest.approx(0, abs=1e-5)
    assert unexplained(0 * depth, depth, held) == pytest.approx(1)
    assert unexplained(-depth, depth, held) == pytest.approx(1)


class Right(nn.Module):
    """Answers as it is told."""

    def __init__(self, *answers: Tensor) -> None:
        super().__init__()
        self.answers = answers

    def forward(self, seen: Tensor) -> tuple[Tensor, ...]:
        return self.answers


def test_the_truth_costs_least_and_a_factor_of_the_albedo_nothing(products: Products) -> None:
    seen, truth, lights = plain(products, 64)
    normals, depth, albedo, _ = truth.split([3, 1, 3, 1], 1)
    aim = 25 * lights[:, :3] @ torch.from_numpy(job.directions()).T
    share = lights[:, 3].logit()
    cost = partial(shape.loss, seen=seen, truth=truth, lights=lights)
    least = float(cost(Right(normals, depth, albedo, aim, share)))
    assert float(cost(Right(normals, depth + 1, albedo, aim, share))) == pytest.approx(least, abs=1e-4)
    assert float(cost(Right(normals, depth, 0.5 * albedo, aim, share))) == pytest.approx(least, abs=0.01)
    for wrong in (
        Right(normals * torch.tensor([-1, 1, 1])[:, None, None], depth, albedo, aim, share),
        Right(normals, -depth, albedo, aim, share),
        Right(normals, depth, albedo.flip(1), aim, share),
        Right(normals, depth, albedo, -aim, share),
        Right(normals, depth, albedo, aim, share - 3),
    ):
        assert float(cost(wrong)) > least + 0.05


def test_the_network_is_small_and_its_answers_have_their_forms() -> None:
    assert sum(weights.numel() for weights in ShapeNetwork(shape.WIDTHS).parameters()) <= 1_600_000
    seen = torch.rand(2, 6, 64, 96)
    with torch.no_grad():
        normals, depth, albedo, lights, share = ShapeNetwork(TINY).eval()(seen)
    assert torch.allclose(normals.norm(dim=1), torch.ones(2, 64, 96), atol=1e-3)
    assert float((depth * seen[:, 3:4]).sum((1, 2, 3)).abs().max()) < 0.5
    assert albedo.shape == (2, 3, 64, 96)
    assert 0 <= float(albedo.min()) <= float(albedo.max()) <= 1
    assert lights.shape == (2, DIRECTIONS)
    assert share.shape == (2,)


def test_short_numbers_change_little(products: Products) -> None:
    given = plain(products, 32)
    network = ShapeNetwork(TINY).eval()
    with torch.no_grad():
        exact = float(shape.loss(network, *given))
        with torch.autocast("cpu", torch.bfloat16):
            assert float(shape.loss(network, *given)) == pytest.approx(exact, rel=0.02)


def test_a_tiny_one_learns_shape_and_colour_within_seconds(products: Products, tmp_path: Path) -> None:
    torch.manual_seed(0)
    clock = iter(range(10_000))
    plan = Plan(minutes=1, rate=1e-2, average=0.9, report=1000)
    given = batches(products, repeat((32, 8)))
    network = fit(ShapeNetwork(TINY), given, shape.loss, plan, tmp_path, clock=lambda: float(next(clock)))
    found, flat = (shape.validation(products, 32)(each) for each in (network, Card()))
    assert found["normals, degrees"] < 0.4 * flat["normals, degrees"]
    assert found["depth"] < flat["depth"]
    seen, truth, _ = plain(products, 32)
    with torch.no_grad():
        albedo = network(seen)[2]
    ratios = [
        shape.within((layer[:, :1] / layer[:, 2:]).log(), truth[:, 7:]) for layer in (albedo, truth[:, 4:7] + 0.01)
    ]
    assert float(torch.corrcoef(torch.stack(ratios))[0, 1]) > 0.5


class Card(nn.Module):
    """Takes everything for a flat card."""

    def forward(self, seen: Tensor) -> tuple[Tensor, ...]:
        flat = torch.zeros_like(seen[:, :1])
        normals = torch.cat([flat, flat, flat + 1], 1)
        return normals, flat, normals, torch.zeros(len(seen), DIRECTIONS), torch.zeros(len(seen))


def test_a_run_ships_what_the_studio_can_use(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shape.main([
        "--photos", str(folder), "--minutes", "0.01", "--scratch", str(tmp_path / "scratch"), "--sides", "32",
        "--batch", "4", "--widths", *map(str, TINY), "--threads", "1", "--out", str(tmp_path),
    ])  # fmt: skip
    about = networks.card("shape", tmp_path)
    assert about.bytes < 5 * about.parameters  # float32, where so little training leaves normals unsteady
    assert set(about.figures) == {"normals, degrees", "depth", "light within 30 degrees", "light sure"}
    monkeypatch.setattr(job, "load", partial(networks.load, folder=tmp_path))
    shown = ball()
    photo, alpha = shown.photo, shown.matte
    found = job.shape(photo, alpha)
    turned = job.shape(photo[:, ::-1].copy(), alpha[:, ::-1].copy())
    assert np.allclose(np.linalg.norm(found.normals, axis=-1), 1, atol=1e-4)
    assert np.allclose(turned.normals[:, ::-1] * [-1, 1, 1], found.normals, atol=0.02)
    assert np.allclose(turned.light * [-1, 1, 1], found.light, atol=0.02)


def _bent(truth: Tensor) -> Tensor:
    """Degrees between the normals and those of the relief's slopes, where known."""
    unit = truth.shape[-1] / 2
    down, right = torch.gradient(truth[:, 3] * unit, dim=(1, 2))
    slope = nn.functional.normalize(torch.stack([right, -down, torch.ones_like(right)], 1), dim=1)
    held = nn.functional.avg_pool2d(truth[:, 7:], 5, 1, 2) > 0.99
    held &= truth[:, 2:3] > 0.4
    return (slope * truth[:, :3]).sum(1, keepdim=True).clamp(-1, 1).acos().rad2deg()[held]
