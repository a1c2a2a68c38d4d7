"""The rulers of the cutout's benchmark, on masks whose measure is known."""

from pathlib import Path

import numpy as np
import pytest
from clutter import disc
from PIL import Image

from benchmarks.boundary import f_measure
from benchmarks.cutout import Row, scenes
from benchmarks.reliability import gap, plot, table
from training.dataset import Sample, save


def square(left: int, side: int = 40) -> np.ndarray:
    mask = np.zeros((100, 100), bool)
    mask[30 : 30 + side, left : left + side] = True
    return mask


@pytest.mark.parametrize(("shift", "expected"), [(0, 1.0), (3, 1.0), (20, 1 / 3)])
def test_an_outline_is_met_within_its_tolerance(shift: int, expected: float) -> None:
    assert f_measure(square(20 + shift), square(20)) == pytest.approx(expected, abs=0.02)


def test_missing_and_extra_outlines_both_cost() -> None:
    one, two = disc(200, 0.15, (0.25, 0.5)), disc(200, 0.15, (0.75, 0.5))
    assert f_measure(one, one | two) == pytest.approx(2 / 3, abs=0.01)
    assert f_measure(one | two, one) == pytest.approx(2 / 3, abs=0.01)


def test_nothing_is_found_only_where_nothing_is() -> None:
    nothing = np.zeros((100, 100), bool)
    assert f_measure(nothing, nothing) == 1
    assert f_measure(nothing, square(20)) == 0


def test_a_confidence_that_is_right_has_no_gap() -> None:
    said = [0.3, 0.6, 0.75, 0.85, 0.92, 1.0]
    assert gap(said, said) == pytest.approx(0)
    assert gap(said, [value - 0.2 for value in said]) == pytest.approx(0.2)
    assert sum(int(line.split()[2]) for line in list(table(said, said))[1:-1]) == len(said)


def test_the_diagram_shows_every_answer(tmp_path: Path) -> None:
    plot([0.2, 0.9], [0.4, 0.85], tmp_path / "a.png")
    plot([], [], tmp_path / "none.png")
    drawn, empty = (
        np.asarray(Image.open(tmp_path / name).convert("RGB")).astype(int) for name in ("a.png", "none.png")
    )
    ys, xs = np.nonzero(np.abs(drawn - empty).sum(-1)[70:500] > 100)
    assert xs.min() < 60 + 0.2 * 460 < 60 + 0.9 * 460 < xs.max()
    assert ys.max() + 70 == pytest.approx(60 + 0.6 * 460, abs=6)


@pytest.mark.parametrize(
    ("before", "after", "lifted"), [(0.9, 0.9, True), (0.6, 0.8, True), (0.6, 0.79, False), (0.0, 0.5, True)]
)
def test_strokes_lift_what_is_poor_by_half_of_what_is_missing(before: float, after: float, lifted: bool) -> None:
    rest = (0.95, 0.95, 0.8, 0.8, 0.9, 0.9, 0.1, 1.0)
    assert Row(before, after, *rest).lifted == lifted
    assert Row(*rest[:2], before, after, *rest[2:]).lifted == lifted


def test_rendered_scenes_are_read_with_their_exact_masks(tmp_path: Path) -> None:
    matte = disc(64, 0.3).astype(np.float32)
    up = np.dstack([0 * matte, 0 * matte, matte])
    photo = np.full((64, 64, 3), 90, np.uint8)
    save(
        Sample(photo, matte, matte.astype(np.uint8), matte, up, up, np.float32([0, 0, 1]), 0.7, False),
        tmp_path / "a.npz",
    )
    (case,) = scenes(tmp_path)
    assert (case.name, case.clear, case.shot.photo.size) == ("a", False, (64, 64))
    assert np.array_equal(case.truth, matte > 0.5)
