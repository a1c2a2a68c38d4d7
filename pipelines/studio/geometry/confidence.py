"""How far a guess at a product's shape is to be believed, from what can be seen without knowing the truth.

A kind's traits, of which none speaks for it, tell linearly by how many degrees its normals are off on the mean; that
tells how likely they are right. `training/geometry.py` fits both on rendered products.
"""

from functools import cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, field_validator

from pipelines.core.colour import Floats
from pipelines.core.data import PRESETS, read
from pipelines.studio.geometry.evidence import Evidence, Guess
from pipelines.studio.geometry.relief import Kind
from pipelines.studio.geometry.surface import angle

RIGHT = 20.0  # degrees: a guess whose normals are off by less on the mean is right
TRAITS = ("one", "apart where it fits", "apart where it does not", "misfit", "doubt", "lopsided", "rough")
_FILE = PRESETS / "geometry.yaml"
_MISFIT = 0.04  # at this misfit a body fits by 1 / e


class Weights(BaseModel):
    """What is made of a kind's traits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    degrees: tuple[float, ...]  # for each trait: their sum is the mean error of the normals to expect
    level: float  # degrees to expect at which it is as likely right as not
    slope: float  # degrees over which the odds fall by e

    @field_validator("degrees")
    @classmethod
    def _complete(cls, degrees: tuple[float, ...]) -> tuple[float, ...]:
        if len(degrees) != len(TRAITS):
            raise ValueError(f"there are {len(TRAITS)} traits: {', '.join(TRAITS)}")
        return degrees


class Table(BaseModel):
    """The weights of all kinds that were measured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: dict[Kind, Weights]
    photos: int  # that it was fitted on


def traits(guess: Guess, evidence: Evidence) -> Floats:
    """What speaks against a guess, (len(TRAITS),): the larger, the worse; the first is 1."""
    apart = angle(guess.normals, evidence.shape.normals, evidence.mask) / 10
    fits, lopsided = float(np.exp(-guess.misfit / _MISFIT)), 10 * (1 - evidence.axis.symmetry)
    found = [1, fits * apart, (1 - fits) * apart, 1 - fits, evidence.doubt / 5, fits * lopsided, evidence.rough / 3]
    return np.array(found, np.float32)


def judged(kind: Kind, found: Floats) -> float:
    """The probability, 0–1, that a guess with these traits (len(TRAITS),) is right.

    A depth model is judged as the network is: there was none to measure with.
    """
    kinds = table().kinds
    weights = kinds.get(kind, kinds["network"])
    beyond = (float(found @ np.array(weights.degrees)) - weights.level) / weights.slope
    return float(1 / (1 + np.exp(np.clip(beyond, -30, 30))))


@cache
def table(path: Path = _FILE) -> Table:
    """The fitted weights. Raises DataError where the file is wrong."""
    return read(path, Table)
