"""Pictures drawn by code for the upscaler: crisp text, line art, and surfaces; (SIDE, SIDE, 3) uint8 sRGB."""

from string import ascii_letters, digits

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipelines.core.colour import Bytes, to_srgb8
from training.scenes import textures

Colour = tuple[int, ...]

SIDE = 320  # pixels: enough for a patch of 56 small pixels at scale 4, with room to move
_FINE = 3  # drawn so many times larger, then reduced: smooth edges
_WORDS = (
    "NET WT 250 g", "Ingredients:", "water", "sea salt", "organic", "cocoa 70%", "HAND WASH", "best before", "No. 5",
    "est. 1987", "Made in Italy", "recycle me", "LOT 40318", "$4.50", "12 x 30 mm", "size M", "100% cotton", "batch",
    "keep cool & dry", "500 ml", "Earl Grey", "shake well", "SPF 30", "5 000 mAh", "CE", "vitamin B12", "(c) & more!",
)  # fmt: skip
_SURFACES = (
    textures.wood, textures.marble, textures.stone, textures.terrazzo, textures.linen, textures.gingham,
    textures.stripes, textures.wallpaper, textures.tiles, textures.speckle,
)  # fmt: skip


def sheet(rng: np.random.Generator) -> Bytes:
    """A label: lines of type of many sizes and weights, rules and boxes, slightly turned or bent out of square."""
    paper, ink, accent = _colours(rng)
    side = SIDE * _FINE
    page = Image.new("RGB", (side, side), paper)
    pen = ImageDraw.Draw(page)
    y = 0.0
    while y < side:
        size = _FINE * float(np.exp(rng.uniform(np.log(7), np.log(64))))
        if rng.random() < 0.15:
            pen.rectangle((0, y, side, y + 1.4 * size), fill=accent)
        colour = ink if rng.random() < 0.8 else accent
        if rng.random() < 0.12:
            _bars(rng, pen, y, size, ink, paper)
        else:
            weight = float(rng.choice([0, 0, 0.02, 0.05])) * size
            pen.text((-rng.uniform(0, size), y), _line(rng), colour, ImageFont.load_default(size), stroke_width=weight)
        if rng.random() < 0.2:
            pen.line((0, y, side, y), accent, int(_FINE * rng.integers(1, 4)))
        y += size * float(rng.uniform(1.05, 1.6))
    return _reduced(rng, np.asarray(page))


def pattern(rng: np.random.Generator) -> Bytes:
    """Line art: rings, rays, stripes, checks and polygons, one over the other."""
    side = SIDE * _FINE
    page = np.full((side, side, 3), _rgb(rng), np.uint8)
    y, x = np.mgrid[:side, :side].astype(np.float32) - rng.uniform(0, side, (2, 1, 1)).astype(np.float32)
    period = _FINE * float(np.exp(rng.uniform(np.log(3.5), np.log(40))))
    angle = rng.uniform(0, np.pi)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    fields = (
        lambda: np.sin(2 * np.pi * along / period),
        lambda: np.sin(2 * np.pi * np.hypot(x, y) / period),
        lambda: np.sin(np.arctan2(y, x) * rng.integers(8, 60)),
        lambda: np.sin(2 * np.pi * along / period) * np.sin(2 * np.pi * across / period),
    )
    page[fields[int(rng.integers(len(fields)))]() > rng.uniform(-0.7, 0.7)] = _rgb(rng)
    for _ in range(int(rng.integers(0, 14))):
        corners = (rng.uniform(0, side, 2) + rng.normal(0, side / 8, (int(rng.integers(3, 7)), 2))).astype(np.int32)
        if rng.random() < 0.5:
            cv2.fillPoly(page, [corners], _rgb(rng))
        else:
            cv2.polylines(page, [corners], bool(rng.random() < 0.5), _rgb(rng), int(rng.integers(1, 5)) * _FINE)
    return _reduced(rng, page)


def surface(rng: np.random.Generator) -> Bytes:
    """One of the scenes' textures in random colours."""
    colours = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in rng.integers(0, 256, (3, 3))]
    made = _SURFACES[int(rng.integers(len(_SURFACES)))](rng, SIDE + 40, colours)
    return np.ascontiguousarray(to_srgb8(np.clip(made, 0, 1))[:SIDE, :SIDE])


def _line(rng: np.random.Generator) -> str:
    words = []
    for _ in range(12):
        if rng.random() < 0.6:
            words.append(str(rng.choice(_WORDS)))
        else:
            words.append("".join(rng.choice(list(ascii_letters + digits), int(rng.integers(2, 9)))))
    return " ".join(words)


def _bars(rng: np.random.Generator, pen: ImageDraw.ImageDraw, y: float, size: float, ink: Colour, back: Colour) -> None:
    """A bar code on a light strip."""
    unit, x = float(_FINE * rng.uniform(1, 3)), 0.0
    while x < SIDE * _FINE:
        bar, gap = rng.integers(1, 5, 2)
        pen.rectangle((x, y, x + bar * unit, y + size), fill=ink)
        x += float(bar + gap) * unit
    pen.line((0, y + size, SIDE * _FINE, y + size), back, _FINE)


def _reduced(rng: np.random.Generator, page: Bytes) -> Bytes:
    """Turned, sheared, lit unevenly half of the time, and brought to size."""
    side = SIDE * _FINE
    turn = np.eye(2) + rng.normal(0, 0.06, (2, 2)) * (rng.random() < 0.7)
    middle = np.array([side / 2, side / 2])
    motion = np.column_stack([turn, middle - turn @ middle])
    moved = cv2.warpAffine(page, motion, (side, side), borderMode=cv2.BORDER_REFLECT)
    small = cv2.resize(moved, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    if rng.random() < 0.5:
        small *= np.linspace(rng.uniform(0.6, 1), rng.uniform(0.6, 1), SIDE)[:, None, None]
    return (small + 0.5).astype(np.uint8)


def _colours(rng: np.random.Generator) -> tuple[Colour, Colour, Colour]:
    """Paper, ink that can be read on it, and an accent."""
    light, dark = rng.integers(170, 256, 3), rng.integers(0, 90, 3)
    paper, ink = (light, dark) if rng.random() < 0.7 else (dark, light)
    return tuple(paper.tolist()), tuple(ink.tolist()), _rgb(rng)


def _rgb(rng: np.random.Generator) -> Colour:
    return tuple(int(value) for value in rng.integers(0, 256, 3))
