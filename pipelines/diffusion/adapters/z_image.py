"""Z-Image: text to image, img2img and inpainting by a small flow-matching transformer."""

from typing import Any, ClassVar

from pipelines.diffusion.adapters.pipeline import PipelinePainter, mask_image, pil
from pipelines.diffusion.painting import Request, Traits
from pipelines.diffusion.registry import Model

_KINDS = {(False, False): "", (True, False): "Img2Img", (True, True): "Inpaint"}  # by init and mask


class ZImage(PipelinePainter):
    """A single-stream transformer over text and image tokens."""

    drives = ("ZImagePipeline",)
    networks: ClassVar[tuple[str, ...]] = ("transformer", "text_encoder")

    @classmethod
    def described(cls, model: Model) -> Traits:
        """Two VAE pixels of 8 make a token."""
        return Traits(frozenset({"init", "mask", "negative"}), multiple=16, latent=16)

    def _asked(self, request: Request) -> tuple[Any, dict[str, Any]]:
        wanted: dict[str, Any] = {
            "prompt": request.prompt, "guidance_scale": request.guidance,
            "width": request.size[0], "height": request.size[1],
        }  # fmt: skip
        if request.guidance > 1:
            wanted["negative_prompt"] = request.negative
        if request.init is not None:
            wanted |= {"image": pil(request.init), "strength": request.strength}
        if request.mask is not None:
            wanted["mask_image"] = mask_image(request)
        return self.view(f"ZImage{_KINDS[request.init is not None, request.mask is not None]}Pipeline"), wanted

    def _grid(self, latents: Any, request: Request) -> Any:
        config = self.pipe.vae.config
        return latents / config.scaling_factor + config.shift_factor
