"""How good the embedded cutout is: IoU on real photos with hand-made masks.

With no hint, with the mask's box, and with the box and two rounds of strokes over the worst faults.

    python -m benchmarks.cutout FOLDER      FOLDER holds NAME.jpg beside NAME.mask.png (255 = product)

Exits with 1 where a mean is below what is promised.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from PIL import Image

from benchmarks.seller import strokes
from pipelines.core.engines import Engines
from pipelines.core.shot import Cutout, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.studio.segment import bounds

PROMISED = {"no hint": 0.72, "box": 0.90, "box and strokes": 0.95}


def main(folder: Path) -> int:
    """Print a line a photo and the means; 0 where every promise is kept."""
    rows = []
    print(f"{'photo':24} no hint     box strokes  sure  sure(box)  seconds")
    for path in sorted(folder.glob("*.jpg")):
        shot = open_photo(path)
        truth = np.asarray(Image.open(path.with_suffix(".mask.png")).convert("L")) > 127
        start = perf_counter()
        free = cut(shot, CutoutStep())
        seconds = perf_counter() - start
        hinted = corrected(shot, truth, 0)
        rows.append([iou(found, truth) for found in (free, hinted, corrected(shot, truth, 2))])
        sure = f"{free.confidence:5.2f} {hinted.confidence:10.2f}"
        print(f"{path.stem:24} " + " ".join(f"{row:7.3f}" for row in rows[-1]) + f" {sure} {seconds:8.2f}", flush=True)
    means = dict(zip(PROMISED, np.mean(rows, 0), strict=True))
    for name, promised in PROMISED.items():
        print(f"mean IoU, {name}: {means[name]:.3f} (promised {promised})")
    return int(any(means[name] < promised for name, promised in PROMISED.items()))


def corrected(shot: Shot, truth: np.ndarray, rounds: int) -> Cutout:
    """The cutout with the box of `truth` as the hint, after so many rounds of strokes."""
    step = CutoutStep(box=bounds(truth))
    for _ in range(rounds):
        step = strokes(cut(shot, step), truth, step)
    return cut(shot, step)


def cut(shot: Shot, step: CutoutStep) -> Cutout:
    """The studio's cutout."""
    found = cutout(shot, step, Engines("studio")).cutout
    assert found is not None
    return found


def iou(found: Cutout, truth: np.ndarray) -> float:
    """Intersection over union of the matte at one half and the true mask, bool (H, W)."""
    mask = found.alpha > 0.5
    return float((mask & truth).sum() / (mask | truth).sum())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
