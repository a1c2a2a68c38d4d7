"""Colour difference against the published test data."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.core.difference import delta_e2000, to_lab

PAIRS = [  # Sharma, Wu, Dalal (2005), table 1: two CIELAB colours and their ΔE2000
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0),
    ((50, -1.1848, -84.8006), (50, 0, -82.7485), 1.0),
    ((50, -0.9009, -85.5211), (50, 0, -82.7485), 1.0),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0009), 7.1792),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0010), 7.1792),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0011), 7.2195),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0012), 7.2195),
    ((50, -0.0010, 2.4900), (50, 0.0009, -2.4900), 4.8045),
    ((50, -0.0010, 2.4900), (50, 0.0011, -2.4900), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((50, 2.5, 0), (50, 3.1736, 0.5854), 1.0),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((61.2901, 3.7196, -5.3901), (61.4292, 2.2480, -4.9620), 1.8731),
    ((35.0831, -44.1164, 3.7933), (35.0232, -40.0716, 1.5901), 1.8645),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((36.4612, 47.8580, 18.3852), (36.2715, 50.5065, 21.2231), 1.4146),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
OPPOSITE = (50, -0.0010, 2.4900), (50, 0.0010, -2.4900), 4.8045  # hues exactly 180° apart
LAB = st.tuples(st.floats(0, 100), st.floats(-100, 100), st.floats(-100, 100)).map(np.array)


@pytest.mark.parametrize(("first", "second", "expected"), PAIRS)
def test_the_published_pairs(first, second, expected):
    assert float(delta_e2000(np.array(first, float), np.array(second, float))) == pytest.approx(expected, abs=1e-4)


def test_opposite_hues():
    first, second = np.array(OPPOSITE[0], float), np.array(OPPOSITE[1], float)
    assert float(delta_e2000(first, second)) == pytest.approx(OPPOSITE[2], abs=1e-4)
    assert float(delta_e2000(second, first)) == pytest.approx(OPPOSITE[2], abs=1e-4)


def opposed(first, second):
    """Whether two colours' hues are as good as 180° apart, where the formula itself jumps."""
    turn = np.degrees(np.arctan2(second[2], second[1]) - np.arctan2(first[2], first[1])) % 360
    return abs(turn - 180) < 0.1


@given(LAB, LAB)
def test_it_is_the_same_both_ways_never_negative_and_nothing_between_equals(first, second):
    assume(not opposed(first, second))
    there, back = float(delta_e2000(first, second)), float(delta_e2000(second, first))
    assert there == pytest.approx(back, rel=1e-6, abs=1e-6)
    assert there >= 0
    assert float(delta_e2000(first, first)) == 0


def test_arrays_are_compared_colour_by_colour():
    first, second, expected = (np.array(column, float) for column in zip(*PAIRS, strict=True))
    assert delta_e2000(first.reshape(1, 29, 3), second.reshape(1, 29, 3)).ravel() == pytest.approx(expected, abs=1e-4)


def test_lab_of_known_colours():
    """Black, white and the primaries of sRGB under D65, after Lindbloom."""
    lab = to_lab(np.array([[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32))
    expected = [[0, 0, 0], [100, 0, 0], [53.24, 80.09, 67.20], [87.73, -86.18, 83.18], [32.30, 79.19, -107.86]]
    assert lab == pytest.approx(np.array(expected), abs=0.02)
