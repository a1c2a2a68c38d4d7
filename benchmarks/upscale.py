"""How good and how fast the enlargement is, on photos of products that it was not trained on.

    python -m benchmarks.upscale FOLDER [--seconds]

FOLDER holds the photos, NAME-NN.jpg. Each is reduced by Pillow's antialiased bicubic, or made small, soft and noisy as
a phone would, and enlarged again. Figures are PSNR of luma in dB, 8 pixels off at each edge, the mean over a product's
photos: bicubic, ours, and what is gained. `off` is how far the result, reduced again, is from the small picture on the
mean, in codes of 255.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from pipelines.core.colour import Bytes
from pipelines.studio.upscale import Scale, upscale
from training.upscaler_data import HELD_OUT, KINDS, bicubic, decibels, degraded, photos, reduced

PROMISED: dict[tuple[Scale, str], float] = {(2, "clean"): 2.8, (4, "clean"): 1.3, (2, "phone"): 0.0, (4, "phone"): 0.0}
SCALES: tuple[Scale, ...] = (2, 4)


def main(folder: Path) -> int:
    """Print a table for each scale and kind of small picture; 0 where every mean gain is as promised."""
    short = 0
    for scale in SCALES:
        for kind in KINDS:
            gain = _table(folder, scale, kind)
            promised = PROMISED[scale, kind]
            short += gain < promised
            print(f"{'promised':17} {promised:22.2f}\n", flush=True)
    return int(short > 0)


def _table(folder: Path, scale: Scale, kind: str) -> float:
    print(f"×{scale} {kind:14} bicubic    ours    gain   off")
    rows = []
    for product in HELD_OUT:
        measured = [
            _measured(truth, degraded(kind, truth, scale, seed), scale)
            for seed, truth in enumerate(photos(folder, [product]).values())
        ]
        print(_row(product, measured), flush=True)
        rows += measured
    print(_row(f"mean of {len(rows)}", rows))
    return float(np.mean([ours - plain for plain, ours, _ in rows]))


def _measured(truth: Bytes, small: Bytes, scale: Scale) -> tuple[float, float, float]:
    """(PSNR of bicubic, PSNR of ours, mean difference after reduction)."""
    ours = upscale(small, scale)
    truth = truth[: ours.shape[0], : ours.shape[1]]
    off = np.abs(reduced(ours, scale).astype(float) - small).mean()
    return decibels(bicubic(small, scale), truth), decibels(ours, truth), float(off)


def _row(name: str, measured: list[tuple[float, float, float]]) -> str:
    plain, ours, off = np.mean(measured, 0)
    return f"{name:17} {plain:7.2f} {ours:7.2f} {ours - plain:+7.2f} {off:5.2f}"


def seconds() -> None:
    """Print how long a megapixel takes, once the network is loaded."""
    picture = np.random.default_rng(0).integers(0, 256, (1000, 1000, 3)).astype(np.uint8)
    for scale in (2, 3, 4):
        upscale(picture[:64, :64], scale)
        start = perf_counter()
        upscale(picture, scale)
        print(f"×{scale}: {perf_counter() - start:.1f} s for a picture of 1 megapixel")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if "--seconds" in sys.argv:
        seconds()
    sys.exit(main(Path(sys.argv[1])))
