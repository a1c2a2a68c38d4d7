"""Kitchens, bathroom, home office."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import smoothstep
from pipelines.studio.views.furniture import WARM, curtain, plant, row, shelf, walls, window
from pipelines.studio.views.kit import Scene, floats, mix, pale, view


@view("wall", "cabinet", "wood", "accent")
def kitchen(scene: Scene, tones: Floats) -> None:
    """A light kitchen: window over the worktop, cabinets, open shelves with jars, herbs."""
    _kitchen(scene, tones, 1.0, 0.0)


@view("wall", "cabinet", "wood", "accent", fall=0.3)
def dark_kitchen(scene: Scene, tones: Floats) -> None:
    """A dark kitchen towards evening: warm light under the shelves, pendant lamps, a dim window."""
    _kitchen(scene, tones, 0.3, 1.0)
    near = scene.plate(0.1)
    for x, y in ((0.14, 0.8), (0.66, 0.86)):
        near.box(x, y + 0.03, 0.006, 0.4, 0.2 * tones[2])
        near.ball(x, y + 0.05, 0.1, 0.07, 0.6 * tones[2], 0.5)
        near.sparks(floats([[x, y]]), 0.9 * pale(WARM, 0.2)[None])


def _kitchen(scene: Scene, tones: Floats, day: float, lit: float) -> None:
    """Cabinets, worktop, open shelves; a window as bright as `day`, lamps as bright as `lit` under the shelves."""
    wall, front, wood, accent = tones
    far, mid = scene.plate(0.085), scene.plate(0.07)
    walls(far, wall, 1.2, 0.34)
    far.rgba[..., :3] *= (1 - 0.05 * (np.sin(far.y * 45) > 0.8))[:, None, None]
    white = 0.15 + 0.85 * float(front.max())
    window(far, -0.62, 0.3, 0.4, 0.62, pale(front, 0.4, white), day, (2, 1))
    for x in (0.52, 0.86, 1.2):
        far.box(x, 0.74, 0.185, 0.4, front, 0.16)
        far.box(x - 0.12, 0.76, 0.008, 0.05, pale(wood, 0.5))
    far.shade(0.8, 0.72, 0.7, 0.08, 0.35)
    jars = np.stack([front, mix(accent, front, 0.3), wood, pale(wall, 0.5, white)])
    for y, octave in ((0.34, 3), (0.55, 4)):
        shelf(far, 0.42, y, 0.66, wood)
        row(far, scene, (-0.1, 0.98), y, 0.12, jars, octave, 0.55, 0.25)
    if lit:
        for x in np.linspace(-0.1, 1.0, 7):
            far.glow(float(x), 0.32, 0.07, 0.13 * lit * WARM)
    mid.box(0, -0.12, 1.6, 0.15, 0.9 * mix(wood, front, 0.2), 0.1)
    _worktop(scene, tones, lit)


def _worktop(scene: Scene, tones: Floats, lit: float) -> None:
    """What stands on a kitchen's worktop, and the glints on it."""
    _, front, wood, accent = tones
    mid = scene.plates[-1]
    mid.box(0.74, 0.03, 0.13, 0.25, 0.8 * wood)
    mid.box(0.86, 0.03, 0.1, 0.18, 1.1 * wood)
    mid.ball(0.56, 0.12, 0.13, 0.16, accent, 0.5)
    mid.ball(0.05, 0.07, 0.12, 0.09, pale(front, 0.3, 0.15 + 0.85 * float(front.max())), 0.4)
    mid.ball(-0.2, 0.09, 0.07, 0.1, mix(wood, accent, 0.5), 0.4)
    plant(mid, scene, -0.85, 0.02, 0.27, floats([0.13, 0.24, 0.07]), 13, 1.2 * wood, 44)
    plant(mid, scene, -0.52, 0.02, 0.2, floats([0.17, 0.26, 0.09]), 14, 1.1 * front, 34)
    draw = scene.draws(9, 3, 15)
    places = np.stack([2 * draw[:, 0] - 1, 0.04 + 0.28 * draw[:, 1]], -1)
    mid.sparks(places, (0.04 + (0.16 + 0.2 * lit) * draw[:, 2:] ** 2) * (WARM if lit else np.ones(3, np.float32)))


@view("tile", "towel", "wood", "leaf")
def bathroom(scene: Scene, tones: Floats) -> None:
    """Pale tiles, a lit round mirror over the basin, hung towels, bottles, a fern."""
    tile, towel, wood, leaf = tones
    far, mid = scene.plate(0.08), scene.plate(0.07)
    walls(far, tile, 1.2, 0.26)
    across, up = far.x * far.half / 0.09, far.y * far.tall / 0.045
    brick = far.noise.cell(across[None, :] + 0.5 * np.floor(up)[:, None] % 1, up[:, None] + 0 * across, 40)
    far.rgba[..., :3] *= (0.93 + 0.12 * brick)[..., None]
    window(far, -0.9, 0.4, 0.26, 0.6, pale(tile, 0.5), 1.0, (1, 2))
    far.glow(0.22, 0.66, 0.26, 0.2 * pale(WARM, 0.6))
    far.ball(0.22, 0.66, 0.44, 0.44, floats([1.2, 1.1, 0.95]), 0.02)
    far.ball(0.22, 0.66, 0.39, 0.39, mix(tile, towel, 0.25) * 0.86, 0.4)
    far.ball(0.16, 0.6, 0.15, 0.26, 0.8 * pale(tile, 0.4), 0.3, 0.5)
    far.box(0.84, 0.62, 0.3, 0.012, 0.5 * wood)
    for x, low, tone in ((0.76, 0.22, towel), (0.94, 0.32, pale(towel, 0.45))):
        curtain(far, x, low, 0.1, 0.62 * far.tall - low * far.tall + 0.02, tone, 1.0, 0.02)
    mid.box(0.15, -0.12, 1.0, 0.16, wood, 0.15)
    mid.ball(0.22, 0.07, 0.36, 0.12, pale(tile, 0.6, 1.02), 0.2)
    mid.line((0.3, 0.1), (0.3, 0.26), 0.014, 0.55 * pale(tile, 0.2))
    row(mid, scene, (-0.5, -0.08), 0.04, 0.17, np.stack([wood, leaf, pale(towel, 0.4), pale(wood, 0.4)]), 6, 0.4, 0.2)
    plant(mid, scene, -0.68, -0.02, 0.4, leaf, 11, pale(tile, 0.5), 70, 0.18)


@view("wall", "wood", "accent", "leaf")
def home_office(scene: Scene, tones: Floats) -> None:
    """A desk by the window: shelves of books and binders, a reading lamp, a chair's back, a plant."""
    wall, wood, accent, leaf = tones
    far, mid = scene.plate(0.085), scene.plate(0.07)
    walls(far, wall, 1.2)
    window(far, -0.72, 0.2, 0.4, 0.9, pale(wall, 0.6), 1.0, (1, 2))
    slats = 0.5 + 0.5 * np.sin(far.y * far.tall * 2 * np.pi / 0.035)
    blind = (
        (np.abs(far.x + 0.72) * far.half < 0.2)[None, :]
        * smoothstep(0.58, 0.6, far.y)[:, None]
        * (0.25 + 0.5 * slats[:, None])
    )
    far.lay(blind.astype(np.float32), pale(wall, 0.3))
    books = np.stack([accent, pale(accent, 0.6), wood, pale(wall, 0.5), 0.5 * leaf])
    for y, octave in ((0.36, 3), (0.6, 4), (0.84, 5)):
        shelf(far, 0.58, y, 0.62, wood)
        row(far, scene, (0.08, 1.2), y, 0.15, books, octave, 0.24, 0.15)
    plant(far, scene, 0.22, 0.83, 0.2, leaf, 16, None, 40)
    mid.box(0.1, -0.12, 1.5, 0.14, wood, 0.14)
    mid.box(0.34, 0.02, 0.34, 0.22, 0.25 * wall, 0.5)
    mid.box(0.34, 0.04, 0.32, 0.19, mix(0.35 * wall, accent, 0.3), 0.5)
    mid.line((-0.32, 0.02), (-0.4, 0.34), 0.014, 0.5 * accent)
    mid.line((-0.4, 0.34), (-0.22, 0.47), 0.014, 0.5 * accent)
    mid.ball(-0.2, 0.45, 0.12, 0.08, accent, 0.5)
    mid.box(0.8, 0.02, 0.09, 0.11, accent, 0.4)
    plant(mid, scene, -0.86, -0.02, 0.46, leaf, 11, pale(wood, 0.3), 60)
