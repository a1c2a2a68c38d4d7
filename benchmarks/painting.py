"""On a CPU: what the engine adds to a pipeline's own time, and whether changing models leaks memory.

`python -m benchmarks.painting`: random weights in the architecture of SDXL, a tenth of it but for the VAE; then the
models are changed twenty times. Limits: 5 % and 3 %; exit status 1 where one is missed.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter
from typing import Any

import yaml

from benchmarks.architectures import sdxl
from benchmarks.gpu import plainly
from benchmarks.scenes import phone_photo
from pipelines.core.engines import Engines
from pipelines.core.progress import silent
from pipelines.diffusion import loader
from pipelines.diffusion.imports import ready
from pipelines.diffusion.painting import Request
from pipelines.diffusion.store import model_of
from pipelines.refine import Refine, refine
from pipelines.scene import Scene, scene

SIDE, STEPS, ROUNDS, SWITCHES = 640, 12, 3, 20
OVERHEAD, LEAK = 0.05, 0.03
_IDS = "half-sdxl", "other-half"


def write(root: Path) -> None:
    """The same random weights as two of a seller's own models."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    pipe, _ = sdxl(small=True)
    torch.set_default_dtype(before)
    entries = []
    for id in _IDS:
        folder = root / f"random--{id}" / ("0" * 40)
        pipe.save_pretrained(folder)
        files = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]
        part = {"hub_id": f"random/{id}", "revision": "0" * 40, "files": [{"path": path} for path in files],
                "licence": "MIT", "licence_url": "https://example.org", "commercial": "yes"}  # fmt: skip
        entries.append({
            "id": id, "name": id, "jobs": ["scene"], "loads": "diffusers.StableDiffusionXLPipeline", "parts": [part],
            "run": {"steps": STEPS, "guidance": 1, "strength": 0.5, "side": SIDE}, "fits": {"cpu": {"memory_gb": 6}},
        })  # fmt: skip
    (root / "models.yaml").write_text(yaml.safe_dump({"models": entries}), "utf-8")


def overhead() -> float:
    """Share that a refinement takes beside its pipeline's own time: medians of rounds, one of each in turn."""
    shot = scene(phone_photo(), Scene(template="marble", width=SIDE, height=SIDE, seed=1), Engines("studio"))
    wish = Refine(model=_IDS[0], seed=1, retries=0)
    asked: list[Request] = []
    with loader.hold(model_of(_IDS[0]), silent) as held:
        painter, paint = held.painter, held.painter.paint

        def remembering(request: Request, *watch: Any) -> Any:
            asked.append(request)
            return paint(request, *watch)

        painter.__dict__["paint"] = remembering
    refine(shot, wish, Engines("diffusion"))
    whole, own = [], []
    for _ in range(ROUNDS):
        whole.append(_seconds(lambda: refine(shot, wish, Engines("diffusion"))))
        own.append(_seconds(lambda: plainly(painter, asked[-1])))
    ours, theirs = sorted(whole)[ROUNDS // 2], sorted(own)[ROUNDS // 2]
    print(f"refinement at {SIDE} px: {ours:.1f} s, of which the pipeline {theirs:.1f} s: {ours / theirs - 1:.1%} more")
    return ours / theirs - 1


def leak() -> float:
    """By which share the process grew from the second change of models to the last."""
    sizes = []
    for number in range(SWITCHES):
        with loader.hold(model_of(_IDS[number % 2]), silent):
            pass
        sizes.append(_resident())
    print(f"memory after {SWITCHES} changes of models: {sizes[-1] / 1e9:.2f} GB, after two {sizes[1] / 1e9:.2f} GB")
    return sizes[-1] / sizes[1] - 1


def _seconds(run: Callable[[], Any]) -> float:
    """In a thread of its own, as the engine paints."""
    worker = Thread(target=run)
    begun = perf_counter()
    worker.start()
    worker.join()
    return perf_counter() - begun


def _resident() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)


def main() -> int:
    """Exit status."""
    ready()
    with TemporaryDirectory() as folder:
        os.environ["PACKSHOT_MODELS"] = folder
        write(Path(folder))
        more, grown = overhead(), leak()
    print(f"limits: {OVERHEAD:.0%} and {LEAK:.0%}; reached {more:.1%} and {grown:.1%}")
    return int(more > OVERHEAD or grown > LEAK)


if __name__ == "__main__":
    sys.exit(main())
