"""Random surfaces: colours that occur, patterns by code, as materials of a given size."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear
from training.scenes import textures
from training.scenes.material import Material
from training.scenes.places.kit import around, chance, uniform

SIDE = 192  # pixels of a texture
_WORDS = ("NEWS", "Daily", "Market", "No 7", "CITY", "Sun", "Fresh", "SALE", "Notes", "Opus", "Atlas", "Vol. 3")

Colours = tuple[str, ...]


def hexed(hue: float, saturation: float, value: float) -> str:
    """HSV, each 0–1, → `#rrggbb`."""
    return "#" + "".join(f"{round(255 * c):02x}" for c in colorsys.hsv_to_rgb(hue % 1, saturation, value))


def colour(rng: np.random.Generator) -> str:
    """Any colour that things have: white, black, grey, muted, seldom bright."""
    kind = rng.choice(5, p=[0.16, 0.1, 0.16, 0.38, 0.2])
    hue = float(rng.random())
    if kind == 0:
        return hexed(hue, uniform(rng, 0, 0.06), uniform(rng, 0.86, 0.98))
    if kind == 1:
        return hexed(hue, uniform(rng, 0, 0.3), uniform(rng, 0.05, 0.2))
    if kind == 2:
        return hexed(hue, uniform(rng, 0, 0.12), uniform(rng, 0.25, 0.85))
    if kind == 3:
        return hexed(hue, uniform(rng, 0.15, 0.5), uniform(rng, 0.3, 0.9))
    return hexed(hue, uniform(rng, 0.5, 1.0), uniform(rng, 0.4, 1.0))


def calm(rng: np.random.Generator) -> str:
    """A colour of walls, floors and table tops: three times out of four light, dark or dull."""
    if chance(rng, 0.25):
        return colour(rng)
    warm = chance(rng, 0.6)
    hue = uniform(rng, 0.02, 0.16) if warm else uniform(rng, 0.3, 0.7)
    value = uniform(rng, 0.6, 0.98) if chance(rng, 0.6) else uniform(rng, 0.06, 0.6)
    return hexed(hue, uniform(rng, 0, 0.3 if warm else 0.18), value)


def wooden(rng: np.random.Generator) -> str:
    """A colour of wood, from white oak to wenge; now and then painted."""
    if chance(rng, 0.15):
        return colour(rng)
    return hexed(uniform(rng, 0.055, 0.1), uniform(rng, 0.2, 0.65), uniform(rng, 0.22, 0.85))


def shades(rng: np.random.Generator, base: str, count: int, spread: float = 0.3) -> Colours:
    """`count` colours about one, darker and lighter by up to `spread`, from dark to light."""
    red, green, blue = (int(base[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    values = np.sort(rng.uniform(1 - spread, 1 + spread, count))
    tints = rng.normal(0, 0.012, count)
    return tuple(hexed(hue + t, saturation, min(1, v * value)) for v, t in zip(values, tints, strict=True))


def bricks(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """A wall of bricks in mortar of the last colour."""
    rows, columns = 8, 4
    y, x = np.mgrid[:side, :side] / side * [[[rows]], [[columns]]]
    x = (x + 0.5 * (np.floor(y) % 2)) % columns
    edge = np.minimum(np.minimum(y % 1, 1 - y % 1), 2.4 * np.minimum(x % 1, 1 - x % 1))
    tone = rng.random((rows, columns))[y.astype(int), x.astype(int)]
    clay = textures.blend(0.6 * tone + 0.4 * textures.noise(rng, (side, side), (24, 24), 2), colours[:-1])
    mortar = np.clip((0.09 - edge + 0.06 * rng.random((side, side))) / 0.05, 0, 1)[..., None]
    return (clay * (1 - mortar) + hex_to_linear(colours[-1]) * mortar).astype(np.float32)


def grain(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Asphalt, carpet or granite: grains of all the colours."""
    fine = cv2.GaussianBlur(rng.random((side, side), np.float32), (0, 0), uniform(rng, 0.5, 1.6))
    low, high = np.percentile(fine, (3, 97))
    return textures.blend(np.clip((fine - low) / (high - low), 0, 1), colours)


def newsprint(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """Columns of small type, headlines and a picture; ink of the first colour on paper of the last."""
    share = np.zeros((side, side), np.uint8)
    rows = np.arange(side) % 5 < 2
    words = np.repeat(rng.random((side, side // 4 + 1)) < 0.8, 4, 1)[:, :side] & rows[:, None]
    words[:, (np.arange(side) % (side // 3)) < 6] = False
    share[words] = 170
    for _ in range(3):
        x, y = (int(v) for v in rng.integers(0, side * 2 // 3, 2))
        cv2.rectangle(share, (x, y), (x + side // 2, y + 26), 0, -1)
        cv2.putText(share, str(rng.choice(_WORDS)), (x + 2, y + 20), 0, 0.75, 255, 2)
    return textures.blend(1 - share / np.float32(255), (colours[0], colours[-1]))


def motif(rng: np.random.Generator, side: int, colours: Sequence[str]) -> Floats:
    """A printed pattern: dots, zigzags, checks, rings, waves or leaves in two or three colours."""
    y, x = np.mgrid[:side, :side] / side * rng.integers(2, 9)
    if chance(rng, 0.5):
        x, y = (x + y) / 2, (x - y) / 2
    u, v = x % 1 - 0.5, y % 1 - 0.5
    radius = np.hypot(u, v)
    field = [
        radius, np.abs(u) + np.abs(v), np.maximum(np.abs(u), np.abs(v)), np.abs(((y + np.abs(u)) * 2) % 1 - 0.5),
        np.abs((y + 0.2 * np.sin(2 * np.pi * x)) % 1 - 0.5), 0.5 * radius * (1.2 + np.cos(5 * np.arctan2(v, u))),
    ][rng.integers(6)]  # fmt: skip
    edges = np.sort(rng.uniform(0.06, 0.45, len(colours) - 1))
    inks = np.stack([hex_to_linear(c) for c in colours])
    return inks[np.searchsorted(edges, field)].astype(np.float32)


def label(rng: np.random.Generator, ground: str | None = None) -> Floats:
    """A printed face: bands and a few words, (96, 96, 3)."""
    page = np.full((96, 96, 3), 255 * hex_to_linear(ground or colour(rng)), np.uint8)
    ink = (255 * hex_to_linear(colour(rng))).tolist()
    for _ in range(rng.integers(0, 3)):
        top, paint = int(rng.integers(0, 80)), 255 * hex_to_linear(colour(rng))
        cv2.rectangle(page, (0, top), (95, top + int(rng.integers(3, 26))), paint.tolist(), -1)
    for _ in range(rng.integers(0, 4)):
        spot = (int(rng.integers(2, 30)), int(rng.integers(14, 92)))
        cv2.putText(page, str(rng.choice(_WORDS)), spot, 0, uniform(rng, 0.3, 0.8), ink, int(rng.integers(1, 3)))
    return page.astype(np.float32) / np.float32(255)


def _many(count: int) -> Callable[[np.random.Generator], Colours]:
    return lambda rng: tuple((calm if chance(rng, 0.6) else colour)(rng) for _ in range(count))


def _about(count: int, base: Callable[[np.random.Generator], str] = calm,
           spread: float = 0.3) -> Callable[[np.random.Generator], Colours]:  # fmt: skip
    return lambda rng: shades(rng, base(rng), count, spread)


def _earthen(rng: np.random.Generator) -> str:
    return hexed(uniform(rng, 0.0, 0.1), uniform(rng, 0.1, 0.6), uniform(rng, 0.3, 0.75))


def _stony(rng: np.random.Generator) -> str:
    return hexed(uniform(rng, 0.05, 0.65), uniform(rng, 0.0, 0.15), uniform(rng, 0.15, 0.9))


_Look = tuple[textures.Texture, Callable[[np.random.Generator], Colours], tuple[float, float], float]
# texture, colours, roughness from and to, how wide the texture is beside the product
LOOKS: dict[str, _Look] = {
    "wood": (textures.wood, _about(3, wooden), (0.12, 0.8), 2.0),
    "marble": (textures.marble, _about(3, _stony, 0.4), (0.03, 0.4), 2.0),
    "stone": (textures.stone, _about(2, _stony), (0.3, 1.0), 1.0),
    "asphalt": (grain, _about(3, _stony, 0.6), (0.7, 1.0), 1.2),
    "granite": (grain, _about(3, _stony, 0.8), (0.05, 0.4), 0.6),
    "carpet": (grain, _about(3, calm, 0.4), (0.95, 1.0), 0.8),
    "terrazzo": (textures.terrazzo, _many(4), (0.05, 0.5), 1.2),
    "linen": (textures.linen, _about(2), (0.9, 1.0), 0.7),
    "gingham": (textures.gingham, _many(2), (0.9, 1.0), 1.2),
    "stripes": (textures.stripes, _many(3), (0.8, 1.0), 1.0),
    "tiles": (textures.tiles, lambda rng: (*shades(rng, colour(rng), 2, 0.1), colour(rng)), (0.05, 0.5), 3.0),
    "plain": (textures.plain, _about(2, calm, 0.06), (0.05, 1.0), 3.0),
    "bricks": (bricks, lambda rng: (*shades(rng, _earthen(rng), 2), _stony(rng)), (0.8, 1.0), 2.0),
    "newsprint": (newsprint, lambda rng: ("#26241f", "#dcd6c8"), (0.8, 1.0), 1.0),
    "motif": (motif, _many(3), (0.3, 1.0), 1.0),
    "soil": (textures.stone, _about(3, _earthen, 0.5), (0.9, 1.0), 0.8),
}
TABLES = ("wood", "wood", "wood", "marble", "granite", "terrazzo", "linen", "gingham", "stripes", "tiles", "plain",
          "plain", "plain", "newsprint", "motif", "stone")  # fmt: skip
FLOORS = ("wood", "wood", "tiles", "carpet", "asphalt", "stone", "linen", "motif", "plain", "terrazzo")
WALLS = ("plain", "plain", "plain", "bricks", "stone", "tiles", "wood", "motif", "stripes")
CLOTHS = ("linen", "plain", "plain", "plain", "stripes", "gingham", "motif", "carpet")


def surface(rng: np.random.Generator, names: Sequence[str], size: float, extent: tuple[float, float]) -> Material:
    """One of the named LOOKS for a sheet of `extent` metres along u and v, beside a product of `size` metres."""
    texture, colours, rough, wide = LOOKS[str(rng.choice(list(names)))]
    base = colours(rng)
    roughness = uniform(rng, *rough)
    if chance(rng, 0.12):
        return Material(base[-1], roughness, clearcoat=float(chance(rng, 0.1)))
    tile = around(rng, wide * size, 0.5)
    picture = texture(rng, SIDE, base)
    if chance(rng, 0.5):
        picture = np.ascontiguousarray(picture.swapaxes(0, 1))
    repeat = (max(extent[0] / tile, 1.0), max(extent[1] / tile, 1.0))
    return Material(picture, roughness, clearcoat=uniform(rng, 0, 1) * chance(rng, 0.15), repeat=repeat)
