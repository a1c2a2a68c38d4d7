"""OKLab: the published values, there and back, and colours that sRGB does not have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.oklab import chroma, from_oklab, hex_to_oklab, hue, oklab_to_hex, to_oklab

BYTES = st.integers(0, 255)


@pytest.mark.parametrize(
    ("colour", "lab"),
    [
        ("#000000", (0, 0, 0)),
        ("#ffffff", (1, 0, 0)),
        ("#ff0000", (0.62796, 0.22486, 0.12585)),
        ("#00ff00", (0.86644, -0.23389, 0.17950)),
        ("#0000ff", (0.45201, -0.03246, -0.31153)),
    ],
)
def test_the_known_values_of_srgb(colour: str, lab: tuple[float, ...]) -> None:
    assert hex_to_oklab(colour) == pytest.approx(lab, abs=2e-4)


def test_linear_light_comes_back() -> None:
    linear = np.random.default_rng(1).random((9, 7, 3))
    assert from_oklab(to_oklab(linear)) == pytest.approx(linear, abs=1e-9)


@given(r=BYTES, g=BYTES, b=BYTES)
def test_every_colour_of_a_screen_comes_back(r: int, g: int, b: int) -> None:
    colour = f"#{r:02x}{g:02x}{b:02x}"
    assert oklab_to_hex(hex_to_oklab(colour)) == colour


@given(lightness=st.floats(0.15, 1.5), a=st.floats(-0.6, 0.6), b=st.floats(-0.6, 0.6))
def test_what_srgb_lacks_keeps_its_lightness(lightness: float, a: float, b: float) -> None:
    shown = hex_to_oklab(oklab_to_hex(np.array([lightness, a, b])))
    assert shown[0] == pytest.approx(min(lightness, 1), abs=0.02)
    assert chroma(shown) <= np.hypot(a, b) + 0.02


def test_what_srgb_lacks_keeps_its_hue() -> None:
    wished = np.array([0.6, 0.5, 0.28])
    assert hue(hex_to_oklab(oklab_to_hex(wished))) == pytest.approx(hue(wished), abs=1)


def test_greys_have_no_chroma() -> None:
    assert chroma(hex_to_oklab("#7f7f7f")) < 1e-4
