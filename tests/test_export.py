"""Export: eight files that pass, composed anew for their slots, whose product is the photo's; and their zip."""

import json
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from pipelines.bundle import bundle
from pipelines.check import check
from pipelines.core.channel import channels
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.metadata import VOCABULARY, key, statements
from pipelines.core.product import Product
from pipelines.core.recipe import Recipe
from pipelines.core.resample import place
from pipelines.core.shot import Row, Shot
from pipelines.export import Export, export
from pipelines.scene import Scene, scene
from tests.standins import block, bottle

STUDIO = Engines("studio")
VASE = Product(sku="AB-12", name="Blue vase")
STEPS = tuple(Export(channel=name, product=VASE, seed=3) for name in channels())


@pytest.fixture(scope="module")
def shots() -> tuple[Shot, ...]:
    product = bottle(600, 800)
    return tuple(export(product, step, STUDIO) for step in STEPS)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def failing(shot: Shot) -> Shot:
    assert shot.file is not None
    row = Row("smell", False, "rose", "none", "https://example.org")
    return replace(shot, file=replace(shot.file, rows=(*shot.file.rows, row)))


def test_every_slot_keeps_its_rules(shots: tuple[Shot, ...]) -> None:
    for shot in shots:
        assert shot.file is not None
        assert shot.file.passed, [row for row in shot.file.rows if not row.passed]


def test_the_rows_are_those_of_the_file_read_back(shots: tuple[Shot, ...]) -> None:
    for shot in shots:
        file = shot.file
        assert file is not None
        assert file.rows == check(file.data, channels()[file.channel], file.name, shot.source_type)


def test_each_frame_is_the_slots_own_and_the_product_is_whole_and_never_stretched(shots: tuple[Shot, ...]) -> None:
    for shot in shots:
        assert shot.file is not None
        assert shot.cutout is not None
        assert shot.placement is not None
        channel = channels()[shot.file.channel]
        size = (channel.width, channel.height)
        assert opened(shot.file.data).size == size
        x0, y0, x1, y1 = place(shot.cutout, shot.placement, size).box
        assert min(x0, y0) > 0
        assert x1 < channel.width
        assert y1 < channel.height
        if channel.fill is not None:
            reached = max((x1 - x0) / channel.width, (y1 - y0) / channel.height)
            assert reached == pytest.approx(channel.fill, abs=0.02)


def test_the_etsy_product_lies_within_the_middle_square() -> None:
    wide = block(400, 150)
    made = export(wide, Export(channel="etsy_listing", seed=1), STUDIO)
    assert made.cutout is not None
    assert made.placement is not None
    x0, _, x1, _ = place(made.cutout, made.placement, (2700, 2025)).box
    assert x0 >= (2700 - 2025) // 2
    assert x1 <= (2700 + 2025) // 2


def test_the_file_says_how_it_was_made(shots: tuple[Shot, ...]) -> None:
    for shot in shots:
        assert shot.file is not None
        said = statements(opened(shot.file.data).info["xmp"])
        assert said[key("Iptc4xmpExt", "DigitalSourceType")] == f"{VOCABULARY}{shot.source_type}"
        assert said[key("packshot", "engine")] == "studio"
        assert said[key("packshot", "template")] == shot.template
        assert Recipe.from_yaml(said[key("packshot", "recipe")]) == shot.recipe


def test_the_same_step_gives_the_same_file(shots: tuple[Shot, ...]) -> None:
    again = export(bottle(600, 800), STEPS[0], STUDIO)
    assert again.file is not None
    assert shots[0].file is not None
    assert again.file.data == shots[0].file.data


def test_a_drawn_seed_is_kept_in_the_recipe() -> None:
    first = export(bottle(), Export(channel="facebook_link"), STUDIO)
    replayed = Recipe.from_yaml(first.recipe.to_yaml()).run(bottle(), STUDIO)
    assert np.array_equal(first.pixels, replayed.pixels)


def test_the_light_of_the_sellers_own_scene_is_kept() -> None:
    own = Scene(template="gradient", width=300, height=300, seed=5, azimuth=120, shadow=0.2)
    made = export(scene(bottle(), own, STUDIO), Export(channel="facebook_link"), STUDIO)
    other = export(scene(bottle(), own, STUDIO), Export(channel="facebook_link", template="wood"), STUDIO)
    kept, fresh = made.recipe.steps[-2], other.recipe.steps[-2]
    assert isinstance(kept, Scene)
    assert isinstance(fresh, Scene)
    assert (kept.azimuth, kept.shadow, kept.seed, kept.width, kept.height) == (120, 0.2, 5, 1200, 630)
    assert (fresh.template, fresh.azimuth) == ("wood", None)


def test_a_recipe_too_long_for_a_file_is_named_by_its_digest() -> None:
    from pipelines.cutout import CutoutStep

    dabs = tuple(((x, 0), (x + 1, 5), (x + 2, 0)) for x in range(2000))
    painted = replace(bottle(), recipe=Recipe(steps=(CutoutStep(keep=dabs),)))
    made = export(painted, Export(channel="facebook_link", seed=1), STUDIO)
    assert made.file is not None
    assert statements(opened(made.file.data).info["xmp"])[key("packshot", "recipe")].startswith("sha256:")


@pytest.mark.parametrize("wrong", [{"channel": "ebay"}, {"channel": "facebook_link", "template": "the moon"}])
def test_an_unknown_channel_or_template_is_answered_in_a_sentence(wrong: dict[str, str]) -> None:
    with pytest.raises(UserError, match=r"choose one of|most like it"):
        export(bottle(), Export(**wrong), STUDIO)


def test_a_photo_that_is_not_cut_out_is_answered_in_a_sentence() -> None:
    with pytest.raises(UserError, match="cut"):
        export(replace(bottle(), cutout=None), STEPS[0], STUDIO)


def test_the_zip_has_a_folder_a_store_and_a_report(shots: tuple[Shot, ...]) -> None:
    packed, report = bundle(shots)
    with ZipFile(BytesIO(packed)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert json.loads(archive.read("report.json")) == json.loads(json.dumps(report))
        for entry in report["files"]:
            rows = check(archive.read(entry["path"]), channels()[entry["channel"]])
            assert all(row.passed for row in rows if row.hard)
    assert {"amazon/AB12.MAIN.jpg", "amazon/AB12.PT01.jpg", "etsy/AB-12_Blue-vase_etsy_listing_1.jpg"} < names
    assert len(names) == len(shots) + 1
    assert report["held_back"] == []
    assert bundle(shots)[0] == packed


def test_a_file_that_breaks_a_rule_is_held_back_unless_forced(shots: tuple[Shot, ...]) -> None:
    mixed = (failing(shots[0]), shots[1])
    packed, report = bundle(mixed)
    assert [entry["path"] for entry in report["held_back"]] == ["amazon/AB12.MAIN.jpg"]
    assert report["held_back"][0]["broken"] == ["smell: rose, but none"]
    assert set(ZipFile(BytesIO(packed)).namelist()) == {"amazon/AB12.PT01.jpg", "report.json"}
    packed, report = bundle(mixed, force=True)
    assert report["held_back"] == []
    assert [(e["forced"], e["passed"]) for e in report["files"]] == [(True, False), (False, True)]
    assert "amazon/AB12.MAIN.jpg" in ZipFile(BytesIO(packed)).namelist()


def test_two_files_of_one_name_are_answered_in_a_sentence(shots: tuple[Shot, ...]) -> None:
    with pytest.raises(UserError, match="amazon/AB12"):
        bundle((shots[0], shots[0]))
