"""The shots that a listing of the product's family needs: first how each is got, then those that can be had."""

from dataclasses import dataclass, replace
from html import escape

import gradio as gr

from pipelines.angles import Angle
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.progress import part as share
from pipelines.shot_list import How, Planned, families, family_of, made, planned
from ui import more_photos, shape
from ui.angle_stage import TAB, worded
from ui.draft import Sides
from ui.model_choice import engines_for, watched
from ui.state import Visitor
from ui.widgets import badge, heading, image, spoken
from ui.wiring import Updates, Wiring

_SMALL = 400  # longer side of the photo that sides are drawn from, and of a crop, in pixels
_BEST = "best"  # what is chosen for the best sides, whatever the product's name says
_HOW: dict[How, tuple[str, str]] = {
    "photo": ("good", "Your photo"), "added": ("good", "Your photo"), "cropped": ("good", "Cropped from your photo"),
    "computed": ("care", "Computed, must be reviewed"), "missing": ("plain", "Yours to photograph"),
}  # fmt: skip
_NOTHING = "None of these shots can be made from the photos that are there; take them as the cards say."


@dataclass(frozen=True)
class ShotList:
    """The components."""

    family: gr.Dropdown
    propose: gr.Button
    cards: gr.HTML
    make: gr.Button


def render() -> ShotList:
    """Make the components."""
    gr.HTML(heading("Shot list", "What a listing of such a product shows, your own photos first."))
    with gr.Row(elem_classes="tools"):
        family = gr.Dropdown([("By its name", "")], value="", label="Family", min_width=190, elem_id="family")
        propose = gr.Button("Show the list", size="sm", min_width=110, elem_id="propose-shots")
    cards = gr.HTML(elem_id="shot-list", visible=False)
    make = gr.Button("Make these shots", variant="primary", visible=False, elem_id="make-shots")
    return ShotList(family, propose, cards, make)


def proposed(visitor: Visitor) -> tuple[Planned, ...]:
    """The list shown for the product on the desk, of the shape that it is taken for; none where it cannot be that."""
    sides, desk = visitor.draft.sides, visitor.session.desk
    if sides is None or sides.of is not desk.current:
        return ()
    now = visitor.draft.angle
    try:
        rows = planned(sides.of, sides.family, more_photos.views_of(visitor), shape.shape_of(visitor))
    except UserError:
        return ()
    same = {"fill": now.fill, "model": now.model}
    return tuple(
        replace(row, step=row.step.model_copy(update=same)) if isinstance(row.step, Angle) else row for row in rows
    )


def show(part: ShotList, visitor: Visitor) -> Updates:
    """The families, and the list where it was asked for."""
    rows = proposed(visitor)
    count = sum(row.step is not None for row in rows)
    return {
        part.family: gr.update(choices=_families(visitor), value=_chosen(visitor)),
        part.cards: spoken(_cards(visitor, rows) if rows else ""),
        part.make: gr.update(visible=count > 0, value=f"Make {f'these {count} shots' if count > 1 else 'this shot'}"),
    }


def _families(visitor: Visitor) -> list[tuple[str, str]]:
    """What there is to choose, named, with its id."""
    said = family_of(visitor.session.desk.product.name)
    first = said.capitalize() if said else "none known"
    named = [(name.capitalize(), name) for name in families()]
    return [(f"By its name: {first}", ""), *named, ("No family: the best sides", _BEST)]


def _chosen(visitor: Visitor) -> str:
    return visitor.draft.families.get(shape.photo_key(visitor), "") if visitor.session.desk.current else ""


def _cards(visitor: Visitor, rows: tuple[Planned, ...]) -> str:
    figures = "".join(_figure(visitor, row) for row in rows)
    nothing = "" if any(row.step for row in rows) else f'<p class="note">{_NOTHING}</p>'
    return f'<div class="sides">{figures}</div>{nothing}'


def _figure(visitor: Visitor, row: Planned) -> str:
    top = f'<p class="blank">{escape(row.said)}</p>' if row.step is None else image(_drawn(visitor, row), row.name)
    more = f"<small>{escape(row.said)}</small>" if row.how in ("computed", "cropped") else ""
    words = f"<strong>{escape(row.name)}</strong>{badge(*_HOW[row.how])}{more}"
    return f"<figure>{top}<figcaption>{words}</figcaption></figure>"


def _drawn(visitor: Visitor, row: Planned) -> str:
    shot, plain = visitor.product_shot, row
    if isinstance(row.step, Angle):
        shot, plain = visitor.small(shot, _SMALL), replace(row, step=row.step.model_copy(update={"model": None}))
    assert plain.step is not None
    key = plain.step.job, plain.step.model_dump_json()
    return visitor.drawn(shot, key, lambda: fit(made(shot, plain, Engines("studio")).pixels, _SMALL))


def listen(part: ShotList, wiring: Wiring) -> None:
    """Wire the events."""
    wiring.change(part.family.input, choose, [part.family], lambda visitor: show(part, visitor))
    wiring.job(part.propose.click, propose, progress_on=[part.cards])
    wiring.job(part.make.click, make)


def choose(visitor: Visitor, family: str | None) -> None:
    """Take the product for one of that family. Raises UserError where there is no such family."""
    if family not in (None, "", _BEST, *families()):
        raise UserError("There is no such family; choose one of the list.")
    chosen = {**visitor.draft.families, shape.photo_key(visitor): family or ""}
    visitor.draft = replace(visitor.draft, families=chosen, sides=None)


def propose(visitor: Visitor, engines: Engines) -> None:
    """Work out how each shot of the list is got. Raises UserError as `planned` does."""
    shot, chosen = visitor.product_shot, _chosen(visitor)
    family = None if chosen == _BEST else chosen or family_of(visitor.session.desk.product.name)
    engines.progress(0.2, "Looking at the product from its sides")
    rows = planned(shot, family, more_photos.views_of(visitor), shape.shape_of(visitor))
    for place, row in enumerate(rows):
        engines.progress((place + 1) / (len(rows) + 1), f"Drawing: {row.name}")
        if row.step is not None:
            _drawn(visitor, row)
    visitor.go_on()
    visitor.draft = replace(visitor.draft, sides=Sides(shot, family))


def make(visitor: Visitor, engines: Engines) -> None:
    """The list's shots at full size, added to the contact sheet. Raises UserError where there is none to make."""
    shot, rows = visitor.product_shot, [row for row in proposed(visitor) if row.step is not None]
    if not rows:
        raise UserError("There is nothing to make for this product yet; press “Show the list” first.")
    shots = []
    with watched(visitor, TAB, visitor.draft.angle.model):
        for place, row in enumerate(rows):
            one, ready = replace(engines, progress=share(engines.progress, place, len(rows))), row
            if isinstance(row.step, Angle):
                one, ready = engines_for(row.step.model, one), replace(row, step=worded(visitor, row.step))
            shots.append(made(shot, ready, one))
    visitor.do(shots=(*visitor.session.desk.shots, *shots))
