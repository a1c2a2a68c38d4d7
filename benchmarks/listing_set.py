"""One 12 MP photo into all image slots: seconds and memory of the command, and where the seconds go.

    python -m benchmarks.listing_set [PHOTO]      PHOTO is enlarged to 12 MP; without it clutter is drawn

Exits with 1 where the command takes more than is promised.
"""

import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import cv2
import numpy as np
from PIL import Image

from pipelines.core.channel import channels
from pipelines.core.colour import Bytes
from pipelines.core.engines import Engines
from pipelines.cutout import CutoutStep, cutout
from pipelines.export import Export, export
from pipelines.intake import open_photo

SECONDS, GIGABYTES = 15.0, 2.0
_SIZE = 4000, 3000  # px: a 12 MP phone photo
_STUDIO = Engines("studio")
Result = TypeVar("Result")


def main(photo: Path | None) -> int:
    """Print the measures; 0 where both promises are kept."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        picture = clutter() if photo is None else open_photo(photo).photo.pixels
        Image.fromarray(cv2.resize(picture, _SIZE, interpolation=cv2.INTER_CUBIC)).save(path, quality=92)
        taken, peak = command(path, Path(folder) / "out")
        slots(path)
    print(f"set of {len(channels())} slots: {taken:.1f} s ({taken / SECONDS:.0%} of {SECONDS:g} s)")
    print(f"peak memory: {peak:.2f} GB ({peak / GIGABYTES:.0%} of {GIGABYTES:g} GB)")
    return int(taken > SECONDS or peak > GIGABYTES)


def clutter() -> Bytes:
    """A striped bottle in front of coloured blotches, 1200 × 900."""
    rng = np.random.default_rng(7)
    blotches = cv2.resize(rng.integers(60, 200, (18, 24, 3), np.uint8), (1200, 900), interpolation=cv2.INTER_CUBIC)
    picture = np.clip(blotches + rng.normal(0, 8, blotches.shape), 0, 255).astype(np.uint8)
    cv2.rectangle(picture, (480, 330), (720, 780), (30, 60, 150), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (555, 150), (645, 340), (25, 50, 130), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (480, 480), (720, 620), (235, 225, 200), -1, cv2.LINE_AA)
    return picture


def command(path: Path, out: Path) -> tuple[float, float]:
    """Seconds and peak resident gigabytes of `set` as a process of its own."""
    line = [sys.executable, "-m", "pipelines", "set", str(path), "--out", str(out), "--engine", "studio", "--seed", "1"]
    start = perf_counter()
    done = subprocess.run([*line, "--force"], stdout=subprocess.DEVNULL, check=False)
    taken = perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"set ended with status {done.returncode}")
    return taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


def slots(path: Path) -> None:
    """A line a step, against decoding the photo, or writing and reading a JPEG of the slot's size, and nothing else."""
    print(f"{'step':24} {'seconds':>8} {'MP':>6} {'s/MP':>6} {'× JPEG alone':>13}")
    shot, opening = timed(partial(open_photo, path))
    line("open", opening, shot.pixels, timed(lambda: np.asarray(Image.open(path)))[1])
    shot, cutting = timed(partial(cutout, shot, CutoutStep(), _STUDIO))
    line("cutout", cutting, shot.pixels, opening)
    for name in channels():
        made, taken = timed(partial(export, shot, Export(channel=name, seed=1), _STUDIO))
        line(name, taken, made.pixels, jpeg(made.pixels))


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What `work` gives, and its seconds."""
    start = perf_counter()
    return work(), perf_counter() - start


def line(name: str, seconds: float, pixels: Bytes, alone: float) -> None:
    megapixels = pixels.shape[0] * pixels.shape[1] / 1e6
    print(f"{name:24} {seconds:8.2f} {megapixels:6.1f} {seconds / megapixels:6.2f} {seconds / alone:13.1f}", flush=True)


def jpeg(pixels: Bytes) -> float:
    """Seconds to encode and decode a JPEG as plainly as can be."""
    start = perf_counter()
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=95, subsampling="4:4:4")
    np.asarray(Image.open(file))
    return perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
