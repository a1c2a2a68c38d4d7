"""The command `models`: what it lists, gets and removes, and how it says no."""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.command import main
from pipelines.diffusion.registry import JOBS, TIERS, registry
from pipelines.models import obtain, rows
from tests.hostile_server import Hub
from tests.tiny_registry import COMMIT, model, part, use

KEYS = {"job", "id", "hub_id", "revision", "licence", "commercial", "default", "builtin", "tier", "bytes", "on_disk"}
WEIGHTS = hashlib.shake_256(b"weights").digest(50_000)

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Models in a folder of their own, and no copies from this machine's cache."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    for name in ("U2NET_HOME", "REMBG_HOME", "XDG_DATA_HOME", "HF_HUB_OFFLINE", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command; its exit status, and what it printed."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pipelines", "models", *words])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Any:
    with Hub() as server:
        server.files = {"model.safetensors": WEIGHTS, "unet/config.json": b"{}"}
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        yield server


def refused(answer: tuple[int, str, str]) -> str:
    status, out, err = answer
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    return err


def test_a_row_for_each_job_tier_and_model_with_exactly_these_keys(call: Call) -> None:
    status, out, err = call("list", "--json")
    assert (status, err) == (0, "")
    listed = json.loads(out)
    assert listed == rows()
    assert {frozenset(row) for row in listed} == {frozenset(KEYS)}
    places = [(row["job"], row["tier"], row["id"]) for row in listed]
    assert len(set(places)) == len(places)
    offered = [found for found in registry().models if found.refused is None]
    expected = {(job, tier, found.id) for found in offered for job in found.jobs for tier in found.fits}
    assert expected == {place for place in places if place[2] != "studio"}
    assert not {found.id for found in registry().models if found.refused} & {row["id"] for row in listed}
    assert {row["on_disk"] for row in listed if not row["builtin"]} == {0}


def test_each_job_and_tier_has_one_default_which_may_be_sold_with() -> None:
    listed = rows()
    for job in JOBS:
        for tier in TIERS:
            mine = [row for row in listed if (row["job"], row["tier"]) == (job, tier)]
            named = tier in registry().defaults.get(job, {})
            assert [row["default"] for row in mine] == sorted((row["default"] for row in mine), reverse=True)
            assert sum(row["default"] for row in mine) == named, (job, tier)
    assert {row["commercial"] for row in listed if row["default"]} == {"yes"}


def test_the_studio_is_built_in_and_says_what_its_networks_are() -> None:
    studio = {row["job"]: row for row in rows() if row["builtin"]}
    assert {"cutout", "scene", "relight", "angles", "erase", "upscale", "depth"} <= set(studio)
    assert "caption" not in studio
    for row in studio.values():
        assert (row["id"], row["hub_id"], row["revision"], row["commercial"]) == ("studio", None, None, "yes")
        assert row["bytes"] == row["on_disk"]
        assert row["licence"].startswith("this project's")
    assert studio["cutout"]["bytes"] > 10**6
    assert studio["upscale"]["bytes"] > 10**5
    assert studio["depth"]["bytes"] > 10**6
    assert studio["scene"]["bytes"] == 0


def test_the_table_says_the_same_for_people(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = part("maker/strict", files=[{"path": "a.bin", "bytes": 6_900_000_000}], commercial="conditions")
    fits = {"cpu": {"memory_gb": 1}, "8gb": {"memory_gb": 6}}
    defaults = {"scene": {"cpu": "studio", "8gb": "tiny"}}
    use(monkeypatch, model("tiny", fits=fits), model("strict", strict, jobs=["scene", "edit"]), defaults=defaults)
    status, out, _ = call("list")
    assert status == 0
    assert [line.split() for line in out.splitlines() if line] == [
        ["id", "size", "licence", "commercial", "tiers", "(*", "default)", "here"],
        ["scene"],
        ["studio", "–", "this", "project's", "yes", "cpu*", *TIERS[1:], "built", "in"],
        ["strict", "6.9", "GB", "MIT", "conditions", "cpu", "no"],
        ["tiny", "–", "MIT", "yes", "cpu", "8gb*", "no"],
        ["edit"],
        ["strict", "6.9", "GB", "MIT", "conditions", "cpu", "no"],
    ] or out


def test_a_model_comes_is_listed_and_goes(call: Call, hub: Hub, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, model("tiny"), defaults={"scene": {"cpu": "tiny"}})
    status, out, err = call("get", "tiny")
    assert (status, err) == (0, "")
    assert out == "tiny is here: 0.1 MB, licence MIT\n"
    (row,) = json.loads(call("list", "--json")[1])
    assert (row["id"], row["default"], row["builtin"]) == ("tiny", True, False)
    assert (row["hub_id"], row["revision"], row["on_disk"]) == ("maker/tiny", COMMIT, len(WEIGHTS) + 2)
    assert "yes" in call("list")[1].splitlines()[-1].split()[-1]
    assert call("get", "tiny")[0] == 0
    assert len(hub.asked) == 2
    assert call("remove", "tiny") == (0, "tiny was removed: 0.1 MB are free again\n", "")
    assert not list((home / "models").rglob("*.safetensors"))
    assert "not on this machine" in refused(call("remove", "tiny"))


def test_conditions_are_accepted_before_anything_comes(call: Call, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, model("strict", part(commercial="conditions")))
    error = refused(call("get", "strict"))
    assert "https://example.com/licence" in error
    assert error.strip().endswith("models get strict --accept")
    assert hub.listings == 0
    assert call("get", "strict", "--accept")[0] == 0
    assert obtain("strict").id == "strict"


def test_a_model_that_is_no_longer_offered_can_still_be_removed(
    call: Call, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, model("tiny"))
    assert call("get", "tiny")[0] == 0
    use(monkeypatch, model("tiny", refused="its licence changed"))
    assert "licence changed" in refused(call("get", "tiny"))
    assert call("remove", "tiny")[0] == 0


@pytest.mark.parametrize(
    "words",
    [("get",), ("get", "nothing"), ("get", "bria-rmbg"), ("get", "../../etc"), ("remove", ""), ("remove", "a\nb"),
     ("get", "birefnet-general-lite", "--no-such-option"), ("no-such-command",), ("list", "surplus")],
)  # fmt: skip
def test_bad_input_is_one_line_and_status_2(words: tuple[str, ...], call: Call) -> None:
    assert refused(call(*words))


def test_an_own_models_file_that_is_wrong_is_one_line(call: Call, home: Path) -> None:
    (home / "models").mkdir()
    (home / "models/models.yaml").write_text("models: [{id: X}]")
    assert "models.yaml" in refused(call("list"))
