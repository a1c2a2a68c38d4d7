"""How long work reports where it is, and how it is stopped."""

from typing import Protocol


class Progress(Protocol):
    """Called with the fraction done (0–1) and what is being done; raises `Cancelled` to stop the work."""

    def __call__(self, fraction: float, message: str) -> None: ...


def silent(fraction: float, message: str) -> None:
    """Report to nobody."""


def part(progress: Progress, index: int, count: int) -> Progress:
    """The progress of the `index`-th (from 0) of `count` equal pieces of work."""

    def inner(fraction: float, message: str) -> None:
        progress((index + fraction) / count, message)

    return inner
