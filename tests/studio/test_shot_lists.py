"""The shot lists: what the file may say, and what the shipped lists all have."""

import pytest
import yaml

from pipelines.core.data import DataError, read
from pipelines.studio.kinds import kinds
from pipelines.studio.shot_lists import ShotLists, shot_lists

SHOTS = {
    "front": {"name": "Front", "sides": [[0, 0]], "photograph": "Photograph its front"},
    "label": {"name": "Label", "detail": ["label"], "photograph": "Photograph its label"},
    "inside": {"name": "Inside", "photograph": "Photograph its inside"},
}
IDS = list(SHOTS)


def written(tmp_path, shots=SHOTS, **changes):
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump({"shots": shots, "families": {"toys": IDS}, "unknown": IDS} | changes), "utf-8")
    return path


def test_every_kind_of_product_has_a_list_and_there_is_no_other():
    assert set(shot_lists().families) == set(kinds())


@pytest.mark.parametrize("family", sorted(kinds()))
def test_a_list_begins_with_the_photo_and_names_no_shot_twice(family):
    wanted = shot_lists().of(family)
    assert wanted[0].sides == ((0, 0),)
    assert len({one.name for one in wanted}) == len(wanted)
    assert 4 <= len(wanted) <= 6


def test_apparel_has_front_back_and_angled_and_accessories_are_shown_top_down_and_from_nearby():
    apparel = {one.name: one.sides for one in shot_lists().of("apparel")}
    assert (180, 0) in apparel["Back"]
    assert {"Front", "Back", "Angled", "Fabric"} <= set(apparel)
    accessories = shot_lists().of("accessories")
    assert any((0, 90) in one.sides for one in accessories)
    assert any(one.detail for one in accessories)


def test_a_file_is_read(tmp_path):
    lists = read(written(tmp_path), ShotLists)
    assert [one.name for one in lists.of("toys")] == ["Front", "Label", "Inside"]
    assert lists.of(None) == lists.of("toys")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "colour"), ({"sides": [[0, 91]]}, "less than or equal to 90"),
        ({"sides": [[181, 0]]}, "less than or equal to 180"), ({"detail": ["zip"]}, "'auto', 'label'"),
        ({"detail": ["label"]}, "either sides or a detail"), ({"photograph": "Take its front"}, "pattern"),
        ({"photograph": "Photograph its front. Then its back"}, "pattern"), ({"name": ""}, "at least 1"),
    ],
)  # fmt: skip
def test_a_shot_that_does_not_fit_is_refused_by_file_and_key(tmp_path, change, said):
    shots = SHOTS | {"front": SHOTS["front"] | change}
    with pytest.raises(DataError, match=rf"mine\.yaml: shots\.front.*{said}"):
        read(written(tmp_path, shots), ShotLists)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"families": {"toys": [*IDS, "sole"]}}, r"toys: .*\(sole\)"), ({"unknown": IDS[:2]}, "unknown: three to"),
        ({"families": {"toys": [*IDS, "front"]}}, "toys: .* different"),
        ({"shots": SHOTS | {"sole": SHOTS["inside"]}}, "no list asks for sole"),
    ],
)  # fmt: skip
def test_a_list_that_names_what_is_not_there_or_leaves_something_out_is_refused(tmp_path, change, said):
    with pytest.raises(DataError, match=said):
        read(written(tmp_path, **change), ShotLists)
