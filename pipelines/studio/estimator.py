"""Foreground estimation taken from pymatting, without the rest of it: numba compiles each part at its first use."""

import sys
from functools import cache
from types import ModuleType

from pipelines.core.colour import Floats
from pipelines.core.partial import parts

_COLOUR = "pymatting.foreground.estimate_foreground_ml"


@cache
def estimator() -> ModuleType:
    """The module of multi-level foreground estimation.

    Compiles for some seconds the first time on a machine; the whole package would for most of a minute.
    """
    (colour,) = parts(_COLOUR, without=("pymatting", "pymatting.foreground"))
    return colour


def loaded() -> bool:
    """Whether the estimator is ready in this process."""
    return _COLOUR in sys.modules


def estimated(picture: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    """Colours (h, w, 3) 0–1 of the product and of what is behind it, for a picture of them mixed by alpha (h, w)."""
    module = estimator()
    from numba import set_num_threads

    set_num_threads(1)  # of the calling thread: handing its tiny loops to others costs many times what they take
    ours, theirs = module.estimate_foreground_ml(picture, alpha, return_background=True)
    return ours, theirs
