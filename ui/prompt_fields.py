"""The prompt: four fields, what is to be said of them, what would make them fuller, and what the scene can obey."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from pipelines.advice import (
    FIELDS,
    MOST,
    FieldName,
    Finding,
    Prompt,
    applied,
    asks,
    check,
    enhanced,
    example,
    faults,
    guide,
    obeyed,
)
from pipelines.scene import directed
from ui.state import Visitor
from ui.widgets import badge, heading, picker, spoken
from ui.wiring import Show, Updates, Wiring

_LABELS: dict[FieldName, tuple[str, str]] = {
    "subject": ("Subject: what it is", "One product, its material, colours and parts"),
    "scene": ("Scene: where it stands", "What it stands on, and what is behind it"),
    "style": ("Style: how it is photographed", "Light, camera, mood"),
    "platform": ("Platform: where the picture is going", "Amazon main image; 3000 x 3000 px, product centred"),
}
_SIDES = {"width", "height"}
_SHOWN = 4  # faults that are shown at once
_SAYS = {
    "azimuth": "light from {:g}°", "elevation": "light {:g}° high", "softness": "softness of the light {:.0%}",
    "kelvin": "light of {:g} K", "rim": "rim light {:.0%}", "pitch": "seen {:g}° from above",
    "f_number": "aperture f/{:g}",
    "fill": "filling {:.0%} of the frame", "shadow": "shadow {:.0%}", "reflection": "reflection {:.0%}",
}  # fmt: skip


@dataclass(frozen=True)
class PromptFields:
    """The components."""

    fields: dict[FieldName, gr.Textbox]
    findings: gr.HTML
    improve: gr.Button
    usual: gr.Button
    read: gr.HTML
    apply: gr.Button

    @property
    def boxes(self) -> list[Any]:
        """The fields, in the order of a prompt."""
        return list(self.fields.values())

    @property
    def drawn(self) -> list[Any]:
        """What `show` shows."""
        return [*self.boxes, self.findings, self.usual, self.read, self.apply]


def render() -> PromptFields:
    """Make the components."""
    gr.HTML(heading("Prompt", "What the model is told. The template fills it; every word can be changed."))
    fields = {
        name: gr.Textbox(label=label, placeholder=hint, lines=1, max_lines=6, max_length=MOST, elem_id=f"prompt-{name}")
        for name, (label, hint) in _LABELS.items()
    }
    findings = gr.HTML(elem_id="findings", visible=False)
    with gr.Row(elem_classes="tools"):
        improve = gr.Button("Improve", size="sm", min_width=90, elem_id="improve")
        usual = gr.Button("As the template has it", size="sm", min_width=150, elem_id="usual-prompt")
    read = gr.HTML(elem_id="prompt-read", visible=False)
    apply = gr.Button("Apply to the scene", size="sm", visible=False, elem_id="apply-read")
    with gr.Accordion("How to write a prompt", open=False, elem_id="prompt-guide"):
        gr.HTML(_guide())
    return PromptFields(fields, findings, improve, usual, read, apply)


def show(part: PromptFields, visitor: Visitor) -> Updates:
    """The fields, and all that is said of them."""
    prompt = visitor.prompt
    filled = {box: getattr(prompt, name) for name, box in part.fields.items()}
    return {**filled, **show_said(part, visitor)}


def show_said(part: PromptFields, visitor: Visitor) -> Updates:
    """What is said of the words that are there."""
    wishes, notes = asks(visitor.prompt, visitor.step)
    return {
        part.findings: spoken(findings_html(check(visitor.prompt))),
        part.usual: gr.update(interactive=visitor.prompt != visitor.usual_prompt),
        part.read: spoken(read_html(wishes, notes)),
        part.apply: gr.update(visible=bool(wishes)),
    }


def findings_html(said: tuple[Finding, ...]) -> str:
    """The faults, the first few of them; what may be put right with a click is a button."""
    found: dict[str, list[Finding]] = {}
    for one in faults(said):
        found.setdefault(one.suggestion, []).append(one)
    rows = [_row(alike) for alike in found.values()]
    more = f'<li class="more">{len(rows) - _SHOWN} more after these.</li>' if len(rows) > _SHOWN else ""
    notes = "".join(_row([one]) for one in said if one.kind == "note")
    return f'<ul class="findings" role="status">{"".join(rows[:_SHOWN])}{more}{notes}</ul>' if rows or notes else ""


def _row(alike: list[Finding]) -> str:
    """Findings that one thing will mend."""
    first = alike[0]
    kind = "care" if first.kind in ("forbidden", "several", "conflict") else "plain"
    where = "".join(badge(kind, field) for field in dict.fromkeys(one.field for one in alike))
    why = " ".join(dict.fromkeys(one.why for one in alike))
    offer = "".join(picker(f"{first.field}|{words}", f"+ {escape(words)}", False) for words in offers(first))
    said = f'<span class="offers">{offer}</span>' if offer else f"<small>{escape(first.suggestion)}</small>"
    return f"<li><span>{where}</span><span>{escape(why)} {said}</span></li>"


def offers(one: Finding) -> tuple[str, ...]:
    """The examples in a suggestion, which a click adds to the field; none where words are to be taken out, or where
    what is suggested belongs to another field."""
    if one.kind != "missing" and (one.kind, one.field) != ("vague", "subject"):
        return ()
    return tuple(part.partition("”")[0] for part in one.suggestion.split("“")[1:])


def read_html(wishes: dict[str, Any], notes: tuple[str, ...]) -> str:
    """What was read as layout, in words."""
    if not wishes and not notes:
        return ""
    words = "".join(badge("plain", said) for said in wish_words(wishes))
    lines = "".join(f"<small>{escape(note)}</small>" for note in notes)
    title = "<strong>Read from your words</strong>" if wishes else ""
    return f'<div class="read">{title}<span>{words}</span>{lines}</div>'


def wish_words(wishes: dict[str, Any]) -> tuple[str, ...]:
    """Each wish as a seller would say it."""
    said = ["pure white background"] if wishes.get("white") else []
    if {"width", "height"} <= wishes.keys():
        said.append(f"{wishes['width']} × {wishes['height']} px")
    said += [f"{wishes[s]} px {w}" for s, w in (("width", "wide"), ("height", "high")) if wishes.keys() & _SIDES == {s}]
    if "across" in wishes:
        across = wishes["across"]
        said.append("product centred" if not across else f"product to the {'left' if across < 0 else 'right'}")
    return (*said, *(_SAYS[name].format(value) for name, value in wishes.items() if name in _SAYS))


def _guide() -> str:
    parts = [f"<h3>{escape(s.title)}</h3><p>{escape(s.text)}</p>{_examples(s.good, s.bad)}" for s in guide()]
    exact = "".join(f"<li>“{escape(word.words)}”: {escape(word.does)}</li>" for word in obeyed())
    shown = example()
    whole = "".join(f"<li>{escape(name)}: {escape(getattr(shown, name))}</li>" for name in FIELDS)
    return (
        f'<div class="guide">{"".join(parts)}<h3>An example</h3><ul>{whole}</ul>'
        f"<details><summary>Words that set the scene exactly</summary><ul>{exact}</ul></details></div>"
    )


def _examples(good: tuple[str, ...], bad: tuple[str, ...]) -> str:
    rows = [f"<li>{badge('good', 'yes')} {escape(words)}</li>" for words in good]
    rows += [f"<li>{badge('care', 'no')} {escape(words)}</li>" for words in bad]
    return f'<ul class="marked">{"".join(rows)}</ul>' if rows else ""


def listen(part: PromptFields, wiring: Wiring, scene_of: Show) -> None:
    """Wire the events; `scene_of` shows all that follows from another scene."""

    def whole(visitor: Visitor) -> Updates:
        return show(part, visitor)

    for box in part.boxes:  # `change` would also tell of fields that are being filled one after the other
        for heard in (box.input, box.blur):
            wiring.change(heard, write, part.boxes, lambda visitor: show_said(part, visitor))
    wiring.change(part.improve.click, improve, part.boxes, whole)
    wiring.change(part.usual.click, as_template, [], whole)
    wiring.pick(part.findings.click, add, whole)
    wiring.change(part.apply.click, apply, [], scene_of)


def write(visitor: Visitor, *texts: str | None) -> None:
    """The words as they stand in the fields; what the template avoids stays avoided."""
    said = {name: (text or "")[:MOST] for name, text in zip(FIELDS, texts, strict=True)}
    visitor.prompt = Prompt(**said, negative=visitor.prompt.negative)


def improve(visitor: Visitor, *texts: str | None) -> None:
    """The words with their gaps filled."""
    write(visitor, *texts)
    visitor.prompt = enhanced(visitor.prompt, visitor.session.desk.product, directed(visitor.step))


def as_template(visitor: Visitor) -> None:
    """The template's words in place of the seller's."""
    visitor.prompt = visitor.usual_prompt


def add(visitor: Visitor, picked: str) -> None:
    """An example of a suggestion at the end of its field."""
    name, _, words = picked.partition("|")
    if name not in FIELDS:
        return
    before = getattr(visitor.prompt, name)
    longer = f"{before}, {words}" if before else words
    if len(longer) <= MOST:
        visitor.prompt = visitor.prompt.model_copy(update={name: Prompt(subject=longer).subject})


def apply(visitor: Visitor) -> None:
    """What the words say of size, light and placement, as the scene's own settings."""
    wishes, _ = asks(visitor.prompt, visitor.step)
    words, look = visitor.prompt, visitor.look
    visitor.look = applied(visitor.step, wishes).model_copy(update={"brand": None, "size_cm": look.size_cm})
    visitor.prompt = words
