"""Short runs of representative work, timed: what a device reaches, which is seldom what its label says."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

_WHILE = 0.25  # s
_ROUNDS = 12
_SMALL = 512, 512  # tokens and width of the block that is timed on a CPU
_USUAL = 4096, 3072  # those of a 1024 px picture in a transformer of four billion parameters
_HEAD = 64
_COPIED = 1 << 26  # bytes
_READ = 1 << 25  # bytes


def working(device: str, dtype: str) -> float:
    """10¹² operations a second in the feed-forward part and the attention of a transformer's block, which are most of
    what a diffusion model does. Raises RuntimeError where memory does not suffice or the device has no such numbers."""
    import torch

    tokens, width = _SMALL if device == "cpu" else _USUAL
    with torch.inference_mode():
        span = _span(_block(torch, device, getattr(torch, dtype), tokens, width), getattr(torch, device).synchronize)
    return (16 * tokens * width**2 + 4 * tokens**2 * width) / span / 1e12


def transferring(device: str) -> float:
    """10⁹ bytes a second from main memory, as it comes, to a device: what offloading waits for. Raises RuntimeError."""
    import torch

    source = torch.ones(_COPIED, dtype=torch.uint8)
    return _COPIED / _span(lambda: source.to(device, copy=True), getattr(torch, device).synchronize) / 1e9


def reading(folder: Path) -> float:
    """10⁹ bytes a second that are read from a folder's disk: a file is written, dropped from the system's cache where
    that can be asked for, and read. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".probe.{os.getpid()}"
    try:
        with probe.open("wb") as file:
            file.write(os.urandom(_READ))
            file.flush()
            os.fsync(file.fileno())
        with probe.open("rb", buffering=0) as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            start = time.perf_counter()
            while file.read(_READ):
                pass
            return _READ / (time.perf_counter() - start) / 1e9
    finally:
        probe.unlink(missing_ok=True)


def _block(torch: Any, device: str, dtype: Any, tokens: int, width: int) -> Callable[[], Any]:
    random = torch.Generator(device).manual_seed(0)

    def filled(*shape: int) -> Any:
        return torch.randn(shape, generator=random, device=device, dtype=dtype) / width**0.5

    x, up, down = filled(tokens, width), filled(4 * width, width), filled(width, 4 * width)

    def run() -> Any:
        y = torch.nn.functional.linear(torch.nn.functional.linear(x, up), down)
        heads = y.view(1, tokens, width // _HEAD, _HEAD).transpose(1, 2)
        return torch.nn.functional.scaled_dot_product_attention(heads, heads, heads)

    return run


def _span(work: Callable[[], Any], ready: Callable[[], None]) -> float:
    """The median time in s of a few runs, after one that does not count."""
    spans = list[float]()
    for _ in range(_ROUNDS + 1):
        start = time.perf_counter()
        work()
        ready()
        spans.append(time.perf_counter() - start)
        if sum(spans[1:]) > _WHILE:
            break
    return median(spans[1:])
