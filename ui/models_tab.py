"""Models: what this machine is, which models there are for each job, and getting, accepting and removing them."""

from dataclasses import dataclass, replace
from functools import partial
from html import escape

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.estimates import (
    Job,
    Model,
    accept,
    accepted,
    check_owner,
    default_for,
    free,
    in_memory,
    installed,
    known,
    obtain,
    of_machine,
    on_disk,
    remove,
    size_words,
    tier_words,
)
from ui.model_picker import COMMERCIAL, face, terms_html
from ui.state import Visitor
from ui.widgets import badge, empty, heading, link, notice, picker
from ui.wiring import Updates, Wiring

TASKS: dict[Job, str] = {
    "scene": "Photographic scenes", "edit": "With references", "imagine": "Imagine", "cutout": "Cutting out",
    "inpaint": "Filling in", "relight": "New light", "angles": "Other angles", "erase": "Erasing",
    "upscale": "Enlarging", "depth": "Depth", "pose": "Poses", "try_on": "Try-on", "caption": "Describing",
    "ocr": "Reading labels", "prompt": "Prompts", "video": "Clips",
}  # fmt: skip
_MEASURING = '<p class="note">Measuring this machine; the first time this takes some seconds …</p>'
_NONE = empty("No model chosen", "Choose one to read about it, get it or remove it.")
_INTO_VIEW = "() => document.querySelector('#model-panel')?.scrollIntoView({block: 'nearest', behavior: 'smooth'})"


@dataclass(frozen=True)
class ModelsTab:
    """The tab's components."""

    machine: gr.HTML
    memory: gr.HTML
    free: gr.Button
    panel: gr.HTML
    accepts: gr.Checkbox
    get: gr.Button
    remove: gr.Button
    job: gr.Dropdown
    shelf: gr.HTML


def render() -> ModelsTab:
    """Make the components."""
    with gr.Row(elem_classes="split turned"):
        with gr.Column(scale=5, min_width=300):
            hint = "None is needed: the built-in studio makes every picture. A model makes some of them better."
            gr.HTML(heading("Models", hint))
            jobs = [("Everything", ""), *((name, job) for job, name in TASKS.items())]
            job = gr.Dropdown(jobs, value="scene", label="What for", elem_id="model-job")
            shelf = gr.HTML(elem_id="shelf")
        with gr.Column(scale=4, min_width=280, elem_classes="stays settings"):
            panel = gr.HTML(elem_id="model-panel")
            accepts = gr.Checkbox(label="I have read the licence and accept it", visible=False, elem_id="accept-model")
            with gr.Row(elem_classes="tools"):
                get = gr.Button("Get it", variant="primary", visible=False, min_width=90, elem_id="get-model")
                gone = gr.Button("Remove it", visible=False, min_width=100, elem_id="remove-model")
            gr.HTML(heading("This machine"))
            machine = gr.HTML(_MEASURING, elem_id="machine")
            memory = gr.HTML(elem_id="in-memory")
            freed = gr.Button("Free the memory", size="sm", visible=False, elem_id="free-memory")
    return ModelsTab(machine, memory, freed, panel, accepts, get, gone, job, shelf)


def show(tab: ModelsTab, visitor: Visitor) -> Updates:
    """The tab: the models as they are now. What the machine is comes later, since it has to be measured."""
    every = known()
    shown = every.get(visitor.draft.shelf)
    asks = shown is not None and shown.refused is None and shown.commercial != "yes"
    held = in_memory()
    words = f"In memory now: {held.name}." if held else "No model is in memory now."
    return {
        tab.job: visitor.draft.shelf_job,
        tab.shelf: shelf_html(every, known_job(visitor.draft.shelf_job), visitor.draft.shelf),
        tab.panel: panel_html(shown) if shown else _NONE,
        tab.accepts: gr.update(visible=asks, value=shown is not None and accepted(shown)),
        tab.get: gr.update(visible=shown is not None and shown.refused is None and not installed(shown)),
        tab.remove: gr.update(visible=shown is not None and on_disk(shown) > 0),
        tab.memory: f'<p class="note">{escape(words)}</p>',
        tab.free: gr.update(visible=held is not None),
    }


def shelf_html(every: dict[str, Model], job: Job | None, chosen: str) -> str:
    """The models of a job, or by job those of all; what is not offered is folded away, with the reason."""
    offered = [model for model in every.values() if model.refused is None]
    parts = "".join(_section(one, offered, chosen) for one in ([job] if job else TASKS))
    refused = [model for model in every.values() if model.refused is not None and (job is None or job in model.jobs)]
    why = ((model.name, f"not offered, because {model.refused}.") for model in refused)
    rest = "".join(f"<li><strong>{escape(name)}</strong>: {escape(said)}</li>" for name, said in why)
    folded = f"<details><summary>{len(refused)} not offered</summary><ul>{rest}</ul></details>" if refused else ""
    return f'<div class="shelf">{parts}{folded}</div>'


def _section(job: Job, offered: list[Model], chosen: str) -> str:
    cards = [picker(m.id, face(m, default_for(job, m.id)), m.id == chosen) for m in offered if job in m.jobs]
    if best := default_for(job):
        marks = badge("good", "here") + badge(*COMMERCIAL["yes"]) + badge("plain", f"default: {best}")
        words = "<strong>Built-in studio</strong><small>part of Packshot, nothing to fetch</small>"
        cards.insert(0, f'<div class="pick still"><span>{words}<span class="badges">{marks}</span></span></div>')
    if not cards:
        return ""
    return f'<h3>{escape(TASKS[job])}</h3><div class="choices models">{"".join(cards)}</div>'


def panel_html(model: Model) -> str:
    """All that is known of a model."""
    if model.refused is not None:
        return notice("care", model.name, (f"It is not offered, because {model.refused}.",))
    here = f"of which {size_words(on_disk(model))} are" if on_disk(model) else "none of it"
    parts = (f"{escape(part.hub_id)}, {link(part.licence_url, part.licence)}" for part in model.parts)
    facts = [
        ("Commercial use", escape(model.commercial)),
        ("Size", escape(f"{size_words(model.bytes)}, {here} here")),
        ("Runs on", escape("; ".join(_fits(model)))),
        ("For", escape(", ".join(TASKS[job] for job in model.jobs))),
        ("Made of", "<br>".join(parts)),
    ]
    asks = terms_html(model) if model.commercial != "yes" and not accepted(model) else ""
    note = f'<p class="note">{escape(model.note)}</p>' if model.note else ""
    return f'<div class="panel"><h2>{escape(model.name)}</h2>{facts_html(facts)}{note}</div>{asks}'


def _fits(model: Model) -> list[str]:
    gpus = {tier: fit.memory_gb for tier, fit in model.fits.items() if tier != "cpu"}
    said = [f"CPU, taking {model.fits['cpu'].memory_gb:g} GB"] if "cpu" in model.fits else []
    if gpus:
        least, most = min(gpus.values()), max(gpus.values())
        taken = f"{most:g} GB" if least == most else f"{least:g} to {most:g} GB"
        said.append(f"GPU of {tier_words(tuple(gpus))}, taking {taken}")
    return said


def facts_html(facts: list[tuple[str, str]]) -> str:
    """Names and markup, one under another."""
    return f'<dl class="facts">{"".join(f"<dt>{escape(name)}</dt><dd>{said}</dd>" for name, said in facts)}</dl>'


def listen(tab: ModelsTab, wiring: Wiring, opened: gr.Tab) -> None:
    """Wire the events; `opened` is the tab itself."""
    shown = partial(show, tab)

    def measure(visitor: Visitor) -> Updates:
        return {tab.machine: facts_html([(name, escape(said)) for name, said in of_machine()])}

    drawn = wiring.look(opened.select, shown, [], list(show(tab, Visitor())))
    wiring.look(drawn.success, measure, [], [tab.machine])
    wiring.pick(tab.shelf.click, choose, shown).success(None, None, None, js=_INTO_VIEW, api_visibility="private")
    wiring.change(tab.job.input, narrow, [tab.job], shown)
    wiring.change(tab.accepts.input, agree, [tab.accepts], shown)
    everything = list(show(tab, Visitor()))
    left = [tab.panel, tab.get, tab.remove]  # not the tick: it may have been set since
    for trigger, run in ((tab.get.click, get), (tab.remove.click, clear), (tab.free.click, give_back)):
        done = wiring.job(trigger, run, progress_on=[tab.panel])
        wiring.look(done.then, shown, [], everything)
        wiring.look(done.failure, lambda visitor: {part: shown(visitor)[part] for part in left}, [], left)


def known_job(name: str) -> Job | None:
    """A job by its name in the registry; None, which stands for all, where there is none of that name."""
    return next((job for job in TASKS if job == name), None)


def narrow(visitor: Visitor, job: str | None) -> None:
    """The job whose models are shown; empty for all."""
    visitor.draft = replace(visitor.draft, shelf_job=job or "")


def choose(visitor: Visitor, id: str) -> None:
    """The model that is shown."""
    if id not in known():
        raise UserError("This model is no longer there; reload the page.")
    visitor.draft = replace(visitor.draft, shelf=id)


def _shown(visitor: Visitor) -> Model:
    model = known().get(visitor.draft.shelf)
    if model is None:
        raise UserError("No model is chosen; choose one first.")
    return model


def agree(visitor: Visitor, on: bool) -> None:
    """The licence was accepted, on this machine; that is not taken back by a click."""
    if on:
        accept(_shown(visitor))


def get(visitor: Visitor, engines: Engines) -> None:
    """The files that are lacking. Raises UserError where they do not come or the licence was not accepted."""
    check_owner()
    obtain(_shown(visitor).id, progress=engines.progress)


def clear(visitor: Visitor, engines: Engines) -> None:
    """The model's files deleted. Raises UserError where there is nothing to delete."""
    check_owner()
    model = _shown(visitor)
    gr.Info(f"{size_words(remove(model))} are free again.", title="Removed")


def give_back(visitor: Visitor, engines: Engines) -> None:
    """The memory of the model that is loaded, once nobody uses it."""
    free()
