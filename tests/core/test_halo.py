"""A white fringe around a cutout is found; a clean edge, a bright product and a bright ground have none."""

import cv2
import numpy as np
import pytest
from clutter import disc

from pipelines.core.colour import Bytes, Floats, hex_to_linear, to_srgb8
from pipelines.core.halo import FLAG, halo

MATTE = cv2.GaussianBlur(disc(300, 0.3).astype(np.float32), (0, 0), 1.0)


def pasted(product: str, ground: str, old: str | None = None, matte: Floats = MATTE) -> Bytes:
    """A disc of one colour on another ground, mixed in linear light; with `old`, its edge still holds that one."""
    colour, behind, before = (hex_to_linear(name) for name in (product, ground, old or product))
    share = matte[..., None]
    own = share * colour + (1 - share) * before if old else colour
    return to_srgb8((share * own + (1 - share) * behind).astype(np.float32))


@pytest.mark.parametrize("colours", [("6b3f1f", "303438"), ("d0c0a0", "202020"), ("202020", "f4f4f4"),
                                     ("808080", "808080")])  # fmt: skip
def test_a_clean_edge_has_no_halo(colours: tuple[str, str]) -> None:
    assert halo(pasted(*colours), MATTE) < FLAG / 2


def test_a_fringe_of_the_old_white_is_found_and_grows_with_it() -> None:
    found = [halo(pasted("6b3f1f", "303438", old), MATTE) for old in ("6b3f1f", "b0b0b0", "ffffff")]
    assert found == sorted(found)
    assert found[0] < FLAG < found[1]


def test_spill_of_one_colour_is_found_too() -> None:
    assert halo(pasted("6b3f1f", "303438", "20c020"), MATTE) > FLAG


def test_a_fringe_around_a_quarter_of_the_outline_is_enough_and_a_glint_is_not() -> None:
    clean, fringed = pasted("6b3f1f", "303438"), pasted("6b3f1f", "303438", "ffffff")
    part = clean.copy()
    part[:150, :160] = fringed[:150, :160]
    glint = clean.copy()
    glint[:75, 140:160] = fringed[:75, 140:160]
    assert halo(part, MATTE) > FLAG
    assert halo(glint, MATTE) < FLAG


def test_a_patterned_product_and_one_that_the_frame_cuts_are_clean() -> None:
    stripes = pasted("6b3f1f", "303438")
    inside = MATTE > 0.999
    stripes[inside] = np.where((np.arange(300) // 7 % 2 == 0)[None, :, None], 220, stripes)[inside]
    assert halo(stripes, MATTE) < FLAG
    assert halo(stripes[:150, :150], MATTE[:150, :150]) < FLAG


def test_nothing_has_no_halo() -> None:
    assert halo(pasted("6b3f1f", "303438"), np.zeros_like(MATTE)) == 0
