"""Free shapes: assemblies of random parts, often mirrored, that resemble nothing in particular."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from training.scenes.finishes import family, finish
from training.scenes.kinds.build import Piece, both, built, pelt, pick, within
from training.scenes.kinds.prints import carton, patterned, sticker
from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points, cuboid, ellipsoid, revolve, rotation
from training.scenes.shapes import (
    aligned,
    blob,
    cloth,
    leaf,
    loft,
    oval,
    polygon,
    silhouette,
    slab,
    spline,
    spots,
    strap,
    sweep,
    walled,
    wire,
)  # fmt: skip
from training.scenes.thing import Thing

_Body = Callable[[np.random.Generator, float], Mesh]
Rng = np.random.Generator


def _turned(rng: Rng, size: float) -> Mesh:
    return revolve(silhouette(rng, size * rng.uniform(0.15, 0.55), size, int(rng.integers(2, 6))), 40)


def _hollow(rng: Rng, size: float) -> Mesh:
    outline = silhouette(rng, size * rng.uniform(0.25, 0.6), size * rng.uniform(0.4, 1.2), 3, 14)[1:-1]
    return revolve(walled(outline, 0.05 * size, 0.1 * size), 40)


def _square(rng: Rng, size: float) -> Mesh:
    return ellipsoid(size * rng.uniform(0.12, 0.5, 3), segments=36, squareness=float(rng.uniform(0.2, 1.4)))


def _lump(rng: Rng, size: float) -> Mesh:
    return blob(rng, size * rng.uniform(0.15, 0.5, 3), float(rng.uniform(0.05, 0.35)), float(rng.uniform(0.5, 1)))


def _brick(rng: Rng, size: float) -> Mesh:
    return cuboid(size * rng.uniform(0.15, 0.9, 3), size * 0.02)


def _plate(rng: Rng, size: float) -> Mesh:
    height = size * float(rng.choice([0.03, 0.1, 0.3]))
    return slab(
        polygon(rng, 0.45 * size), height, 0.01 * size, float(rng.uniform(0.5, 1)), float(rng.choice([0, height]))
    )


def _limb(rng: Rng, size: float) -> Mesh:
    """A bent bar whose section changes on the way."""
    path = spline(np.cumsum(rng.normal(0, 0.3, (4, 3)) * size + [0, 0, 0.35 * size], 0), 20)
    thick = spline(rng.uniform(0.05, 0.22, (4, 2)) * size, 20).clip(0.03 * size)
    section = oval((1, 1), float(rng.uniform(0.4, 1)), 20)
    return loft(np.concatenate([path[:, None, :2] + section * thick[:, None], np.repeat(path[:, None, 2:], 20, 1)], -1))


def _ring(rng: Rng, size: float) -> Mesh:
    """A frame with a hole: round, square or wavy, thick or thin, standing or lying."""
    outline = oval(size * rng.uniform(0.25, 0.5, 2), float(rng.uniform(0.3, 1)), 48)
    if pick(rng, 0.3):
        outline = polygon(rng, 0.4 * size, count=48)
    path = np.column_stack([outline, np.zeros(48)])
    section = oval(size * rng.uniform(0.015, 0.09, 2), float(rng.uniform(0.3, 1)), 14)
    return sweep(np.concatenate([path, path[:1]]), section, closed=True).mapped(
        rotation((1, 0, 0), rng.choice([0, 90]))
    )


def _drape(rng: Rng, size: float) -> Mesh:
    wide, deep = size * rng.uniform(0.5, 1.0, 2)
    return cloth(rng, (wide, deep), size * float(rng.uniform(0.05, 0.3)), 0.01 * size)


_BODIES: tuple[_Body, ...] = (_turned, _hollow, _square, _lump, _brick, _plate, _limb, _ring, _drape)


def _spike(rng: Rng, size: float) -> Mesh:
    """A thin antenna, arm or lace, from the origin upwards."""
    path = spline(np.cumsum(rng.normal(0, 0.18, (4, 3)) * size + [0, 0, 0.3 * size], 0) * [1, 1, 1], 20)
    return wire(path - path[0], size * float(rng.uniform(0.006, 0.025)))


def _loop(rng: Rng, size: float) -> Mesh:
    """A handle: an arch with both feet on the plane z = 0, round or flat."""
    wide, high = size * rng.uniform(0.15, 0.5), size * rng.uniform(0.15, 0.7)
    turn = np.linspace(0, np.pi, 24)
    path = np.stack([wide * np.cos(turn), 0 * turn, high * np.sin(turn) ** rng.uniform(0.5, 1.2)], -1)
    if pick(rng, 0.5):
        return strap(path, size * float(rng.uniform(0.03, 0.12)), 0.012 * size, (0, 1, 0))
    return wire(path, size * float(rng.uniform(0.01, 0.04)))


def _leaves(rng: Rng, size: float) -> Mesh:
    blade = leaf(
        size * float(rng.uniform(0.3, 0.8)), size * float(rng.uniform(0.06, 0.3)), float(rng.uniform(-0.3, 0.6))
    )
    return blade.mapped(rotation((0, 1, 0), -float(rng.uniform(20, 80))))


def _bulb(rng: Rng, size: float) -> Mesh:
    return _BODIES[int(rng.integers(6))](rng, size * float(rng.uniform(0.2, 0.5)))


_EXTRAS: tuple[_Body, ...] = (_spike, _loop, _leaves, _bulb, _bulb)


def assembly(rng: Rng) -> Thing:
    """A body with up to five parts at points of its surface, each in one or several copies, often mirrored."""
    size = float(np.exp(rng.uniform(np.log(0.04), np.log(0.45))))
    look = [patterned(rng, material) for material in family(rng, int(rng.integers(1, 4)))]
    body = _BODIES[int(rng.integers(len(_BODIES)))](rng, size)
    body = body.moved(-(body.points.min(0) + body.points.max(0)) / 2)
    pieces: list[Piece] = [(body, look[0])]
    for _ in range(int(rng.integers(0, 4))):
        pieces = within(pieces, _grown(rng, body, size, look))
    thing = built(pieces)
    return pelt(rng, thing, look[0], size * float(rng.uniform(0.03, 0.12))) if pick(rng, 0.08) else thing


def _grown(rng: Rng, body: Mesh, size: float, look: Sequence[Material]) -> list[Piece]:
    """Copies of one part, standing on the body; thin parts come in tufts."""
    make = _EXTRAS[int(rng.integers(len(_EXTRAS)))]
    extra, mirror = make(rng, size), pick(rng, 0.6)
    copies = int(rng.integers(1, 7)) if make in (_leaves, _spike) and pick(rng, 0.5) else 1
    material, out = look[int(rng.integers(len(look)))], []
    for at, normal in zip(*spots(rng, body, copies), strict=True):
        part = extra.mapped(_up(rng, normal), at - 0.02 * size * normal)
        beside = np.linalg.norm(body.points - at * [-1, 1, 1], axis=1).min() < 0.1 * size
        out += both(part, material) if mirror and beside else [(part, material)]
    return out


def _up(rng: Rng, normal: Points) -> Points:
    return aligned(normal + rng.normal(0, 0.15, 3)) @ rotation((0, 0, 1), rng.uniform(0, 360))


def stack(rng: Rng) -> Thing:
    """Several bodies standing on or in one another."""
    look = family(rng, 3)
    pieces: list[Piece] = []
    level = 0.0
    size = float(np.exp(rng.uniform(np.log(0.03), np.log(0.2))))
    for i in range(int(rng.integers(2, 6))):
        body = _BODIES[int(rng.integers(6))](rng, size * float(rng.uniform(0.5, 1.2)))
        low, high = body.points.min(0), body.points.max(0)
        there = body.moved(-(low + high) / 2 * [1, 1, 0] + [0, 0, level - low[2]])
        pieces = within(pieces, [(there, look[i % 3])])
        level += 0.93 * float(high[2] - low[2])
    return built(pieces)


def tray(rng: Rng) -> Thing:
    """Many like shapes in a row, ring or heap on a plate: a set that is one product."""
    size, look = float(rng.uniform(0.02, 0.08)), family(rng, 3)
    count, make = int(rng.integers(3, 9)), _BODIES[int(rng.integers(6))]
    bodies = [make(rng, size)] * count if pick(rng, 0.6) else [make(rng, size) for _ in range(count)]
    step = max(float(np.ptp(body.points[:, :2], axis=0).max()) for body in bodies)
    turn = np.arange(count) * 2 * np.pi / count
    reach = step / 2 / np.sin(np.pi / count)
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * reach
    row = np.column_stack([(np.arange(count) % 4 - 1.5) * step, np.arange(count) // 4 * step])
    spot = ring if pick(rng, 0.5) else row
    thick = 0.06 * size
    pieces = [(body.moved((*at, thick - body.points[:, 2].min())), look[i % 2])
              for i, (body, at) in enumerate(zip(bodies, spot, strict=True))]  # fmt: skip
    low, high = spot.min(0) - step / 2, spot.max(0) + step / 2
    base = slab(oval((high - low) / 2 * 1.1, 0.3), 1.4 * thick).moved((*(low + high) / 2, 0))
    return built(within([(base, look[2])], pieces))


def block(rng: Rng) -> Thing:
    """One plain printed or patterned body."""
    size = float(np.exp(rng.uniform(np.log(0.03), np.log(0.4))))
    if pick(rng, 0.4):
        sides = size * rng.uniform(0.2, 1, 3)
        return built([(cuboid(sides, 0.01 * size), carton(rng, sides))])
    body = _BODIES[int(rng.integers(6))](rng, size)
    look = sticker(rng, 2.0) if pick(rng, 0.5) else patterned(rng, finish(rng), 0.7)
    return built([(body, replace(look, repeat=(2, 1)))])
