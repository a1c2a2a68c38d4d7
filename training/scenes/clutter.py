"""Other things on the table: plain, believable, of random proportions and colours."""

from collections.abc import Callable, Sequence

import numpy as np

from training.scenes import textures
from training.scenes.camera import Camera
from training.scenes.labels import Line, atlas, printed
from training.scenes.material import Material
from training.scenes.mesh import cuboid, ellipsoid, joined, revolve, rotation, rounded, sheet, tube
from training.scenes.thing import Part, Thing

Maker = Callable[[np.random.Generator], Thing]

COLOURS = ("#c8553d", "#588b8b", "#f2d398", "#32506b", "#7d8f69", "#d9d2c5", "#3b3a38", "#b98b5e", "#8c3f4d",
           "#e7e3da", "#5a7d4b", "#d08c2f")  # fmt: skip
WORDS = ("Tides", "A Year of Bread", "Slow Light", "Harbour", "Maps", "The Green Hour", "Notes", "Paper & Ink",
         "Winter")  # fmt: skip


def _colour(rng: np.random.Generator) -> str:
    return str(rng.choice(COLOURS))


def _pair(rng: np.random.Generator, *pairs: tuple[str, str]) -> tuple[str, str]:
    return pairs[rng.integers(len(pairs))]


def _jitter(rng: np.random.Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def books(rng: np.random.Generator) -> Thing:
    """One to three closed books, lying on one another."""
    parts, z = [], 0.0
    for _ in range(rng.integers(1, 4)):
        cover, size = _colour(rng), (_jitter(rng, 0.13, 0.17), _jitter(rng, 0.19, 0.23), _jitter(rng, 0.012, 0.03))
        spine = printed((400, 60), cover, [Line(str(rng.choice(WORDS)), 0.5, 0.5, "#f4eee0")])
        flat = textures.plain(rng, 64, (cover, cover))
        pages = textures.stripes(rng, 128, ("#e9e2d0", "#d6cdb8", "#efe9da"))
        block = Part(cuboid(size), Material(atlas([spine, pages, pages, pages, flat, flat], 256), 0.6))
        parts.append(Thing((block,)).turned(_jitter(rng, -12, 12)).at(0, 0, z).parts[0])
        z += size[2]
    return Thing(tuple(parts))


def carton(rng: np.random.Generator) -> Thing:
    """A small printed or plain box."""
    size = rng.uniform((0.05, 0.04, 0.05), (0.12, 0.10, 0.15))
    paper, ink = rng.choice(COLOURS, 2, replace=False)
    face = printed((300, 300), paper, [Line(str(rng.choice(WORDS)), 0.4, 0.13, ink)], [(0.6, 0.75, ink)])
    return Thing((Part(cuboid(size), Material(atlas([face] * 6, 200), 0.6)),))


def pot(rng: np.random.Generator) -> Thing:
    """A flower pot with a bushy plant."""
    tall = _jitter(rng, 0.06, 0.1)
    line = np.array([(0, 0), (0.6, 0), (0.75, 1), (0.68, 1), (0.66, 0.9), (0, 0.9)])
    wall = rounded(tall * line, 0.004)
    leaves = []
    for _ in range(45):
        reach, width = _jitter(rng, 0.6, 1.7) * tall, _jitter(rng, 0.1, 0.2) * tall
        along, across = np.linspace(0, 1, 8)[:, None], np.array([-1.0, 0.0, 1.0])[None]
        points = np.stack([width * across * np.sin(np.pi * along**0.8), reach * along * 0.8 + 0 * across,
                           reach * (along - 0.55 * along**2) + 0.15 * width * across**2], -1)  # fmt: skip
        lean = rotation((0, 0, 1), _jitter(rng, 0, 360)) @ rotation((1, 0, 0), _jitter(rng, 0, 55))
        leaves.append(sheet(points).mapped(lean, (0, 0, 0.9 * tall)))
    green = Material(str(rng.choice(["#3f6b35", "#587f3c", "#2f5a44"])), 0.45)
    clay = Material(textures.plain(rng, 128, _pair(rng, ("#a9623f", "#bf7a55"), ("#d8d4cb", "#efece6"))), 0.8)
    return Thing((Part(revolve(wall), clay), Part(joined(leaves), green)))


def cup(rng: np.random.Generator) -> Thing:
    """A cup without a handle, half full."""
    r, h = _jitter(rng, 0.028, 0.042), _jitter(rng, 0.05, 0.1)
    line = np.array([(0, 0.02), (0.8, 0), (1, 0.4), (1, 1), (0.93, 1), (0.92, 0.4), (0, 0.1)])
    wall = rounded(line * (r, h), 0.004)
    glaze = textures.speckle(rng, 128, (*rng.choice(COLOURS, 2), "#2b2522"))
    drink = revolve([(0.93 * r, 0.75 * h), (0, 0.75 * h)])
    return Thing((Part(revolve(wall), Material(glaze, 0.2, clearcoat=0.5)), Part(drink, Material("#2a130a", 0.05))))


def flask(rng: np.random.Generator) -> Thing:
    """A plain bottle or vase, turned."""
    r, h = _jitter(rng, 0.02, 0.045), _jitter(rng, 0.12, 0.24)
    neck, belly = _jitter(rng, 0.25, 0.6), _jitter(rng, 0.8, 1.1)
    line = np.array([(0, 0), (1, 0), (belly, 0.6), (neck, 0.75), (neck, 1), (0.8 * neck, 1), (0.7 * neck, 0.8)])
    glaze = Material(_colour(rng), _jitter(rng, 0.08, 0.7), clearcoat=float(rng.random() < 0.5))
    return Thing((Part(revolve(rounded(line * (r, h), 0.02)), glaze),))


def bowl(rng: np.random.Generator) -> Thing:
    """A bowl of fruit."""
    r = _jitter(rng, 0.07, 0.1)
    line = r * np.array([(0, 0), (0.4, 0), (0.85, 0.35), (1, 0.65), (0.95, 0.66), (0.8, 0.38), (0, 0.08)])
    glaze = textures.speckle(rng, 128, (*rng.choice(COLOURS, 2), "#3b3a38"))
    parts = [Part(revolve(rounded(line, 0.01)), Material(glaze, 0.3))]
    turn = rng.uniform(0, 2 * np.pi)
    for i in range(4):
        angle = turn + 2 * np.pi / 3 * i
        spot = (0, 0, 0.95) if i == 3 else (0.45 * np.cos(angle), 0.45 * np.sin(angle), 0.55)  # three, and one on them
        parts += _fruit(rng, 0.42 * r).mapped(np.eye(3), r * np.array(spot)).parts
    return Thing(tuple(parts))


def _fruit(rng: np.random.Generator, radius: float) -> Thing:
    skin = textures.plain(rng, 64, _pair(rng, ("#c9302c", "#d9913a"), ("#7ca23a", "#b9b84a"), ("#e08a1e", "#eda23c")))
    return Thing((Part(ellipsoid((radius, radius, 0.92 * radius)), Material(skin, 0.35, clearcoat=0.3)),))


def fruit(rng: np.random.Generator) -> Thing:
    """An apple or orange on the table."""
    return _fruit(rng, _jitter(rng, 0.028, 0.04)).settled()


def pens(rng: np.random.Generator) -> Thing:
    """Two or three pencils lying side by side."""
    parts = []
    for i in range(rng.integers(2, 4)):
        wood = tube([(x, 0.025 * i, 0.004) for x in (0, 0.12, 0.15)], 0.0038, 6)
        tip = tube([(x, 0.025 * i, 0.004) for x in (0.15, 0.16, 0.17)], [0.0038, 0.002, 0.0004], 6)
        turn = rotation((0, 0, 1), _jitter(rng, -12, 12))
        parts.append(Part(wood.mapped(turn), Material(_colour(rng), 0.4)))
        parts.append(Part(tip.mapped(turn), Material("#c79b6b", 0.7)))
    return Thing(tuple(parts)).settled()


def cable(rng: np.random.Generator) -> Thing:
    """A coiled charging cable."""
    t = np.linspace(0, 1, 160)
    turn = 2 * np.pi * 2.4 * t
    r = 0.035 + 0.012 * np.sin(5 * turn / 3) + 0.05 * np.maximum(t - 0.85, 0) * 5
    path = np.column_stack([r * np.cos(turn), r * np.sin(turn), 0.002 + 0.003 * t])
    return Thing((Part(tube(path, 0.0019, 10), Material(str(rng.choice(["#ececec", "#1c1c1c"])), 0.5)),)).settled()


def handset(rng: np.random.Generator) -> Thing:
    """A phone lying face up."""
    slab = ellipsoid((0.036, 0.076, 0.004), (0, 0, 0.004), squareness=0.15)
    return Thing((Part(slab, Material("#050608", 0.05, clearcoat=1.0)),)).settled()


def candle(rng: np.random.Generator) -> Thing:
    """A pillar candle with a wick."""
    r, h = _jitter(rng, 0.025, 0.04), _jitter(rng, 0.05, 0.12)
    wax = revolve(rounded([(0, 0), (r, 0), (r, h), (0.8 * r, 0.97 * h), (0, 0.96 * h)], 0.004))
    wick = tube([(0, 0, 0.95 * h), (0.001, 0, h), (0.003, 0, h + 0.006)], 0.0008, 8)
    colour = str(rng.choice(["#efe6d2", "#d9b79a", "#b7c2b0"]))
    return Thing((Part(wax, Material(colour, 0.5)), Part(wick, Material("#221a15", 0.9))))


def pebbles(rng: np.random.Generator) -> Thing:
    """A few small stones."""
    parts = []
    for i in range(5):
        r = rng.uniform(0.004, 0.011, 3)
        spot = (0.02 * (i % 3) + rng.uniform(-0.003, 0.003), 0.022 * (i // 3), r[2] * 0.6)
        greys = _pair(rng, ("#8d8a84", "#6d6a66"), ("#c9c2b6", "#8d8a84"), ("#4f4d4c", "#6d6a66"))
        skin = Material(textures.stone(rng, 64, greys), 0.7)
        parts.append(Part(ellipsoid((r[0], r[1], 0.6 * r[2]), spot, 24), skin))
    return Thing(tuple(parts)).settled()


def coins(rng: np.random.Generator) -> Thing:
    """Coins in a small heap."""
    parts = []
    for i in range(4):
        r = _jitter(rng, 0.008, 0.012)
        line = [(0, 0), (r, 0), (r, 0.0018), (r - 0.001, 0.0018), (r - 0.0013, 0.0015), (0, 0.0015)]
        spot = (*rng.uniform(-0.008, 0.008, 2), 0.00185 * i)
        metal = Material(str(rng.choice(["#d8a15a", "#c9c9c9", "#b87348"])), 0.3, metallic=1.0)
        parts.append(Part(revolve(rounded(line, 0.0003)).mapped(np.eye(3), spot), metal))
    return Thing(tuple(parts)).settled()


def spool(rng: np.random.Generator) -> Thing:
    """A reel of thread."""
    ends = rounded([(0, 0), (0.012, 0), (0.012, 0.003), (0.007, 0.005)], 0.001)
    reel = joined([revolve(ends), revolve(ends).mapped(rotation((1, 0, 0), 180), (0, 0, 0.032))])
    thread = textures.stripes(rng, 128, (_colour(rng),) * 2)
    yarn = revolve(rounded([(0.007, 0.004), (0.0105, 0.006), (0.0105, 0.026), (0.007, 0.028)], 0.002))
    return Thing((Part(reel, Material("#cfa873", 0.6)), Part(yarn, Material(thread, 0.9, repeat=(1, 4)))))


def bead(rng: np.random.Generator) -> Thing:
    """A bead or pearl."""
    r = _jitter(rng, 0.002, 0.0045)
    return Thing((Part(ellipsoid((r, r, r), segments=32), Material(_colour(rng), 0.15, clearcoat=0.5)),)).settled()


def button(rng: np.random.Generator) -> Thing:
    """A coat button."""
    r = _jitter(rng, 0.005, 0.009)
    line = np.array([(0, 0), (0.9, 0), (1, 0.12), (1, 0.25), (0.85, 0.28), (0.75, 0.2), (0, 0.2)])
    return Thing((Part(revolve(rounded(r * line, 0.0005)), Material(_colour(rng), 0.3, clearcoat=0.3)),))


TABLE: Sequence[Maker] = (books, carton, pot, cup, flask, bowl, fruit, pens, cable, handset, candle)
SMALL: Sequence[Maker] = (pebbles, coins, spool, bead, button)


def scattered(
    rng: np.random.Generator, makers: Sequence[Maker], count: int, room: float, area: tuple[float, float, float, float],
    camera: Camera, product: Thing,
) -> tuple[Thing, ...]:  # fmt: skip
    """Up to `count` things laid on the table without touching one another.

    They stay out of a disc of radius `room` (metres) about the product, inside `area` (x0, x1, y0, y1) with y away
    from the camera, and never hide the product.
    """
    behind = camera.seen(product.points)
    away = -camera.axes[2, :2] / np.linalg.norm(camera.axes[2, :2])
    taken, placed = [(0.0, 0.0, room)], []
    for maker in [makers[i] for i in rng.permutation(np.arange(count) % len(makers))]:
        thing = maker(rng).turned(rng.uniform(-40, 40))
        for _ in range(60):
            x, y = rng.uniform(area[::2], area[1::2])
            x, y = x * away[1] + y * away[0], y * away[1] - x * away[0]
            there = thing.at(x, y)
            apart = all(np.hypot(x - a, y - b) > r + thing.reach for a, b, r in taken)
            if apart and not camera.seen(there.points).hides(behind):
                taken.append((x, y, thing.reach))
                placed.append(there)
                break
    return tuple(placed)
