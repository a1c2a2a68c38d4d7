"""Random light: windows, lamps and ceilings indoors; sun, clouds and shade outdoors."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear, luminance, to_srgb8
from training.scenes.light import Light, Source
from training.scenes.textures import blend, noise

_GROUNDS = ("#4d5a34", "#6d7a48", "#8a7f6a", "#b7aa8c", "#77777a", "#5a5045", "#9a9690")
_MASSES = ("#2f3d26", "#48563a", "#6b5f55", "#8d8378", "#a59c92", "#55504c", "#7f8a94")
_ROOM_LIGHT = 2.4  # irradiance that Light's white room gives, about


def light(rng: np.random.Generator, outdoors: bool) -> Light:
    """The light of a place; the product stands at the origin, the camera at −y."""
    makers = _OUTDOORS if outdoors else _INDOORS
    chances = np.array([chance for _, chance in makers])
    return makers[int(rng.choice(len(makers), p=chances / chances.sum()))][0](rng)


def kelvin(temperature: float) -> str:
    """`#rrggbb` of a black body of 1667–25,000 K, its largest channel full. Kim et al. 2002, US patent 7,024,034."""
    t = 1000.0 / temperature
    if temperature < 4000:
        x = -0.2661239 * t**3 - 0.2343589 * t**2 + 0.8776956 * t + 0.179910
    else:
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
    if temperature < 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif temperature < 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    to_rgb = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    rgb = np.clip(to_rgb @ [x / y, 1.0, (1 - x - y) / y], 0, None)
    return _hex((rgb / rgb.max()).astype(np.float32))


def _hex(linear: Floats) -> str:
    return "#" + bytes(to_srgb8(linear)).hex()


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    """Log-uniform."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _source(azimuth: float, elevation: float, distance: float, angles: tuple[float, float], strength: float,
            temperature: float, panes: int = 1) -> Source:  # fmt: skip
    """A source by the tangents that its width and height subtend and by the irradiance that it gives."""
    source = Source(azimuth, elevation, distance, (angles[0] * distance, angles[1] * distance), 1.0,
                    kelvin(temperature), panes)  # fmt: skip
    return replace(source, power=strength / source.strength)


def _lit(sources: list[Source], room: str, surroundings: Floats | None = None) -> Light:
    """The light of some sources; white is the mean of all that they and the room send."""
    first, *more = sources
    around = hex_to_linear(room) * _ROOM_LIGHT if surroundings is None else surroundings[:16].mean((0, 1)) * 2 * np.pi
    total = around.copy()
    for source in sources:
        colour = hex_to_linear(source.colour)
        total += source.strength * colour / luminance(colour)
    return Light(**{name: getattr(first, name) for name in Source.__dataclass_fields__}, room=room,
                 white=_hex((total / total.max()).astype(np.float32)), more=tuple(more),
                 surroundings=surroundings)  # fmt: skip


def _walls(rng: np.random.Generator, temperature: float, level: float = 1.0) -> str:
    """The colour of a room's own light: its walls under a light of that temperature."""
    paint = rng.uniform(0.75, 1, 3) ** (2.5 if rng.random() < 0.15 else 0.5)
    tint = hex_to_linear(kelvin(temperature)) * paint
    return _hex(np.clip(tint * 0.65 * level, 0, 1).astype(np.float32))


def _window_source(rng: np.random.Generator, azimuth: float, strength: float) -> Source:
    behind = abs(azimuth) > 110
    elevation = float(rng.uniform(25, 55) if behind else rng.uniform(8, 50))
    distance = float(rng.uniform(0.9, 1.3) if behind else rng.uniform(1.4, 3.0))
    angles = (_between(rng, 0.3, 1.3), _between(rng, 0.4, 1.3))
    return _source(azimuth, elevation, distance, angles, strength, _between(rng, 5000, 8500),
                   int(rng.choice([1, 1, 2, 3, 4])))  # fmt: skip


def _window(rng: np.random.Generator) -> Light:
    azimuth = float(rng.choice([-1, 1]) * rng.uniform(30, 140))
    return _lit([_window_source(rng, azimuth, _between(rng, 1.5, 14))], _walls(rng, _between(rng, 3800, 7000)))


def _backlight(rng: np.random.Generator) -> Light:
    azimuth = 180 + float(rng.uniform(-45, 45))
    return _lit([_window_source(rng, azimuth, _between(rng, 4, 14))], _walls(rng, _between(rng, 4000, 7000)))


def _lamp_source(rng: np.random.Generator, strength: float) -> Source:
    side = _between(rng, 0.05, 0.4)
    return _source(float(rng.uniform(-170, 170)), float(rng.uniform(35, 80)), float(rng.uniform(0.9, 1.8)),
                   (side, side * _between(rng, 0.6, 1.6)), strength, _between(rng, 2300, 5000))  # fmt: skip


def _lamp(rng: np.random.Generator) -> Light:
    return _lit([_lamp_source(rng, _between(rng, 1.5, 12))], _walls(rng, _between(rng, 2400, 4500), 0.8))


def _ceiling(rng: np.random.Generator) -> Light:
    """One to four lights overhead, of one kind."""
    temperature, strength = _between(rng, 2700, 6500), _between(rng, 0.8, 5)
    angles = (_between(rng, 0.05, 0.6), _between(rng, 0.05, 0.6))
    sources = [
        _source(float(rng.uniform(-180, 180)), float(rng.uniform(55, 88)), float(rng.uniform(1.6, 2.4)), angles,
                strength * rng.uniform(0.5, 1), temperature)
        for _ in range(int(rng.integers(1, 5)))
    ]  # fmt: skip
    return _lit(sources, _walls(rng, temperature))


def _mixed(rng: np.random.Generator) -> Light:
    """A window and a lamp of another colour."""
    window = _window_source(rng, float(rng.choice([-1, 1]) * rng.uniform(30, 150)), _between(rng, 1, 8))
    return _lit([window, _lamp_source(rng, _between(rng, 1, 8))], _walls(rng, _between(rng, 3000, 7000)))


def _evening(rng: np.random.Generator) -> Light:
    """One warm lamp in a dark room."""
    return _lit([_lamp_source(rng, _between(rng, 1, 6))], _walls(rng, _between(rng, 2000, 3200), 0.25))


def _flash(rng: np.random.Generator) -> Light:
    """The phone's own, beside the lens: hard, frontal, in a dim room."""
    source = _source(float(rng.uniform(-12, 12)), float(rng.uniform(15, 50)), 3.0, (0.02, 0.02), _between(rng, 3, 12),
                     _between(rng, 5000, 6500))  # fmt: skip
    return _lit([source], _walls(rng, _between(rng, 2500, 5000), 0.5))


def _even(rng: np.random.Generator) -> Light:
    """Hardly any direction: a bright room or a light tent."""
    large = _source(float(rng.uniform(-180, 180)), float(rng.uniform(40, 85)), 2.2, (1.2, 1.2), _between(rng, 0.3, 1.2),
                    _between(rng, 4000, 7000))  # fmt: skip
    return _lit([large], _walls(rng, _between(rng, 4000, 7000), 1.4))


def _sky(rng: np.random.Generator, low: str, high: str, level: float, glow: float = 0.0,
         elevation: float = 40.0) -> Floats:  # fmt: skip
    """A sky over blurred trees or houses and the ground, (32, 64, 3); `glow` brightens it about the sun."""
    height = np.broadcast_to(np.linspace(90, -90, 32)[:, None], (32, 64))
    level *= rng.uniform(0.7, 1.5)
    clouds = rng.uniform(0, 0.9)
    sky = blend(np.clip(height / 60, 0, 1), [low, high]) * level
    sky *= 1 - clouds / 2 + clouds * noise(rng, (32, 64), (3, 5), 3)[..., None]
    across = np.broadcast_to(np.linspace(-180, 180, 64)[None], (32, 64))
    apart = (height - elevation) ** 2 + (across * np.cos(np.radians(elevation))) ** 2
    sky *= 1 + glow * np.exp(-apart / 900)[..., None]
    tops = 2 + rng.uniform(0, 35) * noise(rng, (2, 64), (1, 7), 3)[:1]
    masses = blend(noise(rng, (32, 64), (3, 9), 3), [str(c) for c in rng.choice(_MASSES, 3)]) * rng.uniform(0.5, 1.5)
    picture = np.where((height < tops)[..., None], masses, sky)
    ground = hex_to_linear(str(rng.choice(_GROUNDS))) * (0.7 + 0.6 * noise(rng, (32, 64), (4, 9), 3)[..., None])
    picture = np.where((height < 0)[..., None], ground, picture).astype(np.float32)
    return cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 1.2)), borderType=cv2.BORDER_REPLICATE)


def _sun(rng: np.random.Generator) -> Light:
    """Sharp shadows under a blue sky; the lower the sun, the warmer."""
    elevation = float(rng.uniform(12, 75))
    side = _between(rng, 0.009, 0.04)
    warmth = float(np.interp(elevation, [10, 35, 75], [3600, 5000, 5800])) * rng.uniform(0.93, 1.07)
    sky = _sky(rng, "#c3d3e4", str(rng.choice(["#4f82c4", "#6b97cf", "#8fb0d6"])), 0.9, 1.5, elevation)
    sun = _source(float(rng.uniform(-180, 180)), elevation, 30.0, (side, side), _between(rng, 4, 16), warmth)
    return _lit([sun], "#9fb4cc", sky)


def _overcast(rng: np.random.Generator) -> Light:
    elevation = float(rng.uniform(35, 80))
    sky = _sky(rng, "#d5d7d9", str(rng.choice(["#e6e8ea", "#c9ccd0", "#f1f1ee"])), 1.0, 1.0, elevation)
    bright = _source(float(rng.uniform(-180, 180)), elevation, 12.0, (1.0, 1.0), _between(rng, 0.4, 2.5),
                     _between(rng, 5500, 7500))  # fmt: skip
    return _lit([bright], "#c9ccd0", sky)


def _shade(rng: np.random.Generator) -> Light:
    """Out of the sun: a part of the open blue sky."""
    sky = _sky(rng, "#c9d4de", "#86a5c8", 0.6)
    part = _source(float(rng.uniform(-180, 180)), float(rng.uniform(25, 70)), 12.0,
                   (_between(rng, 0.5, 1.3), _between(rng, 0.5, 1.3)), _between(rng, 1, 5),
                   _between(rng, 6500, 10000))  # fmt: skip
    return _lit([part], "#a9bace", sky)


_INDOORS: tuple[tuple[Callable[[np.random.Generator], Light], float], ...] = (
    (_window, 6), (_lamp, 2), (_ceiling, 3), (_mixed, 3), (_backlight, 2), (_evening, 1), (_flash, 1),
    (_even, 2))  # fmt: skip
_OUTDOORS: tuple[tuple[Callable[[np.random.Generator], Light], float], ...] = (
    (_sun, 5), (_overcast, 3), (_shade, 2))  # fmt: skip
