"""The parts of the Light tab, without a browser."""

import re
from dataclasses import replace

import gradio as gr
import numpy as np
import pytest

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.core.shot import Cutout, Photo, Shot
from pipelines.relight import Relight, light_of
from pipelines.scene import Scene
from ui import light_controls, light_dome, light_stage, light_tab, model_choice, shape
from ui.side_column import caption
from ui.state import Visitor

STUDIO = Engines("studio")


@pytest.fixture(scope="module")
def ball():
    """A shot of a grey ball that is lit from the left."""
    y, x = np.mgrid[-1:1:160j, -1:1:160j] / 0.7
    inside = x**2 + y**2 < 1
    z = np.sqrt(np.clip(1 - x**2 - y**2, 0, None))
    light = 60 + 170 * np.clip(-0.7 * x - 0.4 * y + 0.6 * z, 0, 1)
    pixels = np.where(inside, light, 210)[..., None].repeat(3, -1).astype(np.uint8)
    photo = Photo(pixels.tobytes(), "ball.png", "PNG", pixels)
    return Shot(photo, pixels, cutout=Cutout(inside.astype(np.float32), pixels, 0.9, "studio"))


@pytest.fixture
def visitor(uploads, ball):
    visitor = Visitor()
    visitor.do(current=ball)
    visitor.look = Scene(width=120, height=120, seed=1)
    yield visitor
    visitor.forget()


def values(visitor, **changes):
    """What the controls hold, with changes."""
    light = visitor.draft.light
    own = {key: getattr(light, key) for key in light_controls.DIALS} | {"fill": light.fill or 0.0}
    rest = {"neutral": light.neutral, "own_fill": light.fill is None, "floor": light.floor}
    return list((rest | own | changes).values())


def step_of(made):
    """The last step, without the seed that was drawn for it."""
    return made.recipe.steps[-1].model_copy(update={"seed": None})


@pytest.mark.parametrize(
    ("azimuth", "elevation", "said"),
    [
        (0, 30, "from the front, 30° high"), (-45, 40, "45° to the left, 40° high"),
        (120, 0, "120° to the right, 0° high"), (-180, 20.4, "from behind, 20° high"),
    ],
)  # fmt: skip
def test_the_dome_says_where_the_light_comes_from(azimuth, elevation, said):
    html = light_dome.html(azimuth, elevation)
    assert f'aria-valuetext="{said}"' in html
    assert f"--azimuth:{azimuth:.1f};--elevation:{elevation:.1f}" in html
    assert "The light of the photo" not in html


def test_the_photo_s_own_light_is_on_the_dome_too(visitor):
    own = light_of(visitor.current)
    html = light_controls._dome(visitor, visitor.draft.light)
    assert re.search(rf'sun hollow" style="--azimuth:{own.azimuth:.1f}', html)
    assert "<img" in html


def test_the_dome_s_light_stays_within_what_the_sliders_show(visitor):
    light_controls.turn(visitor, 33.4, 120)
    assert (visitor.draft.light.azimuth, visitor.draft.light.elevation) == (33, 90)


def test_the_controls_say_the_light_and_a_fill_only_where_it_is_not_the_photo_s(visitor):
    light_controls.adjust(visitor, *values(visitor, azimuth=70, kelvin=4000, fill=0.8))
    assert visitor.draft.light == Relight(azimuth=70, kelvin=4000)
    light_controls.adjust(visitor, *values(visitor, own_fill=False, fill=0.8, neutral=True))
    assert visitor.draft.light == Relight(azimuth=70, kelvin=4000, fill=0.8, neutral=True)
    light_controls.start_again(visitor)
    assert visitor.draft.light == Relight()


def test_as_in_the_photo_takes_its_direction_and_no_colour(visitor):
    light_controls.adjust(visitor, *values(visitor, azimuth=70, kelvin=4000, rim=1, most=12))
    light_controls.as_in_photo(visitor)
    light, own = visitor.draft.light, light_of(visitor.current)
    assert light.azimuth == round(own.azimuth)
    assert (light.kelvin, light.rim, light.fill, light.most) == (5500, 0, None, 12)


def test_light_falls_on_the_scene_where_that_has_a_place_unless_it_was_said(visitor):
    assert not light_stage.in_scene(visitor)
    visitor.look = Scene(template="marble", width=120, height=120, seed=1)
    assert light_stage.in_scene(visitor)
    light_tab.place(visitor, False)
    assert not light_stage.in_scene(visitor)


def test_a_preview_shows_the_scene_in_the_same_light(visitor):
    visitor.look = Scene(template="marble", width=120, height=120, seed=1)
    made = light_stage.lit(visitor, 100)
    assert made.pixels.shape == (100, 100, 3)
    assert made.template == "marble"
    light_controls.turn(visitor, 60, 30)
    assert (light_stage.lit(visitor, 100).pixels != made.pixels).any()


def test_the_change_is_told_in_figures_and_in_words(visitor, ball):
    for change, said in ((0.4, "no eye sees it"), (3, "seen side by side"), (16.8, "much changed")):
        html = light_stage.badges_html(replace(ball, cutout=replace(ball.cutout, change=change)))
        assert f"ΔE2000 {change:.1f} on average: {said}" in html
        assert "reviewed by a person before listing" in html


def test_what_is_to_be_known_is_said_once_and_escaped(ball):
    noted = replace(ball, notes=("A <b>note</b>.", "The product is shown in other light than on the photo: much."))
    html = light_stage.said_html(noted)
    assert "A &lt;b&gt;note" in html
    assert "other light" not in html
    assert light_stage.said_html(ball) == ""


def test_a_draft_leaves_the_photo_s_shadow_and_has_the_same_product(visitor, ball):
    draft, whole = light_stage.lit(visitor, draft=True), light_stage.lit(visitor)
    assert (draft.cutout.foreground == whole.cutout.foreground).all()
    assert (draft.pixels[ball.cutout.alpha == 0] == ball.pixels[ball.cutout.alpha == 0]).all()


def test_the_studio_makes_it_unless_a_model_was_chosen(visitor):
    auto = Engines("auto")
    assert model_choice.engines_for(None, auto).use == "studio"
    assert model_choice.engines_for("a-model", auto) is auto
    light_tab.choose(visitor, "a-model")
    assert light_stage.wished(visitor).model == "a-model"
    light_tab.choose(visitor, "")
    assert light_stage.wished(visitor).model is None


def test_a_shot_is_made_at_the_photo_s_size_and_must_be_reviewed(visitor, ball):
    light_tab.make(visitor, STUDIO, *values(visitor, azimuth=70))
    (made,) = visitor.session.desk.shots
    assert made.pixels.shape == ball.pixels.shape
    assert made.must_be_reviewed
    assert step_of(made) == Relight(azimuth=70)
    assert caption(made).startswith("In other light: review")


def test_while_a_job_runs_the_page_says_how_far_it_is_and_which_model_works(visitor, tab, ball, monkeypatch):
    seen = []

    def watching(shot, step, engines):
        engines.progress(0.5, "Changing the light")
        seen.append(light_tab.show(tab, visitor)[tab.stage.live.stages]["value"])
        return ball

    monkeypatch.setattr(light_tab, "relight", watching)
    for model in ("", "ic-light-fc"):
        light_tab.choose(visitor, model)
        light_tab.make(visitor, visitor.engines("auto", lambda *_, **__: None), *values(visitor))
    assert all("Changing the light" in html and "50%" in html for html in seen)
    assert ["passes" in html for html in seen] == ["IC-Light" in html for html in seen] == [False, True]
    assert not light_tab.show(tab, visitor)[tab.stage.live.stages]["visible"]


def test_a_shot_in_the_scene_keeps_both_in_its_recipe(visitor):
    visitor.look = Scene(template="marble", width=120, height=120, seed=1)
    light_tab.make(visitor, STUDIO, *values(visitor, azimuth=70))
    made = visitor.session.desk.shots[-1]
    assert [step.job for step in made.recipe.steps] == ["scene", "relight"]
    assert (made.template, made.fidelity, made.pixels.shape) == ("marble", "relit", (120, 120, 3))


def test_another_shot_s_light_is_taken_over(visitor):
    light_tab.make(visitor, STUDIO, *values(visitor, azimuth=110, elevation=20, most=12))
    light_controls.start_again(visitor)
    light_controls.keep(visitor, most=9)
    light_tab.like(visitor, "0")
    light = visitor.draft.light
    assert (light.azimuth, light.elevation, light.most) == (110, 20, 9)
    for gone in ("1", "-1", "x"):
        with pytest.raises(UserError, match="no longer there"):
            light_tab.like(visitor, gone)


def test_a_whole_set_is_lit_and_undo_brings_it_back(visitor, ball):
    relit = Recipe().then(Relight(azimuth=10))
    by_model = replace(ball, recipe=Recipe().then(Scene(seed=1)), engine="a model")
    visitor.do(shots=(replace(ball, recipe=relit), by_model, ball))
    before = visitor.session.desk.shots
    light_tab.light_set(visitor, STUDIO, *values(visitor, azimuth=70))
    after = visitor.session.desk.shots
    assert len(after[0].recipe.steps) == 1
    assert step_of(after[0]) == Relight(azimuth=70)
    assert after[1:] == before[1:]
    visitor.session = visitor.session.undo()
    assert visitor.session.desk.shots == before
    visitor.do(shots=(ball,))
    with pytest.raises(UserError, match="No shot of the set"):
        light_tab.light_set(visitor, STUDIO, *values(visitor))


def test_a_set_lit_twice_is_as_if_lit_once(visitor):
    light_tab.make(visitor, STUDIO, *values(visitor, azimuth=70))
    first = visitor.session.desk.shots[0].pixels
    light_tab.light_set(visitor, STUDIO, *values(visitor, azimuth=-70))
    light_tab.light_set(visitor, STUDIO, *values(visitor, azimuth=70))
    assert (visitor.session.desk.shots[0].pixels == first).all()


def test_what_was_turned_or_cropped_is_not_lit_with_the_set(ball):
    made = replace(ball, recipe=Recipe().then(Scene(seed=1)))
    assert light_tab.can_be_lit(made)
    assert not light_tab.can_be_lit(replace(made, role="detail"))
    assert not light_tab.can_be_lit(replace(made, cutout=replace(ball.cutout, fidelity="illustrative")))


def test_a_shape_is_kept_for_its_product_only(visitor, shot):
    first = visitor.current
    shape.choose(visitor, "revolution")
    assert light_stage.wished(visitor).proxy == "revolution"
    visitor.do(current=shot())
    assert light_stage.wished(visitor).proxy is None
    visitor.do(current=first)
    shape.choose(visitor, "")
    assert light_stage.wished(visitor).proxy is None
    with pytest.raises(UserError, match="no such shape"):
        shape.choose(visitor, "sphere")


@pytest.fixture
def tab():
    with gr.Blocks():
        return light_tab.render()


def test_a_shape_that_cannot_be_is_answered_with_a_sentence_and_not_kept(visitor, tab, monkeypatch):
    def refuses(photo, cut, kind):
        if kind == "box":
            raise UserError("This product cannot be a <box>; choose another kind of shape.")

    def show(visitor):
        return {tab.controls.shape: shape.shape_of(visitor) or "", tab.stage.said: ""}

    monkeypatch.setattr(shape, "found_shape", refuses)
    shown = shape.chosen(visitor, "box", show, tab.stage.said)
    assert "cannot be a &lt;box&gt;" in shown[tab.stage.said]
    assert shown[tab.controls.shape] == ""
    assert shape.chosen(visitor, "flat", show, tab.stage.said) == show(visitor)
    assert shape.shape_of(visitor) == "flat"


def test_nothing_is_drawn_while_another_tab_is_open(visitor, tab, monkeypatch):
    drawn = []
    monkeypatch.setattr(light_tab.light_stage, "lit", lambda *_: drawn.append(1) or visitor.current)
    light_tab.show(tab, visitor)
    assert drawn == []
    visitor.tab = "Light"
    light_tab.show(tab, visitor)
    light_tab.show(tab, visitor)
    assert drawn == [1]


def test_without_a_product_there_is_a_hint_and_no_room(tab):
    shown = light_tab.show(tab, Visitor())
    assert shown[tab.nothing]["visible"]
    assert not shown[tab.room]["visible"]
