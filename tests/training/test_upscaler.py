"""The upscaler's training: degradations are what they say, patches fit, folding changes nothing, and it learns."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pipelines.core.colour import Bytes
from training import prints, upscaler
from training.fit import Plan, fit
from training.upscaler_data import (
    HELD_OUT,
    LEARNT,
    Phone,
    Source,
    batches,
    bicubic,
    decibels,
    phoned,
    photos,
    reduced,
)  # fmt: skip
from training.upscaler_network import Upscaler

torch.set_num_threads(1)  # networks so small only wait for a second thread

SHARP, POOR = Phone(0.25, 0, 95), Phone(0.8, 5, 60)


@pytest.fixture(scope="module")
def page() -> Bytes:
    return prints.sheet(np.random.default_rng(4))


def tiny(scale: int) -> Upscaler:
    torch.manual_seed(0)
    return Upscaler(scale, channels=8, blocks=1)


def test_no_product_is_both_learnt_from_and_measured_on(tmp_path: Path) -> None:
    assert not set(LEARNT) & set(HELD_OUT)
    for name in ("can", "candle"):
        Image.new("RGB", (8, 8)).save(tmp_path / f"{name}-00.jpg")
    assert list(photos(tmp_path, ["can"])) == ["can-00"]


def test_what_is_measured_is_what_was_promised() -> None:
    truth = np.full((40, 40, 3), 100, np.uint8)
    assert decibels(truth + np.uint8(1), truth) == pytest.approx(20 * np.log10(255 / (219 / 255)), abs=0.01)
    spoilt = truth.copy()
    spoilt[:8] = spoilt[-8:] = 0
    spoilt[:, :8] = spoilt[:, -8:] = 0
    assert decibels(spoilt, truth) > 100


def test_a_phone_loses_more_than_reduction_alone(page: Bytes) -> None:
    rng = np.random.default_rng(0)
    clean, sharp, poor = reduced(page, 2), phoned(page, 2, SHARP, rng), phoned(page, 2, POOR, rng)
    assert clean.shape == sharp.shape == poor.shape == (prints.SIDE // 2, prints.SIDE // 2, 3)
    assert decibels(poor, clean) < decibels(sharp, clean) < 45
    assert abs(float(poor.mean()) - float(clean.mean())) < 2


@pytest.mark.parametrize("draw", [prints.sheet, prints.pattern, prints.surface])
def test_drawings_have_detail_and_follow_their_seed(draw) -> None:
    first, again, other = (draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.shape == (prints.SIDE, prints.SIDE, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.std() > 5


@pytest.mark.parametrize("scale", [2, 4])
def test_small_and_large_patches_show_the_same_place(page: Bytes, scale: int) -> None:
    small, large = next(batches([Source(1, [page])], scale, noisy=0, seed=1, count=4, patch=20))
    assert small.shape == (4, 3, 20, 20)
    assert large.shape == (4, 3, 20 * scale, 20 * scale)
    again = torch.nn.functional.avg_pool2d(large, scale)
    assert float((again - small).abs().mean()) < 0.4 * float((again.roll(1, -1) - small).abs().mean())


@pytest.mark.parametrize("scale", [2, 4])
def test_the_untouched_part_is_pillows_bicubic(page: Bytes, scale: int) -> None:
    network = tiny(scale)
    torch.nn.init.zeros_(network.tail.kernel)
    torch.nn.init.zeros_(network.tail.squeeze)
    torch.nn.init.zeros_(network.tail.edges)
    small = page[:30, :40]
    with torch.no_grad():
        large = network(torch.from_numpy(small.copy()).permute(2, 0, 1)[None].float() / 255)
    codes = (large[0].permute(1, 2, 0).numpy().clip(0, 1) * 255 + 0.5).astype(np.uint8)
    inner = np.s_[3 * scale : -3 * scale, 3 * scale : -3 * scale]
    assert np.abs(codes[inner].astype(int) - bicubic(small, scale)[inner]).max() <= 1


def test_folding_changes_nothing_but_the_number_of_parameters() -> None:
    network = tiny(2)
    folded = network.plain()
    picture = torch.rand(1, 3, 12, 14)
    with torch.no_grad():
        torch.testing.assert_close(folded(picture), network(picture))
    assert sum(p.numel() for p in folded.parameters()) < sum(p.numel() for p in network.parameters())


@pytest.mark.parametrize("scale", [2, 4])
def test_the_shipped_size_is_as_promised(scale: int) -> None:
    assert sum(p.numel() for p in Upscaler(scale).plain().parameters()) <= 200_000


def test_a_larger_scale_begins_with_the_smaller_ones_weights(tmp_path: Path) -> None:
    trained = Upscaler(2)
    torch.save({"average": trained.state_dict()}, tmp_path / "checkpoint.pt")
    network = upscaler.begun(4, tmp_path)
    assert torch.equal(network.body[0].first.kernel, trained.body[0].first.kernel)
    assert network.tail.kernel.shape[0] == 48


def test_a_tiny_one_learns_to_beat_bicubic_within_seconds(page: Bytes, tmp_path: Path) -> None:
    given = batches([Source(1, [page])], 2, noisy=0, seed=1, count=4, patch=20)
    clock = iter(range(10_000))
    plan = Plan(minutes=5, rate=5e-3, average=0.9, report=1000)
    trained = fit(tiny(2), given, upscaler.loss, plan, tmp_path, clock=lambda: float(next(clock)))
    other = np.tile(prints.sheet(np.random.default_rng(5)), (2, 2, 1))
    gains = upscaler.validation([other], 2)(trained)
    assert gains["clean"] > 0.5
