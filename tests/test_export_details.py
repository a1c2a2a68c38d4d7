"""Details and angles as files: cropped anew or staged, never enlarged, and made again by their recipes."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from pipelines.angles import Angle, angles
from pipelines.bundle import bundle
from pipelines.check import check
from pipelines.core.channel import channels
from pipelines.core.colour import to_linear
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo
from pipelines.core.metadata import VOCABULARY, key, statements
from pipelines.core.preview import png
from pipelines.core.recipe import Recipe
from pipelines.core.shelf import keep
from pipelines.core.shot import Shot
from pipelines.details import Detail, details, shown
from pipelines.export import Export, export
from pipelines.relight import Relight, relight
from pipelines.scene import Scene, scene
from tests.lettered import enlarged, lettered
from tests.standins import block

STUDIO = Engines("studio")
PORTRAIT = Export(channel="instagram_portrait", number=2)


@pytest.fixture(scope="module")
def large() -> Shot:
    """The label of a photo of 12 MP."""
    return details(enlarged(8), Detail(what="label"), STUDIO)


@pytest.fixture(scope="module")
def made(large: Shot) -> Shot:
    return export(large, PORTRAIT, STUDIO)


@pytest.fixture(scope="module")
def side() -> Shot:
    """A product of which the seller has another photo, as that shows it."""
    rgba = np.zeros((300, 200, 4), np.uint8)
    rgba[50:250, 60:140] = (30, 90, 40, 255)
    picture = decode_photo(png(rgba), "side.png")
    digest, _ = keep(picture)
    return angles(block(), Angle(yaw=90, photos=({"picture": digest, "yaw": 90},)), STUDIO)


def said(shot: Shot) -> dict[str, str]:
    assert shot.file is not None
    return statements(Image.open(BytesIO(shot.file.data)).info["xmp"])


def test_a_large_detail_has_the_slots_shape_and_size(large: Shot, made: Shot) -> None:
    assert made.file is not None
    assert made.placement is not None
    assert Image.open(BytesIO(made.file.data)).size == (1080, 1350)
    assert made.file.passed
    assert made.file.rows == check(made.file.data, channels()["instagram_portrait"], made.file.name, "digitalCapture")
    assert (made.role, made.fidelity, made.template, made.engine) == ("detail", "locked", None, "studio")
    assert made.placement.scale < 1
    x0, y0, x1, y1 = shown(large).box
    k, dx, dy = made.placement.scale, made.placement.dx, made.placement.dy
    assert min(x0 * k + dx, y0 * k + dy) >= 0
    assert x1 * k + dx <= 1080
    assert y1 * k + dy <= 1350


def test_it_is_reduced_in_linear_light(large: Shot, made: Shot) -> None:
    """Twice as bright on average stays twice as bright: the mean light of the crop is kept."""
    assert made.placement is not None
    k = made.placement.scale
    x, y = round(-made.placement.dx / k), round(-made.placement.dy / k)
    crop = large.photo.pixels[y : y + round(1350 / k), x : x + round(1080 / k)]
    assert to_linear(made.pixels).mean((0, 1)) == pytest.approx(to_linear(crop).mean((0, 1)), rel=0.01)


def test_a_small_detail_is_not_enlarged_and_the_file_says_so() -> None:
    shot = lettered()
    made = export(details(shot, Detail(what="label"), STUDIO), PORTRAIT, STUDIO)
    assert made.placement is not None
    height, width = made.pixels.shape[:2]
    x, y = round(-made.placement.dx), round(-made.placement.dy)
    assert made.placement.scale == 1
    assert np.array_equal(made.pixels, shot.photo.pixels[y : y + height, x : x + width])
    assert width / height == pytest.approx(0.8, abs=0.005)
    assert any(f"{1350 - height} fewer" in note for note in made.notes)


def test_a_detail_too_small_for_the_slot_fails_its_check_and_is_held_back() -> None:
    made = export(details(lettered(), Detail(what="label"), STUDIO), Export(channel="etsy_listing", number=2), STUDIO)
    _, report = bundle([made])
    assert report["files"] == []
    assert report["held_back"][0]["broken"][0].startswith("shortest side")


def test_a_shape_that_the_photo_has_no_room_for_is_left_and_said() -> None:
    shot = enlarged(4)
    assert shot.cutout is not None
    rows = slice(1120, 1360)
    photo = replace(shot.photo, pixels=shot.photo.pixels[rows])
    cut = replace(shot.cutout, alpha=shot.cutout.alpha[rows], foreground=shot.cutout.foreground[rows])
    crop = details(replace(shot, photo=photo, pixels=photo.pixels, cutout=cut), Detail(what="label", aspect=2), STUDIO)
    made = export(crop, PORTRAIT, STUDIO)
    assert made.pixels.shape[1] == 2 * made.pixels.shape[0]
    assert any("no room for the slot's shape" in note for note in made.notes)
    assert made.file is not None
    assert [row.rule for row in made.file.broken] == ["width / height"]


def test_a_detail_file_says_what_it_is_and_its_recipe_makes_it_again(large: Shot, made: Shot) -> None:
    facts = said(made)
    assert facts[key("Iptc4xmpExt", "DigitalSourceType")] == f"{VOCABULARY}digitalCapture"
    assert key("packshot", "template") not in facts
    assert key("packshot", "seed") not in facts
    again = Recipe.from_yaml(facts[key("packshot", "recipe")]).run(replace(large, recipe=Recipe()), STUDIO)
    assert again.file is not None
    assert made.file is not None
    assert again.file.data == made.file.data


def test_a_detail_takes_no_template_and_needs_none() -> None:
    crop = details(lettered(), Detail(what="closure"), STUDIO)
    step = PORTRAIT.model_copy(update={"template": "marble", "seed": 5, "look": Scene(template="marble")})
    taken = export(crop, step, STUDIO).recipe.steps[-1]
    assert isinstance(taken, Export)
    assert (taken.template, taken.seed, taken.look) == (None, None, None)


@pytest.mark.parametrize("channel", [id for id, one in channels().items() if one.pictures.most == 1])
def test_a_slot_of_one_picture_takes_no_detail(channel: str) -> None:
    crop = details(lettered(), Detail(), STUDIO)
    with pytest.raises(UserError, match=r"^[^.]*takes one picture[^.]*\.$"):
        export(crop, Export(channel=channel), STUDIO)


def test_there_is_no_picture_beyond_the_slots_last() -> None:
    for channel in channels().values():
        if channel.pictures.most < 250:
            with pytest.raises(UserError, match=f"no number {channel.pictures.most + 1}"):
                export(block(), Export(channel=channel.id, number=channel.pictures.most + 1), STUDIO)


def test_a_side_that_a_photo_shows_stands_in_the_slots_template_and_leaves(side: Shot) -> None:
    made = export(side, Export(channel="instagram_portrait", number=2, seed=1), STUDIO)
    assert (made.role, made.fidelity, made.template) == ("angle", "locked", channels()["instagram_portrait"].template)
    assert made.cutout is side.cutout
    assert made.pixels.shape == (1350, 1080, 3)
    _, report = bundle([made])
    assert [entry["role"] for entry in report["files"]] == ["angle"]


@pytest.mark.parametrize("template", ["gradient", "white_main"])
def test_a_computed_side_is_held_back_and_its_file_names_what_is_made_up(template: str) -> None:
    turned = angles(block(), Angle(yaw=20), STUDIO)
    assert turned.fidelity == "illustrative"
    made = export(turned, Export(channel="instagram_portrait", template=template, seed=1), STUDIO)
    assert said(made)[key("Iptc4xmpExt", "DigitalSourceType")] == f"{VOCABULARY}compositeSynthetic"
    assert said(made)[key("packshot", "fidelity")] == "illustrative"
    _, report = bundle([made], force=True)
    assert "no person has reviewed it" in report["held_back"][0]["broken"][0]


def test_a_side_that_a_model_painted_names_the_model() -> None:
    painted = replace(
        angles(block(), Angle(yaw=20), STUDIO), engine="painter", licence="its licence",
        source_type="compositeWithTrainedAlgorithmicMedia",
    )  # fmt: skip
    made = export(painted, Export(channel="instagram_portrait", seed=1), STUDIO)
    facts = said(made)
    assert (made.engine, facts[key("packshot", "engine")]) == ("painter", "painter")
    assert facts[key("Iptc4xmpExt", "DigitalSourceType")].endswith("compositeWithTrainedAlgorithmicMedia")


@pytest.mark.parametrize("change", [Angle(yaw=15), Relight(azimuth=70, elevation=35, seed=1)])
@pytest.mark.parametrize("own", ["gradient", "wood"])
def test_the_recipe_of_a_changed_product_in_a_scene_makes_its_file_again(change: Angle | Relight, own: str) -> None:
    plain = block()
    stood = scene(plain, Scene(template=own, width=200, height=250, seed=4, shadow=0.3), STUDIO)
    shot = angles(stood, change, STUDIO) if isinstance(change, Angle) else relight(stood, change, STUDIO)
    made = export(shot, Export(channel="instagram_portrait", template="gradient", seed=9), STUDIO)
    again = Recipe.from_yaml(made.recipe.to_yaml()).run(plain, STUDIO)
    assert made.file is not None
    assert again.file is not None
    assert again.fidelity == made.fidelity
    assert again.file.data == made.file.data


def test_an_angle_stands_as_it_is_told_to() -> None:
    look = Scene(template="gradient", seed=3, azimuth=100, shadow=0.1)
    told = export(
        angles(block(), Angle(yaw=10), STUDIO),
        Export(channel="instagram_portrait", template="gradient", look=look),
        STUDIO,
    )
    alike = export(
        angles(scene(block(), look.model_copy(update={"width": 200, "height": 250}), STUDIO), Angle(yaw=10), STUDIO),
        Export(channel="instagram_portrait", template="gradient"), STUDIO,
    )  # fmt: skip
    assert np.array_equal(told.pixels, alike.pixels)
