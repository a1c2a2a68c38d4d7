"""The relight job: what it changes, measures, keeps, says and refuses."""

import json
from dataclasses import replace

import numpy as np
import pytest
from balls import ball
from PIL import Image
from standins import bottle, shot_of
from typer.testing import CliRunner

from pipelines.bundle import bundle
from pipelines.core import archive
from pipelines.core.colour import luminance, to_linear
from pipelines.core.command import app
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.product import Product
from pipelines.core.recipe import Recipe
from pipelines.core.session import Session
from pipelines.core.shot import Shot
from pipelines.export import Export, export
from pipelines.relight import Relight, agreed, light_of, matching, relight
from pipelines.scene import Scene, scene

STUDIO = Engines("studio")
LEFT, RIGHT = Relight(azimuth=-75, elevation=30, most=100), Relight(azimuth=75, elevation=30, most=100)


@pytest.fixture(scope="module")
def round_():
    """A matt ball lit from the left."""
    made = ball(side=240)
    return shot_of(made.matte, made.photo)


def leaning(shot):
    """How much more light the product's right half has than its left, as a logarithm."""
    light = luminance(to_linear(shot.cutout.foreground)) + 0.01
    on = shot.cutout.alpha > 0.5
    columns = np.nonzero(on)[1]
    right = np.arange(on.shape[1]) > columns.mean()
    return float(np.log(light[on & right].mean() / light[on & ~right].mean()))


def test_the_light_comes_from_where_it_is_asked_for(round_):
    assert leaning(round_) < -0.3
    lit = relight(round_, RIGHT, STUDIO)
    assert leaning(lit) > 0.15
    assert leaning(relight(round_, LEFT, STUDIO)) < -0.2
    assert light_of(round_).azimuth < -20


def test_it_says_that_the_product_was_changed_and_by_how_much(round_):
    lit = relight(round_, RIGHT, STUDIO)
    assert (lit.fidelity, lit.cutout.fidelity, lit.engine) == ("relit", "relit", "studio")
    assert lit.must_be_reviewed
    assert lit.cutout.change > 3
    assert f"ΔE2000 {lit.cutout.change:.1f}" in " ".join(lit.notes)
    assert lit.source_type == "algorithmicallyEnhanced"
    assert np.array_equal(lit.cutout.alpha, round_.cutout.alpha)
    assert lit.pixels.shape == round_.photo.pixels.shape


def test_no_strength_changes_no_pixel(round_):
    lit = relight(round_, RIGHT.model_copy(update={"strength": 0}), STUDIO)
    assert np.array_equal(lit.pixels, round_.photo.pixels)
    assert lit.cutout.change == 0


def test_more_strength_changes_more(round_):
    changes = [relight(round_, RIGHT.model_copy(update={"strength": much}), STUDIO).cutout.change for much in
               (0.2, 0.6, 1)]  # fmt: skip
    assert changes[0] < changes[1] < changes[2]


def test_the_change_keeps_within_what_is_allowed(round_):
    lit = relight(round_, RIGHT.model_copy(update={"most": 3}), STUDIO)
    assert lit.cutout.change <= 3.0
    assert "changed less than asked" in " ".join(lit.notes)
    assert leaning(lit) > leaning(round_)


def test_without_the_floor_nothing_around_the_product_changes(round_):
    lit = relight(round_, RIGHT.model_copy(update={"floor": False}), STUDIO)
    off = round_.cutout.alpha == 0
    assert np.array_equal(lit.pixels[off], round_.photo.pixels[off])
    assert not np.array_equal(relight(round_, RIGHT, STUDIO).pixels[off], round_.photo.pixels[off])


def test_warm_light_is_warm_and_exposure_and_a_rim_brighten(round_):
    def colour(**wishes):
        lit = relight(round_, RIGHT.model_copy(update=wishes), STUDIO)
        return to_linear(lit.cutout.foreground)[round_.cutout.alpha > 0.5].mean(0)

    plain, warm, cool = colour(), colour(kelvin=3000), colour(kelvin=9000)
    assert warm[0] / warm[2] > 1.15 * plain[0] / plain[2] > 1.2 * cool[0] / cool[2]
    assert luminance(colour(exposure=1)) > 1.4 * luminance(plain)
    assert luminance(colour(rim=1)) > luminance(plain)


def test_a_cast_is_taken_out_where_that_is_asked_for():
    made = ball(side=200, paint=(0.6, 0.6, 0.6))
    tinted = (made.photo * np.array([1, 0.85, 0.65])).astype(np.uint8)
    shot = shot_of(made.matte, tinted)
    on = shot.cutout.alpha > 0.5

    def warmth(neutral):
        step = RIGHT.model_copy(update={"neutral": neutral})
        red, _, blue = to_linear(relight(shot, step, STUDIO).cutout.foreground)[on].mean(0)
        return red / blue

    assert 1 < warmth(True) < 0.8 * warmth(False)


def test_its_recipe_gives_the_same_pixels_again(round_):
    for start in (round_, scene(round_, Scene(template="marble", width=240, height=240, seed=1), STUDIO)):
        lit = relight(start, RIGHT, STUDIO)
        again = Recipe.from_yaml(lit.recipe.to_yaml()).run(round_, STUDIO)
        assert np.array_equal(again.pixels, lit.pixels)


def test_in_a_scene_the_shadow_follows_the_new_light():
    block = bottle(120, 160)
    plain = shot_of(block.cutout.alpha, np.full((160, 120, 3), 120, np.uint8))
    staged = scene(plain, Scene(template="marble", width=300, height=300, seed=1), STUDIO)

    def sides(shot):
        light = luminance(to_linear(shot.pixels))[230:262]
        return light[:, 60:110].mean(), light[:, 190:240].mean()

    left, right = (relight(staged, step, STUDIO) for step in (LEFT, RIGHT))
    assert sides(right)[0] / sides(right)[1] < sides(left)[0] / sides(left)[1]
    assert left.template == "marble"
    assert left.fidelity == "relit"


def test_a_scene_made_of_a_relit_product_stays_marked_and_is_held_back(round_):
    lit = relight(round_, RIGHT, STUDIO)
    made = export(lit, Export(channel="amazon_main", product=Product()), STUDIO)
    assert made.fidelity == "relit"
    _, report = bundle([made], force=True)
    assert "other light" in report["held_back"][0]["broken"][0]


def test_a_file_of_a_relit_scene_has_the_new_light_too(round_):
    staged = scene(round_, Scene(template="marble", width=240, height=240, seed=1), STUDIO)
    made = export(relight(staged, RIGHT, STUDIO), Export(channel="amazon_main", template="marble"), STUDIO)
    stood = next(step for step in made.recipe.steps if isinstance(step, Scene))
    assert (stood.azimuth, stood.elevation, stood.gain) == (RIGHT.azimuth, RIGHT.elevation, 0)


def test_a_session_keeps_what_was_changed(round_):
    from pipelines.core.load import decode_photo  # a session keeps the file, so the photo needs one
    from pipelines.core.preview import png

    photo = decode_photo(png(round_.photo.pixels), "ball.png")
    shot = replace(round_, photo=photo, pixels=photo.pixels)
    session = Session().do(current=shot, shots=(relight(shot, RIGHT, STUDIO),))
    kept = archive.restore(archive.save(session)).desk.shots[0]
    assert (kept.fidelity, kept.cutout.fidelity) == ("relit", "relit")
    assert kept.cutout.change == session.desk.shots[0].cutout.change
    assert np.array_equal(kept.cutout.foreground, session.desk.shots[0].cutout.foreground)


def test_a_shot_takes_over_the_light_of_another(round_):
    staged = scene(round_, Scene(template="marble", width=240, height=240, seed=1, azimuth=80, elevation=35), STUDIO)
    step = matching(round_, staged)
    assert (step.azimuth, step.elevation) == (80, 35)
    assert matching(round_, round_).azimuth == pytest.approx(light_of(round_).azimuth)


def test_a_set_agrees_in_one_light(round_):
    other = shot_of(round_.cutout.alpha[:, ::-1], np.ascontiguousarray(round_.photo.pixels[:, ::-1]))
    assert leaning(round_) * leaning(other) < 0
    made = agreed((round_, other), RIGHT, STUDIO)
    assert all(leaning(shot) > 0.1 for shot in made)


def test_what_is_not_cut_out_is_refused(round_):
    for ask in (lambda bare: relight(bare, RIGHT, STUDIO), light_of):
        with pytest.raises(UserError, match="cut the product out first"):
            ask(Shot.of(round_.photo))


def test_what_is_relit_is_not_relit_again_and_what_was_turned_stays_marked(round_):
    with pytest.raises(UserError, match="in other light already"):
        relight(relight(round_, RIGHT, STUDIO), LEFT, STUDIO)
    turned = replace(round_, cutout=replace(round_.cutout, fidelity="illustrative"))
    assert relight(turned, RIGHT, STUDIO).fidelity == "illustrative"


def test_the_change_is_counted_from_the_product_as_it_came(round_):
    darker = (round_.cutout.foreground * 0.5).astype(np.uint8)
    turned = replace(round_, cutout=replace(round_.cutout, foreground=darker, fidelity="turned"))
    assert relight(turned, RIGHT.model_copy(update={"strength": 0}), STUDIO).cutout.change == 0


def test_a_relit_product_in_its_scene_is_no_longer_said_to_be_lit_from_elsewhere(round_):
    staged = scene(round_, Scene(template="marble", width=240, height=240, seed=1, azimuth=100), STUDIO)
    told = [note for note in staged.notes if note.startswith("The photo is lit from")]
    assert told
    assert not set(told) & set(relight(staged, RIGHT, STUDIO).notes)


def test_the_command_writes_a_picture_of_the_photos_size(round_, tmp_path):
    photo, out = tmp_path / "ball.png", tmp_path / "lit.png"
    Image.fromarray(np.dstack([round_.photo.pixels, (round_.cutout.alpha * 255).astype(np.uint8)])).save(photo)
    ran = CliRunner().invoke(app, ["relight", str(photo), "-o", str(out), "--azimuth", "-70", "--elevation", "25",
                                   "--softness", "0.3", "--json"])  # fmt: skip
    assert ran.exit_code == 0
    said = json.loads(ran.stdout)
    assert (said["engine"], said["fidelity"]) == ("studio", "relit")
    assert said["change"] > 0
    assert Image.open(out).size == round_.photo.size == tuple(said["size"])
