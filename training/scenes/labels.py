"""Printed matter: labels and cartons with real words, drawn with Pillow's own scalable font."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipelines.core.colour import Floats, to_linear, to_srgb8


@dataclass(frozen=True)
class Line:
    """One centred line of type; sizes and places are shares of the label's height."""

    text: str
    y: float  # middle of the line, from the top
    size: float
    colour: str
    spaced: bool = False  # letters set apart


def printed(size: tuple[int, int], paper: str, lines: Sequence[Line], bands: Sequence[tuple[float, float, str]] = (),
            frame: str | None = None) -> Floats:
    """A label of `size` (width, height) pixels as (H, W, 3) linear RGB.

    `bands` are (top, bottom, colour) stripes in shares of the height; `frame` a thin line inside the edge.
    """
    width, height = size
    sheet = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(sheet)
    for top, bottom, colour in bands:
        draw.rectangle((0, top * height, width, bottom * height), fill=colour)
    if frame:
        inset = 0.035 * height
        draw.rectangle((inset, inset, width - inset, height - inset), outline=frame, width=max(2, height // 120))
    for line in lines:
        _centred(draw, (width / 2, line.y * height), line, line.size * height)
    return to_linear(np.asarray(sheet))


def _centred(draw: ImageDraw.ImageDraw, middle: tuple[float, float], line: Line, size: float) -> None:
    font = ImageFont.load_default(size)
    if not line.spaced:
        draw.text(middle, line.text, line.colour, font, anchor="mm")
        return
    steps = [font.getlength(letter) + 0.14 * size for letter in line.text]
    x = middle[0] - (sum(steps) - 0.14 * size) / 2
    for letter, step in zip(line.text, steps, strict=True):
        draw.text((x, middle[1]), letter, line.colour, font, anchor="lm")
        x += step


def sprig(label: Floats, centre: tuple[float, float], reach: float, colour: str, leaves: int = 7) -> Floats:
    """A stem with paired leaves, drawn on a label; `centre` and `reach` in shares of its height."""
    height = label.shape[0]
    mask = Image.new("L", (label.shape[1], height))
    draw = ImageDraw.Draw(mask)
    x, y, length = centre[0] * label.shape[1], centre[1] * height, reach * height
    draw.line((x, y + length, x, y - length), 255, max(2, height // 150))
    for i in range(leaves):
        at = y + length * (0.8 - 1.7 * i / leaves)
        leaf = length * (0.55 - 0.35 * i / leaves)
        for side in (-1, 1):
            tip = (x + side * leaf, at - 0.7 * leaf)
            belly, back = (x + side * 0.65 * leaf, at - 0.05 * leaf), (x + side * 0.25 * leaf, at - 0.6 * leaf)
            draw.polygon([(x, at), belly, tip, back], 255)
    share = np.asarray(mask, np.float32)[..., None] / np.float32(255)
    ink = to_linear(np.asarray(Image.new("RGB", (1, 1), colour)))
    return label * (1 - share) + ink * share


def atlas(faces: Sequence[Floats], side: int = 512) -> Floats:
    """Six pictures (front, right, back, left, top, bottom) in the layout of `mesh.cuboid`."""
    cells = [to_linear(np.asarray(_fit(face, side))) for face in faces]
    return np.concatenate([np.concatenate(cells[3:], 1), np.concatenate(cells[:3], 1)])


def _fit(face: Floats, side: int) -> Image.Image:
    return Image.fromarray(to_srgb8(face)).resize((side, side), Image.Resampling.LANCZOS)
