"""Further pictures of a slot: which, in what order, under which numbers, standing where the first one does."""

from dataclasses import replace

import pytest

from pipelines.angles import Angle
from pipelines.core.channel import channel_of
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.core.shot import Fidelity, Shot
from pipelines.details import Detail, details
from pipelines.export import Export
from pipelines.further import LEFT_OUT, with_further
from pipelines.scene import Scene
from tests.lettered import lettered

PRODUCT = lettered()
MAIN, ETSY = Export(channel="amazon_main", seed=1), Export(channel="etsy_listing", seed=1)


def crop(what: str, number: int = 1, aspect: float = 1) -> Shot:
    return details(
        PRODUCT, Detail.model_validate({"what": what, "number": number, "aspect": aspect}), Engines("studio")
    )


def side(yaw: float, fidelity: Fidelity = "illustrative") -> Shot:
    """A shot as the angles job would hand it over."""
    return replace(PRODUCT, role="angle", fidelity=fidelity, recipe=Recipe(steps=(Angle(yaw=yaw),)))


def test_only_slots_of_several_pictures_get_more_and_each_has_its_number() -> None:
    label = crop("label")
    tasks = with_further([(PRODUCT, MAIN), (PRODUCT, ETSY)], [label])
    assert [(shot is label, step.channel, step.number) for shot, step in tasks] == [
        (False, "amazon_main", 1), (False, "etsy_listing", 1), (True, "etsy_listing", 2),
    ]  # fmt: skip
    names = [channel_of(step.channel).file_name(step.product, step.number) for _, step in tasks]
    assert len(set(names)) == len(names)


def test_what_may_leave_comes_first_and_else_the_order_is_kept() -> None:
    turned, shown, label, closure = side(20), side(90, "locked"), crop("label"), crop("closure")
    tasks = with_further([(PRODUCT, ETSY)], [turned, closure, shown, label])
    assert [shot for shot, _ in tasks[1:]] == [closure, shown, label, turned]


def test_nothing_is_taken_twice_nor_what_the_first_picture_shows() -> None:
    twice = [side(20), side(20), side(0, "locked"), crop("label"), crop("auto"), crop("label", aspect=1.5)]
    assert crop("auto").pixels.shape == crop("label").pixels.shape
    tasks = with_further([(PRODUCT, ETSY)], [*twice, PRODUCT])
    assert [shot.role for shot, _ in tasks[1:]] == ["detail", "angle"]


def test_what_a_slot_has_no_room_for_is_named() -> None:
    sides = [side(yaw) for yaw in range(1, 12)]
    tasks = with_further([(PRODUCT, ETSY)], [*sides, crop("label")])
    assert [step.number for _, step in tasks] == list(range(1, 11))
    (note,) = (note for note in tasks[0][0].notes if note.startswith(LEFT_OUT))
    assert "takes 10 pictures" in note
    assert "+9°, +0°, the angle +10°, +0°, the angle +11°" in note
    assert not any(note.startswith(LEFT_OUT) for shot, _ in tasks[1:] for note in shot.notes)


def test_they_stand_where_the_first_one_stands() -> None:
    own = Scene(template="wood", seed=7, azimuth=50)
    first = replace(PRODUCT, recipe=Recipe(steps=(own,)))
    tasks = with_further([(first, ETSY.model_copy(update={"seed": None}))], [side(20)])
    assert [(step.look, step.seed) for _, step in tasks] == [(None, 7), (own, 7)]
    drawn = [step.seed for _, step in with_further([(PRODUCT, Export(channel="etsy_listing"))], [side(20), side(10)])]
    assert drawn[0] is not None
    assert len(set(drawn)) == 1


def test_a_detail_whose_recipe_was_lost_is_answered_in_a_sentence() -> None:
    with pytest.raises(UserError, match="make the detail anew"):
        with_further([(PRODUCT, ETSY)], [replace(crop("label"), recipe=Recipe())])
