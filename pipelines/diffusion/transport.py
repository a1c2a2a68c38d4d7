"""HTTP as downloads need it: redirects judged one by one, a token for one host only, every refusal one sentence."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from re import fullmatch
from threading import Thread
from typing import TYPE_CHECKING, TypeVar
from urllib.request import getproxies

from pipelines.core.errors import UserError

if TYPE_CHECKING:
    import httpx

REACH = 3.0  # seconds until a server that does not answer counts as out of reach
SILENCE = 20.0  # seconds without a byte until a connection counts as dead
REDIRECTS = 5
TRIES = 5  # failures in a row, with nothing gained between them
LONGEST = 120.0  # seconds: the longest wait that a server may ask for
_BACKOFF = 1.0  # seconds, doubled with each failure
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

Result = TypeVar("Result")


class Again(Exception):
    """Worth another try. `after`: the seconds that the server asks for; `gained`: whether this try brought anything."""

    def __init__(self, why: str, after: float | None = None, gained: bool = False) -> None:
        super().__init__(why)
        self.after, self.gained = after, gained


def endpoint() -> str:
    """The hub's address, without a slash at its end: $HF_ENDPOINT, else huggingface.co."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def patiently(attempt: Callable[[], Result], wait: Callable[[float], None]) -> Result:
    """The attempt's result, tried again a bounded number of times where it raises `Again`. Raises UserError."""
    failures = 0
    while True:
        try:
            return attempt()
        except Again as error:
            failures = 1 if error.gained else failures + 1
            if failures >= TRIES or (error.after or 0) > LONGEST:
                later = f" in {error.after / 60:.0f} minutes" if error.after and error.after > LONGEST else " later"
                raise UserError(f"{error}; try again{later}, what has come is kept.") from error
            wait(_BACKOFF * 2 ** (failures - 1) if error.after is None else error.after)


@dataclass(frozen=True)
class Wire:
    """A connection to the hub and to where it sends us on to."""

    client: "httpx.Client"
    home: "httpx.URL"
    token: str | None = field(repr=False)

    @contextmanager
    def open(self, url: str, page: str, start: int = 0) -> Iterator["httpx.Response"]:
        """The answer (status 200, 206 or 416) to a request for what lies at `url` from byte `start` on.

        `page` is where a person reads about it. Raises Again, UserError.
        """
        import httpx

        try:
            response = self._follow(url, start)
            try:
                _judge(response, page)
                yield response
            finally:
                response.close()
        except httpx.InvalidURL as error:
            raise UserError(f"{url[:80]} is no address; correct models.yaml.") from error
        except httpx.TimeoutException as error:
            raise Again("The server stopped answering") from error
        except httpx.TransportError as error:
            raise Again(f"The connection broke ({type(error).__name__})") from error

    def _follow(self, url: str, start: int) -> "httpx.Response":
        for _ in range(REDIRECTS + 1):
            target = self.home.join(url)
            self._allow(target)
            request = self.client.build_request("GET", target, headers=self._headers(target, start))
            response = self.client.send(request, stream=True)
            if not response.has_redirect_location:
                return response
            response.close()
            url = str(response.url.join(response.headers["location"]))
        raise UserError(f"The server redirects more than {REDIRECTS} times; try again later.")

    def _allow(self, url: "httpx.URL") -> None:
        """HTTPS goes anywhere; plain HTTP only within this machine, and only where the hub itself is there."""
        local = url.scheme == "http" and url.host in _LOOPBACK and self.home.host in _LOOPBACK
        if not (url.scheme == "https" and url.host) and not local:
            raise UserError(
                f"A download from {url.scheme or 'no'}://{url.host[:80]} was refused: only https is trusted; "
                "correct HF_ENDPOINT where it is set, or try again later."
            )

    def _headers(self, url: "httpx.URL", start: int) -> dict[str, str]:
        headers = {"Range": f"bytes={start}-"} if start else {}
        if self.token and (url.scheme, url.host, url.port) == (self.home.scheme, self.home.host, self.home.port):
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


@contextmanager
def connected() -> Iterator[Wire]:
    """A wire to the hub. Raises UserError within `REACH` seconds where it cannot be reached."""
    import httpx

    try:
        home = httpx.URL(endpoint())
    except httpx.InvalidURL as error:
        raise UserError("HF_ENDPOINT is no address; correct it or unset it.") from error
    _reach(home)
    timeout = httpx.Timeout(SILENCE, connect=REACH)
    headers = {"User-Agent": "packshot", "Accept-Encoding": "identity"}
    with httpx.Client(timeout=timeout, headers=headers) as client:
        yield Wire(client, home, os.environ.get("HF_TOKEN") or None)


def _reach(url: "httpx.URL") -> None:
    """Look once, quickly, whether the network is there: the look-up of a name has no time limit of its own."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        raise UserError("Nothing is downloaded while HF_HUB_OFFLINE is set; unset it, or copy the files by hand.")
    if url.scheme in getproxies():
        return
    reached: list[bool] = []

    def probe() -> None:
        try:
            socket.create_connection((url.host, url.port or (80 if url.scheme == "http" else 443)), REACH).close()
        except (OSError, UnicodeError):
            return
        reached.append(True)

    thread = Thread(target=probe, daemon=True)
    thread.start()
    thread.join(REACH)
    if not reached:
        raise UserError(f"{url.host[:80]} cannot be reached; connect to the network and try again.")


def _judge(response: "httpx.Response", page: str) -> None:
    status = response.status_code
    if status in (200, 206, 416):
        return
    if status in (401, 403):
        raise UserError(
            f"The server refuses this download ({status}): the model is gated or private; ask for access at {page} "
            "and set HF_TOKEN to your access token."
        )
    if status in (429, 503):
        raise Again(f"The server is busy ({status})", _retry_after(response.headers.get("Retry-After", "")))
    if status == 408 or status >= 500:
        raise Again(f"The server failed ({status})")
    raise UserError(f"The server does not give the file ({status}); see {page}.")


def _retry_after(said: str) -> float | None:
    """Seconds from the header, which holds seconds or a date (RFC 9110, 10.2.3); None where it holds neither."""
    if fullmatch("[0-9]{1,9}", said.strip()):
        return float(said)
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
