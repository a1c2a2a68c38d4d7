"""A gallery of five sides: first what it would show, then the shots."""

from dataclasses import dataclass, replace
from html import escape

import gradio as gr

from pipelines.angles import GALLERY, Angle, angles, five
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.progress import part as share
from ui import more_photos
from ui.angle_stage import side_name, step_of, worded
from ui.draft import Sides
from ui.model_choice import engines_for
from ui.shape import STUDIED
from ui.state import Visitor
from ui.widgets import heading, image, spoken
from ui.wiring import Updates, Wiring

_SMALL = 400  # longer side of the photo that proposals are drawn from, in pixels
_FEWER = "Fewer than five: of its other sides too little is on the photos. More photos of it help."


@dataclass(frozen=True)
class FiveSides:
    """The components."""

    propose: gr.Button
    cards: gr.HTML
    make: gr.Button


def render() -> FiveSides:
    """Make the components."""
    gr.HTML(heading("A gallery of five", "The sides that can be shown in good conscience, your own photos first."))
    propose = gr.Button("Show the set of five", size="sm", elem_id="propose-five")
    cards = gr.HTML(elem_id="five", visible=False)
    return FiveSides(propose, cards, gr.Button("Make them", variant="primary", visible=False, elem_id="make-five"))


def proposed(visitor: Visitor) -> tuple[Angle, ...]:
    """The sides proposed for the product on the desk, of the shape that it is taken for."""
    sides, desk = visitor.draft.sides, visitor.session.desk
    if sides is None or sides.of is not desk.current:
        return ()
    now = step_of(visitor)
    same = {"proxy": now.proxy, "fill": now.fill, "model": now.model}
    return tuple(step.model_copy(update=same) for step in sides.steps)


def show(part: FiveSides, visitor: Visitor) -> Updates:
    """What was proposed."""
    steps = proposed(visitor)
    return {
        part.cards: spoken(_cards(visitor, steps) if steps else ""),
        part.make: gr.update(visible=bool(steps), value=f"Make these {len(steps)} shots"),
    }


def _cards(visitor: Visitor, steps: tuple[Angle, ...]) -> str:
    figures = "".join(_figure(visitor, step) for step in steps)
    fewer = f'<p class="note">{_FEWER}</p>' if len(steps) < GALLERY else ""
    return f'<div class="sides">{figures}</div>{fewer}'


def _figure(visitor: Visitor, step: Angle) -> str:
    name = side_name(step.yaw, step.pitch)
    return f"<figure>{image(_drawn(visitor, step), name)}<figcaption>{escape(name)}</figcaption></figure>"


def _drawn(visitor: Visitor, step: Angle) -> str:
    small, plain = visitor.small(visitor.product_shot, _SMALL), step.model_copy(update={"model": None})
    key = "side", plain.model_dump_json()
    return visitor.drawn(small, key, lambda: fit(angles(small, plain, Engines("studio")).pixels, _SMALL))


def listen(part: FiveSides, wiring: Wiring) -> None:
    """Wire the events."""
    wiring.job(part.propose.click, propose, progress_on=[part.cards])
    wiring.job(part.make.click, make, progress_on=[part.cards])


def propose(visitor: Visitor, engines: Engines) -> None:
    """Work out which sides can be shown. Raises UserError as `five` does."""
    shot = visitor.product_shot
    engines.progress(0.2, "Looking at the product from its sides")
    steps = five(visitor.small(shot, STUDIED), more_photos.views_of(visitor))
    for place, step in enumerate(steps):
        engines.progress((place + 1) / (len(steps) + 1), f"Drawing: {side_name(step.yaw, step.pitch)}")
        _drawn(visitor, step)
    visitor.draft = replace(visitor.draft, sides=Sides(shot, steps))


def make(visitor: Visitor, engines: Engines) -> None:
    """The proposed sides at full size, added to the contact sheet. Raises UserError where nothing was proposed."""
    shot, steps = visitor.product_shot, proposed(visitor)
    if not steps:
        raise UserError("Nothing was proposed for this product yet; press “Show the set of five” first.")
    made = []
    for place, step in enumerate(steps):
        one = replace(engines, progress=share(engines.progress, place, len(steps)))
        made.append(angles(shot, worded(visitor, step), engines_for(step.model, one)))
    visitor.do(shots=(*visitor.session.desk.shots, *made))
