"""Running as a Hugging Face Space: its shared GPU (ZeroGPU), and a Space that has no GPU at all."""

import math
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pipelines.core.errors import Cancelled, UserError

USUAL = 60
"""Seconds that ZeroGPU gives where none are asked for (`spaces.zero.client.DEFAULT_SCHEDULE_DURATION`)."""
LONGEST = 300
"""Seconds: the most that visitors with an account were granted at once (Hugging Face staff in the forum of
zero-gpu-explorers, discussion 7); not documented, and visitors without an account have 120 s a day in all."""
SHORTEST = 15
_START = 8  # s for the worker to fork and the GPU to be handed over, which count
_NVIDIA = Path("/dev/nvidiactl")  # there wherever a container was given a GPU

P = ParamSpec("P")
Step = TypeVar("Step")
Result = TypeVar("Result")


class GpuRefused(UserError):
    """ZeroGPU did not do the work: the visitor's quota is used up, the queue is full, or the worker died."""


@dataclass(frozen=True)
class _Returned:
    value: Any


@dataclass(frozen=True)
class _Raised:
    error: UserError | Cancelled


def on_zero_gpu() -> bool:
    """Whether a GPU is lent for each task, as `spaces.config` reads it from the environment."""
    return os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")


def check_owner() -> None:
    """Raise UserError on a Space whose owner has not opened its models to visitors, who share its disk."""
    if os.environ.get("SPACE_ID") and os.environ.get("PACKSHOT_MODELS_OPEN") != "1":
        raise UserError(
            "This Space's models are its owner's to choose; duplicate the Space, and set PACKSHOT_MODELS_OPEN=1 there."
        )


def on_cpu_space() -> bool:
    """Whether this is a Space without any GPU."""
    return bool(os.environ.get("SPACE_ID")) and not on_zero_gpu() and not _NVIDIA.exists()


def studio_only() -> str | None:
    """Why the studio engine makes the pictures on this Space; None where models may run."""
    if not on_cpu_space():
        return None
    return "This Space has no GPU, so the studio engine makes the pictures; run Packshot on a GPU to use AI models."


def may_compile() -> bool:
    """Whether `torch.compile` may be used: on ZeroGPU every task would compile anew, and it is not supported there."""
    return not on_zero_gpu()


def before_torch() -> None:
    """On ZeroGPU the `spaces` package stands in for CUDA in this process, and must be imported before torch."""
    if on_zero_gpu():
        import_module("spaces")


def budget(seconds: float | None) -> int:
    """The duration in s to ask ZeroGPU for, given the high estimate of the work; None: not known."""
    if seconds is None or not math.isfinite(seconds):
        return USUAL
    return round(min(max(seconds + _START, SHORTEST), LONGEST))


def gpu_task(
    seconds: Callable[P, float | None],
) -> Callable[[Callable[P, Generator[Step, None, Result]]], Callable[P, Generator[Step, None, Result]]]:
    """On ZeroGPU, run a generator function on the lent GPU; elsewhere, leave it as it is.

    `seconds` takes the task's arguments and says how long it may take at most. On ZeroGPU the task runs in a forked
    process: arguments, what it yields and what it returns are pickled, so tensors on the GPU stay there and callbacks
    do not reach the caller. What it yields arrives as it goes; closing the generator stops the task after the step
    that is running. Its return value, UserError and Cancelled arrive as if it ran here. Raises GpuRefused.

    The decorated function must exist before the app is launched: ZeroGPU counts its tasks then.
    """

    def decorate(task: Callable[P, Generator[Step, None, Result]]) -> Callable[P, Generator[Step, None, Result]]:
        if not on_zero_gpu():
            return task
        spaces = import_module("spaces")

        def duration(*args: P.args, **kwargs: P.kwargs) -> int:
            return budget(seconds(*args, **kwargs))

        return _received(spaces.GPU(_sent(task), duration=duration))

    return decorate


def _sent(task: Callable[P, Generator[Step, None, Result]]) -> Callable[P, Iterator[Any]]:
    """The task as its worker runs it: `spaces` drops the return value, and all of an error but the class's name."""

    @wraps(task)
    def sent(*args: P.args, **kwargs: P.kwargs) -> Iterator[Any]:
        try:
            yield _Returned((yield from task(*args, **kwargs)))
        except (UserError, Cancelled) as error:
            yield _Raised(error)

    return sent


def _received(task: Callable[P, Iterator[Any]]) -> Callable[P, Generator[Any, None, Any]]:
    """The task as its caller sees it. It is read to the end, so that its worker can be used again."""

    @wraps(task)
    def received(*args: P.args, **kwargs: P.kwargs) -> Generator[Any, None, Any]:
        last: _Returned | _Raised | None = None
        with closing(_answers(task(*args, **kwargs))) as answers:
            for answer in answers:
                if isinstance(answer, _Returned | _Raised):
                    last = answer
                else:
                    yield answer
        if isinstance(last, _Raised):
            raise last.error
        if last is None:
            raise GpuRefused("The Space's shared GPU stopped before the picture was done; try again.")
        return last.value

    return received


def _answers(items: Any) -> Generator[Any, None, None]:
    with closing(items):
        while True:
            try:
                item = next(items)
            except StopIteration:
                return
            except Exception as error:  # spaces raises Gradio's own error, which may not be imported here
                why = " ".join(str(getattr(error, "message", error)).split()).rstrip(".")[:300]
                raise GpuRefused(
                    f"The Space's shared GPU did not do the work ({why}); try again later, or use the studio engine."
                ) from error
            yield item
