"""`presets/models.yaml`: complete, loadable, honest about licences and memory."""

import inspect
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest

from pipelines.diffusion.adapters import ADAPTERS
from pipelines.diffusion.imports import ready
from pipelines.diffusion.registry import JOBS, STUDIO, TIERS, Model, Part, default, registry

GIGABYTES = {"cpu": 16, "6gb": 6, "8gb": 8, "12gb": 12, "16gb": 16, "24gb": 24, "48gb": 48}
"""Memory of a tier; of a computer without a GPU half or more of what is usual."""
EMBEDDED = {"cutout", "scene", "inpaint", "edit", "relight", "angles", "erase", "upscale", "depth"}
"""Jobs that the studio does."""
MODELS = registry().models
OFFERED = [model for model in MODELS if model.refused is None]
PICKLES = {".bin", ".ckpt", ".pt", ".pth", ".pkl"}
COMMIT = re.compile(r"[0-9a-f]{40}")


def named(models: list[Model] | tuple[Model, ...]) -> Any:
    return pytest.mark.parametrize("model", models, ids=lambda model: model.id)


def parts(models: list[Model] | tuple[Model, ...] = MODELS) -> Iterator[tuple[Model, Part]]:
    return ((model, part) for model in models for part in model.parts)


def resolve(loads: str) -> object:
    """What a line of the registry loads. Raises AttributeError or KeyError where it is unknown."""
    ready()
    library, name = loads.split(".", 1)
    if library == "rembg":
        from pipelines.diffusion.segmentation import rembg

        return rembg()[1].sessions[name]
    if library == "spandrel":
        import spandrel

        return {known.architecture.id: known for known in spandrel.MAIN_REGISTRY.architectures()}[name]
    return getattr(__import__(library), name)


@pytest.mark.filterwarnings("ignore")  # controlnet_aux and timm, of packages that are not needed
@named([model for model in MODELS if model.loads])
def test_every_line_loads_what_an_installed_library_knows(model: Model) -> None:
    found = resolve(model.loads)
    assert found is not None
    assert "dummy" not in getattr(found, "__module__", "")


@named([model for model in OFFERED if model.loads.startswith("diffusers.") and model.jobs != ("video",)])
def test_an_adapter_drives_every_pipeline_on_offer(model: Model) -> None:
    assert model.loads.removeprefix("diffusers.") in ADAPTERS
    assert model.run is not None
    assert model.run.tflop is not None


@named([model for model in OFFERED if model.run and model.run.scheduler])
def test_schedulers_exist_and_know_their_options(model: Model) -> None:
    ready()
    import diffusers

    assert model.run is not None
    known = inspect.signature(getattr(diffusers, str(model.run.scheduler)).__init__).parameters
    assert model.run.scheduler_options.keys() <= known.keys()


def test_memory_stays_under_the_tier_and_more_memory_never_takes_a_model_away() -> None:
    for model in MODELS:
        for tier, fit in model.fits.items():
            assert fit.memory_gb < GIGABYTES[tier], (model.id, tier)
        gpus = [tier in model.fits for tier in TIERS if tier != "cpu"]
        assert gpus == sorted(gpus), model.id


def test_every_job_has_a_model_or_a_reason_and_a_default_wherever_one_can_be() -> None:
    for job in JOBS:
        assert any(job in model.jobs for model in MODELS), job
        for tier in TIERS:
            able = [m.id for m in OFFERED if job in m.jobs and tier in m.fits and m.commercial == "yes"]
            chosen = registry().defaults.get(job, {}).get(tier)
            fine = (job in EMBEDDED) if chosen == STUDIO else chosen in (able or [None])
            assert fine, (job, tier)


def test_cutout_needs_no_acceptance_by_default_and_nothing_at_all_on_a_cpu() -> None:
    assert default("cutout", "cpu") == STUDIO
    assert {default("cutout", tier) for tier in TIERS[1:]} == {"birefnet-general-lite", "birefnet-general"}
    assert next(model for model in OFFERED if model.id == "isnet-general-use").commercial == "conditions"


def test_the_safe_core_is_there() -> None:
    by_id = {model.id: model for model in OFFERED}
    assert {"scene", "inpaint", "edit", "imagine"} <= set(by_id["flux-2-klein-4b"].jobs)
    assert [part.kind for part in by_id["qwen-image-edit-2511"].parts] == ["pipeline", "lora"]
    assert [part.kind for part in by_id["sdxl-lightning"].parts] == ["pipeline", "vae", "controlnet", "lora"]
    assert {by_id[f"ic-light-{form}"].commercial for form in ("fc", "fbc")} == {"conditions"}


def test_what_may_not_be_sold_with_is_refused_with_the_reason() -> None:
    for model in MODELS:
        if model.commercial == "no":
            assert model.refused, model.id
        if model.refused:
            assert model.refused[0].islower(), model.id
            assert not model.refused.endswith("."), model.id


def test_pickles_are_refused_or_said_to_be_read_as_plain_tensors() -> None:
    for model, part in parts():
        if any(PurePosixPath(file.path).suffix in PICKLES for file in part.files):
            assert model.refused or "weights_only" in model.note, model.id


def test_revisions_are_commits_or_said_not_to_be() -> None:
    for model, part in parts():
        elsewhere = all(file.url for file in part.files)
        assert COMMIT.fullmatch(part.revision) or elsewhere or "revision" in part.unverified, model.id
        assert not elsewhere or all(file.sha256 for file in part.files), model.id


def test_what_is_unverified_is_a_field() -> None:
    fields = {*Part.model_fields, "bytes", "sha256"}
    for model, part in parts():
        assert set(part.unverified) <= fields, model.id


@pytest.mark.parametrize(
    ("model", "part"),
    [pair for pair in parts(OFFERED) if pair[1].kind == "pipeline"],
    ids=lambda value: getattr(value, "id", "") or getattr(value, "hub_id", ""),
)
def test_folders_are_complete(model: Model, part: Part) -> None:
    """For `from_pretrained` offline: an index, a configuration beside all weights, and every shard."""
    paths = {file.path for file in part.files}
    assert len(paths) == len(part.files)
    if model.loads.startswith("diffusers."):
        assert {"model_index.json", "scheduler/scheduler_config.json"} <= paths
        assert any(path.startswith("tokenizer/") for path in paths)
    for path in map(PurePosixPath, sorted(paths)):
        if path.suffix == ".safetensors":
            assert str(path.with_name("config.json")) in paths
        if shard := re.search(r"-\d+(-of-(\d+)\.safetensors)$", path.name):
            beside = [other.name for other in map(PurePosixPath, paths) if other.parent == path.parent]
            assert sum(name.endswith(shard[1]) for name in beside) == int(shard[2])
            assert any(name.endswith(".index.json") for name in beside)


def test_large_files_have_a_size_or_none_is_claimed() -> None:
    """A total that leaves out gigabytes would be a lie; what is missing is small or the part says so."""
    for model, part in parts(OFFERED):
        weights = [file for file in part.files if PurePosixPath(file.path).suffix in {".safetensors", ".onnx", ".pth"}]
        assert weights, model.id
        assert all(file.bytes for file in weights) or {"bytes", "files"} & set(part.unverified), model.id
