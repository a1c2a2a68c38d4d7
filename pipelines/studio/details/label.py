"""Lettering: marks of one colour and height that stand in a line, lines that stand together.

Nothing is read. Three or more marks in a row that share ink, height and a base line, straight or evenly bent, are
print; fur, leaves and seams make marks too, but no such rows. Handwriting whose letters hang together is missed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.core.shot import Box
from pipelines.studio.details.finding import Finding, rated
from pipelines.studio.details.letters import Sheet, sheets
from pipelines.studio.details.sight import Sight, overlap

_SURE = 2.3  # of a line: on 22 real photos and 6 samples no line without lettering measured more than 2.0
_ALONG = 1.2  # of a line that stands beside a sure one
_FEWEST = 3  # letters of a line
_SAME_INK = 45  # sum of the differences of three 8-bit codes
_BENT = 0.3  # root mean square distance from the base line, of a letter's height
_STEEPEST = 0.5  # slope of a line
_CLEAR = 30  # 8-bit codes: contrast at which print is easily read
_SAME = 0.5  # overlap from which two lines are one, seen twice
_LARGEST = 0.6  # of a block, share of the product's longer side
_LEADING = 2.0  # gap between lines that belong together, of the taller line's height


@dataclass(frozen=True)
class Line:
    """A row of marks."""

    box: Box  # px of the sight
    measure: float  # about the number of letters, less where they are faint or uneven
    letters: int


def labels(seen: Sight) -> tuple[Finding, ...]:
    """Blocks of lettering, the best first."""
    rows = lines(seen)
    left, found = list(rows), []
    while left and left[0].measure >= _SURE:
        block = _block(left, _LARGEST * seen.side)
        left = [line for line in left if line not in block]
        measure = sum(line.measure for line in block)
        count, letters = len(block), sum(line.letters for line in block)
        many = f"{count} lines" if count > 1 else "a line"
        reason = f"About {letters} marks of even height and ink stand in {many}, as lettering does."
        found.append(Finding("label", seen.in_photo(_around(block)), rated(measure, _SURE), reason))
    return tuple(sorted(found, key=lambda one: -one.score))


def lines(seen: Sight) -> list[Line]:
    """Rows of letters, the best first, each once."""
    every = sorted((line for sheet in sheets(seen) for line in _rows(sheet)), key=lambda line: -line.measure)
    kept: list[Line] = []
    for line in every:
        if line.measure >= _ALONG and all(overlap(line.box, other.box) < _SAME for other in kept):
            kept.append(line)
    return kept


def _rows(sheet: Sheet) -> list[Line]:
    if len(sheet) < _FEWEST:
        return []
    groups = _connected(_beside(sheet))
    rows = [_line([sheet[i] for i in np.flatnonzero(groups == group)]) for group in np.unique(groups)]
    return [row for row in rows if row is not None]


def _beside(sheet: Sheet) -> NDArray[np.bool_]:
    """(N, N): which letters could stand next to each other in a line."""
    x, y, width, height = np.array([(one.x, one.y, one.width, one.height) for one in sheet], np.float64).T
    ink = np.array([one.colour for one in sheet])
    dx, dy = (np.abs(np.subtract.outer(middle, middle)) for middle in (x + width / 2, y + height / 2))
    gap = np.maximum(np.subtract.outer(x, x + width), np.subtract.outer(x, x + width).T)
    taller, lower = np.maximum.outer(height, height), np.minimum.outer(height, height)
    level = (dy < 0.3 * taller + 0.35 * dx) & (dy < 0.8 * taller)
    spaced = (gap < 0.9 * taller) & (gap > -0.35 * lower)
    return level & spaced & (taller < 2 * lower) & (np.abs(ink[:, None] - ink[None]).sum(-1) < _SAME_INK)


def _connected(linked: NDArray[np.bool_]) -> NDArray[np.int_]:
    """(N,) the number of each node's connected component."""
    group = np.arange(len(linked))
    while True:
        lowest = np.where(linked, group[None], group[:, None]).min(1)
        lowest = np.minimum(group, lowest)[lowest]
        if np.array_equal(lowest, group):
            return group
        group = lowest


def _line(row: Sheet) -> Line | None:
    """The row as a line of print; None where it is none."""
    if len(row) < _FEWEST:
        return None
    across = np.array([one.x + one.width / 2 for one in row])
    down = np.array([one.y + one.height / 2 for one in row])
    heights = np.array([one.height for one in row], np.float64)
    if np.ptp(across) < 1.5 * np.median(heights):
        return None
    across -= across.mean()
    base = np.polyfit(across, down, 2 if len(row) >= 5 else 1)  # print on a can bends
    bent = np.sqrt(np.square(np.polyval(base, across) - down).mean()) / np.median(heights)
    if bent > _BENT or abs(base[-2]) > _STEEPEST:
        return None
    clear = np.clip(np.mean([one.contrast for one in row]) / _CLEAR, 0.2, 1.2)
    even = np.clip(1 - np.mean([one.uneven for one in row]), 0.1, 1)
    alike = np.exp(-2 * bent - np.log(heights).std())
    return Line(_bounds(row), float(len(row) * clear * even * alike), len(row))


def _bounds(row: Sheet) -> Box:
    return (
        min(one.x for one in row), min(one.y for one in row),
        max(one.x + one.width for one in row), max(one.y + one.height for one in row),
    )  # fmt: skip


def _around(block: list[Line]) -> Box:
    x0, y0, x1, y1 = zip(*(line.box for line in block), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _block(rows: list[Line], largest: float) -> list[Line]:
    """The first line and those that stand about it, as long as they fit into `largest` px."""
    block, grew = [rows[0]], True
    while grew:
        grew = False
        for line in rows:
            if line in block or not any(_near(line.box, other.box) for other in block):
                continue
            x0, y0, x1, y1 = _around([*block, line])
            if max(x1 - x0, y1 - y0) <= largest:
                block, grew = [*block, line], True
    return block


def _near(one: Box, other: Box) -> bool:
    tall = max(one[3] - one[1], other[3] - other[1])
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    return across < tall and down < _LEADING * tall
