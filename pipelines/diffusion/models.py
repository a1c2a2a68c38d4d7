"""The models that jobs may use: what they are, what their licences allow, and whether their files are here."""

import os
import shlex
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.core.data import PRESETS, read
from pipelines.core.errors import UserError


class MissingModel(UserError):
    """A model's files are not on this machine, or cannot be used; the sentence says how to get them."""


class Model(BaseModel):
    """What a seller must know of any model before using it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    licence: str
    licence_url: str = Field(pattern=r"^https://")
    commercial: Literal["yes", "conditions", "no"]
    size_mb: int | None = Field(None, gt=0, description="size of the files to download, in 10⁶ bytes")
    note: str = ""
    refused: str | None = Field(None, description="why it is not offered, as the end of a sentence")
    unverified: tuple[str, ...] = Field((), description="fields that rest on second-hand sources")


class CutoutModel(Model):
    """A segmentation network that rembg runs on this machine, under rembg's name for it."""

    file: str | None = Field(None, pattern=r"^[a-z0-9_.-]+\.onnx$")
    source: str | None = Field(None, pattern=r"^https://", description="where the file can be downloaded")

    @model_validator(mode="after")
    def _offered_models_are_complete(self) -> Self:
        if self.refused is None and None in (self.file, self.source, self.size_mb):
            raise ValueError("a model on offer needs file, source and size_mb")
        if self.refused is None and self.commercial == "no":
            raise ValueError("a model that sellers may not use commercially cannot be on offer")
        return self


class Registry(BaseModel):
    """`presets/models.yaml`: for each job its models, the default first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cutout: tuple[CutoutModel, ...]


@cache
def registry() -> Registry:
    """The models of every job. Raises DataError."""
    return read(PRESETS / "models.yaml", Registry)


def cutout_models() -> tuple[CutoutModel, ...]:
    """The cutout models on offer, the default first."""
    return tuple(model for model in registry().cutout if model.refused is None)


def cutout_model(name: str) -> CutoutModel:
    """A cutout model on offer, by its name. Raises UserError where it is unknown or refused, with the reason."""
    offered = ", ".join(model.name for model in cutout_models())
    found = next((model for model in registry().cutout if model.name == name), None)
    if found is None:
        raise UserError(f"There is no cutout model of that name; choose one of {offered}.")
    if found.refused is not None:
        raise UserError(f"The model {name} is not offered, because {found.refused}; choose one of {offered}.")
    return found


def installed(model: CutoutModel) -> Path | None:
    """The model's file where rembg would find it, without importing rembg; None where it is not here."""
    return next((path for path in _places(model) if path.is_file()), None)


def missing(model: CutoutModel) -> MissingModel:
    """The error that says what the model is and how to get it."""
    return MissingModel(
        f"The model {model.name} is not on this machine; get it ({model.size_mb} MB, licence {model.licence}, "
        f"commercial use: {model.commercial}) with: "
        f"curl -L --create-dirs -o {_typed(_places(model)[0])} {model.source}"
    )


def unusable(model: CutoutModel, path: Path, why: Exception) -> MissingModel:
    """The error for a file that is here but is not the model."""
    return MissingModel(
        f"The file {_typed(path)} could not be loaded as the model {model.name} ({type(why).__name__}): it is damaged, "
        "not that model, or too large for the memory that is free; close other programs, or get the file anew."
    )


def _places(model: CutoutModel) -> tuple[Path, Path]:
    """Where rembg 2.0.86 looks (`BaseSession.resolve_existing`): its own folder first, then the old flat one."""
    data = os.environ.get("XDG_DATA_HOME")
    old = os.environ.get("U2NET_HOME", os.path.join("~" if data is None else data, ".u2net"))
    default = os.path.join(data, "rembg") if data else "~/.rembg"
    home = os.environ.get("U2NET_HOME") or os.environ.get("REMBG_HOME", default)
    file = str(model.file)
    return Path(home).expanduser() / "models" / model.name / file, Path(old).expanduser() / file


def _typed(path: Path) -> str:
    """The path as a person would type it, without the name of the account."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else shlex.quote(str(path))
