"""How long a scene takes and how good it is, over all templates.

    python -m benchmarks.scenes [--only ID,ID] [--sheet FILE.png]

Each template draws the same 12 MP photo's product: a preview of 768 px as a slider asks for it, and a final of 2048 px,
after one that is not counted (code compiles at its first use). Beside them a cutout pasted on a flat background, as
background removers do it, resampled alike. Quality is measured on the final: how well the product stands (grounding
score), its halo, bands, and whether every pixel two in from its edge is the photo's, resampled once. Exits with 1 where
the median breaks a promise of speed, or any template one of quality.
"""

import argparse
import resource
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter

import cv2
import numpy as np
from PIL import Image

from pipelines.core.banding import FLAG as BANDS
from pipelines.core.banding import bands
from pipelines.core.colour import Bytes, to_linear, to_srgb8
from pipelines.core.engines import Engines
from pipelines.core.grounding import STANDS, weakest
from pipelines.core.halo import FLAG as HALO
from pipelines.core.halo import halo
from pipelines.core.resample import place
from pipelines.core.samples import samples
from pipelines.core.shot import Cutout, Photo, Shot
from pipelines.intake import open_photo
from pipelines.scene import Scene, scene
from pipelines.studio.foreground import foreground
from pipelines.studio.template import templates

FINAL, PREVIEW = 1.2, 0.2  # seconds, promised for the median
GIGABYTE = 1.0
_PRODUCT, _PHOTO = "bottle", (3000, 4000)  # px
_STEP = 0.004  # of the matte
_EDGE = 3  # px from the matte's edge from which the product is locked
_CODE = 1  # of 255: what rounding may change


@dataclass(frozen=True)
class Row:
    """What was measured on one template."""

    preview: float  # seconds
    final: float
    contact: float | None  # grounding score; None where the product does not stand
    halo: float
    bands: float
    locked: bool

    def faults(self) -> list[str]:
        """What breaks a promise of quality."""
        said = {
            f"contact {self.contact}": self.contact is not None and self.contact < STANDS,
            f"halo {self.halo:.3f}": self.halo > HALO,
            f"bands {self.bands:.2f}": self.bands > BANDS,
            "product changed": not self.locked,
        }
        return [fault for fault, holds in said.items() if holds]


def phone_photo() -> Shot:
    """A sample product's photo at 12 MP, cut out by its true matte."""
    view = samples()[_PRODUCT].views[0]
    pixels = cv2.resize(open_photo(view.photos["window"]).photo.pixels, _PHOTO, interpolation=cv2.INTER_CUBIC)
    alpha = np.clip(cv2.resize(view.read_matte(), _PHOTO, interpolation=cv2.INTER_CUBIC), 0, 1)
    alpha = np.where(alpha > 1 - _STEP, 1, np.where(alpha < _STEP, 0, alpha)).astype(np.float32)
    colours = foreground(pixels, alpha, (0, 0, *_PHOTO)).colours
    return Shot(Photo(b"", "product", "JPEG", pixels), pixels, Cutout(alpha, colours, 1.0, "studio"))


def measured(shot: Shot, id: str) -> tuple[Row, Bytes]:
    """A template's figures and its final picture."""
    step = Scene(template=id, width=768, height=768, seed=3)
    scene(shot, step, Engines("studio"))
    moves = [step.model_copy(update={"azimuth": azimuth}) for azimuth in (-70, -50, 40)]
    preview = median(_timed(shot, move)[1] for move in moves)
    made, final = _timed(shot, step.model_copy(update={"width": 2048, "height": 2048, "gain": 0.0}))
    contact = None
    if templates()[id].pose == "standing" and templates()[id].stage is not None:
        contact = _contact(shot, step)
    return _judged(made, preview, final, contact), made.pixels


def _contact(shot: Shot, step: Scene) -> float | None:
    """The grounding score; on a set, below which another surface lies, that of the shadow alone."""
    made, bare = (scene(shot, step.model_copy(update={"shadow": shadow}), Engines("studio")) for shadow in (None, 0.0))
    assert made.cutout is not None
    assert made.placement is not None
    size = made.pixels.shape[1::-1]
    matte, stage = place(made.cutout, made.placement, size).matte(size), templates()[step.template].stage
    if stage is None or stage.pieces is None:
        return weakest(made.pixels, matte)
    shadow = to_linear(made.pixels) / np.maximum(to_linear(bare.pixels), 0.002)
    return weakest(to_srgb8(cv2.GaussianBlur(0.5 * np.clip(shadow, 0, 1.5), (0, 0), 1)), matte)


def _timed(shot: Shot, step: Scene) -> tuple[Shot, float]:
    start = perf_counter()
    made = scene(shot, step, Engines("studio"))
    return made, perf_counter() - start


def _judged(made: Shot, preview: float, final: float, contact: float | None) -> Row:
    assert made.cutout is not None
    assert made.placement is not None
    layer = place(made.cutout, made.placement, made.pixels.shape[1::-1])
    matte = layer.matte(made.pixels.shape[1::-1])
    inside = cv2.erode((matte >= 1).astype(np.uint8), np.ones((2 * _EDGE + 1,) * 2, np.uint8)) > 0
    x0, y0, x1, y1 = layer.box
    own = to_srgb8(layer.colour).astype(int)
    off = np.abs(made.pixels[y0:y1, x0:x1].astype(int) - own)[inside[y0:y1, x0:x1]]
    locked = int(off.max(initial=0)) <= _CODE
    return Row(preview, final, contact, halo(made.pixels, matte), _banded(made), locked)


def _banded(made: Shot) -> float:
    """The share of bands in the world's gradients; a main image has none but the product's own."""
    return bands(made.pixels).share if made.role != "main" else 0.0


def pasted(shot: Shot, side: int) -> float:
    """Seconds to lay a cutout on a flat background, resampled as the scene does."""
    assert shot.cutout is not None
    cutout = replace(shot.cutout)  # a new one, so that nothing is remembered of it
    start = perf_counter()
    step = Scene(template="white_main", width=side, height=side)
    placed = scene(replace(shot, cutout=cutout), step, Engines("studio")).placement
    assert placed is not None
    flat = np.broadcast_to(to_linear(np.full(3, 235, np.uint8)), (side, side, 3)).copy()
    to_srgb8(place(cutout, placed, (side, side)).over(flat))
    return perf_counter() - start


def main(only: list[str], sheet: Path | None) -> int:
    """Print a line for each template and the summary; 0 where every promise is kept."""
    shot = phone_photo()
    scene(shot, Scene(template="marble", width=256, height=256, seed=1), Engines("studio"))
    rows, tiles = {}, []
    print(f"{'template':28} {'preview':>8} {'final':>7} {'contact':>8} {'halo':>6} {'bands':>6}  lock")
    for id in only or templates():
        row, pixels = measured(shot, id)
        rows[id] = row
        tiles.append(cv2.resize(pixels, (256, 256), interpolation=cv2.INTER_AREA))
        contact = "-" if row.contact is None else f"{row.contact:.2f}"
        lock = "exact" if row.locked else "BROKEN"
        quality = f"{contact:>8} {row.halo:6.3f} {row.bands:6.2f}  {lock}"
        print(f"{id:28} {row.preview:7.2f}s {row.final:6.2f}s {quality}", flush=True)
    if sheet:
        Image.fromarray(_grid(tiles)).save(sheet)
    return summary(rows, pasted(shot, 2048))


def _grid(tiles: list[Bytes], across: int = 12) -> Bytes:
    blank = [np.full_like(tiles[0], 255)] * (-len(tiles) % across)
    every = [*tiles, *blank]
    return np.concatenate([np.concatenate(every[i : i + across], 1) for i in range(0, len(every), across)])


def summary(rows: dict[str, Row], paste: float) -> int:
    """Print medians and the worst beside what is promised; 1 where something is broken."""
    preview, final = (median(getattr(row, key) for row in rows.values()) for key in ("preview", "final"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"preview 768 px: median {preview:.2f} s, promised {PREVIEW} s")
    print(f"final 2048 px: median {final:.2f} s, promised {FINAL} s; pasted on a flat background {paste:.2f} s")
    print(f"memory: {peak:.2f} GB, promised {GIGABYTE} GB")
    faults = [f"{id}: {fault}" for id, row in rows.items() for fault in row.faults()]
    print("\n".join(faults) or "contact, halo, bands and the product lock are as promised on every template")
    return int(bool(faults) or preview > PREVIEW or final > FINAL or peak > GIGABYTE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="ids, separated by commas")
    parser.add_argument("--sheet", type=Path, help="PNG of all finals to write")
    options = parser.parse_args()
    sys.exit(main([id for id in options.only.split(",") if id], options.sheet))
