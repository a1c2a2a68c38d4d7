"""The command line that jobs add their commands to: shared options, errors and JSON."""

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from PIL import Image

from pipelines.core.data import DataError
from pipelines.core.engines import EngineName, Engines
from pipelines.core.errors import UserError
from pipelines.core.progress import silent

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Packshot: store-ready product pictures from one photo.",
)

Engine = Annotated[EngineName, typer.Option(help="studio needs no download; auto takes a model that is already here")]
Seed = Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="same seed, same pixels; drawn when left out")]
Json = Annotated[bool, typer.Option("--json", help="print what was done as JSON")]


Run = Callable[..., None]


def command(run: Run) -> Run:
    """Enter a function as a command of its own name; a UserError becomes one line on stderr and exit status 2."""
    return _entered(app, run)


def group(name: str, about: str) -> Callable[[Run], Run]:
    """A command that has commands of its own: what enters them, as `command` does."""
    inner = typer.Typer(no_args_is_help=True, help=about)
    app.add_typer(inner, name=name)
    return functools.partial(_entered, inner)


def _entered(where: typer.Typer, run: Run) -> Run:
    @functools.wraps(run)
    def safe(*args: Any, **kwargs: Any) -> None:
        try:
            run(*args, **kwargs)
        except (UserError, DataError) as error:
            print(error, file=sys.stderr)
            raise typer.Exit(2) from None

    where.command(name=run.__name__.rstrip("_"))(safe)
    return run


def main() -> None:
    """Run the command line; what cannot be understood is one line on stderr and exit status 2."""
    try:
        sys.exit(app(prog_name="python -m pipelines", standalone_mode=False))
    except typer.TyperException as error:
        print(" ".join(error.format_message().split()), file=sys.stderr)
        sys.exit(error.exit_code)


def engines(use: EngineName) -> Engines:
    """The engines for one command; a person at a terminal is told how far the work is."""
    return Engines(use, _tell if sys.stderr.isatty() else silent)


def _tell(fraction: float, message: str) -> None:
    print(f"{fraction:4.0%}  {message}", file=sys.stderr)


def report(as_json: bool, facts: dict[str, Any], sentence: str) -> None:
    """Print the facts as JSON where asked for, else one sentence and the notes among the facts."""
    lines = [json.dumps(facts, ensure_ascii=False, indent=2)] if as_json else [sentence, *facts.get("notes", [])]
    print("\n".join(lines))


def save(picture: Image.Image, out: Path) -> None:
    """Write a PNG where the user asked for it; raises UserError where that cannot be done."""
    try:
        picture.save(out, "PNG")
    except OSError as error:
        why = error.strerror or error
        raise UserError(f"{out} could not be written ({why}); name a file in an existing folder.") from error
