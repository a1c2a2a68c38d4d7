"""Models from the hub to this machine: planned from the registry and the hub's hashes, resumable, never half there."""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from math import ceil
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from pipelines.core.errors import UserError
from pipelines.core.progress import Progress, silent
from pipelines.diffusion import hub, manifest
from pipelines.diffusion.fetch import Wanted, fetch
from pipelines.diffusion.hub import Entry
from pipelines.diffusion.manifest import Kept, certain
from pipelines.diffusion.places import lacking, places, typed
from pipelines.diffusion.registry import File, Model, Part
from pipelines.diffusion.store import accepted, needs_acceptance, size_words
from pipelines.diffusion.transport import Wire, connected

_MARGIN = 1.05  # of the bytes to come: what must be free on the disk
_BEAT = 0.5  # seconds between two looks whether the seller cancelled, while waiting
_OFTEN = 0.1  # seconds between two words about progress

Value = TypeVar("Value", int, str)


def get(model: Model, progress: Progress = silent, pause: Callable[[float], None] = time.sleep) -> None:
    """Fetch every file of the model that is not here as a whole.

    What has come stays when the work is cancelled or fails, and the next `get` goes on from there. `pause` sleeps for
    some seconds. Raises Cancelled (from `progress`), MissingModel where the licence was not accepted, and UserError.
    """
    if not accepted(model):
        raise needs_acceptance(model)
    if not any(lacking(model, part) for part in model.parts):
        return
    meter = _Meter(progress, pause)
    with ExitStack() as stack:
        for _, part in sorted({manifest.folder(part): part for part in model.parts}.items(), key=itemgetter(0)):
            stack.enter_context(manifest.held(part, meter.busy))  # in one order: no two wait for each other
        wire = stack.enter_context(connected())
        plan = [row for part in model.parts for row in _planned(wire, model, part, meter.wait)]
        _check_room([wanted for *_, wanted in plan])
        meter.total = sum(wanted.about for *_, wanted in plan)
        for part, commit, wanted in plan:
            kept = fetch(wire, wanted, meter.of(wanted), meter.wait)
            manifest.add(part, commit, wanted.name, kept)
    progress(1.0, f"{model.name} is here")


class _Meter:
    """How far all files together are, and how fast."""

    def __init__(self, progress: Progress, pause: Callable[[float], None]) -> None:
        self.total = 0  # bytes, as far as known
        self._progress, self._pause = progress, pause
        self._fraction = 0.0
        self._done = 0  # bytes of whole files
        self._came = 0  # bytes over the network
        self._began = time.monotonic()

    def of(self, wanted: Wanted) -> Callable[[int], None]:
        """What hears how many bytes of one file are here, and passes a word on now and then."""
        before, most = self._done, wanted.begun
        self._done += wanted.about
        told = 0.0

        def tell(count: int) -> None:
            nonlocal told, most
            self._came += max(count - most, 0)
            most = max(most, count)
            now = time.monotonic()
            if now - told >= _OFTEN:
                told = now
                self._fraction = min((before + count) / max(self.total, 1), 1.0)
                speed = self._came / max(now - self._began, 1e-3) / 1e6
                of = f" of {wanted.about / 1e6:.0f}" if wanted.about else ""
                self._progress(self._fraction, f"{wanted.name}: {count / 1e6:.0f}{of} MB, {speed:.1f} MB/s")

        return tell

    def wait(self, seconds: float) -> None:
        """Wait for the server, in beats between which the seller may cancel."""
        for left in range(ceil(seconds / _BEAT), 0, -1):
            self._beat(f"Waiting {left * _BEAT:.0f} s before asking the server again")

    def busy(self) -> None:
        """Wait one beat for another download of the same files."""
        self._beat("Waiting for another download of the same files")

    def _beat(self, message: str) -> None:
        self._progress(self._fraction, message)
        self._pause(_BEAT)


def _planned(wire: Wire, model: Model, part: Part, wait: Callable[[float], None]) -> Iterator[tuple[Part, str, Wanted]]:
    """What is lacking of a part, and the commit that it is fetched at: that of its other files, if they are here."""
    files = lacking(model, part)
    kept = manifest.read(part)
    commit = kept.commit if kept else part.revision
    listed: dict[str, Entry] = {}
    on_hub = {file.path for file in files if file.url is None}
    if on_hub:
        listing = hub.listing(wire, part, commit, wait)
        commit = listing.commit
        listed = {entry.path: entry for entry in listing.entries if entry.path in on_hub}
    for file in files:
        if file.url is None and file.path not in listed:
            raise UserError(f"{part.hub_id} has no file {file.path} at {commit}; see {hub.page(part)}.")
        before = kept.files.get(file.path) if kept else None
        yield part, commit, _wanted(places(model, part, file)[0], part, commit, file, before, listed.get(file.path))


def _wanted(to: Path, part: Part, commit: str, file: File, before: Kept | None, entry: Entry | None) -> Wanted:
    """One file, as the registry, an earlier download and the hub agree on it. Raises UserError where they do not."""
    lfs = entry.lfs if entry else None
    sizes = certain(part, "bytes", file.bytes), before.bytes if before else None, entry.bytes if entry else None
    hashes = certain(part, "sha256", file.sha256), before.sha256 if before else None, lfs.sha256 if lfs else None
    page = part.licence_url if file.url else hub.page(part)
    size = _one(sizes, f"size of {file.path}", page)
    return Wanted(
        name=file.path,
        url=file.url or hub.address(part, commit, file.path),
        page=page,
        to=to,
        bytes=size,
        about=size or file.bytes or 0,
        sha256=_one(hashes, f"hash of {file.path}", page),
        blob=entry.blob if entry and lfs is None else None,
    )


def _one(said: Iterable[Value | None], what: str, page: str) -> Value | None:
    """What all agree on who know it. Raises UserError where they do not agree."""
    known = {value for value in said if value is not None}
    if len(known) > 1:
        raise UserError(f"The {what} on the hub is not what it was or ought to be, so nothing was fetched; see {page}.")
    return next(iter(known), None)


def _check_room(plan: list[Wanted]) -> None:
    """Raise UserError where what is to come does not fit on the disk that it goes to."""
    needs: dict[int, int] = {}
    homes: dict[int, Path] = {}
    for wanted in plan:
        home = next(folder for folder in wanted.to.absolute().parents if folder.is_dir())
        disk = home.stat().st_dev
        needs[disk] = needs.get(disk, 0) + max(wanted.about - wanted.begun, 0)
        homes[disk] = home
    for disk, need in needs.items():
        free, needed = shutil.disk_usage(homes[disk]).free, round(need * _MARGIN)
        if free < needed:
            raise UserError(
                f"The download needs {size_words(needed)}, but {typed(homes[disk])} has only {size_words(free)} free; "
                "make room, or set PACKSHOT_MODELS to a folder on a larger disk."
            )
