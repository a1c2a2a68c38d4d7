"""The app served with a tiny model of the seller's own, and with no hub to fetch others from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tiny_models

NOBODY = "http://127.0.0.1:9"  # the port of discard, on which nothing listens


@contextmanager
def served(root: Path, *names: str) -> Iterator[str]:
    """The app's address; the models lie in a folder of their own under `root`."""
    from pipelines import estimates
    from ui import correction
    from ui.launch import launch

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACKSHOT_MODELS", str(root / "models"))
        patch.setenv("HF_HUB_CACHE", str(root / "hub"))
        patch.setenv("HF_ENDPOINT", NOBODY)
        patch.setenv("PACKSHOT_DEVICE", "cpu")
        patch.setattr(correction, "PREVIEW", 300)
        tiny_models.write(root / "models", *names)
        page, address = launch("auto", block=False)
        try:
            yield address.rstrip("/")
        finally:
            page.close()
            estimates.free()
