"""What the product's shape is taken for: one choice a product, which the Light and Angles tabs share."""

from dataclasses import replace
from typing import get_args

import gradio as gr

from pipelines.angles import shape_of as found_shape
from pipelines.core.errors import UserError
from pipelines.relight import Kind
from ui.state import Visitor
from ui.widgets import notice
from ui.wiring import Show, Updates

STUDIED = 900
"""Longer side of the photo that a product's shape and light are studied on for previews, in pixels."""
SHAPES: dict[str, str] = {
    "": "As it seems", "flat": "Flat: a card, a sleeve", "box": "A box", "revolution": "Round: a bottle, a jar, a cup",
    "inflated": "Soft: a bag, a toy", "network": "Free form, as the shape network sees it",
    "depth": "Free form, as a depth model sees it",
}  # fmt: skip


def render(id: str) -> gr.Dropdown:
    """Make the component."""
    names = [(name, kind) for kind, name in SHAPES.items()]
    return gr.Dropdown(names, value="", label="Shape of the product", elem_id=id)


def shape_of(visitor: Visitor) -> Kind | None:
    """What the product on the desk is taken for; None: what it is most like, or there is no product."""
    return visitor.draft.shapes.get(photo_key(visitor)) if visitor.session.desk.current else None


def choose(visitor: Visitor, kind: str | None) -> None:
    """Take the product for that. Raises UserError where there is no such shape, or it cannot be that."""
    chosen: Kind | None = next((one for one in get_args(Kind) if one == kind and kind in SHAPES), None)
    if kind and chosen is None:
        raise UserError("There is no such shape; choose one of the list.")
    small = visitor.small(visitor.product_shot, STUDIED)
    assert small.cutout is not None
    found_shape(small.photo, small.cutout, chosen)
    shapes = {key: value for key, value in visitor.draft.shapes.items() if key != photo_key(visitor)}
    visitor.draft = replace(visitor.draft, shapes=shapes if chosen is None else {**shapes, photo_key(visitor): chosen})


def chosen(visitor: Visitor, kind: str | None, whole: Show, said: gr.HTML) -> Updates:
    """Another shape of the product and all that follows from it, or in `said` why it cannot be that."""
    try:
        choose(visitor, kind)
    except UserError as error:
        return whole(visitor) | {said: notice("care", "The shape stays as it was", (str(error),))}
    return whole(visitor)


def photo_key(visitor: Visitor) -> int:
    """What is set for one product only is kept under this number, its photo's. Raises UserError where there is none."""
    return hash(visitor.current.photo.original)
