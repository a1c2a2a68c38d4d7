"""The palette of a picture."""

import numpy as np
import pytest

from pipelines.core.errors import UserError
from pipelines.core.oklab import hex_to_oklab
from pipelines.core.palette import ALIKE, palette

STRIPES = {"#c0392b": 0.4, "#2471a3": 0.3, "#f4ecd8": 0.2, "#1b2631": 0.1}


def flag(shares: dict[str, float] = STRIPES, noise: float = 0, size: int = 200) -> np.ndarray:
    """Vertical stripes of given colours and shares."""
    picture = np.zeros((size, size, 3), np.float64)
    left = 0.0
    for colour, share in shares.items():
        picture[:, round(left * size) : round((left + share) * size)] = list(bytes.fromhex(colour[1:]))
        left += share
    picture += np.random.default_rng(0).normal(0, noise, picture.shape) if noise else 0
    return np.clip(picture + 0.5, 0, 255).astype(np.uint8)


def apart(one: str, other: str) -> float:
    return float(np.linalg.norm(hex_to_oklab(one) - hex_to_oklab(other)))


@pytest.mark.parametrize("noise", [0, 6])
def test_the_colours_of_a_flag_and_their_shares(noise: float) -> None:
    found = palette(flag(noise=noise))
    assert len(found) == 4
    for swatch, (colour, share) in zip(found, STRIPES.items(), strict=True):
        assert apart(swatch.hex, colour) < 0.02
        assert swatch.share == pytest.approx(share, abs=0.02)


def test_shares_sum_to_one_and_fall() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (90, 120, 3), np.uint8)
    for count in (1, 3, 5, 8):
        found = palette(picture, count)
        shares = [swatch.share for swatch in found]
        assert 1 <= len(found) <= count
        assert sum(shares) == pytest.approx(1, abs=0.001)
        assert shares == sorted(shares, reverse=True)


def test_no_two_swatches_look_alike() -> None:
    ramp = np.repeat(np.linspace(60, 200, 300).astype(np.uint8)[None, :, None], 3, 2).repeat(50, 0)
    found = palette(ramp, 8)
    assert len(found) > 2
    assert min(apart(a.hex, b.hex) for a in found for b in found if a is not b) >= ALIKE * 0.95


def test_a_small_accent_survives_among_greys() -> None:
    picture = np.repeat(np.linspace(90, 210, 256).astype(np.uint8)[None, :, None], 3, 2).repeat(256, 0)
    picture[100:150, 100:150] = (230, 60, 20)
    assert any(apart(swatch.hex, "#e63c14") < 0.03 for swatch in palette(picture, 4))


def test_the_same_picture_gives_the_same_palette() -> None:
    picture = np.random.default_rng(3).integers(0, 256, (64, 80, 3), np.uint8)
    assert palette(picture) == palette(picture.copy())


def test_a_grey_picture_and_a_single_pixel() -> None:
    grey = np.random.default_rng(0).normal(128, 2, (60, 60, 1)).repeat(3, 2).astype(np.uint8)
    assert [swatch.share for swatch in palette(grey)] == [1.0]
    (one,) = palette(np.array([[[12, 200, 90]]], np.uint8))
    assert (one.hex, one.share) == ("#0cc85a", 1.0)


@pytest.mark.parametrize("shape", [(1, 4000), (4000, 1), (3, 2)])
def test_odd_shapes(shape: tuple[int, int]) -> None:
    assert palette(np.full((*shape, 3), 77, np.uint8))[0].hex == "#4d4d4d"


def test_what_is_transparent_is_not_counted() -> None:
    picture = np.dstack([flag(), np.zeros((200, 200), np.uint8)])
    picture[:, :80, 3] = 255
    assert [swatch.hex for swatch in palette(picture)] == ["#c0392b"]
    with pytest.raises(UserError, match="transparent"):
        palette(np.zeros((5, 5, 4), np.uint8))
