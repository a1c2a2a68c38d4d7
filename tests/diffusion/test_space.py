"""Spaces: tasks on a lent GPU arrive as if they ran here, with a stand-in for `spaces` and with the package itself."""

import json
import math
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipelines.core.errors import Cancelled, UserError
from pipelines.diffusion import space
from pipelines.diffusion.space import (
    GpuRefused,
    budget,
    check_owner,
    gpu_task,
    may_compile,
    on_cpu_space,
    on_zero_gpu,
    studio_only,
)

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPACES_ZERO_GPU", "SPACE_ID"):
        monkeypatch.delenv(name, raising=False)


def count(steps: int, fail: Exception | None = None) -> Generator[tuple[int, int], None, str]:
    for step in range(1, steps + 1):
        yield step, steps
    if fail is not None:
        raise fail
    return f"{steps} steps"


def run(items: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    """What a generator yields, and what it returns."""
    seen = []
    while True:
        try:
            seen.append(next(items))
        except StopIteration as end:
            return seen, end.value


@pytest.fixture
def spaces(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A stand-in that does what `spaces.zero.wrappers` does to generators: pickles all, drops what they return, and of
    an error keeps the name of its class. The durations that were asked for are listed."""
    asked: list[int] = []

    def gpu(task: Callable[..., Iterator[Any]], *, duration: Callable[..., int]) -> Callable[..., Iterator[Any]]:
        def handler(*args: Any, **kwargs: Any) -> Iterator[Any]:
            asked.append(duration(*args, **kwargs))
            args, kwargs = pickle.loads(pickle.dumps((args, kwargs)))
            inner = task(*args, **kwargs)
            try:
                for item in inner:
                    yield pickle.loads(pickle.dumps(item))
            except Exception as error:
                raise RuntimeError(type(error).__name__) from error

        return handler

    module = ModuleType("spaces")
    module.__dict__["GPU"] = gpu
    monkeypatch.setitem(sys.modules, "spaces", module)
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    return asked


@pytest.mark.parametrize(
    ("said", "zero"), [("1", True), ("true", True), ("T", True), ("0", False), ("", False), ("no", False)]
)
def test_zero_gpu_is_told_from_its_variable(monkeypatch: pytest.MonkeyPatch, said: str, zero: bool) -> None:
    monkeypatch.setenv("SPACES_ZERO_GPU", said)
    assert on_zero_gpu() is zero
    assert may_compile() is not zero


@pytest.mark.parametrize(
    ("id", "zero", "device", "cpu"),
    [("a/b", "", False, True), ("a/b", "", True, False), ("a/b", "true", False, False), ("", "", False, False)],
)
def test_a_space_without_a_gpu_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, id: str, zero: str, device: bool, cpu: bool
) -> None:
    monkeypatch.setenv("SPACE_ID", id)
    monkeypatch.setenv("SPACES_ZERO_GPU", zero)
    monkeypatch.setattr(space, "_NVIDIA", tmp_path if device else tmp_path / "none")
    assert on_cpu_space() is cpu
    said = studio_only()
    assert (said is not None and "no GPU" in said and "studio" in said) is cpu


@pytest.mark.parametrize(
    ("seconds", "asked"),
    [(0, 15), (3.2, 15), (40, 48), (51.6, 60), (10_000, 300), (None, 60), (math.nan, 60), (math.inf, 60)],
)
def test_the_duration_is_bounded(seconds: float | None, asked: int) -> None:
    assert budget(seconds) == asked


def test_elsewhere_a_task_is_left_as_it_is() -> None:
    assert gpu_task(lambda steps: 20)(count) is count


def test_a_task_arrives_as_if_it_ran_here(spaces: list[int]) -> None:
    task = gpu_task(lambda steps, fail=None: 10 * steps)(count)
    assert run(task(4)) == run(count(4)) == ([(1, 4), (2, 4), (3, 4), (4, 4)], "4 steps")
    assert run(task(steps=2)) == run(count(2))
    assert spaces == [48, 28]


@pytest.mark.parametrize("error", [UserError("The picture is too large; make it smaller."), Cancelled("stopped")])
def test_what_the_seller_can_mend_and_a_stop_arrive_whole(spaces: list[int], error: Exception) -> None:
    task = gpu_task(lambda steps, fail: 20)(count)
    with pytest.raises(type(error), match=str(error)) as caught:
        run(task(2, error))
    assert not isinstance(caught.value, GpuRefused)


def test_other_errors_arrive_as_one_sentence(spaces: list[int]) -> None:
    task = gpu_task(lambda steps, fail: 20)(count)
    with pytest.raises(GpuRefused, match=r"shared GPU did not do the work \(ZeroDivisionError\); try again"):
        run(task(2, ZeroDivisionError("x")))


def test_a_worker_that_ends_without_a_word_is_not_taken_for_done(
    monkeypatch: pytest.MonkeyPatch, spaces: list[int]
) -> None:
    gpu = sys.modules["spaces"].__dict__["GPU"]

    def dies(task: Callable[..., Any], **how: Any) -> Callable[..., Iterator[Any]]:
        handler = gpu(task, **how)
        return lambda *args: (item for item, _ in zip(handler(*args), range(2), strict=False))

    monkeypatch.setitem(sys.modules["spaces"].__dict__, "GPU", dies)
    with pytest.raises(GpuRefused, match="stopped before"):
        run(gpu_task(lambda steps: 20)(count)(4))


def test_closing_stops_the_task(spaces: list[int]) -> None:
    done: list[int] = []

    def task() -> Generator[int, None, None]:
        try:
            for step in range(1000):
                done.append(step)
                yield step
        finally:
            done.append(-1)

    items = gpu_task(lambda: 20)(task)()
    assert [next(items), next(items)] == [0, 1]
    items.close()
    assert done == [0, 1, -1]


ZERO = """
import json, os, sys
sys.modules["torch"] = None  # without it, spaces leaves out all that needs a GPU
from pipelines.core.errors import UserError
from pipelines.diffusion.space import GpuRefused, gpu_task

@gpu_task(lambda steps, how, path: 5 * steps)
def task(steps, how, path):
    for step in range(1, steps + 1):
        open(path, "w").close()
        yield step, os.getpid()
    if how == "wrong":
        raise UserError("The picture is too large; make it smaller.")
    if how == "broken":
        raise ZeroDivisionError
    return "done"

def run(how, path):
    items, seen = task(3, how, path), []
    while True:
        try:
            seen.append(next(items))
        except StopIteration as end:
            return seen, end.value
        except UserError as error:
            return seen, type(error).__name__, str(error)

folder = sys.argv[1]
answers = {how: run(how, f"{folder}/{how}") for how in ("right", "wrong", "broken", "refused")}
items = task(10**9, "endless", f"{folder}/endless")
answers["endless"] = [next(items)[0], next(items)[0]]
items.close()
answers["own"] = os.getpid()
open(f"{folder}/answers.json", "w").write(json.dumps(answers))
"""


class Lender(BaseHTTPRequestHandler):
    """What `spaces.zero.api` asks of the server that lends GPUs; it refuses the fourth task."""

    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.path)
        schedules = sum(path.startswith("/schedule") for path in self.asked)
        answer: dict[str, Any] = {"idle": False, "nvidiaIndex": 0, "nvidiaUUID": "GPU-0", "allowToken": "t"}
        status = 200
        if self.path.startswith("/schedule") and schedules == 4:
            status, answer = 429, {"left": 3, "wait": 60}
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def lender() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that lends GPUs, and what it was asked."""
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Lender,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(sys.platform != "linux", reason="ZeroGPU runs on Linux, and its package needs it")
def test_the_package_itself_carries_tasks_to_a_worker_and_back(lender: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = lender
    env = {**os.environ, "SPACES_ZERO_GPU": "true", "SPACES_ZERO_DEVICE_API_URL": address, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", ZERO, str(tmp_path)], env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads((tmp_path / "answers.json").read_text())
    steps, result = answers["right"]
    assert [step for step, _ in steps] == [1, 2, 3]
    assert answers["own"] not in {process for _, process in steps}
    assert result == "done"
    assert answers["wrong"][1:] == ["UserError", "The picture is too large; make it smaller."]
    assert answers["broken"][1] == "GpuRefused"
    assert answers["refused"][1] == "GpuRefused"
    assert not (tmp_path / "refused").exists()
    assert answers["endless"] == [1, 2]  # and closing it stopped it
    assert "durationSeconds=23" in next(path for path in asked if path.startswith("/schedule"))


def test_visitors_of_a_space_choose_its_models_only_where_its_owner_lets_them(monkeypatch):
    monkeypatch.delenv("SPACE_ID", raising=False)
    monkeypatch.delenv("PACKSHOT_MODELS_OPEN", raising=False)
    check_owner()
    monkeypatch.setenv("SPACE_ID", "somebody/packshot")
    with pytest.raises(UserError, match="PACKSHOT_MODELS_OPEN=1"):
        check_owner()
    monkeypatch.setenv("PACKSHOT_MODELS_OPEN", "1")
    check_owner()
