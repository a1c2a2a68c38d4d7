"""What is asked of a generative model, and how each answers: requests, and painters that describe themselves."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isqrt
from typing import Literal

from pipelines.core.colour import Bytes, Floats
from pipelines.core.errors import UserError

Condition = Literal["init", "mask", "control", "references", "negative"]
Control = Literal["depth", "canny", "lineart", "pose"]


@dataclass(frozen=True, eq=False)
class Request:
    """One picture to be painted. All pictures are 8-bit sRGB (H, W, 3)."""

    prompt: str
    size: tuple[int, int]  # width, height in px: multiples of the model's `multiple`
    steps: int  # of the whole schedule; with an init about strength × steps are done
    guidance: float  # guidance scale
    seed: int
    negative: str = ""
    init: Bytes | None = None  # of `size`: what the painting starts from
    strength: float = 1.0  # denoising strength: 0 keeps the init, 1 forgets it
    mask: Floats | None = None  # (H, W) 0–1, of `size`: 1 is painted, 0 stays the init
    control: Mapping[Control, Bytes] = field(default_factory=dict)  # of `size`
    control_scale: float = 0.6  # how strictly the controls are kept to
    references: tuple[Bytes, ...] = ()  # of any size, the product first


Drawing = Callable[[], Bytes]
Watch = Callable[[int, int, Drawing], None]
"""Called after each step with its number from 1, how many there are, and what draws the picture so far, small.

Raises `Cancelled` to stop the painting after that step.
"""


def unwatched(step: int, steps: int, draw: Drawing) -> None:
    """Watch nothing."""


@dataclass(frozen=True)
class Traits:
    """What a model takes. Known before it is loaded; nobody who uses it asks for its name."""

    takes: frozenset[Condition]
    multiple: int  # px: width and height must be multiples of it
    latent: int  # px: side of what one latent pixel (or token) covers
    controls: frozenset[Control] = frozenset()
    most_references: int = 0
    most_pixels: int = 2048 * 2048
    needs_picture: bool = False  # an init or a reference: words alone do not do
    either: bool = False  # an init or references, not both

    def side(self, wanted: int) -> int:
        """Square root of the area to paint at, in px, where the model was trained on `wanted`."""
        return min(wanted, isqrt(self.most_pixels))

    def refuse(self, request: Request) -> None:
        """Raise UserError for what the model does not take, ValueError for a size that it cannot have."""
        asked: dict[Condition, bool] = {
            "init": request.init is not None, "mask": request.mask is not None, "control": bool(request.control),
            "references": bool(request.references),
        }  # fmt: skip
        foreign: list[str] = [name for name, wanted in asked.items() if wanted and name not in self.takes]
        foreign += [kind for kind in request.control if kind not in self.controls]
        if len(request.references) > self.most_references > 0:
            foreign.append(f"more than {self.most_references} references")
        if self.either and request.init is not None and request.references:
            foreign.append("references beside a scene")
        if foreign:
            raise UserError(f"This model does not take {', '.join(foreign)}; leave it out, or choose another model.")
        if self.needs_picture and request.init is None and not request.references:
            raise UserError("This model changes pictures and draws none from words alone; give it a reference.")
        if any(side % self.multiple for side in request.size):
            raise ValueError(f"width and height must be multiples of {self.multiple}, not {request.size}")


class Painter(ABC):
    """A loaded model."""

    traits: Traits

    @abstractmethod
    def paint(self, request: Request, watch: Watch = unwatched) -> Bytes:
        """The picture, (H, W, 3) of the request's size. Raises UserError for what the model does not take."""

    @abstractmethod
    def roundtrip(self, picture: Bytes) -> Bytes:
        """The picture through the VAE and back, with nothing painted: what the VAE alone changes."""
