"""Lettering, texture, lids and openings are found where they are, and not where they are not."""

import cv2
import numpy as np
import pytest
from standins import shot_of

from pipelines.core.shot import Shot
from pipelines.studio.details.find import findings
from pipelines.studio.details.finding import SURE, Finding, rated
from pipelines.studio.details.framing import framed
from pipelines.studio.look import bounds

PRODUCT = 100, 80, 500, 720  # a box of card in a photo of 600 × 800


def card(tone: int = 190) -> tuple[np.ndarray, np.ndarray]:
    """A plain upright box on a grey table, and its matte."""
    pixels, alpha = np.full((800, 600, 3), 90, np.uint8), np.zeros((800, 600))
    x0, y0, x1, y1 = PRODUCT
    pixels[y0:y1, x0:x1], alpha[y0:y1, x0:x1] = tone, 1
    return pixels, alpha


def written(pixels: np.ndarray, *rows: tuple[str, int, int]) -> np.ndarray:
    for text, x, y in rows:
        cv2.putText(pixels, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (30, 40, 60), 3, cv2.LINE_AA)
    return pixels


def woven(pixels: np.ndarray, box: tuple[int, int, int, int], seed: int = 0) -> np.ndarray:
    x0, y0, x1, y1 = box
    grain = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 60, (y1 - y0, x1 - x0)), (0, 0), 1.2)
    part = pixels[y0:y1, x0:x1] + grain[..., None]
    pixels[y0:y1, x0:x1] = np.clip(part, 0, 255)
    return pixels


def found(shot: Shot, kind: str) -> list[Finding]:
    """The findings of a kind that are sure."""
    assert shot.cutout is not None
    every = findings(shot.pixels, shot.cutout.alpha, shot.cutout.box)
    return [one for one in every if one.kind == kind and one.score >= SURE]


def holds(box: tuple[int, ...], inner: tuple[int, ...], slack: int = 6) -> bool:
    """Whether `inner` lies within `box`, to a few px."""
    return (
        box[0] <= inner[0] + slack and box[1] <= inner[1] + slack
        and box[2] >= inner[2] - slack and box[3] >= inner[3] - slack
    )  # fmt: skip


def test_a_plain_product_has_nothing_to_show():
    pixels, alpha = card()
    shot = shot_of(alpha, pixels)
    assert not any(found(shot, kind) for kind in ("label", "texture", "closure", "feature"))


def test_two_lines_of_lettering_are_one_label():
    pixels, alpha = card()
    plain = pixels.copy()
    (label,) = found(shot_of(alpha, written(pixels, ("ORGANIC TEA", 170, 400), ("of the house", 180, 450))), "label")
    ink = bounds((pixels != plain).any(-1))
    assert label.box == pytest.approx(ink, abs=8)
    assert "2 lines" in label.reason


def test_lettering_on_the_table_is_no_label():
    pixels, alpha = card()
    assert not found(shot_of(alpha, written(pixels, ("ORGANIC TEA", 170, 770))), "label")


def test_lines_far_apart_are_two_labels():
    pixels, alpha = card()
    shot = shot_of(alpha, written(pixels, ("ORGANIC TEA", 170, 200), ("BEST BEFORE", 170, 660)))
    first, second = sorted(found(shot, "label"), key=lambda one: one.box[1])
    assert first.box[3] < 220
    assert second.box[1] > 620


def test_grain_is_texture_and_no_label():
    pixels, alpha = card(120)
    shot = shot_of(alpha, woven(pixels, (100, 380, 500, 720)))
    first, *_ = found(shot, "texture")
    assert holds((100, 380, 500, 720), first.box, 0)
    assert not found(shot, "label")


def test_lettering_is_no_texture():
    pixels, alpha = card()
    rows = [("MANY WORDS OF IT", 140, y) for y in range(200, 700, 50)]
    shot = shot_of(alpha, written(pixels, *rows))
    assert found(shot, "label")
    assert not found(shot, "texture")


def test_a_top_of_another_colour_is_a_lid():
    pixels, alpha = card()
    pixels[80:240, 100:500] = (170, 60, 40)
    (lid,) = found(shot_of(alpha, pixels), "closure")
    assert lid.box[:3] == pytest.approx((100, 80, 500), abs=4)
    assert 240 < lid.box[3] < 360
    assert "another colour" in lid.reason


def test_a_top_that_is_narrow_is_a_neck():
    pixels, alpha = card()
    alpha[80:240, 100:240] = alpha[80:240, 360:500] = 0
    (neck,) = found(shot_of(alpha, pixels), "closure")
    assert holds((236, 76, 364, 330), neck.box, 0)
    assert "narrow" in neck.reason


def test_an_opening_is_a_feature_and_a_gap_between_legs_is_none():
    pixels, alpha = card()
    alpha[300:420, 380:460] = 0
    alpha[500:720, 200:300] = 0
    (opening,) = found(shot_of(alpha, pixels), "feature")
    assert holds(opening.box, (380, 300, 460, 420))
    assert opening.box[3] < 520


def test_a_spot_of_another_colour_stands_out():
    pixels, alpha = card()
    cv2.circle(pixels, (380, 560), 45, (200, 30, 30), -1)
    first, *_ = found(shot_of(alpha, pixels), "feature")
    assert holds(first.box, (335, 515, 425, 605), 20)


def test_a_photo_twice_as_large_shows_the_same():
    pixels, alpha = card()
    small = shot_of(alpha, written(pixels, ("ORGANIC TEA", 170, 400)))
    large = shot_of(cv2.resize(alpha, None, fx=2, fy=2), cv2.resize(small.pixels, None, fx=2, fy=2))
    (one,), (two,) = found(small, "label"), found(large, "label")
    assert np.array(two.box) / 2 == pytest.approx(np.array(one.box), abs=6)


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (40, 3), (30, 30)])
def test_a_product_of_a_few_pixels_is_looked_at_without_harm(size):
    alpha = np.zeros((60, 60))
    alpha[5 : 5 + size[1], 5 : 5 + size[0]] = 1
    pixels = np.random.default_rng(1).integers(0, 256, (60, 60, 3)).astype(np.uint8)
    for one in findings(pixels, alpha.astype(np.float32), (5, 5, 5 + size[0], 5 + size[1])):
        assert one.box[2] <= 60
        assert one.box[3] <= 60


def test_a_score_is_sure_at_its_threshold():
    assert rated(3.0, 3.0) == SURE
    assert rated(0.0, 3.0) == rated(-1.0, 3.0) == 0
    assert rated(300.0, 3.0) < 1


@pytest.mark.parametrize("aspect", [0.5, 0.8, 1.0, 1.91])
@pytest.mark.parametrize("box", [(0, 0, 30, 20), (570, 780, 600, 800), (200, 300, 420, 360)])
def test_a_crop_has_its_shape_lies_in_the_photo_and_holds_what_was_found(aspect, box):
    for kind in ("label", "texture", "closure", "feature"):
        crop = framed(Finding(kind, box, 1.0, ""), (0, 0, 600, 800), (600, 800), aspect, 250)
        width, height = crop[2] - crop[0], crop[3] - crop[1]
        assert width / height == pytest.approx(aspect, abs=0.02)
        assert crop[0] >= 0
        assert crop[1] >= 0
        assert crop[2] <= 600
        assert crop[3] <= 800
        assert holds(crop, box, 1)


def test_a_crop_is_as_large_as_asked_for_while_that_is_a_detail():
    one = Finding("texture", (300, 300, 340, 340), 1.0, "")
    assert framed(one, PRODUCT, (600, 800), 1, 150) == (245, 245, 395, 395)
    wide = framed(one, PRODUCT, (600, 800), 1, 5000)
    assert wide[2] - wide[0] == round(0.3 * 640)


def test_what_is_large_is_cut_unless_it_is_lettering():
    lid, label = (
        framed(Finding(kind, PRODUCT, 1.0, ""), PRODUCT, (2000, 2000), 1, 100) for kind in ("closure", "label")
    )
    assert lid[2] - lid[0] == round(0.75 * 640)
    assert holds(label, PRODUCT, 0)
