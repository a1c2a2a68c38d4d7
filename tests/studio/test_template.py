"""Templates: what a file may say, and what is said where it may not."""

import pytest
import yaml

from pipelines.core.data import DataError, read
from pipelines.studio.template import Template, templates

STAGE = {
    "ground": {"material": "marble", "tones": ["#ffffff", "#cccccc", "#888888"]},
    "backdrop": {"colour": "#dddddd"},
}


def written(tmp_path, **changes):
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump({"name": "Mine", "role": "lifestyle", "stage": STAGE, **changes}))
    return path


def test_a_fitting_file_is_read(tmp_path):
    assert read(written(tmp_path, fill=0.5), Template).fill == 0.5


@pytest.mark.parametrize(
    ("changes", "key", "allowed"),
    [
        ({"fil": 0.5}, "fil", "not permitted"),
        ({"fill": 1.5}, "fill", "less than or equal to 1"),
        ({"role": "hero"}, "role", "'lifestyle'"),
        ({"stage": {**STAGE, "light": {"elevation": 5}}}, "stage.light.elevation", "greater than or equal to 15"),
        ({"stage": {**STAGE, "light": {"softnes": 0}}}, "stage.light.softnes", "not permitted"),
        ({"stage": {**STAGE, "ground": {"material": "lava", "tones": ["#ffffff"]}}}, "stage.ground.material", "'wood'"),
        ({"stage": {**STAGE, "ground": {"material": "wood", "tones": ["#ffffff"]}}}, "stage.ground", "3 tones"),
        ({"stage": {**STAGE, "backdrop": {"colour": "#ffffff", "curve": 1}}}, "stage", "must then be paper"),
        ({"stage": {**STAGE, "backdrop": {"colour": "white"}}}, "stage.backdrop.colour", "#[0-9a-f]{6}"),
    ],
)
def test_what_does_not_fit_is_named_with_file_key_and_range(tmp_path, changes, key, allowed):
    with pytest.raises(DataError) as error:
        read(written(tmp_path, **changes), Template)
    assert all(part in str(error.value) for part in ("mine.yaml", f"{key}:", allowed))


def test_the_five_first_templates_are_there():
    assert {"white_main", "sweep", "marble", "wood", "gradient"} <= set(templates())


def test_only_the_main_image_goes_without_a_stage():
    assert [id for id, template in templates().items() if template.stage is None] == ["white_main"]
    assert templates()["white_main"].role == "main"
