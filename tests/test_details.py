"""A detail shows the photo's own pixels, says what they are missing, and nothing that was invented."""

import json
from dataclasses import replace

import numpy as np
import pytest
from lettered import lettered
from PIL import Image

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.core.shot import Shot
from pipelines.details import Detail, details, details_, for_frame, found, shown

STUDIO = Engines("studio")


def cropped(made: Shot, pixels: np.ndarray) -> np.ndarray:
    """The part of a picture of the photo's size that a detail shows."""
    assert made.placement is not None
    x, y = round(-made.placement.dx), round(-made.placement.dy)
    return pixels[y : y + made.pixels.shape[0], x : x + made.pixels.shape[1]]


@pytest.mark.parametrize("what", ["auto", "label", "closure"])
def test_its_pixels_are_the_photos(what):
    shot = lettered()
    made = details(shot, Detail(what=what), STUDIO)
    assert made.placement is not None
    assert made.placement.scale == 1
    assert np.array_equal(made.pixels, cropped(made, shot.photo.pixels))
    assert (made.role, made.fidelity, made.engine, made.source_type) == ("detail", "locked", "studio", "digitalCapture")
    assert not made.must_be_reviewed


def test_it_is_never_enlarged_and_says_what_is_missing():
    made = details(lettered(), Detail(what="label", longest=2000), STUDIO)
    side = max(made.pixels.shape[:2])
    assert side < 400
    assert f"{side} px at its longer side, {2000 - side} fewer" in made.notes[-1]
    assert not any("fewer" in note for note in details(lettered(), Detail(what="label", longest=100), STUDIO).notes)


def test_its_shape_is_the_one_asked_for():
    made = details(lettered(), Detail(what="label", aspect=1.6), STUDIO)
    assert made.pixels.shape[1] / made.pixels.shape[0] == pytest.approx(1.6, abs=0.02)


def test_the_best_of_each_kind_comes_first_and_each_says_why():
    first, second, *_ = found(lettered())
    assert {first.kind, second.kind} == {"label", "closure"}
    assert all(one.reason.endswith(".") and 0 <= one.score <= 1 for one in found(lettered()))


def test_what_is_not_there_is_not_made_up():
    shot = lettered()
    with pytest.raises(UserError, match="No fine texture was found"):
        details(shot, Detail(what="texture"), STUDIO)
    with pytest.raises(UserError, match=r"Only 1 .* from 1 to 1"):
        details(shot, Detail(what="label", number=2), STUDIO)
    with pytest.raises(UserError, match="cut the product out"):
        details(Shot.of(shot.photo), Detail(), STUDIO)


def test_a_product_in_other_light_keeps_it_and_is_marked():
    shot = lettered()
    assert shot.cutout is not None
    darker = replace(shot.cutout, foreground=shot.pixels // 2, fidelity="relit", change=9.0)
    made = details(replace(shot, cutout=darker), Detail(what="label"), STUDIO)
    inside = cropped(made, shot.cutout.alpha) >= 1
    assert inside.mean() > 0.5
    assert np.array_equal(made.pixels[inside], cropped(made, shot.pixels // 2)[inside])
    assert made.fidelity == "relit"
    assert made.must_be_reviewed
    outside = details(replace(shot, cutout=darker), Detail(what="closure"), STUDIO)
    clear = cropped(outside, shot.cutout.alpha) == 0
    assert np.array_equal(outside.pixels[clear], cropped(outside, shot.photo.pixels)[clear])


@pytest.mark.parametrize("fidelity", ["turned", "illustrative", "repaint"])
def test_no_detail_shows_an_invented_part(fidelity):
    shot = lettered()
    assert shot.cutout is not None
    turned = replace(shot, cutout=replace(shot.cutout, fidelity=fidelity))
    with pytest.raises(UserError, match="as it was photographed"):
        details(turned, Detail(), STUDIO)


@pytest.mark.parametrize(("frame", "aspect"), [((1600, 1200), 4 / 3), ((800, 1000), 0.8), ((1200, 630), 1200 / 630)])
def test_for_a_frame_the_same_thing_is_cropped_in_the_frames_shape(frame, aspect):
    made = details(lettered(), Detail(what="label"), STUDIO)
    step = for_frame(made, *frame)
    assert (step.what, step.number, step.aspect, step.longest) == ("label", 1, aspect, max(frame))
    again = details(made, step, STUDIO)
    assert shown(again) == shown(made)
    assert again.pixels.shape[1] / again.pixels.shape[0] == pytest.approx(aspect, abs=0.02)


def test_where_the_photo_has_no_room_a_detail_keeps_its_own_shape():
    """Lettering across the whole width of a wide photo would be cut off in an upright picture."""
    wide = lettered()
    low = replace(wide.photo, pixels=wide.photo.pixels[280:340])
    assert wide.cutout is not None
    cut = replace(wide.cutout, alpha=wide.cutout.alpha[280:340], foreground=wide.cutout.foreground[280:340])
    made = details(replace(wide, photo=low, pixels=low.pixels, cutout=cut), Detail(what="label", aspect=2), STUDIO)
    assert for_frame(made, 1080, 1350).aspect == 2
    assert for_frame(made, 3000, 1000).aspect == 2


def test_a_detail_whose_recipe_was_lost_is_answered_in_a_sentence():
    lost = replace(details(lettered(), Detail(), STUDIO), recipe=Recipe())
    with pytest.raises(UserError, match="make the detail anew"):
        for_frame(lost, 100, 100)


def test_a_recipe_makes_it_again():
    made = details(lettered(), Detail(what="label", longest=150, aspect=0.8), STUDIO)
    again = Recipe.from_yaml(made.recipe.to_yaml()).run(lettered(), STUDIO)
    assert np.array_equal(again.pixels, made.pixels)


@pytest.fixture
def photo(tmp_path):
    """A photo whose product is already cut out by its own transparency."""
    shot = lettered()
    assert shot.cutout is not None
    path = tmp_path / "tea.png"
    Image.fromarray(np.dstack([shot.pixels, np.round(shot.cutout.alpha * 255).astype(np.uint8)])).save(path)
    return path


def test_the_command_writes_a_picture_for_each_of_what_it_found(photo, tmp_path, capsys):
    out = tmp_path / "made" / "here"
    details_(photo, out, most=2, longest=150, engine="studio", as_json=True)
    rows = json.loads(capsys.readouterr().out)["details"]
    assert sorted(path.name for path in out.iterdir()) == sorted(
        f"detail-{i}-{r['kind']}.png" for i, r in enumerate(rows, 1)
    )
    assert {row["kind"] for row in rows} == {"label", "closure"}
    original = np.asarray(Image.open(photo).convert("RGB"))
    for row in rows:
        x0, y0, x1, y1 = row["box"]
        assert np.array_equal(np.asarray(Image.open(row["file"])), original[y0:y1, x0:x1])
        assert (row["width"], row["height"], row["fidelity"]) == (x1 - x0, y1 - y0, "locked")


def test_the_command_makes_no_folder_where_there_is_nothing_to_show(photo, tmp_path):
    with pytest.raises(UserError, match="No fine texture"):
        details_(photo, tmp_path / "none", what="texture", engine="studio")
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be made"):
        details_(photo, tmp_path / "file", engine="studio")
