"""The files of a repository on the Hugging Face hub at a revision: their sizes and hashes."""

from collections.abc import Callable
from urllib.parse import quote

from pydantic import BaseModel, Field, ValidationError

from pipelines.core.errors import UserError
from pipelines.diffusion.registry import Part
from pipelines.diffusion.transport import Again, Wire, endpoint, patiently

_LARGEST = 8_000_000  # bytes of an answer: some 30 000 files
_SHA1 = r"^[0-9a-f]{40}$"


class _Lfs(BaseModel):
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Entry(BaseModel):
    """One file as the hub lists it. Large files are kept by git LFS and have a SHA-256, small ones a git hash only."""

    path: str = Field(alias="rfilename")
    blob: str = Field(alias="blobId", pattern=_SHA1, description="git's hash: of an LFS file it is its pointer's")
    bytes: int = Field(alias="size", ge=0)
    lfs: _Lfs | None = None


class Listing(BaseModel):
    """A repository at one commit."""

    commit: str = Field(alias="sha", pattern=_SHA1)
    entries: tuple[Entry, ...] = Field(alias="siblings", max_length=50_000)


def page(part: Part) -> str:
    """Where a person reads about a part."""
    return f"{endpoint()}/{part.hub_id}"


def address(part: Part, commit: str, path: str) -> str:
    """Where a file of a part lies at a commit."""
    return f"{page(part)}/resolve/{quote(commit, safe='')}/{quote(path)}"


def listing(wire: Wire, part: Part, revision: str, wait: Callable[[float], None]) -> Listing:
    """The hub's list of a part's repository at a revision, a commit or a branch. Raises UserError."""
    url = f"{endpoint()}/api/models/{part.hub_id}/revision/{quote(revision, safe='')}?blobs=true"
    try:
        found = Listing.model_validate_json(patiently(lambda: _body(wire, url, page(part)), wait))
    except ValidationError as error:
        raise UserError(f"The hub's list of files of {part.hub_id} makes no sense; try again later.") from error
    if len(revision) == 40 and revision != found.commit:
        raise UserError(f"The hub answers for another commit of {part.hub_id} than was asked for; do not trust it.")
    return found


def _body(wire: Wire, url: str, about: str) -> bytes:
    data = bytearray()
    with wire.open(url, about) as response:
        for chunk in response.iter_raw():
            data += chunk
            if len(data) > _LARGEST:
                raise UserError(f"The hub's list of files is larger than {_LARGEST // 10**6} MB; see {about}.")
    if not data:
        raise Again("The hub's list of files is empty")
    return bytes(data)
