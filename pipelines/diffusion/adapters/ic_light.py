"""IC-Light: a product in new light, from its picture on grey (fc) or from that and a background (fbc).

Its weights are differences to Stable Diffusion 1.5's UNet, whose first convolution is widened for the pictures that it
looks at: four more channels each (github.com/lllyasviel/IC-Light).
"""

from pathlib import Path
from typing import Any, ClassVar

from pipelines.diffusion.adapters.pipeline import PipelinePainter, pil, sized
from pipelines.diffusion.painting import Condition, Request, Traits
from pipelines.diffusion.registry import Model

_LATENT_CHANNELS = 4


class ICLight(PipelinePainter):
    """Stable Diffusion 1.5 that sees the product (and the background) beside its own latents."""

    drives = ("StableDiffusionPipeline",)
    networks: ClassVar[tuple[str, ...]] = ("unet", "text_encoder")

    @classmethod
    def described(cls, model: Model) -> Traits:
        """The file whose name ends in fbc looks at the product and the background, the one in fc at the product."""
        weights = [file.path for part in model.parts if part.kind == "weights" for file in part.files]
        pictures = 2 if any("fbc" in path for path in weights) else 1
        takes: frozenset[Condition] = frozenset({"init", "references", "negative"})
        return Traits(takes, multiple=8, latent=8, most_references=pictures)

    def _looked_over(self) -> None:
        self._seen: Any = None
        self.pipe.unet.register_forward_pre_hook(self._beside, with_kwargs=True)

    @classmethod
    def merge(cls, pipe: Any, weights: Path) -> None:
        """Add the differences in a safetensors file to the pipeline's UNet."""
        import torch
        from safetensors.torch import load_file

        changes, unet = load_file(weights), pipe.unet
        wide, narrow = changes["conv_in.weight"].shape[1], unet.conv_in
        conv = torch.nn.Conv2d(wide, narrow.out_channels, narrow.kernel_size, narrow.stride, narrow.padding)
        with torch.no_grad():
            conv.weight.zero_()
            conv.weight[:, : narrow.in_channels] = narrow.weight
            conv.bias.copy_(narrow.bias)
        unet.conv_in = conv.to(narrow.weight)
        own = unet.state_dict()
        unet.load_state_dict({name: value + changes[name].to(value) for name, value in own.items()})

    def _asked(self, request: Request) -> tuple[Any, dict[str, Any]]:
        wanted: dict[str, Any] = {
            "prompt": request.prompt, "negative_prompt": request.negative, "guidance_scale": request.guidance,
        }  # fmt: skip
        if request.init is None:
            return self.pipe, {**wanted, "width": request.size[0], "height": request.size[1]}
        view = self.view("StableDiffusionImg2ImgPipeline")
        return view, {**wanted, "image": pil(request.init), "strength": request.strength}

    def _late(self, view: Any, request: Request) -> dict[str, Any]:
        import torch

        factor = self.pipe.vae.config.scaling_factor
        with torch.no_grad():
            seen = [self._encoded(self._tensor(sized(one, request.size))) for one in request.references]
        self._seen = torch.cat(seen, 1) * factor if seen else None
        return {}

    def _beside(self, unet: Any, given: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The UNet's input with what it looks at; grey nothing where it is shown nothing."""
        import torch

        latents, *others = given
        if self._seen is None:
            room = self.traits.most_references * _LATENT_CHANNELS
            seen = latents.new_zeros(latents.shape[0], room, *latents.shape[2:])
        else:
            seen = self._seen.to(latents).repeat(latents.shape[0], 1, 1, 1)
        return (torch.cat([latents, seen], 1), *others), named

    def _grid(self, latents: Any, request: Request) -> Any:
        return latents / self.pipe.vae.config.scaling_factor
