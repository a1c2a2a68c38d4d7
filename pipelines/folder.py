"""Where a command puts its files."""

from pathlib import Path

from pipelines.core.errors import UserError


def make_room(out: Path) -> None:
    """Make a folder where it is not there. Raises UserError where that cannot be done."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{out} cannot be made ({error.strerror}); name another folder with --out.") from error
