"""What this machine is to a model: its device, the memory that a model may take there, and the numbers it counts in."""

import os
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipelines.core.errors import UserError
from pipelines.diffusion.imports import ready
from pipelines.diffusion.main_memory import main_memory
from pipelines.diffusion.profile import speed
from pipelines.diffusion.registry import TIERS, Fit, Model, Tier
from pipelines.diffusion.space import before_torch, studio_only
from pipelines.diffusion.store import MissingModel

Device = Literal["cuda", "mps", "xpu", "cpu"]
DType = Literal["float32", "bfloat16", "float16"]
GIB = 2**30
_SOLD = (2, 3, 4, 5, 6, 8, 10, 11, 12, 16, 20, 24, 32, 40, 48, 64, 80)
"""GiB of memory that GPUs, and parts of them, are sold with."""
_LEFT = 0.9  # of what is on the label is reported at least: 14.6 of 16 GiB on a T4, 22.1 of 24 on an L4, 44.4 of 48
_WORTH_IT = 1.2  # bfloat16 on a CPU: faster by less may be chance


@dataclass(frozen=True)
class Machine:
    """The device that models run on, and what is to be said of it."""

    device: Device
    name: str
    memory: int  # bytes: the GPU's, else the main memory that this process may take
    dtype: DType  # that models are held and counted in where nothing demands another
    why_cpu: str | None = None  # a sentence, where no GPU is used
    why_no_models: str | None = None  # a sentence, where the studio engine makes all pictures

    @property
    def tier(self) -> Tier:
        """The registry's column for this machine."""
        return "cpu" if self.device == "cpu" else tier_of(self.memory)

    def counts(self, fit: Fit) -> DType:
        """The numbers in which a model is held here: its fit's, but none that the device has to emulate."""
        if self.device == "cpu":
            return "float32" if fit.dtype == "float16" else fit.dtype
        return "float16" if (fit.dtype, self.dtype) == ("bfloat16", "float16") else fit.dtype

    def free(self) -> int:
        """Bytes that a model could take now, with what this process holds for itself but does not use."""
        if self.device == "cpu":
            return main_memory()[1]
        import torch

        if self.device == "mps":
            return min(self.memory - int(torch.mps.current_allocated_memory()), main_memory()[1])
        backend: Any = getattr(torch, self.device)
        return int(backend.mem_get_info()[0] + backend.memory_reserved() - backend.memory_allocated())


@cache
def machine() -> Machine:
    """This machine. Its first call imports torch and, once for each machine, measures it for at most about 2 s.

    PACKSHOT_DEVICE=cpu leaves a GPU alone. Raises UserError where that variable says anything else.
    """
    asked = os.environ.get("PACKSHOT_DEVICE", "").strip().lower()
    if asked not in ("", "auto", "cpu"):
        raise UserError(f"PACKSHOT_DEVICE is “{asked[:40]}”; set it to cpu, or leave it out to use the GPU.")
    before_torch()
    name, memory = processor(), main_memory()[0]
    try:
        ready()
    except MissingModel as error:
        return Machine("cpu", name, memory, "float32", why_no_models=str(error))
    if asked == "cpu":
        return _processor(name, memory, "PACKSHOT_DEVICE asks for the processor, so the GPU is left alone.")
    try:
        found = _gpu()
    except RuntimeError as error:  # a driver that is there but does not answer
        why = " ".join(str(error).split()).rstrip(".")[:200]
        return _processor(name, memory, f"The GPU could not be used ({why}); the processor is used instead.")
    if found is None:
        return _processor(name, memory, "No GPU was found; the processor is used.")
    if found.tier == "cpu":
        few = f"The GPU {found.name} has {found.memory / GIB:.1f} GB of memory, too little for any model (6 GB)"
        return _processor(name, memory, f"{few}; the processor is used instead.")
    return found


def tier_of(memory: int) -> Tier:
    """The tier of a GPU that reports so many bytes: by the size it was sold under, of which a part is never reported.

    A GPU of less than 6 GB is in the tier `cpu`.
    """
    gib = memory / GIB
    above = next((sold for sold in _SOLD if sold >= gib), None)
    label = above if above and above * _LEFT <= gib else max((sold for sold in _SOLD if sold <= gib), default=0)
    return max((tier for tier in TIERS if _gigabytes(tier) <= label), key=_gigabytes)


def tiers_for(model: Model, here: Machine) -> tuple[Tier, ...]:
    """The tiers in whose way a model could be held on a machine, the roomiest first; none where it cannot."""
    if here.tier == "cpu":
        return ("cpu",) if "cpu" in model.fits else ()
    smaller = TIERS[1 : TIERS.index(here.tier) + 1]
    return tuple(tier for tier in reversed(smaller) if tier in model.fits)


def processor() -> str:
    """The processor's name and its number of threads."""
    try:
        rows = (row.partition(":") for row in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines())
        name = next((value.strip() for key, _, value in rows if key.strip() == "model name"), "")
    except OSError:
        name = platform.processor()
    return f"{name or platform.machine() or 'processor'}, {os.cpu_count()} threads"


def _processor(name: str, memory: int, why: str) -> Machine:
    idle = studio_only()
    half = not idle and speed("cpu", name, "bfloat16").tflops > _WORTH_IT * speed("cpu", name, "float32").tflops
    return Machine("cpu", name, memory, "bfloat16" if half else "float32", why, idle)


def _gpu() -> Machine | None:
    import torch

    if torch.cuda.is_available():
        seen = torch.cuda.get_device_properties(torch.cuda.current_device())
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return Machine("cuda", seen.name, seen.total_memory, "bfloat16" if native else "float16")
    if torch.xpu.is_available():
        seen = torch.xpu.get_device_properties()
        native = torch.xpu.is_bf16_supported(including_emulation=False)
        return Machine("xpu", seen.name, seen.total_memory, "bfloat16" if native else "float16")
    if torch.backends.mps.is_available():
        native = torch.backends.mps.is_macos_or_newer(14, 0)
        most = int(torch.mps.recommended_max_memory())
        return Machine("mps", f"Apple {platform.machine()}", most, "bfloat16" if native else "float16")
    return None


def _gigabytes(tier: Tier) -> int:
    return 0 if tier == "cpu" else int(tier.removesuffix("gb"))
