"""The angles job: another side of the product, computed or photographed, and what is said of it."""

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from standins import shot_of
from turntable import WINDOW, cylinder

from pipelines import angles as job
from pipelines.angles import Angle, View, angles, confidence_map, five, turned_of
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo
from pipelines.core.recipe import Recipe
from pipelines.core.shelf import keep
from pipelines.core.shot import Cutout
from pipelines.scene import Scene, scene

STUDIO = Engines("studio")


def patches(seed: int = 3) -> np.ndarray:
    tiles = np.random.default_rng(seed).integers(30, 226, (6, 6, 3), np.uint8)
    return tiles.repeat(WINDOW // 6, 0).repeat(WINDOW // 6, 1)


@pytest.fixture
def can(monkeypatch):
    """A can whose shape is known."""
    cut, relief = cylinder(lambda angle, row: patches())
    monkeypatch.setattr(job, "shape_in", lambda photo, alpha, kind: (None, relief))
    job.shape_of.cache_clear()
    job._turned.cache_clear()
    yield shot_of(cut.alpha, cut.foreground)
    job.shape_of.cache_clear()
    job._turned.cache_clear()


@pytest.fixture(scope="module")
def beside():
    """A photo from the side, cut out by its own transparency, of another size."""
    rgba = np.zeros((300, 200, 4), np.uint8)
    rgba[50:250, 60:140] = (30, 90, 40, 255)
    out = BytesIO()
    Image.fromarray(rgba).save(out, "PNG")
    return keep(decode_photo(out.getvalue(), "side.png"))


def view(held, yaw, pitch=0.0):
    return View(picture=held[0], yaw=yaw, pitch=pitch)


def test_a_turned_shot_says_what_it_is(can):
    shot = angles(can, Angle(yaw=20), STUDIO)
    assert shot.pixels.shape == can.photo.pixels.shape
    assert (shot.role, shot.engine, shot.source_type) == ("angle", "studio", "compositeSynthetic")
    assert shot.fidelity == shot.cutout.fidelity == "illustrative"
    assert shot.must_be_reviewed
    assert (shot.pixels[shot.cutout.alpha == 0] == 255).all()
    assert "the photo shows" in shot.notes[-1]
    assert "a person must review it" in shot.notes[-1]


def test_where_nothing_is_invented_it_is_turned(can):
    shot = angles(can, Angle(yaw=20, fill=False), STUDIO)
    assert shot.fidelity == "turned"
    assert shot.source_type == "algorithmicallyEnhanced"
    assert shot.must_be_reviewed


def test_the_photos_own_side_is_left_alone(can):
    shot = angles(can, Angle(yaw=0), STUDIO)
    assert shot.cutout is can.cutout
    assert shot.fidelity == "locked"
    assert np.array_equal(shot.pixels[can.cutout.alpha == 1], can.photo.pixels[can.cutout.alpha == 1])


def test_the_recipe_gives_the_same_pixels_again(can):
    shot = angles(can, Angle(yaw=-15, pitch=5), STUDIO)
    again = Recipe.from_yaml(shot.recipe.to_yaml()).run(can, STUDIO)
    assert np.array_equal(shot.pixels, again.pixels)


def test_in_a_scene_the_scene_is_made_again_around_it(can):
    stood = scene(can, Scene(template="sweep", width=160, height=160, seed=1), STUDIO)
    shot = angles(stood, Angle(yaw=25), STUDIO)
    assert [step.job for step in shot.recipe.steps] == ["scene", "angles"]
    assert shot.pixels.shape == stood.pixels.shape
    assert (shot.role, shot.template, shot.fidelity) == ("angle", "sweep", "illustrative")
    assert (shot.pixels != stood.pixels).any()
    again = Recipe.from_yaml(shot.recipe.to_yaml()).run(can, STUDIO)
    assert np.array_equal(shot.pixels, again.pixels)


def test_a_scene_made_afterwards_keeps_what_the_product_is(can):
    shot = scene(angles(can, Angle(yaw=25), STUDIO), Scene(template="sweep", width=96, height=96, seed=1), STUDIO)
    assert shot.fidelity == "illustrative"
    assert shot.must_be_reviewed


def test_a_shape_that_is_doubtful_is_said_to_be(can, monkeypatch):
    relief = replace(job.shape_in(None, None, None)[1], confidence=0.2)
    monkeypatch.setattr(job, "shape_in", lambda photo, alpha, kind: (None, relief))
    job.shape_of.cache_clear()
    assert any("right for 20% of products" in note for note in angles(can, Angle(yaw=10), STUDIO).notes)


@pytest.mark.parametrize(
    ("side", "why"),
    [
        ((180, 0), "No photo shows the back"),
        ((-120, 0), "photograph it from there"),
        ((45, 0), "±30°"),
        ((0, 30), "±20°"),
    ],
)
def test_a_side_that_cannot_be_computed_is_refused_with_the_reason(can, side, why):
    with pytest.raises(UserError, match=why):
        angles(can, Angle(yaw=side[0], pitch=side[1]), STUDIO)


def test_a_photo_of_that_side_is_used_before_anything_is_computed(can, beside):
    shot = angles(can, Angle(yaw=28, photos=(view(beside, 30),)), STUDIO)
    assert shot.photo is beside[1]
    assert (shot.fidelity, shot.role) == ("locked", "angle")
    assert not shot.must_be_reviewed
    assert shot.pixels.shape == can.pixels.shape
    green = (shot.pixels == (30, 90, 40)).all(-1)
    rows = np.flatnonzero(green.any(1))
    _, top, _, foot = can.cutout.box
    assert abs(rows[0] - top) <= 2
    assert abs(rows[-1] + 1 - foot) <= 2
    assert any("nothing of it is computed" in note for note in shot.notes)


def test_a_photo_of_the_back_shows_the_back(can, beside):
    shot = angles(can, Angle(yaw=180, photos=(view(beside, -178),)), STUDIO)
    assert shot.fidelity == "locked"
    with pytest.raises(UserError, match="No photo shows the back"):
        angles(can, Angle(yaw=180, photos=(view(beside, 90),)), STUDIO)


def test_a_side_nearer_to_the_first_photo_is_computed_from_that(can, beside):
    assert angles(can, Angle(yaw=4, photos=(view(beside, 12),)), STUDIO).photo is can.photo


def test_a_photo_that_is_not_here_any_more_is_named(can):
    gone = View(picture="0" * 64, yaw=90)
    with pytest.raises(UserError, match="is not here"):
        angles(can, Angle(yaw=90, photos=(gone,)), STUDIO)


def test_what_was_turned_is_not_turned_again(can):
    with pytest.raises(UserError, match="as it was photographed"):
        angles(angles(can, Angle(yaw=20), STUDIO), Angle(yaw=10), STUDIO)
    with pytest.raises(UserError, match="cut the product out first"):
        angles(replace(can, cutout=None), Angle(), STUDIO)


def test_a_relit_product_can_be_turned(can):
    lit = Cutout(can.cutout.alpha, can.cutout.foreground // 2, 1.0, "studio", "relit", 12.0)
    shot = angles(replace(can, cutout=lit), Angle(yaw=15), STUDIO)
    assert shot.fidelity == "illustrative"
    assert shot.pixels[shot.cutout.alpha == 1].mean() < 120


def test_the_confidence_map_marks_what_is_not_seen(can):
    step = Angle(yaw=30)
    shown, known = confidence_map(can, step), turned_of(can, step)
    assert shown.shape == can.photo.pixels.shape
    plain = angles(can, step, STUDIO).pixels
    differs = (shown != plain).any(-1)
    assert differs[known.confidence == 3].mean() > 0.95
    assert not differs[known.confidence == 1].any()


def test_a_gallery_has_the_photo_first_then_other_photos_then_what_can_be_trusted(can, beside):
    views = (view(beside, 90), view(beside, 92), view(beside, 180))
    steps = five(can, views)
    assert [step.yaw for step in steps[:3]] == [0, 90, 180]
    assert 3 < len(steps) <= 5
    assert all(abs(step.yaw) <= 30 and abs(step.pitch) <= 20 for step in steps[3:])
    assert all(step.photos == views for step in steps)


@pytest.mark.parametrize(
    "wish", [{"yaw": 181}, {"pitch": -91}, {"proxy": "ball"}, {"photos": ({"picture": "x", "yaw": 1},)}]
)
def test_settings_are_bounded(wish):
    with pytest.raises(ValueError, match=r"less|greater|Input|match"):
        Angle(**wish)


def call(*arguments):
    line = [sys.executable, "-m", "pipelines", "angles", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """A photo whose product is cut out by its own transparency."""
    cut, _ = cylinder(lambda angle, row: patches())
    path = tmp_path_factory.mktemp("photo") / "can.png"
    Image.fromarray(np.dstack([cut.foreground, np.round(cut.alpha * 255).astype(np.uint8)])).save(path)
    return path


def test_the_command_writes_every_side_and_says_what_it_is(photo, tmp_path):
    out = tmp_path / "new" / "folder"
    line = ("--yaw", "-15,0,12.5", "--pitch", "0", "--confidence", "--json", "--engine", "studio")
    done = call(photo, "--out", out, *line, "--photo", f"{photo}:-15")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)["pictures"]
    assert [each["fidelity"] for each in facts][:2] == ["locked", "locked"]
    assert facts[2]["fidelity"] in ("turned", "illustrative")
    assert sum(facts[2]["shares"].values()) == pytest.approx(1, abs=1e-3)
    assert {"proxy", "confidence", "notes", "recipe", "engine"} <= set(facts[2])
    files = {path.name for path in out.iterdir()}
    assert files == {
        f"yaw{name}.png" for name in ("-15_pitch+0", "+0_pitch+0", "+12.5_pitch+0", "+12.5_pitch+0_confidence")
    }
    assert Image.open(out / "yaw+12.5_pitch+0.png").size == (WINDOW, WINDOW)
    assert Image.open(out / "yaw+12.5_pitch+0.png").mode == "RGB"


@pytest.mark.parametrize(
    "line",
    [("--yaw", "left"), ("--yaw", "999"), ("--yaw", "90"), ("--proxy", "ball"), ("--photo", "side.jpg"),
     ("--photo", "nowhere.jpg:90")],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_done_is_one_line_and_status_2(photo, tmp_path, line):
    done = call(photo, "--out", tmp_path, *line)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
