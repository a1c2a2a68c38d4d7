"""Imagine: a picture from words alone, which shows nobody's product. It stands apart from the shots and from Export."""

from dataclasses import dataclass, replace
from html import escape

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.shot import Shot
from pipelines.estimates import accepted, forecast, installed, offered
from pipelines.imagine import WARNING, Imagine, imagine
from ui import live
from ui.model_picker import first_of, forecast_html, named
from ui.state import Visitor
from ui.widgets import badge, empty, heading, image, leads, notice, spoken
from ui.wiring import Updates, Wiring

_SHOWN = 1024  # longer side of the pictures that are shown, in pixels
_KEPT = 12  # pictures in the strip
_SIZES = {"1:1": (1024, 1024), "4:5": (896, 1120), "16:9": (1344, 756)}
_PURPOSES = {
    "Lifestyle": "lifestyle photograph in everyday use, natural light",
    "Advertisement": "advertising photograph, strong composition, room for a headline",
    "Seasonal": "seasonal decoration all around, festive light",
    "Mood": "mood picture of atmosphere, colours and textures",
    "Abstract": "abstract composition of shapes, colour and light",
    "Fantasy": "imaginary world, dreamlike light",
}
_APART = (
    "For ideas: lifestyle, advertising, seasons, or free exploration of moods and abstract worlds. These pictures stay "
    "on this tab; they are no shots of your product and are never offered to Export.",
)


@dataclass(frozen=True)
class ImagineTab:
    """The tab's components."""

    lacks: gr.HTML
    estimate: gr.HTML
    purpose: gr.Radio
    words: gr.Textbox
    format: gr.Radio
    model: gr.Dropdown
    go: gr.Button
    picture: gr.Image
    live: live.LivePart
    strip: gr.HTML


def render() -> ImagineTab:
    """Make the components."""
    gr.HTML(notice("care", WARNING, _APART), elem_id="imagine-warning")
    with gr.Row(elem_classes="split turned"):
        with gr.Column(scale=5, min_width=300):
            picture = gr.Image(show_label=False, interactive=False, elem_id="imagine-stage", buttons=["fullscreen"])
            watched = live.render("imagine")
            strip = gr.HTML(elem_id="imagined")
        with gr.Column(scale=4, min_width=280, elem_classes="settings"):
            gr.HTML(heading("Imagine", "Words in, a picture out. No photo is used."))
            purpose = gr.Radio(list(_PURPOSES), value="Lifestyle", label="What for", elem_id="purpose")
            words = gr.Textbox(
                label="What is to be seen", lines=3, max_lines=8, max_length=1200, elem_id="imagine-words",
                placeholder="A green glass bottle on mossy stones by a stream, morning mist",
            )  # fmt: skip
            format_ = gr.Radio(list(_SIZES), value="1:1", label="Format", container=False, elem_classes="segments")
            model = gr.Dropdown([("The best that is here", "")], value="", label="Model", elem_id="imagine-model")
            estimate = gr.HTML(elem_id="imagine-forecast")
            go = gr.Button("Imagine", variant="primary", size="lg", elem_id="imagine")
            lacks = gr.HTML(elem_id="imagine-lacks", visible=False)
    return ImagineTab(lacks, estimate, purpose, words, format_, model, go, picture, watched, strip)


def show(tab: ImagineTab, visitor: Visitor) -> Updates:
    """The strip, and where the job is."""
    made = visitor.draft.imagined
    shown = {} if visitor.live else {tab.picture: _drawn(visitor, made[-1]) if made else None}
    return {tab.picture: gr.skip(), tab.strip: strip_html(visitor), **shown, **live.show(tab.live, visitor)}


def show_models(tab: ImagineTab) -> Updates:
    """The models that can imagine; a word where none is here."""
    every = offered("imagine")
    ready = any(installed(model) and accepted(model) for model in every)
    why = "No model that can imagine is ready on this machine, and the studio cannot; get one first."
    choices = [("The best that is here", ""), *((named(model), model.id) for model in every)]
    lacks = notice("plain", "A model is needed", (why,), leads("models", "To the models"))
    return {
        tab.model: gr.update(choices=choices),
        tab.lacks: spoken("" if ready else lacks),
    }


def _drawn(visitor: Visitor, shot: Shot) -> str:
    return visitor.drawn(shot, "imagined", lambda: fit(shot.pixels, _SHOWN))


def strip_html(visitor: Visitor) -> str:
    """What was imagined, the newest first, each with its mark."""
    made = visitor.draft.imagined
    if not made:
        return empty("Nothing imagined yet", "Say what is to be seen, and press Imagine.")
    mark = badge("care", "Imagined: not for listings")
    figures = (
        f"{image(_drawn(visitor, shot), 'Imagined')}<figcaption>{mark} {escape(_said(shot))}</figcaption>"
        for shot in reversed(made)
    )
    return f'<div class="strip">{"".join(f"<figure>{figure}</figure>" for figure in figures)}</div>'


def _said(shot: Shot) -> str:
    step = shot.recipe.steps[-1]
    return f"{shot.engine} · {step.prompt[:120]}" if isinstance(step, Imagine) else shot.engine


def listen(tab: ImagineTab, wiring: Wiring, opened: gr.Tab) -> None:
    """Wire the events; `opened` is the tab itself."""

    def estimate(visitor: Visitor, id: str | None, format: str) -> str:
        model = first_of("imagine", id)
        return forecast_html((forecast(model, _SIZES[format], strength=1.0),) if model is not None else ())

    shown = wiring.look(opened.select, lambda visitor: show_models(tab), [], [tab.model, tab.lacks])
    for trigger in (shown.success, tab.model.input, tab.format.input):
        wiring.look(trigger, estimate, [tab.model, tab.format], [tab.estimate])
    inputs = [tab.purpose, tab.words, tab.format, tab.model]
    live.listen(tab.live, wiring, [tab.go], tab.picture)
    wiring.job(tab.go.click, make, inputs)


def make(
    visitor: Visitor, engines: Engines, purpose: str, words: str | None, format: str, id: str | None
) -> None:  # fmt: skip
    """One more picture in the strip. Raises UserError where no model can make it, or nothing was said."""
    if not (words or "").strip():
        raise UserError("Nothing is said of what is to be seen; write it in the field above the button.")
    width, height = _SIZES[format]
    said = f"{(words or '').strip()}, {_PURPOSES[purpose]}"
    step = Imagine(prompt=said, model=id or None, width=width, height=height)
    with visitor.following("imagine"):
        made = imagine(step, engines)
    visitor.go_on()
    visitor.draft = replace(visitor.draft, imagined=(*visitor.draft.imagined, made)[-_KEPT:])
