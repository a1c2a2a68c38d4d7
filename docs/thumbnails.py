"""The pictures of the template gallery, `presets/thumbnails/<id>.jpg`, made by the app from its sample products.

    python -m docs.thumbnails [ID…]     those templates, or all
    python -m docs.thumbnails --sheet   and docs/gallery.jpg, all of them on one sheet
"""

import sys

import numpy as np
from PIL import Image

from docs.pictures import FOLDER, STUDIO, cut_out
from pipelines.core.data import PRESETS
from pipelines.core.shot import Shot
from pipelines.scene import Scene, scene
from pipelines.studio.template import Template, templates

THUMBNAILS = PRESETS / "thumbnails"
SIDE = 240  # px
_ACROSS = 12
_SHOWN = {  # the sample that stands for a category's products
    "jewelry": "ring", "jewellery": "ring", "watch": "ring", "food": "jar", "kitchen": "mug", "home": "mug",
    "tableware": "mug", "craft": "mug", "toys": "toy", "toy": "toy", "baby": "toy", "plush": "toy", "pet": "toy",
    "seasonal": "jar", "trend": "bottle", "household": "bottle", "handmade": "mug", "garden": "mug", "gifting": "box",
    "beauty": "bottle", "beverage": "bottle", "sports": "bottle", "cleaning": "bottle", "health": "bottle",
}  # fmt: skip


def main(arguments: list[str]) -> None:
    """Make the thumbnails that are asked for."""
    asked = [each for each in arguments if each != "--sheet"] or list(templates())
    cuts: dict[str, Shot] = {}
    THUMBNAILS.mkdir(exist_ok=True)
    for id in asked:
        sample = shown(templates()[id])
        cuts.setdefault(sample, cut_out(sample))
        made = scene(cuts[sample], Scene(template=id, width=3 * SIDE, height=3 * SIDE, seed=7), STUDIO)
        picture = Image.fromarray(made.pixels).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        picture.save(THUMBNAILS / f"{id}.jpg", quality=82, optimize=True)
    if "--sheet" in arguments:
        _sheet()


def shown(template: Template) -> str:
    """The sample product for a template's thumbnail."""
    words = (template.category, *template.category.split("_"))
    return next((_SHOWN[word] for word in words if word in _SHOWN), "box")


def _sheet() -> None:
    """docs/gallery.jpg."""
    pictures = [Image.open(THUMBNAILS / f"{id}.jpg").resize((120, 120), Image.Resampling.LANCZOS) for id in templates()]
    rows = -(-len(pictures) // _ACROSS)
    sheet = np.full((rows * 120, _ACROSS * 120, 3), 250, np.uint8)
    for index, picture in enumerate(pictures):
        y, x = divmod(index, _ACROSS)
        sheet[y * 120 : y * 120 + 120, x * 120 : x * 120 + 120] = np.asarray(picture)
    Image.fromarray(sheet).save(FOLDER / "gallery.jpg", quality=86)


if __name__ == "__main__":
    main(sys.argv[1:])
