"""Training a network for so many minutes; every network of the project is trained by this one loop."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn

from training.curve import draw
from training.muon import optimisers

Batch = Sequence[Tensor]
Loss = Callable[..., Tensor]
Figures = Mapping[str, float]

_FLOOR = 0.01  # share of the peak rate that is left at the end
_WEIGHTS, _ROWS, _CURVE = "checkpoint.pt", "progress.csv", "progress.png"


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn."""

    minutes: float
    rate: float = 1e-3  # peak learning rate of Muon and AdamW
    decay: float = 1e-4  # weight decay
    warm_up: float = 0.02  # share of the time in which the rate rises
    clip: float = 1.0  # the gradient's largest norm
    average: float = 0.999  # of the exponential moving average of the weights, a step
    report: float = 60.0  # seconds between validations, rows, checkpoints and drawings
    short: float = 0.0  # share of the time, from the start, in bfloat16 on the CPU too: fast if it has AVX-512 BF16

    def rate_at(self, share: float) -> float:
        """The learning rate when `share` (0–1) of the time is over: a linear rise, then half a cosine."""
        rise = min(1.0, (share + 1e-3) / self.warm_up) if self.warm_up else 1.0
        fall = 0.5 * (1 + cos(pi * min(share, 1.0)))
        return self.rate * rise * (_FLOOR + (1 - _FLOOR) * fall)


def fit(
    network: nn.Module,
    batches: Iterator[Batch],
    loss: Loss,
    plan: Plan,
    folder: Path,
    validate: Callable[[nn.Module], Figures] | None = None,
    clock: Callable[[], float] = perf_counter,
) -> nn.Module:
    """Train `network` on `loss(network, *batch)`; returns the averaged network, on the CPU, in evaluation mode.

    `folder` takes the checkpoint, from which a run that was stopped goes on (with the batches that `batches` then
    gives), `progress.csv` and `progress.png`. `validate` is given the averaged network. On CUDA it learns in bfloat16.
    """
    run = _Run(network, plan, folder)
    began = clock() - run.seconds
    reported = run.seconds
    while run.seconds < plan.minutes * 60:
        run.step(next(batches), loss)
        run.seconds = clock() - began
        if run.seconds - reported >= plan.report or run.seconds >= plan.minutes * 60:
            run.note(validate)
            reported = run.seconds = clock() - began
    return run.average.to("cpu", memory_format=torch.contiguous_format).eval()


def _laid_out(tensor: Tensor) -> Tensor:
    """Pictures with their channels last in memory, as convolutions are fastest."""
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor


class _Run:
    """A network in training, its average, its optimisers and how far it is."""

    def __init__(self, network: nn.Module, plan: Plan, folder: Path) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.plan, self.folder = plan, folder
        self.network = network.to(self.device, memory_format=torch.channels_last).train()
        self.average = deepcopy(self.network).eval().requires_grad_(False)
        self.optimisers = optimisers(self.network, plan.rate, plan.decay)
        self.seconds, self.steps = 0.0, 0
        self.rows: list[dict[str, float]] = []
        self.losses: list[Tensor] = []
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / _WEIGHTS).exists():
            self._resume()

    def step(self, batch: Batch, loss: Loss) -> None:
        """One update of the weights and of their average."""
        share = self.seconds / (self.plan.minutes * 60)
        for group in (group for optimiser in self.optimisers for group in optimiser.param_groups):
            group["lr"] = self.plan.rate_at(share)
        moved = [_laid_out(tensor.to(self.device, non_blocking=True)) for tensor in batch]
        short = share < self.plan.short or self.device.type == "cuda"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=short):
            value = loss(self.network, *moved)
        self.network.zero_grad(set_to_none=True)
        value.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.plan.clip)
        for optimiser in self.optimisers:
            optimiser.step()
        self.steps += 1
        self.losses.append(value.detach())
        self._follow()

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average towards the weights; it forgets faster at first, so that it is never far behind."""
        keep = min(self.plan.average, (1 + self.steps) / (10 + self.steps))
        for mean, value in zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - keep)
            else:
                mean.copy_(value)

    def note(self, validate: Callable[[nn.Module], Figures] | None) -> None:
        """Measure, print, write the table, the drawing and the checkpoint."""
        with torch.no_grad():
            figures = dict(validate(self.average)) if validate else {}
        mean = float(torch.stack(self.losses).mean())
        self.losses.clear()
        self.rows.append({"minutes": self.seconds / 60, "steps": self.steps, "loss": mean, **figures})
        print("  ".join(f"{name} {value:.5g}" for name, value in self.rows[-1].items()), flush=True)
        with (self.folder / _ROWS).open("w", newline="") as file:
            table = csv.DictWriter(file, self.rows[-1].keys())
            table.writeheader()
            table.writerows(self.rows)
        curves = [name for name in self.rows[-1] if name not in ("minutes", "steps")]
        draw({name: [(row["minutes"], row[name]) for row in self.rows] for name in curves}, self.folder / _CURVE)
        self._save()

    def _save(self) -> None:
        part = self.folder / f"{_WEIGHTS}.part"
        torch.save(
            {
                "network": self.network.state_dict(),
                "average": self.average.state_dict(),
                "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
                "seconds": self.seconds,
                "steps": self.steps,
                "rows": self.rows,
            },
            part,
        )
        part.replace(self.folder / _WEIGHTS)

    def _resume(self) -> None:
        saved: dict[str, Any] = torch.load(self.folder / _WEIGHTS, self.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.average.load_state_dict(saved["average"])
        for optimiser, state in zip(self.optimisers, saved["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        self.seconds, self.steps, self.rows = saved["seconds"], saved["steps"], saved["rows"]
