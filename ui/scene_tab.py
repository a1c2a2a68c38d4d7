"""Scene: where the product stands, in what light, with a live preview; and the shots made of it. It only composes."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.refine import staged
from ui import brand_guide, copied_look, gallery, recipe_box, scene_controls, stage, variations
from ui.state import Visitor
from ui.widgets import empty, heading
from ui.wiring import Show, Updates, Wiring


@dataclass(frozen=True)
class SceneTab:
    """The tab's parts."""

    nothing: gr.HTML
    room: gr.Row
    stage: stage.Stage
    gallery: gallery.Gallery
    controls: scene_controls.Controls
    like: copied_look.CopiedLook
    variations: variations.Variations
    box: recipe_box.RecipeBox
    brand: brand_guide.BrandGuide


def render() -> SceneTab:
    """Make the components."""
    nothing = gr.HTML(empty("Nothing to stage yet", "Add a photo on the Product tab; its scenes appear here."))
    with gr.Row(visible=False, elem_classes="split") as room:
        with gr.Column(scale=5, min_width=300, elem_classes="stays"):
            picture = stage.render()
        with gr.Column(scale=4, min_width=280, elem_id="settings"):
            cards = gallery.render()
            controls = scene_controls.render(picture.moved)
            like = copied_look.render()
            varied = variations.render()
            gr.HTML(heading("One look for all", "For the next product, and for everybody who makes pictures."))
            box = recipe_box.render()
            brand = brand_guide.render()
    return SceneTab(nothing, room, picture, cards, controls, like, varied, box, brand)


def show(tab: SceneTab, visitor: Visitor) -> Updates:
    """The tab for a session; it is drawn anew only for another cutout or another size of the product."""
    desk = visitor.session.desk
    ready = desk.current is not None and desk.current.cutout is not None
    drawn = _scene_of(tab)
    anew = [visitor.differs("scene", desk.current), visitor.differs("size", desk.product.size_cm)]
    parts = drawn(visitor) if any(anew) else dict.fromkeys(drawn(Visitor()), gr.skip())
    return {tab.nothing: gr.update(visible=not ready), tab.room: gr.update(visible=ready), **parts}


def show_habits(tab: SceneTab, visitor: Visitor) -> Updates:
    """What the visitor set that belongs to no product."""
    return {
        **gallery.show_fields(tab.gallery, visitor),
        **recipe_box.show(tab.box, visitor),
        **brand_guide.show(tab.brand, visitor),
    }


def _scene_of(tab: SceneTab) -> Show:
    """All that follows from the look, the gallery with it."""
    return lambda visitor: {**gallery.show(tab.gallery, visitor), **_settings_of(tab)(visitor)}


def _settings_of(tab: SceneTab) -> Show:
    """The preview, the controls, the variations."""
    return lambda visitor: {
        **stage.show(tab.stage, visitor),
        **scene_controls.show(tab.controls, visitor),
        **copied_look.show(tab.like, visitor),
        **variations.show(tab.variations, visitor),
        **brand_guide.show_state(tab.brand, visitor),
    }


def listen(tab: SceneTab, wiring: Wiring) -> None:
    """Wire the events."""
    settings, whole = _settings_of(tab), _scene_of(tab)
    gallery.listen(tab.gallery, wiring, settings)
    scene_controls.listen(tab.controls, wiring, settings, partial(stage.dial, tab.stage, wiring))
    copied_look.listen(tab.like, wiring, settings)
    variations.listen(tab.variations, wiring, settings)
    recipe_box.listen(tab.box, wiring, lambda visitor: {**whole(visitor), **show_habits(tab, visitor)})
    brand_guide.listen(tab.brand, wiring, settings)
    stage.listen(tab.stage, wiring)
    inputs = [tab.controls.format, *tab.controls.sliders.values()]
    wiring.job(tab.stage.make.click, make, inputs, progress_on=[tab.stage.picture, tab.stage.pair])


def make(visitor: Visitor, engines: Engines, *values: Any) -> None:
    """The shot at full size, added to the contact sheet."""
    shot = visitor.product_shot
    scene_controls.adjust(visitor, *values)
    made = staged(shot, visitor.step, engines)
    visitor.do(shots=(*visitor.session.desk.shots, made))
