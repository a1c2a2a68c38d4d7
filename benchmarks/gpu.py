"""On a GPU: the real architectures with random weights against plain diffusers, and each tier's peak memory.

`python -m benchmarks.gpu [ids]` needs a GPU, no weights and no network; `--count` needs neither GPU nor memory, and
holds the architectures' sizes against the registry's files.
"""

import os
import statistics
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.architectures import BUILT, build
from pipelines.diffusion.adapters import adapter_of
from pipelines.diffusion.adapters.pipeline import PipelinePainter
from pipelines.diffusion.imports import ready
from pipelines.diffusion.machine import machine
from pipelines.diffusion.memory import placing, release
from pipelines.diffusion.painting import Request
from pipelines.diffusion.registry import Fit, Model
from pipelines.diffusion.speedups import speed_up
from pipelines.diffusion.store import model_of

SIDE, STEPS, ROUNDS = 1024, 8, 5
_NEAR = 0.01  # by which a file may differ from its network: headers


def request(painter: PipelinePainter, steps: int) -> Request:
    """Everything that the model takes, at 1024²; half of the steps are done over the init."""
    noise = np.random.default_rng(0).integers(0, 256, (SIDE // 32, SIDE // 32, 3), np.uint8)
    picture = np.kron(noise, np.ones((32, 32, 1), np.uint8))
    mask = np.ones((SIDE, SIDE), np.float32)
    mask[SIDE // 4 : SIDE // 2, SIDE // 4 : SIDE // 2] = 0
    return Request(
        "a mug on marble", (SIDE, SIDE), steps, 1.0, 1, init=picture, strength=0.5, mask=mask,
        control={"canny": picture} if "control" in painter.traits.takes else {},
    )  # fmt: skip


def painter_of(model: Model, device: str, dtype: str) -> PipelinePainter:
    """The architecture of a model, driven by its adapter."""
    adapter = adapter_of(model.loads.rpartition(".")[2])
    pipe, extra = build(model.id, device, dtype)
    pipe.set_progress_bar_config(disable=True)
    return adapter(pipe, adapter.described(model), extra)


def timed(run: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    """Median seconds after two runs that do not count, and the last picture."""
    import torch

    spans, picture = [], run()
    for _ in range(ROUNDS + 1):
        torch.cuda.synchronize()
        begun = perf_counter()
        picture = run()
        torch.cuda.synchronize()
        spans.append(perf_counter() - begun)
    return statistics.median(spans[1:]), picture


def plainly(painter: PipelinePainter, asked: Request) -> np.ndarray:
    """The same call of diffusers' own pipeline, as its documentation has it."""
    import torch

    view, arguments = painter._asked(asked)
    arguments |= painter._late(view, asked)
    random = torch.Generator("cpu").manual_seed(asked.seed)
    made = view(**arguments, num_inference_steps=asked.steps, output_type="np", generator=random)
    return np.rint(made.images[0] * 255).astype(np.uint8)


def against_diffusers(model: Model) -> None:
    """Seconds of both, and how far the pictures are apart."""
    fit = model.fits["24gb"]
    painter = painter_of(model, "cuda", fit.dtype)
    asked = request(painter, STEPS)
    painter._run_on(painter._asked(asked)[0])
    plain, theirs = timed(lambda: plainly(painter, asked))
    os.environ["PACKSHOT_COMPILE"] = "1"
    speed_up(painter, machine(), Fit(memory_gb=1, dtype=fit.dtype))
    ours, mine = timed(lambda: painter.paint(asked))
    apart = np.abs(mine.astype(int) - theirs)
    print(f"{model.id}: diffusers {plain:.2f} s, ours {ours:.2f} s, {plain / ours:.2f} ×; pictures apart by "
          f"{apart.mean():.2f} codes on average, {np.percentile(apart, 99):.0f} at the 99th percentile")  # fmt: skip


def tiers(model: Model) -> None:
    """Peak memory of a painting, held as each tier has it."""
    import torch

    for tier, fit in model.fits.items():
        if tier == "cpu" or fit.quantise != "none":  # quantised weights must be read from files
            continue
        release()
        painter = painter_of(model, "cpu" if fit.offload != "none" else "cuda", fit.dtype)
        painter.move(placing("cuda", fit.offload))
        if fit.memory_gb < 10:
            painter.pipe.vae.enable_tiling()
        torch.cuda.reset_peak_memory_stats()
        painter.paint(request(painter, 2))
        peak = torch.cuda.max_memory_allocated() / 1e9
        verdict = "" if peak <= fit.memory_gb else "TOO MUCH"
        print(f"{model.id} {tier}: peak {peak:.1f} GB, the registry says {fit.memory_gb} GB", verdict)
        del painter


def counted(model: Model) -> None:
    """Each network's weights in bytes of its published file."""
    pipe, extra = build(model.id, "meta", "bfloat16")
    sizes: dict[str, int] = {}
    for part in model.parts:
        for file in part.files:
            if file.path.endswith(".safetensors"):
                name = file.path.split("/")[0] if "/" in file.path else part.kind
                sizes[name] = sizes.get(name, 0) + (file.bytes or 0)
    networks: dict[str, Any] = {name: one for name, one in {**pipe.components, **extra}.items() if name in sizes}
    for name, network in networks.items():
        bytes = 2 * sum(weights.numel() for weights in network.parameters())
        ratio = sizes[name] / bytes
        verdict = "" if min(abs(ratio - 1), abs(ratio - 2)) < _NEAR else "DIFFERENT"  # a file of float32 is twice that
        print(f"{model.id} {name}: {bytes / 1e9:.2f} GB, its file {sizes[name] / 1e9:.2f} GB", verdict)


def main(arguments: list[str]) -> None:
    """What was asked for, of the models named, or of all."""
    ready()
    models = [model_of(id) for id in arguments if id in BUILT] or [model_of(id) for id in BUILT]
    if "--count" in arguments or machine().device != "cuda":
        if "--count" not in arguments:
            print("There is no GPU here, so only the sizes are checked; on one, run: python -m benchmarks.gpu")
        for model in models:
            counted(model)
        return
    print(f"{machine().name}, {SIDE} × {SIDE}, {STEPS // 2} of {STEPS} steps, median of {ROUNDS}")
    for model in models:
        against_diffusers(model)
        release()
        tiers(model)


if __name__ == "__main__":
    main(sys.argv[1:])
