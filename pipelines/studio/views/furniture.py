"""Things that several views hold: walls, windows, curtains, shelves, lamps, plants."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.noise import smoothstep
from pipelines.studio.views.kit import Plate, Scene, floats, mix, pale

DAY = floats([1.12, 1.16, 1.2])  # what a pane shows of a bright overcast sky
WARM = floats([1.0, 0.62, 0.26])  # a filament's light, at unit red


def walls(plate: Plate, colour: Floats, corner: float = 0.46, lit: float = 0.3) -> None:
    """A room's far wall and its side wall beyond `corner`, dimmer away from the light and under the ceiling."""
    away = smoothstep(-1.1, 1.3, plate.x)[None, :]
    high = smoothstep(0.55, 1.2, plate.y)[:, None]
    shade = 1.06 - lit * away - 0.12 * high + 0.02 * plate.grain(0.35, 90)
    side = smoothstep(corner, corner + 0.012, plate.x)[None, :]
    shade = shade * (1 - side * (0.16 - 0.1 * smoothstep(corner, 1.4, plate.x)[None, :]))
    plate.fill(shade[..., None] * colour)


def outside(plate: Plate, bright: float, green: Floats) -> Floats:
    """What a window shows, (h, w, 3): overcast sky over trees; the dimmer the day, the bluer."""
    trees = smoothstep(-0.5, 0.4, plate.grain(0.12, 80) + 0.5 * plate.grain(0.05, 81) - 5 * (plate.y[:, None] - 0.5))
    sky = DAY * floats([0.72, 0.86, 1.06]) ** np.float32(max(1 - bright, 0))
    return bright * mix(sky, sky * pale(green, 0.45), 0.75 * trees)


def window(plate: Plate, x: float, y: float, width: float, height: float, frame: Floats, bright: float = 1.0,
           panes: tuple[int, int] = (2, 2), green: tuple[float, float, float] = (0.16, 0.28, 0.1)) -> None:  # fmt: skip
    """A window in its reveal, with bars between panes (across, up), and its light on the wall about it."""
    plate.glow(x, y + 0.5 * height / plate.tall, 0.55 * width, 0.16 * bright * frame)
    plate.box(x, y - 0.02, width + 0.05, height + 0.05, 0.92 * frame)
    view = outside(plate, bright, floats(green))
    bar = 0.016
    across, up = width / panes[0], height / panes[1]
    for i in range(panes[0]):
        for j in range(panes[1]):
            left = x + ((i + 0.5) * across - width / 2) / plate.half
            u = np.clip((across / 2 - bar - np.abs(plate.x - left) * plate.half) * plate.unit + 0.5, 0, 1)
            v = np.abs(plate.y - y - (j + 0.5) * up / plate.tall) * plate.tall
            v = np.clip((up / 2 - bar - v) * plate.unit + 0.5, 0, 1)
            plate.lay(v[:, None] * u, view)
    plate.box(x, y - 0.035 / plate.tall, width + 0.1, 0.03, 1.05 * frame)


def curtain(plate: Plate, x: float, y: float, width: float, height: float, colour: Floats, share: float = 1.0,
            fold: float = 0.035) -> None:  # fmt: skip
    """Cloth hung in folds that wander and open downwards; translucent where `share` is below 1."""
    down = smoothstep(y + height / plate.tall, y, plate.y)[:, None] if height else plate.y[:, None]
    place = (plate.x[None, :] - x) * plate.half
    run = place / fold * (1 - 0.1 * down) + 0.6 * plate.noise(place / 0.09, plate.y[:, None] * 1.3, 70)
    folds = 0.5 + 0.5 * np.sin(2 * np.pi * run / 1.7 + 1.2 * np.sin(run * 0.9 + 7 * x))
    edge = width / 2 + 0.012 * np.sin(plate.y * 9 + 5 * x)[:, None] + 0.02 * down
    cover = np.clip((edge - np.abs(place)) * plate.unit, 0, 1)
    cover = cover * np.clip((plate.y - y) * plate.tall * plate.unit, 0, 1)[:, None]
    cover = cover * np.clip((y + height / plate.tall - plate.y) * plate.tall * plate.unit, 0, 1)[:, None]
    shade = 0.62 + 0.5 * folds**1.3 - 0.12 * place / max(width, 1e-3)
    plate.lay(share * cover * (0.8 + 0.2 * folds), shade[..., None] * colour)


def lamp(plate: Plate, x: float, y: float, size: float, base: Floats, bright: float = 1.0) -> None:
    """A lit table lamp: body, shade of cloth brighter in its middle, and the pool of light about it."""
    top = y + 1.1 * size / plate.tall
    plate.glow(x, top + 0.35 * size / plate.tall, 1.3 * size, 0.26 * bright * WARM)
    plate.box(x, y, 0.1 * size, 1.1 * size, 0.8 * base)
    plate.ball(x, y + 0.42 * size / plate.tall, 0.5 * size, 0.8 * size, base)
    plate.box(x, top, 0.95 * size, 0.75 * size, bright * mix(WARM, np.ones(3, np.float32), 0.42), 0.1)
    plate.ball(x, top + 0.32 * size / plate.tall, 0.6 * size, 0.55 * size, bright * pale(1.35 * WARM, 0.5), 0, 0.7)


def plant(plate: Plate, scene: Scene, x: float, y: float, height: float, green: Floats, octave: int,
          pot: Floats | None = None, count: int = 60, slim: float = 0.3) -> None:  # fmt: skip
    """A leafy plant in a pot: leaves turned outwards, shaded below, glossy towards the light."""
    draw = scene.draws(count, 5, octave)
    if pot is not None:
        plate.box(x, y, 0.34 * height, 0.3 * height, pot, 0.35)
    out = (draw[:, 0] - 0.5) * 2
    up = 0.3 + 0.7 * np.sqrt(draw[:, 1]) * (1 - 0.35 * out**2)
    places = np.stack([x + 0.42 * height * out / plate.half, y + height * up / plate.tall], -1)
    bright = 0.35 + 0.85 * draw[:, 2] * up - 0.25 * out
    colours = np.maximum(bright, 0.2)[:, None] * green
    gloss = (draw[:, 3] > 0.86)[:, None] * (0.55 - 0.3 * out[:, None])
    plate.leaves(places, 0.15 * height, slim, 75 * out + 50 * (draw[:, 4] - 0.5), colours + np.maximum(gloss, 0) * 0.7)


def row(plate: Plate, scene: Scene, x: tuple[float, float], y: float, height: float, tones: Floats, octave: int,
        slim: float = 0.3, gaps: float = 0.2) -> None:  # fmt: skip
    """Things side by side on a shelf from one place to another: books when slim, jars and boxes when not."""
    place, draw = x[0], scene.draws(60, 5, octave)
    for one in draw:
        wide = height * slim * (0.6 + 0.8 * one[0])
        place += wide / plate.half
        if place > x[1]:
            return
        if one[1] >= gaps:
            tone = mix(tones[int(one[2] * len(tones))], tones[int(one[4] * len(tones))], 0.35)
            tall = height * (0.62 + 0.38 * one[3])
            plate.box(place - wide / plate.half / 2, y, 0.93 * wide, tall, (0.65 + 0.6 * one[4]) * tone, 0.3)


def shelf(plate: Plate, x: float, y: float, width: float, wood: Floats) -> None:
    """A board on the wall and the shadow under it."""
    plate.shade(x, y - 0.05, width, 0.09, 0.35)
    plate.box(x, y - 0.025 / plate.tall, width, 0.025, wood, 0.15)


def picture(plate: Plate, x: float, y: float, width: float, height: float, frame: Floats, art: Floats,
            octave: int) -> None:  # fmt: skip
    """A framed picture: mat, and soft masses of two colours (2, 3)."""
    plate.shade(x + 0.03, y + 0.45 * height / plate.tall, 1.3 * width, 1.25 * height, 0.14)
    plate.box(x, y, width, height, frame)
    plate.box(x, y + 0.02, width - 0.03, height - 0.03, pale(art[0], 0.75, 0.85), 0.08)
    inner = 0.6 * height
    plate.box(x, y + 0.2 * height / plate.tall, 0.6 * width, inner, mix(art[0], art[1], 0.3), 0.3)
    lean = 0.1 * float(plate.noise(floats([octave]), floats([0.5]), 60)[0])
    plate.ball(x + lean, y + 0.42 * height / plate.tall, 0.4 * width, 0.35 * height, art[1], 0.3)
