"""Pictures are drawn in bands of rows, on all cores, each small enough for a core's cache."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_ROWS = 64


def banded(height: int, work: Callable[[slice], None], rows: int = _ROWS) -> None:
    """Do `work` for every band of rows."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda top: work(slice(top, min(top + rows, height))), range(0, height, rows)))


def shrunk(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """`size`, or the size of the same aspect whose longest side is `longest` px where that is smaller."""
    k = min(longest / max(size), 1.0)
    return max(round(size[0] * k), 1), max(round(size[1] * k), 1)
