"""A model hub on loopback that behaves well until it is told a trick."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import urlsplit

from tests.tiny_registry import COMMIT

LFS = (".safetensors", ".onnx")
Trick = Callable[["Handler", bytes, int], None]
"""Answers one request for a file: the handler, the whole file, and the byte from which on it was asked for."""


def git_hash(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Hub:
    """Its files by their paths, its commit, the tricks that it plays, and what it was asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.commit = COMMIT
        self.tricks: list[Trick] = []  # one for each request for a file, in turn
        self.listing: bytes | Trick | None = None  # in place of the true one
        self.asked: list[tuple[str, int, str | None]] = []  # path, first byte, Authorization
        self.listings = 0
        self.released = Event()  # ends what hangs
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"hub": self}))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def starts(self, path: str) -> list[int]:
        """From which bytes on a file was asked for, in order."""
        return [start for asked, start, _ in self.asked if asked.endswith(path)]

    def described(self) -> dict[str, Any]:
        """What the hub says of a repository, as https://huggingface.co/api/models/ID/revision/REVISION?blobs=true."""
        rows = []
        for path, data in self.files.items():
            row = {"rfilename": path, "blobId": git_hash(data), "size": len(data)}
            if path.endswith(LFS):
                row["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 135}
                row["blobId"] = git_hash(b"pointer")
            rows.append(row)
        return {"id": "maker/tiny", "sha": self.commit, "siblings": rows}


class Handler(BaseHTTPRequestHandler):
    """Serves a hub's listing and its files."""

    hub: Hub

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        with suppress(BrokenPipeError, ConnectionResetError):  # the client may go away
            self._list() if path.startswith("/api/models/") else self._serve(path)

    def answer(self, status: int, body: bytes, **headers: object) -> None:
        """A plain answer; a header of None is left out, `_` in a name stands for `-`."""
        self.send_response(status)
        for name, value in {"Content_Length": len(body), **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def _list(self) -> None:
        self.hub.listings += 1
        said = self.hub.listing
        if callable(said):
            said(self, b"", 0)
        else:
            self.answer(200, json.dumps(self.hub.described()).encode() if said is None else said)

    def _serve(self, path: str) -> None:
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        self.hub.asked.append((path, start, self.headers.get("Authorization")))
        data = next((data for name, data in self.hub.files.items() if path.endswith(f"/{name}")), None)
        if data is None:
            self.answer(404, b"")
        elif self.hub.tricks:
            trick = self.hub.tricks[0]
            if not isinstance(trick, Forever):
                self.hub.tricks.pop(0)
            trick(self, data, start)
        else:
            fine(self, data, start)


class Forever:
    """A trick that does not wear off."""

    def __init__(self, trick: Trick) -> None:
        self._trick = trick

    def __call__(self, handler: Handler, data: bytes, start: int) -> None:
        self._trick(handler, data, start)


def fine(handler: Handler, data: bytes, start: int) -> None:
    """What a good server does."""
    span = {"Content_Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
    handler.answer(206 if start else 200, data[start:], **span)


def truncated(handler: Handler, data: bytes, start: int) -> None:
    """Announces all and hangs up after a third of what is left."""
    rest = data[start:]
    span = {"Content_Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
    handler.answer(206 if start else 200, rest[: len(rest) // 3], Content_Length=len(rest), **span)


def quietly_truncated(handler: Handler, data: bytes, start: int) -> None:
    """Hangs up half-way without having said how much there is."""
    handler.answer(200, data[: len(data) // 2], Content_Length=None)


def short(handler: Handler, data: bytes, start: int) -> None:
    """Says that the file is smaller than the hub's list has it."""
    handler.answer(200, data[:-10])


def long(handler: Handler, data: bytes, start: int) -> None:
    """Says that the file is larger than the hub's list has it."""
    handler.answer(200, data + b"x" * 10)


def endless(handler: Handler, data: bytes, start: int) -> None:
    """Does not say how much there is and sends far more."""
    handler.answer(200, data + b"x" * 2**20, Content_Length=None)


def forged(handler: Handler, data: bytes, start: int) -> None:
    """Sends as many other bytes."""
    handler.answer(200, bytes(len(data)))


def silent(handler: Handler, data: bytes, start: int) -> None:
    """Sends a third and then nothing more, but stays on the line."""
    handler.answer(200, data[: len(data) // 3], Content_Length=len(data))
    handler.wfile.flush()
    handler.hub.released.wait(20)


def rangeless(handler: Handler, data: bytes, start: int) -> None:
    """Ignores that only the rest was asked for."""
    handler.answer(200, data)


def misplaced(handler: Handler, data: bytes, start: int) -> None:
    """Sends another range than was asked for."""
    handler.answer(206, data[start // 2 :], Content_Range=f"bytes {start // 2}-{len(data) - 1}/{len(data)}")


def unsatisfied(handler: Handler, data: bytes, start: int) -> None:
    """Knows of no such range."""
    handler.answer(416, b"", Content_Range=f"bytes */{len(data)}")


def web_page(handler: Handler, data: bytes, start: int) -> None:
    """Sends a page of a captive portal."""
    handler.answer(200, b"<html>Welcome to our hotel</html>", Content_Type="text/html; charset=utf-8")


def status(code: int, **headers: object) -> Trick:
    """Answers with a status and nothing else."""
    return lambda handler, data, start: handler.answer(code, b"", **headers)


def sent_to(url: str) -> Trick:
    """Redirects."""
    return status(302, Location=url)
