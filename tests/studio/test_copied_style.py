"""A reference picture's look on a template: its colours where they belong, its light, and the product left alone."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import standins

from pipelines.core.oklab import chroma, hex_to_oklab
from pipelines.core.resample import place
from pipelines.studio.compose import compose
from pipelines.studio.copied_style import copied, look_of, said
from pipelines.studio.place_light import PlaceLight
from pipelines.studio.render import render
from pipelines.studio.template import templates

STAGED = sorted(id for id, template in templates().items() if template.stage is not None)


def reference(wall: str = "#c8553d", ground: str = "#28464b", noise: float = 3.0, size: int = 240) -> np.ndarray:
    """A wall over a ground with a bright green subject in the middle."""
    picture = np.empty((size, size, 3), np.float64)
    picture[: size // 2], picture[size // 2 :] = list(bytes.fromhex(wall[1:])), list(bytes.fromhex(ground[1:]))
    cv2.circle(picture, (size // 2, size // 2), size // 5, (40.0, 250.0, 60.0), -1)
    picture += np.random.default_rng(0).normal(0, noise, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def apart(one: str, other: str) -> float:
    return float(np.linalg.norm(hex_to_oklab(one) - hex_to_oklab(other)))


def lightness(tones: tuple[str, ...]) -> np.ndarray:
    return np.array([hex_to_oklab(tone)[0] for tone in tones])


def test_the_look_is_read_around_the_subject() -> None:
    look = look_of(reference())
    assert apart(look.behind[0].hex, "#c8553d") < 0.02
    assert apart(look.ground[0].hex, "#28464b") < 0.02
    assert apart(look.colours[-1].hex, "#28fa3c") < 0.03
    assert look.grain == pytest.approx(2.0)
    assert look.vignette == 0


def test_ground_and_wall_take_the_references_colours() -> None:
    stage = copied(templates()["marble"], look_of(reference())).stage
    assert stage is not None
    assert apart(stage.backdrop.colour, "#c8553d") < 0.02
    assert abs(hex_to_oklab(stage.ground.tones[0])[0] - hex_to_oklab("#28464b")[0]) < 0.02


def test_a_sweep_stays_one_sheet() -> None:
    stage = copied(templates()["sweep"], look_of(reference())).stage
    assert stage is not None
    assert apart(stage.backdrop.colour, stage.ground.tones[0]) < 0.06


@pytest.mark.parametrize("id", STAGED)
@pytest.mark.parametrize("wall", ["#f7f5f2", "#0b0a0c", "#2f6fb5"])
def test_every_template_takes_any_look_and_keeps_the_order_of_its_tones(id: str, wall: str) -> None:
    before = templates()[id]
    after = copied(before, LOOKS[wall])
    assert before.stage is not None
    assert after.stage is not None
    materials = [(part.ground.tones, part.pieces and part.pieces.tones) for part in (before.stage, after.stage)]
    materials[0] += (before.stage.backdrop.wall and before.stage.backdrop.wall.tones, before.stage.backdrop.tones)
    materials[1] += (after.stage.backdrop.wall and after.stage.backdrop.wall.tones, after.stage.backdrop.tones)
    for old, new in zip(*materials, strict=True):
        if old:
            order = np.argsort(lightness(old), kind="stable")
            assert (np.diff(lightness(new)[order]) > -0.012).all()  # rounding to eight bits
    unchanged = {"stage": None}
    assert after.model_copy(update=unchanged) == before.model_copy(update=unchanged)


LOOKS = {wall: look_of(reference(wall, wall)) for wall in ("#f7f5f2", "#0b0a0c", "#2f6fb5")}


def test_a_patterned_material_keeps_its_pattern_in_white_and_in_black() -> None:
    for wall in ("#f7f5f2", "#0b0a0c"):
        for id in ("marble", "wood", "black_marble"):
            before, after = templates()[id].stage, copied(templates()[id], LOOKS[wall]).stage
            spans = [np.ptp(lightness(stage.ground.tones)) for stage in (before, after) if stage]
            assert spans[1] > 0.3 * spans[0]


def test_the_direction_of_the_light_is_taken_over_only_where_it_is_sure() -> None:
    look, template = look_of(reference()), templates()["marble"]
    assert template.stage is not None
    for sure, azimuth in ((0.9, 70.0), (0.1, template.stage.light.azimuth)):
        light = PlaceLight(70.0, 50.0, 0.2, 0.4, sure)
        stage = copied(template, replace(look, light=light)).stage
        assert stage is not None
        assert stage.light.azimuth == azimuth
        assert ("right" in said(replace(look, light=light))[1]) == (sure > 0.5)


def test_a_warm_reference_makes_a_warm_light() -> None:
    grey = reference("#d8d4cc", "#8a867e")
    kelvins = [look_of(np.clip(grey * factors, 0, 255).astype(np.uint8)).kelvin for factors in WARM_NEUTRAL_COOL]
    assert kelvins[0] < kelvins[1] < kelvins[2]


WARM_NEUTRAL_COOL = [np.array(f) for f in ((1.1, 0.97, 0.72), (1, 1, 1), (0.8, 0.97, 1.12))]


def test_dark_pictures_are_lit_with_less_fill_than_light_ones() -> None:
    fills = []
    for wall in ("#0b0a0c", "#f7f5f2"):
        stage = copied(templates()["marble"], LOOKS[wall]).stage
        assert stage is not None
        fills.append(stage.light.fill)
    assert fills[0] < fills[1]


def test_corners_darker_than_the_edges_are_a_vignette() -> None:
    y, x = np.mgrid[-1:1:240j, -1:1:240j]
    falling = 1 - 0.3 / 2 * (x**2 + y**2)
    picture = np.repeat((255 * (0.6 * falling)[..., None] ** (1 / 2.2)), 3, 2).astype(np.uint8)
    assert 0.15 < look_of(picture).vignette <= 0.35


def test_a_main_image_stays_as_it_is() -> None:
    template = templates()["white_main"]
    assert copied(template, look_of(reference())) == template


def test_the_product_is_untouched() -> None:
    cutout = standins.bottle().cutout
    assert cutout is not None
    before = templates()["sweep"].model_copy(update={"gain": 0.0})
    size = (160, 160)
    placement, _ = compose(cutout, size, before, 0)
    pictures = [render(cutout, placement, size, t, 3).pixels for t in (before, copied(before, look_of(reference())))]
    solid = cv2.erode((place(cutout, placement, size).matte(size) >= 1).astype(np.uint8), np.ones((3, 3))) > 0
    assert np.array_equal(pictures[0][solid], pictures[1][solid])
    assert not np.array_equal(pictures[0], pictures[1])


def test_what_was_copied_is_said() -> None:
    sentences = said(look_of(reference()))
    assert len(sentences) == 3
    assert look_of(reference()).behind[0].hex in sentences[0]
    assert all(sentence.endswith(".") for sentence in sentences)


def test_grey_and_tiny_references() -> None:
    for shape, grey in (((1, 1, 3), 90), ((3, 500, 3), 255), ((64, 64, 3), 0)):
        picture = np.full(shape, grey, np.uint8)
        stage = copied(templates()["wood"], look_of(picture)).stage
        assert stage is not None
        assert all(chroma(hex_to_oklab(tone)) < 0.06 for tone in stage.ground.tones)
