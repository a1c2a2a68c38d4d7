"""What was done to a shot, so that it can be done again: steps, recipes, and the list of jobs that run them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.core.errors import UserError
from pipelines.core.plain import plain_yaml

if TYPE_CHECKING:
    from pipelines.core.engines import Engines
    from pipelines.core.shot import Shot


class Step(BaseModel):
    """One job with its settings: typed, bounded, frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    job: ClassVar[str]


Run = Callable[["Shot", Any, "Engines"], "Shot"]


@dataclass(frozen=True)
class Job:
    """A step and the plain function that does it."""

    step: type[Step]
    run: Run


_LONGEST = 2**23  # characters: a correction painted with a fine brush has thousands of points
JOBS: dict[str, Job] = {}


def job(step: type[Step]) -> Callable[[Run], Run]:
    """Enter the decorated function as what does `step`, under the name `step.job`."""

    def enter(run: Run) -> Run:
        JOBS[step.job] = Job(step, run)
        return run

    return enter


class Recipe(BaseModel):
    """An ordered list of steps."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    steps: tuple[Step, ...] = ()

    def then(self, step: Step) -> Recipe:
        """This recipe and one step more. A step of the same job replaces the earlier one and what followed it."""
        kept = []
        for earlier in self.steps:
            if earlier.job == step.job:
                break
            kept.append(earlier)
        return Recipe(steps=(*kept, step))

    def run(self, shot: Shot, engines: Engines) -> Shot:
        """Do every step in order, starting from `shot`."""
        for step in self.steps:
            shot = JOBS[step.job].run(shot, step, engines)
        return shot

    def to_yaml(self) -> str:
        """A list of one-key mappings, `job: settings`; only what differs from the defaults is written."""
        rows = [{s.job: s.model_dump(mode="json", exclude_defaults=True)} for s in self.steps]
        return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True)

    @classmethod
    def from_yaml(cls, text: str) -> Recipe:
        """Read `to_yaml`'s text; raises UserError naming the step and key that do not fit."""
        rows = plain_yaml(text, "recipe", _LONGEST) or []
        if not isinstance(rows, list):
            raise UserError("A recipe is a list of `job: settings` pairs; correct the recipe file.")
        return cls(steps=tuple(_step(row) for row in rows))


def _step(row: object) -> Step:
    if not isinstance(row, dict) or len(row) != 1:
        raise UserError("Each step of a recipe is one `job: settings` pair; correct the recipe file.")
    ((name, settings),) = row.items()
    if name not in JOBS:
        raise UserError(f"The recipe names the job “{name}”, which does not exist; known: {', '.join(sorted(JOBS))}.")
    try:
        return JOBS[name].step.model_validate(settings or {})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UserError(f"Recipe step “{name}”, key “{key}”: {first['msg']}.") from error
