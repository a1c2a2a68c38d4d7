"""What a picture will take before it is made: time, memory, download and money; and two models side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from pipelines.diffusion.machine import Machine, tiers_for
from pipelines.diffusion.places import found
from pipelines.diffusion.profile import Work, disk_gbps, record, remembered, speed
from pipelines.diffusion.registry import TIERS, Fit, Model, Tier
from pipelines.diffusion.store import size_words

Basis = Literal["measured", "worked out", "unknown"]

_PIXELS = 1024 * 1024
_ATTENTION = 0.15
"""Share of a step's operations that attention takes at the size a model was trained on: counted 0.12 in SDXL's U-Net at
1024 px; 0.2 follows for a transformer of width 3072 (4 t² w of 24 t w² + 4 t² w operations at t = 4096 tokens)."""
_ENCODE, _DECODE = 4.9, 10.5
"""10¹² operations of the VAE of Stable Diffusion, SDXL and FLUX at 1024 px, counted."""
_REACHED = 0.6
"""Share of the speed in `profile` that a whole pipeline reaches. Published: SDXL with 25 steps takes 3.4 s on a 4090,
7 s on a 3090 and 26.5 s on a T4, which makes about 0.4 to 0.7 of what these cards do in matrix products."""
_SLOWER = {"none": 1.0, "nf4": 1.25, "int8": 1.5}  # assumed: weights are unpacked in each step
_SHRUNK = {"none": 1.0, "nf4": 0.3, "int8": 0.55}  # assumed: the largest networks are packed, the rest is not
_SPREAD: dict[Basis, tuple[float, float]] = {"measured": (0.8, 1.3), "worked out": (0.6, 1.8), "unknown": (1, 1)}
_BECAUSE: dict[Basis, str] = {
    "measured": "by earlier pictures of this model on this machine",
    "worked out": "from the size of the model and the speed of this machine",
    "unknown": "it is not known how much work this model is",
}


@dataclass(frozen=True)
class Estimate:
    """What one job will take with one model on one machine. `model` has the licence, commercial use and the note."""

    model: Model
    fits: bool
    why: str  # on what the time rests, or a sentence on why the model cannot run here
    basis: Basis
    download_bytes: int  # of the files that are not here
    download_exact: bool  # else it is the least
    memory_gb: float | None = None  # peak, in 10⁹ bytes: of the GPU, without one of main memory
    seconds: float | None = None  # with loading, without the download
    seconds_low: float | None = None
    seconds_high: float | None = None
    money: float | None = None  # for the seconds, where a price was given
    currency: str = "USD"
    device: str = "cpu"


@dataclass(frozen=True)
class _Job:
    """One picture, in a model's own terms."""

    model: Model
    area: int  # px
    steps: int  # that are really done
    starts: bool  # whether there is a picture to start from, which the VAE encodes

    @property
    def amount(self) -> float:
        """The work, in steps at the size that the model was trained on, or for a model without steps in 1024² px."""
        run = self.model.run
        return self.steps * growth(self.area / run.side**2) if run else self.area / _PIXELS


def steps_done(steps: int, strength: float) -> int:
    """How many of the schedule's steps are run over a picture to start from: diffusers' img2img pipelines skip those
    that its noise would undo, so that about strength × steps remain."""
    return max(1, min(steps, int(steps * strength)))


def growth(ratio: float) -> float:
    """How a step's time grows with the picture's area, `ratio` being that to the area that the model was trained on:
    (1 − a) · ratio + a · ratio², as attention, a share a of the work, grows with the square of the number of pixels."""
    return (1 - _ATTENTION) * ratio + _ATTENTION * ratio**2


def estimate(
    model: Model, here: Machine, *, size: tuple[int, int], steps: int | None = None, strength: float | None = None,
    pictures: int = 1, price_per_hour: float | None = None, currency: str = "USD", loaded: bool = False,
) -> Estimate:  # fmt: skip
    """What so many pictures of `size` (width, height in px) will take. Steps and strength are the model's own where
    left out; strength 1 stands for no picture to start from. `loaded`: whether the model is in memory already."""
    missing = [file for part in model.parts for file in part.files if found(model, part, file) is None]
    blank = Estimate(
        model, False, "", "unknown", sum(file.bytes or 0 for file in missing), all(file.bytes for file in missing),
        currency=currency, device=here.device,
    )  # fmt: skip
    held = _held(model, here)
    if isinstance(held, str):
        return replace(blank, why=held)
    tier, fit = held
    job = _job(model, size, steps, strength)
    basis, each = _seconds(job, here, tier, fit)
    told = replace(blank, fits=True, why=_BECAUSE[basis], basis=basis, memory_gb=fit.memory_gb)
    if each is None:
        return told
    seconds = each * pictures + (0 if loaded else _loading(model, here))
    low, high = _SPREAD[basis]
    money = None if price_per_hour is None else seconds / 3600 * price_per_hour
    return replace(told, seconds=seconds, seconds_low=seconds * low, seconds_high=seconds * high, money=money)


def compare(models: Iterable[Model], here: Machine, *, size: tuple[int, int], **how: Any) -> tuple[Estimate, ...]:
    """The estimates of several models for the same job, in the order given; `how` as for `estimate`."""
    return tuple(estimate(model, here, size=size, **how) for model in models)


def learn(
    model: Model, here: Machine, *, size: tuple[int, int], seconds: float, steps: int | None = None,
    strength: float | None = None, pictures: int = 1,
) -> None:  # fmt: skip
    """Remember how long a job took, without loading and download; later estimates prefer that."""
    held = _held(model, here)
    if not isinstance(held, str):
        record(_work(_job(model, size, steps, strength), here, held[0]), seconds / pictures)


def sentence(told: Estimate) -> str:
    """The estimate in plain words."""
    if not told.fits:
        return told.why
    where = "without a GPU" if told.device == "cpu" else "on this GPU"
    said = [f"about {_time(told.seconds)} {where}" if told.seconds is not None else "time not known"]
    if told.download_bytes:
        least = "" if told.download_exact else "at least "
        said.append(f"{least}{size_words(told.download_bytes)} to download once")
    if told.money is not None:
        few = 0 < told.money < 0.01
        said.append(f"less than 0.01 {told.currency}" if few else f"{told.money:.2f} {told.currency}")
    return "; ".join(said)


def _held(model: Model, here: Machine) -> tuple[Tier, Fit] | str:
    """How the model would be held in all of the machine's memory, or a sentence on why it cannot be."""
    if here.why_no_models is not None:
        return here.why_no_models
    if model.refused is not None:
        return f"{model.name} is not offered, because {model.refused}."
    tiers = tiers_for(model, here)
    fitting = (tier for tier in tiers if model.fits[tier].memory_gb * 1e9 <= here.memory)
    if (tier := next(fitting, None)) is not None:
        return tier, model.fits[tier]
    if set(model.fits) == {"cpu"} and here.device != "cpu":
        return f"{model.name} runs in main memory only; set PACKSHOT_DEVICE=cpu to use it."
    if not tiers:
        least = next(tier.removesuffix("gb") for tier in TIERS if tier in model.fits and tier != "cpu")
        return f"{model.name} needs a GPU of {least} GB or more, which this machine does not have; choose another."
    need, have = model.fits[tiers[-1]].memory_gb, here.memory / 1e9
    return f"{model.name} needs {need:.1f} GB of memory and this machine has {have:.1f} GB; choose a smaller model."


def _job(model: Model, size: tuple[int, int], steps: int | None, strength: float | None) -> _Job:
    width, height = size
    if model.run is None:
        return _Job(model, width * height, 1, False)
    strength = model.run.strength if strength is None else strength
    return _Job(model, width * height, steps_done(steps or model.run.steps, strength), strength < 1)


def _work(job: _Job, here: Machine, tier: Tier) -> Work:
    return Work(here.name, job.model.id, tier, job.amount)


def _seconds(job: _Job, here: Machine, tier: Tier, fit: Fit) -> tuple[Basis, float | None]:
    """For one picture."""
    if (seconds := remembered(_work(job, here, tier))) is not None:
        return "measured", seconds
    run = job.model.run
    if run is None or run.tflop is None:
        return "unknown", None
    here_speed = speed(here.device, here.name, here.counts(fit))
    vae = (_DECODE + (_ENCODE if job.starts else 0)) * job.area / _PIXELS
    counted = (run.tflop * job.amount * _SLOWER[fit.quantise] + vae) / (here_speed.tflops * _REACHED)
    times = {"none": 0, "model": 1, "layers": job.steps}[fit.offload] if here.device != "cpu" else 0
    moved = times * job.model.bytes * _SHRUNK[fit.quantise] / 1e9 / here_speed.transfer_gbps
    return "worked out", counted + moved


def _loading(model: Model, here: Machine) -> float:
    """Seconds to read the files."""
    return model.bytes / 1e9 / disk_gbps()


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds / 5) * 5 if seconds > 20 else round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
