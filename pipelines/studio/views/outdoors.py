"""Skies, mountains, water, streets."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import Reals, smoothstep
from pipelines.studio.views.kit import Plate, Scene, floats, mix, pale, view


@view("high", "low", "cloud", fall=0.06)
def sky(scene: Scene, tones: Floats) -> None:
    """Soft clouds over a sky that pales towards the horizon."""
    high, low, cloud = tones
    far = scene.plate(0.075)
    base = mix(low, high, smoothstep(-0.1, 1.1, far.y))[:, None, :]
    x, y = far.x[None, :] * far.half, far.y[:, None] * far.tall
    x = x + 0.05 * far.grain(0.12, 51)
    field = _octaves(far, x / 0.42, y / 0.17, 5, 0.55, 41)
    lit = _octaves(far, (x + 0.03) / 0.42, (y - 0.035) / 0.17, 5, 0.55, 41)
    cover = smoothstep(-0.5, 1.7, field + 0.35 * (0.5 - far.y[:, None]))
    relief = np.clip(0.95 + 0.16 * (field - lit), 0.75, 1.12)
    far.fill(mix(base, relief[..., None] * cloud, 0.8 * cover))


def _octaves(plate: Plate, u: Reals, v: Reals, count: int, fade: float, first: int) -> Floats:
    """Octaves of noise at halving size, each `fade` times as strong as the one before."""
    total = np.zeros(np.broadcast_shapes(u.shape, v.shape), np.float32)
    for i in range(count):
        total += np.float32(fade**i) * plate.noise(u * 2**i, v * 2**i, first + i)
    return total


@view("sky", "haze", "ridge", fall=0.1)
def mountains(scene: Scene, tones: Floats) -> None:
    """Ridges behind ridges, each paler with the air before it."""
    sky_, haze, ridge = tones
    far = scene.plate(0.05)
    glow = np.exp(-((far.x[None, :] + 0.7) ** 2) / 0.5 - (far.y[:, None] - 0.55) ** 2 / 0.1)
    far.fill(mix(mix(haze, sky_, smoothstep(0.4, 1.1, far.y))[:, None, :], pale(haze, 0.5, 1.1), 0.6 * glow))
    ridges = ((0.62, 0.17, 0.55), (0.46, 0.15, 0.48), (0.31, 0.12, 0.42), (0.15, 0.09, 0.36))
    for i, (level, swing, cell) in enumerate(ridges):
        plate = scene.plate(0.05 + 0.008 * i)
        place = plate.x * plate.half / cell
        crest = level + swing * _crest(plate, place, 3.7 * i)
        depth = np.clip((crest[None, :] - plate.y[:, None]) / 0.3, 0, 1)
        air = 0.78 - 0.24 * i
        slope = 1 + 0.12 * plate.grain(0.06, 70 + i, 1.6)
        colour = mix(slope[..., None] * ridge, haze, np.clip(air + 0.3 * depth, 0, 0.95))
        body = np.clip((crest[None, :] - plate.y[:, None]) * plate.tall * plate.unit + 0.5, 0, 1)
        plate.lay(body, colour)


def _crest(plate: Plate, place: Floats, row: float) -> Floats:
    """A ridge's skyline (w,): peaks where noise crosses zero, broken by finer ones."""
    peaks = 0.7 - 1.3 * np.abs(_octaves(plate, place, np.full_like(place, row), 3, 0.45, 60))
    return peaks + 0.25 * plate.noise(0.5 * place, np.full_like(place, row), 66)


@view("sky", "sea", "sand", fall=0.1)
def beach(scene: Scene, tones: Floats) -> None:
    """Sea under a hazy sky: bands of swell, foam along the sand, the sun's glitter towards the light."""
    sky_, sea, sand = tones
    far, near = scene.plate(0.075), scene.plate(0.05)
    far.fill(mix(pale(sky_, 0.55), sky_, smoothstep(0.45, 1.1, far.y))[:, None, :])
    drift = far.grain(0.4, 41, 0.35) + 0.6 * far.grain(0.15, 42, 0.35) + 0.3 * far.grain(0.07, 46, 0.5)
    cloud = smoothstep(-0.4, 1.6, drift)
    far.lay(0.45 * cloud * smoothstep(0.45, 0.8, far.y)[:, None], pale(sky_, 0.8))
    line = 0.47
    depth = np.clip((line - far.y) / 0.4, 0, 1)[:, None]
    swell = far.noise(far.x[None, :] * 1.5 / (0.1 + depth), 5 * np.log(0.05 + depth), 43)
    water = mix(mix(0.85 * sea, pale(sea, 0.35), depth), pale(sea, 0.75), np.clip(0.12 + 0.16 * swell, 0, 0.6))
    far.lay(np.broadcast_to(np.clip((line - far.y) * far.tall * far.unit + 0.5, 0, 1)[:, None], swell.shape), water)
    foam = 0.13 + 0.025 * np.sin(far.x * 2.2 + 1) + 0.012 * far.noise(far.x * 4, 0 * far.x, 44)
    gap = far.y[:, None] - foam[None, :]
    far.lay(smoothstep(0.015, -0.01, gap), sand * (1 + 0.05 * far.grain(0.05, 45, 0.4))[..., None])
    far.lay(smoothstep(-0.1, -0.02, gap) * smoothstep(0.02, -0.02, gap) * 0.4, 0.7 * sand)
    far.lay(np.exp(-(((gap - 0.02) / 0.018) ** 2)) * 0.8, pale(sea, 0.92))
    draw = scene.draws(200, 4, 22)
    places = np.stack([-0.55 + 0.9 * (draw[:, 0] + draw[:, 1] - 1), 0.2 + 0.25 * draw[:, 2]], -1)
    near.sparks(places, 0.15 * draw[:, 3:] ** 4 * pale(sky_, 0.9))


@view("dusk", "building", "lamp", "sign", fall=0.06)
def street_evening(scene: Scene, tones: Floats) -> None:
    """A city street after sunset: lit windows, lamps, signs and cars as discs, wet asphalt."""
    dusk, building, lamp_, sign = tones
    far, mid, near = scene.plate(0.07), scene.plate(0.085), scene.plate(0.12)
    far.fill(
        mix(pale(mix(dusk, lamp_, 0.3), 0.1), dusk, smoothstep(0.25, 0.95, far.y))[:, None, :]
        * np.ones_like(far.x)[:, None]
    )
    for one in scene.draws(44, 4, 21):
        x = 2.4 * one[0] - 1.2
        tone = mix(building, dusk, 0.55 - 0.5 * min(abs(x), 1))
        tall = 0.1 + 0.55 * abs(x) * (0.5 + 0.5 * one[1]) + 0.28 * one[2]
        far.box(x, 0.1, 0.035 + 0.1 * one[1], tall, (0.5 + 0.7 * one[3]) * tone)
    far.glow(0.05, 0.2, 0.3, 0.1 * lamp_)
    far.box(0, -0.14, 1.7, 0.26 * far.tall, 0.6 * building, 0.1)
    draw = scene.draws(150, 5, 22)
    x = np.sign(draw[:, 0] - 0.5) * (0.12 + 0.98 * np.sqrt(draw[:, 1]))
    places = np.stack([x, 0.16 + draw[:, 2] * (0.16 + 0.6 * np.abs(x))], -1)
    colours = mix(lamp_, pale(lamp_, 0.5), draw[:, 3]) * (0.05 + 0.3 * draw[:, 4:5] ** 3)
    far.sparks(places, np.where(draw[:, 3:4] > 0.88, 1.4 * (0.05 + 0.3 * draw[:, 4:5]) * sign, colours))
    _traffic(scene, mid, near, lamp_, sign)


def _traffic(scene: Scene, mid: Plate, near: Plate, lamp_: Floats, sign: Floats) -> None:
    """Street lamps in two converging rows, cars' lights below and their reflections, signs nearest."""
    for i in range(6):
        away = 0.16 * 1.42**i
        for x in (-away, 1.12 * away):
            mid.sparks(floats([[x, 0.2 + 0.42 * away]]), (0.2 + 0.05 * i) * pale(lamp_, 0.15)[None])
    draw = scene.draws(22, 3, 24)
    places = np.stack(
        [np.sign(draw[:, 0] - 0.5) * (0.2 + 1.3 * np.abs(draw[:, 0] - 0.5)), 0.08 + 0.09 * draw[:, 1]], -1
    )
    head = (places[:, :1] < 0) * pale(lamp_, 0.6) + (places[:, :1] >= 0) * floats([1.0, 0.07, 0.04])
    mid.sparks(places, (0.1 + 0.3 * draw[:, 2:]) * head)
    mid.sparks(places * floats([1, -0.35]) + floats([0, 0.03]), (0.03 + 0.1 * draw[:, 2:]) * head)
    draw = scene.draws(9, 4, 25)
    places = np.stack([np.sign(draw[:, 0] - 0.5) * (0.55 + 0.5 * draw[:, 1]), 0.3 + 0.65 * draw[:, 2]], -1)
    near.sparks(places, (0.1 + 0.25 * draw[:, 3:]) * np.where(draw[:, 3:] > 0.5, sign, lamp_))


@view("shadow", "blue", "lamp", fall=0.06)
def snow_dusk(scene: Scene, tones: Floats) -> None:
    """The blue hour in the snow: dark firs, lit windows far off, flakes at every distance."""
    shadow, blue, lamp_ = tones
    far, mid = scene.plate(0.08), scene.plate(0.08)
    far.fill(mix(pale(blue, 0.3), 0.75 * blue, smoothstep(0.2, 1.1, far.y))[:, None, :])
    far.box(0, -0.14, 1.7, 0.28 * far.tall, pale(blue, 0.45), 0.05)
    for i, one in enumerate(scene.draws(22, 4, 21)):
        plate = far if i < 13 else mid
        x = 2.3 * one[0] - 1.15
        tall = (0.3 + 0.35 * one[1]) * (0.7 + 0.6 * abs(x)) * (1.0 if i < 13 else 1.25)
        tone = mix(shadow, blue, 0.45 - 0.3 * (i >= 13) + 0.2 * one[2])
        if i < 13 or abs(x) > 0.45:
            _fir(plate, x, 0.1 - 0.08 * (i >= 13), tall, tone, pale(blue, 0.5))
    draw = scene.draws(14, 4, 22)
    places = np.stack([1.8 * draw[:, 0] - 0.9, 0.13 + 0.14 * draw[:, 1]], -1)
    mid.sparks(places, (0.12 + 0.4 * draw[:, 2:3] ** 2) * lamp_)
    for blur, count, octave in ((0.03, 150, 31), (0.055, 60, 32), (0.1, 16, 33)):
        flakes, draw = scene.plate(blur), scene.draws(count, 3, octave)
        places = np.stack([2.2 * draw[:, 0] - 1.1, 1.2 * draw[:, 1] - 0.1], -1)
        flakes.sparks(places, (0.05 + 0.2 * draw[:, 2:]) * pale(blue, 0.8))


def _fir(plate: Plate, x: float, y: float, tall: float, tone: Floats, snow: Floats) -> None:
    """A fir: tiers of drooping boughs, a little snow on them."""
    for i in range(5):
        low, wide = y + tall * 0.16 * i, 0.2 * tall * (1 - 0.17 * i) / plate.half
        top = low + 0.4 * tall * (1 - 0.08 * i)
        plate.outline(floats([[x - wide, low], [x + wide, low], [x, top]]), tone)
        edge = floats([[x - wide, low], [x - 0.55 * wide, low + 0.12 * tall], [x - 0.6 * wide, low + 0.03 * tall]])
        plate.outline(edge, mix(tone, snow, 0.45))
