"""A zip from a stranger, read in memory: nothing is unpacked to disk, and no more is read than was agreed."""

import zipfile
from io import BytesIO

from pipelines.core.errors import UserError

MAX_ENTRIES = 400
MAX_TOTAL = 1_000_000_000  # bytes, unpacked


class StrictZip:
    """Entries of a zip by name. Raises UserError, naming the file as `what`, on anything out of the ordinary."""

    def __init__(self, data: bytes, what: str) -> None:
        self._what = what
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except Exception as error:  # zipfile raises almost anything on hostile bytes
            raise self.refusal("is not a zip, or is damaged") from error
        entries = self._zip.infolist()
        self._entries = {entry.filename: entry for entry in entries}
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise self.refusal(f"unpacks to more than {MAX_TOTAL / 1e9:.0f} GB or {MAX_ENTRIES} files")
        if len(self._entries) < len(entries):
            raise self.refusal("holds two files of one name")

    def names(self) -> set[str]:
        """Names of all entries."""
        return set(self._entries)

    def read(self, name: str, least: int = 0, most: int = MAX_TOTAL) -> bytes:
        """The bytes of one entry, whose length must lie between `least` and `most`."""
        entry = self._entries.get(name)
        if entry is None or not least <= entry.file_size <= most:
            raise self.refusal("is incomplete")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.refusal("is packed in a way that is not used here")
        try:
            return self._zip.read(entry)
        except Exception as error:  # as above; this includes passwords and wrong checksums
            raise self.refusal("is damaged") from error

    def refusal(self, wrong: str) -> UserError:
        """The error for this file."""
        return UserError(f"{self._what} {wrong}; use a file that was saved here, unchanged.")
