"""Qwen-Image-Edit: inpainting over an init, and new pictures from up to three references."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar

from pipelines.core.colour import Bytes
from pipelines.diffusion.adapters.pipeline import PipelinePainter, mask_image, pil
from pipelines.diffusion.painting import Request, Traits, Watch, unwatched
from pipelines.diffusion.registry import Model

_TOKEN = 16  # px


class QwenEdit(PipelinePainter):
    """A flow-matching transformer whose text encoder sees the references as well."""

    drives = ("QwenImageEditPlusPipeline",)
    networks: ClassVar[tuple[str, ...]] = ("transformer", "text_encoder")

    @classmethod
    def described(cls, model: Model) -> Traits:
        """Two VAE pixels of 8 are packed into a token; its pipelines work at a megapixel."""
        return Traits(
            frozenset({"init", "mask", "references", "negative"}), multiple=32, latent=_TOKEN, most_references=3,
            most_pixels=1024 * 1024, needs_picture=True, either=True,
        )  # fmt: skip

    def paint(self, request: Request, watch: Watch = unwatched) -> Bytes:
        """The picture. The pipelines bring every picture to one area of their own; here that is the request's."""
        from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_inpaint as inpaint
        from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus as plus

        width, height = request.size
        with (
            _meanwhile(inpaint, "calculate_dimensions", lambda area, ratio: (width, height, None)),
            _meanwhile(plus, "VAE_IMAGE_SIZE", width * height),
        ):
            return super().paint(request, watch)

    def _asked(self, request: Request) -> tuple[Any, dict[str, Any]]:
        wanted: dict[str, Any] = {"prompt": request.prompt, "true_cfg_scale": request.guidance}
        if request.guidance > 1:
            wanted["negative_prompt"] = request.negative or " "
        if request.init is None:
            size = {"width": request.size[0], "height": request.size[1]}
            return self.pipe, {**wanted, **size, "image": [pil(picture) for picture in request.references]}
        wanted |= {"image": pil(request.init), "mask_image": mask_image(request), "strength": request.strength}
        return self.view("QwenImageEditInpaintPipeline"), wanted

    def _encoded(self, picture: Any) -> Any:
        return super()._encoded(picture[:, :, None])[:, :, 0]

    def _decoded(self, latents: Any) -> Any:
        return super()._decoded(latents[:, :, None])[:, :, 0]

    def _grid(self, latents: Any, request: Request) -> Any:
        import torch

        config = self.pipe.vae.config
        width, height = (side // _TOKEN for side in request.size)
        grid = latents.view(1, height, width, -1, 2, 2).permute(0, 3, 1, 4, 2, 5)
        grid = grid.reshape(1, -1, 2 * height, 2 * width)
        mean, std = (torch.tensor(row).view(1, -1, 1, 1).to(grid) for row in (config.latents_mean, config.latents_std))
        return grid * std + mean


@contextmanager
def _meanwhile(module: ModuleType, name: str, value: Any) -> Iterator[None]:
    """A module's constant with another value, while one model is used, as ever by one job at a time."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
