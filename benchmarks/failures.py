"""Where the embedded cutout fails: the worst of a folder of rendered scenes, drawn.

    python -m benchmarks.failures FOLDER OUT.jpg

Each tile: the photo, what was cut out (with no hint where the product stands out, else with its box), and the truth.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from benchmarks.cutout import Case, attempt, iou, scenes
from pipelines.core.colour import Bytes
from pipelines.core.shot import Cutout
from pipelines.cutout import CutoutStep
from pipelines.studio.look import bounds

_SIDE = 160
_COLUMNS = 3
_COUNT = 18
_PAPER = (235, 80, 200)  # shows white, black and grey leftovers alike


def main() -> None:
    """Cut out every scene, and draw those that came out worst."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    rows = []
    for case in scenes(options.folder):
        found = attempt(case.shot, CutoutStep(box=None if case.clear else bounds(case.truth)))
        rows.append((iou(found, case.truth), case, found))
    rows.sort(key=lambda row: row[0])
    sheet([tile(*row) for row in rows[:_COUNT]]).save(options.out, quality=88)


def tile(reached: float, case: Case, found: Cutout) -> Image.Image:
    """Photo, cutout and truth side by side, the IoU and the hint written over them."""
    photo = case.shot.photo.pixels
    three = photo, laid(found.foreground, found.alpha), laid(photo, case.truth.astype(np.float32))
    drawn = Image.new("RGB", (3 * _SIDE, _SIDE + 16), "white")
    for i, picture in enumerate(three):
        drawn.paste(ImageOps.pad(Image.fromarray(picture), (_SIDE, _SIDE), color="white"), (i * _SIDE, 16))
    said = f"IoU {reached:.2f}, {'no hint' if case.clear else 'its box'}"
    ImageDraw.Draw(drawn).text((2, 2), said, "black")
    return drawn


def laid(colours: Bytes, alpha: np.ndarray) -> Bytes:
    """Colours (H, W, 3) over the paper, as far as `alpha` (H, W) holds them."""
    share = alpha[..., None]
    return np.asarray(np.rint(colours * share + np.array(_PAPER) * (1 - share)), np.uint8)


def sheet(tiles: Sequence[Image.Image]) -> Image.Image:
    """Tiles of one size, in rows."""
    width, height = tiles[0].size
    rows = -(-len(tiles) // _COLUMNS)
    drawn = Image.new("RGB", (_COLUMNS * (width + 8), rows * height), "white")
    for i, each in enumerate(tiles):
        drawn.paste(each, (i % _COLUMNS * (width + 8), i // _COLUMNS * height))
    return drawn


if __name__ == "__main__":
    main()
