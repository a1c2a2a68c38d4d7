"""Parts of a package without its package files, where those load (or compile) much that is never used."""

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from threading import RLock
from types import ModuleType

_importing = RLock()


def parts(*modules: str, without: Sequence[str]) -> tuple[ModuleType, ...]:
    """Import `modules` while the package files (`__init__.py`) of the packages `without` stay unread.

    `without` names outer packages before inner ones. Their names are left free afterwards, so that the whole packages
    can still be imported. Raises ModuleNotFoundError where a package is not installed.
    """
    with _importing:
        bare = [name for name in without if name not in sys.modules]
        try:
            for name in bare:
                spec = importlib.util.find_spec(name)
                if spec is None:
                    raise ModuleNotFoundError(f"No package {name}", name=name)
                sys.modules[name] = importlib.util.module_from_spec(spec)
            return tuple(importlib.import_module(module) for module in modules)
        finally:
            for name in bare:
                sys.modules.pop(name, None)
