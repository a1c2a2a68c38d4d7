"""What products are made of: random materials of each kind, and palettes of materials that go together."""

from collections.abc import Callable, Mapping

import numpy as np

from training.scenes import textures
from training.scenes.material import Material

Finish = Callable[[np.random.Generator, str], Material]
_GOODS = ("#f4f3f0", "#e8e4da", "#111112", "#1d1c1b", "#8a8c8e", "#c8c9c9", "#c7ab85", "#8a5a34", "#4a2d1b", "#b3202a",
          "#1f4e9c", "#1d7a45", "#f2b705", "#e8641b", "#6b2a7d", "#f3c6cf", "#bcdcd6", "#c9c4e6", "#2b3a55", "#e0457b",
          )  # fmt: skip


def _plastic(rng: np.random.Generator, colour: str) -> Material:
    return Material(colour, float(rng.choice([0.08, 0.25, 0.45, 0.7])), clearcoat=float(rng.random() < 0.4))


def _ceramic(rng: np.random.Generator, colour: str) -> Material:
    return Material(colour, float(rng.uniform(0.08, 0.5)), clearcoat=float(rng.uniform(0.3, 1)))


def _metal(rng: np.random.Generator, _: str) -> Material:
    colour = str(rng.choice(["#d7d8da", "#b9bbbe", "#ffcf70", "#e8a080", "#d9b25f", "#5a5a5e"]))
    return Material(colour, float(rng.uniform(0.05, 0.5)), metallic=1.0, brushed=float(rng.choice([0, 0.8])))


def _glass(rng: np.random.Generator, _: str) -> Material:
    colour = str(rng.choice(["#ffffff", "#f4fbf8", "#9fd0b0", "#a8621c", "#7fb2d8", "#3d6b3a"]))
    return Material(colour, float(rng.uniform(0.02, 0.1)), clear=float(rng.uniform(0.8, 1)))


def _frosted(rng: np.random.Generator, colour: str) -> Material:
    return Material(colour, float(rng.uniform(0.3, 0.6)), clear=float(rng.uniform(0.2, 0.7)), translucent=0.4)


def _wax(rng: np.random.Generator, colour: str) -> Material:
    return Material(colour, float(rng.uniform(0.3, 0.6)), translucent=float(rng.uniform(0.15, 0.4)))


def _cloth(rng: np.random.Generator, colour: str) -> Material:
    repeat = float(rng.uniform(2, 6))
    return Material(textures.linen(rng, 128, [colour]), 0.9, sheen=float(rng.uniform(0, 1)), repeat=(repeat, repeat))


def _soft(rng: np.random.Generator, colour: str) -> Material:
    return Material(textures.plain(rng, 64, [colour]), 1.0, sheen=1.0, repeat=(4, 4))


def _leather(rng: np.random.Generator, colour: str) -> Material:
    return Material(textures.stone(rng, 128, [colour]), float(rng.uniform(0.3, 0.6)), repeat=(4, 4))


def _rubber(rng: np.random.Generator, colour: str) -> Material:
    return Material(colour, float(rng.uniform(0.5, 0.8)))


def _paper(rng: np.random.Generator, colour: str) -> Material:
    return Material(colour, float(rng.uniform(0.4, 0.9)))


def _wood(rng: np.random.Generator, _: str) -> Material:
    return Material(textures.wood(rng, 128, ["#5a3a22", "#94683f", "#b98b5c"]), 0.5)


def _stone(rng: np.random.Generator, colour: str) -> Material:
    return Material(textures.marble(rng, 128, ["#ecebe8", colour]), float(rng.uniform(0.1, 0.6)))


def _iridescent(rng: np.random.Generator, _: str) -> Material:
    film = textures.blend(textures.noise(rng, (64, 64), (3, 3), 2), ["#e86ad0", "#6a8cf0", "#60e0c0", "#f0e070"])
    return Material(film, float(rng.uniform(0.1, 0.35)), metallic=0.8, clearcoat=1.0)


_MAKERS: Mapping[str, Finish] = {
    "plastic": _plastic, "ceramic": _ceramic, "metal": _metal, "glass": _glass, "fabric": _cloth, "fleece": _soft,
    "leather": _leather, "rubber": _rubber, "paper": _paper, "wood": _wood, "wax": _wax, "stone": _stone,
    "iridescent": _iridescent, "frosted": _frosted,
}  # fmt: skip
FINISHES = tuple(_MAKERS)


def finish(rng: np.random.Generator, kind: str | None = None) -> Material:
    """A material of one of FINISHES; None draws the kind."""
    return _MAKERS[kind or str(rng.choice(FINISHES))](rng, str(rng.choice(_GOODS)))


def family(rng: np.random.Generator, count: int, kind: str | None = None) -> list[Material]:
    """A product's palette: `count` materials that go together."""
    return [finish(rng, kind) for _ in range(count)]
