"""Rooms to sit, eat and sleep in."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.views.furniture import WARM, curtain, lamp, picture, plant, row, shelf, walls, window
from pipelines.studio.views.kit import Scene, floats, mix, pale, view


@view("wall", "sofa", "wood", "leaf")
def room(scene: Scene, tones: Floats) -> None:
    """A bright living room: curtained window, sofa, pictures, plant, floor lamp."""
    wall, sofa, wood, leaf = tones
    far, mid, near = scene.plate(0.085), scene.plate(0.075), scene.plate(0.06)
    walls(far, wall)
    window(far, -0.55, 0.3, 0.36, 0.75, pale(wall, 0.6))
    curtain(far, -0.98, -0.1, 0.2, 1.2, pale(wall, 0.45, 1.05), 0.9)
    curtain(far, -0.14, -0.1, 0.13, 1.2, pale(wall, 0.4), 0.92)
    picture(far, 0.2, 0.55, 0.15, 0.2, wood, np.stack([leaf, sofa]), 1)
    picture(far, 0.38, 0.5, 0.11, 0.15, 0.5 * wood, np.stack([wall, wood]), 2)
    mid.shade(0.4, 0.2, 0.9, 0.3, 0.3)
    mid.box(0.5, -0.1, 0.62, 0.35, 0.92 * sofa)
    mid.box(0.5, -0.1, 0.03, 0.34, 0.7 * sofa)
    for x, tone in ((0.12, leaf), (0.3, pale(sofa, 0.5)), (0.82, mix(wood, sofa, 0.4))):
        mid.ball(x, 0.16, 0.16, 0.15, pale(tone, 0.2), 0.3)
    mid.ball(0.02, 0.08, 0.1, 0.34, 0.85 * sofa)
    mid.box(0.93, 0.0, 0.012, 0.6, 0.4 * wood)
    lamp(mid, 0.93, 0.52, 0.15, 0.4 * wood, 0.9)
    near.box(-0.62, -0.1, 0.36, 0.14, 0.9 * wood)
    plant(near, scene, -0.78, -0.05, 0.5, leaf, 11, pale(wood, 0.4), 70)
    near.ball(-0.42, 0.06, 0.07, 0.13, pale(wall, 0.3), 0.4)


@view("wall", "linen", "wood", "accent")
def bedroom(scene: Scene, tones: Floats) -> None:
    """A bed with its pillows under a picture, a lamp on the night table, sheer curtains in the light."""
    wall, linen, wood, accent = tones
    far, mid = scene.plate(0.085), scene.plate(0.07)
    walls(far, wall, 1.05)
    window(far, -0.86, 0.12, 0.3, 0.95, pale(wall, 0.6))
    curtain(far, -0.84, -0.1, 0.42, 1.3, pale(linen, 0.55, 1.1), 0.72)
    picture(far, 0.36, 0.62, 0.26, 0.2, wood, np.stack([linen, accent]), 1)
    far.box(0.4, -0.1, 0.74, 0.48, mix(wood, linen, 0.3), 0.16)
    for i in range(5):
        far.shade(-0.14 + 0.27 * i, 0.2, 0.016, 0.5, 0.22)
    for x, y, size, tone in (
        (0.12, 0.2, 0.27, 0.9),
        (0.62, 0.2, 0.27, 0.86),
        (0.24, 0.12, 0.24, 1.0),
        (0.6, 0.11, 0.25, 0.96),
    ):
        mid.ball(x, y, size, 0.72 * size, tone * linen, 0.3)
    mid.ball(0.42, 0.09, 0.2, 0.12, accent, 0.35)
    mid.ball(0.4, -0.06, 1.1, 0.22, 0.95 * linen, 0.25)
    mid.box(-0.42, -0.1, 0.24, 0.2, wood)
    lamp(mid, -0.47, 0.1, 0.17, pale(accent, 0.2), 0.95)
    plant(mid, scene, -0.3, 0.07, 0.2, floats([0.14, 0.22, 0.1]), 12, linen, 26)


@view("wall", "wood", "textile", "accent")
def dining(scene: Scene, tones: Floats) -> None:
    """A dining room: table and chairs, sideboard with vases, pendant lamps."""
    wall, wood, textile, accent = tones
    far, mid, near = scene.plate(0.085), scene.plate(0.075), scene.plate(0.07)
    walls(far, wall, 0.62)
    window(far, -0.74, 0.18, 0.34, 0.9, pale(wall, 0.6), 1.0, (2, 3))
    curtain(far, -1.04, -0.1, 0.16, 1.3, pale(textile, 0.3), 0.95)
    curtain(far, -0.38, -0.1, 0.12, 1.3, pale(textile, 0.25), 0.95)
    picture(far, 0.26, 0.5, 0.2, 0.26, 0.6 * wood, np.stack([textile, accent]), 1)
    far.box(0.3, -0.1, 0.5, 0.27, 0.85 * wood)
    far.box(0.3, -0.1, 0.006, 0.25, 0.5 * wood)
    far.ball(0.06, 0.24, 0.07, 0.13, pale(accent, 0.3))
    plant(far, scene, 0.56, 0.16, 0.26, floats([0.17, 0.22, 0.11]), 11, pale(textile, 0.3), 36, 0.2)
    mid.box(0.05, -0.12, 1.3, 0.18, 1.05 * wood, 0.14)
    for x in (-0.6, -0.1, 0.42, 0.92):
        mid.box(x, -0.1, 0.15, 0.29, 0.75 * textile, 0.3)
        mid.shade(x + 0.1, 0.05, 0.12, 0.2, 0.25)
    for x, y in ((-0.2, 0.8), (0.5, 0.84)):
        near.box(x, y + 0.06, 0.006, 0.5, 0.3 * wood)
        near.ball(x, y, 0.17, 0.13, mix(accent, wood, 0.4), 0.4)
        near.ball(x, y - 0.05, 0.13, 0.04, pale(1.1 * WARM, 0.45), 0)


@view("wall", "pastel", "wood", "accent")
def nursery(scene: Scene, tones: Floats) -> None:
    """A nursery: cot with its bars, bunting, soft toys, a mobile, gauze at the window."""
    wall, pastel, wood, accent = tones
    far, mid, near = scene.plate(0.08), scene.plate(0.075), scene.plate(0.07)
    walls(far, 0.9 * wall, 1.2, 0.3)
    window(far, -0.76, 0.3, 0.3, 0.75, pale(wall, 0.7), 0.95)
    curtain(far, -0.98, -0.1, 0.26, 1.2, pale(pastel, 0.35), 0.85)
    curtain(far, -0.46, -0.1, 0.14, 1.2, pale(pastel, 0.3), 0.85)
    for i, x in enumerate(np.linspace(-0.25, 1.1, 9)):
        y = 0.8 - 0.16 * np.sin(np.pi * (x + 0.3) / 1.45)
        corners = floats([[x - 0.06, y], [x + 0.06, y], [x, y - 0.11]])
        far.outline(corners, (pastel, accent, pale(wood, 0.5))[i % 3])
    shelf(far, 0.0, 0.4, 0.26, wood)
    far.ball(-0.06, 0.45, 0.1, 0.1, accent, 0.3)
    far.ball(0.09, 0.43, 0.08, 0.07, pale(wood, 0.4), 0.3)
    mid.shade(0.7, 0.1, 0.9, 0.5, 0.2)
    mid.box(0.62, -0.12, 0.5, 0.2, pale(pastel, 0.15), 0.1)
    mid.ball(0.5, 0.1, 0.14, 0.17, pale(wood, 0.25), 0.4)
    mid.ball(0.5, 0.2, 0.1, 0.1, pale(wood, 0.3), 0.4)
    mid.ball(0.74, 0.08, 0.15, 0.13, accent, 0.4)
    for x in np.linspace(0.2, 1.2, 14):
        mid.box(float(x), -0.1, 0.016, 0.33, pale(wood, 0.1), 0.4)
    mid.box(0.7, 0.26, 0.62, 0.035, pale(wood, 0.15), 0.3)
    for i, (x, y) in enumerate(((0.44, 0.62), (0.58, 0.54), (0.72, 0.6), (0.86, 0.56))):
        near.line((0.65, 0.95), (x, y), 0.004, 0.7 * wood)
        near.ball(x, y, 0.065, 0.065, pale((pastel, accent)[i % 2], 0.25), 0.4)
    lamp(near, -0.42, 0.0, 0.14, pale(pastel, 0.4), 0.95)


@view("wall", "chair", "wood", "book", fall=0.14)
def nook(scene: Scene, tones: Floats) -> None:
    """A reading nook in the evening: armchair, bookcase, a warm standing lamp."""
    wall, chair, wood, book = tones
    far, mid = scene.plate(0.085), scene.plate(0.075)
    walls(far, 0.75 * wall, 1.2, 0.4)
    far.box(0.55, -0.1, 0.66, 1.4, 0.42 * wood, 0.1)
    books = np.stack([book, pale(wood, 0.1), chair, 0.6 * wall, pale(wall, 0.35, 0.7)])
    for y, octave in ((0.0, 2), (0.24, 3), (0.48, 4), (0.72, 5), (0.96, 6)):
        row(far, scene, (0.0, 1.1), y, 0.165, books, octave, 0.2, 0.12)
        far.box(0.55, y - 0.03, 0.64, 0.02, 0.8 * wood)
    curtain(far, -0.98, -0.1, 0.3, 1.4, 0.7 * chair, 1.0)
    far.glow(-0.38, 0.72, 0.3, 0.34 * WARM * pale(wall, 0.3))
    mid.box(-0.38, -0.1, 0.014, 0.75, 0.3 * wood)
    mid.box(-0.62, -0.1, 0.36, 0.36, chair, 0.25)
    mid.ball(-0.62, 0.345 / mid.tall - 0.1, 0.37, 0.14, 1.05 * chair, 0.3)
    mid.shade(-0.62, 0.02, 0.26, 0.16, 0.35)
    mid.ball(-0.66, 0.1, 0.2, 0.17, pale(mix(chair, book, 0.8), 0.1), 0.3)
    mid.box(-0.28, -0.1, 0.09, 0.23, 1.15 * chair, 0.3)
    mid.box(-0.98, -0.1, 0.1, 0.23, 0.9 * chair, 0.3)
    mid.ball(-0.28, 0.22 / mid.tall - 0.1, 0.12, 0.07, 1.3 * chair, 0.3)
    mid.box(-0.38, 0.62, 0.23, 0.17, 1.1 * mix(WARM, np.ones(3, np.float32), 0.3), 0.1)
    mid.ball(-0.38, 0.7, 0.15, 0.12, pale(1.5 * WARM, 0.4), 0, 0.8)
    mid.box(0.1, -0.1, 0.2, 0.14, wood)
    mid.ball(0.06, 0.07, 0.06, 0.07, pale(book, 0.4))
