"""The README's pictures, made by the app itself from its sample products.

    python -m docs.pictures            docs/set.jpg, scenes.jpg, cutout.jpg, light.jpg, angles.jpg
    python -m docs.pictures ADDRESS    and docs/app.png, phone.png, generate.png from the app that runs at ADDRESS
"""

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.seller import strokes
from pipelines.angles import Angle, confidence_map
from pipelines.core.channel import channels
from pipelines.core.engines import Engines
from pipelines.core.product import Product
from pipelines.core.samples import samples
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.export import Export
from pipelines.intake import open_photo
from pipelines.listing import listing
from pipelines.relight import Relight, relight
from pipelines.scene import Scene, scene
from pipelines.studio.look import bounds

FOLDER = Path(__file__).parent
TILE = 320
PAPER = (250, 249, 246)
STUDIO = Engines("studio")
LIGHTS = ((-75, 30), (0, 50), (75, 30), (140, 40), (0, 85))
SIDES = ((-30, 0), (-15, 0), (15, 0), (30, 0), (0, 15))
SHOWN = ("white_main", "marble", "home_mug", "trend_sunlit_plaster", "trend_pastel_geometry")


def main(arguments: list[str]) -> None:
    """Make the pictures, those of the page too where an address is given."""
    cuts = {name: cut_out(name) for name in samples()}
    _save("cutout", [[shot.photo.pixels for shot in cuts.values()], [_on_white(shot) for shot in cuts.values()]])
    looks = [Scene(template=template, width=640, height=640, seed=7) for template in SHOWN]
    _save("scenes", [[scene(shot, look, STUDIO).pixels for look in looks] for shot in cuts.values()])
    lights = [Relight(azimuth=azimuth, elevation=elevation, softness=0.4, fill=0.25) for azimuth, elevation in LIGHTS]
    chosen = [cuts[name] for name in ("mug", "bottle", "toy")]
    _save("light", [[shot.photo.pixels, *(relight(shot, each, STUDIO).pixels for each in lights)] for shot in chosen])
    sides = [Angle(yaw=yaw, pitch=pitch) for yaw, pitch in SIDES]
    turned = [cuts[name] for name in ("box", "bottle", "jar")]
    _save("angles", [[_on_white(shot), *(confidence_map(shot, each) for each in sides)] for shot in turned])
    product = Product(sku="SC-300", name="Sage & Cedar")
    steps = [Export(channel=name, product=product, seed=7) for name in channels()]
    shots = listing(cuts["bottle"], steps, STUDIO)
    files = [np.asarray(Image.open(BytesIO(shot.file.data))) for shot in shots if shot.file]
    _save("set", [files[:4], files[4:]])
    for address in arguments:
        _page(address)


def cut_out(name: str) -> Shot:
    """A sample seen from the front, by the window; cut out with a box and two rounds of strokes, as a seller would."""
    view = samples()[name].views[0]
    truth = view.read_matte() > 0.5
    shot, step = open_photo(view.photos["window"]), CutoutStep(box=bounds(truth))
    for _ in range(2):
        found = cutout(shot, step, STUDIO).cutout
        assert found is not None
        step = strokes(found, truth, step)
    return cutout(shot, step, STUDIO)


def _on_white(shot: Shot) -> np.ndarray:
    assert shot.cutout is not None
    share = shot.cutout.alpha[..., None]
    return np.round(share * shot.cutout.foreground + (1 - share) * 255).astype(np.uint8)


def _save(name: str, rows: list[list[np.ndarray]]) -> None:
    """A contact sheet of pictures of any shape, as a JPEG in this folder."""
    sheet = Image.new("RGB", (TILE * max(map(len, rows)), TILE * len(rows)), PAPER)
    for y, row in enumerate(rows):
        for x, pixels in enumerate(row):
            tile = Image.fromarray(pixels)
            tile.thumbnail((TILE - 12, TILE - 12), Image.Resampling.LANCZOS)
            sheet.paste(tile, (x * TILE + (TILE - tile.width) // 2, y * TILE + (TILE - tile.height) // 2))
    sheet.save(FOLDER / f"{name}.jpg", quality=86)


def _page(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for name, width, height in (("app", 1400, 1000), ("phone", 390, 844)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address)
            page.get_by_role("button", name=samples()["box"].name).click()
            page.locator("#stages li.done").nth(1).wait_for()
            page.locator("#tab-scene-button").click()
            page.get_by_text("White marble", exact=True).click()
            page.locator("#make").click()
            page.locator("#sheet button.thumbnail-item").wait_for()
            page.locator("body:not(.working)").wait_for()
            page.screenshot(path=FOLDER / f"{name}.png")
            if name == "app":
                page.locator("#tab-generate-button").click()
                page.get_by_text("FLUX.2 [klein] 4B").first.click()
                page.get_by_text("to download once").or_(page.get_by_text("16.0 GB, once")).first.wait_for()
                page.screenshot(path=FOLDER / "generate.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
