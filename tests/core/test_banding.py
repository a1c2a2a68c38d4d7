"""Bands are found in gradients without dither, and neither in dithered ones nor where there is no gradient."""

import numpy as np
import pytest

from pipelines.core.banding import FLAG, bands
from pipelines.core.colour import Bytes

SIDE = 400


def gradient(codes: float, dither: float, down: bool = True, side: int = SIDE) -> Bytes:
    """Brightness that rises by `codes` over the picture, dithered by ± half of `dither` codes."""
    line = np.linspace(120, 120 + codes, side)
    exact = np.repeat(line[:, None], side, 1) if down else np.repeat(line[None], side, 0)
    noise = dither * (np.random.default_rng(0).random(exact.shape) - 0.5)
    return np.repeat(np.floor(exact + noise + 0.5).astype(np.uint8)[..., None], 3, 2)


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("codes", [8, 20])
def test_a_rounded_gradient_is_bands_and_a_dithered_one_is_not(codes: float, down: bool) -> None:
    rounded, dithered = bands(gradient(codes, 0, down)), bands(gradient(codes, 1, down))
    assert rounded.share > 0.9
    assert rounded.widest == pytest.approx(SIDE / codes, abs=2)
    assert dithered.share < FLAG / 2


def test_half_the_dither_leaves_bands() -> None:
    assert bands(gradient(16, 0.5)).share > FLAG


def test_bands_in_one_channel_are_enough() -> None:
    picture = gradient(20, 1)
    picture[..., 2] = gradient(20, 0)[..., 2]
    assert bands(picture).share > 0.9


def test_a_large_picture_is_judged_like_a_small_one() -> None:
    assert bands(gradient(60, 0, side=1100)).share > 0.9
    assert bands(gradient(60, 1, side=1100)).share < FLAG / 2


def test_plain_paper_one_step_and_texture_have_no_bands() -> None:
    assert bands(np.full((SIDE, SIDE, 3), 244, np.uint8)) == bands(gradient(0, 0))
    step = np.full((SIDE, SIDE, 3), 200, np.uint8)
    step[:150] = 201
    edge = np.full((SIDE, SIDE, 3), 200, np.uint8)
    edge[:150] = 90
    texture = np.random.default_rng(1).integers(80, 160, (SIDE, SIDE, 3)).astype(np.uint8)
    for picture in (step, edge, texture):
        assert bands(picture).share == 0
        assert bands(picture).widest == 0


def test_bands_behind_a_product_are_found() -> None:
    picture = gradient(24, 0)
    picture[240:380, 140:260] = np.random.default_rng(2).integers(0, 255, (140, 120, 3))
    assert bands(picture).share > 0.9
