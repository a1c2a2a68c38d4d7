"""Render the sample products into `presets/samples`: `python -m training.samples [--product ID] [--view N]`.

Files that are there are kept, so that a run can be stopped and resumed; delete what should be made anew. The index
lists what is there. PACKSHOT_MITSUBA names mitsuba's variant: `scalar_rgb`, which runs anywhere, unless told
`llvm_ad_rgb`, which is about three times as fast where its LLVM library works.
"""

import argparse
import os
from pathlib import Path
from typing import Any

import cv2
import drjit
import mitsuba as mi
import numpy as np
import yaml

from pipelines.core.samples import DEPTH_UNIT, FOLDER, INDEX
from training.scenes.light import WINDOW
from training.scenes.photo import develop
from training.scenes.render import picture, truth
from training.tables import LIGHTS, TABLES, VIEWS, product, scene

JPEG_QUALITY = 78


def main() -> None:
    """Make every missing file, one view after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", action="append", choices=TABLES, help="only this one; may be given several times")
    parser.add_argument("--view", type=int, action="append", choices=range(1, VIEWS + 1), help="only this view")
    parser.add_argument("--samples", type=int, default=16, help="paths a pixel")
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    mi.set_variant(os.environ.get("PACKSHOT_MITSUBA", "scalar_rgb"))
    drjit.set_thread_count(1)
    for view in options.view or range(1, VIEWS + 1):
        for name in options.product or TABLES:
            render(name, view, options.samples, options.out)
            (options.out / INDEX).write_text(index(options.out), "utf-8")


def render(name: str, view: int, samples: int, folder: Path) -> None:
    """The missing files of one view (from 1) of one product."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    missing = {kind: folder / file for kind, file in paths(name, view).items() if not (folder / file).exists()}
    for light in [light for light in LIGHTS if light in missing]:
        shown = scene(name, view - 1, LIGHTS[light])
        photo = develop(picture(shown, samples), shown.light.white, shown.seed)
        _save(missing[light], photo[..., ::-1], cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY)
    if missing.keys() - LIGHTS.keys():
        known = truth(scene(name, view - 1, WINDOW))
        codes = (known.normals * 127 + 128.5).astype(np.uint8) * known.normals.any(-1, keepdims=True)
        files: dict[str, np.ndarray] = {
            "matte": (known.matte * 255 + 0.5).astype(np.uint8),
            "depth": (known.depth / DEPTH_UNIT + 0.5).astype(np.uint16),
            "normals": codes[..., ::-1],
        }
        for kind in [kind for kind in files if kind in missing]:
            _save(missing[kind], files[kind], cv2.IMWRITE_PNG_COMPRESSION, 9)


def paths(name: str, view: int) -> dict[str, str]:
    """Where the files of one view lie, relative to the samples' folder."""
    kinds = {"window": "jpg", "lamp": "jpg", "matte": "png", "depth": "png", "normals": "png"}
    return {kind: f"{name}/{view}_{kind}.{ending}" for kind, ending in kinds.items()}


def index(folder: Path) -> str:
    """The index of what lies in `folder`, as YAML."""
    rows = {}
    for name, table in TABLES.items():
        every = (paths(name, view) for view in range(1, VIEWS + 1))
        found = [files for files in every if all((folder / file).exists() for file in files.values())]
        views: list[dict[str, Any]] = [
            {"photos": {light: files.pop(light) for light in LIGHTS}, **files} for files in found
        ]
        size = round(float(np.ptp(product(name).points, axis=0).max()) * 100, 1)
        if views:
            wanted = paths(name, table.shown[0])[table.shown[1]]
            shown = wanted if (folder / wanted).exists() else next(iter(views[0]["photos"].values()))
            rows[name] = {"sku": table.sku, "name": table.name, "size_cm": size, "shown": shown, "views": views}
    head = "# Written by training/samples.py; pipelines/core/samples.py says what the files hold.\n"
    return head + yaml.safe_dump(rows, sort_keys=False, allow_unicode=True)


def _save(path: Path, values: np.ndarray, option: int, setting: int) -> None:
    """Write a picture whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(cv2.imencode(path.suffix, values, [option, setting])[1].tobytes())
    part.rename(path)
    print(path.parent.name, path.name, flush=True)


if __name__ == "__main__":
    main()
