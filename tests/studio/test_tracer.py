"""Rays against each solid: by hand, and against sampling along the ray."""

import numpy as np
import pytest

from pipelines.studio.tracer import ARCH, BOX, CYLINDER, FAR, GROUND, NOTHING, PIECES, WALL, Geometry, blocking, hit
from pipelines.studio.tracer import meets_body as meets

BLOCK = [BOX, 1, 2, 10, 3, 2, 1, 0, 0]  # x −2…4, y 0…4, z 9…11
DRUM = [CYLINDER, 0, 2, 10, 3, 2, 3, 0, 0]  # y 0…4, radius 3 about x 0, z 10
NICHE = [ARCH, 0, 5, 10, 6, 5, 1, 2, 4]  # x ±6, y 0…10, z 9…11; opening ±2 to y 4, then a half disc of radius 2


def stage(*pieces, level=0.0, depth=1000.0, radius=0.0, wall=2000.0, near=None, far=None, cell=1.0, lies=False,
          corner=(0.0, 0.0, 0.0)):  # fmt: skip
    near = np.full((2, 2), 1e9, np.float32) if near is None else near.astype(np.float32)
    far = np.full((2, 2), -1e9, np.float32) if far is None else far.astype(np.float32)
    rows = np.array(pieces, np.float32).reshape(-1, 9)
    sheet = np.array([level, depth, radius, wall], np.float32)
    through = np.zeros((*near.shape, 3), np.float32)
    return Geometry(sheet, rows, near, far, through, np.array([*corner, cell, lies, 1], np.float32))


def shoot(geometry, place, way):
    """Distance, what, normal."""
    t, what, *normal = hit(geometry, *map(float, place), *map(float, way))
    return t, what, tuple(normal)


CASES = {
    "a box's front": (BLOCK, (0, 2, 0), (0, 0, 1), 9, (0, 0, -1)),
    "a box's top": (BLOCK, (0, 7, 10), (0, -1, 0), 3, (0, 1, 0)),
    "a box's left side": (BLOCK, (-5, 1, 10), (1, 0, 0), 3, (-1, 0, 0)),
    "a box's right side, by a ray of length two": (BLOCK, (8, 1, 10), (-2, 0, 0), 2, (1, 0, 0)),
    "a box's back": (BLOCK, (0, 1, 21), (0, 0, -1), 10, (0, 0, 1)),
    "a box aslant": (BLOCK, (0, 1, 0), (0.25, 0, 1), 9, (0, 0, -1)),
    "a drum's front": (DRUM, (0, 1, 0), (0, 0, 1), 7, (0, 0, -1)),
    "a drum's side off its middle": (DRUM, (1.8, 1, 0), (0, 0, 1), 7.6, (0.6, 0, -0.8)),
    "a drum's top": (DRUM, (1, 9, 9), (0, -1, 0), 5, (0, 1, 0)),
    "a drum's top aslant": (DRUM, (0, 7, 7), (0, -1, 1), 3, (0, 1, 0)),
    "an arch's front": (NICHE, (4, 3, 0), (0, 0, 1), 9, (0, 0, -1)),
    "an arch's front above the opening": (NICHE, (0, 6.5, 0), (0, 0, 1), 9, (0, 0, -1)),
    "an arch's spandrel": (NICHE, (1.8, 5.8, 0), (0, 0, 1), 9, (0, 0, -1)),
    "the back of the niche": (NICHE, (0, 2, 0), (0, 0, 1), 11, (0, 0, -1)),
    "the back of the niche in its head": (NICHE, (0, 5.5, 0), (0, 0, 1), 11, (0, 0, -1)),
    "the right jamb of the niche": (NICHE, (-8, 2, 0), (1, 0, 1), 10, (-1, 0, 0)),
    "the left jamb of the niche": (NICHE, (8, 2, 0), (-1, 0, 1), 10, (1, 0, 0)),
    "the crown of the niche": (NICHE, (0, -4, 0), (0, 1, 1), 10, (0, -1, 0)),
    "an arch's outside": (NICHE, (-10, 5, 10), (1, 0, 0), 4, (-1, 0, 0)),
    "an arch's top": (NICHE, (0, 12, 10), (0, -1, 0), 2, (0, 1, 0)),
}


@pytest.mark.parametrize("name", CASES)
def test_by_hand(name):
    piece, place, way, t, normal = CASES[name]
    found = shoot(stage(piece, level=-50), place, way)
    assert found[0] == pytest.approx(t, rel=1e-5)
    assert found[1] == PIECES
    assert found[2] == pytest.approx(normal, abs=1e-5)


@pytest.mark.parametrize(
    ("piece", "place", "way"),
    [(BLOCK, (5, 2, 0), (0, 0, 1)), (BLOCK, (0, 2, 0), (0, 0, -1)), (DRUM, (3.01, 1, 0), (0, 0, 1)),
     (DRUM, (0, 4.1, 0), (0, 0, 1)), (NICHE, (6.1, 2, 0), (0, 0, 1)), (NICHE, (0, 10.1, 0), (0, 0, 1))],
)  # fmt: skip
def test_beside_a_piece_nothing_of_it_is_met(piece, place, way):
    assert shoot(stage(piece, level=-50), place, way)[1] in (NOTHING, WALL)
    assert blocking(stage(piece, level=-50), *map(float, place), *map(float, way)) == -1


def test_the_ground_and_a_wall_apart():
    flat = stage(depth=20, wall=30)
    assert shoot(flat, (0, 3, 0), (0, -0.6, 0.8)) == (pytest.approx(5), GROUND, (0, 1, 0))
    assert shoot(flat, (0, 3, 0), (0, 0, 1)) == (pytest.approx(30), WALL, (0, 0, -1))
    assert shoot(flat, (0, 3, 0), (0, -0.1, 1))[1] == WALL, "past the ground's far edge"
    assert shoot(flat, (0, 3, 0), (0, 1, -1)) == (pytest.approx(FAR), NOTHING, (0, 0, 0))
    assert shoot(stage(level=-5, depth=20, wall=30), (0, 5, 0), (0, -1, 0))[0] == pytest.approx(10)


def test_a_sweep_curves_up_without_a_corner():
    """The curve's middle is a radius above the ground's far edge; its normal points there."""
    sweep = stage(depth=20, radius=10, wall=30)
    t, what, normal = shoot(sweep, (0, 10, 20), (0, -(0.5**0.5), 0.5**0.5))
    assert (t, what) == (pytest.approx(10), GROUND)
    assert normal == pytest.approx((0, 0.5**0.5, -(0.5**0.5)))
    assert shoot(sweep, (0, 15, 0), (0, 0, 1)) == (pytest.approx(30), GROUND, (0, 0, -1))
    ups = [shoot(sweep, (0, 12, 0), (0, -np.sin(a), np.cos(a))) for a in np.radians(np.linspace(-10, 60, 400))]
    normals = np.array([normal for _, _, normal in ups])
    assert (np.abs(np.diff(normals, axis=0)).max(1) < 0.05).all()
    assert {what for _, what, _ in ups} == {GROUND}


def test_the_nearest_of_several_is_met():
    geometry = stage([BOX, 0, 2, 30, 3, 2, 1, 0, 0], BLOCK, [BOX, 0, 2, 20, 3, 2, 1, 0, 0])
    assert shoot(geometry, (0, 2, 0), (0, 0, 1))[:2] == (pytest.approx(9), PIECES + 1)
    assert blocking(geometry, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0) == 1
    assert shoot(geometry, (0, 2, 40), (0, 0, -1))[:2] == (pytest.approx(9), PIECES)


def test_a_niche_shades_itself():
    geometry = stage(NICHE)
    assert blocking(geometry, 0.0, 2.0, 10.9, 1.0, 0.0, 0.0) == 0
    assert blocking(geometry, 0.0, 2.0, 10.9, 0.0, 1.0, -0.05) == 0
    assert blocking(geometry, 0.0, 2.0, 10.9, 0.0, 0.0, -1.0) == -1


def inside(piece, p, slack):
    """Whether places (n, 3) lie in a piece made larger by `slack`."""
    kind, x, y, z, a, b, c, w, spring = piece
    x, y, z = (np.abs(p[:, i] - m) for i, m in enumerate((x, y, z)))
    if kind == CYLINDER:
        return (np.hypot(x, z) < a + slack) & (y < b + slack)
    whole = (x < a + slack) & (y < b + slack) & (z < c + slack)
    if kind == BOX:
        return whole
    up = p[:, 1] - spring
    opening = np.where(up < 0, x < w - slack, np.hypot(x, up) < w - slack)
    return whole & ~(opening & (p[:, 2] < piece[3] + c - slack))


@pytest.mark.parametrize("piece", [BLOCK, DRUM, NICHE], ids=["box", "cylinder", "arch"])
def test_random_rays_against_sampling(piece):
    """No sample before the hit lies in the solid, the hit lies on it, and what is missed holds no sample."""
    rng = np.random.default_rng(7)
    geometry, along, met = stage(piece, depth=1e5, wall=1e5), np.linspace(0, 60, 4000)[:, None], 0
    for _ in range(300):
        place = np.array([rng.uniform(-12, 12), rng.uniform(0.5, 14), rng.uniform(-10, 4)])
        aim = np.array([rng.uniform(-7, 7), rng.uniform(-1, 11), rng.uniform(8, 12)])
        way = (aim - place) / np.linalg.norm(aim - place)
        t, what, normal = shoot(geometry, place, way)
        if what == PIECES:
            met += 1
            at = (place + t * way)[None]
            assert inside(piece, at, 1e-3)[0]
            assert not inside(piece, at, -1e-3)[0]
            assert np.linalg.norm(normal) == pytest.approx(1, abs=1e-4)
            assert np.dot(normal, way) <= 1e-6
            assert not inside(piece, place + along[along[:, 0] < t] * way, -1e-3).any()
            assert blocking(geometry, *place, *way) == 0
        else:
            assert not inside(piece, place + along[along[:, 0] < t] * way, -1e-3).any()
    assert 50 < met < 250


def ball(cells=40, radius=4.0):
    """A ball's near and far, and the cell's size in cm."""
    cell = 2 * radius / cells
    u = (np.arange(cells) + 0.5) * cell - radius
    square = radius**2 - u[:, None] ** 2 - u**2
    half = np.sqrt(np.maximum(square, 0))
    return np.where(square > 0, -half, 1e9), np.where(square > 0, half, -1e9), cell


@pytest.mark.parametrize("lies", [False, True])
def test_the_body_is_met_where_it_is(lies):
    """Rays at a ball: those well within its outline meet it, those well outside pass."""
    near, far, cell = ball()
    corner = (-4.0, 0.0, -4.0) if lies else (-4.0, -4.0, 0.0)
    geometry = stage(near=near, far=far, cell=cell, lies=lies, corner=corner)
    rng = np.random.default_rng(3)
    for _ in range(600):
        way = rng.normal(size=3)
        way /= np.linalg.norm(way)
        side = np.cross(way, rng.normal(size=3))
        off = rng.uniform(0, 7)
        start = side / np.linalg.norm(side) * off - 30 * way
        row, column = meets(geometry, *map(float, start), *map(float, way))
        assert (row >= 0) == (column >= 0)
        if off < 3.6:
            t = 30 - np.sqrt(16 - off**2)
            first = (start + t * way)[[2, 0]] if lies else (start + t * way)[[1, 0]]
            assert row >= 0
            assert np.hypot(*((np.array([row, column]) + 0.5) * cell - 4 - first)) < 1.6
        elif off > 4.4:
            assert row < 0


def test_a_body_behind_the_rays_beginning_is_not_met():
    near, far, cell = ball()
    geometry = stage(near=near, far=far, cell=cell, corner=(-4.0, -4.0, 0.0))
    assert meets(geometry, 0.0, 0.0, 10.0, 0.0, 0.0, 1.0) == (-1, -1)
    assert meets(geometry, 10.0, 0.0, 0.0, 1.0, 0.0, 0.0) == (-1, -1)
