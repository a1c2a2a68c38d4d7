"""The colours that goods are sold in, and what is woven into them or printed all over."""

import colorsys
from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear
from training.scenes import textures
from training.scenes.textures import Texture, blend, noise

Rng = np.random.Generator


def _hsv(hue: float, saturation: float, value: float) -> str:
    rgb = colorsys.hsv_to_rgb(hue % 1, float(np.clip(saturation, 0, 1)), float(np.clip(value, 0, 1)))
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in rgb)


def white(rng: Rng) -> str:
    """White, ivory or a cold white."""
    return _hsv(rng.choice([0.09, 0.12, 0.6]), rng.uniform(0, 0.09), rng.uniform(0.88, 0.98))


def black(rng: Rng) -> str:
    """Black, or nearly."""
    return _hsv(rng.random(), rng.uniform(0, 0.3), rng.uniform(0.03, 0.16))


def grey(rng: Rng) -> str:
    """Any grey between."""
    return _hsv(rng.random(), rng.uniform(0, 0.08), rng.uniform(0.2, 0.85))


def earth(rng: Rng) -> str:
    """Beige, tan, brown, terracotta, olive."""
    return _hsv(rng.uniform(0.03, 0.15), rng.uniform(0.15, 0.7), rng.uniform(0.2, 0.9))


def strong(rng: Rng) -> str:
    """A saturated colour, light or dark."""
    return _hsv(rng.random(), rng.uniform(0.65, 1), rng.uniform(0.3, 0.95))


def pastel(rng: Rng) -> str:
    """A pale colour."""
    return _hsv(rng.random(), rng.uniform(0.1, 0.4), rng.uniform(0.75, 0.97))


_COLOURS = (white, black, grey, earth, strong, pastel)
_CHANCES = (0.2, 0.11, 0.12, 0.19, 0.25, 0.13)


def colour(rng: Rng) -> str:
    """`#rrggbb` of a thing as likely as not in a shop."""
    return _COLOURS[int(rng.choice(len(_COLOURS), p=_CHANCES))](rng)


def palette(rng: Rng, count: int) -> list[str]:
    """`count` colours that go together: all white, all black, shades of one, two that contrast, neighbours, or any."""
    mode, hue = rng.choice(6, p=(0.12, 0.08, 0.2, 0.3, 0.12, 0.18)), rng.random()
    if mode < 2:
        return [(white, black)[mode](rng) for _ in range(count)]
    if mode == 2:
        saturation, value = rng.uniform(0.05, 0.9), rng.uniform(0.15, 0.9)
        return [_hsv(hue, saturation, value * rng.uniform(0.7, 1.2)) for _ in range(count)]
    if mode == 3:
        pair = (colour(rng), (white, black, strong)[int(rng.integers(3))](rng))
        return [pair[i] if i < 2 else pair[int(rng.integers(2))] for i in range(count)]
    if mode == 4:
        return [_hsv(hue + rng.uniform(-0.1, 0.1), rng.uniform(0.3, 0.9), rng.uniform(0.3, 0.9)) for _ in range(count)]
    return [colour(rng) for _ in range(count)]


def dots(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """Rows of dots, every other row moved."""
    y, x = np.mgrid[0:side, 0:side] * (int(rng.integers(3, 10)) * 2 / side)
    x = x + np.floor(y / 2)
    apart = np.hypot(x % 2 - 1, y % 2 - 1)
    return blend(np.clip((rng.uniform(0.3, 0.75) - apart) * side / 16 + 0.5, 0, 1), colours[:2])


def stripes(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """Even stripes: upright, level or slanting."""
    y, x = np.mgrid[0:side, 0:side] / side
    across = x * int(rng.choice([0, 1, 1])) + y * int(rng.choice([-1, 0, 1]))
    at = (across if np.ptp(across) else y) * int(rng.integers(2, 14)) % 1
    return blend((at < rng.uniform(0.2, 0.8)).astype(np.float32), colours[:2])


def checks(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """A checkerboard or a tartan."""
    band = (np.arange(side) * int(rng.integers(3, 10)) / side % 1 < rng.uniform(0.3, 0.6)).astype(np.float32)
    return blend(np.add.outer(band, band) / 2 if rng.random() < 0.6 else np.abs(np.subtract.outer(band, band)),
                 colours)  # fmt: skip


def patches(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """Camouflage, cow hide or spilt paint: areas with hard edges."""
    cells = float(rng.uniform(1.5, 6))
    levels = np.round(noise(rng, (side, side), (cells, cells), int(rng.integers(1, 5))) * len(colours)) / len(colours)
    return blend(levels, colours)


def fade(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """A gradient from top to bottom or slanting, in all the colours."""
    y, x = np.mgrid[0:side, 0:side] / side
    return blend(np.clip(y + rng.uniform(-0.4, 0.4) * (x - 0.5), 0, 1), colours)


def dipped(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """Two colours, one above the other; the line between them straight or wavy."""
    y, x = np.mgrid[0:side, 0:side] / side
    line = rng.uniform(0.3, 0.7) + rng.choice([0, 0.05]) * np.sin(2 * np.pi * int(rng.integers(1, 4)) * x)
    return blend((y > line).astype(np.float32), colours[:2])


def florals(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """Leaves and flowers of the later colours scattered over a ground of the first."""
    picture = np.full((2 * side, 2 * side, 3), hex_to_linear(colours[0]), np.float32)
    inks = [hex_to_linear(ink).tolist() for ink in colours[1:] or ["#335533"]]
    size = side * rng.uniform(0.04, 0.16)
    for i in range(int(rng.integers(8, 45))):
        middle, turn, petals = rng.uniform(0, 2 * side, 2), rng.uniform(0, 360), int(rng.choice([1, 1, 2, 5, 6]))
        for petal in np.arange(petals) * 360 / petals + turn:
            along = np.radians(petal)
            at = middle + size * np.array([np.cos(along), np.sin(along)])
            cv2.ellipse(picture, (at.astype(int).tolist(), (2.2 * size, 0.9 * size), float(petal)), inks[i % len(inks)],
                        -1, cv2.LINE_AA)  # fmt: skip
    return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)


def letters(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """Large words across, as on a shirt or a bag."""
    picture = np.ascontiguousarray(np.broadcast_to(np.array([[[0]]], np.uint8), (2 * side, 2 * side, 1)).copy())
    for row in range(int(rng.integers(1, 5))):
        word = "".join(rng.choice(list("ABCDEFGHIKLMNOPRSTUVZ0123456789&. "), int(rng.integers(2, 9))))
        size = side / 22 / len(word) * rng.uniform(0.6, 1.0) * 2
        at = (int(side * rng.uniform(0.1, 0.5)), int(side * (0.5 + 0.4 * row)))
        cv2.putText(picture, word, at, cv2.FONT_HERSHEY_DUPLEX, size, 255, max(1, round(size * 2)), cv2.LINE_AA)
    share = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return blend(share, colours[:2])


PRINTS: tuple[Texture, ...] = (
    dots, stripes, checks, patches, fade, dipped, florals, letters, textures.speckle, textures.terrazzo)  # fmt: skip


def printed(rng: Rng, side: int, colours: Sequence[str]) -> Floats:
    """One of PRINTS in two or more colours, (side, side, 3) linear."""
    inks = list(colours) if len(colours) > 1 else [*colours, colour(rng)]
    return np.clip(PRINTS[int(rng.integers(len(PRINTS)))](rng, side, inks), 0, 1).astype(np.float32)
