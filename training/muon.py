"""Muon, the optimiser of the weights of layers: each step's change is made orthogonal.

K. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon. `torch.optim.Muon` takes matrices only; this one takes
the kernels of convolutions too, as matrices of (outputs, inputs · height · width).
"""

from collections.abc import Iterable
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn

_QUINTIC = 3.4445, -4.775, 2.0315  # the coefficients of the iteration, and how often: Jordan et al.
_TIMES = 5
_MOMENTUM = 0.95
_RMS = 0.2  # of a change at a rate of 1, as AdamW's: J. Liu et al. 2025, arXiv 2502.16982, section 2.2
_LEAST = 8  # rows and columns of a matrix that it is for


class Muon(torch.optim.Optimizer):
    """Steps of which every direction is as long as any other, with Nesterov's momentum and decoupled weight decay."""

    def __init__(self, weights: Iterable[Tensor], lr: float, weight_decay: float) -> None:
        super().__init__(weights, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """Change every weight that has a gradient."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    self._change(weight, group)

    def _change(self, weight: Tensor, group: dict[str, Any]) -> None:
        if not self.state[weight]:
            self.state[weight]["momentum"] = torch.zeros_like(weight)
        mean = self.state[weight]["momentum"]
        mean.lerp_(weight.grad, 1 - _MOMENTUM)
        change = orthogonal(weight.grad.lerp(mean, _MOMENTUM).flatten(1))
        weight.mul_(1 - group["lr"] * group["weight_decay"])
        weight.sub_(change.view(weight.shape), alpha=group["lr"] * _RMS * sqrt(max(change.shape)))


def orthogonal(matrix: Tensor) -> Tensor:
    """The (M, N) matrix with its singular values brought to about one (0.7–1.2), by Newton–Schulz in bfloat16."""
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    found = wide.bfloat16() / (wide.norm() + 1e-7)
    first, second, third = _QUINTIC
    for _ in range(_TIMES):
        gram = found @ found.T
        found = first * found + (second * gram + third * gram @ gram) @ found
    return (found if wide is matrix else found.T).to(matrix.dtype)


def optimisers(network: nn.Module, lr: float, weight_decay: float) -> tuple[torch.optim.Optimizer, ...]:
    """Muon for the layers' weights, AdamW for biases, norms and layers of a few outputs; neither without any."""
    layers = [weight for weight in network.parameters() if _is_layer(weight)]
    rest = [weight for weight in network.parameters() if not _is_layer(weight)]
    made = [Muon(layers, lr, weight_decay)] if layers else []
    return *made, *([torch.optim.AdamW(rest, lr, weight_decay=weight_decay)] if rest else [])


def _is_layer(weight: Tensor) -> bool:
    return weight.ndim >= 2 and min(len(weight), weight[0].numel()) >= _LEAST
