"""A set of files: one after another, with progress, and stopped when the seller says so; its command."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image

from pipelines.core.engines import Engines
from pipelines.core.errors import Cancelled, UserError
from pipelines.export import Export
from pipelines.listing import listing, set_
from tests.lettered import lettered
from tests.standins import bottle

STEPS = (Export(channel="facebook_link", seed=1), Export(channel="instagram_portrait", seed=1))


def test_a_file_for_each_step_with_progress_that_only_grows() -> None:
    told: list[float] = []
    shots = listing(bottle(), STEPS, Engines("studio", lambda fraction, message: told.append(fraction)))
    assert [shot.file.channel for shot in shots if shot.file] == ["facebook_link", "instagram_portrait"]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_it_stops_when_told_to() -> None:
    def stop(fraction: float, message: str) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        listing(bottle(), STEPS, Engines("studio", stop))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo whose product is already cut out by its own transparency."""
    shot = lettered()
    assert shot.cutout is not None
    path = tmp_path / "tea.png"
    Image.fromarray(np.dstack([shot.pixels, np.round(shot.cutout.alpha * 255).astype(np.uint8)])).save(path)
    return path


def test_the_command_adds_details_and_sides_where_a_slot_takes_several(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    side = tmp_path / "side.png"
    Image.open(photo).resize((800, 1000)).save(side)
    out = tmp_path / "out"
    with pytest.raises(typer.Exit):  # this photo's details are too small for Etsy
        set_(photo, out, "amazon_main,etsy_listing", close=1, photos=[f"{side}:90"], engine="studio", as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert [(entry["role"], Path(entry["path"]).name) for entry in facts["files"]] == [
        ("main", "SKU.MAIN.jpg"), ("lifestyle", "SKU_product_etsy_listing_1.jpg"),
        ("angle", "SKU_product_etsy_listing_2.jpg"),
    ]  # fmt: skip
    assert [(entry["role"], entry["fidelity"]) for entry in facts["held_back"]] == [("detail", "locked")]
    assert all((out / entry["path"]).is_file() for entry in facts["files"])
    assert not (out / facts["held_back"][0]["path"]).exists()


def test_the_command_replaces_no_numbered_file_unless_told_to(photo: Path, tmp_path: Path) -> None:
    there = tmp_path / "etsy" / "SKU_product_etsy_listing_3.jpg"
    there.parent.mkdir()
    there.write_bytes(b"")
    with pytest.raises(UserError, match="is there already"):
        set_(photo, tmp_path, "etsy_listing", close=2, engine="studio")


def test_the_command_says_what_is_held_back_and_that_details_are_missing(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        set_(photo, tmp_path / "out", "etsy_listing", close=9, engine="studio")
    lines = capsys.readouterr().out.splitlines()
    assert any("FAILED, held back" in line for line in lines)
    assert any("Of 9 details asked for" in line for line in lines)
