"""The product in its new light, alone or beside the photo; how much that changes, and what there is to say of it."""

from dataclasses import dataclass

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.preview import before
from pipelines.core.shot import Shot
from pipelines.relight import CHANGED, Relight, relight
from pipelines.scene import directed
from ui import live, shape
from ui.shape import STUDIED
from ui.stage import sized
from ui.state import Visitor
from ui.widgets import badge, notice
from ui.wiring import Updates

TAB = "light"  # where its jobs are watched
PREVIEW = 768  # longer side of the live preview of a scene, in pixels
DRAFT = 400  # and of what is shown while the light moves
_SEEN = {1.0: "no eye sees it", 2.0: "a trained eye sees it", 3.5: "seen side by side", 5.0: "clearly seen"}
"""What a mean ΔE2000 below each bound means to the eye: Mokrzycki & Tatol, Colour difference ΔE, 2011."""
_MUCH = "much changed"


@dataclass(frozen=True)
class Stage:
    """The components."""

    picture: gr.Image
    pair: gr.ImageSlider
    badges: gr.HTML
    said: gr.HTML
    make: gr.Button
    live: live.LivePart
    compare: gr.Checkbox
    in_scene: gr.Checkbox


def render() -> Stage:
    """Make the components."""
    picture = gr.Image(show_label=False, interactive=False, elem_id="light-stage", buttons=["fullscreen"])
    pair = gr.ImageSlider(show_label=False, interactive=False, elem_id="light-pair", max_height=540, visible=False)
    badges = gr.HTML(elem_id="light-change")
    make = gr.Button("Make the shot", variant="primary", size="lg", elem_id="make-light")
    following = live.render(TAB)
    with gr.Row(elem_classes="tools"):
        compare = gr.Checkbox(label="Compare with the photo", container=False, elem_id="light-compare", min_width=180)
        scene = gr.Checkbox(label="In the chosen scene", container=False, elem_id="in-scene", min_width=180)
    return Stage(picture, pair, badges, gr.HTML(elem_id="light-said"), make, following, compare, scene)


def wished(visitor: Visitor) -> Relight:
    """The light that the visitor set up, with what the product on the desk is taken for."""
    return visitor.draft.light.model_copy(update={"proxy": shape.shape_of(visitor)})


def in_scene(visitor: Visitor) -> bool:
    """Whether the light is to fall on the Scene tab's scene too; unless it was said, where that has a place."""
    said = visitor.draft.in_scene
    return directed(visitor.step).stage is not None if said is None else said


def lit(visitor: Visitor, longest: int = PREVIEW, draft: bool = False) -> Shot:
    """A preview of the product in its new light, on its photo or in the scene, which is `longest` px at its longer
    side; a draft leaves the shadow on the photo's ground as it is, which takes most of the time."""
    small, step = visitor.small(visitor.product_shot, STUDIED), wished(visitor)
    if in_scene(visitor):
        return relight(small.after(sized(visitor.step, longest)), step, Engines("studio"))
    return relight(small, step.model_copy(update={"floor": step.floor and not draft}), Engines("studio"))


def show(stage: Stage, visitor: Visitor) -> Updates:
    """The preview; left alone while there is no cutout."""
    shot = visitor.session.desk.current
    if shot is None or shot.cutout is None:
        every = (stage.picture, stage.pair, stage.badges, stage.said, stage.compare, stage.in_scene)
        return dict.fromkeys(every, gr.skip())
    made = lit(visitor)
    return {
        **_pictures(stage, visitor, made),
        stage.badges: badges_html(made),
        stage.said: said_html(made),
        stage.compare: visitor.compare,
        stage.in_scene: in_scene(visitor),
    }


def show_draft(stage: Stage, visitor: Visitor) -> Updates:
    """The picture only, at once: a scene smaller than it will be, a photo with its old shadow."""
    shot = visitor.session.desk.current
    if shot is None or shot.cutout is None:
        return dict.fromkeys(show(stage, visitor), gr.skip())
    still = dict.fromkeys((stage.said, stage.compare, stage.in_scene), gr.skip())
    made = lit(visitor, DRAFT, draft=True)
    return {**_pictures(stage, visitor, made), stage.badges: badges_html(made), **still}


def _pictures(stage: Stage, visitor: Visitor, made: Shot) -> Updates:
    after = visitor.picture(made.pixels)
    pair = (visitor.picture(before(made, STUDIED)), after) if visitor.compare else None
    return {
        stage.picture: gr.update(value=after, visible=not visitor.compare),
        stage.pair: gr.update(value=pair, visible=visitor.compare),
    }


def badges_html(made: Shot) -> str:
    """How much the product is changed, in figures and in words, and what follows from it."""
    change = made.cutout.change if made.cutout is not None and made.cutout.change is not None else 0.0
    said = next((words for bound, words in _SEEN.items() if change < bound), _MUCH)
    badges = (
        badge("good" if change < 1 else "care", f"ΔE2000 {change:.1f} on average: {said}"),
        badge("care", "Must be reviewed by a person before listing"),
        badge("plain", "Engine: the built-in studio" if made.engine == "studio" else f"Engine: {made.engine}"),
    )
    return f'<p class="badges">{"".join(badges)}</p>'


def said_html(made: Shot) -> str:
    """What else there is to say of it."""
    notes = tuple(note for note in made.notes if not note.startswith(CHANGED))
    return notice("plain", "Preview", notes) if notes else ""
