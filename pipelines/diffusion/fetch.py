"""One file over the network: resumed where it was left, and taken for whole only when its size and hash are right."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch
from typing import TYPE_CHECKING

from pipelines.core.errors import UserError
from pipelines.diffusion.manifest import Kept, half
from pipelines.diffusion.transport import Again, Wire, patiently

if TYPE_CHECKING:
    import httpx

_WORTH = 2**23  # bytes: a try that brings as many is no failure
_BLOCK = 2**20  # bytes


@dataclass(frozen=True)
class Wanted:
    """A file to be fetched, and what must be true of it; None where that is not known."""

    name: str  # as a person knows it: its path in the repository
    url: str
    page: str  # where a person reads about it
    to: Path
    bytes: int | None
    about: int  # bytes as far as known, 0 where not at all: for a forecast only
    sha256: str | None
    blob: str | None = None  # git's SHA-1 of a small file

    @property
    def begun(self) -> int:
        """The bytes of it that are here already."""
        path = half(self.to)
        return path.stat().st_size if path.is_file() else 0


class _Half:
    """The part of a file that is here, and the hashes of that part."""

    def __init__(self, wanted: Wanted, tell: Callable[[int], None]) -> None:
        self.path = half(wanted.to)
        self.wanted, self._tell = wanted, tell
        self.path.parent.mkdir(parents=True, exist_ok=True)
        provable = wanted.sha256 or wanted.blob  # else nobody could tell whether what is added fits to it
        if not provable or (wanted.bytes is not None and wanted.begun > wanted.bytes):
            self.path.unlink(missing_ok=True)
        self._hash()

    def add(self, data: bytes) -> None:
        """Count and hash what was written, and tell how much that makes."""
        self.count += len(data)
        self.sha256.update(data)
        if self.wanted.blob:
            self.sha1.update(data)
        self._tell(self.count)

    def restart(self) -> None:
        """Give up what is here."""
        self.path.unlink(missing_ok=True)
        self._hash()

    def right(self) -> bool:
        """Whether all that is known of the file is true of what is here."""
        known = ((self.wanted.sha256, self.sha256), (self.wanted.blob, self.sha1))
        return all(said is None or said == seen.hexdigest() for said, seen in known)

    def _hash(self) -> None:
        self.count, self.sha256 = 0, hashlib.sha256()
        self.sha1 = hashlib.sha1(b"blob %d\0" % (self.wanted.bytes or 0), usedforsecurity=False)
        if self.path.is_file():
            with self.path.open("rb") as file:
                while block := file.read(_BLOCK):
                    self.add(block)
        else:
            self.path.touch()


def fetch(wire: Wire, wanted: Wanted, tell: Callable[[int], None], wait: Callable[[float], None]) -> Kept:
    """Put the file where it is wanted; its size and hash.

    `tell` hears how many bytes of it are here, and `wait` waits some seconds; whatever they raise stops the download,
    and what has come is kept for the next time. A file that stands there already is replaced only by a right one.
    Raises UserError.
    """
    try:
        here = _Half(wanted, tell)
        if wanted.bytes is None or here.count < wanted.bytes:
            patiently(lambda: _more(wire, here), wait)
        if not here.right():
            here.restart()
            raise UserError(
                f"{wanted.name} as downloaded is not the file that was expected (its hash differs) and was deleted; "
                f"try again, and if that does not help see {wanted.page}."
            )
        os.replace(here.path, wanted.to)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UserError(f"{wanted.to.name} could not be written ({why}); make room, or correct the folder.") from error
    return Kept(bytes=here.count, sha256=here.sha256.hexdigest())


def _more(wire: Wire, here: _Half) -> None:
    """Fetch what is lacking in one go. Raises Again where it breaks off."""
    before = here.count
    try:
        with wire.open(here.wanted.url, here.wanted.page, before) as response:
            whole = _agreed(response, here)
            _write(response, here, whole)
        if here.count < whole:
            raise Again("The connection broke off early")
    except Again as error:
        error.gained = here.count - before >= _WORTH
        raise


def _agreed(response: "httpx.Response", here: _Half) -> int:
    """The bytes of the whole file, on which the server and we agree; what is here is given up where the server starts
    anew."""
    wanted = here.wanted
    if "text/html" in response.headers.get("Content-Type", "") and not wanted.name.endswith((".html", ".htm")):
        raise UserError(f"The server sent a web page instead of {wanted.name}; see {wanted.page}.")
    said = _total(response, here)
    if None not in (said, wanted.bytes) and said != wanted.bytes:
        raise UserError(
            f"The server says that {wanted.name} has {said} bytes, but it must have {wanted.bytes}; try again later, "
            f"and if that does not help see {wanted.page}."
        )
    whole = wanted.bytes if said is None else said
    if whole is None:
        raise UserError(f"The server does not say how large {wanted.name} is; see {wanted.page}.")
    if response.status_code == 200 and here.count:
        here.restart()
    return whole


def _total(response: "httpx.Response", here: _Half) -> int | None:
    """The size of the whole file as the server has it; None where it does not say."""
    if response.status_code == 200:
        length = response.headers.get("Content-Length", "")
        return int(length) if fullmatch(r"\d{1,15}", length) else None
    span = fullmatch(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15}|\*)", response.headers.get("Content-Range", ""))
    if response.status_code == 416 or span is None or int(span[1]) != here.count:
        here.restart()
        raise Again("The server does not go on from where the download stopped")
    return None if span[2] == "*" else int(span[2])


def _write(response: "httpx.Response", here: _Half, whole: int) -> None:
    with here.path.open("ab") as out:
        for chunk in response.iter_raw():
            if here.count + len(chunk) > whole:
                break
            out.write(chunk)
            here.add(chunk)
        else:
            return
    here.restart()
    raise UserError(f"The server sends more of {here.wanted.name} than it announced; it was cut off and deleted.")
