"""Leaves against the light."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import smoothstep
from pipelines.studio.views.furniture import DAY, curtain, plant
from pipelines.studio.views.kit import Plate, Scene, floats, mix, pale, view


@view("shade", "leaf", "sun", fall=0.12)
def garden(scene: Scene, tones: Floats) -> None:
    """Trees and bushes against the light: greens, and discs of sky between the leaves."""
    shade, leaf, sun = tones
    far, mid, near = scene.plate(0.12), scene.plate(0.085), scene.plate(0.13)
    _canopy(far, scene, shade, leaf, sun)
    lawn = smoothstep(0.2, 0.02, far.y)[:, None] * (0.8 + 0.2 * far.grain(0.2, 40))
    far.lay(0.8 * np.clip(lawn, 0, 1), mix(leaf, sun, 0.3))
    _gaps(far, scene, 220, 0.34 * sun, 22)
    _sprays(mid, scene, 240, (shade, leaf), 23, 0.035)
    _gaps(mid, scene, 90, 0.3 * pale(sun, 0.4), 24, 0.4)
    _sprays(near, scene, 70, (0.7 * shade, mix(leaf, sun, 0.4)), 25, 0.06, 0.82)


@view("shade", "leaf", "sun", "bark", fall=0.12)
def autumn(scene: Scene, tones: Floats) -> None:
    """A wood in autumn: trunks, leaves that glow against a low sun, fallen leaves."""
    shade, leaf, sun, bark = tones
    far, mid, near = scene.plate(0.12), scene.plate(0.085), scene.plate(0.12)
    _canopy(far, scene, shade, leaf, sun, 0.15)
    far.glow(-0.6, 0.6, 0.4, 0.3 * sun)
    for one in scene.draws(7, 4, 26):
        x = 2.2 * one[0] - 1.1
        far.line((x, -0.1), (x + 0.16 * (one[2] - 0.5), 1.15), 0.015 + 0.035 * one[1], (0.5 + 0.5 * one[3]) * bark)
    ground = smoothstep(0.2, 0.03, far.y)[:, None] * (0.8 + 0.25 * far.grain(0.08, 40))
    far.lay(0.85 * np.clip(ground, 0, 1), 0.9 * mix(leaf, bark, 0.35))
    _gaps(far, scene, 220, 0.36 * sun, 22)
    _sprays(mid, scene, 300, (mix(shade, leaf, 0.4), mix(leaf, sun, 0.4)), 23, 0.03, 0.4)
    _gaps(mid, scene, 90, 0.28 * pale(sun, 0.25), 24, 0.35)
    _sprays(near, scene, 60, (leaf, sun), 25, 0.05, 0.8)


@view("leaf", "frame", "sun", fall=0.12)
def conservatory(scene: Scene, tones: Floats) -> None:
    """A glazed garden room: slim bars against a bright garden, palms and pots inside."""
    leaf, frame, sun = tones
    far, mid, near = scene.plate(0.1), scene.plate(0.065), scene.plate(0.085)
    _canopy(far, scene, 0.6 * leaf, pale(leaf, 0.3), pale(sun, 0.4, 1.1), 0.4)
    _gaps(far, scene, 160, 0.3 * sun, 22, 0.4)
    for x in (-0.95, -0.57, -0.19, 0.19, 0.57, 0.95):
        mid.box(x, -0.1, 0.018, 1.4, frame, 0.3)
        mid.line((x, 0.72), (1.6 * x, 1.15), 0.014, 0.95 * frame)
    mid.box(0, 0.7, 1.6, 0.022, frame)
    mid.box(0, -0.1, 1.6, 0.2, 0.8 * frame, 0.1)
    pots = ((-0.8, 0.0, 0.55, 0.16), (-0.42, -0.05, 0.34, 0.3), (0.5, -0.05, 0.36, 0.34), (0.86, 0.0, 0.62, 0.14))
    for octave, (x, y, tall, slim) in enumerate(pots, 11):
        plant(near, scene, x, y, tall, 1.1 * leaf, octave, floats([0.42, 0.2, 0.12]), 90, slim)


@view("frame", "curtain", "leaf", fall=0.14)
def window_(scene: Scene, tones: Floats) -> None:
    """A sunny window close behind: garden beyond, curtains at both sides, pots on the sill."""
    frame, cloth, leaf = tones
    far, mid, near = scene.plate(0.13), scene.plate(0.05), scene.plate(0.06)
    _canopy(far, scene, 0.8 * leaf, pale(leaf, 0.25), 0.9 * DAY, -0.1)
    far.lay(np.broadcast_to(smoothstep(0.35, 1.0, far.y)[:, None], far.rgba.shape[:2]), DAY)
    far.rgba[..., :3] = 0.12 + 0.92 * far.rgba[..., :3]
    far.glow(-0.55, 0.75, 0.3, 0.25 * DAY)
    _gaps(far, scene, 90, 0.16 * DAY, 22)
    for x, wide in ((-0.66, 0.03), (0.0, 0.04), (0.66, 0.03)):
        mid.box(x, -0.1, wide, 1.4, 0.8 * frame, 0.3)
    for y in (0.03, 0.62):
        mid.box(0, y, 1.6, 0.028, 0.84 * frame, 0.2)
    mid.box(0, -0.14, 1.6, 0.19, 0.95 * frame, 0.12)
    curtain(near, -0.97, -0.15, 0.3, 1.6, pale(cloth, 0.25), 0.9)
    curtain(near, 0.98, -0.15, 0.28, 1.6, 0.95 * cloth, 0.92)
    plant(near, scene, -0.5, 0.0, 0.28, leaf, 11, floats([0.5, 0.25, 0.15]), 40)
    plant(near, scene, 0.56, 0.0, 0.22, 0.9 * leaf, 12, pale(frame, 0.2), 30)


def _canopy(plate: Plate, scene: Scene, shade: Floats, leaf: Floats, sun: Floats, open_: float = 0.0) -> None:
    """Trees far away: masses of shade and of lit leaves, brighter where the sky comes through and towards the light."""
    mass = plate.grain(0.22, 31) + 0.6 * plate.grain(0.1, 32) + 0.35 * plate.grain(0.05, 33)
    lit = mass - 0.5 * plate.x[None, :] + 0.9 * (plate.y[:, None] - 0.45)
    colour = mix(shade, leaf, smoothstep(-1.0, 0.7, lit))
    plate.fill(mix(colour, sun, 0.6 * smoothstep(0.35 - open_, 1.9 - open_, lit)))
    draw = scene.draws(320, 4, 34)
    places = draw[:, :2] * floats([2.3, 1.3]) - floats([1.15, 0.15])
    row = np.clip(np.searchsorted(-plate.y, -places[:, 1]), 0, len(plate.y) - 1)
    column = np.clip(np.searchsorted(plate.x, places[:, 0]), 0, len(plate.x) - 1)
    level = lit[row, column] + 1.5 * (draw[:, 2] - 0.5)
    colours = mix(shade, leaf, smoothstep(-0.9, 0.5, level))
    colours = mix(colours, sun, 0.85 * smoothstep(0.3 - open_, 1.7 - open_, level))
    plate.leaves(places, 0.045, 0.5, 360 * draw[:, 3], colours)


def _gaps(plate: Plate, scene: Scene, count: int, colour: Floats, octave: int, low: float = 0.25) -> None:
    """Sky seen between leaves: discs in clusters, most of them faint, few over the middle."""
    draw = scene.draws(count, 5, octave)
    places = np.stack([2.2 * draw[:, 0] - 1.1, low + (1.1 - low) * draw[:, 1]], -1)
    held = scene.noise(places[:, 0] * 2.6, places[:, 1] * 3.4, octave)
    calm = 1 - 0.85 * np.exp(-((places[:, 0] / 0.42) ** 2) - ((places[:, 1] - 0.3) / 0.4) ** 2)
    strength = smoothstep(-0.35, 0.9, held) * calm * (0.12 + 0.88 * draw[:, 2] ** 4)
    tint = 1 + 0.22 * (draw[:, 3:4] - 0.5) * floats([-1, 0.2, 1])
    plate.sparks(places, strength[:, None] * colour * tint)


def _sprays(plate: Plate, scene: Scene, count: int, tones: tuple[Floats, Floats], octave: int, length: float,
            edge: float = 0.5) -> None:  # fmt: skip
    """Leaves on nearer branches that come in from both sides and above, from dark to lit."""
    draw = scene.draws(count, 6, octave)
    x = np.sign(draw[:, 0] - 0.5) * (edge + (1.1 - edge) * np.sqrt(draw[:, 1]))
    places = np.stack([x, 1.15 * draw[:, 2] ** 0.8], -1)
    held = scene.noise(places[:, 0] * 2.2, places[:, 1] * 2.6, octave) > -0.15
    colours = mix(tones[0], tones[1], np.clip(draw[:, 3] * 1.1 - 0.25 * x, 0, 1)) * (0.6 + 0.8 * draw[:, 4:5])
    plate.leaves(places[held], length, 0.42, 360 * draw[held, 5], colours[held])
