"""The side column: the product, the contact sheet of its shots, and the session as a file."""

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr

from pipelines.angles import Angle
from pipelines.core import archive
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit, on_white
from pipelines.core.product import Product, slug
from pipelines.core.session import Desk
from pipelines.core.shot import Fidelity, Shot
from pipelines.scene import templates
from pipelines.shot_list import side_name
from ui.state import Visitor
from ui.widgets import card, empty, heading
from ui.wiring import Updates, Wiring

_THUMBNAIL = 320
_SHEET = 800
REVIEW: dict[Fidelity, str] = {
    "relit": "In other light: review before listing",
    "turned": "Turned: review before listing",
    "illustrative": "Illustrative: review before listing",
    "repaint": "Repainted: review before listing",
}
IMAGINED = "Imagined: not for listings"
_NOTHING = card(None, "No product yet", "Drop a photo to begin.")


@dataclass(frozen=True)
class SideColumn:
    """The column's components."""

    product: gr.HTML
    nothing: gr.HTML
    sheet: gr.Gallery
    save: gr.Button
    saved: gr.DownloadButton
    restore: gr.UploadButton
    fresh: gr.Button


def render() -> SideColumn:
    """Make the components."""
    with gr.Column(scale=1, min_width=260, elem_id="side"):
        product = gr.HTML(_NOTHING, elem_id="product-card")
        gr.HTML(heading("Shots"))
        nothing = gr.HTML(empty("No shots yet", "Make one on the Scene tab; they collect here."))
        sheet = gr.Gallery(
            show_label=False,
            columns=2,
            object_fit="cover",
            visible=False,
            elem_id="sheet",
            buttons=["fullscreen"],
            height="auto",
            fit_columns=False,
        )
        with gr.Row(elem_classes="tools"):
            save = gr.Button("Save session", size="sm", min_width=100, interactive=False, elem_id="save")
            restore = gr.UploadButton("Open session", size="sm", min_width=100, file_types=[".zip"], elem_id="restore")
            fresh = gr.Button("New product", size="sm", min_width=100, interactive=False, elem_id="fresh")
        saved = gr.DownloadButton("Download session", elem_id="saved", elem_classes="unseen")
    return SideColumn(product, nothing, sheet, save, saved, restore, fresh)


def show(side: SideColumn, visitor: Visitor) -> Updates:
    """The column for a session."""
    desk = visitor.session.desk
    return {
        side.product: _product(visitor, desk),
        side.nothing: gr.update(visible=not desk.shots),
        side.sheet: gr.update(visible=bool(desk.shots), value=[_shot(visitor, shot) for shot in desk.shots]),
        side.save: gr.update(interactive=desk.current is not None),
        side.fresh: gr.update(interactive=desk.current is not None or bool(desk.shots)),
    }


def _product(visitor: Visitor, desk: Desk) -> str:
    if desk.current is None:
        return _NOTHING
    shot = desk.current
    if shot.cutout is None:
        path = visitor.drawn(shot, "card", lambda: fit(shot.photo.pixels, _THUMBNAIL))
    else:
        made = shot.cutout
        path = visitor.drawn(shot, "card", lambda: on_white(made, _THUMBNAIL))
    plain, size = Product(), shot.photo.size
    name = desk.product.name if desk.product.name != plain.name else shot.photo.name
    facts = [desk.product.sku] if desk.product.sku != plain.sku else []
    facts += [f"{desk.product.size_cm:g} cm"] if desk.product.size_cm else []
    return card(path, name, " · ".join([*facts, f"photo {size[0]} × {size[1]}"]))


def _shot(visitor: Visitor, shot: Shot) -> tuple[str, str]:
    return visitor.drawn(shot, "sheet", lambda: fit(shot.pixels, _SHEET)), caption(shot)


def caption(shot: Shot) -> str:
    """What a shot is, below its picture; what has to be minded of it comes first."""
    mind = [REVIEW[shot.fidelity]] if shot.must_be_reviewed else [] if shot.listable else [IMAGINED]
    made_by = [] if shot.engine == "studio" else [shot.engine]
    size = f"{shot.pixels.shape[1]} × {shot.pixels.shape[0]}"
    return " · ".join([*mind, *_shows(shot), *made_by, size])


def _shows(shot: Shot) -> Iterator[str]:
    """From which side, in which scene; else its role."""
    turned = next((step for step in reversed(shot.recipe.steps) if isinstance(step, Angle)), None)
    if turned is not None:
        yield side_name(turned.yaw, turned.pitch)
    if shot.template in templates():
        yield templates()[shot.template].name
    elif turned is None:
        yield shot.role


def listen(side: SideColumn, wiring: Wiring) -> None:
    """Wire the events."""
    wiring.job(side.restore.upload, restore, [side.restore], swaps=True, progress_on=[side.product])
    wiring.job(side.fresh.click, start_anew, swaps=True)
    wiring.look(side.save.click, save, [], [side.saved]).success(
        None, js="() => requestAnimationFrame(() => document.querySelector('#saved').click())", api_visibility="private"
    )


def save(visitor: Visitor) -> str:
    """The session as a zip in the visitor's folder; its path."""
    product = visitor.session.desk.product
    return visitor.file(f"{slug(product.sku, 'SKU')}-session.zip", archive.save(visitor.session))


def restore(visitor: Visitor, engines: Engines, path: str | None) -> None:
    """The desk of a saved session in place of this one; undo brings this one back."""
    if path is None:
        raise UserError("No file was sent; choose the zip of a saved session.")
    with open(path, "rb") as file:
        desk = archive.restore(file.read()).desk
    visitor.do(product=desk.product, current=desk.current, shots=desk.shots, sides=desk.sides)


def start_anew(visitor: Visitor, engines: Engines) -> None:
    """An empty desk; undo brings the product back."""
    visitor.do(product=Product(), current=None, shots=(), sides=())
