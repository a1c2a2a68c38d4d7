"""How good the embedded cutout is: IoU on real photos with hand-made masks, with no hint and with the mask's box.

    python -m benchmarks.cutout FOLDER      FOLDER holds NAME.jpg beside NAME.mask.png (255 = product)

Exits with 1 where a mean is below what is promised.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from PIL import Image

from pipelines.core.engines import Engines
from pipelines.core.shot import Cutout
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.studio.segment import bounds

PROMISED = {"no hint": 0.72, "box": 0.90}


def main(folder: Path) -> int:
    """Print a line a photo and the means; 0 where every promise is kept."""
    rows = []
    print(f"{'photo':24} no hint     box  sure  sure(box)  seconds")
    for path in sorted(folder.glob("*.jpg")):
        shot = open_photo(path)
        truth = np.asarray(Image.open(path.with_suffix(".mask.png")).convert("L")) > 127
        start = perf_counter()
        free = cutout(shot, CutoutStep(), Engines("studio")).cutout
        seconds = perf_counter() - start
        hinted = cutout(shot, CutoutStep(box=bounds(truth)), Engines("studio")).cutout
        assert free is not None
        assert hinted is not None
        rows.append((_iou(free, truth), _iou(hinted, truth)))
        sure = f"{free.confidence:5.2f} {hinted.confidence:10.2f}"
        print(f"{path.stem:24} {rows[-1][0]:7.3f} {rows[-1][1]:7.3f} {sure} {seconds:8.2f}", flush=True)
    means = dict(zip(PROMISED, np.mean(rows, 0), strict=True))
    for name, promised in PROMISED.items():
        print(f"mean IoU, {name}: {means[name]:.3f} (promised {promised})")
    return int(any(means[name] < promised for name, promised in PROMISED.items()))


def _iou(cut: Cutout, truth: np.ndarray) -> float:
    mask = cut.alpha > 0.5
    return float((mask & truth).sum() / (mask | truth).sum())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
