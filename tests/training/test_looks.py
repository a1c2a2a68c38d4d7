"""Finishes, lights and phones: sane values, the same seed the same look, and light from where the Light says."""

from dataclasses import replace

import mitsuba as mi
import numpy as np
import pytest

from pipelines.core.colour import Floats, hex_to_linear, luminance
from training.scenes import goods, mesh
from training.scenes.camera import framed
from training.scenes.finishes import FINISHES, family, finish
from training.scenes.light import LAMP, WINDOW, Light, scaled, turned
from training.scenes.lights import kelvin, light
from training.scenes.material import Material
from training.scenes.phone import shoot
from training.scenes.render import Scene, picture
from training.scenes.shade import shaded
from training.scenes.thing import Part, Thing

mi.set_variant("scalar_rgb")

BALL = mesh.ellipsoid((0.05,) * 3, (0, 0, 0.05), segments=48)


def view(material: Material, lit: Light, size: int = 24, elevation: float = 20) -> Scene:
    ball = Thing((Part(BALL, material),))
    return Scene(ball, (), lit, framed(ball.points, 0, elevation, 0.9, size=(size, size)), 1)


def same(first: str | Floats, second: str | Floats) -> bool:
    return bool(np.array_equal(first, second))


@pytest.mark.parametrize("kind", FINISHES)
def test_every_finish_is_in_range_and_follows_its_seed(kind: str):
    for seed in range(12):
        material, again = (finish(np.random.default_rng(seed), kind) for _ in range(2))
        assert same(material.colour, again.colour)
        assert material.roughness == again.roughness
        base = hex_to_linear(material.colour) if isinstance(material.colour, str) else material.colour
        assert base.dtype == np.float32
        assert 0 <= base.min() <= base.max() <= 1
        assert max(base.shape) <= 256
        terms = (material.roughness, material.metallic, material.clearcoat, material.sheen, material.brushed,
                 material.clear, material.translucent)  # fmt: skip
        assert 0 <= min(terms) <= max(terms) <= 1


@pytest.mark.parametrize("kind", FINISHES)
def test_every_finish_renders(kind: str):
    for seed in range(2):
        radiance = picture(view(finish(np.random.default_rng(seed), kind), WINDOW, 12), 4)
        assert np.isfinite(radiance).all()
        assert radiance[4:8, 4:8].max() > 0


def test_solid_and_thin_glass_let_light_through_and_plastic_does_not():
    behind = replace(WINDOW, azimuth=180, elevation=10)
    clear, solid, plastic = (
        float(luminance(picture(view(Material("#ffffff", 0.05, clear=through, solid=filled), behind), 8)).mean())
        for through, filled in ((1.0, False), (1.0, True), (0.0, False))
    )
    assert min(clear, solid) > 1.5 * plastic


def test_a_family_has_its_count_and_its_kind_and_often_one_colour():
    for count in (0, 1, 4):
        assert len(family(np.random.default_rng(1), count)) == count
    metals = family(np.random.default_rng(2), 3, "glass")
    assert all(material.clear > 0 for material in metals)
    palettes = [goods.palette(np.random.default_rng(seed), 3) for seed in range(300)]
    levels = np.array([[float(luminance(hex_to_linear(colour))) for colour in colours] for colours in palettes])
    for share in ((levels > 0.7).all(1).mean(), (levels < 0.03).all(1).mean()):
        assert 0.04 < share < 0.3
    assert np.ptp(levels, axis=1).max() > 0.5


@pytest.mark.parametrize("print_", goods.PRINTS)
def test_prints_are_pictures_of_more_than_one_colour(print_: goods.Texture):
    made = [print_(np.random.default_rng(seed), 64, ["#f0f0f0", "#203080", "#c03020"]) for seed in range(4)]
    assert {picture.shape for picture in made} == {(64, 64, 3)}
    assert max(np.ptp(picture.reshape(-1, 3), axis=0).max() for picture in made) > 0.3


@pytest.mark.parametrize("outdoors", [False, True])
def test_lights_are_sane_and_follow_their_seed(outdoors: bool):
    shares = []
    for seed in range(60):
        lit, again = (light(np.random.default_rng(seed), outdoors) for _ in range(2))
        assert lit == again
        assert np.linalg.norm(lit.towards) == pytest.approx(1)
        assert lit.towards[2] > 0.05
        assert all(source.power > 0 and source.distance > 0.5 for source in lit.sources)
        assert lit.strongest.strength == max(source.strength for source in lit.sources)
        shares.append(lit.share())
    assert 0 < min(shares) < 0.4 < 0.6 < max(shares) < 1


@pytest.mark.parametrize("outdoors", [False, True])
def test_a_ball_is_brightest_on_the_strongest_sources_side(outdoors: bool):
    several = (light(np.random.default_rng(seed), outdoors) for seed in range(100))
    strong = [lit for lit in several if lit.share() > 0.7 and -lit.towards[1] > 0.2][:4]
    assert len(strong) == 4
    for lit in strong:
        scene = view(Material("#cccccc", 1.0), lit, 32)
        level = luminance(picture(scene, 16))
        grid = np.linspace(-1, 1, 32) / 0.9
        x, y = np.meshgrid(grid, -grid)
        on = x * x + y * y < 0.85
        normals = np.stack([x, y, np.sqrt(np.maximum(1 - x * x - y * y, 0))], -1)[on]
        bright = normals[level[on] > np.quantile(level[on], 0.9)].mean(0)
        cosine = bright @ (scene.camera.axes @ lit.towards) / np.linalg.norm(bright)
        assert cosine > np.cos(np.radians(40))


def test_the_share_of_a_source_grows_with_its_power_and_falls_with_another():
    assert replace(WINDOW, power=90).share() > WINDOW.share() > replace(WINDOW, more=(LAMP,)).share()
    both = replace(WINDOW, more=(replace(LAMP, power=400),))
    np.testing.assert_allclose(both.towards, LAMP.direction)


def test_turning_and_scaling_keep_what_the_product_receives():
    lit = replace(WINDOW, more=(LAMP,))
    assert scaled(lit, 3).share() == pytest.approx(lit.share())
    assert turned(lit, 90).more[0].azimuth == LAMP.azimuth + 90
    assert turned(lit, 360).towards == pytest.approx(lit.towards)


def test_a_wall_hides_what_is_behind_it_and_glass_does_not():
    lit = replace(WINDOW, azimuth=90, more=(replace(LAMP, azimuth=-90),))
    upright = mesh.sheet(np.array([[[0.5, -3, -1], [0.5, 3, -1]], [[0.5, -3, 3], [0.5, 3, 3]]], float))
    wall, pane = (Thing((Part(upright, Material("#ffffff", clear=clear)),)) for clear in (0.0, 1.0))
    seen, foot = shaded(lit, [wall], np.array([0, 0, 0.1])), np.array([0, 0, 0.1])
    assert [source.reach for source in seen.sources] == [0, 1]
    np.testing.assert_allclose(seen.towards, seen.more[0].direction)
    assert all(source.reach == 1 for source in shaded(lit, [pane], foot).sources)
    low = wall.mapped(np.eye(3), (0, 0, -2.7))
    assert 0 < shaded(lit, [low], foot).reach < 1
    assert shaded(lit, [], foot) == lit


def test_a_black_body_is_red_when_warm_and_blue_when_hot():
    warm, day, hot = (hex_to_linear(kelvin(t)) for t in (2500, 6500, 12000))
    assert warm[0] > 2 * warm[2]
    assert np.ptp(day) < 0.1
    assert hot[2] > 1.3 * hot[0]


def test_a_phone_keeps_shape_and_brightness_and_follows_its_seed():
    ramp = np.linspace(0.02, 1.5, 96, dtype=np.float32)[None, :, None] * np.ones((64, 1, 3), np.float32)
    means = []
    for seed in range(40):
        shot, again = (shoot(ramp, WINDOW, np.random.default_rng(seed)) for _ in range(2))
        np.testing.assert_array_equal(shot, again)
        assert (shot.shape, shot.dtype) == ((64, 96, 3), np.uint8)
        assert shot[:, -20:].mean() > shot[:, :20].mean() + 15
        means.append(shot.mean())
    assert 70 < np.median(means) < 190
    assert min(means) > 10


def test_a_phone_survives_darkness_and_a_blinding_pixel():
    dark = np.zeros((32, 40, 3), np.float32)
    spark = dark.copy()
    spark[16, 20] = 1e6
    for radiance in (dark, spark):
        assert shoot(radiance, LAMP, np.random.default_rng(3)).shape == (32, 40, 3)
