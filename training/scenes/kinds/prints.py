"""What is printed on products: labels with words and figures, and patterns all over."""

import colorsys
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import ArrayLike

from pipelines.core.colour import Floats, hex_to_linear
from training.scenes import textures
from training.scenes.labels import Line, atlas, printed, sprig
from training.scenes.material import Material

_WORDS = (
    "Fig", "North", "Pure", "Sage", "Olive", "Sun", "Nordic", "Bloom", "Daily", "Wild", "Berry", "Cedar", "Honey",
    "Luna", "Terra", "Alma", "Mint", "Salt", "Cocoa", "River", "Oat", "Vita", "Nova", "Kind", "Fresh", "Rose", "Loom",
)  # fmt: skip
_SMALL = ("NET 250 g", "500 ml", "with olive oil", "ORGANIC", "since 1908", "EXTRA FINE", "No. 7", "hand made", "100 %",
          "sugar free", "8 PIECES", "Best before: see lid", "SHAKE WELL", "for all skin types", "Size M")  # fmt: skip


def ink(rng: np.random.Generator, light: bool | None = None) -> str:
    """A printing colour as `#rrggbb`: often white, black or strong; `light` asks for a pale or a dark one."""
    if light is None:
        light = bool(rng.random() < 0.5)
    if rng.random() < 0.3:
        value, saturation = (rng.uniform(0.9, 1), rng.uniform(0, 0.08)) if light else (rng.uniform(0, 0.15), 0.1)
    else:
        value, saturation = (rng.uniform(0.8, 1), rng.uniform(0.1, 0.6)) if light else (rng.uniform(0.15, 0.6), 0.8)
    return "#" + "".join(f"{round(c * 255):02x}" for c in colorsys.hsv_to_rgb(rng.random(), saturation, value))


def label(rng: np.random.Generator, aspect: float = 1.0, height: int = 160) -> Floats:
    """A printed label of `aspect` (width / height), (height, W, 3) linear: words, bands, shapes, sometimes a sprig."""
    light = bool(rng.random() < 0.6)
    paper, dark, accent = ink(rng, light), ink(rng, not light), ink(rng)
    size = min(0.2, 0.17 * aspect)
    lines = [Line(str(rng.choice(_WORDS)), float(rng.uniform(0.3, 0.45)), size * float(rng.uniform(0.8, 1.5)), dark)]
    for i in range(int(rng.integers(1, 5))):
        words, y = str(rng.choice(_SMALL)), 0.58 + 0.09 * i
        lines.append(Line(words, y, min(0.07, 1.3 * aspect / len(words)), dark if rng.random() < 0.7 else accent))
    edges = np.sort(rng.random((int(rng.integers(0, 3)), 2)), 1)
    bands = [(float(low), float(min(high, low + 0.2)), accent) for low, high in edges]
    sheet = printed(
        (max(24, round(aspect * height)), height), paper, lines, bands, accent if rng.random() < 0.3 else None
    )
    if rng.random() < 0.35:
        sheet = sprig(sheet, (0.5, 0.17), 0.12, accent)
    return _marked(rng, sheet, ink(rng)) if rng.random() < 0.5 else sheet


def _marked(rng: np.random.Generator, sheet: Floats, colour: str) -> Floats:
    """With a few discs and bars drawn on."""
    out, (height, width) = np.ascontiguousarray(sheet, np.float32), sheet.shape[:2]
    shade = hex_to_linear(colour).tolist()
    for _ in range(int(rng.integers(1, 4))):
        x, y = (int(rng.uniform(0, side)) for side in (width, height))
        if rng.random() < 0.5:
            cv2.circle(out, (x, y), int(rng.uniform(0.04, 0.2) * height), shade, -1, cv2.LINE_AA)
        else:
            cv2.line(out, (x, y), (int(rng.uniform(0, width)), y), shade, max(1, int(rng.uniform(0.01, 0.06) * height)))
    return out


def sticker(rng: np.random.Generator, aspect: float = 1.0, height: int = 160) -> Material:
    """A label's material."""
    return Material(label(rng, aspect, height), float(rng.uniform(0.2, 0.8)), clearcoat=float(rng.random() < 0.3))


def carton(rng: np.random.Generator, size: ArrayLike) -> Material:
    """A box's printed sides in the layout of `mesh.cuboid`; `size` is its width, depth and height in metres."""
    wide, deep, high = np.asarray(size, float).tolist()
    front, side = label(rng, wide / high, 128), label(rng, deep / high, 128)
    if rng.random() < 0.6:  # one ground for all sides
        side = np.broadcast_to(front[:2].mean((0, 1)), side.shape).copy()
    top = np.broadcast_to(front[:2].mean((0, 1)), (16, 16, 3))
    return Material(atlas([front, side, front, side, top, top], 128), float(rng.uniform(0.2, 0.7)))


def _dots(rng: np.random.Generator, at: Floats) -> Floats:
    cell = at * rng.integers(3, 10) % 1 - 0.5
    return (np.hypot(cell[..., 0], cell[..., 1]) < rng.uniform(0.15, 0.4)).astype(np.float32)


def _bars(rng: np.random.Generator, at: Floats) -> Floats:
    way = rng.choice(np.array([[1, 0], [0, 1], [1, 1], [1, -1]]))
    return ((at @ way * rng.integers(2, 12)) % 1 < rng.uniform(0.2, 0.7)).astype(np.float32)


def _checks(rng: np.random.Generator, at: Floats) -> Floats:
    return ((at * rng.integers(2, 8)) % 1 < 0.5).mean(-1).astype(np.float32)


def _patches(rng: np.random.Generator, at: Floats) -> Floats:
    cells = float(rng.uniform(2, 8))
    clouds = textures.noise(rng, (at.shape[0], at.shape[1]), (cells, cells), 2)
    return (np.round(clouds * 3) / 3).astype(np.float32)


def _fade(rng: np.random.Generator, at: Floats) -> Floats:
    return at[..., int(rng.integers(2))]


_PATTERNS: tuple[Callable[[np.random.Generator, Floats], Floats], ...] = (_dots, _bars, _checks, _patches, _fade)


def pattern(rng: np.random.Generator, side: int = 128) -> Floats:
    """Dots, bars, checks, patches or a fade in two to four colours, (side, side, 3) linear."""
    at = np.stack(np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side)), -1).astype(np.float32)
    drawn = _PATTERNS[int(rng.integers(len(_PATTERNS)))](rng, at)
    return textures.blend(drawn, [ink(rng) for _ in range(int(rng.integers(2, 5)))])


def patterned(rng: np.random.Generator, material: Material, chance: float = 0.35) -> Material:
    """The material, by `chance` with a pattern printed all over it."""
    if rng.random() > chance:
        return material
    repeat = float(rng.uniform(1, 4))
    return replace(material, colour=pattern(rng), repeat=(repeat, repeat))
