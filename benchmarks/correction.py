"""How fast a 12-megapixel photo is cut out, and a correction of it answered, on two cores.

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
from pipelines.core.regions import Polygon
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout, warm

Result = TypeVar("Result")
PROMISED = {"first": 2.5, "stroke": 0.5, "box": 2.0}  # seconds
MEGAPIXELS = 12e6


def main(paths: list[str]) -> int:
    """Print a line a photo; 0 where every promise is kept."""
    warm()
    late = 0
    print(f"{'photo':40} first  stroke     box  (seconds)  stroke / decoding")
    for path in paths:
        data = _enlarged(path)
        decoding, photo = _timed(partial(decode_photo, data, "photo"))
        shot = Shot.of(photo)
        taken, made = _timed(partial(cutout, shot, CutoutStep(), Engines("studio")))
        seconds = {"first": taken}
        width, height = photo.size
        box = (int(width * 0.1), int(height * 0.1), int(width * 0.9), int(height * 0.9))
        for name, step in (("stroke", CutoutStep(remove=(_bite(made),))), ("box", CutoutStep(box=box))):
            seconds[name] = _timed(partial(cutout, shot, step, Engines("studio")))[0]
        ratio = seconds["stroke"] / decoding
        print(
            f"{path[-40:]:40} " + "".join(f"{value:5.2f}   " for value in seconds.values()) + f"{ratio:15.1f}",
            flush=True,
        )
        late += any(value > PROMISED[name] for name, value in seconds.items())
    return int(late > 0)


def _bite(made: Shot) -> Polygon:
    """A remove stroke over the middle of the product's top, a tenth of its width and height."""
    assert made.cutout is not None
    x0, y0, x1, y1 = made.cutout.box
    left, right, bottom = x0 + (x1 - x0) * 45 // 100, x0 + (x1 - x0) * 55 // 100, y0 + (y1 - y0) // 10
    return (left, y0), (right, y0), (right, bottom), (left, bottom)


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
