"""The parts of the Angles tab, without a browser."""

import cv2
import gradio as gr
import numpy as np
import pytest

from pipelines.angles import Angle
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.product import Product
from pipelines.core.shelf import kept
from pipelines.core.shot import Cutout, Photo, Shot
from pipelines.details import Detail, Finding
from pipelines.shot_list import Planned
from ui import angle_stage, angles_tab, detail_shots, more_photos, shape, shot_list, side_column
from ui.state import Visitor

STUDIO = Engines("studio")


@pytest.fixture(scope="module")
def can():
    """A shot of a striped can."""
    y, x = np.mgrid[0:160, 0:120]
    inside = (abs(x - 60) < 30) & (abs(y - 85) < 45)
    stripes = np.where((x // 6 + y // 9) % 2, 60, 200)
    shade = np.sqrt(np.clip(1 - ((x - 60) / 31) ** 2, 0.1, 1))
    pixels = np.full((160, 120, 3), 225, np.uint8)
    pixels[inside] = (stripes * shade)[inside][:, None] * np.array([1, 0.6, 0.5])
    photo = Photo(cv2.imencode(".png", pixels[..., ::-1])[1].tobytes(), "can.png", "PNG", pixels)
    return Shot(photo, pixels, cutout=Cutout(inside.astype(np.float32), pixels, 0.9, "studio"))


@pytest.fixture
def visitor(uploads, can):
    visitor = Visitor()
    visitor.do(current=can, product=Product(name="Soup can"))
    yield visitor
    visitor.forget()


@pytest.fixture
def tab():
    with gr.Blocks():
        return angles_tab.render()


@pytest.fixture(scope="module")
def other(tmp_path_factory, can):
    """The file of another photo."""
    path = tmp_path_factory.mktemp("photos") / "back.png"
    cv2.imwrite(str(path), np.ascontiguousarray(can.pixels[..., ::-1]))
    return str(path)


@pytest.mark.parametrize(
    ("side", "name"),
    [
        ((0, 0), "As photographed"), ((-15, 0), "15° from the left"), ((30, 12), "30° from the right, 12° from above"),
        ((0, -7.5), "7.5° from below"), ((180, 0), "Back"), ((-90, 10), "Left side, 10° from above"),
        ((0, 90), "From above"),
    ],
)  # fmt: skip
def test_a_side_is_called_by_where_the_camera_stands(side, name):
    assert angle_stage.side_name(*side) == name


def test_a_photo_s_side_is_shown_from_just_where_it_was_taken(visitor, other):
    more_photos.add(visitor, STUDIO, "right", None, None, other)
    for yaw, exact in ((83, 90), (99, 90), (60, 60), (5, 5)):
        angle_stage.turn(visitor, yaw, 0)
        assert angle_stage.step_of(visitor).yaw == exact
    assert not angle_stage.by_photo(visitor)


def test_the_preview_says_which_parts_are_known(visitor, tab):
    angle_stage.turn(visitor, 20, 0)
    shown = angle_stage.show(tab.stage, visitor)
    html = shown[tab.stage.badges]
    for word in ("Seen", "Interpolated", "Invented", "% sure", "reviewed"):
        assert word in html
    assert "legend" not in html
    angle_stage.veil(visitor, True)
    over = angle_stage.show(tab.stage, visitor)
    assert "legend" in over[tab.stage.badges]
    assert over[tab.stage.picture]["value"] != shown[tab.stage.picture]["value"]
    again = angle_stage.show(tab.stage, visitor)
    assert again[tab.stage.picture]["value"] == over[tab.stage.picture]["value"]


def test_the_photo_itself_is_not_called_invented(visitor, tab):
    angle_stage.turn(visitor, 0, 0)
    assert "The photo itself" in angle_stage.show(tab.stage, visitor)[tab.stage.badges]


def test_a_back_without_a_photo_is_refused_with_the_reason_and_nothing_moves(visitor, tab):
    angle_stage.turn(visitor, 12, 3)
    shown = angles_tab._behind(tab, visitor)
    assert "No photo shows the back" in shown[tab.stage.said]
    assert (visitor.draft.angle.yaw, visitor.draft.angle.pitch) == (12, 3)


def test_a_back_with_a_photo_is_shown_from_it_and_its_removal_turns_back(visitor, tab, other, monkeypatch):
    monkeypatch.setattr(angle_stage, "angles", lambda shot, step, engines: shot)
    more_photos.add(visitor, STUDIO, "back", None, None, other)
    shown = angles_tab._behind(tab, visitor)
    assert "One of your photos" in shown[tab.stage.badges]
    assert shown[tab.stage.yaw]["value"] == 0
    more_photos.picked(visitor, "remove|0")
    assert more_photos.of(visitor) == ()
    assert visitor.draft.angle == Angle()


def test_photos_belong_to_their_product_and_are_kept(visitor, shot, other):
    more_photos.add(visitor, STUDIO, "left", None, None, other)
    more_photos.add(visitor, STUDIO, "left", None, None, other)
    more_photos.add(visitor, STUDIO, "other", 45, 10, other)
    assert [(view.yaw, view.pitch) for view in more_photos.views_of(visitor)] == [(-90, 0), (45, 10)]
    assert kept(more_photos.views_of(visitor)[0].picture).name == "back.png"
    first = visitor.current
    visitor.do(current=shot())
    assert more_photos.of(visitor) == ()
    visitor.do(current=first)
    assert len(more_photos.of(visitor)) == 2


@pytest.mark.parametrize(
    ("side", "yaw", "path", "said"),
    [("left", None, False, "No photo was sent"), ("nowhere", None, True, "No photo was sent"),
     ("other", 0, True, "shows the front already")],
)  # fmt: skip
def test_a_photo_that_does_not_do_is_answered_with_a_sentence(visitor, other, side, yaw, path, said):
    with pytest.raises(UserError, match=said):
        more_photos.add(visitor, STUDIO, side, yaw, 0, other if path else None)
    assert more_photos.of(visitor) == ()


def test_photos_from_other_sides_are_saved_with_the_session_and_undo_brings_a_removed_one_back(visitor, other):
    more_photos.add(visitor, STUDIO, "left", None, None, other)
    saved = side_column.save(visitor)
    more_photos.picked(visitor, "remove|0")
    assert more_photos.of(visitor) == ()
    visitor.session = visitor.session.undo()
    assert [view.yaw for view in more_photos.views_of(visitor)] == [-90]
    side_column.start_anew(visitor, STUDIO)
    assert visitor.session.desk.sides == ()
    later = Visitor()
    side_column.restore(later, STUDIO, saved)
    assert [view.yaw for view in more_photos.views_of(later)] == [-90]
    assert kept(more_photos.views_of(later)[0].picture) is later.session.desk.sides[0].photo
    later.forget()


def test_no_more_than_a_few_photos_are_taken(visitor, other):
    for yaw in range(20, 20 + 10 * more_photos._MOST, 10):
        more_photos.add(visitor, STUDIO, "other", yaw, 0, other)
    with pytest.raises(UserError, match="are the most"):
        more_photos.add(visitor, STUDIO, "back", None, None, other)
    for id in ("show|99", "remove|-1", "show"):
        with pytest.raises(UserError, match="no longer there"):
            more_photos.picked(visitor, id)


def test_an_angle_is_made_with_what_was_set_up(visitor, monkeypatch):
    asked = []
    monkeypatch.setattr(angles_tab, "angles", lambda shot, step, engines: asked.append((step, engines.use)) or shot)
    shape.choose(visitor, "revolution")
    angle_stage.turn(visitor, -20, 5)
    angles_tab.fill(visitor, False)
    angles_tab.make(visitor, Engines("auto"))
    angles_tab.choose(visitor, "a-model")
    angles_tab.make(visitor, Engines("auto"))
    plain = Angle(yaw=-20, pitch=5, fill=False, proxy="revolution")
    assert asked[0] == (plain, "studio")
    assert asked[1] == (plain.model_copy(update={"model": "a-model", "prompt": "Soup can"}), "auto")
    assert len(visitor.session.desk.shots) == 2


def test_a_list_is_shown_as_the_name_says_and_then_made(visitor, tab):
    with pytest.raises(UserError, match="Show the list"):
        shot_list.make(visitor, STUDIO)
    assert shot_list.show(tab.shots, visitor)[tab.shots.family]["choices"][0] == ("By its name: Drinks", "")
    shot_list.propose(visitor, STUDIO)
    rows = [row for row in shot_list.proposed(visitor) if row.step is not None]
    shown = shot_list.show(tab.shots, visitor)
    html = shown[tab.shots.cards]["value"]
    assert html.count("<figure>") == 5
    assert html.count('class="blank"') == html.count("Yours to photograph") == 5 - len(rows)
    assert "Photograph its back" in html
    assert "Your photo" in html
    assert shown[tab.shots.make]["visible"]
    assert str(len(rows)) in shown[tab.shots.make]["value"] or len(rows) == 1
    shot_list.make(visitor, STUDIO)
    assert [one.recipe.steps[-1] for one in visitor.session.desk.shots] == [row.step for row in rows]


def test_another_family_is_chosen_for_this_product_only(visitor, tab, shot):
    shot_list.propose(visitor, STUDIO)
    shot_list.choose(visitor, "footwear")
    assert shot_list.proposed(visitor) == ()
    assert not shot_list.show(tab.shots, visitor)[tab.shots.cards]["visible"]
    shot_list.propose(visitor, STUDIO)
    assert "Sole" in {row.name for row in shot_list.proposed(visitor)}
    assert shot_list.show(tab.shots, visitor)[tab.shots.family]["value"] == "footwear"
    with pytest.raises(UserError, match="no such family"):
        shot_list.choose(visitor, "../shoes")
    visitor.do(current=shot())
    assert shot_list.show(tab.shots, visitor)[tab.shots.family]["value"] == ""


def test_without_a_family_the_best_sides_are_shown(visitor, tab):
    shot_list.choose(visitor, "best")
    shot_list.propose(visitor, STUDIO)
    assert "As photographed" in shot_list.show(tab.shots, visitor)[tab.shots.cards]["value"]
    visitor.do(product=Product(name="Thingamajig"))
    first = shot_list.show(tab.shots, visitor)[tab.shots.family]["choices"][0]
    assert first == ("By its name: none known", "")


def test_what_is_set_up_holds_for_computed_sides(visitor, monkeypatch):
    rows = (
        Planned("Angled", Angle(yaw=15), "computed", "Turned."), Planned("Label", Detail(), "cropped", "Letters."),
        Planned("Back", None, "missing", "Photograph its back."),
    )  # fmt: skip
    asked = []
    monkeypatch.setattr(shot_list, "planned", lambda *all: asked.append(all) or rows)
    monkeypatch.setattr(shot_list, "made", lambda shot, row, engines: asked.append((row.step, engines.use)) or shot)
    shape.choose(visitor, "revolution")
    shot_list.propose(visitor, STUDIO)
    assert asked[0][1:] == ("drinks", (), "revolution")
    angles_tab.fill(visitor, False)
    angles_tab.choose(visitor, "a-model")
    asked.clear()
    shot_list.make(visitor, Engines("auto"))
    side = Angle(yaw=15, fill=False, model="a-model", prompt="Soup can")
    assert asked[1:] == [(side, "auto"), (Detail(), "auto")]
    assert len(visitor.session.desk.shots) == 2


def test_where_nothing_can_be_made_it_says_so_and_offers_no_button(visitor, tab, monkeypatch):
    rows = (Planned("<b>Back", None, "missing", "Photograph <i>its back."),)
    monkeypatch.setattr(shot_list, "planned", lambda *all: rows)
    shot_list.propose(visitor, STUDIO)
    shown = shot_list.show(tab.shots, visitor)
    assert "None of these shots can be made" in shown[tab.shots.cards]["value"]
    assert "&lt;b&gt;Back" in shown[tab.shots.cards]["value"]
    assert "<i>" not in shown[tab.shots.cards]["value"]
    assert not shown[tab.shots.make]["visible"]


def test_a_list_ends_with_its_product_and_a_photo_fills_a_gap(visitor, shot, other):
    shot_list.propose(visitor, STUDIO)
    before = {row.name: row.how for row in shot_list.proposed(visitor)}
    assert before["Back label"] == "missing"
    first = visitor.current
    visitor.do(current=shot())
    assert shot_list.proposed(visitor) == ()
    visitor.do(current=first)
    assert shot_list.proposed(visitor)
    more_photos.add(visitor, STUDIO, "back", None, None, other)
    assert {row.name: row.how for row in shot_list.proposed(visitor)} == before | {"Back label": "added"}
    more_photos.picked(visitor, "remove|0")
    assert {row.name: row.how for row in shot_list.proposed(visitor)} == before


@pytest.fixture
def findings(monkeypatch):
    """A label that is sure, and a closure that is not."""
    every = (
        Finding("label", (30, 60, 90, 110), 0.9, "Letters <b>stand</b> here."),
        Finding("closure", (40, 40, 80, 60), 0.3, "It may open."),
    )
    monkeypatch.setattr(detail_shots, "found", lambda shot: every)
    crop = np.s_[40:80, 40:80]
    monkeypatch.setattr(
        detail_shots, "details", lambda shot, step, engines: shot.after(step, pixels=shot.pixels[crop], role="detail")
    )
    return every


def test_what_is_sure_is_chosen_and_a_click_changes_that(visitor, tab, findings):
    detail_shots.look(visitor, STUDIO)
    shown = detail_shots.show(tab.details, visitor)
    html = shown[tab.details.cards]["value"]
    assert "Letters &lt;b&gt;stand" in html
    assert "Not sure" in html
    assert html.count('aria-pressed="true"') == 1
    assert shown[tab.details.make]["value"] == "Make 1 detail shot"
    detail_shots.toggle(visitor, "1")
    detail_shots.toggle(visitor, "0")
    detail_shots.make(visitor, STUDIO)
    (made,) = visitor.session.desk.shots
    assert (made.role, made.recipe.steps[-1].number) == ("detail", 2)
    detail_shots.toggle(visitor, "1")
    assert not detail_shots.show(tab.details, visitor)[tab.details.make]["interactive"]
    with pytest.raises(UserError, match="No detail is chosen"):
        detail_shots.make(visitor, STUDIO)
    with pytest.raises(UserError, match="no longer there"):
        detail_shots.toggle(visitor, "7")


def test_where_nothing_was_found_it_says_so(visitor, tab, monkeypatch):
    monkeypatch.setattr(detail_shots, "found", lambda shot: ())
    detail_shots.look(visitor, STUDIO)
    shown = detail_shots.show(tab.details, visitor)
    assert "No details found" in shown[tab.details.cards]["value"]
    assert not shown[tab.details.make]["visible"]


def test_nothing_is_drawn_while_another_tab_is_open(visitor, tab, monkeypatch):
    drawn = []
    monkeypatch.setattr(angle_stage, "angles", lambda shot, step, engines: drawn.append(step) or shot)
    angles_tab.show(tab, visitor)
    assert drawn == []
    visitor.tab = "Angles"
    angles_tab.show(tab, visitor)
    angles_tab.show(tab, visitor)
    assert len(drawn) == 1


def test_without_a_product_there_is_a_hint_and_no_room(tab):
    shown = angles_tab.show(tab, Visitor())
    assert shown[tab.nothing]["visible"]
    assert not shown[tab.room]["visible"]
