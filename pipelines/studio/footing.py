"""Where the product touches the ground, read from the lower outline of its matte."""

from dataclasses import dataclass
from math import asin, degrees, radians, sin

import numpy as np

from pipelines.core.colour import Floats

_STEEPEST = 0.6  # an outline that rises faster than this is a side of the product, not its underside
_HIGHEST = 30.0  # degrees of pitch that a base outline may ask for


@dataclass(frozen=True, eq=False)
class Footing:
    """The line on which the product stands, one row for each column of its matte, and what it says of the camera."""

    base: Floats  # (w,) rows (edges of pixels) at which each column meets the ground
    pitch: float  # degrees: the downward look at which this outline is that of something standing

    def level(self) -> "Footing":
        """A flat line at the lowest point: for what does not stand on it."""
        return Footing(np.full_like(self.base, self.base.max()), 0.0)

    def limited(self, pitch: float) -> Floats:
        """The base line, rising no more than a footprint as deep as it is wide would at `pitch` (radians)."""
        return np.maximum(self.base, self.base.max() - len(self.base) * sin(pitch))


def footing(alpha: Floats) -> Footing:
    """The footing of a matte (h, w)."""
    solid = alpha > 0.5
    columns = np.flatnonzero(solid.any(0))
    if not len(columns):
        return Footing(np.full(alpha.shape[1], float(alpha.shape[0]), np.float32), 0.0)
    bottoms = alpha.shape[0] - np.argmax(solid[::-1, columns], axis=0)
    x, y = _lower_hull(columns.astype(np.float32) + 0.5, bottoms.astype(np.float32))
    lowest = int(np.argmax(y))
    first, last = _reach(x, y, lowest, -1), _reach(x, y, lowest, 1)
    x, y = x[first : last + 1], y[first : last + 1]
    base = np.interp(np.arange(alpha.shape[1]) + 0.5, x, y).astype(np.float32)
    return Footing(base, _pitch(x, y, len(columns)))


def _lower_hull(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The part of the convex hull that is seen from below; y points down, x ascends."""
    hull: list[int] = []
    for i in range(len(x)):
        while len(hull) > 1 and _turn(x, y, hull[-2], hull[-1], i) <= 0:
            hull.pop()
        hull.append(i)
    return x[hull], y[hull]


def _turn(x: Floats, y: Floats, a: int, b: int, c: int) -> float:
    return float((y[b] - y[a]) * (x[c] - x[a]) - (y[c] - y[a]) * (x[b] - x[a]))


def _reach(x: Floats, y: Floats, start: int, step: int) -> int:
    """Walk along the hull from its lowest point until it turns into a side."""
    i = start
    while 0 <= i + step < len(x) and abs(y[i + step] - y[i]) <= _STEEPEST * abs(x[i + step] - x[i]):
        i += step
    return i


def _pitch(x: Floats, y: Floats, width: int) -> float:
    """The pitch at which a footprint as deep as wide rises like this; believed as far as the footing is wide."""
    span = float(x[-1] - x[0])
    if span <= 0:
        return 0.0
    left, right = float(y.max() - y[0]), float(y.max() - y[-1])
    rise = abs(left - right) + 2 * min(left, right)
    asked = degrees(asin(min(rise / span, sin(radians(_HIGHEST)))))
    return asked * min(span / (0.5 * width), 1.0)
