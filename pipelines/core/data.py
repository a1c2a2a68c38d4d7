"""Data files beside the code (templates, presets), read into pydantic models that reject what does not fit."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
PRESETS = ROOT / "presets"

Model = TypeVar("Model", bound=BaseModel)


class DataError(Exception):
    """A data file of the project is wrong: names the file, the key and what is allowed."""


def read(path: Path, model: type[Model]) -> Model:
    """One YAML file as `model`. Raises DataError."""
    try:
        return model.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except yaml.YAMLError as error:
        raise DataError(f"{path.name}: not valid YAML: {error}") from error
    except ValidationError as error:
        rows = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise DataError(f"{path.name}: " + "; ".join(rows)) from error


def read_folder(folder: Path, model: type[Model]) -> dict[str, Model]:
    """Every `*.yaml` in a folder, by file name without its ending, in alphabetical order. Raises DataError."""
    return {path.stem: read(path, model) for path in sorted(folder.glob("*.yaml"))}
