"""Shoes: sneakers, boots, pumps and sandals, lofted round a last; one or a pair."""

from dataclasses import dataclass

import numpy as np

from training.scenes.finishes import finish
from training.scenes.kinds.build import TRIANGLES, Piece, built, looks, pick
from training.scenes.kinds.prints import patterned
from training.scenes.material import Material
from training.scenes.mesh import Mesh, Points, rotation
from training.scenes.shapes import loft, mirrored, oval, slab, spline, strap, wire
from training.scenes.thing import Thing

Rng = np.random.Generator


@dataclass(frozen=True)
class Last:
    """The foot's shape along x, heel at −long / 2, toe at +long / 2, its sole at z = 0; metres."""

    long: float
    wide: float
    ankle: float  # height of the upper where the foot goes in
    toe: float  # height of the toe box

    def half(self, t: Points) -> Points:
        """Half the width at a share t of the length, 0 heel to 1 toe."""
        along = np.interp(t, [0, 0.02, 0.1, 0.35, 0.68, 0.88, 0.97, 1], [0.05, 0.35, 0.68, 0.68, 1, 0.8, 0.42, 0.05])
        return along * self.wide / 2

    def height(self, t: Points) -> Points:
        """Height of the upper at a share t of the length."""
        top = [0.8 * self.ankle, self.ankle, self.ankle, 0.6 * self.ankle + 0.4 * self.toe, 1.1 * self.toe, self.toe]
        return np.interp(t, [0, 0.06, 0.36, 0.55, 0.72, 0.93, 1], [*top, 0.35 * self.toe])

    def at(self, t: Points | float, angle: Points | float, off: float = 0.0) -> Points:
        """Points of the upper: `angle` in degrees round x, 0 at the right side, 90 on top; `off` metres outside it."""
        t, a = np.asarray(t, float), np.radians(np.asarray(angle, float))
        c, s = (np.sign(v) * np.abs(v) ** 0.8 for v in (np.cos(a), np.sin(a)))
        z = (self.height(t) + off) * (0.5 + 0.5 * s)
        y = (self.half(t) + off) * c * (1 - 0.45 * (0.5 + 0.5 * s) ** 2)
        return np.stack([*np.broadcast_arrays(self.long * (t - 0.5), y, z)], -1)

    def skin(self, low: float, high: float, off: float = 0.0) -> Mesh:
        """The upper between two shares of the length."""
        t, angle = np.linspace(low, high, 8 + round(20 * (high - low))), np.linspace(-180, 180, 25)[:-1]
        return loft(self.at(t[:, None], angle[None], off))

    def outline(self, grow: float = 1.04) -> Points:
        """The sole's outline (K, 2), anticlockwise."""
        t = (1 - np.cos(np.linspace(0, np.pi, 26))) / 2
        side = np.column_stack([self.long * (t - 0.5), -np.maximum(self.half(t), 0.1 * self.wide)])
        return np.concatenate([side, side[-2:0:-1] * [1, -1]]) * grow


def _shaft(last: Last, high: float, wall: float = 0.004) -> Mesh:
    """The leg or collar of a shoe: a hollow tube from within the upper to `high`."""
    z = np.linspace(0.55 * last.ankle, high, 8)
    grow = np.interp(z, [0, last.ankle, max(high, last.ankle + 0.01)], [0.9, 1, 1.12])
    levels, scale = np.concatenate([z, z[:0:-1]]), np.concatenate([grow, grow[:0:-1] - 2 * wall / (0.36 * last.long)])
    unit = oval((0.19 * last.long, 0.3 * last.wide), 0.9, 28)
    flat = unit[None] * scale[:, None, None] + [-0.29 * last.long, 0]
    return loft(np.concatenate([flat, np.broadcast_to(levels[:, None, None], (len(levels), 28, 1))], -1))


def _laces(rng: Rng, last: Last, look: Material) -> list[Piece]:
    count, out = int(rng.integers(3, 7)), []
    rows, thick = np.linspace(0.4, 0.66, count), float(rng.uniform(0.0015, 0.003))
    for i, t in enumerate(rows):
        lean = 0.05 if i % 2 else -0.05
        out.append((wire(last.at(t + np.linspace(-lean, lean, 9), np.linspace(38, 142, 9), 0.002), thick, 5), look))
    knot = last.at(rows[0], 90, 0.004)
    for side in (-1, 1):
        if pick(rng, 0.7):
            reach = rng.uniform(0.02, 0.045)
            bend = np.array([[0, 0, 0], [0.2, 1, 0.1], [0.5, 1.4, -0.6], [0.1, 0.4, 0]]) * [reach, side * reach, reach]
            out.append((wire(knot + spline(bend, 14), thick, 6), look))
    return out


def _trims(rng: Rng, last: Last, look: list[Material]) -> list[Piece]:
    """Toe cap, heel patch and stripes in other colours."""
    out: list[Piece] = []
    if pick(rng, 0.4):
        out.append((last.skin(float(rng.uniform(0.78, 0.9)), 1.0, 0.0015), look[0]))
    if pick(rng, 0.4):
        out.append((last.skin(0.0, float(rng.uniform(0.08, 0.2)), 0.0015), look[1]))
    if pick(rng, 0.55):
        slope, thick = float(rng.uniform(-0.15, 0.15)), float(rng.uniform(0.002, 0.006))
        for t in np.linspace(0.42, 0.62, int(rng.integers(1, 4))):
            for side in (0, 180):
                angle = np.abs(side - np.linspace(-50, 45, 10))
                out.append((wire(last.at(t + np.linspace(-slope, slope, 10), angle), thick, 6), look[1]))
    return out


def _heeled(mesh: Mesh, long: float, rise: float) -> Mesh:
    """Bent as a foot on a heel `rise` metres high."""
    t = np.clip(0.62 - (mesh.points[:, 0] / long + 0.5), 0, 0.5) / 0.5
    return Mesh(
        mesh.points + np.column_stack([0 * t, 0 * t, rise * t * t * (3 - 2 * t)]), mesh.uv, mesh.faces, mesh.smooth
    )


def _paired(rng: Rng, pieces: list[Piece], wide: float) -> Thing:
    """One shoe, or two beside each other, turned at random."""
    if pick(rng, 0.45) and 2 * sum(len(mesh.faces) for mesh, _ in pieces) <= TRIANGLES:
        turn = rotation((0, 0, 1), 90)
        pieces = [(mesh.mapped(turn), look) for mesh, look in pieces]
        skew, gap = rotation((0, 0, 1), float(rng.uniform(-25, 25))), float(rng.uniform(0.53, 0.8)) * wide
        one = [(mesh.moved((gap, 0, 0)), look) for mesh, look in pieces]
        pieces = one + [(mirrored(mesh).mapped(skew, (-gap - 0.01, 0, 0)), look) for mesh, look in pieces]
    turn = rotation((0, 0, 1), float(rng.choice([0, 180]) + rng.uniform(-60, 60)))
    return built(pieces, turn)


def shoe(rng: Rng) -> Thing:
    """A sneaker, boot, loafer or pump: upper, leg, sole, laces, stripes, caps, in one colour or many."""
    long = float(rng.uniform(0.13, 0.31))
    last = Last(long, long * float(rng.uniform(0.32, 0.42)), long * float(rng.uniform(0.2, 0.34)),
                long * float(rng.uniform(0.14, 0.22)))  # fmt: skip
    kind = str(rng.choice(["leather", "fabric", "rubber", "fleece", "iridescent"], p=[0.4, 0.35, 0.1, 0.07, 0.08]))
    skin, *other = looks(rng, 3, kind)
    look, base = patterned(rng, skin, 0.3), finish(rng, "rubber")
    top = last.ankle * float(rng.choice([0.95, 1.15, rng.uniform(1.3, 3.5)]))
    thick, rise = float(rng.uniform(0.008, 0.04)), float(rng.choice([0, 0, 0.02, 0.07])) * long / 0.27
    sole = slab(last.outline(float(rng.uniform(1.0, 1.06))), thick, 0.004).moved((0, 0, -0.85 * thick))
    upper: list[Piece] = [(last.skin(0.0, 1.0), look), (_shaft(last, top), other[0] if pick(rng, 0.3) else look)]
    upper += [(sole, base if pick(rng, 0.8) else look), *_trims(rng, last, other)]
    upper += _laces(rng, last, Material("#efeeea", 0.9) if pick(rng, 0.5) else other[1]) if pick(rng, 0.65) else []
    pieces = [(_heeled(mesh, long, rise), material) for mesh, material in upper] if rise else upper
    if rise:
        heel = slab(oval((0.1 * long, 0.26 * last.wide), 0.8, 24), rise, 0.002, 1.25)
        pieces.append((heel.moved((-0.36 * long, 0, -0.85 * thick)), base))
    if pick(rng, 0.2):
        pieces = [
            *pieces,
            *((mesh.mapped(np.diag([1.02, 1.02, 0.2]), (0, 0, -0.001)), other[0]) for mesh, _ in pieces[:1]),
        ]
    return _paired(rng, pieces, last.wide)


def sandal(rng: Rng) -> Thing:
    """A sandal, slipper or flip-flop: a sole with straps over it."""
    long = float(rng.uniform(0.14, 0.3))
    last = Last(long, long * float(rng.uniform(0.34, 0.42)), 0.2 * long, 0.16 * long)
    look = looks(rng, 2, "leather", "rubber", "fabric")
    thick = float(rng.uniform(0.008, 0.04))
    pieces: list[Piece] = [(slab(last.outline(), thick, 0.003).moved((0, 0, -thick)), finish(rng, "rubber"))]
    pieces.append((slab(last.outline(0.96), 0.003, 0.001), look[0]))
    band = patterned(rng, look[1])
    for t in rng.choice([0.12, 0.38, 0.62, 0.72, 0.8], int(rng.integers(1, 4)), replace=False):
        path = last.at(float(t) + np.linspace(-0.03, 0.03, 15) * rng.normal(), np.linspace(-35, 215, 15), 0.003)
        pieces.append((strap(path, long * float(rng.uniform(0.05, 0.18)), 0.003, (1, 0, 0)), band))
    return _paired(rng, pieces, last.wide)
