"""What a product is taken for, with and without a depth model."""

import numpy as np
import pytest
from balls import ball

from pipelines import shapes
from pipelines.core.errors import UserError
from pipelines.shapes import shape_in


@pytest.fixture(scope="module")
def made():
    return ball(side=160)


def test_a_depth_models_answer_is_what_a_product_is_taken_for_where_that_is_asked(made, monkeypatch):
    asked = []

    def control(kind, picture, tier):
        asked.append((kind, picture.shape))
        near = np.clip(255 * (1.4 - made.depth) * made.matte, 0, 255).astype(np.uint8)
        return near[..., None].repeat(3, -1)

    monkeypatch.setattr(shapes, "control", control)
    seen, relief = shape_in(made.photo, made.matte, "depth")
    assert asked == [("depth", (160, 160, 3))]
    assert relief.kind == "depth"
    inside = seen.matte > 0.9
    middle, rim = relief.height[90:102, 90:102].mean(), relief.height[inside].min()
    assert middle - rim > 0.15


def test_without_a_depth_model_it_says_which_and_how_to_get_it(made, shelf):
    with pytest.raises(UserError, match="models get"):
        shape_in(made.photo, made.matte, "depth")


def test_no_depth_model_is_asked_where_nobody_wants_one(made, monkeypatch):
    monkeypatch.setattr(shapes, "control", lambda *_: pytest.fail("a depth model was asked"))
    assert shape_in(made.photo, made.matte, None)[1].kind != "depth"
    assert shape_in(made.photo, made.matte, "inflated")[1].kind == "inflated"
