"""Foreground estimation taken from pymatting, without the rest of it: numba compiles each part at its first use."""

import sys
from functools import cache
from types import ModuleType

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
