"""Random products: every kind stands on the table, is sound and of a sane size, and keeps to its budget."""

import mitsuba as mi
import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from training.scenes import shapes
from training.scenes.kinds import KINDS, product
from training.scenes.mesh import Fur, Mesh, ellipsoid, revolve
from training.scenes.thing import Thing

mi.set_variant("scalar_rgb")

TRIANGLES, PARTS, HAIRS = 12_000, 8, 4_000
SEEDS = range(6)


def meshes(thing: Thing) -> list[Mesh]:
    return [part.shape for part in thing.parts if isinstance(part.shape, Mesh)]


def assert_sound(shape: Mesh):
    """Every point has a normal in single precision wherever it lies: none is alone, and no triangle is empty."""
    a, b, c = ((shape.points + 3).astype(np.float32)[shape.faces[:, i]] for i in range(3))
    assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 0
    assert len(np.unique(shape.faces)) == len(shape.points) == len(shape.uv)


def volume(shape: Mesh) -> float:
    """The volume that a closed mesh's faces enclose, positive if they look outwards."""
    a, b, c = (shape.points[shape.faces[:, i]] for i in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def border(shape: Mesh) -> int:
    """Edges that belong to one face alone, where points that lie on one another are one point."""
    _, same = np.unique(np.round(shape.points, 9), axis=0, return_inverse=True)
    faces = same.reshape(-1)[shape.faces]
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    edges = edges[edges[:, 0] != edges[:, 1]]
    return int((np.unique(edges, axis=0, return_counts=True)[1] == 1).sum())


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_sound_and_keeps_its_budget(name: str):
    for seed in SEEDS:
        thing = KINDS[name](np.random.default_rng(seed))
        points = thing.points
        assert np.isfinite(points).all()
        assert points[:, 2].min() == pytest.approx(0, abs=2e-3)
        np.testing.assert_allclose(points[:, :2].min(0), -points[:, :2].max(0), atol=0.03 * np.ptp(points))
        assert 0.005 < np.ptp(points, axis=0).max() < 1.5
        assert len(thing.parts) <= PARTS
        assert sum(len(shape.faces) for shape in meshes(thing)) <= TRIANGLES
        assert all(len(part.shape.points) <= HAIRS for part in thing.parts if isinstance(part.shape, Fur))
        for shape in meshes(thing):
            assert_sound(shape)


def closed_volumes(shape: Mesh) -> np.ndarray:
    """The volume of each of the shape's connected pieces that has no border, over its area to the power 1.5."""
    _, same = np.unique(np.round(shape.points, 7), axis=0, return_inverse=True)
    faces = same.reshape(-1)[shape.faces]
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    links = coo_array((np.ones(len(edges)), tuple(edges.T)), shape=(edges.max() + 1,) * 2)
    piece = connected_components(links, directed=False)[1][faces[:, 0]]
    _, edge, times = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    open_ = np.bincount(np.tile(piece, 3), times[edge.reshape(-1)] == 1) > 0
    a, b, c = (shape.points[shape.faces[:, i]] - shape.points.mean(0) for i in range(3))
    volumes = np.bincount(piece, np.einsum("ij,ij->i", a, np.cross(b, c)) / 6)
    areas = np.bincount(piece, np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2)
    return volumes[~open_ & (areas > 0)] / areas[~open_ & (areas > 0)] ** 1.5


@pytest.mark.parametrize("name", KINDS)
def test_no_closed_piece_of_a_product_is_inside_out(name: str):
    for shape in meshes(KINDS[name](np.random.default_rng(2))):
        volumes = closed_volumes(shape)
        assert volumes.size == 0 or volumes.min() > -1e-4


@pytest.mark.parametrize("name", KINDS)
def test_a_seed_gives_the_same_product_and_another_seed_another(name: str):
    first, again, other = (KINDS[name](np.random.default_rng(seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.points, again.points)
    assert first.points.shape != other.points.shape or not np.array_equal(first.points, other.points)


def test_products_are_of_many_kinds_and_sizes():
    things = [product(np.random.default_rng(seed)) for seed in range(60)]
    sizes = [float(np.ptp(thing.points, axis=0).max()) for thing in things]
    assert min(sizes) < 0.07
    assert max(sizes) > 0.4
    assert sum(len(thing.parts) > 1 for thing in things) > 40
    assert sum(any(isinstance(part.material.colour, np.ndarray) for part in thing.parts) for thing in things) > 15


RNG = np.random.default_rng(1)
CLOSED = {
    "loft": shapes.loft(
        np.stack([np.column_stack([shapes.oval((r, r)), np.full(32, z)]) for z, r in ((0, 1), (1, 2))])
    ),
    "slab": shapes.slab(shapes.polygon(RNG, 0.05), 0.02, 0.002, 0.8, 0.01),
    "strap": shapes.strap([(0, 0, 0), (0.1, 0.02, 0), (0.2, 0, 0)], 0.02, 0.003, (0, 0, 1)),
    "ring": shapes.sweep(
        np.column_stack([shapes.oval((0.1, 0.1)), np.zeros(32)])[[*range(32), 0]],
        shapes.oval((0.01, 0.02)),
        closed=True,
    ),
    "blob": shapes.blob(RNG, (0.1, 0.05, 0.08)),
    "cloth": shapes.cloth(RNG, (0.3, 0.2), 0.05),
    "vessel": revolve(shapes.walled([(0.03, 0), (0.04, 0.05), (0.03, 0.1)], 0.003, 0.01)),
    "squared": shapes.squared(revolve([(0, 0), (1, 0), (1, 2), (0, 2)]), 6, 0.5),
    "silhouette": revolve(shapes.silhouette(RNG, 0.1, 0.3)),
    "mirrored": shapes.mirrored(shapes.blob(RNG, (0.1, 0.05, 0.08))),
}


@pytest.mark.parametrize("name", CLOSED)
def test_closed_shapes_have_no_border_and_look_outwards(name: str):
    assert border(CLOSED[name]) == 0
    assert volume(CLOSED[name]) > 0


def test_a_wire_is_as_thick_as_it_says_and_has_round_ends():
    line = shapes.wire([(0, 0, 0), (0, 0, 0.5), (0, 0, 1)], 0.05, 32)
    assert volume(line) == pytest.approx(np.pi * 0.05**2, rel=0.12)
    assert line.points[:, 2].min() < -0.04


def test_a_slab_has_its_outline_and_its_height():
    block = shapes.slab(shapes.oval((0.3, 0.2)), 0.1, 0.01)
    np.testing.assert_allclose(np.ptp(block.points, axis=0), (0.6, 0.4, 0.1), atol=1e-6)


def test_a_label_lies_on_its_bottle():
    outline = shapes.silhouette(np.random.default_rng(5), 0.05, 0.2)
    label = shapes.wrap(outline, 0.05, 0.12, 120)
    assert label.points[:, 1].max() < 0
    radius = np.linalg.norm(label.points[:, :2], axis=1)
    np.testing.assert_allclose(
        radius, np.interp(label.points[:, 2], outline[1:-1, 1], outline[1:-1, 0]) + 0.0004, atol=1e-6
    )


def test_spots_lie_on_the_surface_and_their_normals_look_out():
    at, normal = shapes.spots(np.random.default_rng(0), ellipsoid((0.1, 0.1, 0.1)), 50)
    np.testing.assert_allclose(np.linalg.norm(at, axis=1), 0.1, rtol=0.02)
    assert (np.einsum("ij,ij->i", at, normal) > 0.09).all()


@pytest.mark.parametrize("way", [(0, 0, 1), (0, 0, -1), (1, 0, 0), (1, -2, 3)])
def test_an_aligned_axis_points_the_way_and_is_a_rotation(way: tuple[float, float, float]):
    turn = shapes.aligned(way)
    np.testing.assert_allclose(turn @ (0, 0, 1), np.array(way) / np.linalg.norm(way), atol=1e-9)
    assert np.linalg.det(turn) == pytest.approx(1)
