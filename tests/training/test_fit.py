"""The training loop learns, follows its schedule, can be stopped and gone on with, and plots what it did."""

import csv
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from training.fit import Plan, fit

torch.set_num_threads(1)  # networks so small only wait for a second thread


def ticking() -> Iterator[float]:
    """A clock that gains a second each time it is read."""
    return map(float, count())


def examples(seed: int = 0) -> Iterator[tuple[Tensor, Tensor]]:
    """Four inputs, and twice the first of them plus one."""
    random = torch.Generator().manual_seed(seed)
    while True:
        given = torch.randn(16, 4, generator=random)
        yield given, 2 * given[:, :1] + 1


def loss(network: nn.Module, given: Tensor, wanted: Tensor) -> Tensor:
    return nn.functional.mse_loss(network(given), wanted)


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 1), nn.BatchNorm1d(1, affine=False), nn.Linear(1, 1))


def rows(folder: Path) -> list[dict[str, float]]:
    with (folder / "progress.csv").open() as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def error(trained: nn.Module) -> dict[str, float]:
    given, wanted = next(examples(seed=1))
    return {"error": float(loss(trained, given, wanted).detach())}


def test_a_network_learns_and_its_progress_is_written_and_drawn(tmp_path: Path) -> None:
    before = error(network().eval())["error"]
    plan = Plan(minutes=10, rate=0.05, average=0.9, report=100)
    trained = fit(network(), examples(), loss, plan, tmp_path, error, ticking().__next__)
    assert not trained.training
    assert error(trained)["error"] < 0.05 * before
    table = rows(tmp_path)
    assert len(table) >= 5
    assert table[-1]["error"] == pytest.approx(error(trained)["error"])
    assert table[-1]["loss"] < table[0]["loss"]
    with Image.open(tmp_path / "progress.png") as drawing:
        assert drawing.height >= 2 * 200
        assert len(drawing.convert("RGB").getcolors(1 << 20)) > 4


def test_the_rate_rises_then_falls() -> None:
    plan = Plan(minutes=1, rate=1.0, warm_up=0.1)
    rates = [plan.rate_at(share / 100) for share in range(101)]
    assert rates[0] < 0.05
    assert max(rates) == pytest.approx(1, abs=0.05)
    assert rates.index(max(rates)) == pytest.approx(10, abs=2)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(0.01)


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    def stopped() -> Iterator[tuple[Tensor, Tensor]]:
        given = examples()
        for _ in range(150):
            yield next(given)
        raise KeyboardInterrupt

    plan = Plan(minutes=5, report=50)
    with pytest.raises(KeyboardInterrupt):
        fit(network(), stopped(), loss, plan, tmp_path, clock=ticking().__next__)
    early = rows(tmp_path)
    fit(network(), examples(), loss, plan, tmp_path, clock=ticking().__next__)
    late = rows(tmp_path)
    assert late[: len(early)] == early
    assert late[len(early)]["steps"] > early[-1]["steps"]
    assert late[-1]["minutes"] == pytest.approx(5, abs=0.1)
    assert late[-1]["steps"] < 300


def test_the_average_changes_less_than_the_weights(tmp_path: Path) -> None:
    raw = network()
    averaged = fit(raw, examples(), loss, Plan(minutes=1, rate=0.1), tmp_path, clock=ticking().__next__)
    start = network().state_dict()["0.weight"]
    assert (averaged.state_dict()["0.weight"] - start).norm() < (raw.state_dict()["0.weight"] - start).norm()
