"""More photos of the product, from other sides: what they show is not computed."""

from dataclasses import dataclass, replace
from html import escape

import gradio as gr

from pipelines.angles import Angle, View
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.load import load_photo
from pipelines.core.preview import fit
from pipelines.core.session import SidePhoto
from pipelines.core.shelf import keep
from ui.state import Visitor
from ui.widgets import PICTURES, image
from ui.wiring import Show, Updates, Wiring

_MOST = 8
_MOST_OF_ALL = 24  # photos of earlier products are let go from here on, the oldest first
_THUMBNAIL = 240
OTHER = "other"
SIDES: dict[str, tuple[str, float, float]] = {
    "left": ("Left side", -90, 0), "right": ("Right side", 90, 0), "back": ("Back", 180, 0),
    "top": ("Top", 0, 90), OTHER: ("Another side, in degrees", 0, 0),
}  # fmt: skip
_NONE = '<p class="note">None added. Photos of the sides and the back are used before anything is computed.</p>'


@dataclass(frozen=True)
class MorePhotos:
    """The components."""

    side: gr.Dropdown
    degrees: gr.Row
    yaw: gr.Number
    pitch: gr.Number
    add: gr.UploadButton
    cards: gr.HTML


def render() -> MorePhotos:
    """Make the components."""
    with gr.Accordion("More photos of it", open=False, elem_id="more-photos", elem_classes="group"):
        cards = gr.HTML(_NONE, elem_id="extra-cards")
        names = [(name, key) for key, (name, _, _) in SIDES.items()]
        with gr.Row(elem_classes="tools"):
            side = gr.Dropdown(names, value="left", label="The photo shows", min_width=150, elem_id="extra-side")
            add = gr.UploadButton("Add a photo", file_types=PICTURES, size="sm", min_width=110, elem_id="add-extra")
        with gr.Row(visible=False) as degrees:
            yaw = gr.Number(45, label="Round it, ° (− from the left)", minimum=-180, maximum=180, elem_id="extra-yaw")
            pitch = gr.Number(0, label="Up, ° (− from below)", minimum=-90, maximum=90, elem_id="extra-pitch")
    return MorePhotos(side, degrees, yaw, pitch, add, cards)


def of(visitor: Visitor) -> tuple[SidePhoto, ...]:
    """The added photos of the product on the desk."""
    desk = visitor.session.desk
    if desk.current is None:
        return ()
    own = desk.current.photo.original
    return tuple(side for side in desk.sides if side.of == own)


def views_of(visitor: Visitor) -> tuple[View, ...]:
    """From where they show it."""
    return tuple(View(picture=side.picture, yaw=side.yaw, pitch=side.pitch) for side in of(visitor))


def show(part: MorePhotos, visitor: Visitor) -> Updates:
    """What was added."""
    cards = "".join(_card(visitor, place, side) for place, side in enumerate(of(visitor)))
    return {part.cards: f'<div class="cards added">{cards}</div>' if cards else _NONE}


def _card(visitor: Visitor, place: int, side: SidePhoto) -> str:
    path = visitor.drawn(side, "photo", lambda: fit(side.photo.pixels, _THUMBNAIL))
    name = escape(name_of(side))
    return (
        f'<div class="extra"><button type="button" class="pick" data-pick="show|{place}">{image(path, name)}'
        f'<strong>{name}</strong></button><button type="button" class="leads" data-pick="remove|{place}" '
        f'aria-label="Remove: {name}">Remove</button></div>'
    )


def name_of(side: SidePhoto) -> str:
    """What a photo shows."""
    named = {(yaw, pitch): name for key, (name, yaw, pitch) in SIDES.items() if key != OTHER}
    return named.get((side.yaw, side.pitch), f"{side.yaw:g}° round, {side.pitch:g}° up")


def listen(part: MorePhotos, wiring: Wiring, follows: Show) -> None:
    """Wire the events; `follows` shows all that follows from a photo."""

    def open_degrees(visitor: Visitor, side: str) -> Updates:
        return {part.degrees: gr.update(visible=side == OTHER)}

    wiring.look(part.side.input, open_degrees, [part.side], [part.degrees])
    added = wiring.job(part.add.upload, add, [part.side, part.yaw, part.pitch, part.add], progress_on=[part.cards])
    for after in (added.then, added.failure):  # make room for the next photo
        after(None, None, part.add, js="() => null", api_visibility="private")
    clicked = wiring.pick(part.cards.click, picked, follows)
    wiring.look(added.success, follows, [], list(follows(Visitor())))
    wiring.draw(clicked.success)  # one may have been removed, which undo brings back


def add(
    visitor: Visitor, engines: Engines, side: str, yaw: float | None, pitch: float | None, path: str | None
) -> None:  # fmt: skip
    """One more photo. Raises UserError where it is none, where it shows the front, or where there are enough."""
    if path is None or side not in SIDES:
        raise UserError("No photo was sent; choose what it shows, then the file.")
    if len(of(visitor)) >= _MOST:
        raise UserError(f"{_MOST} more photos are the most; remove one first.")
    at = (float(yaw or 0), float(pitch or 0)) if side == OTHER else SIDES[side][1:]
    if at == (0, 0):
        raise UserError("The first photo shows the front already; say from which other side this one was taken.")
    digest, photo = keep(load_photo(path))
    added = SidePhoto(visitor.current.photo.original, digest, photo, *at)
    rest = tuple(one for one in visitor.session.desk.sides if one.of != added.of or (one.yaw, one.pitch) != at)
    visitor.do(sides=(*rest, added)[-_MOST_OF_ALL:])


def picked(visitor: Visitor, id: str) -> None:
    """Show the side of a photo, or remove the photo. Raises UserError where it is gone."""
    act, _, place = id.partition("|")
    added = of(visitor)
    if place not in map(str, range(len(added))):
        raise UserError("This photo is no longer there; reload the page.")
    chosen, angle = added[int(place)], visitor.draft.angle
    if act != "remove":
        _turn(visitor, chosen.yaw, chosen.pitch)
        return
    visitor.do(sides=tuple(side for side in visitor.session.desk.sides if side is not chosen))
    if (angle.yaw, angle.pitch) == (chosen.yaw, chosen.pitch):
        _turn(visitor, Angle().yaw, Angle().pitch)


def _turn(visitor: Visitor, yaw: float, pitch: float) -> None:
    angle = visitor.draft.angle.model_copy(update={"yaw": yaw, "pitch": pitch})
    visitor.draft = replace(visitor.draft, angle=angle)
