"""Parts of a package, without its package files."""

import importlib
import sys
from pathlib import Path

import pytest

from pipelines.core.partial import parts


@pytest.fixture
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package whose files say that they were read, with a light module deep inside."""
    inner = tmp_path / "heavypack" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "heavypack" / "__init__.py").write_text("READ = True\n")
    (inner / "__init__.py").write_text("READ = True\n")
    (inner / "light.py").write_text("from heavypack.inner.lighter import VALUE\n")
    (inner / "lighter.py").write_text("VALUE = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.startswith("heavypack")]:
        monkeypatch.delitem(sys.modules, name)
    return "heavypack"


def test_the_part_works_and_the_package_files_stay_unread(heavy: str) -> None:
    (light,) = parts(f"{heavy}.inner.light", without=(heavy, f"{heavy}.inner"))
    assert light.VALUE == 7
    assert heavy not in sys.modules
    assert f"{heavy}.inner" not in sys.modules


def test_the_whole_package_can_still_be_imported(heavy: str) -> None:
    parts(f"{heavy}.inner.light", without=(heavy, f"{heavy}.inner"))
    assert importlib.import_module(heavy).READ
    assert importlib.import_module(f"{heavy}.inner").READ


def test_a_package_that_is_loaded_already_is_left_as_it_is(heavy: str) -> None:
    whole = importlib.import_module(heavy)
    parts(f"{heavy}.inner.light", without=(heavy, f"{heavy}.inner"))
    assert sys.modules[heavy] is whole


def test_a_missing_package_is_said_to_be_missing_and_leaves_nothing_behind(heavy: str) -> None:
    with pytest.raises(ModuleNotFoundError, match="nowhere_to_be_found"):
        parts("nowhere_to_be_found.part", without=(heavy, "nowhere_to_be_found"))
    assert heavy not in sys.modules
