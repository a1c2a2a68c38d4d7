"""Angles: the product on a turntable, the shot list, and details from nearby. It only composes."""

from dataclasses import dataclass, replace

import gradio as gr

from pipelines.angles import angles
from pipelines.core.engines import Engines
from ui import angle_stage, detail_shots, live, model_choice, more_photos, shape, shot_list
from ui.state import Visitor
from ui.widgets import empty, heading
from ui.wiring import Show, Updates, Wiring

_BACK = 180.0


@dataclass(frozen=True)
class AnglesTab:
    """The tab's parts."""

    nothing: gr.HTML
    room: gr.Row
    stage: angle_stage.Stage
    shape: gr.Dropdown
    fill: gr.Checkbox
    model: gr.Dropdown
    more: more_photos.MorePhotos
    shots: shot_list.ShotList
    details: detail_shots.DetailShots


def render() -> AnglesTab:
    """Make the components."""
    hint = "Add a photo on the Product tab; once it is cut out, it can be turned here."
    nothing = gr.HTML(empty("Nothing to turn yet", hint), elem_id="angles-nothing")
    with gr.Row(visible=False, elem_classes="split") as room:
        with gr.Column(scale=5, min_width=300, elem_classes="stays"):
            stage = angle_stage.render()
        with gr.Column(scale=4, min_width=280, elem_classes="settings"):
            gr.HTML(heading("Another side", "Computed from your photo; what it does not show is marked."))
            kind = shape.render("angle-shape")
            fill = gr.Checkbox(True, label="Fill in what no photo shows, by symmetry", elem_id="fill-unseen")
            more = more_photos.render()
            model = model_choice.render("angle-model")
            shots = shot_list.render()
            details = detail_shots.render()
    return AnglesTab(nothing, room, stage, kind, fill, model, more, shots, details)


def show(tab: AnglesTab, visitor: Visitor) -> Updates:
    """The tab for a session; its picture is drawn anew only for another product, and while somebody looks at it."""
    shot = visitor.session.desk.current
    ready = shot is not None and shot.cutout is not None
    drawn = _all_of(tab)
    anew = visitor.tab == "Angles" and visitor.differs("angles", shot)
    return {
        **(drawn(visitor) if anew else dict.fromkeys(drawn(Visitor()), gr.skip())),
        **more_photos.show(tab.more, visitor),
        **shot_list.show(tab.shots, visitor),
        **detail_shots.show(tab.details, visitor),
        **live.show(tab.stage.live, visitor),
        tab.nothing: gr.update(visible=not ready),
        tab.room: gr.update(visible=ready),
    }


def _all_of(tab: AnglesTab) -> Show:
    """All that follows from the angle."""
    return lambda visitor: {
        **angle_stage.show(tab.stage, visitor),
        **more_photos.show(tab.more, visitor),
        **shot_list.show(tab.shots, visitor),
        tab.fill: visitor.draft.angle.fill,
        tab.shape: shape.shape_of(visitor) or "",
        tab.model: model_choice.shown("angles", visitor.draft.angle.model),
    }


def listen(tab: AnglesTab, wiring: Wiring, opened: gr.Tab) -> None:
    """Wire the events; `opened` is the tab itself."""
    stage, whole = tab.stage, _all_of(tab)
    everything = list(whole(Visitor()))
    wiring.look(opened.select, lambda visitor: _opened(tab, visitor), [], everything)
    turns = [stage.yaw, stage.pitch]

    def turned(visitor: Visitor, yaw: float, pitch: float) -> Updates:
        angle_stage.turn(visitor, yaw, pitch)
        return angle_stage.show_turn(stage, visitor)

    for slider in turns:
        wiring.look(slider.input, turned, turns, list(angle_stage.show_turn(stage, Visitor())))
    wiring.change(stage.overlay.input, angle_stage.veil, [stage.overlay], lambda v: angle_stage.show_turn(stage, v))
    wiring.look(stage.back.click, lambda visitor: _behind(tab, visitor), [], everything)
    wiring.look(
        tab.shape.input, lambda v, kind: shape.chosen(v, kind, whole, stage.said), [tab.shape], everything
    )  # fmt: skip
    wiring.change(tab.fill.input, fill, [tab.fill], whole)
    wiring.look(tab.model.input, choose, [tab.model], [])
    more_photos.listen(tab.more, wiring, whole)
    live.listen(stage.live, wiring, [stage.make, tab.shots.make], stage.picture)
    shot_list.listen(tab.shots, wiring)
    detail_shots.listen(tab.details, wiring)
    wiring.job(stage.make.click, make)


def _opened(tab: AnglesTab, visitor: Visitor) -> Updates:
    visitor.differs("angles", visitor.session.desk.current)
    return _all_of(tab)(visitor)


def _behind(tab: AnglesTab, visitor: Visitor) -> Updates:
    """The back where a photo shows it; else why it is not made up, and all as it was."""
    before, whole = visitor.draft, _all_of(tab)
    angle_stage.turn(visitor, _BACK, 0)
    shown = whole(visitor)
    if angle_stage.by_photo(visitor):
        return shown
    visitor.draft = before
    return dict.fromkeys(shown, gr.skip()) | {tab.stage.said: shown[tab.stage.said]}


def fill(visitor: Visitor, on: bool) -> None:
    """Whether what no photo shows is filled in by symmetry, or left out."""
    visitor.draft = replace(visitor.draft, angle=visitor.draft.angle.model_copy(update={"fill": on}))


def choose(visitor: Visitor, model: str | None) -> None:
    """Who turns it."""
    visitor.draft = replace(visitor.draft, angle=visitor.draft.angle.model_copy(update={"model": model or None}))


def make(visitor: Visitor, engines: Engines) -> None:
    """The shot at full size, added to the contact sheet."""
    step = angle_stage.worded(visitor, angle_stage.step_of(visitor))
    with model_choice.watched(visitor, angle_stage.TAB, step.model):
        made = angles(visitor.product_shot, step, model_choice.engines_for(step.model, engines))
    visitor.do(shots=(*visitor.session.desk.shots, made))
