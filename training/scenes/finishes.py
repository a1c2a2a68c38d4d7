"""What products are made of: random materials of each kind, and palettes of materials that go together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pipelines.core.colour import Floats, hex_to_linear
from training.scenes import goods, textures
from training.scenes.material import Material

Finish = Callable[[np.random.Generator, Sequence[str]], Material]
_SIDE = 128  # pixels of a texture

_METALS = ("#e6e7e9", "#d2d3d6", "#b4b6b9", "#ffcf70", "#e9c27a", "#f0a58a", "#c98a5a", "#d9b25f", "#5a5a5e", "#2c2c30")
_TINTS = ("#ffffff", "#f7fbfa", "#e4f2ec", "#b7dcc4", "#3f7a4a", "#b5651d", "#6a3008", "#8fbfe0", "#3a5fa8", "#e8a0b0",
          "#f0d080", "#50545c")  # fmt: skip
_WOODS = (("#5a3a22", "#94683f", "#b98b5c"), ("#c9a373", "#dfc09a", "#ecd7b8"), ("#2e1c12", "#4a2e1e", "#5e3e2a"),
          ("#7a3f22", "#9c5a34", "#b4774e"), ("#a59a8a", "#c0b6a6", "#d8d0c4"))  # fmt: skip
_STONES = (("#f2f0ec", "#8b8680"), ("#e9e2d6", "#b09a7c"), ("#22262a", "#8b9094"), ("#2e4a3c", "#a8c0ae"),
           ("#d9c3b4", "#8e5a4c"))  # fmt: skip
_FILMS = (("#e86ad0", "#6a8cf0", "#60e0c0", "#f0e070", "#e86ad0"), ("#f4d0e8", "#c8d8f8", "#d0f4ec", "#f8f0d0"),
          ("#402a80", "#207a9a", "#3aa860", "#a08a20"), ("#a83a7a", "#4a48b8", "#2a90a8"))  # fmt: skip


def _uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def _coat(rng: np.random.Generator, colours: Sequence[str], chance: float) -> str | Floats:
    """One colour, or with that chance a print."""
    return goods.printed(rng, _SIDE, colours) if rng.random() < chance else colours[0]


def _plastic(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """From polished to matte; a few with metal flakes."""
    roughness = float(rng.choice([0.06, 0.2, 0.35, 0.5, 0.75])) * _uniform(rng, 0.8, 1.2)
    return Material(_coat(rng, colours, 0.2), roughness, 0.6 if rng.random() < 0.06 else 0.0,
                    clearcoat=1.0 if rng.random() < 0.3 else 0.0)  # fmt: skip


def _ceramic(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Glazed, or bare clay."""
    glazed = rng.random() < 0.8
    roughness = _uniform(rng, 0.06, 0.3) if glazed else _uniform(rng, 0.6, 0.9)
    return Material(_coat(rng, colours, 0.5), roughness, clearcoat=_uniform(rng, 0.3, 1) if glazed else 0.0)


def _metal(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Chrome to brushed steel, brass, copper, dark steel; anodised or painted in a colour."""
    kind = rng.choice(4, p=(0.3, 0.4, 0.15, 0.15))
    if kind == 3:
        return Material(colours[0], _uniform(rng, 0.15, 0.45), clearcoat=1.0)
    base = colours[0] if kind == 2 else str(rng.choice(_METALS))
    if kind == 0:
        return Material(base, _uniform(rng, 0.04, 0.14), metallic=1.0)
    brushed = _uniform(rng, 0.6, 0.95) if rng.random() < 0.5 else 0.0
    return Material(base, _uniform(rng, 0.18, 0.5), metallic=1.0, brushed=brushed)


def _glass(rng: np.random.Generator, _: Sequence[str]) -> Material:
    """Clear or tinted; mostly a thin wall, some solid."""
    tint = str(rng.choice(_TINTS[:3])) if rng.random() < 0.5 else str(rng.choice(_TINTS))
    solid = bool(rng.random() < 0.25)
    return Material(tint, _uniform(rng, 0.02, 0.08), clear=_uniform(rng, 0.9, 1), solid=solid)


def _frosted(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Etched glass, milky plastic, an acrylic."""
    tint = str(rng.choice(_TINTS)) if rng.random() < 0.6 else colours[0]
    return Material(tint, _uniform(rng, 0.3, 0.6), clear=_uniform(rng, 0.2, 0.7), translucent=_uniform(rng, 0.2, 0.6))


def _wax(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Candles, soap, jelly: light seeps through thin ones, thick ones shine softly."""
    coat = _coat(rng, colours, 0.1)
    if rng.random() < 0.5:
        return Material(coat, _uniform(rng, 0.3, 0.5), clearcoat=_uniform(rng, 0, 0.5))
    return Material(coat, _uniform(rng, 0.25, 0.5), clear=_uniform(rng, 0.1, 0.3), translucent=_uniform(rng, 0.15, 0.4))


def _fabric(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Woven cloth: plain or printed, dull as cotton or shining as satin."""
    threads = int(rng.choice([16, 24, 32]))
    ground = goods.printed(rng, _SIDE, colours) if rng.random() < 0.45 else textures.plain(rng, _SIDE, [colours[0]] * 2)
    cloth = np.clip(ground * textures.weave(rng, _SIDE, threads)[..., None] ** 0.7, 0, 1).astype(np.float32)
    times = _uniform(rng, 1, 4)
    satin = rng.random() < 0.15
    return Material(cloth, 0.35 if satin else 0.95, sheen=_uniform(rng, 0, 1), brushed=0.7 if satin else 0.0,
                    repeat=(times, times))  # fmt: skip


def _fleece(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Plush, felt and towelling: clumps and a bright rim."""
    cells = _uniform(rng, 8, 30)
    clumps = textures.noise(rng, (_SIDE, _SIDE), (cells, cells), 3)[..., None]
    ground = textures.plain(rng, _SIDE, list(colours[:2])) if rng.random() < 0.3 else hex_to_linear(colours[0])
    pile = np.clip(ground * (0.6 + 0.6 * clumps), 0, 1).astype(np.float32)
    return Material(pile, 1.0, sheen=1.0, repeat=(2, 2))


def _leather(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Grained hide: often brown or black."""
    own = (goods.earth, goods.black)[int(rng.integers(2))](rng)
    base = hex_to_linear(own if rng.random() < 0.5 else colours[0])
    cells = _uniform(rng, 10, 28)
    folds = np.abs(2 * textures.noise(rng, (_SIDE, _SIDE), (cells, cells), 2) - 1)[..., None] ** 0.5
    hide = (base * (0.6 + 0.4 * folds) * (0.8 + 0.3 * textures.noise(rng, (_SIDE, _SIDE), (3, 3), 3)[..., None])).clip(
        0, 1
    )
    return Material(hide.astype(np.float32), _uniform(rng, 0.25, 0.6), repeat=(2, 2))


def _rubber(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Soles, grips, silicone."""
    return Material(goods.black(rng) if rng.random() < 0.4 else colours[0], _uniform(rng, 0.5, 0.85))


def _paper(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Card and kraft, plain or printed, some varnished."""
    kraft = goods.earth(rng) if rng.random() < 0.3 else colours[0]
    return Material(_coat(rng, [kraft, *colours[1:]], 0.5), _uniform(rng, 0.35, 0.95),
                    clearcoat=1.0 if rng.random() < 0.15 else 0.0)  # fmt: skip


def _wood(rng: np.random.Generator, _: Sequence[str]) -> Material:
    """Oiled, varnished or raw."""
    tones = _WOODS[int(rng.integers(len(_WOODS)))]
    return Material(textures.grain(rng, _SIDE, tones), _uniform(rng, 0.25, 0.8),
                    clearcoat=1.0 if rng.random() < 0.2 else 0.0)  # fmt: skip


def _stone(rng: np.random.Generator, colours: Sequence[str]) -> Material:
    """Marble, concrete, terrazzo."""
    kind = textures.marble, textures.stone, textures.terrazzo
    tones = _STONES[int(rng.integers(len(_STONES)))] if rng.random() < 0.7 else ("#dedbd5", *colours)
    slab = kind[int(rng.integers(3))](rng, _SIDE, tones).astype(np.float32)
    return Material(slab, _uniform(rng, 0.08, 0.7), clearcoat=1.0 if rng.random() < 0.3 else 0.0)


def _iridescent(rng: np.random.Generator, _: Sequence[str]) -> Material:
    """A film whose colour runs over the surface: nacre, holographic foil, oil, carnival glass."""
    cells = _uniform(rng, 1, 4)
    bands = textures.noise(rng, (64, 64), (cells, cells), 2) * _uniform(rng, 1, 3)
    film = textures.blend(np.abs(2 * (bands % 1) - 1), _FILMS[int(rng.integers(len(_FILMS)))])
    return Material(film, _uniform(rng, 0.08, 0.35), metallic=_uniform(rng, 0.5, 1), clearcoat=1.0)


_MAKERS: Mapping[str, Finish] = {
    "plastic": _plastic, "ceramic": _ceramic, "metal": _metal, "glass": _glass, "fabric": _fabric, "fleece": _fleece,
    "leather": _leather, "rubber": _rubber, "paper": _paper, "wood": _wood, "wax": _wax, "stone": _stone,
    "iridescent": _iridescent, "frosted": _frosted,
}  # fmt: skip
FINISHES = tuple(_MAKERS)
_CHANCES = np.array([7, 3, 4, 3, 4, 2, 2, 2, 3, 2, 1, 1, 1, 1.5])


def finish(rng: np.random.Generator, kind: str | None = None) -> Material:
    """A material of one of FINISHES; None draws the kind."""
    return _made(rng, kind or _kind(rng), goods.palette(rng, 3))


def family(rng: np.random.Generator, count: int, kind: str | None = None) -> list[Material]:
    """A product's palette: `count` materials that go together, of one kind or of a few; the first is the main one.

    Colours are all white, all black, alike, two that contrast, or any; `kind` is the kind of all of them.
    """
    colours = goods.palette(rng, max(count, 1))
    kinds = [kind or _kind(rng)] * max(count, 1)
    if kind is None and rng.random() < 0.6:
        kinds = [kinds[0], *(_kind(rng) if rng.random() < 0.6 else kinds[0] for _ in range(count - 1))]
    made = [_made(rng, kind, [own, *colours]) for kind, own in zip(kinds, colours, strict=True)]
    if rng.random() < 0.1:
        made = [made[0], *(replace(material, colour=made[0].colour) for material in made[1:])]
    return made[:count]


def _kind(rng: np.random.Generator) -> str:
    return str(rng.choice(FINISHES, p=_CHANCES / _CHANCES.sum()))


def _made(rng: np.random.Generator, kind: str, colours: Sequence[str]) -> Material:
    return _MAKERS[kind](rng, list(colours))
