"""Shot lists: how each shot is got, what must be photographed, and the command."""

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

from pipelines import angles, details, shot_list
from pipelines.angles import APART, GALLERY, Angle, View, apart
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo
from pipelines.core.shelf import keep
from pipelines.details import Detail, Finding
from pipelines.shot_list import Planned, families, family_of, made, planned

STUDIO = Engines("studio")
LARGER = 4  # times the turntable's can: so that its crops have pixels
LABEL = Finding("label", (400, 400, 560, 560), 0.9, "Letters stand here.")
SECOND = Finding("label", (400, 160, 560, 320), 0.8, "More letters stand here.")
FABRIC = Finding("texture", (310, 390, 630, 710), 0.8, "It is woven.")
DOUBTFUL = Finding("closure", (400, 160, 560, 320), 0.3, "It may open.")


@pytest.fixture
def can(monkeypatch):
    """A can whose shape is known, and that looks another way from every side."""
    tiles = np.random.default_rng(3).integers(0, 256, (6, 6, 3), np.uint8).repeat(WINDOW // 6, 0)
    cut, relief = cylinder(lambda angle, row: tiles.repeat(WINDOW // 6, 1))
    large = replace(relief, window=(0, 0, LARGER * WINDOW, LARGER * WINDOW))
    monkeypatch.setattr(angles, "shape_in", lambda photo, alpha, kind: (None, large))
    return shot_of(*(plane.repeat(LARGER, 0).repeat(LARGER, 1) for plane in (cut.alpha, cut.foreground)))


@pytest.fixture
def findings(monkeypatch):
    """Sets what is found on the product."""

    def set_(*every):
        for module in (shot_list, details):
            monkeypatch.setattr(module, "found", lambda shot: every)

    set_()
    return set_


@pytest.fixture(scope="module")
def side():
    """A photo of another side, cut out by its own transparency; held on to, as the page does."""
    rgba = np.zeros((90, 60, 4), np.uint8)
    rgba[20:70, 20:40] = (30, 90, 40, 255)
    out = BytesIO()
    Image.fromarray(rgba).save(out, "PNG")
    return keep(decode_photo(out.getvalue(), "side.png"))


def by_name(rows):
    return {row.name: row for row in rows}


def test_the_family_is_the_one_that_the_name_says():
    assert family_of("Silver ring") == "jewellery"
    assert family_of("Thingamajig") is None
    assert {"apparel", "footwear", "jewellery"} <= set(families())


def test_a_family_has_its_own_shots_in_its_own_order(can, findings):
    assert [row.name for row in planned(can, "apparel")][:4] == ["Front", "Back", "Angled", "Fabric"]
    assert [row.name for row in planned(can, "footwear")][-2:] == ["Sole", "Material"]


def test_the_photo_comes_first_and_nothing_of_it_is_computed(can, findings):
    for family in families():
        first = planned(can, family)[0]
        assert (first.how, first.step.yaw, first.step.pitch) == ("photo", 0, 0)


def test_what_no_photo_shows_is_for_the_seller_to_photograph(can, findings):
    rows = by_name(planned(can, "footwear"))
    for name in ("Other side", "Sole"):
        assert (rows[name].step, rows[name].how) == (None, "missing")
        assert rows[name].said.startswith("Photograph ")
        assert rows[name].said.endswith(", then add it under More photos of it.")
        with pytest.raises(UserError, match="Photograph "):
            made(can, rows[name], STUDIO)
    assert rows["Material"].said.endswith("and list that photo as it is.")


def test_a_side_within_reach_is_computed_and_must_be_reviewed(can, findings):
    row = by_name(planned(can, "apparel"))["Angled"]
    assert row.how == "computed"
    assert 15 <= abs(row.step.yaw) <= 30
    assert made(can, row, STUDIO).must_be_reviewed


def test_what_looks_the_same_from_all_sides_is_not_computed_again(can, findings, monkeypatch):
    cut, relief = cylinder()
    monkeypatch.setattr(angles, "shape_in", lambda photo, alpha, kind: (None, relief))
    row = by_name(planned(shot_of(cut.alpha, cut.foreground), "apparel"))["Angled"]
    assert row.how == "missing"


def test_an_added_photo_is_taken_before_anything_is_computed(can, findings, side):
    view = View(picture=side[0], yaw=42)
    row = by_name(planned(can, "apparel", [view]))["Angled"]
    assert (row.how, row.step.yaw, row.step.photos) == ("added", 42, (view,))
    shot = made(can, row, STUDIO)
    assert shot.photo is side[1]
    assert not shot.must_be_reviewed


def test_each_photo_is_taken_once_and_what_no_shot_asks_for_comes_last(can, findings, side):
    views = [View(picture=side[0], yaw=yaw, pitch=pitch) for yaw, pitch in ((180, 0), (-176, 0), (60, 0), (3, 0))]
    rows = planned(can, "books", views)
    assert by_name(rows)["Back"].step.yaw == 180
    assert [(row.name, row.how) for row in rows[5:]] == [("60° from the right", "added")]
    sides = [(row.step.yaw, row.step.pitch) for row in rows if isinstance(row.step, Angle)]
    assert all(apart(one, other) >= APART for i, one in enumerate(sides) for other in sides[:i])


def test_a_detail_is_the_best_of_its_kind_that_is_sure_and_never_the_same_crop(can, findings):
    findings(LABEL, FABRIC, SECOND, DOUBTFUL)
    rows = by_name(planned(can, "beauty"))
    assert rows["Label"].step == Detail(what="label")
    assert (rows["Label"].how, rows["Cap or opening"].how) == ("cropped", "missing")
    assert rows["Label"].said.startswith("Letters stand here; it has ")
    shot = made(can, rows["Label"], STUDIO)
    assert (shot.role, shot.fidelity) == ("detail", "locked")
    close = by_name(planned(shot_of(can.cutout.alpha, can.pixels), "garden"))
    assert (close["Close detail"].step, close["Material"].how) == (Detail(what="label"), "missing")


def test_the_next_best_is_taken_where_the_best_shows_what_was_shown(can, findings):
    findings(FABRIC, LABEL, SECOND)
    rows = by_name(planned(can, "art"))
    assert rows["Material"].step == Detail(what="texture")
    assert rows["Signature or print"].step == Detail(what="label", number=2)


def test_a_crop_of_few_pixels_is_not_worth_a_shot(can, findings):
    small = shot_of(can.cutout.alpha[::4, ::4], can.pixels[::4, ::4])
    findings(replace(LABEL, box=(100, 100, 140, 140)))
    assert by_name(planned(small, "packaging"))["Label"].how == "missing"


def test_without_a_family_the_best_sides_are_filled_up_to_five(can, findings, side, monkeypatch):
    rows = planned(can, None, [View(picture=side[0], yaw=180)])
    assert [(row.name, row.how) for row in rows[:2]] == [("As photographed", "photo"), ("Back", "added")]
    assert len(rows) == GALLERY
    monkeypatch.setattr(shot_list, "five", lambda *all: (Angle(yaw=0), Angle(yaw=90)))
    filled = planned(replace(can), None)
    assert [row.name for row in filled] == ["As photographed", "Right side", "Close detail", "Back", "From above"]
    assert [row.how for row in filled[2:4]] == ["missing", "missing"]


def test_the_shape_that_is_asked_for_is_the_step_s(can, findings):
    rows = planned(can, "apparel", proxy="box")
    assert {row.step.proxy for row in rows if row.step is not None} == {"box"}


def test_an_unknown_family_is_refused_with_those_there_are(can):
    with pytest.raises(UserError, match=r"no family “shoes”.*footwear"):
        planned(can, "shoes")


def test_it_needs_a_product_as_it_was_photographed(can, findings):
    turned = replace(can, cutout=replace(can.cutout, fidelity="turned"))
    for family in ("apparel", None):
        with pytest.raises(UserError, match="as it was photographed"):
            planned(turned, family)
        with pytest.raises(UserError, match="cut the product out"):
            planned(replace(can, cutout=None), family)


def test_a_planned_shot_that_is_missing_says_what_to_photograph(can):
    with pytest.raises(UserError, match="Photograph the sole"):
        made(can, Planned("Sole", None, "missing", "Photograph the sole."), STUDIO)


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """A photo whose product is cut out by its own transparency."""
    cut, _ = cylinder()
    path = tmp_path_factory.mktemp("photo") / "can.png"
    Image.fromarray(np.dstack([cut.foreground, np.round(cut.alpha * 255).astype(np.uint8)])).save(path)
    return path


def call(*arguments):
    line = [sys.executable, "-m", "pipelines", "shots", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_the_command_writes_what_can_be_had_and_says_what_to_photograph(photo, tmp_path):
    out = tmp_path / "new" / "folder"
    line = ("--name", "Blue can", "--photo", f"{photo}:180", "--engine", "studio", "--json")
    done = call(photo, "--out", out, *line)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["family"] == "drinks"
    shots = {each["name"]: each for each in facts["shots"]}
    assert [shots[name]["how"] for name in ("Front", "Back label", "Label")] == ["photo", "added", "missing"]
    assert shots["Back label"]["fidelity"] == "locked"
    assert {"notes", "recipe", "engine"} <= set(shots["Front"])
    assert "file" not in shots["Label"]
    assert {"1-front.png", "2-back-label.png"} <= {path.name for path in out.iterdir()}
    assert {path.name for path in out.iterdir()} == {
        each["file"].split("/")[-1] for each in shots.values() if "file" in each
    }
    assert Image.open(out / "1-front.png").size == (WINDOW, WINDOW)


@pytest.mark.parametrize("line", [("--family", "shoes"), ("--photo", "side.jpg"), ("--photo", "nowhere.jpg:90")])
def test_what_cannot_be_done_is_one_line_and_status_2(photo, tmp_path, line):
    done = call(photo, "--out", tmp_path / "out", *line)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
