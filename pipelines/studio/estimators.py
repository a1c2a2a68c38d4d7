"""The two estimators taken from pymatting, without the rest of it: numba compiles each part at its first use."""

import sys
from functools import cache
from types import ModuleType

from pipelines.core.partial import parts

_ALPHA, _COLOUR = "pymatting.alpha.estimate_alpha_cf", "pymatting.foreground.estimate_foreground_ml"
_PACKAGES = ("alpha", "foreground", "laplacian", "preconditioner", "solver", "util")


@cache
def estimators() -> tuple[ModuleType, ModuleType]:
    """The modules of closed-form matting and of multi-level foreground estimation.

    Compiles for some seconds the first time on a machine; the whole package would for most of a minute.
    """
    alpha, colour = parts(_ALPHA, _COLOUR, without=("pymatting", *(f"pymatting.{name}" for name in _PACKAGES)))
    return alpha, colour


def loaded() -> bool:
    """Whether the estimators are ready in this process."""
    return _COLOUR in sys.modules
