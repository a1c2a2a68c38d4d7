"""One depth of a view, and the brushes that it is painted with."""

from functools import lru_cache
from math import pi

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Noise, Reals

Size = tuple[int, int]  # (width, height) in px

_MARGIN = 0.1  # of the frame, painted beyond each border so that what lies outside blurs in


class Plate:
    """One depth of a view: premultiplied linear RGB and cover, `rgba` (h, w, 4), painted sharp.

    `blur` is the diameter of the circle of confusion in frame units; `pan` is how far right of the middle it is seen.
    """

    def __init__(self, size: Size, blur: float, noise: Noise, pan: float = 0.0) -> None:
        width, height = size
        self.unit = float(np.sqrt(width * height))  # px of one frame unit
        self.margin = round(_MARGIN * width), round(_MARGIN * height)
        self.half, self.tall = width / 2 / self.unit, height / self.unit
        self.x = _places(width, self.margin[0]) * 2 - 1 + np.float32(pan)
        self.y = 1 - _places(height, self.margin[1])
        self.rgba = np.zeros((len(self.y), len(self.x), 4), np.float32)
        self.blur, self.noise, self.pan = blur, noise, pan

    def grain(self, cell: float, octave: int, stretch: float = 1.0) -> Floats:
        """Smooth noise (h, w) of about unit range: features `cell` wide, `stretch` times as high, in frame units."""
        u, v = self.x * self.half / cell, self.y * self.tall / (cell * stretch)
        return self.noise(u[None, :], v[:, None], octave)

    def fill(self, colour: Reals) -> None:
        """Cover the whole plate with a colour (3,) or colours (h, w, 3)."""
        self.rgba[..., :3], self.rgba[..., 3] = colour, 1

    def lay(self, share: Reals, colour: Reals, area: tuple[slice, slice] = (slice(None), slice(None))) -> None:
        """Lay a colour (3,) or colours (h, w, 3) over an area by `share` (h, w), 0–1."""
        part, share = self.rgba[area], share[..., None]
        part[..., :3] += share * (colour - part[..., :3])
        part[..., 3:] += share * (1 - part[..., 3:])

    def box(self, x: float, y: float, width: float, height: float, colour: Floats, lit: float = 0.22,
            share: float = 1.0) -> None:  # fmt: skip
        """An upright body centred at `x`, standing at `y`: brighter by `lit` towards the light and its top."""
        u = (self.x - x) * (2 * self.half / width)
        v = (self.y - y) * (self.tall / height)
        across = np.clip((1 - np.abs(u)) * (width * self.unit / 2) + 0.5, 0, 1)
        up = np.clip((0.5 - np.abs(v - 0.5)) * (height * self.unit) + 0.5, 0, 1)
        rows, columns = _run(up), _run(across)
        u, v = u[columns], v[rows]
        shade = 1 - lit * u[None, :] + 0.7 * lit * (v[:, None] - 0.6)
        self.lay(share * up[rows, None] * across[columns], shade[..., None] * colour, (rows, columns))

    def ball(self, x: float, y: float, width: float, height: float, colour: Floats, lit: float = 0.4,
             share: float = 1.0) -> None:  # fmt: skip
        """A rounded body centred at (x, y), brighter by `lit` towards the light at its upper left."""
        u = (self.x - x) * (2 * self.half / width)
        v = (self.y - y) * (2 * self.tall / height)
        rows, columns = _run(1.1 - np.abs(v)), _run(1.1 - np.abs(u))
        u, v = u[None, columns], v[rows, None]
        inside = np.clip((1 - np.hypot(u, v)) * (min(width, height) * self.unit / 2) + 0.5, 0, 1)
        shade = 1 - lit * (0.7 * u - 0.7 * v)
        self.lay(share * inside, shade[..., None] * colour, (rows, columns))

    def line(self, start: tuple[float, float], end: tuple[float, float], width: float, colour: Floats) -> None:
        """A straight bar between two places."""
        thick = max(round(width * self.unit), 1)
        cv2.line(self.rgba, self._pixel(*start), self._pixel(*end), (*map(float, colour), 1.0), thick, shift=3)

    def outline(self, corners: Reals, colour: Floats) -> None:
        """A filled polygon with corners (n, 2) at places."""
        pixels = np.array([self._pixel(x, y) for x, y in corners], np.int32)
        cv2.fillPoly(self.rgba, [pixels], (*map(float, colour), 1.0), shift=3)

    def leaves(self, places: Reals, length: float, slim: float, turns: Reals, colours: Reals) -> None:
        """Small ellipses at places (n, 2), turned by degrees (n,) from upright, in colours (n, 3)."""
        axes = (max(round(4 * length * self.unit), 4), max(round(4 * length * slim * self.unit), 4))
        for (x, y), turn, colour in zip(places, turns, colours, strict=True):
            centre = self._pixel(x, y)
            cv2.ellipse(self.rgba, centre, axes, float(90 + turn), 0, 360, (*map(float, colour), 1.0), -1, shift=3)

    def sparks(self, places: Reals, colours: Reals) -> None:
        """Points of light at places (n, 2), each of which the lens spreads to a disc of its colour (n, 3)."""
        column = (places[:, 0] - self.pan + 1) / 2 * (len(self.x) - 2 * self.margin[0]) + self.margin[0] - 0.5
        row = (1 - places[:, 1]) * (len(self.y) - 2 * self.margin[1]) + self.margin[1] - 0.5
        left, top = np.floor(column).astype(int), np.floor(row).astype(int)
        seen = (left >= 0) & (top >= 0) & (left < len(self.x) - 1) & (top < len(self.y) - 1)
        left, top, right, low = left[seen], top[seen], (column % 1)[seen], (row % 1)[seen]
        energy = np.zeros((len(top), 4), np.float32)
        energy[:, :3] = colours[seen] * (pi / 4 * (self.blur * self.unit) ** 2)
        for dx, dy in ((0, 0), (0, 1), (1, 0), (1, 1)):
            part = np.abs(1 - dx - right) * np.abs(1 - dy - low)
            np.add.at(self.rgba, (top + dy, left + dx), energy * part[:, None])

    def glow(self, x: float, y: float, radius: float, colour: Floats) -> None:
        """Light that a lamp throws on what the plate covers: falls to a half at `radius`."""
        across, up = (self.x - x) * self.half / radius, (self.y - y) * self.tall / radius
        spread = 1 + across[None, :] ** 2 + up[:, None] ** 2
        fall = 1 / (spread * np.sqrt(spread))
        self.rgba[..., :3] += (fall * self.rgba[..., 3])[..., None] * np.float32(colour)

    def shade(self, x: float, y: float, width: float, height: float, amount: float) -> None:
        """A soft shadow: takes away `amount` of the light at its middle."""
        across = np.exp(-(((self.x - x) * (2 * self.half / width)) ** 2))
        up = np.exp(-(((self.y - y) * (2 * self.tall / height)) ** 2))
        self.rgba[..., :3] *= (1 - np.float32(amount) * up[:, None] * across)[..., None]

    def unfocused(self) -> Floats:
        """The plate as the lens sees it, (h, w, 4)."""
        return cv2.filter2D(self.rgba, -1, _aperture(self.blur * self.unit), borderType=cv2.BORDER_REPLICATE)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        """A place in eighths of a pixel."""
        width, height = len(self.x) - 2 * self.margin[0], len(self.y) - 2 * self.margin[1]
        column, row = (x - self.pan + 1) / 2 * width + self.margin[0] - 0.5, (1 - y) * height + self.margin[1] - 0.5
        return round(8 * column), round(8 * row)


def floats(values: object) -> Floats:
    """Numbers as float32."""
    return np.asarray(values, np.float32)


@lru_cache(maxsize=64)
def _aperture(diameter: float) -> Floats:
    """A round aperture as a kernel of sum 1; its rim a little brighter, as spherical aberration leaves it."""
    reach = int(np.ceil(diameter / 2 + 0.5))
    line = np.arange(-reach, reach + 1, dtype=np.float32)
    distance = np.hypot(line[:, None], line)
    disc = np.clip(diameter / 2 - distance + 0.5, 0, 1) * (1 + 0.12 * (2 * distance / max(diameter, 1)) ** 4)
    return (disc / disc.sum()).astype(np.float32)


def _places(count: int, margin: int) -> Floats:
    """Centres of `count` pixels over 0–1 and of `margin` more on both sides."""
    return ((np.arange(-margin, count + margin, dtype=np.float32) + 0.5) / count).astype(np.float32)


def _run(values: Floats) -> slice:
    """From the first to the last entry above 0."""
    inside = np.flatnonzero(values > 0)
    return slice(int(inside[0]), int(inside[-1]) + 1) if len(inside) else slice(0)
