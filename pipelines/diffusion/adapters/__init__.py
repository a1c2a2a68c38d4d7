"""One file a family of pipelines: what it takes, how it is asked, how its latents become pictures."""

from pipelines.core.errors import UserError
from pipelines.diffusion.adapters.flux2_klein import Flux2Klein
from pipelines.diffusion.adapters.ic_light import ICLight
from pipelines.diffusion.adapters.pipeline import PipelinePainter
from pipelines.diffusion.adapters.qwen_edit import QwenEdit
from pipelines.diffusion.adapters.sdxl import SDXL
from pipelines.diffusion.adapters.z_image import ZImage
from pipelines.diffusion.painting import Traits
from pipelines.diffusion.registry import Model

ADAPTERS: dict[str, type[PipelinePainter]] = {
    name: adapter for adapter in (Flux2Klein, ICLight, QwenEdit, SDXL, ZImage) for name in adapter.drives
}
"""Every adapter by the names of the pipeline classes that it drives."""


def adapter_of(pipeline: str) -> type[PipelinePainter]:
    """The adapter for a pipeline class, by its name. Raises UserError where there is none."""
    if pipeline not in ADAPTERS:
        raise UserError(f"No adapter drives {pipeline}; the models that can paint load one of {', '.join(ADAPTERS)}.")
    return ADAPTERS[pipeline]


def traits_of(model: Model) -> Traits:
    """What a model takes, without loading it. Raises UserError where no adapter drives it."""
    return adapter_of(model.loads.rpartition(".")[2]).described(model)
