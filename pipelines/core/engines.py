"""Which engine the seller asked for, and whom to tell how far the work is."""

from dataclasses import dataclass
from typing import Literal

from pipelines.core.progress import Progress, silent

EngineName = Literal["studio", "diffusion", "auto"]


@dataclass(frozen=True)
class Engines:
    """What a job may use.

    `use` is `studio` (embedded only), `diffusion` (a downloaded model wherever one serves the job) or
    `auto` (a downloaded model where its weights are already here). Whatever is asked for, a missing
    model never stops a job: the studio engine does it and the shot's notes say so.
    """

    use: EngineName = "auto"
    progress: Progress = silent
