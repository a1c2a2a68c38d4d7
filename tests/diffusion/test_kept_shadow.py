"""The studio's shadow on the model's picture: all of it, the rest of it or nothing, and never twice."""

import cv2
import numpy as np
import pytest

from pipelines.core.colour import luminance, to_linear, to_srgb8
from pipelines.diffusion.kept_shadow import kept

SIZE = 256


def matte() -> np.ndarray:
    alpha = np.zeros((SIZE, SIZE), np.float32)
    cv2.rectangle(alpha, (100, 60), (150, 170), 1.0, -1)
    return cv2.GaussianBlur(alpha, (0, 0), 0.8)


def shadow(depth: float = 0.6, soft: float = 8) -> np.ndarray:
    """A bluish shadow to the lower right: factors (H, W, 3) of linear light."""
    spot = np.zeros((SIZE, SIZE), np.float32)
    cv2.ellipse(spot, (175, 175), (60, 22), 10, 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), soft)[..., None]
    return 1 - depth * spot * np.array([1.0, 0.97, 0.9], np.float32)


def world(texture: float = 0, seed: int = 0, ground: float = 0.5, wall: float = 0.6) -> np.ndarray:
    """Linear light of a wall over a ground, with texture finer than the shadow."""
    light = np.full((SIZE, SIZE, 3), ground, np.float32)
    light[:90] = wall
    rng = np.random.default_rng(seed)
    for scale in (1.5, 3, 6) if texture else ():
        noise = cv2.GaussianBlur(rng.standard_normal((SIZE, SIZE)).astype(np.float32), (0, 0), scale)
        light *= np.exp(texture * noise / noise.std())[..., None]
    return light


def with_product(light: np.ndarray) -> np.ndarray:
    """8-bit sRGB with a red product laid on."""
    alpha = matte()[..., None]
    return to_srgb8((light * (1 - alpha) + alpha * np.array([0.3, 0.02, 0.02])).astype(np.float32))


LIT = with_product(world())
SHADED = with_product(world() * shadow())
CLEAR = (cv2.dilate(matte(), np.ones((5, 5))) < 0.005) & (np.mgrid[:SIZE, :SIZE][0] > 0)
IN_SHADOW = CLEAR & (shadow()[..., 1] < 0.8)


def ratio(result: np.ndarray, before: np.ndarray, where: np.ndarray = CLEAR) -> np.ndarray:
    return to_linear(result)[where] / to_linear(before)[where]


def test_where_the_model_drew_no_shadow_the_studios_is_laid_on() -> None:
    for picture in (LIT, with_product(world(ground=0.25, wall=0.7)), with_product(world(ground=0.7, wall=0.2))):
        result = kept(picture, LIT, SHADED, matte())
        assert np.abs(ratio(result, picture) - shadow()[CLEAR]).max() < 0.06
        assert np.abs(ratio(result, picture) - shadow()[CLEAR]).mean() < 0.006


def test_where_the_model_drew_the_same_shadow_nothing_changes() -> None:
    for picture in (SHADED, with_product(world(ground=0.25, wall=0.7) * shadow())):
        result = kept(picture, LIT, SHADED, matte())
        assert ratio(result, picture).min() > 0.97
        assert ratio(result, picture, IN_SHADOW).mean() > 0.985


def test_half_a_shadow_is_made_whole() -> None:
    half = with_product(world(ground=0.3) * np.sqrt(shadow()))
    result = kept(half, LIT, SHADED, matte())
    full = world(ground=0.3) * shadow()
    assert np.abs(to_linear(result)[CLEAR] / full[CLEAR] - 1).max() < 0.08
    assert np.abs(to_linear(result)[IN_SHADOW] / full[IN_SHADOW] - 1).mean() < 0.02


def test_a_darker_shadow_than_the_studios_stays_as_it_is() -> None:
    darker = with_product(world() * shadow(0.85))
    assert ratio(kept(darker, LIT, SHADED, matte()), darker, IN_SHADOW).mean() > 0.98


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("drawn", [0.0, 0.5, 1.0])
def test_on_strong_texture_the_sum_is_one_shadow(seed: int, drawn: float) -> None:
    plain = world(texture=0.08, seed=seed, ground=0.3, wall=0.7)
    picture = with_product(plain * shadow() ** drawn)
    result = to_linear(kept(picture, LIT, SHADED, matte()))
    left = np.log(luminance(result)[IN_SHADOW] / luminance(plain)[IN_SHADOW])
    wanted = np.log(luminance(shadow())[IN_SHADOW])
    assert left.mean() / wanted.mean() == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("seed", range(3))
def test_texture_keeps_its_contrast_within_the_shadow(seed: int) -> None:
    plain = world(texture=0.12, seed=seed)
    result = to_linear(kept(with_product(plain), LIT, SHADED, matte()))
    deep = CLEAR & (shadow()[..., 1] < 0.5)

    def contrast(light: np.ndarray) -> float:
        detail = np.log(luminance(light) + 1e-4)
        detail = detail - cv2.GaussianBlur(detail, (0, 0), 6)
        return float(detail[deep].std())

    assert contrast(result) == pytest.approx(contrast(plain), rel=0.12)


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_brightened_and_the_product_does_not_change(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pictures = [rng.integers(0, 256, (SIZE, SIZE, 3), np.uint8) for _ in range(3)]
    result = kept(*pictures, matte())
    assert (result <= pictures[0]).all()
    assert np.array_equal(result[matte() >= 0.99], pictures[0][matte() >= 0.99])


def test_without_a_shadow_in_the_studio_nothing_changes() -> None:
    picture = with_product(world(texture=0.2, seed=2))
    assert np.array_equal(kept(picture, LIT, LIT, matte()), picture)


def test_the_shadow_goes_on_under_the_products_soft_edge() -> None:
    result = kept(LIT, LIT, SHADED, matte())
    rim = (matte() > 0.05) & (matte() < 0.5) & (shadow()[..., 1] < 0.8)
    assert rim.sum() > 20
    assert np.abs(ratio(result, LIT, rim) - shadow()[rim]).mean() < 0.05


def test_within_a_product_that_light_passes_nothing_is_darkened() -> None:
    glass = np.where(matte() > 0.5, 0.6, 0).astype(np.float32)
    inner = cv2.erode(matte(), np.ones((25, 25))) > 0.99
    assert inner.any()
    assert np.array_equal(kept(LIT, LIT, SHADED, glass)[inner], LIT[inner])


def test_the_shadow_has_the_studios_colour() -> None:
    picture = with_product(world(ground=0.3))
    factors = ratio(kept(picture, LIT, SHADED, matte()), picture, IN_SHADOW).mean(0)
    assert factors[2] - factors[0] == pytest.approx(float(shadow()[IN_SHADOW].mean(0) @ [-1, 0, 1]), abs=0.015)


def test_tiny_and_black_pictures() -> None:
    for shape in ((1, 1, 3), (5, 40, 3)):
        black = np.zeros(shape, np.uint8)
        assert np.array_equal(kept(black, black, black, np.zeros(shape[:2], np.float32)), black)
