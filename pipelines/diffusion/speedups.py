"""What makes a loaded model faster at no cost to its pictures, where it pays."""

import os

from pipelines.diffusion.adapters.pipeline import PipelinePainter
from pipelines.diffusion.machine import Machine
from pipelines.diffusion.registry import Fit
from pipelines.diffusion.space import may_compile


def speed_up(painter: PipelinePainter, here: Machine, fit: Fit) -> None:
    """Lay convolutions out as a GPU likes them, and compile where the seller asked for it.

    Compiling takes a minute before the first picture and pays from a dozen pictures on: PACKSHOT_COMPILE=1 asks for it.
    """
    import torch

    denoiser = getattr(painter.pipe, painter.networks[0])
    if here.device == "cuda":
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = True
        for network in (denoiser, painter.pipe.vae):
            if all(weights.dim() != 5 for weights in network.parameters()):
                network.to(memory_format=torch.channels_last)
    if os.environ.get("PACKSHOT_COMPILE") == "1" and may_compile() and fit.offload == "none":
        denoiser.compile(**({"mode": "max-autotune-no-cudagraphs", "dynamic": False} if here.device == "cuda" else {}))
