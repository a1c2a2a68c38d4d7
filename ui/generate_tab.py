"""Generate: the studio's scene made photographic by a model, watched while it works. It only composes."""

import secrets
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any

import gradio as gr

from pipelines.advice import check, refused
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.shot import Shot
from pipelines.refine import Refine, refine
from pipelines.scene import SEEDS, directed, scene
from ui import live, model_picker, painting, prompt_fields, references, results
from ui.draft import Made
from ui.stage import sized
from ui.state import REDUCED, Visitor
from ui.widgets import empty, leads, notice, spoken
from ui.wiring import Updates, Wiring

_PREVIEW = 560  # longer side of the starting picture, in pixels
_WHITE = "A main image stays pure white, so no model is asked. Choose a scene with a place on the Scene tab."


@dataclass(frozen=True)
class GenerateTab:
    """The tab's parts."""

    nothing: gr.HTML
    room: gr.Row
    picture: gr.Image
    about: gr.HTML
    go: gr.Button
    live: live.LivePart
    made: gr.HTML
    prompt: prompt_fields.PromptFields
    model: model_picker.ModelPicker
    painting: painting.Painting
    references: references.References

    @property
    def inputs(self) -> list[Any]:
        """What a job reads from the page when it begins."""
        return [*self.prompt.boxes, *self.painting.inputs]

    @property
    def drawn(self) -> list[Any]:
        """What `show_all` shows."""
        return [*self.prompt.drawn, *self.model.drawn, *self.painting.drawn, self.about, self.picture]


def render() -> GenerateTab:
    """Make the components."""
    hint = "Add a photo on the Product tab and choose a scene; a model then makes it photographic here."
    nothing = gr.HTML(empty("Nothing to generate from yet", hint))
    with gr.Row(visible=False, elem_classes="split") as room:
        with gr.Column(scale=5, min_width=300, elem_classes="stays"):
            picture = gr.Image(show_label=False, interactive=False, elem_id="generate-stage", buttons=["fullscreen"])
            about = gr.HTML(elem_id="generate-about")
            go = gr.Button("Generate", variant="primary", size="lg", elem_id="generate")
            watched = live.render("generate")
            made = gr.HTML(elem_id="generated", visible=False)
        with gr.Column(scale=4, min_width=280, elem_classes="settings"):
            words = prompt_fields.render()
            models = model_picker.render()
            how = painting.render()
            with_others = references.render()
    return GenerateTab(nothing, room, picture, about, go, watched, made, words, models, how, with_others)


def show(tab: GenerateTab, visitor: Visitor) -> Updates:
    """The tab for a session; fields and starting picture are drawn anew only for another product."""
    shot = visitor.session.desk.current
    ready = shot is not None and shot.cutout is not None
    whole = show_all(tab, visitor) if visitor.differs("generate", shot) else dict.fromkeys(tab.drawn, gr.skip())
    return {
        **whole,
        **live.show(tab.live, visitor),
        **references.show_added(tab.references, visitor),
        tab.nothing: gr.update(visible=not ready),
        tab.room: gr.update(visible=ready),
        tab.made: spoken(results.html(visitor)),
        **({tab.about: _about(visitor), tab.picture: _picture(visitor)} if ready and visitor.live is None else {}),
    }


def show_all(tab: GenerateTab, visitor: Visitor) -> Updates:
    """All that follows from the scene and the chosen model, except the estimate."""
    return {
        **prompt_fields.show(tab.prompt, visitor),
        **model_picker.show(tab.model, visitor),
        **painting.show(tab.painting, visitor),
        tab.about: _about(visitor),
        tab.picture: _picture(visitor),
    }


def _picture(visitor: Visitor) -> str | None:
    """What was made, or the starting picture: the studio's scene, small. Two results stand side by side below it."""
    shot, latest = visitor.session.desk.current, results.latest(visitor)
    if shot is None or shot.cutout is None:
        return None
    if len(latest) == 1:
        return results.large(visitor, latest[0])
    small, step = visitor.small(shot, REDUCED), sized(visitor.step, _PREVIEW)
    kind = "start", step.model_dump_json()
    return visitor.drawn(small, kind, lambda: scene(small, step, Engines("studio")).pixels)


def _about(visitor: Visitor) -> str:
    template = directed(visitor.step)
    if template.stage is None:
        return notice("care", f"Starting picture: {template.name}", (_WHITE,), leads("scene", "Choose a scene"))
    words = f"Starting picture: the studio's scene, {template.name}."
    if len(results.latest(visitor)) == 1:
        words = f"Made from the studio's scene, {template.name}; it is among the shots."
    return f'<p class="note">{escape(words)} {leads("scene", "Change it")}</p>'


def listen(tab: GenerateTab, wiring: Wiring, opened: gr.Tab) -> None:
    """Wire the events; `opened` is the tab itself."""

    def whole(visitor: Visitor) -> Updates:
        return {**show_all(tab, visitor), **references.show(tab.references, visitor)}

    def open_(visitor: Visitor) -> Updates:
        shown = whole(visitor)
        return shown | {tab.picture: gr.skip()} if visitor.live else shown

    estimate_after = partial(model_picker.estimate_after, tab.model, wiring)
    shown = wiring.look(opened.select, open_, [], list(whole(Visitor())))
    estimate_after(shown)
    wiring.look(shown.success, lambda v: references.estimated(tab.references, v), [], [tab.references.estimate])
    prompt_fields.listen(tab.prompt, wiring, lambda visitor: show_all(tab, visitor))
    model_picker.listen(
        tab.model, wiring, lambda v: {**model_picker.show(tab.model, v), **painting.show(tab.painting, v)}
    )
    painting.listen(tab.painting, wiring, estimate_after)
    references.listen(tab.references, wiring)
    live.listen(tab.live, wiring, [tab.go, tab.references.create], tab.picture)
    wiring.job(tab.go.click, generate, tab.inputs)
    wiring.job(tab.references.create.click, with_references, tab.inputs)


def take(visitor: Visitor, *values: Any) -> None:
    """What stands in the fields. Raises UserError where the words ask for more than one picture."""
    count = len(prompt_fields.FIELDS)
    prompt_fields.write(visitor, *values[:count])
    painting.set_up(visitor, *values[count:])
    if why := refused(check(visitor.prompt)):
        raise UserError(why)


def generate(visitor: Visitor, engines: Engines, *values: Any) -> None:
    """The scene, made photographic by the chosen model, or by two; each picture is added to the contact sheet."""
    shot, look = visitor.product_shot, visitor.step
    take(visitor, *values)
    with visitor.following("generate"):
        visitor.tell(message="Making the studio's scene")
        base = scene(shot, look, Engines("studio"))
        made = tuple(_refined(visitor, base, step, engines) for step in _steps(visitor))
    by_model = tuple(one for one in made if one.engine != "studio")
    kept = made if len(by_model) == len(made) else (*by_model, next(one for one in made if one.engine == "studio"))
    visitor.do(shots=(*visitor.session.desk.shots, *kept))
    visitor.draft = replace(visitor.draft, made=Made(shot, look, kept))


def _steps(visitor: Visitor) -> tuple[Refine, ...]:
    """The wishes for the chosen model, and for the second one with the same seed and strength."""
    first, second = model_picker.chosen(visitor), model_picker.rival_of(visitor)
    wish = visitor.draft.wished(
        model=first.id if first else None, product=visitor.session.desk.product.name, prompt=visitor.prompt,
        seed=secrets.randbelow(SEEDS) if visitor.draft.refine.seed is None else visitor.draft.refine.seed,
    )  # fmt: skip
    if second is None:
        return (wish,)
    return wish, Refine.model_validate(wish.model_dump() | {"model": second.id, "guidance": None, "steps": None})


def _refined(visitor: Visitor, base: Shot, step: Refine, engines: Engines) -> Shot:
    title = model_picker.name_of(step.model or "")
    visitor.tell(title=title, stage=None, fraction=0.0, message="Getting ready", picture=None)
    made = refine(base, step, engines)
    if made.engine == "studio":
        visitor.draft = replace(visitor.draft, shelf=step.model or "")
    return made


def with_references(visitor: Visitor, engines: Engines, *values: Any) -> None:
    """The product with the references."""
    take(visitor, *values)
    with visitor.following("generate"):
        references.create_shot(visitor, engines)
