"""Growth of the product: what counts, what does not, and the next try."""

import cv2
import numpy as np
import pytest

from pipelines.diffusion.expansion import LIMIT, SPILL_LIMIT, TRACE, expansion, grew, retry, spill

SIZE = 256
EMPTY = np.zeros((SIZE, SIZE), np.float32)


def box(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    plane = EMPTY.copy()
    plane[y0:y1, x0:x1] = 1
    return plane


PRODUCT = box(90, 60, 170, 190)


def extended(share: float) -> np.ndarray:
    """The product taller by a share of its area."""
    return box(90, 60 - round(130 * share), 170, 190)


def jittered(matte: np.ndarray, seed: int, px: float = 1.0) -> np.ndarray:
    """A segmenter's answer: the outline off by about `px`."""
    noise = cv2.GaussianBlur(np.random.default_rng(seed).standard_normal((SIZE, SIZE)).astype(np.float32), (0, 0), 5)
    inside = cv2.distanceTransform((matte > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    outside = cv2.distanceTransform((matte <= 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    return np.clip(inside - outside + px * noise / noise.std() + 0.5, 0, 1).astype(np.float32)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_an_extension_is_measured(share: float) -> None:
    found = expansion(PRODUCT, extended(share), PRODUCT)
    assert found == pytest.approx(share, abs=0.02)
    assert grew(found)


@pytest.mark.parametrize("seed", range(6))
def test_a_segmenters_doubt_about_the_outline_is_no_growth(seed: int) -> None:
    value = expansion(jittered(PRODUCT, seed), jittered(PRODUCT, seed + 50), PRODUCT)
    assert not grew(value)
    assert value < LIMIT / 3


@pytest.mark.parametrize("seed", range(4))
def test_growth_is_seen_through_such_doubt(seed: int) -> None:
    assert grew(expansion(jittered(PRODUCT, seed), jittered(extended(0.12), seed + 50), PRODUCT))


def test_what_the_render_already_had_is_no_growth() -> None:
    podium = np.maximum(PRODUCT, box(60, 190, 200, 230))
    assert expansion(podium, podium, PRODUCT) == 0


def test_a_prop_elsewhere_is_no_growth_and_a_handle_is() -> None:
    prop, handle = np.maximum(PRODUCT, box(200, 150, 240, 200)), np.maximum(PRODUCT, box(170, 90, 200, 140))
    assert expansion(PRODUCT, prop, PRODUCT) == 0
    assert grew(expansion(PRODUCT, handle, PRODUCT))


def test_a_smaller_product_and_an_empty_matte() -> None:
    assert expansion(PRODUCT, box(100, 80, 160, 180), PRODUCT) == 0
    assert expansion(PRODUCT, PRODUCT, EMPTY) == 0
    assert spill(scene(EMPTY), scene(EMPTY), EMPTY) == 0


def test_spill_settles_what_a_segmenter_leaves_open() -> None:
    assert grew(2 * LIMIT)
    assert grew(2 * LIMIT, 2 * TRACE)
    assert not grew(2 * LIMIT, 0.0)
    assert grew(0.0, 2 * SPILL_LIMIT)
    assert not grew(LIMIT / 2, SPILL_LIMIT / 2)


def scene(
    product: np.ndarray, colour: tuple[int, int, int] = (170, 60, 40), ground: int = 205, seed: int = 0
) -> np.ndarray:
    """A product of one colour, slightly grained, on a soft grey world."""
    rng = np.random.default_rng(seed)
    drift = cv2.GaussianBlur(rng.standard_normal((SIZE, SIZE, 1)).astype(np.float32), (0, 0), 20)[..., None]
    world = ground + 12 * drift / drift.std() + rng.normal(0, 2, (SIZE, SIZE, 3))
    soft = cv2.GaussianBlur(product, (0, 0), 0.8)[..., None]
    own = np.array(colour) + rng.normal(0, 3, world.shape)
    return np.clip(world * (1 - soft) + soft * own, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("radius", [6, 9, 14])
def test_colours_that_go_on_beyond_the_outline_are_spill(radius: int) -> None:
    swollen = cv2.dilate(PRODUCT, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)))
    assert spill(scene(swollen, seed=1), scene(PRODUCT), PRODUCT) > SPILL_LIMIT


def test_spill_does_not_depend_on_the_size_of_the_picture() -> None:
    found = []
    for size in (256, 640, 1024):
        planes = [cv2.resize(plane, (size, size)) for plane in (scene(extended(0.15), seed=1), scene(PRODUCT), PRODUCT)]
        found.append(spill(*planes))
    assert max(found) - min(found) < 0.12


def test_one_side_that_grew_is_spill() -> None:
    assert spill(scene(extended(0.15), seed=1), scene(PRODUCT), PRODUCT) > SPILL_LIMIT


@pytest.mark.parametrize("ground", [40, 110, 240])
def test_another_background_is_no_spill(ground: int) -> None:
    assert spill(scene(PRODUCT, ground=ground, seed=2), scene(PRODUCT), PRODUCT) < SPILL_LIMIT / 2


def test_a_background_of_the_products_colour_is_no_spill() -> None:
    picture = np.full((SIZE, SIZE, 3), (170, 60, 40), np.uint8)
    assert spill(picture, scene(PRODUCT), PRODUCT) < SPILL_LIMIT


def test_where_the_render_was_of_that_colour_already_nothing_can_be_told() -> None:
    grey = scene(PRODUCT, colour=(200, 200, 200))
    assert spill(scene(extended(0.2), colour=(200, 200, 200), seed=1), grey, PRODUCT) == 0


def test_the_next_try_is_the_same_each_time_and_weaker() -> None:
    tries = [retry(7, attempt, 0.6) for attempt in (1, 2, 3)]
    assert tries == [retry(7, attempt, 0.6) for attempt in (1, 2, 3)]
    assert len({seed for seed, _ in tries} | {7}) == 4
    assert all(0 <= seed < 2**31 for seed, _ in tries)
    assert all(strength == pytest.approx(0.51) for _, strength in tries)
