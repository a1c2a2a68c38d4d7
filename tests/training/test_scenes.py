"""The scene library: shapes are closed, cameras aim, clutter keeps clear, and ground truth is exact."""

from dataclasses import replace

import mitsuba as mi
import numpy as np
import pytest

from training import samples, tables
from training.scenes import clutter, mesh
from training.scenes.camera import Camera, framed
from training.scenes.denoise import denoised
from training.scenes.light import WINDOW
from training.scenes.material import Material
from training.scenes.photo import develop
from training.scenes.render import Scene, picture, truth
from training.scenes.thing import Part, Thing

mi.set_variant("scalar_rgb")

RADIUS, DISTANCE = 0.05, 0.4
FRONT = Camera(np.array([0, -DISTANCE, RADIUS]), np.array([0, 0, RADIUS]), (32, 32), focal=50, aperture=1e-6)


def ball() -> Thing:
    shape = mesh.ellipsoid((RADIUS,) * 3, (0, 0, RADIUS), segments=128)
    return Thing((Part(shape, Material("#b04030")),))


def floor() -> Thing:
    corners = np.array([[[-2, -2, 0], [2, -2, 0]], [[-2, 2, 0], [2, 2, 0]]], float)
    return Thing((Part(mesh.sheet(corners), Material("#888888")),))


def small(name: str = "box") -> Scene:
    whole = tables.scene(name, 0, WINDOW)
    return replace(whole, camera=replace(whole.camera, size=(32, 24)))


@pytest.fixture(scope="module")
def ball_scene() -> Scene:
    return Scene(ball(), (floor(),), WINDOW, FRONT, seed=3)


def test_the_matte_of_a_ball_is_its_projected_disc(ball_scene: Scene):
    tangent = RADIUS / np.sqrt(DISTANCE**2 - RADIUS**2)
    disc = np.pi * (tangent / FRONT.tangents[0] * 16) ** 2
    assert truth(ball_scene).matte.sum() == pytest.approx(disc, rel=0.02)


def test_depth_and_normals_of_a_ball(ball_scene: Scene):
    known = truth(ball_scene)
    assert known.depth.shape == (16, 16)
    assert known.depth[7:9, 7:9].max() == pytest.approx(DISTANCE - RADIUS, abs=0.002)
    np.testing.assert_allclose(known.normals[7:9, 7:9].mean((0, 1)), (0, 0, 1), atol=0.05)
    left, right, top = known.normals[8, 6], known.normals[8, 9], known.normals[6, 8]
    assert left[0] < -0.1 < 0.1 < right[0]
    assert top[1] > 0.1
    on = np.linalg.norm(known.normals, axis=-1)
    assert set(np.round(np.unique(on), 3)) == {0, 1}


def test_a_thing_in_front_is_cut_out_of_the_matte(ball_scene: Scene):
    card = np.array([[[-0.5, -0.2, -1], [0, -0.2, -1]], [[-0.5, -0.2, 1], [0, -0.2, 1]]], float)
    half = replace(ball_scene, others=(Thing((Part(mesh.sheet(card), Material("#ffffff")),)),))
    assert truth(half).matte.sum() == pytest.approx(truth(ball_scene).matte.sum() / 2, rel=0.02)


def test_a_seed_gives_the_same_picture_and_another_seed_another():
    first, again, other = picture(small(), 4), picture(small(), 4), picture(replace(small(), seed=7), 4)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.shape == (24, 32, 3)
    assert first.min() >= 0  # and so no NaN
    np.testing.assert_array_equal(develop(first, "#ffffff", 1), develop(again, "#ffffff", 1))


def test_clutter_never_hides_a_product():
    for view in (1, 3):
        whole = tables.scene("mug", view, WINDOW)
        seen = replace(whole, camera=replace(whole.camera, size=(48, 36)))
        assert truth(seen).matte.sum() == pytest.approx(truth(replace(seen, others=())).matte.sum(), rel=0.01)


def assert_sound(thing: Thing):
    """Every point has a normal in single precision: none is alone, and no triangle is empty."""
    for shape in (part.shape for part in thing.parts if isinstance(part.shape, mesh.Mesh)):
        a, b, c = (shape.points.astype(np.float32)[shape.faces[:, i]] for i in range(3))
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 0
        assert len(np.unique(shape.faces)) == len(shape.points) == len(shape.uv)


@pytest.mark.parametrize("name", tables.TABLES)
def test_products_stand_on_the_table_and_face_the_camera(name: str):
    thing = tables.product(name)
    points = thing.points
    assert_sound(thing)
    assert points[:, 2].min() == pytest.approx(0, abs=2e-4)
    assert np.ptp(points, axis=0).min() > 0.002


@pytest.mark.parametrize("maker", [*clutter.TABLE, *clutter.SMALL])
def test_clutter_stands_on_the_table_and_follows_its_seed(maker: clutter.Maker):
    thing, again = maker(np.random.default_rng(5)), maker(np.random.default_rng(5))
    np.testing.assert_array_equal(thing.points, again.points)
    assert_sound(thing)
    assert -0.001 < thing.points[:, 2].min() < 0.004


def test_scattered_things_stay_apart():
    camera, item = framed(ball().points, 0, 30, 0.5), ball()
    things = clutter.scattered(np.random.default_rng(1), clutter.TABLE, 9, 0.06, (-0.3, 0.3, -0.1, 0.4), camera, item)
    assert len(things) > 4
    boxes = [(thing.points[:, :2].min(0), thing.points[:, :2].max(0)) for thing in (item, *things)]
    middles = np.array([(low + high) / 2 for low, high in boxes])
    gaps = np.linalg.norm(middles[:, None] - middles[None], axis=-1) + np.eye(len(boxes))
    assert gaps.min() > 0.02
    assert not any(camera.seen(thing.points).hides(camera.seen(item.points)) for thing in things)


@pytest.mark.parametrize("size", [(672, 896), (896, 672)])
@pytest.mark.parametrize("elevation", [5, 45, 80])
def test_a_framed_product_has_its_size_and_place_in_the_picture(size: tuple[int, int], elevation: float):
    points = tables.product("box").points
    camera = framed(points, 30, elevation, 0.6, (0.45, 0.55), size, focal=30, roll=2)
    seen = camera.project(points)
    assert np.ptp(seen, axis=0).max() == pytest.approx(0.6, abs=0.002)
    np.testing.assert_allclose((seen.min(0) + seen.max(0)) / 2, (0.45, 0.55), atol=0.004)


@pytest.mark.parametrize("shape", [
    mesh.cuboid((2, 3, 4), 0.1), mesh.ellipsoid((1, 2, 3)), mesh.revolve([(0, 0), (1, 0), (1, 2), (0, 2)]),
    mesh.tube([(0, 0, 0), (0, 0, 1), (0, 0, 2)], 0.3),
])  # fmt: skip
def test_faces_look_outwards(shape: mesh.Mesh):
    a, b, c = (shape.points[shape.faces[:, i]] for i in range(3))
    normals, middle = np.cross(b - a, c - a), shape.points.mean(0)
    outward = np.einsum("ij,ij->i", normals, (a + b + c) / 3 - middle)
    assert (outward > -1e-9).all()
    assert (outward > 1e-6).mean() > 0.5


def test_fur_grows_out_of_its_skin_and_not_through_the_table():
    skin = mesh.ellipsoid((0.05,) * 3, (0, 0, 0.05))
    hairs = mesh.fur(skin, 2000, 0.01, 0.0003, np.random.default_rng(2))
    away = np.linalg.norm(hairs.points - [0, 0, 0.05], axis=-1)
    assert hairs.points.shape == (2000, 6, 3)
    assert (away[:, -1] > away[:, 1]).mean() > 0.9
    assert hairs.points[..., 2].min() >= 0.0003


def test_denoising_takes_noise_and_leaves_edges():
    rng = np.random.default_rng(0)
    albedo = np.full((40, 40, 3), 0.2, np.float32)
    albedo[:, 20:] = 0.8
    normals = np.zeros_like(albedo)
    normals[..., 2] = 1
    noisy = albedo * rng.gamma(9, 1 / 9, (40, 40, 1)).astype(np.float32)
    clean = denoised(noisy, albedo, normals, np.ones((40, 40), np.float32))
    assert np.abs(clean - albedo).mean() < 0.3 * np.abs(noisy - albedo).mean()
    assert clean[:, 20].mean() / clean[:, 19].mean() == pytest.approx(4, rel=0.1)


def test_a_finished_view_is_left_alone(tmp_path):
    for file in samples.paths("jar", 1).values():
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"kept")
    samples.render("jar", 1, 4, tmp_path)
    assert {path.read_bytes() for path in tmp_path.rglob("*.*")} == {b"kept"}
    assert samples.index(tmp_path).count("matte:") == 1


def test_hairs_as_strips_follow_their_splines_at_full_width():
    rng = np.random.default_rng(0)
    hairs = mesh.fur(mesh.ellipsoid((0.1,) * 3, (0, 0, 0.2)), 50, 0.02, 0.0004, rng)
    strips = hairs.ribbons()
    pairs = strips.points.reshape(50, -1, 2, 3)
    knots = (hairs.points[:, :-2] + 4 * hairs.points[:, 1:-1] + hairs.points[:, 2:]) / 6
    np.testing.assert_allclose(pairs.mean(2), knots, atol=1e-9)
    widths = np.linalg.norm(pairs[:, :, 1] - pairs[:, :, 0], axis=-1)
    radius = (hairs.radius[:-2] + 4 * hairs.radius[1:-1] + hairs.radius[2:]) / 6
    np.testing.assert_allclose(widths, np.broadcast_to(2 * radius, widths.shape), rtol=1e-6)
    assert strips.faces.max() == len(strips.points) - 1
