"""The recreate job: the product in a photo of a place."""

import gc
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from standins import block, bottle

from pipelines.core.colour import luminance, to_linear, to_srgb8
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo
from pipelines.core.metadata import SOURCE_TYPES
from pipelines.core.recipe import Recipe
from pipelines.core.resample import place as lay
from pipelines.core.shelf import keep
from pipelines.recreate import Recreate, recreate, resolved, variations
from pipelines.studio.place_notes import FITTED, SIZE

STUDIO = Engines("studio")
FRAME = 420, 320


def place_photo(bright: float = 0.45, size: tuple[int, int] = FRAME, seed: int = 0):
    """A plain floor with a little grain under a darker wall."""
    rng = np.random.default_rng(seed)
    light = np.full((size[1], size[0], 3), bright, np.float32)
    light[: size[1] // 4] *= 0.5
    light *= 1 + 0.03 * rng.standard_normal((size[1], size[0], 1), np.float32)
    out = BytesIO()
    Image.fromarray(to_srgb8(light)).save(out, "PNG")
    return decode_photo(out.getvalue(), "place.png")


@pytest.fixture(scope="module")
def held():
    return keep(place_photo())


def made(held, shot=None, seed=1, **settings):
    wishes = {"at": (0.5, 0.8), "scale": 0.4, "horizon": 0.1, "gain": 0.0} | settings
    return recreate(shot or block(), Recreate(place=held[0], seed=seed, **wishes), STUDIO)


def matte(shot):
    size = shot.pixels.shape[1::-1]
    return lay(shot.cutout, shot.placement, size).matte(size)


def test_a_shot_in_a_place_says_what_it_is(held):
    shot = made(held)
    assert shot.pixels.shape == (FRAME[1], FRAME[0], 3)
    assert (shot.role, shot.engine, shot.source_type) == ("lifestyle", "studio", "compositeCapture")
    assert shot.source_type in SOURCE_TYPES
    assert (shot.template, shot.file) == (None, None)


def test_what_the_product_does_not_reach_stays_the_place_photos_own_pixels(held):
    shot = made(held)
    same = (shot.pixels == held[1].pixels).all(-1)
    assert same[: FRAME[1] // 5].all()
    assert same.mean() > 0.3


@pytest.mark.parametrize("azimuth", [-120, -60, 60, 120])
def test_the_shadow_falls_on_the_far_side_of_the_light(held, azimuth):
    shot = made(held, azimuth=azimuth, softness=0.1, fill_light=0.2)
    bare = made(held, azimuth=azimuth, shadow=0)
    loss = luminance(to_linear(bare.pixels)) - luminance(to_linear(shot.pixels))
    loss = np.maximum(loss, 0) * (matte(shot) == 0)
    across = (np.arange(FRAME[0]) * loss.sum(0)).sum() / loss.sum() - FRAME[0] / 2
    assert across * -np.sign(azimuth) > 8


def test_it_stands_on_the_ground_where_it_was_put(held):
    shot = made(held, at=(0.3, 0.7))
    solid = matte(shot) > 0.5
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    assert rows[-1] + 1 == pytest.approx(0.7 * FRAME[1], abs=2)
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(0.3 * FRAME[0], abs=2)
    assert len(rows) == pytest.approx(0.4 * FRAME[1], abs=3)
    foot, middle = rows[-1] + 1, int(0.3 * FRAME[0])
    light = to_linear(shot.pixels)[:, middle - 10 : middle + 10].mean((1, 2))
    assert light[foot : foot + 3].mean() < 0.8 * light[foot + 60 : foot + 70].mean()


def test_at_its_own_size_the_product_is_the_photos_own_pixels(held):
    shot = bottle()
    x0, y0, x1, y1 = shot.cutout.box
    done = made(held, shot, scale=max(x1 - x0, y1 - y0) / FRAME[1], reflection=1.0)
    assert done.placement.scale == 1.0
    dx, dy = int(done.placement.dx), int(done.placement.dy)
    inside = shot.cutout.alpha[y0:y1, x0:x1] >= 1
    inside[:3] = inside[-3:] = False
    part = done.pixels[dy + y0 : dy + y1, dx + x0 : dx + x1]
    away = np.zeros_like(inside)
    away[:, 3:-3] = inside[:, 6:] & inside[:, :-6] & inside[:, 3:-3]
    assert np.array_equal(part[away], shot.photo.pixels[y0:y1, x0:x1][away])


@pytest.mark.parametrize("scale", [0.2, 0.55])
def test_at_any_size_the_product_is_its_one_resampling(held, scale):
    done = made(held, bottle(), scale=scale)
    layer = lay(done.cutout, done.placement, FRAME)
    alone = to_srgb8(layer.over(np.zeros((FRAME[1], FRAME[0], 3), np.float32)))
    inside = layer.matte(FRAME) >= 1
    assert inside.any()
    assert np.abs(done.pixels[inside].astype(int) - alone[inside].astype(int)).max() <= 1


def test_a_gain_is_a_bounded_factor_and_is_said(held):
    plain, fitted = made(held, bottle()), made(held, bottle(), gain=1.0)
    inside = matte(plain) >= 1
    before, after = (to_linear(shot.pixels[inside]) for shot in (plain, fitted))
    seen = (before > 0.05) & (after < 0.9)
    assert np.percentile((after / np.maximum(before, 1e-4))[seen], 1) > 1 / 1.35
    assert np.percentile((after / np.maximum(before, 1e-4))[seen], 99) < 1.35
    assert any(note.startswith(FITTED) and "ΔE2000" in note for note in fitted.notes)
    assert not any(note.startswith(FITTED) for note in plain.notes)


def test_a_dark_place_darkens_the_product_and_a_bright_one_does_not():
    dark, bright = keep(place_photo(0.04)), keep(place_photo(0.5))
    inside = matte(made(dark, bottle())) >= 1
    levels = [made(one, bottle(), gain=1.0).pixels[inside].mean() for one in (dark, bright)]
    assert levels[0] < 0.93 * levels[1]


def test_reflection_shows_the_product_below_its_foot(held):
    dull, shiny = made(held, horizon=0.45), made(held, horizon=0.45, reflection=1.0)
    foot = int(0.8 * FRAME[1])
    change = np.abs(shiny.pixels.astype(int) - dull.pixels.astype(int))
    assert change[foot + 2 : foot + 30, 180:240].max() >= 3
    assert change[: foot // 4].max() <= 1


def test_one_seed_repeats_bit_for_bit_and_a_drawn_one_is_kept(held):
    drawn = recreate(bottle(), Recreate(place=held[0], longest=256), STUDIO)
    again = Recipe.from_yaml(drawn.recipe.to_yaml()).run(bottle(), STUDIO)
    assert np.array_equal(drawn.pixels, again.pixels)
    assert not np.array_equal(made(held, seed=1).pixels, made(held, seed=2).pixels)


def test_a_size_in_cm_is_seen_smaller_farther_away(held):
    wish = Recreate(place=held[0], at=(0.5, 0.9), size_cm=15, camera_height_cm=60)
    near, far = (resolved(block(), wish.model_copy(update={"at": (0.5, y)})) for y in (0.9, 0.5))
    assert near.scale > 1.2 * far.scale
    twice = resolved(block(), wish.model_copy(update={"size_cm": 30}))
    assert twice.scale == pytest.approx(2 * near.scale)
    closer = resolved(block(), wish.model_copy(update={"camera_height_cm": 30}))
    assert closer.scale == pytest.approx(twice.scale)


def test_what_was_guessed_is_said_and_said_once(held):
    first = recreate(bottle(), Recreate(place=held[0], seed=1, longest=200), STUDIO)
    assert first.notes.count(SIZE) == 1
    again = recreate(first, Recreate(place=held[0], seed=1, longest=200), STUDIO)
    assert again.notes == first.notes
    assert SIZE not in recreate(first, Recreate(place=held[0], seed=1, longest=200, scale=0.3), STUDIO).notes


def test_variations_differ_and_each_repeats(held):
    steps = variations(block(), Recreate(place=held[0], longest=256, size_cm=25), 4, seed=5)
    assert steps == variations(block(), Recreate(place=held[0], longest=256, size_cm=25), 4, seed=5)
    assert len({step.at for step in steps}) == len({step.azimuth for step in steps}) == 4
    first = steps[0]
    for step in steps[1:]:
        turned = abs((step.azimuth - first.azimuth + 180) % 360 - 180)
        assert turned <= 15
        assert (step.scale - first.scale) * (step.at[1] - first.at[1]) >= 0
    pictures = [recreate(block(), step, STUDIO).pixels for step in steps]
    assert all(not np.array_equal(pictures[0], other) for other in pictures[1:])
    assert np.array_equal(pictures[1], recreate(block(), steps[1], STUDIO).pixels)
    with pytest.raises(UserError, match="one to five"):
        variations(block(), Recreate(place=held[0]), 6, seed=5)


def test_what_is_missing_is_said_plainly(held):
    with pytest.raises(UserError, match="cut the product out first"):
        recreate(replace(bottle(), cutout=None), Recreate(place=held[0]), STUDIO)
    with pytest.raises(UserError, match=r"picture that this step names .* is not here"):
        recreate(bottle(), Recreate(place="0" * 64), STUDIO)


def test_a_place_is_found_as_long_as_a_shot_made_in_it_lives():
    digest, photo = keep(place_photo(seed=9))
    shot = recreate(block(), Recreate(place=digest, longest=128, seed=1), STUDIO)
    del photo
    gc.collect()
    assert np.array_equal(recreate(block(), shot.recipe.steps[-1], STUDIO).pixels, shot.pixels)


@pytest.mark.parametrize("wish", [{"at": (1.2, 0.5)}, {"scale": 3}, {"horizon": 1}, {"place": "x"}, {"pose": "afloat"}])
def test_settings_are_bounded(held, wish):
    with pytest.raises(ValueError, match="validation error"):
        Recreate(**{"place": held[0], **wish})


@pytest.mark.parametrize("at", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.02)])
@pytest.mark.parametrize("pose", ["standing", "lying"])
def test_even_at_the_edge_of_the_frame_a_picture_is_made(held, at, pose):
    shot = made(held, at=at, scale=1.5, pose=pose, horizon=-2.0, reflection=0.5)
    assert shot.pixels.shape == (FRAME[1], FRAME[0], 3)


def test_the_command_writes_each_variation_and_says_how_it_was_made(tmp_path):
    shot = bottle()
    rgba = np.dstack([shot.photo.pixels, np.round(shot.cutout.alpha * 255).astype(np.uint8)])
    photo, place, out = tmp_path / "photo.png", tmp_path / "place.png", tmp_path / "out.png"
    Image.fromarray(rgba).save(photo)
    place.write_bytes(place_photo().original)
    line = [sys.executable, "-m", "pipelines", "recreate", str(photo), str(place), "-o", str(out), "--seed", "4"]
    wish = ["--at", "0.5,0.8", "--size-cm", "20", "--size", "160", "--variations", "2", "--json"]
    done = subprocess.run([*line, *wish], capture_output=True, text=True, check=True)
    facts = json.loads(done.stdout)
    assert [picture["seed"] for picture in facts["pictures"]] == [4, 5]
    assert all(Image.open(path).width == 160 for path in (out, tmp_path / "out-2.png"))
    assert facts["pictures"][0]["source_type"] == "compositeCapture"
    wrong = subprocess.run([*line, "--at", "7"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert len(wrong.stderr.strip().splitlines()) == 1
