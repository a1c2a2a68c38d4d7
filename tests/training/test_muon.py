"""Muon makes steps without a favourite direction, for kernels of convolutions too."""

import pytest
import torch
from torch import nn

from training.muon import Muon, optimisers, orthogonal

torch.set_num_threads(1)  # networks so small only wait for a second thread


@pytest.mark.parametrize("shape", [(16, 16), (16, 72), (72, 16)])
def test_singular_values_are_brought_to_about_one(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    uneven = torch.randn(shape) * torch.logspace(0, -1, shape[1])
    values = torch.linalg.svdvals(orthogonal(uneven))
    assert values.min() > 0.5
    assert values.max() < 1.3
    assert orthogonal(uneven).dtype == uneven.dtype


def test_a_change_is_as_large_as_the_rate_says_whatever_the_layer() -> None:
    for layer in (nn.Linear(32, 32), nn.Linear(64, 16), nn.Conv2d(16, 32, 3)):
        before = layer.weight.detach().clone()
        layer.weight.grad = torch.randn_like(layer.weight)
        Muon([layer.weight], lr=0.1, weight_decay=0.0).step()
        change = layer.weight.detach() - before
        assert float(change.square().mean().sqrt()) == pytest.approx(0.1 * 0.2, rel=0.2)


def test_weight_decay_shrinks_weights_that_get_no_push() -> None:
    weight = nn.Parameter(torch.ones(8, 8))
    weight.grad = torch.zeros(8, 8)
    Muon([weight], lr=0.1, weight_decay=0.5).step()
    assert torch.allclose(weight, torch.full((8, 8), 0.95))


def test_every_weight_has_one_optimiser() -> None:
    network = nn.Sequential(nn.Conv2d(9, 16, 3), nn.BatchNorm2d(16), nn.Conv2d(16, 1, 1))
    layers, rest = optimisers(network, 1e-3, 0.0)
    assert isinstance(layers, Muon)
    assert [weight.shape for weight in layers.param_groups[0]["params"]] == [(16, 9, 3, 3)]
    assert len(rest.param_groups[0]["params"]) == len(list(network.parameters())) - 1


def test_it_learns_what_hides_in_the_weak_directions_of_its_inputs() -> None:
    torch.manual_seed(0)
    layer = nn.Conv2d(8, 16, 3, bias=False)
    wanted = nn.Conv2d(8, 16, 3, bias=False).requires_grad_(False)
    strength = torch.logspace(0, -1.5, 8)[:, None, None]
    made = Muon(layer.parameters(), lr=0.05, weight_decay=0.0)
    start = _apart(layer, wanted)
    for step in range(300):
        made.param_groups[0]["lr"] = 0.05 * (1 - step / 300)
        given = torch.randn(16, 8, 5, 5) * strength
        layer.zero_grad()
        nn.functional.mse_loss(layer(given), wanted(given)).backward()
        made.step()
    assert _apart(layer, wanted) < 0.1 * start


def _apart(layer: nn.Conv2d, wanted: nn.Conv2d) -> float:
    return float((layer.weight.detach() - wanted.weight).norm())
