"""What to do when memory runs out: decode in tiles, keep networks in main memory, paint smaller; and say so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import cv2
import numpy as np

from pipelines.core.colour import Bytes
from pipelines.core.errors import UserError
from pipelines.diffusion.adapters.pipeline import PipelinePainter, sized
from pipelines.diffusion.painting import Control, Request, Watch

Place = Callable[[Any], None]
OFFLOADS = ("none", "model", "layers")
_SHRINK = 0.75  # of each side
_SMALLEST = 448  # px: below this no model that is offered paints anything of use


def placing(device: str, offload: str) -> Place:
    """How a pipeline is put on a device. `offload`: nothing, whole networks, or single layers wait in main memory."""

    def place(pipe: Any) -> None:
        if device == "cpu" or offload == "none":
            pipe.to(device)
        elif offload == "model":
            pipe.enable_model_cpu_offload(device=device)
        else:
            pipe.enable_sequential_cpu_offload(device=device)

    return place


@dataclass(frozen=True)
class Measure:
    """Something that saves memory and costs time."""

    said: str
    take: Callable[[], None]


def measures(painter: PipelinePainter, device: str, offload: str) -> list[Measure]:
    """What is left to do for a painter on a device, the cheapest first."""
    left = [Measure("decoding in tiles", painter.pipe.vae.enable_tiling)]
    if device != "cpu":
        said = {"model": "with its networks waiting in main memory", "layers": "with its layers waiting in main memory"}
        later = OFFLOADS[OFFLOADS.index(offload) + 1 :]
        left += [Measure(said[one], partial(painter.move, placing(device, one))) for one in later]
    return left


def sparing(
    painter: PipelinePainter, request: Request, watch: Watch, spare: list[Measure]
) -> tuple[Bytes, tuple[str, ...]]:
    """Paint; where memory runs out take the next of the `spare` measures, which stays taken, or paint smaller.

    Returns the picture, of the request's size even where it was painted smaller, and what the seller must know.
    Raises UserError where nothing is left to try, or the model fails for another reason.
    """
    size, taken = request.size, list[str]()
    while True:
        try:
            picture = sized(painter.paint(request, watch), size)
            return picture, (f"Memory ran short, so the model worked {', '.join(taken)}.",) if taken else ()
        except (RuntimeError, MemoryError, ValueError) as error:
            if not ran_out(error):
                why = " ".join(str(error).split())[:200]
                raise UserError(f"The model could not paint this ({why}); try other settings or a model.") from error
        release()
        if spare:
            measure = spare.pop(0)
            measure.take()
            taken.append(measure.said)
        elif min(request.size) * _SHRINK >= _SMALLEST:
            request = smaller(request, painter.traits.multiple)
            taken = [*(t for t in taken if not t.startswith("at ")), "at {} × {} px".format(*request.size)]
        else:
            raise UserError(
                f"The memory does not suffice for this model to paint {size[0]} × {size[1]} px, whatever is spared; "
                "choose a smaller model, or close other programs."
            )


def ran_out(error: BaseException) -> bool:
    """Whether memory is what an error is about; torch's CPU allocator has no class of its own for it."""
    import torch

    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return any(words in str(error).lower() for words in ("allocate memory", "out of memory"))


def release() -> None:
    """Give back what is free to the device and to the system."""
    import ctypes
    import gc
    import sys

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)  # glibc keeps freed pages otherwise


def smaller(request: Request, multiple: int) -> Request:
    """The same request at three quarters of each side."""
    width, height = (max(multiple, round(side * _SHRINK / multiple) * multiple) for side in request.size)

    def fit(picture: Any) -> Any:
        return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)

    controls: Mapping[Control, Bytes] = {kind: fit(picture) for kind, picture in request.control.items()}
    return replace(
        request, size=(width, height), control=controls,
        init=None if request.init is None else fit(request.init),
        mask=None if request.mask is None else np.clip(fit(request.mask), 0, 1),
    )  # fmt: skip
