"""Stable Diffusion XL: text to image, img2img and inpainting, with a union ControlNet where the model has one."""

from typing import Any, ClassVar

from pipelines.diffusion.adapters.pipeline import PipelinePainter, mask_image, pil
from pipelines.diffusion.long_prompt import sdxl_embeddings
from pipelines.diffusion.painting import Condition, Control, Request, Traits
from pipelines.diffusion.registry import Model

_MODES: dict[Control, int] = {"pose": 0, "depth": 1, "canny": 3, "lineart": 3}
"""Control types of xinsir's union ControlNet, by its model card: 0 pose, 1 depth, 2 soft edge, 3 hard edge, …"""
_KINDS = {(False, False): "", (True, False): "Img2Img", (True, True): "Inpaint"}  # by init and mask


class SDXL(PipelinePainter):
    """SDXL and what was distilled from it."""

    drives = ("StableDiffusionXLPipeline",)
    networks: ClassVar[tuple[str, ...]] = ("unet", "text_encoder_2")

    @classmethod
    def described(cls, model: Model) -> Traits:
        """With a ControlNet it can be steered."""
        plain: frozenset[Condition] = frozenset({"init", "mask", "negative"})
        if any(part.kind == "controlnet" for part in model.parts):
            return Traits(plain | {"control"}, multiple=8, latent=8, controls=frozenset(_MODES))
        return Traits(plain, multiple=8, latent=8)

    def _asked(self, request: Request) -> tuple[Any, dict[str, Any]]:
        kind = _KINDS[request.init is not None, request.mask is not None]
        wanted: dict[str, Any] = {"width": request.size[0], "height": request.size[1]}
        if request.init is not None:
            wanted |= {"image": pil(request.init), "strength": request.strength}
        if request.mask is not None:
            wanted["mask_image"] = mask_image(request)
        view = f"StableDiffusionXL{'ControlNetUnion' if request.control else ''}{kind}Pipeline"
        if request.control:
            wanted |= {
                "control_image": [pil(picture) for picture in request.control.values()],
                "control_mode": [_MODES[control] for control in request.control],
                "controlnet_conditioning_scale": request.control_scale,
            }
        pipe = self.view(view, **({"controlnet": self.extra["controlnet"]} if request.control else {}))
        return pipe, {**wanted, "guidance_scale": request.guidance}

    def _late(self, view: Any, request: Request) -> dict[str, Any]:
        return sdxl_embeddings(view, request.prompt, request.negative if request.guidance > 1 else None)

    def _grid(self, latents: Any, request: Request) -> Any:
        return latents / self.pipe.vae.config.scaling_factor
