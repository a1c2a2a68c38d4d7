"""Intake: a file becomes a shot, and the seller can turn it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.core.shot import Cutout, Photo, Shot
from pipelines.intake import Intake, intake, open_photo


def shot(height: int = 20, width: int = 30) -> Shot:
    values = np.random.default_rng(height).integers(0, 256, (height, width, 4)).astype(np.uint8)
    return Shot.of(Photo(b"file", "cup.png", "PNG", values[..., :3], values[..., 3] / np.float32(255)))


def test_a_file_becomes_a_shot_of_itself(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    path = tmp_path / "cup.png"
    Image.fromarray(pixels).save(path)
    opened = open_photo(path)
    assert np.array_equal(opened.pixels, pixels)
    assert opened.photo.original == path.read_bytes()
    assert (opened.cutout, opened.recipe.steps, opened.notes) == (None, (), ())


def test_what_is_uncertain_is_noted_on_the_shot(tmp_path: Path) -> None:
    Image.new("CMYK", (20, 20)).save(tmp_path / "cup.jpg")
    assert "CMYK" in open_photo(tmp_path / "cup.jpg").notes[0]


def test_what_is_no_photo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cup.jpg").write_text("hello")
    with pytest.raises(UserError, match="Becher"):
        open_photo(tmp_path / "cup.jpg", "Becher.jpg")


@given(st.integers(0, 3))
def test_turns_are_clockwise_and_take_the_alpha_along(turns: int) -> None:
    turned = intake(shot(), Intake(turns=turns), Engines()).photo
    assert np.array_equal(turned.pixels, np.rot90(shot().pixels, -turns))
    assert turned.alpha is not None
    assert np.array_equal(turned.alpha, np.rot90(shot().photo.alpha, -turns))
    assert turned.original == b"file"
    assert not turned.pixels.flags.writeable


@given(st.lists(st.integers(0, 3), min_size=1, max_size=5))
def test_turns_count_from_how_the_file_stands(turns: list[int]) -> None:
    now = shot()
    for count in turns:
        now = intake(now, Intake(turns=count), Engines())
    assert np.array_equal(now.pixels, np.rot90(shot().pixels, -turns[-1]))
    again = Recipe.from_yaml(now.recipe.to_yaml()).run(shot(), Engines())
    assert np.array_equal(again.pixels, now.pixels)


def test_turning_leaves_the_old_cutout_behind() -> None:
    cut = Shot(shot().photo, shot().pixels, Cutout(np.ones((20, 30), np.float32), shot().pixels, 1.0, "studio"))
    assert intake(cut, Intake(turns=1), Engines()).cutout is None
