"""How fast a correction of the cutout is answered on a 12-megapixel photo: promised in under 2 s on two cores.

    python -m benchmarks.correction PHOTO...

Each photo is enlarged to 12 megapixels first. Seconds are set beside those of decoding such a photo, in the same run.
"""

import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from math import sqrt
from time import perf_counter
from typing import TypeVar

from PIL import Image

from pipelines.core.engines import Engines
from pipelines.core.load import decode_photo
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout, warm

Result = TypeVar("Result")
PROMISED = 2.0
MEGAPIXELS = 12e6


def main(paths: list[str]) -> int:
    """Print a line a photo; 0 where every correction keeps the promise."""
    warm()
    late = 0
    print(f"{'photo':40} first  stroke     box  (seconds)  stroke / decoding")
    for path in paths:
        data = _enlarged(path)
        decoding, photo = _timed(partial(decode_photo, data, "photo"))
        shot = Shot.of(photo)
        width, height = photo.size
        corner = tuple((int(width * x), int(height * y)) for x, y in ((0.02, 0.02), (0.06, 0.02), (0.06, 0.06)))
        box = (int(width * 0.1), int(height * 0.1), int(width * 0.9), int(height * 0.9))
        steps = (CutoutStep(), CutoutStep(remove=(corner,)), CutoutStep(box=box))
        first, stroke, boxed = (_timed(partial(cutout, shot, step, Engines("studio")))[0] for step in steps)
        print(f"{path[-40:]:40} {first:5.2f} {stroke:7.2f} {boxed:7.2f} {stroke / decoding:17.1f}", flush=True)
        late += max(stroke, boxed) > PROMISED
    return int(late > 0)


def _enlarged(path: str) -> bytes:
    with Image.open(path) as picture:
        scale = sqrt(MEGAPIXELS / (picture.width * picture.height))
        large = picture.convert("RGB").resize((round(picture.width * scale), round(picture.height * scale)))
    file = BytesIO()
    large.save(file, "JPEG", quality=92)
    return file.getvalue()


def _timed(run: Callable[[], Result]) -> tuple[float, Result]:
    start = perf_counter()
    result = run()
    return perf_counter() - start, result


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
