"""How much main memory this process may take, the limits of its control groups considered."""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_GROUP_OF_THIS = Path("/proc/self/cgroup")


def main_memory() -> tuple[int, int]:
    """Bytes of main memory that this process may take in all, and that are free, its control groups considered."""
    total, free = _installed()
    for limit, used in group_limits():
        total, free = min(total, limit), min(free, max(0, limit - used))
    return total, free


def group_limits(groups: Path = _GROUPS, own: Path = _GROUP_OF_THIS) -> Iterator[tuple[int, int]]:
    """The limit and use in bytes of each control group (version 1 or 2) that this process is in and that has a limit.

    See https://docs.kernel.org/admin-guide/cgroup-v2.html and the same for cgroup-v1/memory. Seen from within a
    container the group's own folder may not be there; its limit then lies at the top.
    """
    try:
        lines = [line.split(":", 2) for line in own.read_text().splitlines()]
    except OSError:
        return
    for top, path, limit, use in (
        *((groups, path, "memory.max", "memory.current") for _, kinds, path in lines if not kinds),
        *(
            (groups / "memory", path, "memory.limit_in_bytes", "memory.usage_in_bytes")
            for _, kinds, path in lines
            if "memory" in kinds.split(",")
        ),
    ):
        folder = top / path.strip("/")
        for level in (folder, *folder.parents):
            if level.is_relative_to(top) and (most := _number(level / limit)) is not None:
                yield most, max(0, (_number(level / use) or 0) - _cached(level / "memory.stat"))


def _installed() -> tuple[int, int]:
    try:
        seen = import_module("psutil").virtual_memory()  # accelerate brings it
        return int(seen.total), int(seen.available)
    except ModuleNotFoundError:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return total, total


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # "max": no limit
        return None


def _cached(stat: Path) -> int:
    """Bytes of files in memory that are not in use: they count as used, but give way."""
    try:
        rows = dict(row.split(maxsplit=1) for row in stat.read_text().splitlines())
        return int(rows.get("total_inactive_file", rows.get("inactive_file", 0)))
    except (OSError, ValueError):
        return 0
