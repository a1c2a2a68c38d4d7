"""References: pictures of a person, an outfit, a pose, a place or a look; a model paints the product with them."""

from dataclasses import dataclass, replace
from html import escape
from typing import get_args

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import load_photo
from pipelines.core.preview import fit
from pipelines.core.shelf import holding, keep
from pipelines.core.shot import Shot
from pipelines.create import Create, create
from pipelines.estimates import forecast, offered
from pipelines.references import Part, Reference
from ui.draft import Made
from ui.model_picker import first_of, forecast_html, named
from ui.state import Visitor
from ui.widgets import image, notice, picker
from ui.wiring import Updates, Wiring

_MOST = 6
_THUMBNAIL = 240
_FORMATS = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".avif"]
PARTS: dict[Part, str] = {
    "model": "Person", "outfit": "Outfit", "pose": "Pose", "place": "Place", "style": "Style",
    "detail": "Detail of the product",
}  # fmt: skip
assert set(PARTS) == set(get_args(Part))
_MIND = (
    "Here the model paints the product itself anew, from its photo and from what you add. Nothing proves that it is "
    "still your product: the shot is marked, and a person must review it before it is listed.",
)


@dataclass(frozen=True)
class References:
    """The components."""

    part: gr.Dropdown
    add: gr.UploadButton
    cards: gr.HTML
    model: gr.Dropdown
    estimate: gr.HTML
    create: gr.Button


def render() -> References:
    """Make the components."""
    with gr.Accordion("With references", open=False, elem_id="references"):
        gr.HTML(notice("care", "The product is repainted", _MIND))
        parts = [(name, part) for part, name in PARTS.items()]
        with gr.Row(elem_classes="tools"):
            part = gr.Dropdown(parts, value="model", label="The picture shows", min_width=150, elem_id="reference-part")
            add = gr.UploadButton("Add a picture", file_types=_FORMATS, size="sm", min_width=110, elem_id="add-part")
        cards = gr.HTML(elem_id="reference-cards")
        model = gr.Dropdown([("The best that is here", "")], value="", label="Model that repaints", elem_id="creator")
        estimate = gr.HTML(elem_id="create-forecast")
        create = gr.Button("Create with references", variant="primary", elem_id="create")
    return References(part, add, cards, model, estimate, create)


def show(part: References, visitor: Visitor) -> Updates:
    """What was added, and the models that can repaint; the estimate follows by `estimated`."""
    draft, every = visitor.draft, offered("edit")
    ids = {model.id for model in every}
    choices = [("The best that is here", ""), *((named(model), model.id) for model in every)]
    return {
        part.cards: _cards(visitor),
        part.model: gr.update(choices=choices, value=draft.creator if draft.creator in ids else ""),
    }


def estimated(part: References, visitor: Visitor) -> Updates:
    """What the model that repaints will take; without a picture to start from, all steps are done."""
    model, look = first_of("edit", visitor.draft.creator), visitor.step
    told = (forecast(model, (look.width, look.height), strength=1.0),) if model is not None else ()
    return {part.estimate: forecast_html(told)}


def show_added(part: References, visitor: Visitor) -> Updates:
    """What was added."""
    return {part.cards: _cards(visitor)}


def _cards(visitor: Visitor) -> str:
    added = visitor.draft.references
    if not added:
        return '<p class="note">Nothing added. The product itself is always shown to the model.</p>'
    cards = "".join(picker(str(index), _face(visitor, *one), False) for index, one in enumerate(added))
    return f'<div class="cards added">{cards}</div>'


def _face(visitor: Visitor, reference: Reference, shot: Shot) -> str:
    path, name = visitor.drawn(shot, "reference", lambda: fit(shot.pixels, _THUMBNAIL)), PARTS[reference.part]
    return f"{image(path, name)}<strong>{escape(name)}</strong><small>Remove</small>"


def listen(part: References, wiring: Wiring) -> None:
    """Wire the events."""

    def choose(visitor: Visitor, id: str | None) -> None:
        visitor.draft = replace(visitor.draft, creator=id or None)

    added = wiring.job(part.add.upload, add, [part.part, part.add], progress_on=[part.cards])
    for after in (added.then, added.failure):  # make room for the next picture
        after(None, None, part.add, js="() => null", api_visibility="private")
    wiring.pick(part.cards.click, remove, lambda visitor: show_added(part, visitor))
    wiring.change(part.model.input, choose, [part.model], lambda visitor: estimated(part, visitor))


def add(visitor: Visitor, engines: Engines, role: Part, path: str | None) -> None:
    """One more picture. Raises UserError where it is none, or where there are enough."""
    if path is None or role not in PARTS:
        raise UserError("No picture was sent; choose what it shows, then the file.")
    if len(visitor.draft.references) >= _MOST:
        raise UserError(f"{_MOST} references are the most; remove one first.")
    digest, photo = keep(load_photo(path))
    more = (Reference(part=role, picture=digest), Shot.of(photo))
    visitor.draft = replace(visitor.draft, references=(*visitor.draft.references, more))


def remove(visitor: Visitor, index: str) -> None:
    """Without the picture of that place in the row."""
    kept = tuple(one for place, one in enumerate(visitor.draft.references) if str(place) != index)
    visitor.draft = replace(visitor.draft, references=kept)


def create_shot(visitor: Visitor, engines: Engines) -> None:
    """The product with the references, added to the contact sheet. Raises UserError as `create` does."""
    shot, draft, look = visitor.product_shot, visitor.draft, visitor.step
    step = Create(
        model=draft.creator, product=visitor.session.desk.product.name, prompt=visitor.prompt, template=look.template,
        references=tuple(reference for reference, _ in draft.references), width=max(look.width, 256),
        height=max(look.height, 256), seed=draft.refine.seed,
    )  # fmt: skip
    made = holding(create(shot, step, engines), (picture.photo for _, picture in draft.references))
    visitor.do(shots=(*visitor.session.desk.shots, made))
    visitor.draft = replace(visitor.draft, made=Made(shot, look, (made,)))
