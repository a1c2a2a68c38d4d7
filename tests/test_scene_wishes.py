"""What a scene's step says goes before the template, the style and the brand; and what the seller is told."""

from typing import Any

import numpy as np
import pytest
from standins import bottle

from pipelines import scene as job
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.scene import Scene, directed, scene, side
from pipelines.studio.brand import Brand
from pipelines.studio.photo_light import APART, SURE, PhotoLight, disagrees
from pipelines.studio.style import styles
from pipelines.studio.template import templates

STUDIO = Engines("studio")
BRAND = Brand.model_validate(
    {"name": "Alba", "background": {"tone": "#f4e9dc"}, "kelvin": {"min": 4000, "max": 4200}, "gobos": False}
)
WISHES: dict[str, tuple[str, Any]] = {  # a field of the step: the leaf of the template that it sets, and a value
    "fill": ("fill", 0.31), "below": ("below", 0.11), "shadow": ("shadow", 0.21), "reflection": ("reflection", 0.12),
    "gain": ("gain", 0.77), "size_cm": ("size_cm", 7.5), "translucency": ("translucency", 0.33),
    "azimuth": ("stage.light.azimuth", 133.0), "elevation": ("stage.light.elevation", 61.0),
    "softness": ("stage.light.softness", 0.07), "kelvin": ("stage.light.kelvin", 3100.0),
    "fill_light": ("stage.light.fill", 1.7), "rim": ("stage.light.rim", 0.9), "pitch": ("stage.view.pitch", 37.0),
    "f_number": ("stage.view.f_number", 1.9), "turn": ("stage.ground.turn", -77.0),
    "roughness": ("stage.ground.roughness", 0.03),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _unlit_photo(monkeypatch):
    """No network: the photo says nothing of its light, unless a test has it say so."""
    says(monkeypatch, 0, 0.0)


def says(monkeypatch, azimuth: float, sure: float) -> None:
    monkeypatch.setattr(job, "photo_light", lambda *_: PhotoLight(azimuth, 40.0, sure))


def leaves(data: Any, path: str = "") -> dict[str, Any]:
    """Every leaf of nested mappings by its dotted path."""
    if not isinstance(data, dict):
        return {path: data}
    return {k: v for key, part in data.items() for k, v in leaves(part, f"{path}.{key}".strip(".")).items()}


def test_every_wish_is_known_here():
    assert set(WISHES) == set(job._WHERE)
    assert set(job._WHERE) <= set(Scene.model_fields)


@pytest.mark.parametrize("template", ["marble", "sweep"])
@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_changes_its_own_leaf_and_no_other(template, wish):
    leaf, value = WISHES[wish]
    before = leaves(templates()[template].model_dump())
    after = leaves(directed(Scene(template=template, **{wish: value})).model_dump())
    assert before[leaf] != value
    assert {key for key in after if after[key] != before[key]} == {leaf}
    assert after[leaf] == value


def test_without_a_wish_the_template_is_its_own():
    for name, template in templates().items():
        assert directed(Scene(template=name)) == template


@pytest.mark.parametrize("wish", WISHES)
def test_a_main_image_takes_no_stage_and_no_gain(wish):
    made = directed(Scene(template="white_main", **{wish: WISHES[wish][1]}))
    assert made.stage is None
    assert made.gain == 0
    leaf, value = WISHES[wish]
    if "." not in leaf and wish != "gain":
        assert getattr(made, leaf) == value


@pytest.mark.parametrize(("step", "what"), [({"template": "lava"}, "template"), ({"style": "lava"}, "style")])
def test_what_is_not_there_is_answered_in_a_sentence(step, what):
    with pytest.raises(UserError, match=f"no {what} “lava”; the names most like it are: "):
        directed(Scene(**{"template": "marble", **step}))


@pytest.mark.parametrize("style", sorted(styles()))
def test_a_style_is_laid_over_the_template_and_wishes_over_both(style):
    plain, made = templates()["marble"], directed(Scene(template="marble", style=style))
    light = styles()[style].light
    for key in light.model_fields_set:
        assert getattr(made.stage.light, key) == getattr(light, key)
    assert made != plain
    wished = directed(Scene(template="marble", style=style, kelvin=2222, azimuth=11))
    assert (wished.stage.light.kelvin, wished.stage.light.azimuth) == (2222, 11)


def test_a_brand_holds_the_style_and_a_wish_goes_before_it():
    made = directed(Scene(template="sweep", style="golden_hour", brand=BRAND))
    assert 4000 <= made.stage.light.kelvin <= 4200
    assert made.stage.ground.tones == ("#f4e9dc",)
    assert made.stage.light.gobo is None
    assert directed(Scene(template="sweep", brand=BRAND, kelvin=9000)).stage.light.kelvin == 9000


def test_style_and_brand_are_seen_in_the_picture_and_kept_in_the_recipe():
    size = {"width": 96, "height": 96, "seed": 3}
    plain, styled, branded = (
        scene(bottle(), Scene(template="sweep", **size, **more), STUDIO)
        for more in ({}, {"style": "low_key"}, {"brand": BRAND})
    )
    assert styled.pixels.mean() < plain.pixels.mean() - 20
    warmth = [shot.pixels[:20, :20].astype(float).mean((0, 1)) for shot in (plain, branded)]
    assert warmth[1][0] - warmth[1][2] > warmth[0][0] - warmth[0][2] + 5
    for shot in (styled, branded):
        again = Recipe.from_yaml(shot.recipe.to_yaml()).run(bottle(), STUDIO)
        assert np.array_equal(again.pixels, shot.pixels)


SMALL = {"width": 80, "height": 80, "seed": 1, "fill": 0.3, "gain": 0.0}


def test_a_scene_lit_from_the_other_side_than_the_photo_is_told(monkeypatch):
    says(monkeypatch, 90, 0.9)
    notes = scene(bottle(), Scene(template="sweep", azimuth=-90, **SMALL), STUDIO).notes
    assert len(notes) == 1
    assert notes[0].startswith("The photo is lit from the right, this scene from the left")
    assert scene(bottle(), Scene(template="sweep", azimuth=80, **SMALL), STUDIO).notes == ()
    assert scene(bottle(), Scene(template="white_main", **SMALL), STUDIO).notes == ()
    says(monkeypatch, 90, SURE - 0.01)
    assert scene(bottle(), Scene(template="sweep", azimuth=-90, **SMALL), STUDIO).notes == ()


def test_the_notes_of_a_replaced_scene_vanish(monkeypatch):
    says(monkeypatch, 90, 0.9)
    first = scene(bottle(), Scene(template="sweep", **{**SMALL, "azimuth": -90, "gain": 0.5}), STUDIO)
    assert len(first.notes) == 2
    assert any("ΔE2000" in note for note in first.notes)
    assert scene(first, Scene(template="sweep", azimuth=90, **SMALL), STUDIO).notes == ()


def test_the_gain_is_said_only_where_there_is_one():
    fitted = scene(bottle(), Scene(template="sweep", **{**SMALL, "gain": 1.0}), STUDIO)
    assert any(note.startswith("The product's brightness and warmth were fitted") for note in fitted.notes)
    assert scene(bottle(), Scene(template="sweep", **SMALL), STUDIO).notes == ()


@pytest.mark.parametrize("photo", [-170, -90, 0, 45, 180])
@pytest.mark.parametrize("apart", [0, APART - 1, APART + 1, 180])
def test_disagreement_is_an_angle_around_the_compass(photo, apart):
    for sign in (-1, 1):
        for turn in (-360, 0, 360):
            assert disagrees(PhotoLight(photo, 30, 1.0), photo + sign * apart + turn) == (apart > APART)


@pytest.mark.parametrize(
    ("azimuth", "word"),
    [(0, "front"), (-40, "front"), (90, "right"), (-90, "left"), (180, "back"), (-180, "back"), (140, "back")],
)
def test_sides_in_words(azimuth, word):
    assert side(azimuth) == word


def test_a_product_without_a_shadow_is_told_to_float_and_one_with_it_is_not():
    large = {"width": 384, "height": 384, "seed": 1}
    adrift = scene(bottle(), Scene(template="sweep", shadow=0, **large), STUDIO)
    assert any("seems to float" in note for note in adrift.notes)
    assert not any("float" in note for note in scene(adrift, Scene(template="sweep", **large), STUDIO).notes)
