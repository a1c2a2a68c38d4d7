"""FLUX.2 klein: inpainting over an init, and new pictures from several references; four steps, no negative prompt."""

from typing import Any, ClassVar

from pipelines.diffusion.adapters.pipeline import PipelinePainter, mask_image, pil
from pipelines.diffusion.painting import Request, Traits
from pipelines.diffusion.registry import Model

_TOKEN = 16  # px


class Flux2Klein(PipelinePainter):
    """A distilled flow-matching transformer that sees its references as further tokens."""

    drives = ("Flux2KleinPipeline",)
    networks: ClassVar[tuple[str, ...]] = ("transformer", "text_encoder")

    @classmethod
    def described(cls, model: Model) -> Traits:
        """Two VAE pixels of 8 are packed into a token, and the inpainting pipeline reduces what is over a megapixel."""
        return Traits(
            frozenset({"init", "mask", "references"}), multiple=16, latent=_TOKEN, most_references=4,
            most_pixels=1024 * 1024,
        )  # fmt: skip

    def _asked(self, request: Request) -> tuple[Any, dict[str, Any]]:
        wanted: dict[str, Any] = {
            "prompt": request.prompt, "guidance_scale": request.guidance,
            "width": request.size[0], "height": request.size[1],
        }  # fmt: skip
        references = [pil(picture) for picture in request.references]
        if request.init is None:
            return self.pipe, {**wanted, "image": references or None}
        wanted |= {"image": pil(request.init), "mask_image": mask_image(request), "strength": request.strength}
        if references:
            wanted["image_reference"] = references[0]
        return self.view("Flux2KleinInpaintPipeline"), wanted

    def _grid(self, latents: Any, request: Request) -> Any:
        vae = self.pipe.vae
        width, height = (side // _TOKEN for side in request.size)
        tokens = latents.permute(0, 2, 1).reshape(1, -1, height, width)
        mean, var = (moment.view(1, -1, 1, 1).to(tokens) for moment in (vae.bn.running_mean, vae.bn.running_var))
        return self.pipe._unpatchify_latents(tokens * (var + vae.config.batch_norm_eps).sqrt() + mean)
