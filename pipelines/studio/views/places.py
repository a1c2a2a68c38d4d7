"""Rooms for work, sport and the stage."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import smoothstep
from pipelines.studio.views.furniture import WARM, curtain, row, shelf, walls, window
from pipelines.studio.views.kit import Plate, Scene, floats, mix, pale, view

_COOL = floats([0.9, 1.0, 1.08])  # a strip light's colour


@view("wall", "wood", "steel", "accent", fall=0.3)
def workshop(scene: Scene, tones: Floats) -> None:
    """A dark workshop: a board of hung tools, drawers, a bench, warm lamps."""
    wall, wood, steel, accent = tones
    far, mid = scene.plate(0.07), scene.plate(0.075)
    walls(far, wall, 1.2, 0.35)
    window(far, -0.95, 0.35, 0.3, 0.6, 0.6 * wood, 0.5, (2, 3))
    far.box(0.25, 0.28, 0.86, 0.6, mix(wall, wood, 0.35), 0.12)
    far.glow(0.1, 0.85, 0.3, 0.2 * WARM)
    _tools(far, scene, wood, steel, accent)
    shelf(far, 0.3, 0.24, 0.9, wood)
    row(far, scene, (-0.45, 0.2), 0.24, 0.08, np.stack([accent, steel, 0.5 * wood]), 3, 0.7, 0.3)
    row(mid, scene, (-1.2, -0.4), 0.02, 0.2, np.stack([wood, pale(wood, 0.2), 0.7 * wood]), 4, 0.25, 0.1)
    row(mid, scene, (0.3, 1.2), 0.02, 0.16, np.stack([accent, 0.6 * steel, 0.4 * wall, wood]), 5, 0.6, 0.35)
    mid.box(0, -0.12, 1.6, 0.14, 0.9 * wood, 0.12)
    _pendants(mid, ((-0.24, 0.9), (0.52, 0.86)), steel)


def _tools(plate: Plate, scene: Scene, wood: Floats, steel: Floats, accent: Floats) -> None:
    """Rows of hung hand tools: steel above, handles below, a glint on some."""
    draw = scene.draws(34, 5, 21)
    for i, one in enumerate(draw):
        x, y = -0.4 + 1.28 * ((i % 17) + 0.6 * one[0]) / 17, 0.68 if i < 17 else 0.42
        tall, wide = 0.07 + 0.1 * one[1], 0.012 + 0.03 * one[2] ** 2
        plate.shade(x + 0.02, y - 0.02, 3 * wide, 2 * tall, 0.25)
        plate.box(x, y - tall / plate.tall, wide, tall, (0.5 + one[3]) * steel, 0.4)
        plate.box(x, y - 1.7 * tall / plate.tall, 1.3 * wide, 0.75 * tall, (wood, accent)[int(one[4] > 0.6)], 0.4)
    shine = draw[::4]
    places = np.stack([-0.4 + 1.28 * shine[:, 0], 0.42 + 0.3 * shine[:, 1]], -1)
    plate.sparks(places, 0.1 * shine[:, 2:3] * pale(WARM, 0.3))


def _pendants(plate: Plate, places: tuple[tuple[float, float], ...], shade: Floats) -> None:
    """Workshop lamps on cords, seen from a little below."""
    for x, y in places:
        plate.box(x, y, 0.006, 0.4, 0.3 * shade)
        plate.ball(x, y, 0.16, 0.1, 0.5 * shade, 0.5)
        plate.ball(x, y - 0.05, 0.11, 0.045, pale(1.4 * WARM, 0.35), 0)


@view("wall", "steel", "accent", fall=0.16)
def garage(scene: Scene, tones: Floats) -> None:
    """A graphite garage: strip lights towards the back, a rolling door, cabinets, shelves of boxes."""
    wall, steel, accent = tones
    far, mid = scene.plate(0.08), scene.plate(0.075)
    walls(far, wall, 0.5, 0.2)
    far.box(-0.15, -0.1, 0.6, 0.66, 1.15 * wall, 0.1)
    slats = 0.5 + 0.5 * np.sin(far.y * far.tall * 2 * np.pi / 0.06)
    door = np.clip((0.3 - np.abs(far.x + 0.15) * far.half) * far.unit, 0, 1)[None, :]
    far.lay(door * (far.y < 0.6)[:, None] * 0.5 * slats[:, None], 2.1 * wall)
    far.glow(-0.15, 0.62, 0.35, 0.1 * _COOL)
    for y, octave in ((0.2, 3), (0.42, 4), (0.62, 5)):
        shelf(mid, 0.86, y, 0.4, steel)
        row(
            mid,
            scene,
            (0.56, 1.2),
            y,
            0.13,
            np.stack([0.6 * steel, accent, 0.7 * wall, pale(wall, 0.25)]),
            octave,
            0.9,
            0.15,
        )
    mid.box(0.76, -0.1, 0.3, 0.24, accent, 0.35)
    for y in (0.01, 0.07, 0.13):
        mid.box(0.76, y, 0.24, 0.008, 1.6 * accent)
    _car(mid, steel, accent)
    for x, out in ((-0.4, -0.5), (0.14, 0.5)):
        for start in (0.0, 0.36):
            ends = start + floats([0, 0.31])
            across, up, wide = x + out * ends, 0.7 + 0.5 * ends, 0.009 + 0.026 * ends
            left, right = np.stack([across - wide, up], -1), np.stack([across + wide, up], -1)
            far.outline(np.concatenate([left, right[::-1]]), 1.7 * _COOL)
            far.glow(float(across.mean()), float(up.mean()), 0.12, 0.05 * _COOL)


def _car(plate: Plate, steel: Floats, accent: Floats) -> None:
    """A parked car's dark body: the roof and bonnet mirror the strip lights, a tail lamp glints."""
    plate.shade(-0.7, 0.0, 0.7, 0.3, 0.5)
    plate.ball(-0.78, 0.16, 0.44, 0.28, 0.22 * steel, 0.6)
    plate.ball(-0.8, 0.19, 0.34, 0.18, 0.5 * steel, 0.7)
    plate.ball(-0.7, 0.03, 0.72, 0.26, 0.3 * steel, 0.8)
    plate.ball(-0.8, 0.27, 0.2, 0.025, 0.45 * _COOL, 0)
    plate.ball(-0.6, 0.13, 0.5, 0.016, 0.45 * _COOL, 0)
    plate.sparks(floats([[-0.22, 0.06], [-0.28, 0.065]]), 0.5 * accent + floats([[0.12, 0, 0], [0.04, 0, 0]]))


@view("wall", "floor", "steel", "accent", fall=0.2)
def gym(scene: Scene, tones: Floats) -> None:
    """A gym: tall windows, racks with weights, round lamps under a dark ceiling."""
    wall, floor, steel, accent = tones
    far, mid, near = scene.plate(0.08), scene.plate(0.075), scene.plate(0.085)
    walls(far, wall, 1.2, 0.3)
    far.lay(np.broadcast_to(smoothstep(0.76, 0.9, far.y)[:, None], far.rgba.shape[:2]), 0.3 * wall)
    for x in (-0.95, -0.6, -0.25):
        window(far, x, 0.2, 0.17, 0.5, 0.4 * steel, 0.75, (1, 3))
    far.box(0, -0.12, 1.6, 0.22, floor, 0.1)
    for x in (0.1, 0.42, 0.72, 1.02):
        mid.box(x, -0.1, 0.022, 0.78, 0.45 * steel, 0.4)
    for y in (0.1, 0.26, 0.64):
        mid.box(0.6, y, 0.54, 0.02, 0.55 * steel, 0.2)
    draw = scene.draws(16, 3, 21)
    for i, one in enumerate(draw):
        x, y = 0.1 + 0.94 * ((i % 8) + 0.5) / 8, (0.15, 0.31)[i // 8]
        mid.ball(x, y, 0.075, 0.085, (0.12 + 0.3 * one[0]) * steel if one[1] < 0.75 else accent, 0.6)
    mid.ball(-0.72, 0.06, 0.22, 0.22, accent, 0.5)
    mid.box(-0.34, -0.1, 0.26, 0.17, 0.35 * steel, 0.4)
    lamps = floats([[-0.7, 0.9], [-0.2, 0.86], [0.25, 0.85], [0.7, 0.9]])
    near.sparks(lamps, floats([[1.0], [0.7], [0.7], [1.0]]) * 0.85 * _COOL)


@view("curtain", "floor", "light", fall=0.1)
def stage(scene: Scene, tones: Floats) -> None:
    """A theatre's curtain in deep folds, a pool of light on it, spots above."""
    cloth, floor, light = tones
    far, near = scene.plate(0.05), scene.plate(0.11)
    far.fill(0.5 * cloth)
    for x, width in ((-0.5, 0.62), (0.5, 0.62)):
        curtain(far, x, -0.15, width, 1.6, 0.95 * cloth, 1.0, 0.06)
    pool = np.hypot(far.x[None, :] / 0.95, (far.y[:, None] - 0.42) / 0.62)
    level = 0.26 + 1.05 * np.exp(-(pool**2) * 1.1)
    far.rgba[..., :3] *= level[..., None]
    far.rgba[..., :3] += (0.05 * np.exp(-(pool**2) * 1.6))[..., None] * light
    far.box(0, -0.14, 1.6, 0.19, floor, 0.05)
    far.shade(0, 0.05, 2.5, 0.05, 0.5)
    draw = scene.draws(7, 2, 21)
    places = np.stack([np.linspace(-0.88, 0.88, 7) + 0.06 * (draw[:, 0] - 0.5), 0.93 + 0.03 * draw[:, 1]], -1)
    near.sparks(places.astype(np.float32), (0.25 + 0.5 * draw[:, 1:]) * light)


@view("turf", "stand", "light", "sky", fall=0.08)
def stadium(scene: Scene, tones: Floats) -> None:
    """A stadium at dusk: floodlights over full stands, mown turf."""
    turf, stand, light, sky = tones
    far, mid, near = scene.plate(0.07), scene.plate(0.05), scene.plate(0.065)
    far.fill(mix(pale(sky, 0.35, 0.8), 0.6 * sky, smoothstep(0.5, 1.1, far.y))[:, None, :])
    low = 0.5 + 0.16 * (mid.x**2)[None, :]
    body = np.clip((low - mid.y[:, None]) * 60, 0, 1)
    tiers = 0.75 + 0.35 * (np.sin((mid.y[:, None] / low) * 26) > -0.4) * (0.6 + 0.4 * mid.y[:, None] / low)
    crowd = 1 + 0.5 * mid.grain(0.012, 31) + 0.2 * mid.grain(0.05, 32)
    mid.lay(body, (tiers * np.clip(crowd, 0.3, 2.2))[..., None] * stand)
    mown = 1 + 0.16 * np.sign(np.sin(mid.x[None, :] / (0.2 + 0.9 * np.maximum(0.2 - mid.y[:, None], 0.02)) * 5))
    mid.lay(np.broadcast_to(smoothstep(0.15, 0.14, mid.y)[:, None], body.shape), mown[..., None] * turf)
    draw = scene.draws(120, 4, 21)
    mid.sparks(np.stack([2 * draw[:, 0] - 1, 0.18 + 0.32 * draw[:, 1]], -1), 0.35 * draw[:, 2:3] ** 4 * light)
    for x, y, count in ((-0.78, 0.8, 12), (-0.3, 0.7, 8), (0.32, 0.7, 8), (0.8, 0.8, 12)):
        i, loose = np.arange(count), scene.draws(count, 3, 30 + count + int(9 * x))
        places = np.stack([x + 0.05 * (i % 4 - 1.5), y + 0.045 * (i // 4 - 1)], -1) + 0.022 * (loose[:, :2] - 0.5)
        near.sparks(places.astype(np.float32), (0.12 + 0.3 * loose[:, 2:]) * light)
        far.glow(x, y, 0.16, 0.22 * light)
