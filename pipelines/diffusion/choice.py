"""Which model does a job here: the one that was asked for, else the best that is installed and may be used."""

from collections.abc import Callable
from typing import TypeVar

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.diffusion.machine import machine
from pipelines.diffusion.registry import TIERS, Job, Model, Run, default
from pipelines.diffusion.store import (
    MissingModel,
    accepted,
    installed,
    missing,
    model_of,
    needs_acceptance,
    serving,
)

Made = TypeVar("Made")


def chosen(job: Job, asked: str | None) -> Model:
    """The model for a job; with `asked`, the model of that id.

    Nothing heavy is imported before a model's files are known to be here. Raises UserError where `asked` is unknown or
    refused, MissingModel where no model for the job is here, UserError where none that is here fits this machine.
    """
    if asked is not None:
        model = model_of(asked, job)
        if not installed(model):
            raise missing(model)
        return _allowed(model)
    offered = {model.id: model for tier in TIERS for model in serving(job, tier)}
    here = {id for id, model in offered.items() if installed(model)}
    if not here:
        if not offered:
            raise UserError("No model for this job is on offer.")
        defaults = {default(job, tier) for tier in TIERS}
        raise missing(min(offered.values(), key=lambda model: (model.id not in defaults, model.bytes)))
    fitting = [model for model in serving(job, machine().tier) if model.id in here]
    if not fitting:
        raise UserError(f"The models that are installed ({', '.join(sorted(here))}) do not run on this machine.")
    return _allowed(next((model for model in fitting if accepted(model)), fitting[0]))


def attempted(job: Job, asked: str | None, engines: Engines, make: Callable[[Model], Made]) -> Made | str:
    """What `make` makes with the model for a job that the studio did already, or why the studio's stays: a sentence,
    empty where nobody asked for a model.

    Raises Cancelled, and UserError where `asked` is unknown or refused.
    """
    if engines.use == "studio":
        return "It was asked for." if asked else ""
    if asked is not None:
        model_of(asked, job)
    try:
        return make(chosen(job, asked))
    except MissingModel as error:
        return str(error) if asked is not None or engines.use == "diffusion" else ""
    except UserError as error:
        return str(error)


def _allowed(model: Model) -> Model:
    if not accepted(model):
        raise needs_acceptance(model)
    return model


def run_of(model: Model) -> Run:
    """How the model is run best. Raises UserError where its entry, a seller's own, does not say."""
    if model.run is None:
        raise UserError(f"{model.name} has no `run` (steps, guidance, side) in models.yaml; add it to its entry.")
    return model.run


def licence_of(model: Model) -> str:
    """What a picture's file says of the model's licence."""
    given = "" if model.commercial == "yes" else ", accepted by the seller"
    return f"{model.licence}; commercial use: {model.commercial}{given}"
