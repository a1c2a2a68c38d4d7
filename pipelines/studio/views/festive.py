"""Festive lights."""

from collections.abc import Callable

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import smoothstep
from pipelines.studio.views.furniture import curtain
from pipelines.studio.views.kit import Plate, Scene, floats, mix, pale, view


def _dusk(plate: Plate, deep: Floats, lit: Floats, x: float = 0.0, y: float = 0.5, reach: float = 0.9) -> None:
    """A wall that goes from `lit` about a place to `deep` in the corners."""
    away = np.hypot((plate.x[None, :] - x) * plate.half, (plate.y[:, None] - y) * plate.tall) / reach
    cloudy = 0.14 * plate.grain(0.3, 90) + 0.07 * plate.grain(0.12, 91)
    plate.fill(mix(lit, deep, smoothstep(-0.15, 1.25, away + cloudy)))


def _scatter(
    plate: Plate, scene: Scene, count: int, tones: Floats, octave: int, bright: float, calm: float = 0.7
) -> None:
    """Lamps all over in clumps, most of them faint, fewer (by `calm`) where the product stands."""
    draw = scene.draws(count, 5, octave)
    places = np.stack([2.2 * draw[:, 0] - 1.1, 1.15 * draw[:, 1] - 0.03], -1)
    held = smoothstep(-0.5, 0.7, scene.noise(places[:, 0] * 2.1, places[:, 1] * 2.5, octave))
    quiet = 1 - calm * np.exp(-((places[:, 0] / 0.4) ** 2) - ((places[:, 1] - 0.3) / 0.4) ** 2)
    tone = tones[(draw[:, 2] * len(tones)).astype(int)]
    plate.sparks(places, bright * (held * quiet * (0.12 + 0.88 * draw[:, 3] ** 2))[:, None] * tone)


def _string(plate: Plate, start: tuple[float, float], end: tuple[float, float], sag: float, tone: Floats,
            draw: Floats, bright: float) -> None:  # fmt: skip
    """A string of lamps that hangs between two places, each lamp a little off its turn: one for each row of `draw`."""
    t = (np.arange(len(draw)) + 0.5 + 0.9 * (draw[:, 0] - 0.5)) / len(draw)
    x = start[0] + (end[0] - start[0]) * t
    y = start[1] + (end[1] - start[1]) * t - 4 * sag * t * (1 - t) + 0.05 * (draw[:, 1] - 0.5)
    plate.sparks(np.stack([x, y], -1).astype(np.float32), bright * (0.2 + draw[:, 2:3] ** 1.5) * tone)


@view("deep", "glow", "lamp", fall=0.06)
def fairy_lights(scene: Scene, tones: Floats) -> None:
    """Strings of small warm lamps, near and far, before a deep wall."""
    deep, glow, lamp_ = tones
    far, mid, near = scene.plate(0.045), scene.plate(0.065), scene.plate(0.1)
    _dusk(far, deep, glow, -0.15, 0.55)
    for i, one in enumerate(scene.draws(6, 4, 20)):
        plate, count = (far, 24) if i < 4 else (mid, 17)
        start, end = (-1.2, 0.45 + 0.13 * i + 0.3 * one[0]), (1.2, 0.45 + 0.13 * i + 0.3 * one[1])
        _string(plate, start, end, 0.08 + 0.16 * one[2], lamp_, scene.draws(count, 3, 21 + i), 0.6)
    _scatter(far, scene, 70, lamp_[None], 31, 0.3)
    _scatter(near, scene, 22, np.stack([lamp_, pale(lamp_, 0.1)]), 32, 0.2)


@view("deep", "glow", "flame", "marigold", fall=0.06)
def diya_glow(scene: Scene, tones: Floats) -> None:
    """Rows of oil lamps low behind, garlands of marigolds, gold lights above."""
    deep, glow, flame, marigold = tones
    far, mid, near = scene.plate(0.07), scene.plate(0.06), scene.plate(0.1)
    _dusk(far, deep, glow, 0, 0.1, 0.85)
    _scatter(far, scene, 90, np.stack([flame, pale(flame, 0.08), marigold]), 21, 0.4)
    for i, x in enumerate((-1.02, -0.8, 0.74, 0.98)):
        draw = scene.draws(44, 4, 30 + i)
        places = np.stack([x + 0.05 * (draw[:, 0] - 0.5), 1.1 - (0.72 - 0.2 * (i in (1, 2))) * draw[:, 1]], -1)
        mid.leaves(places, 0.022, 0.9, 90 * draw[:, 2], (0.35 + 0.8 * draw[:, 3:]) * marigold)
    draw = scene.draws(13, 4, 40)
    for i, one in enumerate(draw):
        x, y = -1.05 + 2.1 * (i + 0.6 * one[0]) / 13, 0.05 + 0.05 * one[1]
        mid.ball(x, y - 0.03, 0.075, 0.04, 0.35 * mix(glow, marigold, 0.4), 0.4)
        mid.glow(x, y, 0.06, 0.3 * flame)
        mid.sparks(floats([[x, y + 0.015]]), (0.6 + 0.5 * one[2]) * pale(flame, 0.06)[None])
    _scatter(near, scene, 14, flame[None], 41, 0.16)


@view("fir", "deep", "red", "lamp", fall=0.08)
def christmas(scene: Scene, tones: Floats) -> None:
    """A decked fir to one side, baubles and warm lamps on it, a dim room with lights beyond."""
    fir, deep, red, lamp_ = tones
    far, mid, near = scene.plate(0.075), scene.plate(0.065), scene.plate(0.1)
    _dusk(far, deep, mix(deep, red, 0.3), -0.4, 0.4)
    _scatter(far, scene, 60, np.stack([lamp_, pale(lamp_, 0.1), mix(lamp_, red, 0.7)]), 21, 0.42)
    draw = scene.draws(620, 6, 22)
    up = draw[:, 1] ** 1.3
    x = 0.74 + (draw[:, 0] - 0.5) * 1.5 * (1.05 - 0.8 * up)
    places = np.stack([x, 1.3 * up - 0.12], -1)
    lit = 0.12 + 1.3 * draw[:, 2] ** 2 * np.clip(1 - 1.1 * (x - 0.74), 0.25, 1.6)
    _boughs(mid, fir)
    mid.leaves(
        places,
        0.045,
        0.24,
        90 + 70 * (draw[:, 3] - 0.5),
        lit[:, None] * mix(fir, mix(fir, lamp_, 0.3), draw[:, 4] ** 3),
    )
    mid.glow(0.7, 0.4, 0.4, 0.025 * lamp_)
    draw = scene.draws(46, 5, 23)
    up = draw[:, 1] ** 1.2
    places = np.stack([0.74 + (draw[:, 0] - 0.5) * 1.35 * (1 - 0.8 * up), 1.2 * up - 0.05], -1)
    for (x, y), one in zip(places[:14], draw[:14], strict=True):
        mid.ball(float(x), float(y), 0.055, 0.055, (red, mix(red, lamp_, 0.7))[int(one[2] > 0.6)], 0.7)
    mid.sparks(places[14:], (0.18 + 0.6 * draw[14:, 3:4] ** 2) * lamp_)
    _sprig(near, scene, fir, red)
    _scatter(near, scene, 12, lamp_[None], 25, 0.2)


def _boughs(plate: Plate, fir: Floats) -> None:
    """The dark inside of a fir that is seen between its lit needles."""
    for low, wide, top in ((-0.3, 0.92, 0.55), (0.1, 0.7, 0.9), (0.45, 0.48, 1.3)):
        plate.outline(floats([[0.74 - wide, low], [0.74 + wide, low], [0.74, top]]), 0.22 * fir)


def _sprig(plate: Plate, scene: Scene, fir: Floats, red: Floats) -> None:
    """A bough that hangs in from the upper left, nearer than all else."""
    draw = scene.draws(130, 4, 24)
    x = -1.1 + 0.55 * draw[:, 0] * draw[:, 1]
    places = np.stack([x, 1.1 - 0.34 * draw[:, 1] * (1 - 0.4 * draw[:, 0])], -1)
    plate.leaves(places, 0.06, 0.16, 130 + 80 * (draw[:, 2] - 0.5), (0.25 + 0.8 * draw[:, 3:]) * fir)
    plate.ball(-0.82, 0.76, 0.09, 0.09, red, 0.6)


Hung = Callable[[Plate, float, float, float, float], None]
"""(plate, x, y, size, bright) → None: paints one hanging lamp."""


def _hang(scene: Scene, octave: int, blurs: tuple[float, float, float], paint: Hung) -> None:
    """Lamps hung at three depths: the nearer the larger, the further out and the more blurred."""
    for depth, (blur, count, size) in enumerate(zip(blurs, (6, 5, 3), (0.11, 0.17, 0.27), strict=True)):
        plate, draw = scene.plate(blur), scene.draws(count, 4, octave + depth)
        for i, one in enumerate(draw):
            x = -1 + 2 * (i + 0.25 + 0.5 * one[0]) / count
            x = float(np.sign(x) * max(abs(x), (0.15, 0.42, 0.72)[depth]))
            y = 0.62 + 0.3 * one[1] - 0.06 * depth * abs(x)
            paint(plate, x, float(y), size * (0.85 + 0.3 * float(one[2])), 0.75 + 0.4 * float(one[3]))


@view("deep", "paper", "gold", fall=0.06)
def lanterns(scene: Scene, tones: Floats) -> None:
    """Paper lanterns lit from within, hung at several depths, gold lights beyond."""
    deep, paper, gold = tones
    far = scene.plate(0.07)
    _dusk(far, deep, mix(deep, paper, 0.35), 0, 0.6)
    _scatter(far, scene, 80, np.stack([gold, mix(gold, paper, 0.4)]), 21, 0.36)

    def lantern(plate: Plate, x: float, y: float, size: float, bright: float) -> None:
        step = size / plate.tall
        plate.line((x, y + 0.4 * step), (x, 1.3), 0.005, 0.3 * gold)
        plate.ball(x, y, size, 0.84 * size, bright * paper, 0.25)
        plate.ball(x, y - 0.04 * step, 0.8 * size, 0.66 * size, bright * mix(paper, gold, 0.4), 0, 0.5)
        plate.ball(x, y - 0.08 * step, 0.46 * size, 0.5 * size, bright * 1.15 * mix(paper, gold, 0.75), 0, 0.55)
        for end in (0.4, -0.47):
            plate.box(x, y + end * step, 0.36 * size, 0.07 * size, 0.8 * gold, 0.4)
        plate.box(x, y - 0.85 * step, 0.07 * size, 0.38 * size, bright * mix(paper, gold, 0.5), 0.3)

    _hang(scene, 30, (0.05, 0.06, 0.09), lantern)


@view("deep", "glow", "gold", fall=0.06)
def crescent_lights(scene: Scene, tones: Floats) -> None:
    """Eid: metal lanterns and crescents lit in gold before a deep wall with arches."""
    deep, glow, gold = tones
    far = scene.plate(0.065)
    _dusk(far, deep, glow, 0, 0.45)
    for x in (-0.72, 0.0, 0.72):
        width = 0.3
        far.shade(x, 0.1, width, 1.1, 0.25)
        far.ball(x, 0.5, width, 0.36, 0.72 * glow, 0.25, 0.4)
    _scatter(far, scene, 90, np.stack([gold, pale(gold, 0.06)]), 21, 0.36)

    def fanous(plate: Plate, x: float, y: float, size: float, bright: float) -> None:
        """A metal lantern with three lit panes under a pointed roof, on a thread."""
        step, wide = size / plate.tall, 0.3 * size / plate.half
        plate.line((x, y + 0.5 * step), (x, 1.3), 0.005, 0.3 * gold)
        metal = 0.22 * gold + 0.3 * deep
        body = [
            [x - wide, y - 0.3 * step],
            [x + wide, y - 0.3 * step],
            [x + 0.75 * wide, y + 0.2 * step],
            [x - 0.75 * wide, y + 0.2 * step],
        ]
        plate.outline(floats(body), metal)
        plate.outline(floats([[x - wide, y + 0.2 * step], [x + wide, y + 0.2 * step], [x, y + 0.6 * step]]), metal)
        for part in (-0.2, 0.2):
            plate.box(x + part * size / plate.half, y - 0.24 * step, 0.14 * size, 0.4 * size, bright * 1.1 * gold, 0.1)
        plate.box(x, y - 0.24 * step, 0.18 * size, 0.42 * size, bright * pale(1.5 * gold, 0.25), 0)
        plate.box(x, y - 0.42 * step, 0.5 * size, 0.1 * size, 0.6 * gold, 0.4)
        plate.glow(x, y, 0.5 * size, 0.16 * bright * gold)

    _hang(scene, 30, (0.045, 0.055, 0.085), fanous)
    _crescents(scene, gold)


def _crescents(scene: Scene, gold: Floats) -> None:
    """Crescents of gold that hang on threads beside the middle, sharper than the lamps so that they can be read."""
    plate, draw = scene.plate(0.035), scene.draws(2, 3, 50)
    turn = np.linspace(-2.2, 2.2, 16, dtype=np.float32)
    inner = turn[::-1]
    arc = np.concatenate(
        [np.stack([-np.cos(turn), np.sin(turn)], -1), np.stack([0.42 - 0.82 * np.cos(inner), 0.82 * np.sin(inner)], -1)]
    )
    for x, one in zip((-0.3, 0.36), draw, strict=True):
        y, size = 0.58 + 0.2 * one[0], 0.045 + 0.015 * one[1]
        plate.line((x, y + size / plate.tall), (x, 1.3), 0.004, 0.25 * gold)
        plate.outline(
            floats([x, y]) + arc * floats([size / plate.half, size / plate.tall]), (0.8 + 0.3 * one[2]) * gold
        )


@view("blush", "rose", "light", fall=0.1)
def hearts_glow(scene: Scene, tones: Floats) -> None:
    """Soft discs of light in rose before gauze, a vase of roses far off."""
    blush, rose, light = tones
    far, mid, near = scene.plate(0.08), scene.plate(0.075), scene.plate(0.15)
    _dusk(far, mix(blush, rose, 0.5), 0.97 * blush, -0.3, 0.6)
    curtain(far, 0.0, -0.15, 1.6, 1.6, mix(blush, rose, 0.15), 0.4, 0.07)
    for x, octave in ((0.78, 22), (-0.9, 23)):
        draw = scene.draws(30, 5, octave)
        places = np.stack([x + 0.34 * (draw[:, 0] - 0.5), 0.12 + 0.3 * draw[:, 1]], -1)
        mid.leaves(
            places, 0.045, 0.85, 360 * draw[:, 2], (0.55 + 0.6 * draw[:, 3:4]) * mix(rose, pale(blush, 0.3), draw[:, 4])
        )
    _scatter(mid, scene, 60, np.stack([light, pale(blush, 0.4), mix(rose, light, 0.4)]), 24, 0.36)
    _scatter(near, scene, 30, np.stack([light, mix(rose, light, 0.5)]), 25, 0.22)


@view("wall", "gold", "first", "second", fall=0.12)
def confetti(scene: Scene, tones: Floats) -> None:
    """A celebration, held back: balloons at the sides, a few flecks of paper in the air, soft lights."""
    wall, gold, first, second = tones
    far, mid = scene.plate(0.08), scene.plate(0.075)
    _dusk(far, 0.82 * wall, pale(wall, 0.15), -0.3, 0.6, 1.1)
    _scatter(far, scene, 40, np.stack([pale(gold, 0.5), pale(wall, 0.6)]), 21, 0.2)
    colours = np.stack([first, second, gold, pale(first, 0.5), pale(wall, 0.4)])
    for one in scene.draws(13, 5, 22):
        x = float(np.sign(one[0] - 0.5) * (0.62 + 0.48 * one[1]))
        size, tone = 0.15 + 0.06 * float(one[4]), colours[int(one[3] * 5)]
        y = 0.2 + 0.85 * float(one[2])
        mid.line((x, y), (0.9 * x, -0.1), 0.004, 0.7 * wall)
        mid.ball(x, y, 0.88 * size, size, 0.9 * tone, 0.45)
        mid.ball(x - 0.05, y + 0.05, 0.2 * size, 0.26 * size, pale(tone, 0.7, 1.2), 0, 0.7)
    for blur, count, length, octave in ((0.03, 110, 0.016, 31), (0.05, 60, 0.026, 32), (0.09, 18, 0.05, 33)):
        plate, draw = scene.plate(blur), scene.draws(count, 6, octave)
        places = np.stack([2.2 * draw[:, 0] - 1.1, 1.15 * draw[:, 1]], -1)
        quiet = (np.abs(places[:, 0]) > 0.24) | (places[:, 1] > 0.7)
        tone = colours[(draw[:, 2] * 5).astype(int)] * (0.7 + 0.6 * draw[:, 3:4])
        plate.leaves(places[quiet], length, 0.3 + 0.4 * length, 180 * draw[quiet, 4], tone[quiet])
