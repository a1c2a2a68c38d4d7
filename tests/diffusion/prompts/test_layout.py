"""Sizes and positions are read from a prompt exactly, within bounds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_texts import ANY_TEXT, PROMPTS, SURFACES, few

from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.prompts.layout import Layout, layout


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("3000x3000", (3000, 3000)), ("3000 × 3000 px", (3000, 3000)),
        ("3000X2000", (3000, 2000)), ("2000px square", (2000, 2000)), ("2000 pixels", (2000, 2000)),
        ("4:5 portrait", (1600, 2000)), ("1080 by 1350", (1080, 1350)), ("1080 px by 1350 px", (1080, 1350)),
        ("16:9", (2000, 1125)), ("1500 px, 4:5", (1200, 1500)), ("portrait format, 3000 px", (2400, 3000)),
        ("square format", (2000, 2000)), ("iso-3000x3000", (3000, 3000)), ("２０００ｘ２０００", (2000, 2000)),
        ("200 x 300 px", (200, 300)), ("99999x99999", (6000, 6000)), ("0x10", (64, 64)), ("-500x500", (64, 500)),
        ("3000x-3000", (3000, 64)), ("99999 px 4:5", (4800, 6000)), ("9" * 60 + "x" + "9" * 60, (6000, 6000)),
        ("1 px", (64, 64)),
    ],
)  # fmt: skip
def test_sizes_are_read_and_bounded(words: str, size: tuple[int, int]) -> None:
    read = layout(f"mug, {words}, on oak")
    assert (read.width, read.height) == size
    outside = any(mark in words for mark in ("99999", "0x10", "-500", "x-3000", "1 px"))
    assert bool(read.notes) == outside


@pytest.mark.parametrize(
    "words",
    [
        "500 ml", "2 in 1", "3000 mAh", "30x40 cm", "300 x 400 mm", "2x100 ml", "4x4", "70x140 towel", "60x60x200",
        "1920x1080 monitor", "10:30", "1:12 scale model", "300 dpi", "24-70 mm lens", "model 3000", "3000 pieces",
        "12 x 18 inches", "50 megapixels", "size 42", "4k", "1e9x1e9", "٣x٣", "USB 3.0", "9" * 5000,
    ],
)  # fmt: skip
def test_other_numbers_are_not_sizes(words: str) -> None:
    read = layout(f"mug, {words}")
    assert (read.width, read.height) == (None, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("white background", {"white": True}), ("on a pure white backdrop", {"white": True}),
        ("product centred", {"across": 0.0}), ("off-center to the left", {"across": -0.5}),
        ("product in the right third", {"across": 0.5}), ("fills 85 %", {"fill": 0.85}),
        ("85% of the frame", {"fill": 0.85}), ("fills 300 % of the frame", {"fill": 1.0}),
        ("fills the frame", {"fill": 0.9}), ("soft shadow", {"softness": 0.8, "shadow": 0.6}),
        ("no shadows", {"shadow": 0.0}), ("hard shadow", {"softness": 0.05, "shadow": 1.0}),
        ("top view", {"pitch": 90.0}), ("flat-lay", {"pitch": 90.0}), ("eye level", {"pitch": 0.0}),
        ("seen from above", {"pitch": 45.0}), ("light from above", {"elevation": 80.0}),
        ("light from the left", {"azimuth": -90.0}), ("sunlight from the right", {"azimuth": 90.0}),
        ("light from the upper left", {"azimuth": -60.0, "elevation": 55.0}), ("backlit", {"azimuth": 180.0}),
        ("side lighting", {"azimuth": -90.0}),
        ("soft side lighting from the right", {"softness": 0.8, "azimuth": 90.0}),
        ("golden hour", {"elevation": 12.0, "kelvin": 3500.0, "softness": 0.15}),
        ("golden hour, soft light", {"elevation": 12.0, "kelvin": 3500.0, "softness": 0.8}),
        ("marble surface", {"surface": "marble"}), ("standing on dark walnut boards", {"surface": "wood"}),
        ("on black marble", {"surface": "black_marble"}), ("brushed metal table", {"surface": "brushed_metal"}),
        ("wooden bowl", {}), ("no white background", {}), ("not on marble", {}),
        ("soft leather on light oak", {"surface": "wood"}), ("handle on the left", {}), ("seen from the left", {}),
        ("no reflection", {"reflection": 0.0}), ("blurred background", {"f_number": 2.0}), ("", {}),
    ],
)  # fmt: skip
def test_layout_is_read_term_by_term(words: str, said: dict[str, Any]) -> None:
    read = layout(Prompt(subject="mug", style=words), SURFACES)
    assert read.wishes() == said
    assert bool(read.read) == bool(said)


@pytest.mark.parametrize(
    "given", ["3000x3000, white, centred, soft shadow", "White mug, 3000 × 3000 px, white, centered, soft shadows"]
)
def test_the_promised_prompt_gives_exactly_that_size_and_layout(given: str) -> None:
    for read in (layout(given), layout(Prompt(subject=given)), layout(Prompt(style=given))):
        assert read.wishes() == {
            "width": 3000,
            "height": 3000,
            "white": True,
            "across": 0.0,
            "softness": 0.8,
            "shadow": 0.6,
        }
        assert not read.notes


def test_a_compound_prompt_is_obeyed_term_by_term() -> None:
    read = layout("white background, product centred, soft shadow, marble surface", SURFACES)
    assert read.wishes() == {"white": True, "across": 0.0, "softness": 0.8, "shadow": 0.6, "surface": "marble"}
    assert read.read == ("white background", "product centred", "soft shadow", "marble surface")


def test_a_white_product_is_not_a_white_background() -> None:
    assert not layout("Ceramic mug, white").white
    assert not layout(Prompt(subject="Ceramic mug, white", scene="on oak")).white
    assert layout(Prompt(subject="Ceramic mug", scene="white")).white


def test_of_two_sizes_the_first_is_used_and_that_is_said() -> None:
    read = layout(Prompt(subject="mug, 2000x2000", platform="3000 x 3000 px"))
    assert (read.width, read.height) == (2000, 2000)
    assert "the first is used" in read.notes[0]


def test_what_the_templates_own_words_say_is_no_wish_of_the_seller() -> None:
    before = layout("light from the left, eye level")
    after = layout("light from the left, seen slightly from above, centred")
    assert after.wishes(before) == {"pitch": 12.0, "across": 0.0}


@few
@given(PROMPTS, st.lists(ANY_TEXT, max_size=3))
def test_a_layout_is_never_out_of_bounds(prompt: Prompt, surfaces: list[str]) -> None:
    unit, turn = (0, 1), (-180, 180)
    bounds = {
        "width": (64, 6000), "height": (64, 6000), "across": (-1, 1), "fill": (0.1, 1), "shadow": unit,
        "softness": unit, "reflection": unit, "rim": unit, "azimuth": turn, "elevation": (10, 88), "pitch": (-10, 90),
        "kelvin": (2000, 12000), "f_number": (1.4, 32),
    }  # fmt: skip
    read: Layout = layout(prompt, surfaces)
    for name, (low, high) in bounds.items():
        assert getattr(read, name) is None or low <= getattr(read, name) <= high
    assert read.surface is None or read.surface in surfaces
