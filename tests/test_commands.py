"""The command line as a script meets it: one process a call, answers on stdout, one line on stderr when it is wrong."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import PROJECT
from tests.standins import bottle

SMALL = "facebook_link,google_merchant"


def call(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "pipelines", *map(str, arguments)]
    return subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)


def answer(*arguments: object, status: int = 0) -> dict[str, Any]:
    done = call(*arguments)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo whose product is already cut out by its own transparency."""
    shot = bottle(300, 400)
    assert shot.cutout is not None
    path = tmp_path_factory.mktemp("photo") / "vase.png"
    Image.fromarray(np.dstack([shot.pixels, np.round(shot.cutout.alpha * 255).astype(np.uint8)])).save(path)
    return path


@pytest.fixture(scope="module")
def made(photo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A set of two files."""
    out = tmp_path_factory.mktemp("set") / "new" / "folder"
    line = ("set", photo, "--out", out, "--channels", SMALL, "--engine", "studio", "--seed", 4, "--sku", "../=1+1")
    return out, answer(*line, "--name", "Väse", "--json")


def test_set_writes_what_it_says_and_nothing_else(made: tuple[Path, dict[str, Any]]) -> None:
    out, facts = made
    there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert there == {entry["path"] for entry in facts["files"]} | {"report.json", facts["zip"]}
    assert facts["zip"] == "1-1_Vase.zip"
    assert {entry["path"] for entry in facts["files"]} == {
        "facebook/1-1_Vase_facebook_link_1.jpg",
        "google/1-1_Vase_google_merchant_1.jpg",
    }
    assert json.loads((out / "report.json").read_text("utf-8"))["files"] == facts["files"]
    assert all(entry["seed"] == 4 and entry["passed"] for entry in facts["files"])


def test_every_file_of_the_set_passes_its_check(made: tuple[Path, dict[str, Any]]) -> None:
    out, facts = made
    for entry in facts["files"]:
        checked = answer("check", out / entry["path"], "--channel", entry["channel"], "--json")
        assert checked["passed"]
        assert all(row["passed"] for row in checked["rows"] if row["hard"])


def test_set_replaces_nothing_unless_told_to(photo: Path, made: tuple[Path, dict[str, Any]]) -> None:
    out, facts = made
    line = ("set", photo, "--out", out, "--channels", "facebook_link", "--sku", "../=1+1", "--name", "Väse")
    before = (out / facts["zip"]).read_bytes()
    refused = call(*line)
    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr
    assert (out / facts["zip"]).read_bytes() == before
    assert call(*line, "--overwrite").returncode == 0


def test_a_file_that_breaks_a_rule_is_held_back_and_the_status_is_1(tmp_path: Path) -> None:
    rgba = np.full((300, 300, 4), 255, np.uint8)
    rgba[:, :200, :3] = (40, 80, 20)  # the photo's own edge cuts this product
    rgba[:, 200:, 3] = 0
    Image.fromarray(rgba).save(tmp_path / "cut.png")
    line = ("set", tmp_path / "cut.png", "--channels", "amazon_main", "--json", "--out")
    facts = answer(*line, tmp_path / "held", status=1)
    assert facts["files"] == []
    assert facts["held_back"][0]["broken"]
    assert not (tmp_path / "held" / "amazon").exists()
    forced = answer(*line, tmp_path / "forced", "--force")
    assert forced["files"][0]["forced"]
    assert (tmp_path / "forced" / "amazon" / "SKU.MAIN.jpg").is_file()


def test_check_fails_with_1_and_names_the_rule(photo: Path) -> None:
    facts = answer("check", photo, "--channel", "amazon_main", status=1)
    assert not facts["passed"]
    assert {"rule", "passed", "measured", "limit", "source", "hard"} == set(facts["rows"][0])
    assert "transparency" in {row["rule"] for row in facts["rows"] if not row["passed"]}


@pytest.mark.parametrize(
    "line",
    [
        ("check", "PHOTO", "--channel", "ebay"),
        ("check", "nowhere.jpg", "--channel", "amazon_main"),
        ("check", "TEXT", "--channel", "amazon_main"),
        ("check", "PHOTO"),
        ("set", "PHOTO", "--out", "OUT", "--channels", "amazon_main,nope"),
        ("set", "PHOTO", "--out", "TEXT"),
        ("set", "TEXT", "--out", "OUT"),
        ("set", "nowhere.jpg", "--out", "OUT"),
        ("set", "PHOTO", "--out", "OUT", "--box", "1,2,3"),
        ("set", "PHOTO", "--out", "OUT", "--sku", "x" * 65),
        ("set", "PHOTO", "--out", "OUT", "--seed", "-1"),
        ("set", "PHOTO", "--out", "OUT", "--engine", "magic"),
        ("set", "PHOTO", "--out", "OUT", "--no-such-option"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_and_status_2(line: tuple[str, ...], photo: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("not a picture at all, only words")
    known = {"PHOTO": str(photo), "OUT": str(tmp_path / "out"), "TEXT": str(text)}
    done = call(*(known.get(word, word) for word in line))
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
