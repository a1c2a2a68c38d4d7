"""Brand guides: what they hold pictures to, how they are written, and that no file from outside does harm."""

import time
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import UserError
from pipelines.core.oklab import hex_to_oklab
from pipelines.studio.brand import Brand, branded
from pipelines.studio.gobos import GOBOS
from pipelines.studio.stage import Stage
from pipelines.studio.template import Template, templates

SHEET: dict[str, Any] = {
    "ground": {"material": "paper", "tones": ["#e6d6bf"]},
    "backdrop": {"colour": "#dfccb2", "curve": 1.1},
}
GUIDE = """
name: Hearth & Co
colours:
  - {name: Ink, code: '#1F4E79'}
  - {name: Chalk, code: '#f2efe9'}
background: {tone: '#f2efe9', amount: 0.5}
shadow: {min: 0.3, max: 0.7}
fill: {min: 0.5, max: 0.62}
highlight: soft
kelvin: {min: 5000, max: 6000}
sets: false
gobos: false
categories:
  jewellery: {shadow: {min: 0, max: 0.2}, highlight: crisp, fill: {min: 0.3, max: 0.5}}
reviewed:
  - {who: A. Berg, role: creative, date: 2026-03-01}
  - {who: T. Oduya, role: operations, date: 2026-03-04}
"""
BRAND = Brand.from_yaml(GUIDE)


def template(category: str = "home", stage: dict[str, Any] = SHEET, **changes: Any) -> Template:
    return Template.model_validate({"name": "Sheet", "category": category, "stage": stage, **changes})


def stage_of(made: Template) -> Stage:
    assert made.stage is not None
    return made.stage


def ruled(given_template: Template, **rules: Any) -> Template:
    return branded(given_template, Brand.model_validate({"name": "B", **rules}))


def test_a_guide_comes_back_as_it_was_written() -> None:
    assert Brand.from_yaml(BRAND.to_yaml()) == BRAND
    assert BRAND.colours[0].code == "#1f4e79"
    assert BRAND.reviewed[1].date == date(2026, 3, 4)


def test_a_guide_that_says_nothing_changes_nothing() -> None:
    assert ruled(template()) == template()
    assert Brand(name="B").to_yaml() == "name: B\n"


def test_a_main_image_stays_as_it_is() -> None:
    main = Template(name="White", role="main", shadow=0)
    assert ruled(main, shadow={"min": 0.5, "max": 1}, fill={"min": 0.2, "max": 0.3}) is main


@pytest.mark.parametrize(("own", "held"), [(0.1, 0.3), (0.5, 0.5), (1, 0.7)])
def test_shadows_are_held_between_the_limits(own: float, held: float) -> None:
    assert ruled(template(shadow=own), shadow={"min": 0.3, "max": 0.7}).shadow == held


def test_the_crop_is_held_between_the_limits() -> None:
    made = ruled(template(fill=0.8, below=0.1), fill={"min": 0.4, "max": 0.6}, below={"min": 0.3, "max": 0.5})
    assert (made.fill, made.below) == (0.6, 0.3)


@pytest.mark.parametrize(("highlight", "held"), [("soft", 0.6), ("natural", 0.5), ("crisp", 0.35)])
def test_highlights_follow_the_softness_of_the_light(highlight: str, held: float) -> None:
    made = ruled(template(stage={**SHEET, "light": {"softness": 0.5}}), highlight=highlight)
    assert stage_of(made).light.softness == held


def test_limits_of_softness_go_before_highlights() -> None:
    made = ruled(template(), highlight="crisp", softness={"min": 0.9, "max": 1})
    assert stage_of(made).light.softness == 0.9


def test_the_colour_of_the_key_is_branded() -> None:
    made = ruled(template(stage={**SHEET, "light": {"kelvin": 3000}}), kelvin={"min": 5000, "max": 6000})
    assert stage_of(made).light.kelvin == 5000


def test_a_plain_sheet_is_drawn_to_the_brand_s_tone() -> None:
    whole = stage_of(ruled(template(), background={"tone": "#1F4E79"}))
    assert (whole.ground.tones, whole.backdrop.colour) == (("#1f4e79",), "#1f4e79")
    half = stage_of(ruled(template(), background={"tone": "#1f4e79", "amount": 0.5}))
    assert half.backdrop.colour is not None
    middle = (hex_to_oklab("#1f4e79") + hex_to_oklab("#dfccb2")) / 2
    assert hex_to_oklab(half.backdrop.colour) == pytest.approx(middle, abs=0.01)


def test_wood_and_walls_of_a_material_keep_their_own_tones() -> None:
    wood = {"material": "wood", "tones": ["#c69d70", "#94663c", "#3b2516"]}
    stage = {"ground": wood, "backdrop": {"wall": wood}}
    made = ruled(template(stage=stage), background={"tone": "#1f4e79"})
    assert made == template(stage=stage)


def test_sets_and_gobos_can_be_left_out() -> None:
    pieces = {"kind": "podium", "material": "paper", "tones": ["#cccccc"]}
    busy = template(stage={**SHEET, "pieces": pieces, "light": {"gobo": min(GOBOS)}})
    quiet = stage_of(ruled(busy, sets=False, gobos=False))
    assert (quiet.pieces, quiet.light.gobo) == (None, None)
    assert ruled(busy, sets=True, gobos=True) == busy


def test_a_category_has_its_own_rules_and_inherits_the_others() -> None:
    rules, home = BRAND.rules("jewellery"), BRAND.rules("home")
    assert rules.shadow is not None
    assert (rules.shadow.max, rules.highlight, rules.sets) == (0.2, "crisp", False)
    assert (rules.background, rules.kelvin) == (home.background, home.kelvin)
    assert home.highlight == "soft"


def test_both_sides_must_have_reviewed_it() -> None:
    assert BRAND.approved
    assert not BRAND.model_copy(update={"reviewed": BRAND.reviewed[:1]}).approved


def test_every_template_can_be_branded() -> None:
    for known in templates().values():
        assert (branded(known, BRAND).stage is None) == (known.stage is None)


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("shadow: {min: 0.2, max: 1.5}", "shadow", "between 0 and 1"),
        ("shadow: {min: 0.8, max: 0.2}", "shadow", "min is not above max"),
        ("shadow: {min: .nan, max: 1}", "shadow", "between 0 and 1"),
        ("fill: {min: 0, max: 1}", "fill", "between 0.1 and 1"),
        ("kelvin: {min: 100, max: 6000}", "kelvin", "between 2000 and 12000"),
        ("kelvin: {min: 5000}", "kelvin.max", "required"),
        ("colour: red", "colour", "known: background"),
        ("shadow: {least: 0}", "shadow.least", "known: min, max"),
        ("categories: {food: {shade: 1}}", "categories.food.shade", "known: background"),
        ("categories: {Fine Food: {}}", "categories.Fine Food", "[a-z_]"),
        ("highlight: shiny", "highlight", "'soft', 'natural' or 'crisp'"),
        ("background: {tone: #ffffff}\n", "", "not valid YAML"),
        ("background: {tone: red}", "background.tone", "six digits"),
        ("background: {tone: '#ffffff', amount: 2}", "background.amount", "less than or equal to 1"),
        ("colours: [{name: A, code: '#ffffff'}, {name: a, code: '#000000'}]", "colours", "the same name"),
        ("reviewed: [{who: A, role: boss, date: 2026-01-01}]", "reviewed.0.role", "'creative' or 'operations'"),
    ],
)
def test_what_does_not_fit_is_one_sentence_with_key_and_range(text: str, key: str, allowed: str) -> None:
    with pytest.raises(UserError) as error:
        Brand.from_yaml(f"name: B\n{text}")
    said = str(error.value)
    assert allowed in said
    assert f"“{key}" in said or not key
    assert "\n" not in said
    assert said.endswith(".")


LAUGHS = "name: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"x{i}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "name: &a {b: *a}",
        "[" * 20_000,
        "{a: " * 5_000,
        "name: " + "9" * 60_000,
        "name: B\n" * 20_000,
        "name: !!python/object/apply:os.system ['echo harm']",
        "name: 2026-13-45",
        "name: \0",
        "? [1, 2]\n: 3",
        "? {a: 1}\n: 3",
        "1: 2",
        "- name",
        "just words",
        "",
        "name: B\n--- \nname: C",
        "name: ''",
        "name: !!binary gIGC",
        "<<: [a]",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_a_hostile_file_is_refused_at_once(text: str) -> None:
    before = time.perf_counter()
    with pytest.raises(UserError) as error:
        Brand.from_yaml(text)
    assert time.perf_counter() - before < 5
    assert len(str(error.value)) < 600


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("name: B\n-[]{}&*!|>'\"#%@`,?0.9e\t\\<=~")))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    with suppress(UserError):
        assert Brand.from_yaml("name: B\n" + text).name
