"""The small networks that ship with the code: `presets/networks/NAME.yaml`, a model card, beside its ONNX file."""

import hashlib
import os
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipelines.core.data import PRESETS, read
from pipelines.core.errors import UserError

NETWORKS = PRESETS / "networks"


class Card(BaseModel):
    """What a network is, what it was made from and how good it is: its model card."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str = Field(description="what goes in and what comes out, with shapes and units")
    data: tuple[str, ...] = Field(description="everything it was trained on, with licences")
    command: str = Field(description="the command that reproduces it")
    commit: str = Field(pattern=r"^[0-9a-f]{7,40}$", description="of the code that trained it")
    seeds: tuple[int, ...]
    minutes: float = Field(gt=0, description="of training")
    hardware: str
    parameters: int = Field(gt=0)
    figures: dict[str, float] = Field(description="what was measured, on data that it was not trained on")
    licence: str = Field(description="of the weights")
    limits: tuple[str, ...] = Field(description="where it fails and what it must not be used for")
    file: str = Field(pattern=r"^[a-z0-9_]+\.onnx$")
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    calibration: tuple[tuple[float, float], ...] | None = Field(
        None,
        min_length=2,
        description="points (evidence, confidence), both 0–1 and rising, for a network that says how sure it is",
    )

    @field_validator("calibration")
    @classmethod
    def _rises(cls, points: tuple[tuple[float, float], ...] | None) -> tuple[tuple[float, float], ...] | None:
        if points is None:
            return None
        evidence, confidence = zip(*points, strict=True)
        if not all(0 <= value <= 1 for value in (*evidence, *confidence)):
            raise ValueError("every value lies within 0–1")
        if any(b <= a for a, b in pairwise(evidence)) or any(b < a for a, b in pairwise(confidence)):
            raise ValueError("evidence rises from point to point, and confidence never falls")
        return points


def card(name: str, folder: Path = NETWORKS) -> Card:
    """The model card of a network. Raises UserError where it is missing, DataError where it is wrong."""
    path = folder / f"{name}.yaml"
    if not path.is_file():
        raise _broken(name, f"{path.name} is missing")
    return read(path, Card)


@cache
def load(name: str, folder: Path = NETWORKS) -> Any:
    """A network's `onnxruntime.InferenceSession`, on the CPU; kept once it is loaded.

    Raises UserError where a file is missing or is not the one that its card describes.
    """
    about = card(name, folder)
    data = _verified(name, folder / about.file, about)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _cores()
    options.log_severity_level = 3  # errors only
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # 8-bit weights are unpacked on loading
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # what follows a look needs the cores
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a class of its own for each way a file can be wrong
        raise _broken(name, f"{about.file} cannot be run ({type(error).__name__})") from error


def _verified(name: str, path: Path, about: Card) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _broken(name, f"{path.name} is missing or cannot be read") from error
    if hashlib.sha256(data).hexdigest() != about.sha256:
        raise _broken(name, f"{path.name} is damaged")
    return data


def _broken(name: str, why: str) -> UserError:
    return UserError(f"Packshot's own network {name} cannot be used: {why}; install Packshot anew.")


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
