"""Which other sides of a product can be shown in good conscience: those of which enough is seen, and that look new."""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.preview import fit
from pipelines.core.shot import Cutout
from pipelines.studio.geometry.relief import Relief
from pipelines.studio.turn.overlay import on_white
from pipelines.studio.turn.turned import Turned, turned

Side = tuple[float, float]
"""Yaw and pitch in degrees."""
APART = 10.0  # degrees: sides nearer than this count as the same
_WAYS: tuple[tuple[Side, ...], ...] = (  # the widest first
    ((-30, 0), (-22, 0), (-15, 0), (-10, 0)), ((30, 0), (22, 0), (15, 0), (10, 0)),
    ((0, 15), (0, 10)), ((0, -12), (0, -10)),
)  # fmt: skip
_SEEN, _INVENTED = 0.7, 0.08  # shares of the product: at least the one, at most the other
_SURE, _NARROW = 0.7, 16.0  # confidence in a shape; degrees that one is turned by at most of which that is less
_SIDE = 320  # px: longest side at which sides are tried
_THUMB = 48  # px: side of the pictures that are compared
_ALIKE = 6.0  # 8-bit codes: mean difference below which two of them look alike


def apart(one: Side, other: Side) -> float:
    """Degrees between two sides, for a camera not far from level."""
    return hypot((one[0] - other[0] + 180) % 360 - 180, one[1] - other[1])


def trusted(cutout: Cutout, relief: Relief, taken: Sequence[Side], focal: float | None = None) -> list[Side]:
    """Sides that can be computed and look like none of those `taken`, which the photos show, nor like one another.

    One for each way at most: to the left, to the right, up, down. `focal` is the photo's, px, where it is known.
    """
    return [side for side in tried(cutout, relief, _WAYS, taken, focal) if side is not None]


def tried(
    cutout: Cutout, relief: Relief, ways: Sequence[Sequence[Side]], taken: Sequence[Side], focal: float | None = None
) -> list[Side | None]:
    """The same for each of `ways`, sides in order of preference: the first of them that will do, None where none will.

    One that was chosen counts as taken for the ways after it.
    """
    small = fit(cutout.foreground, _SIDE)
    alpha = cv2.resize(cutout.alpha, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    reduced = replace(cutout, alpha=alpha, foreground=small)
    shrink = small.shape[1] / cutout.foreground.shape[1]
    left, top, right, bottom = (round(edge * shrink) for edge in relief.window)
    relief = replace(relief, window=(left, top, right, bottom))
    known, shown = list(taken), [_thumb(small, alpha)]

    def first(way: Sequence[Side]) -> Side | None:
        for side in way:
            if relief.confidence < _SURE and max(map(abs, side)) > _NARROW:
                continue
            if min((apart(side, other) for other in known), default=180.0) < APART:
                continue
            made = turned(reduced, relief, *side, focal=None if focal is None else focal * shrink)
            picture = _thumb(made.foreground, made.alpha)
            if _fair(made) and min(float(np.abs(picture - other).mean()) for other in shown) > _ALIKE:
                known.append(side)
                shown.append(picture)
                return side
        return None

    return [first(way) for way in ways]


def _fair(made: Turned) -> bool:
    seen, _, invented = made.shares
    return seen >= _SEEN and invented <= _INVENTED


def _thumb(foreground: Bytes, alpha: Floats) -> Floats:
    """The product's box on white, brought to a small square."""
    rows, columns = np.flatnonzero((alpha > 0.5).any(1)), np.flatnonzero((alpha > 0.5).any(0))
    if not len(rows):
        return np.zeros((_THUMB, _THUMB, 3), np.float32)
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    picture = on_white(foreground[part], alpha[part]).astype(np.float32)
    return np.asarray(cv2.resize(picture, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA))
