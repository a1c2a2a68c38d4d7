"""Places: products rest where they are put, grounds stay below them, and what hides a part of them hides no more."""

from dataclasses import replace

import mitsuba as mi
import numpy as np
import pytest

from training.scenes import places
from training.scenes.camera import framed
from training.scenes.light import WINDOW
from training.scenes.material import Material
from training.scenes.mesh import Mesh, cuboid, revolve
from training.scenes.places import company, nature, people
from training.scenes.places.kit import Measures, Place, samples
from training.scenes.places.relief import grid, surface_mesh, waves
from training.scenes.render import Scene, identities
from training.scenes.thing import Part, Thing

mi.set_variant("scalar_rgb")

SUNK = {"cloth", "seat", "leaves", "gravel", "drift"}  # where a product may lie a little below the ground's level
RAISED = {"stand"}
SEEDS = range(3)


def carton() -> Thing:
    return Thing((Part(cuboid((0.12, 0.08, 0.2)), Material("#b04030")),))


def bowl() -> Thing:
    line = [(0, 0), (0.04, 0), (0.1, 0.08), (0.095, 0.08), (0.035, 0.006), (0, 0.006)]
    return Thing((Part(revolve(line, 48), Material("#b04030")),))


def made(kind: str, seed: int, product: Thing) -> Place:
    return places.PLACES[kind][0](np.random.default_rng(seed), product)


def triangles(things: tuple[Thing, ...]) -> int:
    return sum(len(part.shape.faces) for thing in things for part in thing.parts if isinstance(part.shape, Mesh))


def shown(place: Place, azimuth: float = 0.0, elevation: float | None = None) -> np.ndarray:
    """Which of 64 × 64 pixels show the product."""
    height = np.mean(place.elevations) if elevation is None else elevation
    camera = framed(place.product.points, azimuth, float(height), 0.6, size=(64, 64))
    return identities(Scene(place.product, place.others, WINDOW, camera, 1), ()) == 1


@pytest.mark.parametrize("kind", places.PLACES)
def test_a_product_rests_on_its_place(kind: str):
    for seed in SEEDS:
        place = made(kind, seed, carton())
        lowest = place.product.points[:, 2].min()
        size = Measures.of(place.product).size
        assert lowest > (-0.13 * size if kind in SUNK else -0.001)
        assert lowest < (1.5 * size if kind in RAISED else 0.001)


def test_a_stand_bears_the_product_at_its_foot_and_stands_on_the_ground():
    for seed in range(8):  # dishes, blocks, and dishes on blocks
        place = made("stand", seed, carton())
        foot = place.product.points[:, 2].min()
        bearer = place.things[0].points
        top = bearer[np.isclose(bearer[:, 2], foot, atol=0.001), :2]
        half = Measures.of(place.product).half[:2]
        assert (top.min(0) <= -half).all() or np.linalg.norm(top, axis=1).max() >= place.product.reach
        assert (top.max(0) >= 0).all()
        assert bearer[:, 2].min() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("kind", places.PLACES)
def test_a_place_is_sound_and_within_its_budget(kind: str):
    for seed in SEEDS:
        place = made(kind, seed, bowl())
        assert triangles(place.others) <= 15_000
        assert place.elevations[0] < place.elevations[1] < 90
        for part in (part for thing in place.others for part in thing.parts):
            assert np.isfinite(part.shape.points).all()
            assert np.isfinite(part.shape.uv).all()
            if part.shape.smooth:  # else a vertex without a normal turns the picture black
                assert np.linalg.norm(company.normals(part.shape), axis=1).min() > 1e-15


@pytest.mark.parametrize("kind", places.PLACES)
def test_the_product_is_seen_from_wherever_the_camera_may_stand(kind: str):
    place = replace(made(kind, 5, carton()), clutter=(), occluders=())
    for azimuth in (-places.AZIMUTH, places.AZIMUTH):
        whole = shown(replace(place, things=()), azimuth).sum()
        assert shown(place, azimuth).sum() > 0.6 * whole


def test_a_seed_gives_the_same_place_and_another_seed_another():
    first, again, other = (places.place(np.random.default_rng(seed), carton()) for seed in (4, 4, 5))
    assert len(first.others) == len(again.others)
    for one, two in zip(first.others, again.others, strict=True):
        np.testing.assert_array_equal(one.points, two.points)
    np.testing.assert_array_equal(first.product.points, again.product.points)
    assert [len(thing.points) for thing in first.others] != [len(thing.points) for thing in other.others]


def test_only_the_places_that_are_asked_for_are_drawn():
    held = [places.place(np.random.default_rng(seed), carton(), ["sweep"]) for seed in range(6)]
    assert all(place.elevations == made("sweep", 0, carton()).elevations for place in held)
    assert all(len(place.things) == 1 for place in held)


def test_everything_grows_with_the_product():
    small, large = (made("floor", 3, carton().mapped(scale * np.eye(3))) for scale in (1.0, 4.0))
    sizes = [np.median([Measures.of(thing).size for thing in place.clutter]) for place in (small, large)]
    assert sizes[1] == pytest.approx(4 * sizes[0], rel=0.3)


def test_clutter_keeps_out_of_the_product():
    product = carton()
    space = company.Room((-1, 1), (-1, 1))
    found = 0
    for seed in range(12):
        things = company.company(np.random.default_rng(seed), product, space)
        found += len(things)
        inside = 0.8 * Measures.of(product).half[:2]
        for thing in things:
            points = thing.points
            assert points[:, 2].min() == pytest.approx(0, abs=1e-6)
            assert not ((np.abs(points[:, :2]) < inside).all(1) & (points[:, 2] < 0.2)).any()
    assert found > 12


def test_coarsening_keeps_the_size_and_drops_triangles():
    fine = bowl()
    coarse = company.coarse(fine, 12)
    assert triangles((coarse,)) < 0.5 * triangles((fine,))
    assert Measures.of(coarse).size == pytest.approx(Measures.of(fine).size, rel=0.15)


def test_ground_does_not_come_up_through_the_product():
    rng, product = np.random.default_rng(2), bowl()
    lines = grid(rng, product, 2.0, fine=40)
    ground = surface_mesh(lines, 0.03 * waves(rng, *lines.xy, 0.1), 1.0)
    heights = ground.points[:, 2].reshape(len(lines.y), len(lines.x))
    for x, y, z in samples(product, 300, np.random.default_rng(9)):
        row, column = np.abs(lines.y - y).argmin(), np.abs(lines.x - x).argmin()
        assert heights[row, column] < z + 0.012  # within a cell, walls rise
    assert heights.max() > 0.02


def test_grass_lies_before_the_foot_and_leaves_the_product_to_be_seen():
    hidden = []
    for seed in range(4):
        place = replace(nature.grass(np.random.default_rng(seed), carton()), clutter=())
        alone, seen = shown(replace(place, things=()), 0, 15), shown(place, 0, 15)
        rows = np.nonzero(alone.sum(1) > 1)[0]
        foot, head = rows[-max(2, len(rows) // 8) :], rows[: len(rows) // 3]
        hidden.append(1 - seen[foot].sum() / alone[foot].sum())
        assert seen[head].sum() > 0.9 * alone[head].sum()
    assert np.median(hidden) > 0.1


def test_fingers_hide_some_of_what_they_hold():
    shares = []
    for seed in range(6):
        place = replace(people.hand(np.random.default_rng(seed), carton()), things=())
        shares.append(1 - shown(place).sum() / shown(replace(place, occluders=())).sum())
    assert max(shares) < 0.5
    assert np.median(shares) > 0.02
