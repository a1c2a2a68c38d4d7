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
from pipelines.diffusion.models import CutoutModel, MissingModel, cutout_model, installed, missing, unusable

_loading = Lock()


def matte(photo: Photo, model_name: str) -> Floats:
    """The product's alpha (H, W) 0–1, as the network gives it.

    Raises MissingModel at once where the weights are not here, and UserError where the model is refused.
    """
    model = cutout_model(model_name)
    path = installed(model)
    if path is None:
        raise missing(model)
    with _loading:
        session = _session(model, path)
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
def _session(model: CutoutModel, path: Path) -> Any:
    """The model, loaded; the last one used stays in memory."""
    factory, sessions = rembg()
    if not sessions.sessions[model.name].is_local():
        raise UserError(f"The model {model.name} uploads pictures, which do not leave this machine; choose another.")
    try:
        return factory.new_session(model.name)
    except Exception as error:  # onnxruntime raises a class of its own for each way a file can be wrong
        raise unusable(model, path, error) from error
