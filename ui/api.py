"""The jobs for scripts (gradio_client) and, where switched on, for MCP: a file in, files out, nothing remembered."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component
from pydantic import ValidationError

from pipelines.angles import Angle, angles
from pipelines.bundle import bundle
from pipelines.check import check
from pipelines.core.channel import channel_of, channels
from pipelines.core.engines import EngineName, Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import png, transparent
from pipelines.core.product import Product
from pipelines.core.regions import parse_areas, parse_box
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.export import Export
from pipelines.intake import open_photo
from pipelines.listing import listing
from pipelines.refine import staged
from pipelines.relight import Relight, relight
from pipelines.scene import Scene, templates
from ui.state import Visitor
from ui.wiring import shown

Endpoint = Callable[..., Any]
Facts = dict[str, Any]


def add(use: EngineName) -> None:
    """Add the endpoints to the page being built; their components are not shown."""
    with gr.Column(visible=False):
        photo, file = gr.File(label="photo"), gr.File(label="file")
        box, keep, remove = (gr.Textbox("", label=name) for name in ("box", "keep", "remove"))
        template = gr.Dropdown(list(templates()), value="white_main", label="template")
        width, height, seed = (
            gr.Number(value, label=name) for name, value in (("width", 2000), ("height", 2000), ("seed", -1))
        )
        slot = gr.Dropdown(list(channels()), label="slot")
        slots = gr.Dropdown(list(channels()), value=[], multiselect=True, label="slots")
        sku, name = gr.Textbox("SKU", label="sku"), gr.Textbox("product", label="name")
        failing = gr.Checkbox(False, label="include failing")
        azimuth, elevation, softness, kelvin, yaw, pitch = (
            gr.Number(value, label=name)
            for name, value in (
                ("azimuth", -45), ("elevation", 45), ("softness", 0.5), ("kelvin", 5500), ("yaw", 15), ("pitch", 0)
            )
        )  # fmt: skip
        picture, archive, rows = gr.File(label="picture"), gr.File(label="zip"), gr.JSON(label="rows")
        facts = gr.JSON(label="facts")
        cut_out, stage, export = _jobs(Engines(use))
        light, turn = _changes(Engines(use))
        _enter("cutout", cut_out, [photo, box, keep, remove], picture)
        _enter("scene", stage, [photo, template, width, height, seed], picture)
        _enter("relight", light, [photo, azimuth, elevation, softness, kelvin], [picture, facts])
        _enter("angle", turn, [photo, yaw, pitch], [picture, facts])
        _enter("export", export, [photo, slots, sku, name, failing], archive)
        _enter("check", judge, [file, slot], rows)


def _jobs(engines: Engines) -> tuple[Endpoint, Endpoint, Endpoint]:
    def cut(photo: str, box: str = "", keep: str = "", remove: str = "") -> Shot:
        step = CutoutStep(box=parse_box(box), keep=parse_areas(keep), remove=parse_areas(remove))
        return cutout(open_photo(photo), step, engines)

    def cut_out(photo: str, box: str, keep: str, remove: str) -> str:
        """Cut the product out of a photo; returns an RGBA PNG.

        Args:
            photo: a photo of one product
            box: "left, top, right, bottom" around the product in the photo's pixels; empty to let it be found
            keep: areas that are product, as JSON: a list of polygons, each a list of [x, y] in the photo's pixels
            remove: areas that are not, likewise
        """
        made = cut(photo, box, keep, remove).cutout
        assert made is not None
        return Visitor().file("cutout.png", png(transparent(made)))

    def stage(photo: str, template: str, width: float, height: float, seed: float) -> str:
        """Cut the product out of a photo and stand it in a scene; returns a PNG.

        Args:
            photo: a photo of one product
            template: id of the scene
            width: of the picture, in pixels
            height: of the picture, in pixels
            seed: the same seed gives the same pixels; -1 draws one
        """
        step = Scene(template=template, width=int(width), height=int(height), seed=None if seed < 0 else int(seed))
        return Visitor().file("scene.png", png(staged(cut(photo), step, engines).pixels))

    def export(photo: str, slots: list[str], sku: str, name: str, include_failing: bool) -> str:
        """Make a checked file of a photo for each image slot; returns a zip with a report in it.

        Args:
            photo: a photo of one product
            slots: ids of image slots; empty for all
            sku: the seller's article code
            name: what the product is, in a few words
            include_failing: whether files that break a rule go into the zip too
        """
        product = Product(sku=sku, name=name)
        steps = [Export(channel=channel_of(slot).id, product=product) for slot in slots or channels()]
        data, _ = bundle(listing(cut(photo), steps, engines), include_failing)
        return Visitor().file("packshot.zip", data)

    return cut_out, stage, export


def _changes(engines: Engines) -> tuple[Endpoint, Endpoint]:
    """The jobs that change the product, whose answers say by how much."""

    def light(photo: str, azimuth: float, elevation: float, softness: float, kelvin: float) -> tuple[str, Facts]:
        """Put the product of a photo in other light; returns a PNG of the photo's size, and what a person must review.

        Args:
            photo: a photo of one product
            azimuth: where the light comes from, in degrees: -90 left, 0 camera, 90 right, 180 behind
            elevation: in degrees above the ground
            softness: 0 the sun, 1 a window wall
            kelvin: colour temperature; 5500 leaves the colour as it is
        """
        step = Relight(azimuth=azimuth, elevation=elevation, softness=softness, kelvin=kelvin)
        return _changed(relight(cutout(open_photo(photo), CutoutStep(), engines), step, engines))

    def turn(photo: str, yaw: float, pitch: float) -> tuple[str, Facts]:
        """Show the product of a photo from another side; returns a PNG, and what a person must review.

        Args:
            photo: a photo of one product
            yaw: how far the camera goes round the product, to its right, in degrees, -30 to 30
            pitch: how far it goes up, in degrees, -20 to 20
        """
        return _changed(angles(cutout(open_photo(photo), CutoutStep(), engines), Angle(yaw=yaw, pitch=pitch), engines))

    return light, turn


def _changed(shot: Shot) -> tuple[str, Facts]:
    assert shot.cutout is not None
    facts = {
        "engine": shot.engine, "fidelity": shot.fidelity, "change": shot.cutout.change, "notes": list(shot.notes),
        "recipe": shot.recipe.to_yaml(),
    }  # fmt: skip
    return Visitor().file("picture.png", png(shot.pixels)), facts


def judge(file: str, slot: str) -> list[dict[str, Any]]:
    """Check a finished picture file against the rules of an image slot; returns a row for each rule.

    Args:
        file: the picture as it would be handed to the store
        slot: id of the image slot
    """
    path = Path(file)
    return [asdict(row) for row in check(path.read_bytes(), channel_of(slot), path.name)]


def _enter(name: str, run: Endpoint, inputs: Sequence[Component], output: Component | Sequence[Component]) -> None:
    @wraps(run)
    def safe(*values: Any) -> Any:
        try:
            return run(*values)
        except UserError as error:
            raise shown(error) from error
        except ValidationError as error:
            first = error.errors()[0]
            raise shown(UserError(f"{first['loc'][0]}: {first['msg']}.")) from error

    safe.__name__ = name  # what MCP calls the tool
    gr.Button().click(safe, list(inputs), output, api_name=name)
