"""Which engine the seller asked for, and whom to tell how far the work is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipelines.core.colour import Bytes
from pipelines.core.progress import Progress, silent

EngineName = Literal["studio", "diffusion", "auto"]
Stage = Literal["model", "prompt", "noise", "denoising", "render"]
"""What a generative model does, in order: it is loaded, reads the prompt, is given noise, takes the noise out step by
step, and its picture is brought to the size asked for."""
Follow = Callable[[Stage, Bytes | None], None]
"""Told which stage is under way, with the picture so far (h, w, 3), 8-bit sRGB, small, where there is one."""


def unfollowed(stage: Stage, picture: Bytes | None) -> None:
    """Show nobody."""


@dataclass(frozen=True)
class Engines:
    """What a job may use.

    `use` is `studio` (embedded only), `diffusion` (a downloaded model wherever one serves the job) or
    `auto` (a downloaded model where its weights are already here). Whatever is asked for, a missing
    model never stops a job: the studio engine does it and the shot's notes say so.
    """

    use: EngineName = "auto"
    progress: Progress = silent
    follow: Follow = unfollowed
