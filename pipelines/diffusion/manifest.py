"""What was fetched of a part, kept beside its files: the commit, and of each file its size and hash."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.core.errors import UserError
from pipelines.diffusion.registry import Part

_FILE = ".packshot.json"

Value = TypeVar("Value", int, str)


class Kept(BaseModel):
    """A file as it was when it had been fetched and found right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """A part's files that were found right, by their paths in the repository, all of one commit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commit: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    files: dict[str, Kept] = {}


def root() -> Path:
    """The folder of models: $PACKSHOT_MODELS, else `packshot/models` in the user's folder for data."""
    if named := os.environ.get("PACKSHOT_MODELS"):
        return Path(named).expanduser()
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "packshot" / "models"


def folder(part: Part) -> Path:
    """Packshot's own folder for a part, whether or not anything is in it."""
    return root() / part.hub_id.replace("/", "--") / part.revision


@contextmanager
def held(part: Part, busy: Callable[[], None]) -> Iterator[None]:
    """Hold what whoever writes a part's files holds, so that no two do at once, in whatever process.

    While another holds it, `busy` is called again and again: it waits a little, or raises.
    """
    from filelock import FileLock

    path = root() / ".locks" / f"{part.hub_id.replace('/', '--')}--{part.revision}.lock"
    lock = FileLock(path, timeout=0)
    while not lock.is_locked:
        try:
            with _writing():
                path.parent.mkdir(parents=True, exist_ok=True)
                lock.acquire()
        except TimeoutError:
            busy()
    try:
        yield
    finally:
        lock.release()


def read(part: Part) -> Manifest | None:
    """What was fetched of a part; None where nothing was, or where no sense can be made of the note."""
    try:
        return Manifest.model_validate_json((folder(part) / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def add(part: Part, commit: str, path: str, kept: Kept) -> None:
    """Note that a file was fetched and found right."""
    before = read(part) or Manifest(commit=commit)
    _write(part, Manifest(commit=before.commit, files={**before.files, path: kept}))


def forget(part: Part, paths: Iterable[str]) -> None:
    """Strike files off; with the last one the commit is forgotten too."""
    before = read(part)
    if before is None:
        return
    gone = set(paths)
    files = {path: kept for path, kept in before.files.items() if path not in gone}
    if files:
        _write(part, Manifest(commit=before.commit, files=files))
    else:
        (folder(part) / _FILE).unlink()


def certain(part: Part, field: str, value: Value | None) -> Value | None:
    """What the registry says of a file of the part, unless it has that by hearsay."""
    return None if field in part.unverified else value


def sizes(part: Part) -> dict[str, int | None]:
    """The size in bytes of each file where it is certain: as fetched, else the registry's."""
    kept = read(part)
    known = {path: file.bytes for path, file in kept.files.items()} if kept else {}
    return {file.path: known.get(file.path, certain(part, "bytes", file.bytes)) for file in part.files}


def half(path: Path) -> Path:
    """Where a file grows until all of it is there and found right."""
    return path.with_name(f"{path.name}.part")


def replace(path: Path, data: bytes) -> None:
    """Write a file such that at every moment the old or the new one is there as a whole. Raises UserError."""
    with _writing():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        new.write_bytes(data)
        os.replace(new, path)


def _write(part: Part, manifest: Manifest) -> None:
    replace(folder(part) / _FILE, manifest.model_dump_json(indent=1).encode())


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except TimeoutError:  # of a lock
        raise
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UserError(f"The folder of models {root()} cannot be written ({why}); correct PACKSHOT_MODELS.") from error
