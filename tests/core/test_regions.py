"""Painted hints become polygons that fill the same part of the photo."""

import cv2
import numpy as np
import pytest

from pipelines.core.errors import UserError
from pipelines.core.regions import AROUND, KEEP, REMOVE, Hint, parse_areas, polygons, ready_mask, strokes, together
from pipelines.core.shot import Photo

PREVIEW = (320, 240)


def fill(shapes, size):
    canvas = np.zeros((size[1], size[0]), np.uint8)
    for shape in shapes:
        cv2.fillPoly(canvas, [np.array(shape, np.int32)], 1)
    return canvas > 0


def overlap(a, b):
    return (a & b).sum() / (a | b).sum()


def ring():
    mask = np.zeros((PREVIEW[1], PREVIEW[0]), np.uint8)
    cv2.circle(mask, (150, 120), 90, 1, -1)
    cv2.circle(mask, (130, 110), 35, 0, -1)
    cv2.circle(mask, (200, 150), 12, 0, -1)
    cv2.rectangle(mask, (280, 10), (310, 60), 1, -1)
    return mask > 0


def picture(mask):
    return Photo(b"", "mask.png", "PNG", np.repeat(np.uint8(255) * mask[..., None].astype(np.uint8), 3, -1))


def layer(*blots):
    picture = np.zeros((PREVIEW[1], PREVIEW[0], 4), np.uint8)
    for colour, (x0, y0, x1, y1) in blots:
        picture[y0:y1, x0:x1] = (*bytes.fromhex(colour[1:]), 255)
    return picture


@pytest.mark.parametrize("scale", [1, 2.5, 12.5])
def test_polygons_fill_the_painted_part_of_the_photo_holes_and_all(scale):
    size = round(PREVIEW[0] * scale), round(PREVIEW[1] * scale)
    painted = cv2.resize(ring().astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    assert overlap(fill(polygons(ring(), size), size), painted) > 0.97


def test_nothing_painted_is_no_hint():
    assert strokes([], (100, 100)) == Hint()
    assert strokes([layer()], (100, 100)) == Hint()


def test_each_brush_means_what_it_says_in_photo_pixels():
    hint = strokes([layer((KEEP, (10, 20, 30, 40)), (AROUND, (5, 6, 200, 220)))], (3200, 2400))
    assert hint == Hint(box=(50, 60, 2000, 2200))  # the loop was painted last, over both
    hint = strokes([layer((KEEP, (10, 20, 30, 40)), (REMOVE, (100, 20, 130, 40)))], (3200, 2400))
    assert hint.box is None
    assert overlap(fill(hint.keep, (3200, 2400))[200:400, 100:300], np.ones((200, 200), bool)) > 0.85
    assert overlap(fill(hint.remove, (3200, 2400))[200:400, 1000:1300], np.ones((200, 300), bool)) > 0.85


def test_the_upper_layer_covers_the_lower():
    hint = strokes([layer((KEEP, (10, 10, 60, 60))), layer((REMOVE, (10, 10, 60, 60)))], PREVIEW)
    assert hint.keep == ()
    assert len(hint.remove) == 1


def test_soft_edges_of_a_stroke_take_the_nearest_colour():
    painted = layer((KEEP, (10, 10, 60, 60)))
    painted[10:60, 10:12, :3] -= 6
    painted[10:60, 60:62] = (*bytes.fromhex(KEEP[1:]), 90)
    hint = strokes([painted], PREVIEW)
    assert hint.remove == ()
    assert overlap(fill(hint.keep, PREVIEW), painted[..., 3] > 127) > 0.99


def test_a_ready_mask_says_inside_and_outside_and_leaves_the_edge_open():
    size = (1600, 1200)
    hint = ready_mask(picture(ring()), size)
    truth = cv2.resize(ring().astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    keep, remove = fill(hint.keep, size), fill(hint.remove, size)
    assert not (keep & ~truth).any()
    assert not (remove & truth).any()
    assert not (keep & remove).any()
    assert (keep | remove).mean() > 0.85


def test_of_two_hints_the_later_holds_where_they_contradict():
    size = (640, 480)
    earlier = strokes([layer((KEEP, (10, 10, 110, 110)), (AROUND, (0, 0, 5, 5)))], size)
    later = strokes([layer((REMOVE, (60, 10, 110, 110)), (KEEP, (200, 10, 250, 60)))], size)
    both = together(earlier, later, size)
    assert both.box == earlier.box
    keep, remove = fill(both.keep, size), fill(both.remove, size)
    assert not (keep & remove).any()
    assert keep[100, 60]
    assert remove[100, 180]
    assert keep[60, 440]


def test_a_mask_of_another_shape_or_without_a_product_is_refused():
    with pytest.raises(UserError, match="shape"):
        ready_mask(picture(ring()), (1200, 1600))
    with pytest.raises(UserError, match="black"):
        ready_mask(picture(np.zeros((240, 320), bool)), (1600, 1200))


def test_areas_are_read_from_json():
    assert parse_areas("[[[0, 0], [9, 0], [5, 8]], [[1, 1], [2, 1], [2, 2], [1, 2]]]") == (
        ((0, 0), (9, 0), (5, 8)),
        ((1, 1), (2, 1), (2, 2), (1, 2)),
    )
    assert parse_areas(" ") == ()


@pytest.mark.parametrize(
    "text",
    [
        "here",
        "{}",
        "[[1, 2]]",
        "[[[0, 0], [1, 1]]]",
        "[[[0, 0], [1, 1], [1e99, 2]]]",
        "[[[0, 0], [1, 1], [2, 9999999999]]]",
    ],
)
def test_what_is_no_area_is_refused(text):
    with pytest.raises(UserError, match="not polygons"):
        parse_areas(text)
