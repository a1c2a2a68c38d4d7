"""Cutout mattes by rembg's networks, on this machine only and with no download."""

from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image

from pipelines.core.colour import Floats
from pipelines.core.errors import UserError
from pipelines.core.partial import parts
from pipelines.core.shot import Photo
from pipelines.diffusion.places import found, rembg_name
from pipelines.diffusion.registry import Model
from pipelines.diffusion.store import (
    MissingModel,
    accepted,
    missing,
    model_of,
    needs_acceptance,
    serving,
    unusable,
)

_loading = Lock()


def networks() -> tuple[Model, ...]:
    """The cutout models on offer that rembg runs, on the CPU, the registry's first one first."""
    return tuple(model for model in serving("cutout", "cpu") if rembg_name(model))


def network(id: str) -> Model:
    """A cutout model on offer that rembg runs, by its id. Raises UserError where it is not one, or is refused."""
    model = model_of(id, "cutout")
    if rembg_name(model) is None:
        raise UserError(f"The model {id} cannot be run here; choose one of {', '.join(m.id for m in networks())}.")
    return model


def matte(photo: Photo, id: str) -> Floats:
    """The product's alpha (H, W) 0–1, as the network gives it.

    Raises MissingModel at once where the weights are not here or their licence was not accepted, and UserError where
    the model is refused.
    """
    model = network(id)
    path = found(model, model.base, model.base.files[0])
    if path is None:
        raise missing(model)
    if not accepted(model):
        raise needs_acceptance(model)
    with _loading:
        session = _session(model.id, path)
    (mask,) = session.predict(Image.fromarray(photo.pixels))
    return np.asarray(mask, np.float32) / np.float32(255)


@cache
def rembg() -> tuple[ModuleType, ModuleType]:
    """rembg's `session_factory` and `sessions`, without its package file.

    That file imports all of pymatting, for which numba compiles code for most of a minute on a fresh machine; the
    sessions need none of it.
    """
    try:
        factory, sessions = parts("rembg.session_factory", "rembg.sessions", without=("rembg",))
    except ModuleNotFoundError as error:
        raise MissingModel("The package rembg is not installed; install it with: pip install 'rembg[cpu]'") from error
    return factory, sessions


@lru_cache(maxsize=1)
def _session(id: str, path: Path) -> Any:
    """The model, loaded; the last one used stays in memory."""
    model = network(id)
    name = rembg_name(model)
    factory, sessions = rembg()
    if not sessions.sessions[name].is_local():
        raise UserError(f"The model {id} uploads pictures, which do not leave this machine; choose another.")
    try:
        return factory.new_session(name)
    except Exception as error:  # onnxruntime raises a class of its own for each way a file can be wrong
        raise unusable(model, error) from error
