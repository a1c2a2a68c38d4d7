"""Light: the product in other light, dragged over it on a dome, with a live preview; and the shots made of it."""

from dataclasses import dataclass, replace
from html import escape
from time import sleep
from typing import Any

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.shot import Shot
from pipelines.recreate import Recreate
from pipelines.relight import Relight, agreed, matching, relight
from pipelines.scene import Scene
from pipelines.white_balance import mixed_white
from ui import light_controls, light_dome, light_stage, live, shape
from ui.light_stage import in_scene, wished
from ui.model_choice import engines_for, watched
from ui.shape import STUDIED
from ui.side_column import caption
from ui.state import Visitor
from ui.widgets import empty, heading, image, notice, picker
from ui.wiring import Show, Updates, Wiring

_STILL = 0.2  # seconds for which nothing must have moved before the draft is drawn anew
_CARD = 200  # longer side of a shot on its card, in pixels
_NO_SHOTS = '<p class="note">No shots yet. Once there are some, a click on one takes over its light.</p>'


@dataclass(frozen=True)
class LightTab:
    """The tab's parts."""

    nothing: gr.HTML
    room: gr.Row
    stage: light_stage.Stage
    together: gr.Button
    controls: light_controls.Controls
    others: gr.HTML
    balance: gr.HTML


def render() -> LightTab:
    """Make the components."""
    hint = "Add a photo on the Product tab; once it is cut out, its light can be changed here."
    nothing = gr.HTML(empty("Nothing to light yet", hint), elem_id="light-nothing")
    with gr.Row(visible=False, elem_classes="split") as room:
        with gr.Column(scale=5, min_width=300, elem_classes="stays"):
            stage = light_stage.render()
        with gr.Column(scale=4, min_width=280, elem_classes="settings"):
            gr.HTML(heading("Light", "Drag the sun. The rim is the horizon, the middle is straight above."))
            controls = light_controls.render()
            gr.HTML(heading("One light for the set"))
            with gr.Accordion("Like another shot", open=False, elem_id="light-like", elem_classes="group"):
                others = gr.HTML(_NO_SHOTS, elem_id="light-others")
            balance = gr.HTML(elem_id="light-balance")
            together = gr.Button("Put the whole set in this light", size="sm", elem_id="light-together")
    return LightTab(nothing, room, stage, together, controls, others, balance)


def show(tab: LightTab, visitor: Visitor) -> Updates:
    """The tab for a session; its picture is drawn anew only for another product, and while somebody looks at it."""
    shot = visitor.session.desk.current
    ready = shot is not None and shot.cutout is not None
    drawn = _all_of(tab)
    anew = visitor.tab == "Light" and visitor.differs("light", shot)
    return {
        **(drawn(visitor) if anew else dict.fromkeys(drawn(Visitor()), gr.skip())),
        **live.show(tab.stage.live, visitor),
        tab.nothing: gr.update(visible=not ready),
        tab.room: gr.update(visible=ready),
        tab.others: _others(visitor),
        tab.balance: _balance(visitor),
        tab.together: gr.update(interactive=any(map(can_be_lit, visitor.session.desk.shots))),
    }


def _balance(visitor: Visitor) -> str:
    """What is to be minded of the set's white balance."""
    found = mixed_white([shot for shot in visitor.session.desk.shots if can_be_lit(shot)])
    return notice("care", "Mixed white balance", (found,)) if found else ""


def _all_of(tab: LightTab) -> Show:
    """All that follows from the light."""
    return lambda visitor: {
        **light_stage.show(tab.stage, visitor), **light_controls.show(tab.controls, visitor)
    }  # fmt: skip


def _others(visitor: Visitor) -> str:
    shots = visitor.session.desk.shots
    if not shots:
        return _NO_SHOTS
    cards = "".join(picker(str(index), _face(visitor, shot), False) for index, shot in enumerate(shots))
    return f'<div class="cards added">{cards}</div>'


def _face(visitor: Visitor, shot: Shot) -> str:
    path = visitor.drawn(shot, "light card", lambda: fit(shot.pixels, _CARD))
    return f"{image(path, 'Shot')}<small>{escape(caption(shot))}</small>"


def listen(tab: LightTab, wiring: Wiring, opened: gr.Tab) -> None:
    """Wire the events; `opened` is the tab itself."""
    controls, stage, whole = tab.controls, tab.stage, _all_of(tab)
    wiring.look(opened.select, lambda visitor: _opened(tab, visitor), [], list(whole(Visitor())))
    _listen_to_light(tab, wiring)
    for button, run in ((controls.as_photo, light_controls.as_in_photo), (controls.reset, light_controls.start_again)):
        wiring.change(button.click, run, [], whole)
    wiring.pick(tab.others.click, like, whole)
    wiring.look(
        controls.shape.input, lambda v, kind: shape.chosen(v, kind, whole, stage.said), [controls.shape],
        list(whole(Visitor())),
    )  # fmt: skip

    def preview(visitor: Visitor) -> Updates:
        return light_stage.show(stage, visitor)

    wiring.look(controls.model.input, choose, [controls.model], [])
    wiring.change(stage.compare.input, compare, [stage.compare], preview)
    wiring.change(stage.in_scene.input, place, [stage.in_scene], preview)
    live.listen(stage.live, wiring, [stage.make, tab.together], stage.picture)
    wiring.job(stage.make.click, make, controls.inputs)
    wiring.job(tab.together.click, light_set, controls.inputs)


def _opened(tab: LightTab, visitor: Visitor) -> Updates:
    visitor.differs("light", visitor.session.desk.current)
    return _all_of(tab)(visitor)


def _listen_to_light(tab: LightTab, wiring: Wiring) -> None:
    """The dome and the sliders, each kept in step with the other: a draft at once, the preview when nothing moves."""
    controls, stage = tab.controls, tab.stage

    def dialled(visitor: Visitor, *values: Any) -> Updates:
        light_controls.adjust(visitor, *values)
        return light_stage.show_draft(stage, visitor) | light_controls.show_fill(controls, visitor)

    def dragged(visitor: Visitor, azimuth: float, elevation: float) -> Updates:
        light_controls.turn(visitor, azimuth, elevation)
        light = visitor.draft.light
        direction = dict(zip(controls.direction, (light.azimuth, light.elevation), strict=True))
        return light_stage.show_draft(stage, visitor) | direction

    def settle(visitor: Visitor) -> Updates:
        light = visitor.draft.light
        sleep(_STILL)
        return light_stage.show(stage, visitor) if visitor.draft.light is light else dict.fromkeys(drawn, gr.skip())

    drawn = list(light_stage.show(stage, Visitor()))
    fill = controls.sliders["fill"]
    moved = [wiring.look(box.input, dialled, controls.inputs, [*drawn, fill]) for box in controls.inputs]
    moved.append(
        wiring.look(controls.dome.input, dragged, controls.direction, [*drawn, *controls.direction], light_dome.SUN)
    )
    for one in moved:
        wiring.look(one.success, settle, [], drawn)


def compare(visitor: Visitor, on: bool) -> None:
    """Whether the photo is shown beside it."""
    visitor.compare = on


def choose(visitor: Visitor, model: str | None) -> None:
    """Who changes the light."""
    light_controls.keep(visitor, model=model or None)


def place(visitor: Visitor, on: bool) -> None:
    """Whether the light falls on the scene too."""
    visitor.draft = replace(visitor.draft, in_scene=on)


def like(visitor: Visitor, index: str) -> None:
    """The light of another shot. Raises UserError where that shot is gone, or was not cut out."""
    shots = visitor.session.desk.shots
    if index not in map(str, range(len(shots))):
        raise UserError("This shot is no longer there; choose another one.")
    found = matching(visitor.small(visitor.product_shot, STUDIED), shots[int(index)], visitor.draft.light)
    visitor.draft = replace(visitor.draft, light=found)


def make(visitor: Visitor, engines: Engines, *values: Any) -> None:
    """The shot at full size, added to the contact sheet."""
    shot = visitor.product_shot
    light_controls.adjust(visitor, *values)
    base = shot.after(visitor.step) if in_scene(visitor) else shot
    step = wished(visitor)
    with watched(visitor, light_stage.TAB, step.model):
        made = relight(base, step, engines_for(step.model, engines))
    visitor.do(shots=(*visitor.session.desk.shots, made))


def can_be_lit(shot: Shot) -> bool:
    """Whether a shot of the set can be made again in another light: a scene of the studio's, or one lit before."""
    made = any(isinstance(step, Scene | Recreate | Relight) for step in shot.recipe.steps)
    whole = shot.cutout is not None and shot.cutout.fidelity in ("locked", "relit")
    return made and whole and shot.engine == "studio" and shot.role not in ("detail", "angle")


def light_set(visitor: Visitor, engines: Engines, *values: Any) -> None:
    """Every shot of the set that can be, in this light; undo brings them back. Raises UserError where none can."""
    light_controls.adjust(visitor, *values)
    shots, current = visitor.session.desk.shots, visitor.product_shot
    chosen = [one for one in shots if can_be_lit(one)]
    if not chosen:
        raise UserError("No shot of the set can be lit anew; make one on the Scene tab or here first.")
    step = wished(visitor)
    with watched(visitor, light_stage.TAB, step.model):
        lit = agreed([_as_cut(one, current) for one in chosen], step, engines_for(step.model, engines))
    anew = dict(zip(chosen, lit, strict=True))
    visitor.do(shots=tuple(anew.get(one, one) for one in shots))
    left = f" {len(shots) - len(anew)} stayed as they were." if len(anew) < len(shots) else ""
    gr.Info(f"{len(anew)} of {len(shots)} shots are now in this light.{left} Undo brings them back.", title="One light")


def _as_cut(shot: Shot, current: Shot) -> Shot:
    """The shot with its product as on the photo, where that lies on the desk: not lit twice."""
    return replace(shot, cutout=current.cutout) if shot.photo is current.photo else shot
