"""The parts of the Scene tab, without a browser."""

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from pipelines.core.errors import UserError
from pipelines.core.product import Product
from pipelines.scene import Brand, Scene, directed, templates
from ui import brand_guide, copied_look, gallery, recipe_box, scene_controls, variations
from ui.search import FACETS, Search, found, options
from ui.state import Visitor


@pytest.fixture
def visitor(uploads, shot):
    visitor = Visitor()
    visitor.do(current=shot())
    yield visitor
    visitor.forget()


def own(step):
    template = directed(scene_controls.bare(step))
    return {key: scene_controls._own(template, key) for key in scene_controls.DIALS}


def test_a_search_looks_into_names_tags_and_notes_and_every_word_counts():
    assert set(found(Search())) == set(templates())
    assert found(Search("  MARBLE "))[0] in ("marble", "black_marble")
    assert "shoes_sneaker" in found(Search("running shoe"))
    assert set(found(Search("white main"))) >= {"white_main", "white_main_shoes"}
    assert found(Search("marble nothing-like-this")) == ()


def test_what_suits_any_product_comes_first():
    assert templates()[found(Search())[0]].category == "studio"


@pytest.mark.parametrize("facet", FACETS)
def test_every_choice_of_a_filter_finds_something_and_not_everything(facet):
    for _, value in options(facet):
        assert 0 < len(found(Search(**{facet: value}))) < len(templates())


def test_a_card_shows_tones_where_there_is_no_picture_and_warns_of_risk(monkeypatch, tmp_path):
    monkeypatch.setattr(gallery, "THUMBNAILS", tmp_path)
    risky = next(id for id, template in templates().items() if template.risk == "high")
    card = gallery._card(risky, templates()[risky], False)
    assert "linear-gradient(#" in card
    assert "care" in card
    (tmp_path / f"{risky}.jpg").write_bytes(b"")
    assert "<img" in gallery._card(risky, templates()[risky], False)


def test_a_chosen_template_starts_with_its_own_settings_and_keeps_style_format_and_seed(visitor):
    visitor.look = Scene(template="sweep", style="pastel", width=1600, height=2000, seed=5, azimuth=20)
    gallery.pick(visitor, "marble")
    assert visitor.look == Scene(template="marble", style="pastel", width=1600, height=2000, seed=5)
    with pytest.raises(UserError, match="reload"):
        gallery.pick(visitor, "../marble")


@pytest.mark.parametrize("style", [None, "golden_hour"])
def test_sliders_at_the_template_s_own_values_are_left_to_it_under_style_and_brand(visitor, style):
    visitor.look = Scene(template="marble", style=style, seed=1)
    visitor.guide, visitor.keeps_guide = Brand(name="B", shadow={"min": 0, "max": 0.5}), True
    values = own(visitor.step)
    assert values["shadow"] <= 0.5
    scene_controls.adjust(visitor, "4:5", *values.values())
    assert visitor.look == Scene(template="marble", style=style, seed=1, width=1600, height=2000)
    scene_controls.adjust(visitor, "4:5", *(values | {"kelvin": 4000}).values())
    assert visitor.look.model_dump(exclude_defaults=True).keys() - {"style"} == {"template", "seed", "width", "kelvin"}


@pytest.mark.parametrize("id", list(templates()))
def test_the_sliders_reach_every_template_s_own_values(id):
    for key, value in own(Scene(template=id)).items():
        assert scene_controls.DIALS[key].low <= value <= scene_controls.DIALS[key].high, key


@pytest.mark.parametrize("id", [id for id, template in templates().items() if template.role == "main"])
def test_a_main_image_takes_nothing_but_a_size(visitor, id):
    visitor.look = Scene(template=id, seed=1)
    values = {key: dial.high for key, dial in scene_controls.DIALS.items()}
    scene_controls.adjust(visitor, "1:1", *values.values())
    assert visitor.look == Scene(template=id, seed=1, fill=None if own(visitor.step)["fill"] == 1 else 1)
    with pytest.raises(UserError, match="nothing to vary"):
        variations.vary(visitor)


def test_each_photo_keeps_its_own_scene_unless_one_is_shared(visitor, shot):
    first, second = visitor.current, shot(value=90)
    visitor.look = Scene(template="marble", seed=1)
    visitor.do(current=second)
    assert visitor.look.template == "white_main"
    visitor.look = Scene(template="wood", seed=2, azimuth=10)
    visitor.do(current=first)
    assert visitor.look == Scene(template="marble", seed=1)
    visitor.share(True)
    visitor.do(current=second)
    assert visitor.look == Scene(template="marble", seed=1)
    visitor.share(False)
    assert visitor.look == Scene(template="marble", seed=1)


def test_the_product_s_own_size_goes_before_the_look_s(visitor):
    visitor.look = Scene(template="marble", seed=1, size_cm=8)
    assert visitor.step.size_cm == 8
    visitor.do(product=Product(size_cm=30))
    assert visitor.step.size_cm == 30


def test_a_copied_recipe_gives_another_visitor_the_same_step(visitor, shot):
    visitor.look = Scene(template="marble", style="pastel", seed=7, azimuth=33.25, across=-0.4, width=1500, height=800)
    visitor.guide, visitor.keeps_guide = Brand(name="Ω", kelvin={"min": 5000, "max": 5200}), True
    text = recipe_box.written(visitor)
    other = Visitor()
    other.do(current=shot(value=50))
    recipe_box.use(other, text)
    assert other.step == visitor.step
    plain = Scene(template="wood", seed=3)
    recipe_box.use(other, "- scene: {template: wood, seed: 3}")
    assert other.step == plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"), ("hello", "list of steps"), ("5", "list of steps"), ("- cutout: {}", "no scene"), ("[", "YAML"),
        ("- scene: {template: nowhere}", "nowhere"), ("- scene: {style: nowhere}", "nowhere"),
        ("- scene: {fill: 7}", "fill"), ("- a: &x [1]\n- b: *x", "alias"),
    ],
)  # fmt: skip
def test_a_recipe_that_does_not_fit_is_answered_with_a_sentence_and_changes_nothing(visitor, text, said):
    before = visitor.step
    with pytest.raises(UserError, match=said):
        recipe_box.use(visitor, text)
    assert visitor.step == before


def test_variations_differ_from_the_look_in_seed_and_a_little_in_light(visitor):
    visitor.look = Scene(template="marble", seed=1, softness=0.7)
    variations.vary(visitor)
    four = visitor.varied.variations
    assert len({step.seed for step in four}) == 4
    assert all(step.softness == 0.7 for step in four)
    assert np.ptp([step.azimuth for step in four]) <= 60
    variations.take(visitor, "2")
    assert (visitor.look.seed, visitor.look.azimuth) == (four[2].seed, four[2].azimuth)
    with pytest.raises(UserError, match="no longer"):
        variations.take(visitor, "-1")


FORM = ("Name", "#1f4e79", 0.5, 0.2, 0.6, 0.1, 1.0, "soft", False, True, "Teal #1f4e79\n\nWarm sand: #E8DDCB")


def test_the_form_makes_a_guide_and_keeps_what_it_does_not_show():
    before = Brand.from_yaml(
        "name: Old\nkelvin: {min: 5000, max: 5500}\ncategories: {food: {gobos: false}}\nsets: false"
    )
    guide = brand_guide.edited(before, *FORM)
    assert guide == Brand.from_yaml(
        "name: Name\nbackground: {tone: '#1f4e79', amount: 0.5}\nshadow: {min: 0.2, max: 0.6}\nhighlight: soft\n"
        "sets: false\nkelvin: {min: 5000, max: 5500}\ncategories: {food: {gobos: false}}\n"
        "colours: [{name: Teal, code: '#1f4e79'}, {name: Warm sand, code: '#e8ddcb'}]"
    )
    assert Brand.from_yaml(guide.to_yaml()) == guide


def test_a_first_background_tone_is_gone_to_wholly(visitor):
    brand_guide.tint(visitor, "B", "#1f4e79", 0, 0, 1, 0.1, 1, "", True, True, "")
    assert visitor.guide == Brand(name="B", background={"tone": "#1f4e79", "amount": 1})


def test_the_look_of_a_picture_is_copied_kept_through_templates_and_left(visitor, tmp_path, shot):
    visitor.do(current=shot())
    gallery.pick(visitor, "marble")
    before = directed(visitor.step)
    path = tmp_path / "look.png"
    Image.fromarray(np.full((60, 80, 3), (30, 60, 140), np.uint8)).save(path)
    copied_look.take(visitor, str(path))
    assert directed(visitor.step).stage.ground.tones != before.stage.ground.tones
    gallery.pick(visitor, "sweep")
    visitor.look = scene_controls.bare(visitor.look)
    assert visitor.look.like is not None
    with gr.Blocks():
        part = copied_look.render()
    assert "Colours" in copied_look.show(part, visitor)[part.said]["value"]
    copied_look.leave(visitor)
    gallery.pick(visitor, "marble")
    assert directed(visitor.step) == before


def test_colours_of_a_picture_join_the_guide_and_none_twice(visitor, tmp_path):
    picture = np.zeros((40, 80, 3), np.uint8)
    picture[:, :50], picture[:, 50:] = (31, 78, 121), (232, 221, 203)
    path = tmp_path / "logo.png"
    Image.fromarray(picture).save(path)
    for _ in range(2):
        brand_guide.take_colours(visitor, str(path))
    assert [colour.code for colour in visitor.guide.colours] == ["#1f4e79", "#e8ddcb"]
    (tmp_path / "not.png").write_bytes(b"no picture")
    with pytest.raises(UserError):
        brand_guide.take_colours(visitor, str(tmp_path / "not.png"))


def test_a_wrong_colour_of_the_guide_is_answered_with_a_sentence():
    with pytest.raises(UserError, match="colour"):
        brand_guide.edited(Brand(name="B"), *FORM[:-1], "Teal teal")


def test_a_picker_s_colours_are_read_in_both_its_notations():
    assert brand_guide.hexed("rgba(31, 78.2, 121, 1)") == "#1f4e79"
    assert brand_guide.hexed("#1F4E79") == "#1f4e79"


def test_a_guide_is_saved_and_loaded(visitor, tmp_path, shot):
    brand_guide.edit(visitor, *FORM)
    path = brand_guide.save(visitor, *FORM)
    other = Visitor()
    other.do(current=shot())
    brand_guide.load(other, path)
    assert other.guide == visitor.guide
    assert other.keeps_guide
    wrong = tmp_path / "wrong.yaml"
    for data, said in ((b"\xff\xfe\x00", "UTF-8"), (b"name: B\nshadows: 1", "shadows"), (b"- 1", "name")):
        wrong.write_bytes(data)
        with pytest.raises(UserError, match=said):
            brand_guide.load(other, str(wrong))
    assert other.guide == visitor.guide
    other.forget()


def test_what_lies_beyond_the_guide_moves_to_its_limits_and_the_sliders_end_there(visitor):
    visitor.look = Scene(template="marble", seed=1, shadow=1, azimuth=12)
    visitor.guide = Brand(name="B", shadow={"min": 0.2, "max": 0.5})
    brand_guide.keep(visitor, True)
    assert (visitor.look.shadow, visitor.look.azimuth) == (0.5, 12)
    state = scene_controls._state(visitor.step, directed(scene_controls.bare(visitor.step)), "shadow")
    assert (state["minimum"], state["maximum"]) == (0.2, 0.5)
