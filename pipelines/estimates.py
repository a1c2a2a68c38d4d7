"""Estimates: which models can do a job, what each will take on this machine, and what this machine is, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.core.errors import UserError
from pipelines.diffusion.adapters import traits_of
from pipelines.diffusion.estimate import Estimate, estimate
from pipelines.diffusion.loader import free, in_memory
from pipelines.diffusion.machine import Machine, machine
from pipelines.diffusion.painting import Control
from pipelines.diffusion.prices import prices
from pipelines.diffusion.profile import speed
from pipelines.diffusion.registry import STUDIO, TIERS, Job, Model, Tier, default
from pipelines.diffusion.space import check_owner
from pipelines.diffusion.store import accept, accepted, installed, known, on_disk, remove, size_words
from pipelines.models import obtain

__all__ = [
    "Forecast", "Job", "Model", "Price", "accept", "accepted", "check_owner", "default_for", "forecast", "free",
    "in_memory", "installed", "known", "obtain", "of_machine", "offered", "on_disk", "prices_known", "remove",
    "size_words", "smallest_gpu", "steers_by", "tier_words",
]  # fmt: skip

WATTS = 300
"""Assumed of a desktop computer with a graphics card at work, where electricity is counted."""


@dataclass(frozen=True)
class Price:
    """What an hour costs."""

    id: str
    name: str
    per_hour: float
    currency: str


@dataclass(frozen=True)
class Forecast:
    """What one picture will take with one model, in words; `why` says on what that rests, or why it cannot be."""

    model: Model
    fits: bool
    why: str
    time: str
    memory: str
    download: str
    money: str


def offered(job: Job) -> tuple[Model, ...]:
    """The models on offer for a job: those that are here and may be used, then the defaults, then the smaller ones."""
    defaults = {default(job, tier) for tier in TIERS} - {STUDIO}
    serving = [model for model in known().values() if model.refused is None and job in model.jobs]
    return tuple(
        sorted(serving, key=lambda m: (not (installed(m) and accepted(m)), m.id not in defaults, m.bytes, m.id))
    )


def steers_by(model: Model) -> frozenset[Control]:
    """What of a scene can steer the model; nothing where none can, or it does not paint."""
    try:
        return traits_of(model).controls
    except UserError:
        return frozenset()


def smallest_gpu(model: Model) -> str:
    """What the model needs at least to run: `no GPU needed`, or a GPU's memory."""
    first = next(tier for tier in TIERS if tier in model.fits)
    return "no GPU needed" if first == "cpu" else f"GPU of {first.removesuffix('gb')} GB or more"


def default_for(job: Job, id: str = STUDIO) -> str:
    """On which machines a model, or the built-in studio, does a job where nothing else is asked for; may be empty."""
    return tier_words(tuple(tier for tier in TIERS if default(job, tier) == id))


def tier_words(tiers: Sequence[Tier]) -> str:
    """Amounts of GPU memory in words, rows of neighbours as a range."""
    runs: list[list[Tier]] = []
    for tier in sorted(tiers, key=TIERS.index):
        beside = runs and tier != TIERS[1] and TIERS.index(tier) == TIERS.index(runs[-1][-1]) + 1
        if beside:
            runs[-1].append(tier)
        else:
            runs.append([tier])
    return ", ".join(_run_words(run[0], run[-1]) for run in runs)


def _run_words(first: Tier, last: Tier) -> str:
    if first == "cpu":
        return "CPU"
    least, most = first.removesuffix("gb"), last.removesuffix("gb")
    return f"{most} GB" if least == most else f"{least}–{most} GB"


def prices_known() -> tuple[Price, ...]:
    """What an hour may cost: hosted hardware, or electricity at home for a machine that draws `WATTS`."""
    home = (Price(e.id, f"{e.name}, {WATTS} W", e.per_hour(WATTS), e.currency) for e in prices().electricity)
    return (*home, *(Price(h.id, h.name, h.per_hour, h.currency) for h in prices().hosted))


def forecast(
    model: Model, size: tuple[int, int], steps: int | None = None, strength: float | None = None,
    price: Price | None = None,
) -> Forecast:  # fmt: skip
    """What a picture of `size` (width, height in px) will take; the model paints at its own size and it is enlarged.

    Steps and strength are the model's own where left out. The first call imports torch and measures the machine.
    """
    told = estimate(
        model, machine(), size=_painted(model, size), steps=steps, strength=strength, loaded=in_memory() == model,
        price_per_hour=price.per_hour if price else None, currency=price.currency if price else "USD",
    )  # fmt: skip
    return Forecast(model, told.fits, told.why, _time(told), _memory(told), _download(told), _money(told))


def _painted(model: Model, size: tuple[int, int]) -> tuple[int, int]:
    """The size at which the model paints, about."""
    side = model.run.side if model.run else 1024
    shrink = min(1.0, side / (size[0] * size[1]) ** 0.5)
    return max(round(size[0] * shrink), 1), max(round(size[1] * shrink), 1)


def _time(told: Estimate) -> str:
    if told.seconds_low is None or told.seconds_high is None:
        return "not known" if told.fits else "–"
    low, high = _span(told.seconds_low), _span(told.seconds_high)
    least = low[0] if low[1] == high[1] else " ".join(low)
    return " ".join(high) if low == high else f"{least} – {' '.join(high)}"


def _span(seconds: float) -> tuple[str, str]:
    if seconds < 90:
        return f"{max(1, round(seconds))}", "s"
    return (f"{round(seconds / 60)}", "min") if seconds < 5400 else (f"{seconds / 3600:.1f}", "h")


def _memory(told: Estimate) -> str:
    if told.memory_gb is None:
        return "–"
    return f"{told.memory_gb:.1f} GB of {'main memory' if told.device == 'cpu' else 'the GPU'}"


def _download(told: Estimate) -> str:
    if not told.download_bytes:
        return "none, it is here" if told.download_exact else "not known"
    return f"{'' if told.download_exact else 'at least '}{size_words(told.download_bytes)}, once"


def _money(told: Estimate) -> str:
    if told.money is None:
        return "not counted"
    return f"less than 0.01 {told.currency}" if 0 < told.money < 0.01 else f"{told.money:.2f} {told.currency}"


def of_machine() -> Sequence[tuple[str, str]]:
    """What this machine is to a model: names and facts. The first call imports torch and measures for some seconds."""
    here = machine()
    facts = [("Device", here.name), ("Memory for models", f"{here.memory / 1e9:.1f} GB"), ("Tier", _tier(here))]
    if here.why_no_models is None:
        reached = speed(here.device, here.name, here.dtype).tflops
        facts.append(("Measured speed", f"{reached:.2g} TFLOP/s in {here.dtype}"))
    return [*facts, *(("Mind", why) for why in (here.why_cpu, here.why_no_models) if why)]


def _tier(here: Machine) -> str:
    return "CPU, without a GPU" if here.tier == "cpu" else f"GPU of {here.tier.removesuffix('gb')} GB"
