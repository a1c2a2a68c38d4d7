"""What many materials draw with: detail that costs nothing where it cannot be seen, thin lines, turned axes."""

from math import cos, radians, sin

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Noise, Reals, fade

_UNSEEN = 0.01  # share of its strength below which detail is left out


class Detail:
    """Noise for one footprint (cm, (h, w) or (h, 1)), worked out only in the rows that can show it."""

    def __init__(self, noise: Noise, footprint: Floats) -> None:
        self._noise = noise
        self._footprint = footprint

    def __call__(self, u: Reals, v: Reals, size: float, octave: int) -> Floats:
        """Noise at cell coordinates (h, w), faded as detail of `size` cm."""
        share = np.broadcast_to(fade(self._footprint, size), u.shape)
        out = np.zeros(u.shape, np.float32)
        shown = np.flatnonzero(share.max(axis=1) > _UNSEEN)
        if shown.size:
            rows = slice(shown[0], shown[-1] + 1)
            out[rows] = share[rows] * self._noise(u[rows], v[rows], octave)
        return out


def line(distance: Floats, width: float, footprint: Floats) -> Floats:
    """A line 0–1 along `distance` = 0 (cm), `width` cm to where it has fallen to 1/e.

    When thinner than a pixel sees, it pales instead of vanishing.
    """
    seen = np.hypot(np.float32(width), np.float32(0.85) * footprint)
    return np.exp(-((distance / seen) ** 2)) * (np.float32(width) / seen)


def turned(x: Floats, z: Floats, degrees: float) -> tuple[Floats, Floats]:
    """The same places in axes turned by `degrees`: keeps a field's lattice from lining up with the picture."""
    c, s = np.float32(cos(radians(degrees))), np.float32(sin(radians(degrees)))
    return c * x + s * z, c * z - s * x


def tinted(colour: Floats, warmth: Floats) -> Floats:
    """Colours (…, 3) made warmer (or cooler, where negative) by `warmth` (…), the share by which blue gives way."""
    shift = np.array([0.5, 0.15, -1.0], np.float32)
    return colour * (1 + warmth[..., None] * shift)
