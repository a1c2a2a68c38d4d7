"""The registry of models: what it takes, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.core.errors import UserError
from pipelines.diffusion.registry import STUDIO, Registry, own


def entry(**change: Any) -> dict[str, Any]:
    """A model as it would be written in the file, with a change."""
    part = {
        "hub_id": "somebody/something", "files": [{"path": "model.safetensors"}], "licence": "MIT",
        "licence_url": "https://example.org/licence", "commercial": "yes",
    }  # fmt: skip
    model = {"id": "a", "name": "A", "jobs": ["scene"], "loads": "diffusers.FluxPipeline", "parts": [part]}
    return model | {"fits": {"8gb": {"memory_gb": 7}}} | change


def part(**change: Any) -> list[dict[str, Any]]:
    return [entry()["parts"][0] | change]


def test_a_model_as_it_should_be_is_taken() -> None:
    said = {"models": [entry()], "defaults": {"scene": {"8gb": "a", "cpu": STUDIO}}}
    assert Registry.model_validate(said).defaults == {"scene": {"8gb": "a", "cpu": STUDIO}}


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1}, {"id": "A b"}, {"id": "../a"}, {"jobs": []}, {"jobs": ["cooking"]}, {"parts": []},
        {"fits": {}}, {"loads": ""}, {"loads": "os.system"}, {"loads": "diffusers.x; import os"},
        {"fits": {"1tb": {"memory_gb": 7}}}, {"fits": {"8gb": {"memory_gb": 0}}},
        {"fits": {"8gb": {"memory_gb": 7, "dtype": "int3"}}},
        {"run": {"steps": 0, "guidance": 1}}, {"run": {"steps": 4, "guidance": -1}},
        {"parts": part(hub_id="no-owner")}, {"parts": part(hub_id="../../etc")}, {"parts": part(revision="a/../b")},
        {"parts": part(commercial="perhaps")}, {"parts": part(licence_url="http://example.org")},
        {"parts": part(files=[])}, {"parts": part(files=[{"path": "a", "bytes": 0}])},
        {"parts": part(files=[{"path": "a", "sha256": "0" * 63}])},
        {"parts": part(files=[{"path": "a", "sha256": "G" * 64}])},
        {"parts": part(files=[{"path": "a", "url": "http://example.org/a"}])},
        {"parts": part(files=[{"path": "a", "url": "file:///etc/passwd"}])},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Registry.model_validate({"models": [entry(**change)]})


@pytest.mark.parametrize(
    "path",
    ["/etc/x", "../a", "a/../b", "a/..", ".", "..", ".ssh/x", "a/.x", "a//b", "a\\b", "C:/a", "a b", "a\nb", "~/a", ""],
)
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="path"):
        Registry.model_validate({"models": [entry(parts=part(files=[{"path": path}]))]})


@pytest.mark.parametrize(
    ("models", "defaults", "match"),
    [
        ([entry(), entry()], {}, "two models are called a"),
        ([entry(parts=part(commercial="conditions"))], {"scene": {"8gb": "a"}}, "commercially"),
        ([entry(parts=part(commercial="no"))], {"scene": {"8gb": "a"}}, "commercially"),
        ([entry(parts=part() + part(commercial="conditions"))], {"scene": {"8gb": "a"}}, "commercially"),
        ([entry(refused="it is slow")], {"scene": {"8gb": "a"}}, "no model on offer"),
        ([entry()], {"scene": {"6gb": "a"}}, "no model on offer"),
        ([entry()], {"edit": {"8gb": "a"}}, "no model on offer"),
        ([entry()], {"scene": {"8gb": "b"}}, "no model on offer"),
    ],
)
def test_defaults_fit_and_may_simply_be_sold_with(models: list[Any], defaults: Any, match: str) -> None:
    with pytest.raises(ValidationError, match=match):
        Registry.model_validate({"models": models, "defaults": defaults})


def test_own_models_are_read_beside_those_that_come_with_the_code(tmp_path: Path) -> None:
    path = tmp_path / "models.yaml"
    assert own(path) == ()
    path.write_text("")
    assert own(path) == ()
    path.write_text(
        "models:\n- {id: mine, name: Mine, jobs: [scene], loads: diffusers.FluxPipeline, fits: {8gb: {memory_gb: 7}},\n"
        "   parts: [{hub_id: me/mine, files: [{path: a.safetensors}], licence: MIT, licence_url: 'https://example.org',\n"
        "            commercial: 'yes'}]}\n"
    )
    assert [model.id for model in own(path)] == ["mine"]


@pytest.mark.parametrize(
    "text",
    ["models: [{id: x}]", "models: 1", "[1, 2]", "models: [", "a: &a [1]\nmodels: *a", "models:\n- " + "[" * 40, "x"],
)
def test_own_models_that_do_not_fit_are_named_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(text)
    with pytest.raises(UserError) as caught:
        own(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
