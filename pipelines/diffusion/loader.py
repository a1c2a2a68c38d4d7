"""The one model set in memory: loaded when it is first needed, kept until another one is, given back when asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from pipelines.core.colour import Bytes
from pipelines.core.errors import UserError
from pipelines.core.progress import Progress
from pipelines.diffusion.adapters.pipeline import PipelinePainter
from pipelines.diffusion.assemble import assemble
from pipelines.diffusion.machine import Machine, machine, tiers_for
from pipelines.diffusion.memory import Measure, measures, placing, release, sparing
from pipelines.diffusion.painting import Request, Watch
from pipelines.diffusion.registry import TIERS, Fit, Model, Tier
from pipelines.diffusion.speedups import speed_up
from pipelines.diffusion.store import accepted, installed, missing, needs_acceptance


@dataclass
class Held:
    """A loaded model, and what can still be done where memory runs out."""

    model: Model
    tier: Tier
    fit: Fit
    painter: PipelinePainter
    spare: list[Measure] = field(default_factory=list)

    def paint(self, request: Request, watch: Watch) -> tuple[Bytes, tuple[str, ...]]:
        """The picture, and what the seller must know of how it came about. Raises UserError, and Cancelled by watch."""
        return sparing(self.painter, request, watch, self.spare)


_PATIENCE = 0.5  # s between two questions whether to go on waiting
_using = Lock()
_held: Held | None = None


@contextmanager
def hold(model: Model, progress: Progress) -> Iterator[Held]:
    """The model, loaded; nobody else uses a model meanwhile.

    Raises MissingModel where its files are not here, UserError where its licence has not been accepted or where it
    does not fit into the memory that is free. `progress` raises Cancelled to stop waiting.
    """
    global _held
    if not installed(model):
        raise missing(model)
    if not accepted(model):
        raise needs_acceptance(model)
    while not _using.acquire(timeout=_PATIENCE):
        progress(0.0, "Waiting for another picture to be done")
    try:
        if _held is None or _held.model != model:
            _drop()
            progress(0.0, f"Loading {model.name}")
            _held = _loaded(model)
        yield _held
    finally:
        _using.release()


def in_memory() -> Model | None:
    """The model that takes up memory now."""
    now = _held
    return now.model if now else None


def free() -> None:
    """Give the memory of the model back, once nobody uses it."""
    with _using:
        _drop()


def _drop() -> None:
    global _held
    if _held is not None:
        _held = None
        release()


def _loaded(model: Model) -> Held:
    here = machine()
    tier, fit = fitting(model, here)
    painter = assemble(model, here.counts(fit), fit.quantise)
    painter.move(placing(here.device, fit.offload))
    speed_up(painter, here, fit)
    return Held(model, tier, fit, painter, measures(painter, here.device, fit.offload))


def fitting(model: Model, here: Machine) -> tuple[Tier, Fit]:
    """How the model is held on this machine: as in its tier, or as in a smaller one where less memory is free.

    Raises UserError where even the smallest does not fit.
    """
    if here.why_no_models is not None:
        raise UserError(here.why_no_models)
    tiers = tiers_for(model, here)
    if not tiers:
        least = next((tier.removesuffix("gb") for tier in TIERS if tier in model.fits and tier != "cpu"), None)
        wanted = f"a GPU of {least} GB" if least else "main memory only (PACKSHOT_DEVICE=cpu)"
        raise UserError(f"{model.name} needs {wanted}, which this machine does not offer; choose another model.")
    room = here.free() / 1e9
    for tier in tiers:
        if model.fits[tier].memory_gb <= room:
            return tier, model.fits[tier]
    need = model.fits[tiers[-1]].memory_gb
    raise UserError(
        f"{model.name} needs {need:.1f} GB of memory and {room:.1f} GB are free; close other programs, or choose a "
        "smaller model."
    )
