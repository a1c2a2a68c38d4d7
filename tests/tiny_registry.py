"""Models of a few bytes, in a registry of their own."""

from typing import Any

import pytest

from pipelines import models
from pipelines.diffusion import registry, store
from pipelines.diffusion.registry import Model, Part, Registry

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def part(hub_id: str = "maker/tiny", *paths: str, **changes: Any) -> Part:
    """A part whose sizes and hashes the registry does not know, unless `changes` says so."""
    files = [{"path": path} for path in paths or ("model.safetensors", "unet/config.json")]
    fields = {"revision": COMMIT, "licence": "MIT", "licence_url": "https://example.com/licence", "commercial": "yes"}
    return Part.model_validate({"hub_id": hub_id, "files": files, **fields, **changes})


def model(id: str = "tiny", *parts: Part, **changes: Any) -> Model:
    """A model on offer for scenes on the CPU."""
    fields: dict[str, Any] = {"name": id.title(), "jobs": ["scene"], "loads": "diffusers.FluxPipeline"}
    fits = {"cpu": {"memory_gb": 1}}
    return Model.model_validate({"id": id, "parts": parts or (part(),), "fits": fits, **fields, **changes})


def use(monkeypatch: pytest.MonkeyPatch, *offered: Model, defaults: dict[str, dict[str, str]] | None = None) -> None:
    """Let these be the models that come with the code."""
    made = Registry.model_validate({"models": offered, "defaults": defaults or {}})
    for module in (registry, store, models):
        monkeypatch.setattr(module, "registry", lambda: made)
