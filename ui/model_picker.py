"""The model that paints: what may be chosen, its licence, a second one to compare, and what each takes."""

from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr
from gradio.events import Dependency

from pipelines.core.errors import UserError
from pipelines.estimates import (
    Forecast,
    Job,
    Model,
    Price,
    accept,
    accepted,
    forecast,
    installed,
    known,
    offered,
    prices_known,
    size_words,
    smallest_gpu,
)
from pipelines.refine import Refine
from ui.state import Visitor
from ui.widgets import badge, heading, link, notice, picker, spoken
from ui.wiring import Show, Updates, Wiring

COMMERCIAL = {
    "yes": ("good", "commercial use: yes"),
    "conditions": ("care", "commercial use: with conditions"),
    "no": ("care", "no commercial use"),
}
_NONE = "No model for scenes is on offer; the studio makes the scene."
_MEASURING = '<p class="note">Measuring this machine for the estimate …</p>'


@dataclass(frozen=True)
class ModelPicker:
    """The components."""

    cards: gr.HTML
    terms: gr.HTML
    accepts: gr.Checkbox
    rival: gr.Dropdown
    price: gr.Dropdown
    estimate: gr.HTML

    @property
    def drawn(self) -> list[Any]:
        """What `show` shows."""
        return [self.cards, self.terms, self.accepts, self.rival, self.price]


def render() -> ModelPicker:
    """Make the components."""
    gr.HTML(heading("Model", "Its licence, its size, and what it takes on this machine."))
    cards = gr.HTML(elem_id="paint-models")
    terms = gr.HTML(elem_id="terms", visible=False)
    accepts = gr.Checkbox(label="I have read the licence and accept it", visible=False, elem_id="accept-licence")
    rival = gr.Dropdown([("Nothing", "")], value="", label="Compare side by side with", elem_id="rival")
    prices = [("Do not count money", ""), *((price.name, price.id) for price in prices_known())]
    price = gr.Dropdown(prices, value="", label="What an hour costs", elem_id="price")
    return ModelPicker(cards, terms, accepts, rival, price, gr.HTML(_MEASURING, elem_id="forecast"))


def chosen(visitor: Visitor) -> Model | None:
    """The model that the visitor chose, else the first on offer; None where none is."""
    return first_of("scene", visitor.draft.refine.model)


def rival_of(visitor: Visitor) -> Model | None:
    """The second model, where one was chosen that is not the first."""
    first = chosen(visitor)
    found = (model for model in offered("scene") if model.id == visitor.draft.rival)
    return next((model for model in found if first is not None and model.id != first.id), None)


def show(part: ModelPicker, visitor: Visitor) -> Updates:
    """The choice as the visitor left it; the estimate follows by `estimated`."""
    model, every = chosen(visitor), offered("scene")
    asks = model is not None and model.commercial != "yes"
    others = [(named(other), other.id) for other in every if model is None or other.id != model.id]
    rival = rival_of(visitor)
    return {
        part.cards: cards_html(every, model) if every else notice("plain", _NONE),
        part.terms: spoken(terms_html(model) if model is not None and asks else ""),
        part.accepts: gr.update(visible=asks, value=model is not None and accepted(model)),
        part.rival: gr.update(choices=[("Nothing", ""), *others], value=rival.id if rival else ""),
        part.price: visitor.draft.price,
    }


def named(model: Model) -> str:
    """A model on one line."""
    return f"{model.name} · {size_words(model.bytes)} · {'here' if installed(model) else 'to be fetched'}"


def name_of(id: str) -> str:
    """What a model is called; its id where it is not known."""
    model = known().get(id)
    return model.name if model else id


def cards_html(every: tuple[Model, ...], model: Model | None) -> str:
    """A card for each model."""
    cards = "".join(picker(one.id, face(one), model is not None and one.id == model.id) for one in every)
    return f'<div class="choices models">{cards}</div>'


def face(model: Model, best: str = "") -> str:
    """What a card says of a model: name, licence, commercial use, size, whether it is here, where it is the default."""
    here = badge("good", "here") if installed(model) else badge("plain", "to be fetched")
    default = badge("plain", f"default: {best}") if best else ""
    facts = f"{model.licence} · {size_words(model.bytes)} · {smallest_gpu(model)}"
    return (
        f"<span><strong>{escape(model.name)}</strong><small>{escape(facts)}</small>"
        f'<span class="badges">{here}{badge(*COMMERCIAL[model.commercial])}{default}</span></span>'
    )


def terms_html(model: Model) -> str:
    """What has to be accepted before the model is used."""
    asks = [part for part in model.parts if part.commercial != "yes"]
    links = "".join(f"<p>{link(part.licence_url, part.licence)}, {escape(part.hub_id)}</p>" for part in asks)
    strict = "does not allow commercial use" if model.commercial == "no" else "sets conditions for commercial use"
    lines = (f"It {strict}; what is made with it says so in its file. Read it and tick the box before you use it.",)
    return notice("care", f"The licence of {model.name}", lines, links)


def forecast_html(told: tuple[Forecast, ...]) -> str:
    """What each model takes, side by side where there are two."""
    if not told:
        return ""
    rows = [("Time", "time"), ("Memory", "memory"), ("Download", "download"), ("Money", "money")]
    head = "".join(f'<th scope="col">{escape(one.model.name)}</th>' for one in told)
    body = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{escape(getattr(one, key))}</td>" for one in told)}</tr>'
        for name, key in rows
    )
    why = "".join(f"<p>{_why(one, len(told) > 1)}</p>" for one in told)
    table = f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="forecast">{table}{why}</div>'


def _why(told: Forecast, several: bool) -> str:
    words = f"{told.why[:1].upper()}{told.why[1:].rstrip('.')}."
    return escape(f"{told.model.name}: {words}" if several else words)


def estimated(part: ModelPicker, visitor: Visitor) -> Updates:
    """What the chosen models will take; the first time this measures the machine, for some seconds."""
    price = next((price for price in prices_known() if price.id == visitor.draft.price), None)
    models = (model for model in (chosen(visitor), rival_of(visitor)) if model is not None)
    return {part.estimate: forecast_html(tuple(_forecast(model, visitor, price) for model in models))}


def _forecast(model: Model, visitor: Visitor, price: Price | None) -> Forecast:
    step, wish = visitor.step, visitor.draft.refine
    return forecast(model, (step.width, step.height), wish.steps, wish.strength, price)


def first_of(job: Job, id: str | None) -> Model | None:
    """The model of that id, else the first on offer for a job; None where none is."""
    every = offered(job)
    return next((model for model in every if model.id == id), every[0] if every else None)


def listen(part: ModelPicker, wiring: Wiring, follows: Show) -> None:
    """Wire the events; `follows` shows all that follows from another model."""

    def compare(visitor: Visitor, rival: str | None, price: str | None) -> None:
        visitor.draft = replace(visitor.draft, rival=rival or None, price=price or "")

    estimate_after(part, wiring, wiring.pick(part.cards.click, pick, follows))
    for box in (part.rival, part.price):
        wiring.change(box.input, compare, [part.rival, part.price], lambda visitor: estimated(part, visitor))
    wiring.change(part.accepts.input, agree, [part.accepts], follows)


def estimate_after(part: ModelPicker, wiring: Wiring, done: Dependency) -> None:
    """Estimate anew once `done` is done."""
    wiring.look(done.success, lambda visitor: estimated(part, visitor), [], [part.estimate])


def pick(visitor: Visitor, id: str) -> None:
    """Another model, with all settings its own; prompt, seed and shadow stay."""
    if id not in {model.id for model in offered("scene")}:
        raise UserError("This model is no longer on offer; reload the page.")
    wish = visitor.draft.refine
    visitor.draft = replace(visitor.draft, refine=Refine(model=id, seed=wish.seed, shadow=wish.shadow))


def agree(visitor: Visitor, on: bool) -> None:
    """The licence of the chosen model was accepted, on this machine; that is not taken back by a click."""
    model = chosen(visitor)
    if on and model is not None:
        accept(model)
