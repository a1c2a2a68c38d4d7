"""Details: crops of the photo at its own resolution, found by the studio and chosen by the seller."""

from dataclasses import dataclass, replace
from html import escape

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.progress import part as share
from pipelines.core.shot import Shot
from pipelines.details import SURE, Detail, Finding, details, found
from ui.draft import Found
from ui.state import Visitor
from ui.widgets import empty, heading, image, picker, spoken
from ui.wiring import Updates, Wiring

_MOST = 9  # details of a product, as many as `Detail.number` counts
_CARD = 280  # longer side of a crop on its card, in pixels
KINDS: dict[str, str] = {
    "label": "Label", "texture": "Texture", "closure": "Closure", "feature": "What stands out",
}  # fmt: skip
_NOTHING = empty("No details found", "Nothing stands out at this photo's resolution; photograph it from nearby.")


@dataclass(frozen=True)
class DetailShots:
    """The components."""

    look: gr.Button
    cards: gr.HTML
    make: gr.Button


def render() -> DetailShots:
    """Make the components."""
    gr.HTML(heading("Details", "Cropped from your photo as it is; nothing is enlarged or made up."))
    look = gr.Button("Look for details", size="sm", elem_id="find-details")
    cards = gr.HTML(elem_id="details-found", visible=False)
    make = gr.Button("Make these detail shots", variant="primary", visible=False, elem_id="make-details")
    return DetailShots(look, cards, make)


def _of(visitor: Visitor) -> Found | None:
    seen = visitor.draft.found
    return seen if seen is not None and seen.of is visitor.session.desk.current else None


def show(part: DetailShots, visitor: Visitor) -> Updates:
    """What was found, and what of it was chosen."""
    seen = _of(visitor)
    count = len(seen.chosen) if seen else 0
    words = f"Make {count} detail shot{'s' * (count != 1)}" if count else "Choose a detail above"
    return {
        part.cards: spoken(_cards(visitor, seen) if seen else ""),
        part.make: gr.update(visible=bool(seen and seen.findings), interactive=bool(count), value=words),
    }


def _cards(visitor: Visitor, seen: Found) -> str:
    if not seen.findings:
        return _NOTHING
    faces = (_face(visitor, seen, place) for place in range(len(seen.findings)))
    cards = "".join(picker(str(place), face, place in seen.chosen) for place, face in enumerate(faces))
    return f'<div class="crops" data-several>{cards}</div>'


def _face(visitor: Visitor, seen: Found, place: int) -> str:
    one = seen.findings[place]
    name = KINDS[one.kind]
    sure = "" if one.score >= SURE else " Not sure; look at it."
    words = f"<strong>{escape(name)}</strong><small>{escape(one.reason + sure)}</small>"
    return f"{image(_drawn(visitor, seen.of, place), name)}{words}"


def _drawn(visitor: Visitor, shot: Shot, place: int) -> str:
    crop = Detail(number=place + 1)
    return visitor.drawn(shot, ("detail", place), lambda: fit(details(shot, crop, Engines("studio")).pixels, _CARD))


def listen(part: DetailShots, wiring: Wiring) -> None:
    """Wire the events."""
    wiring.job(part.look.click, look, progress_on=[part.look])
    wiring.pick(part.cards.click, toggle, lambda visitor: show(part, visitor))
    wiring.job(part.make.click, make, progress_on=[part.cards])


def look(visitor: Visitor, engines: Engines) -> None:
    """Look for details; those that are sure are chosen."""
    shot = visitor.product_shot
    engines.progress(0.2, "Looking for what is worth seeing")
    findings: tuple[Finding, ...] = found(shot)[:_MOST]
    for place in range(len(findings)):
        _drawn(visitor, shot, place)
    visitor.go_on()
    chosen = frozenset(place for place, one in enumerate(findings) if one.score >= SURE)
    visitor.draft = replace(visitor.draft, found=Found(shot, findings, chosen))


def toggle(visitor: Visitor, place: str) -> None:
    """Choose a detail, or leave it out. Raises UserError where it is gone."""
    seen = _of(visitor)
    if seen is None or place not in map(str, range(len(seen.findings))):
        raise UserError("These details are no longer there; look for them again.")
    visitor.draft = replace(visitor.draft, found=replace(seen, chosen=seen.chosen ^ {int(place)}))


def make(visitor: Visitor, engines: Engines) -> None:
    """The chosen details, added to the contact sheet. Raises UserError where none is chosen."""
    shot, seen = visitor.product_shot, _of(visitor)
    if seen is None or not seen.chosen:
        raise UserError("No detail is chosen; look for details and click those that you want.")
    made = []
    for index, place in enumerate(sorted(seen.chosen)):
        part = replace(engines, progress=share(engines.progress, index, len(seen.chosen)))
        made.append(details(shot, Detail(number=place + 1), part))
    visitor.do(shots=(*visitor.session.desk.shots, *made))
