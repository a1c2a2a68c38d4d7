"""Intake: the photo as the seller hands it over, set upright where the camera did not."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from pipelines.core.engines import Engines
from pipelines.core.load import load_photo
from pipelines.core.recipe import Step, job
from pipelines.core.shot import Shot


class Intake(Step):
    """How the photo stands."""

    job: ClassVar[str] = "intake"
    turns: int = Field(0, ge=0, le=3, description="quarter turns clockwise from how the file stands")


def open_photo(path: str | Path, name: str | None = None) -> Shot:
    """The photo in a file as a shot; `name` (else the file's own) only serves for display. Raises UserError."""
    photo = load_photo(path, name)
    return replace(Shot.of(photo), notes=photo.notes)


@job(Intake)
def intake(shot: Shot, step: Intake, engines: Engines) -> Shot:
    """Turn the photo; what was made of it as it stood before (cutout, scene) is left behind."""
    photo = shot.photo.turned(step.turns)
    return Shot.of(photo).after(step, notes=photo.notes)
