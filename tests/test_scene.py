"""The scene job: what it makes, keeps, says and refuses."""

import json
import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image
from standins import block, bottle, shot_of

from pipelines.core.colour import luminance, to_linear, to_srgb8
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.core.resample import place
from pipelines.refine import staged
from pipelines.scene import Scene, scene
from pipelines.studio.template import templates

STUDIO = Engines("studio")
STAGED = sorted(name for name, template in templates().items() if template.stage)
SOME = STAGED[::12]
ON_FLOOR = sorted(
    name for name in STAGED
    if (t := templates()[name]).pose == "standing"
    and t.stage.pieces is None
    and t.translucency < 0.3
    and t.shadow > 0.6
)  # fmt: skip


def made(template="marble", size=(320, 320), shot=None, seed=1, **settings):
    step = Scene(template=template, width=size[0], height=size[1], seed=seed, **settings)
    return scene(shot or bottle(), step, STUDIO)


def matte(shot):
    size = shot.pixels.shape[1::-1]
    return place(shot.cutout, shot.placement, size).matte(size)


def outside(shot, by):
    near = cv2.dilate((matte(shot) > 0).astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8))
    return near == 0


@pytest.mark.parametrize("template", sorted(templates()))
def test_every_template_renders(template):
    shot = made(template, (96, 96))
    assert shot.pixels.shape == (96, 96, 3)
    assert shot.source_type == templates()[template].source_type


@pytest.mark.parametrize("template", ["white_main", *SOME[:4]])
@pytest.mark.parametrize("size", [(160, 200), (240, 126), (64, 64)])
def test_a_template_renders_at_every_aspect(template, size):
    shot = made(template, size)
    assert shot.pixels.shape == (size[1], size[0], 3)
    assert shot.pixels.dtype == np.uint8
    assert (shot.template, shot.engine, shot.role) == (template, "studio", templates()[template].role)
    assert shot.source_type == templates()[template].source_type


def test_the_main_image_is_pure_white_but_for_the_product():
    shot = made("white_main", (400, 400))
    assert (shot.pixels[matte(shot) == 0] == 255).all()


def test_the_main_image_keeps_a_wished_shadow_near_the_product():
    shot = made("white_main", (800, 800), shadow=1.0)
    assert (shot.pixels[outside(shot, 16)] == 255).all()
    assert (shot.pixels[outside(shot, 1)] < 255).any()


def test_provenance_follows_the_template():
    assert made("white_main").source_type == "algorithmicallyEnhanced"
    assert made("marble").source_type == "compositeSynthetic"


@pytest.mark.parametrize("template", ["marble", "wood"])
def test_the_seed_decides_the_world(template):
    first, again, other = made(template), made(template), made(template, seed=2)
    assert np.array_equal(first.pixels, again.pixels)
    away = outside(first, 8)
    assert (first.pixels[away] != other.pixels[away]).mean() > 0.2


def test_a_drawn_seed_is_kept_in_the_recipe_and_gives_the_same_pixels_again():
    shot = made(seed=None, size=(128, 128))
    assert shot.recipe.steps[-1].seed is not None
    again = Recipe.from_yaml(shot.recipe.to_yaml()).run(bottle(), STUDIO)
    assert np.array_equal(shot.pixels, again.pixels)


@pytest.mark.parametrize("template", ["sweep", "marble", "gradient", "wood"])
def test_the_picture_is_the_same_at_twice_the_size(template):
    shot = bottle(480, 660)
    small = made(template, (384, 384), shot).pixels
    light = to_linear(made(template, (768, 768), shot).pixels)
    large = to_srgb8(cv2.resize(light, (384, 384), interpolation=cv2.INTER_AREA))
    away = outside(made(template, (384, 384), shot), 3)
    small, large = (cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.5) for picture in (small, large))
    difference = np.abs(small - large)[away]  # of what both can show: the larger one has finer detail
    assert difference.mean() < 1.5
    assert np.percentile(difference, 99) < 13


@pytest.mark.parametrize("azimuth", [-120, -60, 60, 120])
def test_the_cast_shadow_lies_on_the_far_side_of_the_light(azimuth):
    lit = made("sweep", (256, 256), block(), azimuth=azimuth, softness=0.1)
    bare = made("sweep", (256, 256), block(), azimuth=azimuth, softness=0.1, shadow=0)
    loss = luminance(to_linear(bare.pixels)) - luminance(to_linear(lit.pixels))
    loss[~outside(lit, 2)] = 0
    across = (np.arange(256) * np.maximum(loss, 0).sum(0)).sum() / np.maximum(loss, 0).sum() - 128
    assert across * -np.sign(azimuth) > 5


def test_shadow_takes_the_tint_of_the_ground_and_of_the_product():
    lit, bare = (made("sweep", (512, 512), block(colour=(200, 20, 20)), shadow=s) for s in (1, 0))
    share = to_linear(lit.pixels) / to_linear(bare.pixels)
    _, _, x1, y1 = (round(v * lit.placement.scale) for v in lit.cutout.box)
    foot = int(y1 + lit.placement.dy)
    right = int(x1 + lit.placement.dx)
    beside = share[foot - 30 : foot, right + 6 : right + 30].mean((0, 1))
    assert beside[0] > beside[1] + 0.01


@pytest.mark.parametrize("template", ON_FLOOR[::4])
def test_nothing_floats(template):
    """Just below the foot it is darker than farther below by the margin that tells standing from floating."""
    shot = made(template, (600, 600))
    _, _, _, y1 = shot.cutout.box
    foot = int(y1 * shot.placement.scale + shot.placement.dy) + 2
    light = shot.pixels[:, 250:350] @ np.array([0.2126, 0.7152, 0.0722])
    assert 1 - np.median(light[foot : foot + 4]) / np.median(light[foot + 40 : foot + 55]) > 0.15


def test_reflection_can_be_turned_down():
    shiny, dull = made("marble", (400, 400), block()), made("marble", (400, 400), block(), reflection=0)
    away = outside(shiny, 2)
    assert np.abs(shiny.pixels[away].astype(int) - dull.pixels[away].astype(int)).max() > 4


def test_gradients_do_not_band():
    """Within a smooth picture no code forms a plateau: dither breaks every step up."""
    pixels = made("gradient", (1024, 1024)).pixels
    column = pixels[:400, 20, 1].astype(int)
    runs = np.diff(np.flatnonzero(np.diff(column, prepend=-1, append=-1)))
    assert runs.max() < 16
    rows = pixels[:400, :60, 1].mean(1)
    assert np.abs(np.diff(rows)).max() < 1


def test_a_product_cut_by_its_photo_is_told():
    shot = bottle()
    cut = shot.cutout.alpha[:, 60:]
    shot = replace(shot, cutout=replace(shot.cutout, alpha=cut, foreground=shot.pixels[:, 60:]))
    assert any("cuts the product" in note for note in made(shot=shot).notes)


def test_asking_for_a_model_that_is_not_there_is_done_by_the_studio_and_said():
    shot = staged(bottle(), Scene(template="sweep", width=96, height=96), Engines("diffusion"))
    assert shot.engine == "studio"
    assert any("not on this machine" in note for note in shot.notes)


def test_making_a_scene_again_says_nothing_twice():
    first = made(size=(900, 900))
    again = made(size=(900, 900), shot=first)
    assert len(again.notes) == len(first.notes) > 0
    assert len(again.recipe.steps) == 1
    assert made(size=(128, 128), shot=first, gain=0).notes == ()


def test_what_is_missing_is_said_plainly():
    with pytest.raises(UserError, match="cut the product out first"):
        scene(replace(bottle(), cutout=None), Scene(), STUDIO)
    with pytest.raises(UserError, match=r"no template “marbel”; the names most like it are: .*marble"):
        made("marbel")


@pytest.mark.parametrize("wish", [{"azimuth": 181}, {"elevation": 5}, {"softness": 2}, {"width": 63}, {"height": 6001}])
def test_settings_are_bounded(wish):
    with pytest.raises(ValueError, match=r"greater|less"):
        Scene(**wish)


def test_the_command_writes_the_scene_and_says_how_it_was_made(tmp_path):
    shot = bottle()
    rgba = np.dstack([shot.photo.pixels, np.round(shot.cutout.alpha * 255).astype(np.uint8)])
    photo, out = tmp_path / "photo.png", tmp_path / "out.png"
    Image.fromarray(rgba).save(photo)
    line = [sys.executable, "-m", "pipelines", "scene", str(photo), "--template", "wood", "-o", str(out)]
    done = subprocess.run([*line, "--size", "128", "--seed", "4", "--json"], capture_output=True, text=True, check=True)
    facts = json.loads(done.stdout)
    assert Image.open(out).size == (128, 128)
    assert (facts["engine"], facts["template"], facts["seed"], facts["size"]) == ("studio", "wood", 4, [128, 128])
    assert set(facts["product"]) == {"scale", "dx", "dy"}
    assert facts["cutout"]["confidence"] == 1
    wrong = subprocess.run([*line, "--template", "lava"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert len(wrong.stderr.strip().splitlines()) == 1


@pytest.mark.photos
@pytest.mark.parametrize("name", ["can-01", "bear_plushie-03", "colorful_sneaker-01", "pink_sunglasses-01"])
def test_real_products_stand(photos_dir, name):
    pixels = np.asarray(Image.open(photos_dir / "masks" / f"{name}.jpg").convert("RGB"))
    alpha = np.asarray(Image.open(photos_dir / "masks" / f"{name}.mask.png").convert("L")) / 255
    product = shot_of(alpha, pixels)
    white = made("white_main", (600, 600), product)
    assert (white.pixels[outside(white, 2)] == 255).all()
    shot = made("marble", (600, 600), product)
    solid, light = matte(shot) > 0.02, shot.pixels @ np.array([0.2126, 0.7152, 0.0722])
    bottom = len(solid) - 1 - np.argmax(solid[::-1], axis=0)
    lowest = [c for c in np.flatnonzero(solid.any(0)) if bottom[c] >= bottom[solid.any(0)].max() - 6]
    near = np.median([light[bottom[c] + 1 : bottom[c] + 5, c] for c in lowest])
    far = np.median([light[bottom[c] + 35 : bottom[c] + 50, c] for c in lowest])
    assert 1 - near / far > 0.15
