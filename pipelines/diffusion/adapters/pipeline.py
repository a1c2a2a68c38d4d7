"""What the adapters of diffusers' pipelines share: one set of networks, several pipelines over it, a step at a time."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import cv2
import numpy as np
from PIL import Image

from pipelines.core.colour import Bytes
from pipelines.core.errors import UserError
from pipelines.diffusion.painting import Painter, Request, Traits, Watch, unwatched
from pipelines.diffusion.registry import Model

_CHART = 256  # px: side of the colour chart from which sketches learn what a latent's colour is


class PipelinePainter(Painter):
    """A diffusers pipeline and its relatives over the same networks.

    `extra` are networks that only some of them use, such as a ControlNet; `place` puts a pipeline where it is to run.
    """

    drives: ClassVar[tuple[str, ...]]  # names of the pipeline classes in whose form the weights are kept
    networks: ClassVar[tuple[str, ...]]  # the pipeline's parts that hold nearly all of its weights, the largest first

    def __init__(
        self,
        pipe: Any,
        traits: Traits,
        extra: Mapping[str, Any] | None = None,
        place: Callable[[Any], None] | None = None,
    ) -> None:
        self.pipe = pipe
        self.traits = traits
        self.extra = dict(extra or {})
        self.place = place or (lambda pipe: None)
        self._views: dict[str, Any] = {}
        self._placed: Any = None
        self._colours: Any = None
        self._looked_over()

    @classmethod
    @abstractmethod
    def described(cls, model: Model) -> Traits:
        """What a model of this family takes, by what it is made of."""

    def paint(self, request: Request, watch: Watch = unwatched) -> Bytes:
        """The picture, (H, W, 3) of the request's size. Raises UserError for what this painter does not take."""
        import torch

        self.traits.refuse(request)
        view, arguments = self._asked(request)
        self._run_on(view)
        arguments |= self._late(view, request)

        def after(pipe: Any, index: int, _: Any, values: dict[str, Any]) -> dict[str, Any]:
            watch(index + 1, pipe.num_timesteps, lambda: self._sketch(values["latents"], request))
            return values

        try:
            made = view(
                **arguments, num_inference_steps=request.steps, output_type="np", callback_on_step_end=after,
                generator=torch.Generator("cpu").manual_seed(request.seed),
            )  # fmt: skip
        finally:
            view.maybe_free_model_hooks()
        picture = np.asarray(made.images[0])
        if not np.isfinite(picture).all():
            raise UserError("The model's numbers overflowed, so its picture would be black; choose another model.")
        return sized(to_bytes(picture), request.size)

    def roundtrip(self, picture: Bytes) -> Bytes:
        """The picture through the VAE and back."""
        import torch

        self._run_on(self._placed or self.pipe)
        with torch.no_grad():
            return from_tensor(self._decoded(self._encoded(self._tensor(picture))))

    def move(self, place: Callable[[Any], None]) -> None:
        """Run elsewhere from now on."""
        self.place, self._placed = place, None

    def view(self, name: str, **parts: Any) -> Any:
        """A pipeline of that class over the same networks."""
        import diffusers

        if type(self.pipe).__name__ == name and not parts:
            return self.pipe
        if name not in self._views:
            known = self._parts_of(getattr(diffusers, name))
            self._views[name] = getattr(diffusers, name)(**known, **parts)
            self._views[name].set_progress_bar_config(disable=True)
        return self._views[name]

    def _parts_of(self, kind: Any) -> dict[str, Any]:
        """What this painter's pipeline has of what a pipeline class is made of."""
        expected, optional = kind._get_signature_keys(kind)
        have = {**self.pipe.components, **{k: v for k, v in self.pipe.config.items() if k in optional}}
        return {name: have[name] for name in (*expected, *optional) if name in have}

    def _run_on(self, view: Any) -> None:
        """Put a pipeline where it runs, and learn once what colours its latents have."""
        if view is not self._placed:
            self.place(view)
            self._placed = view
        if self._colours is None:
            self._colours = self._learnt()

    def _looked_over(self) -> None:
        """What a family finds out about its networks once they are loaded."""

    @abstractmethod
    def _asked(self, request: Request) -> tuple[Any, dict[str, Any]]:
        """The pipeline for a request, and what it is called with beside steps, generator and callback."""

    def _late(self, view: Any, request: Request) -> dict[str, Any]:
        """What a call is given besides, found with networks that have been placed."""
        return {}

    @abstractmethod
    def _grid(self, latents: Any, request: Request) -> Any:
        """A pipeline's latents during denoising as (1, C, h, w), fit for `_decoded`."""

    def _encoded(self, picture: Any) -> Any:
        """(1, 3, H, W) in −1…1 → latents (1, C, h, w), straight from the VAE."""
        return self.pipe.vae.encode(picture).latent_dist.mode()

    def _decoded(self, latents: Any) -> Any:
        """Latents as `_encoded` gives them → (1, 3, H, W) in −1…1."""
        return self.pipe.vae.decode(latents, return_dict=False)[0]

    def _learnt(self) -> Any:
        """Linear map (C + 1, 3) from a latent pixel to its sRGB in −1…1, by least squares over a colour chart.

        It shows the picture so far without the VAE, which would have to be fetched between two steps.
        """
        import torch

        with torch.no_grad():
            colours = self._tensor(chart(_CHART))
            latents = self._encoded(colours)[0].float()
            wanted = torch.nn.functional.interpolate(colours.float(), latents.shape[1:], mode="area")
            rows = torch.cat([latents.flatten(1).T, torch.ones_like(latents[:1]).flatten(1).T], 1)
            return torch.linalg.lstsq(rows.cpu(), wanted[0].flatten(1).T.cpu()).solution

    def _sketch(self, latents: Any, request: Request) -> Bytes:
        """The picture so far, a pixel for each of the VAE's latent pixels."""
        import torch

        with torch.no_grad():
            grid = self._grid(latents, request)[0].float().cpu()
            seen = torch.einsum("chw,cr->rhw", grid, self._colours[:-1]) + self._colours[-1][:, None, None]
            return from_tensor(seen[None])

    def _tensor(self, picture: Bytes) -> Any:
        return to_tensor(picture, self.pipe._execution_device, self.pipe.vae.dtype)


def chart(side: int) -> Bytes:
    """Every hue from pale to dark, and greys: 8-bit sRGB (side, side, 3)."""
    rows, columns = np.mgrid[0:side, 0:side] / side
    hsv = np.stack([columns * 180, np.where(rows < 0.8, 60 + 180 * (rows * 5 % 1), 0), 255 - 220 * rows], -1)
    return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB)


def sized(picture: Bytes, size: tuple[int, int]) -> Bytes:
    """The picture at (width, height) px; some pipelines choose a size of their own nearby."""
    return picture if picture.shape[1::-1] == size else cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)


def to_tensor(picture: Bytes, device: Any, dtype: Any) -> Any:
    """8-bit sRGB (H, W, 3) → (1, 3, H, W) in −1…1."""
    import torch

    return (torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1).to(device, dtype)


def from_tensor(tensor: Any) -> Bytes:
    """(1, 3, H, W) in −1…1 → 8-bit sRGB (H, W, 3)."""
    return to_bytes((tensor[0].float() / 2 + 0.5).permute(1, 2, 0).cpu().numpy())


def to_bytes(picture: Any) -> Bytes:
    """0–1 (H, W, 3) → 8-bit; what is not a number becomes black."""
    return np.rint(np.clip(np.nan_to_num(picture, nan=0.0), 0, 1) * 255).astype(np.uint8)


def pil(picture: Bytes) -> Image.Image:
    """The picture as the pipelines take it."""
    return Image.fromarray(picture)


def mask_image(request: Request) -> Image.Image:
    """The request's mask as 8-bit grey: white is painted, which everything is where there is no mask."""
    if request.mask is None:
        return Image.new("L", request.size, 255)
    return Image.fromarray(np.rint(np.clip(request.mask, 0, 1) * 255).astype(np.uint8))
