"""What has to be settled before torch's relatives are imported: no network, and torchvision beside a CPU-only torch."""

import importlib.util
import logging
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.diffusion.store import MissingModel

_NEEDED = ("torch", "torchvision", "diffusers", "transformers", "accelerate", "safetensors")


def absent() -> tuple[str, ...]:
    """The packages of the AI engine that are not installed; nothing is imported to find out."""
    return tuple(name for name in _NEEDED if importlib.util.find_spec(name) is None)


@cache
def ready() -> None:
    """Call before importing diffusers, transformers, torchvision, spandrel or controlnet_aux.

    From here on the hub's client stays off the network: weights are fetched by `download` alone. Raises MissingModel
    where the packages are not installed.
    """
    if missing := absent():
        names = ", ".join(missing)
        raise MissingModel(f"Packages of the AI engine are not installed ({names}); pip install -r requirements.txt")
    from huggingface_hub import constants

    constants.HF_HUB_OFFLINE = True  # not in the environment, where it would say that the seller wants no downloads
    warnings.filterwarnings("ignore", module=r"controlnet_aux|timm|transformers")
    logging.getLogger("diffusers").setLevel(logging.ERROR)
    logging.getLogger("transformers").setLevel(logging.ERROR)
    _declare_torchvision_operators()


@cache
def _declare_torchvision_operators() -> Any:
    """torchvision's wheel is built for CUDA: beside a CPU-only torch its operators do not load, and importing it fails
    because it describes operators that are not there. Declared by name alone they do; nobody here calls them.

    Returns what must stay alive, or None where the real ones load.
    """
    import torch

    spec = importlib.util.find_spec("torchvision")
    folder = Path(str(spec.origin)).parent if spec else Path()
    for library in folder.glob("_C*"):
        try:
            torch.ops.load_library(str(library))
            return None
        except OSError:
            break
    declared = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        declared.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return declared
