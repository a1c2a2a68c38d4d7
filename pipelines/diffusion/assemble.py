"""A model's files → a painter: networks from safetensors, LoRA folded in, scheduler set; no fetched code is run."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.core.errors import UserError
from pipelines.diffusion.adapters import adapter_of
from pipelines.diffusion.adapters.ic_light import ICLight
from pipelines.diffusion.adapters.pipeline import PipelinePainter
from pipelines.diffusion.imports import ready
from pipelines.diffusion.memory import ran_out
from pipelines.diffusion.places import folder
from pipelines.diffusion.registry import Model, Part
from pipelines.diffusion.store import unusable

_LIBRARIES = frozenset({"diffusers", "transformers"})
_BITSANDBYTES: dict[str, tuple[str, dict[str, Any]]] = {
    "nf4": ("bitsandbytes_4bit", {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}),
    "int8": ("bitsandbytes_8bit", {"load_in_8bit": True}),
}


def assemble(model: Model, dtype: str, quantise: str = "none") -> PipelinePainter:
    """The model in main memory, its numbers of torch's `dtype`, the largest networks quantised as `Fit` names it.

    Raises UserError where its files are not what they should be, or a package for it is not installed.
    """
    ready()
    import diffusers
    import transformers

    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    kind = model.loads.rpartition(".")[2]
    adapter = adapter_of(kind)
    try:
        parts = {part.kind: part for part in model.parts}
        vae = {"vae": _network("AutoencoderKL", parts["vae"], dtype)} if "vae" in parts else {}
        pipe = _pipeline(kind, parts["pipeline"], dtype, {**vae, **_quantised(quantise, dtype, adapter.networks)})
        _schedule(pipe, model)
        for part in (part for part in model.parts if part.kind == "lora"):
            _fold(pipe, part)
        if "weights" in parts and adapter is ICLight:
            ICLight.merge(pipe, folder(parts["weights"]) / parts["weights"].files[0].path)
        steering = parts.get("controlnet")
        extra = {"controlnet": _network("ControlNetUnionModel", steering, dtype)} if steering else {}
    except (OSError, ValueError, KeyError, AttributeError, ImportError, RuntimeError, MemoryError) as error:
        if ran_out(error):
            said = f"The memory does not suffice to load {model.name}; close other programs, or choose a smaller model."
            raise UserError(said) from error
        raise unusable(model, error) from error
    pipe.set_progress_bar_config(disable=True)
    return adapter(pipe, adapter.described(model), extra)


def _pipeline(kind: str, part: Part, dtype: str, given: dict[str, Any]) -> Any:
    import diffusers
    import torch

    where = folder(part)
    _, absent = checked_index(where, kind)
    left_out = {name: None for name in absent if name not in given}
    if "safety_checker" in left_out:
        left_out["requires_safety_checker"] = None
    return getattr(diffusers, kind).from_pretrained(
        where, dtype=getattr(torch, dtype), local_files_only=True, use_safetensors=True,
        **_variant(part), **left_out, **given,
    )  # fmt: skip


def checked_index(where: Path, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The components that the index of a pipeline's folder names: those that are here, and those that are not.

    Raises ValueError where it is another pipeline's, or names classes of other libraries, which would be imported.
    """
    index = json.loads((where / "model_index.json").read_text("utf-8"))
    if index.get("_class_name") not in (kind, f"{kind.removesuffix('Pipeline')}Img2ImgPipeline"):
        raise ValueError(f"its index describes {index.get('_class_name')!r}, not {kind}")
    components = {name: value for name, value in index.items() if isinstance(value, list) and value[:1] != [None]}
    here = tuple(name for name in components if (where / name).is_dir())
    foreign = {str(components[name][0]) for name in here if components[name][0] not in _LIBRARIES}
    if foreign:
        raise ValueError(f"its index wants code from {', '.join(sorted(foreign))}")
    return here, tuple(name for name in components if name not in here)


def _network(kind: str, part: Part, dtype: str) -> Any:
    import diffusers
    import torch

    return getattr(diffusers, kind).from_pretrained(
        folder(part), dtype=getattr(torch, dtype), local_files_only=True, use_safetensors=True, **_variant(part)
    )


def _variant(part: Part) -> dict[str, str]:
    return {"variant": "fp16"} if any(".fp16." in file.path for file in part.files) else {}


def _quantised(quantise: str, dtype: str, networks: tuple[str, ...]) -> dict[str, Any]:
    if quantise == "none":
        return {}
    if find_spec("bitsandbytes") is None:
        raise UserError(
            f"This memory needs the model in {quantise}, for which the package bitsandbytes is not installed; "
            "run: pip install -r requirements-gpu.txt"
        )
    import torch
    from diffusers import PipelineQuantizationConfig

    backend, settings = _BITSANDBYTES[quantise]
    if quantise == "nf4":
        settings = {**settings, "bnb_4bit_compute_dtype": getattr(torch, dtype)}
    config = PipelineQuantizationConfig(
        quant_backend=backend, quant_kwargs=settings, components_to_quantize=list(networks)
    )
    return {"quantization_config": config}


def _schedule(pipe: Any, model: Model) -> None:
    import diffusers

    if model.run is not None and model.run.scheduler is not None:
        kind = getattr(diffusers, model.run.scheduler)
        pipe.scheduler = kind.from_config(pipe.scheduler.config, **model.run.scheduler_options)


def _fold(pipe: Any, part: Part) -> None:
    """Add a LoRA's weights to the networks for good, which costs nothing at each step."""
    pipe.load_lora_weights(folder(part), weight_name=part.files[0].path, local_files_only=True)
    pipe.fuse_lora()
    pipe.unload_lora_weights()
