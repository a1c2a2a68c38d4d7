"""What several tests share."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tiny_shelf"]

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def photos_dir() -> Path:
    """The folder of real photos: named by PACKSHOT_PHOTOS, else `shared/photos` beside the project."""
    folder = Path(os.environ.get("PACKSHOT_PHOTOS", PROJECT.parent / "shared" / "photos"))
    if not folder.is_dir():
        pytest.skip("the real photos are not on this machine (set PACKSHOT_PHOTOS to their folder)")
    return folder
