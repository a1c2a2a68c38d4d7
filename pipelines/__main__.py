"""`python -m pipelines`: every job file brings its own command."""

from importlib import import_module
from pkgutil import iter_modules

import pipelines
from pipelines.core.command import main


def load_jobs() -> None:
    """Import every job file, so that its steps and commands are known."""
    for module in iter_modules(pipelines.__path__):
        if not module.ispkg and not module.name.startswith("_"):
            import_module(f"pipelines.{module.name}")


if __name__ == "__main__":
    load_jobs()
    main()
