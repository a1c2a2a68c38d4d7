"""Where the product is put in the frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.shot import Cutout
from pipelines.studio.compose import compose
from pipelines.studio.template import templates

FREE = templates()["marble"]


def cutout(x0, y0, x1, y1, width=300, height=400):
    alpha = np.zeros((height, width), np.float32)
    alpha[y0:y1, x0:x1] = 1
    return Cutout(alpha, np.zeros((height, width, 3), np.uint8), 1.0, "studio")


def framed(cut, size, template):
    placement, notes = compose(cut, size, template)
    x0, y0, x1, y1 = cut.box
    s = placement.scale
    return (x0 * s + placement.dx, y0 * s + placement.dy, x1 * s + placement.dx, y1 * s + placement.dy), notes


@given(
    st.tuples(st.integers(1, 100), st.integers(1, 100), st.integers(110, 298), st.integers(110, 398)),
    st.tuples(st.integers(64, 3000), st.integers(64, 3000)),
    st.floats(0.2, 1),
)
def test_the_box_takes_its_share_of_the_frame_and_is_never_cut(box, size, fill):
    (x0, y0, x1, y1), _ = framed(cutout(*box), size, FREE.model_copy(update={"fill": fill}))
    assert max((x1 - x0) / size[0], (y1 - y0) / size[1]) == pytest.approx(fill, abs=1 / max(64, min(size)))
    assert min(x0, y0) >= -0.51
    assert x1 <= size[0] + 0.51
    assert y1 <= size[1] + 0.51


@pytest.mark.parametrize("size", [(2000, 2000), (1080, 1350), (1200, 628), (2000, 1500)])
def test_the_main_image_is_centred(size):
    (x0, y0, x1, y1), _ = framed(cutout(60, 50, 190, 370), size, templates()["white_main"])
    assert abs((x0 + x1) / 2 - size[0] / 2) <= 1
    assert abs((y0 + y1) / 2 - size[1] / 2) <= 1


@pytest.mark.parametrize(
    ("box", "side", "edge"),
    [((0, 50, 100, 300), 0, 0), ((90, 0, 200, 300), 1, 0), ((90, 50, 300, 300), 2, 900), ((90, 50, 200, 400), 3, 700)],
)
def test_a_product_cut_by_the_photo_stands_at_the_same_edge_and_the_seller_is_told(box, side, edge):
    place, notes = framed(cutout(*box), (900, 700), FREE)
    assert place[side] == pytest.approx(edge, abs=0.51)
    assert any("cuts the product" in note for note in notes)


def test_a_product_cut_on_both_sides_spans_the_frame():
    (x0, _, x1, _), _ = framed(cutout(0, 100, 300, 200), (900, 900), FREE)
    assert (x0, x1) == pytest.approx((0, 900), abs=0.51)


def test_a_size_that_is_almost_the_photos_own_becomes_it():
    placement, _ = compose(cutout(50, 100, 150, 300), (1000, 1000), FREE.model_copy(update={"fill": 0.2003}))
    assert placement.scale == 1.0


def test_enlarging_much_is_told():
    assert compose(cutout(100, 100, 150, 150), (2000, 2000), FREE)[1]
    assert not compose(cutout(50, 50, 250, 350), (400, 400), FREE)[1]
