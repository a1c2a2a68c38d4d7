"""Product: the photo, what the product is, and its cutout."""

from dataclasses import dataclass
from functools import partial

import gradio as gr
from pydantic import ValidationError

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit, on_checkerboard, on_white
from pipelines.core.product import Product
from pipelines.core.samples import Sample, samples
from pipelines.core.shot import Cutout, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import Intake, intake, open_photo
from ui import correction
from ui.state import Visitor
from ui.widgets import heading, notice
from ui.wiring import Updates, Wiring

STAGE = 1200  # longer side of the pictures shown, in pixels
_FORMATS = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".avif"]
_GROUNDS = {"Checkerboard": on_checkerboard, "White": on_white}


@dataclass(frozen=True)
class ProductTab:
    """The tab's components."""

    drop: gr.File
    stage: gr.ImageSlider
    verdict: gr.HTML
    ground: gr.Radio
    again: gr.Button
    turn: gr.Button
    start: gr.Column
    samples: tuple[tuple[gr.Button, Sample], ...]
    details: gr.Column
    sku: gr.Textbox
    name: gr.Textbox
    size: gr.Textbox
    other: gr.UploadButton
    onward: gr.Button
    correction: correction.Correction


def render() -> ProductTab:
    """Make the components."""
    with gr.Row(elem_classes="split"):
        with gr.Column(scale=5, min_width=300):
            drop = gr.File(file_types=_FORMATS, show_label=False, elem_id="photo", height=380)
            stage = gr.ImageSlider(
                visible=False, show_label=False, max_height=520, elem_id="cutout", buttons=["fullscreen"]
            )
            verdict = gr.HTML()
            with gr.Row(elem_classes="tools"):
                ground = gr.Radio(
                    list(_GROUNDS),
                    value="Checkerboard",
                    show_label=False,
                    container=False,
                    visible=False,
                    elem_classes="segments",
                )
                turn = gr.Button("Turn", size="sm", visible=False, min_width=90)
                again = gr.Button("Cut out", size="sm", visible=False, min_width=90, elem_id="cut-out")
            brushes = correction.render()
        with gr.Column(scale=3, min_width=280):
            with gr.Column() as start:
                tried = _render_samples()
                gr.HTML(
                    heading(
                        "A good photo",
                        "One product, all of it in the frame, sharp, in daylight. A messy table is fine.",
                    )
                )
            with gr.Column(visible=False, elem_id="details") as details:
                gr.HTML(heading("Your product", "It names the files and sets the scale of the scene."))
                sku = gr.Textbox(label="Article code (SKU)", max_length=64, placeholder="MUG-01", elem_id="sku")
                name = gr.Textbox(label="Name", max_length=120, placeholder="Blue stoneware mug", elem_id="name")
                size = gr.Textbox(label="Longest side, cm", max_length=8, placeholder="12", elem_id="size")
                onward = gr.Button("Choose a scene", variant="primary", size="lg", elem_id="to-scene")
                other = gr.UploadButton("Use another photo", file_types=_FORMATS, size="sm", elem_id="other-photo")
    return ProductTab(
        drop, stage, verdict, ground, again, turn, start, tried, details, sku, name, size, other, onward, brushes
    )  # fmt: skip


def _render_samples() -> tuple[tuple[gr.Button, Sample], ...]:
    gr.HTML(heading("No photo at hand?", "Start with one of ours."))
    with gr.Row(elem_classes="samples"):
        return tuple(
            (gr.Button(sample.name, icon=sample.shown, min_width=80, elem_classes="sample"), sample)
            for sample in samples().values()
        )


def show(tab: ProductTab, visitor: Visitor) -> Updates:
    """The tab for a session."""
    shot = visitor.session.desk.current
    there, cut = shot is not None, shot is not None and shot.cutout is not None
    return {
        tab.drop: gr.update(visible=not there),
        tab.stage: gr.update(visible=there, value=_pictures(visitor, shot)),
        tab.verdict: _verdict(shot),
        tab.ground: gr.update(visible=cut, value=visitor.ground),
        tab.turn: gr.update(visible=there),
        tab.again: gr.update(visible=there, value="Cut out afresh" if cut else "Cut out"),
        tab.start: gr.update(visible=not there),
        tab.details: gr.update(visible=there),
        tab.onward: gr.update(interactive=cut),
        **correction.show(tab.correction, visitor),
    }


def show_fields(tab: ProductTab, visitor: Visitor) -> Updates:
    """What the seller typed, for when the desk is swapped for another."""
    product = visitor.session.desk.product
    plain = Product()
    return {
        tab.sku: "" if product.sku == plain.sku else product.sku,
        tab.name: "" if product.name == plain.name else product.name,
        tab.size: f"{product.size_cm:g}" if product.size_cm else "",
    }


def _pictures(visitor: Visitor, shot: Shot | None) -> tuple[str, str] | None:
    """The paths of the photo and of its cutout; the photo twice while there is none."""
    if shot is None:
        return None
    photo, made = visitor.drawn(shot, "photo", lambda: fit(shot.photo.pixels, STAGE)), shot.cutout
    if made is None:
        return photo, photo
    return photo, visitor.drawn(shot, visitor.ground, lambda: _GROUNDS[visitor.ground](made, STAGE))


def _verdict(shot: Shot | None) -> str:
    if shot is None:
        return ""
    if shot.cutout is None:
        return notice(
            "plain", "This is your photo, unchanged.", ("Press “Cut out” to take the product out of it.", *shot.notes)
        )
    sure = f"{shot.cutout.confidence:.0%} sure"
    if shot.cutout.confidence < correction.UNSURE:
        return notice("care", f"Please check this cutout: {sure}.", (
            "Draw a blue loop around the product, or paint green on what belongs to it and red on what does not.",
            _made_by(shot.cutout), *shot.notes,
        ))  # fmt: skip
    return notice("good", f"Cut out, {sure}.", (_made_by(shot.cutout), *shot.notes))


def _made_by(made: Cutout) -> str:
    if made.engine == "studio":
        return "Engine: the built-in studio, on this machine."
    return f"Engine: {made.engine}."


def listen(tab: ProductTab, wiring: Wiring) -> None:
    """Wire the events."""
    both = [tab.drop, tab.stage]
    for upload in (tab.drop, tab.other):
        loaded = wiring.job(upload.upload, load, [upload], progress_on=both)
        wiring.job(loaded.success, cut_out, progress_on=both)
        for after in (loaded.then, loaded.failure):  # make room for the next photo
            after(None, None, upload, js="() => null", api_visibility="private")
    for button, sample in tab.samples:
        loaded = wiring.job(button.click, partial(load_sample, sample), progress_on=both, swaps=True)
        wiring.job(loaded.success, cut_out, progress_on=both)
    wiring.job(tab.again.click, cut_out, progress_on=both)
    wiring.job(tab.turn.click, turn, progress_on=both)
    wiring.job(tab.ground.input, choose_ground, [tab.ground])
    for key, field in (("sku", tab.sku), ("name", tab.name), ("size_cm", tab.size)):
        for done in (field.blur, field.submit):
            wiring.job(done, partial(describe, key), [field])
    correction.listen(tab.correction, wiring, tab.stage)


def load(visitor: Visitor, engines: Engines, path: str | None) -> None:
    """A new photo on the desk; what is known of the product and the shots stay."""
    if path is None:
        raise UserError("No photo was sent; choose one.")
    visitor.do(current=open_photo(path))


def load_sample(sample: Sample, visitor: Visitor, engines: Engines) -> None:
    """A sample's photo and facts on the desk."""
    product = Product(sku=sample.sku, name=sample.name, size_cm=sample.size_cm)
    visitor.do(current=open_photo(sample.shown), product=product)


def cut_out(visitor: Visitor, engines: Engines) -> None:
    """The product taken out of its photo, without hints."""
    visitor.do(current=cutout(visitor.current, CutoutStep(), engines))


def turn(visitor: Visitor, engines: Engines) -> None:
    """The photo a quarter turn clockwise, and the product cut out of it again."""
    shot = visitor.current
    turned = intake(shot, Intake(turns=(shot.photo.turns + 1) % 4), engines)
    visitor.do(current=cutout(turned, CutoutStep(), engines) if shot.cutout else turned)


def choose_ground(visitor: Visitor, engines: Engines, ground: str) -> None:
    """What the cutout is shown on."""
    visitor.ground = ground if ground in _GROUNDS else visitor.ground


def describe(fact: str, visitor: Visitor, engines: Engines, text: str) -> None:
    """What the seller says of the product, one fact at a time: what they type next may overtake it."""
    text = text.strip()
    if fact == "size_cm":
        text = text.removesuffix("cm").strip().replace(",", ".")
    before = visitor.session.desk.product
    try:
        product = Product.model_validate(before.model_dump(exclude={fact}) | ({fact: text} if text else {}))
    except ValidationError as error:
        raise UserError("The longest side is a number of centimetres up to 1000, as in 12.5; correct it.") from error
    if product != before:
        visitor.do(product=product)
