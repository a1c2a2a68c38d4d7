"""From a slider in Scene to its new preview: seconds at 768 px, against 0.4 s, which still feels immediate.

Run: python -m benchmarks.preview [runs]
"""

import sys
from statistics import median
from time import perf_counter

import numpy as np

from pipelines.core.engines import Engines
from pipelines.core.shot import Cutout, Photo, Shot
from pipelines.scene import Scene, scene
from pipelines.studio.template import templates

LIMIT = 0.4  # seconds
_PHOTO = 3000, 4000  # px: a 12 MP phone photo
_FILL = 0.7  # the product's height in it


def phone_photo() -> Shot:
    """A bottle-shaped cutout in a 12 MP photo of noise."""
    width, height = _PHOTO
    y, x = np.ogrid[0:height, 0:width]
    half = np.where(np.abs(y - height / 2) < _FILL * height / 2, 500 - 250 * (y < height * 0.35), -2)
    alpha = np.clip(half - np.abs(x - width / 2), 0, 1).astype(np.float32)
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    return Shot(Photo(b"", "product", "JPEG", pixels), pixels, Cutout(alpha, pixels, 1.0, "studio"))


def seconds(shot: Shot, template: str, runs: int) -> tuple[float, float]:
    """The first preview of a template, and the median of those that follow as a slider moves the light."""
    taken = []
    for run in range(runs + 1):
        start = perf_counter()
        scene(shot, Scene(template=template, width=768, height=768, seed=1, azimuth=-60 + 10 * run), Engines("studio"))
        taken.append(perf_counter() - start)
    return taken[0], median(taken[1:])


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    shot = phone_photo()
    print(f"{'template':16} {'first':>7} {'slider':>7} {'of limit':>9}")
    for template in templates():
        first, slider = seconds(shot, template, runs)
        print(f"{template:16} {first:6.2f}s {slider:6.2f}s {slider / LIMIT:8.0%}")


if __name__ == "__main__":
    main()
