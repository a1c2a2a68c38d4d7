"""Fixtures: tiny models of every family, on disk as a seller's own."""

import pytest
import tiny_models

from pipelines.diffusion import loader
from pipelines.diffusion.store import model_of


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """A folder of models with one of each family in it."""
    root = tmp_path_factory.mktemp("models")
    tiny_models.write(root, *tiny_models.NAMES)
    return root


@pytest.fixture
def tiny(shelf, monkeypatch):
    """Gives a tiny model by the name of its family; nothing is in memory afterwards."""
    monkeypatch.setenv("PACKSHOT_MODELS", str(shelf))
    yield lambda name: model_of(f"tiny-{name}")
    loader.free()
