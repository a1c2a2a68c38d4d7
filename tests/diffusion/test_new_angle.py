"""What a model that shows another side is asked follows from what the studio knows of that side."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.core.errors import UserError
from pipelines.diffusion.new_angle import Side, filled, named, nearest
from pipelines.diffusion.painting import Traits
from pipelines.diffusion.registry import Run, Views, registry

RUN = Run(steps=4, guidance=3, strength=0.9, side=128)
STEERED = Traits(
    frozenset({"init", "mask", "control", "negative"}), multiple=8, latent=8, controls=frozenset({"depth", "canny"})
)


def side(height: bool = True) -> Side:
    """A red box of which the right third is not on the photo; its middle is nearest."""
    alpha = np.zeros((160, 120), np.float32)
    alpha[30:130, 20:100] = 1
    seen = alpha > 0.5
    seen[:, 72:] = False
    x = np.linspace(-1.5, 1.5, 120, dtype=np.float32)
    relief = np.tile(0.3 * (1 - x**2), (160, 1)).astype(np.float32) if height else None
    return Side(np.full((160, 120, 3), (200, 30, 30), np.uint8), alpha, seen, (20, 30, 100, 130), relief)


def shipped() -> Views:
    (views,) = (model.views for model in registry().models if model.views is not None)
    return views


def test_only_what_is_not_seen_is_painted():
    made = filled(side(), "a tin", 5, RUN, STEERED)
    request, (x0, y0, x1, _) = made.request, made.window
    assert request.mask is not None
    k = request.size[0] / (x1 - x0)
    column = [round((at - x0) * k) for at in (40, 90)]
    row = round((80 - y0) * k)
    assert request.mask[row, column[0]] == 0
    assert request.mask[row, column[1]] == 1
    assert request.mask[0, 0] == 1
    assert set(np.unique(request.mask)) == {0, 1}


def test_it_sets_out_from_the_turned_product_on_white():
    request = filled(side(), "a tin", 5, RUN, STEERED).request
    assert request.init is not None
    assert (request.init[0, 0] == 255).all()
    height, width = request.init.shape[:2]
    assert np.abs(request.init[height // 2, width // 2].astype(int) - (200, 30, 30)).max() <= 1
    assert 0.3 < request.strength < 0.8
    assert request.prompt.startswith("a tin")
    assert (request.seed, request.steps) == (5, 4)


def test_depth_is_nearest_where_the_product_comes_forward_and_farthest_behind_it():
    control = filled(side(), "", 1, RUN, STEERED).request.control
    assert set(control) == {"depth", "canny"}
    depth = control["depth"][..., 0].astype(int)
    height, width = depth.shape
    row = depth[height // 2]
    assert row[width // 2] > row[width // 4] > row[2]
    assert control["canny"].any()


def test_a_model_is_steered_by_what_it_takes_and_what_is_known():
    assert set(filled(side(height=False), "", 1, RUN, STEERED).request.control) == {"canny"}
    bare = replace(STEERED, controls=frozenset())
    assert not filled(side(), "", 1, RUN, bare).request.control
    with pytest.raises(UserError, match="choose another model"):
        filled(side(), "", 1, RUN, replace(STEERED, takes=frozenset({"references"})))


@pytest.mark.parametrize(
    ("yaw", "elevation", "words", "found"),
    [
        (30, 5, "<sks> front-right quarter view eye-level shot medium shot", (45, 0)),
        (-80, 20, "<sks> left side view elevated shot medium shot", (-90, 30)),
        (-170, -40, "<sks> back view low-angle shot medium shot", (180, -30)),
        (170, 90, "<sks> back view high-angle shot medium shot", (180, 60)),
        (-120, 0, "<sks> back-left quarter view eye-level shot medium shot", (-135, 0)),
        (10, 0, "<sks> front view eye-level shot medium shot", (0, 0)),
    ],
)
def test_the_nearest_view_is_said_in_the_models_own_words(yaw, elevation, words, found):
    assert nearest(shipped(), yaw, elevation) == (words, *found)


def test_every_view_of_the_registry_has_words_of_its_own():
    views = shipped()
    assert sorted(views.azimuth) == list(range(-135, 181, 45))
    assert sorted(views.elevation) == [-30, 0, 30, 60]
    said = {nearest(views, yaw, height)[0] for yaw in views.azimuth for height in views.elevation}
    assert len(said) == 32


@pytest.mark.parametrize("change", [{"words": "{azimuth} only"}, {"azimuth": {0: "front"}}, {"elevation": {}}])
def test_views_that_cannot_be_asked_for_are_refused(change):
    with pytest.raises(ValueError, match=next(iter(change))):
        Views.model_validate(shipped().model_dump() | change)


def test_a_model_that_knows_views_is_shown_the_product_and_told_the_view():
    product = np.full((90, 60, 3), 255, np.uint8)
    made = named(
        product, "<sks> back view", "a tin", 3, RUN, Traits(frozenset({"references"}), 32, 16, most_references=3)
    )
    assert made.prompt.startswith("<sks> back view. a tin")
    assert made.references[0] is product
    assert made.init is None
    assert not any(length % 32 for length in made.size)
