"""How fast this machine is: measured once in a second or two, and learned from the pictures that it has made since."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.core.errors import UserError
from pipelines.diffusion.manifest import replace, root
from pipelines.diffusion.space import on_zero_gpu
from pipelines.diffusion.timing import reading, transferring, working

_LARGEST = 1 << 20  # bytes of the file
_MOST = 400  # runs that are remembered
_NEW = 0.3  # weight of the newest run
_NEAR = 2  # doublings of the work within which a run says something of another
_FASTEST_DISK = 3.0  # 10⁹ bytes/s: what is read faster came from memory

Positive = Annotated[float, Field(gt=0, lt=1e7, allow_inf_nan=False)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Speed(_Data):
    """What a device reaches, not what its label says."""

    tflops: Positive  # 10¹² operations a second, in matrix products and attention
    transfer_gbps: Positive  # 10⁹ bytes a second from main memory to the device


class _Known(_Data):
    speeds: dict[str, Speed] = {}
    disk_gbps: Positive | None = None
    runs: dict[str, Positive] = {}


@dataclass(frozen=True)
class Work:
    """Painting of some kind on some device, in whatever unit is the same each time the model is used."""

    device: str
    model: str
    tier: str
    amount: float

    def key(self, doublings: int = 0) -> str:
        """Under which it is remembered: by the power of two that its amount is nearest to."""
        return f"{self.device} | {self.model} | {self.tier} | {round(math.log2(self.amount)) + doublings}"


ASSUMED = {
    "cuda": Speed(tflops=25, transfer_gbps=6),
    "xpu": Speed(tflops=20, transfer_gbps=6),
    "mps": Speed(tflops=5, transfer_gbps=20),
    "cpu": Speed(tflops=0.1, transfer_gbps=5),
}
"""Taken where nothing can be measured: about a T4, an Arc A770, an M2 and a laptop of two cores."""
ZERO_GPU = Speed(tflops=150, transfer_gbps=10)
"""Half an RTX PRO 6000, which ZeroGPU lends; it cannot be measured, as there is no GPU outside a task."""
DISK_GBPS = 0.5
"""10⁹ bytes a second: a SATA SSD."""

_writing = Lock()


@cache
def speed(device: str, name: str, dtype: str) -> Speed:
    """The speed of a device (`cuda`, `mps`, `xpu`, `cpu`) called `name`, counting in `dtype`: as measured before under
    this version of torch, else measured now, which on a CPU takes about half a second."""
    if on_zero_gpu() and device == "cuda":
        return ZERO_GPU
    key = f"{device} | {name} | {dtype} | torch {version('torch')}"
    if kept := _read().speeds.get(key):
        return kept
    try:
        found = Speed(tflops=working(device, dtype), transfer_gbps=transferring(device))
    except RuntimeError:  # no memory is free, or the device cannot count in that
        return ASSUMED[device]
    _change(lambda known: known.model_copy(update={"speeds": {**known.speeds, key: found}}))
    return found


@cache
def disk_gbps() -> float:
    """10⁹ bytes a second that are read from where models lie: as measured before, else measured now."""
    if kept := _read().disk_gbps:
        return kept
    try:
        found = min(reading(root()), _FASTEST_DISK)
    except OSError:
        return DISK_GBPS
    _change(lambda known: known.model_copy(update={"disk_gbps": found}))
    return found


def record(work: Work, seconds: float) -> None:
    """Remember how long work took, as an exponential average over the runs of about that size."""
    if not (0 < seconds < 1e6 and 0 < work.amount < 1e6):
        return
    rate, key = seconds / work.amount, work.key()

    def learn(known: _Known) -> _Known:
        before = known.runs.get(key, rate)
        others = {other: kept for other, kept in known.runs.items() if other != key}
        newest = list(others.items())[1 - _MOST :]
        return known.model_copy(update={"runs": {**dict(newest), key: before + _NEW * (rate - before)}})

    _change(learn)


def remembered(work: Work) -> float | None:
    """Seconds that such work takes by what was recorded of runs of about that size; None where there were none."""
    runs = _read().runs
    for doublings in sorted(range(-_NEAR, _NEAR + 1), key=abs):
        if (rate := runs.get(work.key(doublings))) is not None:
            return rate * work.amount
    return None


def _file() -> Path:
    return root() / "machine.json"


def _read() -> _Known:
    """What is known; nothing where the file is missing, damaged or not ours."""
    try:
        with _file().open("rb") as file:
            return _Known.model_validate_json(file.read(_LARGEST))
    except (OSError, ValidationError):
        return _Known()


def _change(how: Callable[[_Known], _Known]) -> None:
    """Write what is known anew; where it cannot be written, it is measured again the next time."""
    with _writing:
        try:
            replace(_file(), how(_read()).model_dump_json(indent=1).encode())
        except UserError:
            return
