"""Styles: what a look changes, what it leaves alone, and what is said of a file that does not fit."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.core.data import DataError, read
from pipelines.core.oklab import chroma, hex_to_oklab
from pipelines.studio.style import Style, Tones, styled, styles
from pipelines.studio.template import Template, templates

WORDS = {"name": "Mine", "when": "For a test of what a style may say.", "avoid": "Not in a shop."}
STANDING = Template.model_validate({
    "name": "Wood",
    "fill": 0.55,
    "stage": {
        "ground": {"material": "wood", "tones": ["#c69d70", "#94663c", "#3b2516"]},
        "backdrop": {"colour": "#ded3c3", "top": "#c9bca9"},
        "light": {"azimuth": 50, "elevation": 38, "rim": 0.3},
        "view": {"pitch": 14, "focal": 70},
    },
})  # fmt: skip
LYING = STANDING.model_copy(update={"pose": "lying"})
MAIN = Template(name="White", role="main")


def style(**changes: Any) -> Style:
    return Style.model_validate({**WORDS, **changes})


def test_there_are_enough_looks_and_no_two_are_the_same() -> None:
    assert len(styles()) >= 18
    assert len({look.name for look in styles().values()}) == len(styles())
    assert len({styled(STANDING, look).model_dump_json() for look in styles().values()}) == len(styles())


@pytest.mark.parametrize("name", styles())
def test_every_look_fits_a_template_of_any_pose(name: str) -> None:
    for template in (STANDING, LYING):
        made = styled(template, styles()[name])
        assert made == Template.model_validate(made.model_dump())


def test_every_look_fits_every_template_there_is() -> None:
    for template in templates().values():
        assert all((styled(template, look).stage is None) == (template.stage is None) for look in styles().values())


@pytest.mark.parametrize("name", styles())
def test_a_main_image_stays_as_it_is(name: str) -> None:
    assert styled(MAIN, styles()[name]) is MAIN


def test_only_what_the_style_names_is_changed() -> None:
    made = styled(STANDING, style(light={"softness": 0.9}, fill=0.7))
    assert STANDING.stage is not None
    assert made.stage is not None
    assert made.stage.light == STANDING.stage.light.model_copy(update={"softness": 0.9})
    assert made.stage.model_copy(update={"light": STANDING.stage.light}) == STANDING.stage
    assert made == STANDING.model_copy(update={"fill": 0.7, "stage": made.stage})


def test_an_empty_style_changes_nothing() -> None:
    assert styled(STANDING, style()) == STANDING


def test_what_a_style_says_of_its_own_default_counts() -> None:
    made = styled(STANDING, style(light={"rim": 0.0}))
    assert made.stage is not None
    assert made.stage.light.rim == 0


def test_the_pitch_belongs_to_the_pose() -> None:
    look = style(view={"pitch": 3, "focal": 100})
    standing, lying = styled(STANDING, look).stage, styled(LYING, look).stage
    assert standing is not None
    assert lying is not None
    assert (standing.view.pitch, standing.view.focal) == (3, 100)
    assert (lying.view.pitch, lying.view.focal) == (14, 100)


def test_the_template_given_is_not_changed() -> None:
    before = STANDING.model_dump_json()
    styled(STANDING, styles()["low_key"])
    assert STANDING.model_dump_json() == before


def test_every_tone_of_ground_and_backdrop_is_changed() -> None:
    made = styled(STANDING, style(tones={"saturation": 0}))
    assert made.stage is not None
    tones = (*made.stage.ground.tones, made.stage.backdrop.colour, made.stage.backdrop.top)
    assert all(tone is not None and len({tone[1:3], tone[3:5], tone[5:7]}) == 1 for tone in tones)


def test_tones_are_darkened_in_order() -> None:
    tones = Tones(span=(0.1, 0.4))
    lightness = [hex_to_oklab(tones.of(colour))[0] for colour in ("#000000", "#404040", "#c0c0c0", "#ffffff")]
    assert lightness == sorted(lightness)
    assert lightness[0] == pytest.approx(0.1, abs=0.03)
    assert lightness[-1] == pytest.approx(0.4, abs=0.01)


def test_tones_are_drawn_to_a_hue_and_keep_their_lightness() -> None:
    grey, target = hex_to_oklab("#808080"), hex_to_oklab("#c2812f")
    half, whole = (hex_to_oklab(Tones(hue_toward="#c2812f", amount=share).of("#808080")) for share in (0.5, 1))
    assert half[0] == pytest.approx(grey[0], abs=0.01)
    assert chroma(half) == pytest.approx(chroma(target) / 2, abs=0.01)
    assert whole[1:] == pytest.approx(target[1:], abs=0.01)


@pytest.mark.parametrize(
    ("changes", "key", "allowed"),
    [
        ({"light": {"softnes": 0.5}}, "light.softnes", "not permitted"),
        ({"light": {"softness": 1.5}}, "light.softness", "less than or equal to 1"),
        ({"light": {"gobo": "curtain of beads"}}, "light.gobo", "known:"),
        ({"view": {"focal": 10}}, "view.focal", "greater than or equal to 24"),
        ({"finish": {"grain": -1}}, "finish.grain", "greater than or equal to 0"),
        ({"fill": 2}, "fill", "less than or equal to 1"),
        ({"ground": {}}, "ground", "not permitted"),
        ({"when": ""}, "when", "at least 20 characters"),
        ({"tones": {"saturation": 3}}, "tones.saturation", "less than or equal to 2"),
        ({"tones": {"span": [0.8, 0.2]}}, "tones", "from 0 to 1"),
        ({"tones": {"hue_toward": "#c2812f"}}, "tones", "go together"),
        ({"tones": {"hue_toward": "ochre", "amount": 0.5}}, "tones.hue_toward", "#[0-9a-f]{6}"),
    ],
)
def test_what_does_not_fit_is_named_with_file_key_and_range(
    tmp_path: Path, changes: dict[str, Any], key: str, allowed: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump({**WORDS, **changes}), "utf-8")
    with pytest.raises(DataError) as error:
        read(path, Style)
    assert all(part in str(error.value) for part in ("mine.yaml", f"{key}:", allowed))
