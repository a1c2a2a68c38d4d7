"""Gallery: every template as a card, a search over them, and three chosen for the product with the reasons."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from pipelines.choose import Choice, choose
from pipelines.core.data import PRESETS
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.scene import Scene, Template, scene, templates
from ui.search import FACETS, Search, found, options, worded
from ui.state import REDUCED, Offered, Visitor
from ui.widgets import empty, image, notice, picker, spoken
from ui.wiring import Show, Updates, Wiring

THUMBNAILS = PRESETS / "thumbnails"
_OFFERED = 240  # longer side of the pictures of what was chosen for the product, in pixels
_ANY = {"category": "Any category", "season": "Any season", "channel": "Any channel", "mood": "Any mood"}
_RISKS = {"low": "", "medium": "check", "high": "care"}


@dataclass(frozen=True)
class Gallery:
    """The components."""

    suggest: gr.Button
    offered: gr.HTML
    text: gr.Textbox
    filters: dict[str, gr.Dropdown]
    count: gr.HTML
    clear: gr.Button
    cards: gr.HTML
    about: gr.HTML

    @property
    def fields(self) -> list[Any]:
        """What makes up a search, in the order of its fields."""
        return [self.text, *self.filters.values()]


def render() -> Gallery:
    """Make the components."""
    with gr.Row(elem_classes="tools title"):
        gr.HTML('<div class="heading"><h2>Scene</h2></div>')
        suggest = gr.Button("Choose for me", size="sm", min_width=120, elem_id="suggest")
    offered = gr.HTML(elem_id="offered", visible=False)
    text = gr.Textbox(
        show_label=False, container=False, max_length=80, elem_id="search",
        placeholder="Search: marble, christmas, shoes, calm …",
    )  # fmt: skip
    with gr.Row(elem_classes="filters"):
        filters = {
            facet: gr.Dropdown(
                [(_ANY[facet], ""), *options(facet)], value="", label=facet.capitalize(), show_label=False,
                container=False, min_width=120, elem_id=f"filter-{facet}",
            )
            for facet in FACETS
        }  # fmt: skip
    with gr.Row(elem_classes="tools title"):
        count = gr.HTML(elem_id="count")
        clear = gr.Button("Show all", size="sm", min_width=80, visible=False, elem_id="clear")
    cards = gr.HTML(elem_id="gallery")
    return Gallery(suggest, offered, text, filters, count, clear, cards, gr.HTML(elem_id="about"))


def show(gallery: Gallery, visitor: Visitor) -> Updates:
    """What was found for a visitor, and what was chosen for them."""
    return {**_results(gallery, visitor), gallery.offered: spoken(_offered(visitor))}


def show_fields(gallery: Gallery, visitor: Visitor) -> Updates:
    """The search as the visitor left it."""
    search = visitor.search
    return dict(zip(gallery.fields, (search.text, *(getattr(search, facet) for facet in FACETS)), strict=True))


def _results(gallery: Gallery, visitor: Visitor) -> Updates:
    ids, chosen = found(visitor.search), visitor.look.template
    cards = "".join(_card(id, templates()[id], id == chosen) for id in ids)
    few = f"{len(ids)} of {len(templates())} scenes" if len(ids) < len(templates()) else f"{len(ids)} scenes"
    return {
        gallery.count: f'<span class="count" role="status">{few}</span>',
        gallery.clear: gr.update(visible=not visitor.search.empty),
        gallery.cards: f'<div class="cards">{cards}</div>' if ids else _NONE,
        gallery.about: _about(templates()[chosen]),
    }


_NONE = empty("No scene fits", "Try fewer words, or take a filter away.")


def _card(id: str, template: Template, chosen: bool) -> str:
    why = ", ".join(template.risk_reasons)
    mark = _RISKS[template.risk]
    risk = f'<i class="risk {template.risk}" title="{escape(why)}">{mark}</i>' if mark else ""
    words = f"<strong>{escape(template.name)}</strong><small>{escape(worded(template.category, 'category'))}</small>"
    return picker(id, f'<span class="face">{_face(id, template)}{risk}</span>{words}', chosen)


def _face(id: str, template: Template) -> str:
    """A template's picture, or the tones of its wall and ground while there is none."""
    path = THUMBNAILS / f"{id}.jpg"
    if path.is_file():
        return image(str(path), "")
    wall, ground = _tones(template)
    return f'<span class="tones" style="background:linear-gradient({wall} 0 62%, {ground} 62%)"></span>'


def _tones(template: Template) -> tuple[str, str]:
    if template.stage is None:
        return "#ffffff", "#ffffff"
    back = template.stage.backdrop
    wall = back.colour or (back.wall.tones if back.wall else back.tones)[0]
    return wall, template.stage.ground.tones[0]


def _about(template: Template) -> str:
    kind = {"low": "plain", "medium": "plain", "high": "care"}[template.risk]
    mind = f"Mind: {', '.join(template.risk_reasons)}." if template.risk_reasons else ""
    return notice(kind, template.name, tuple(line for line in (template.notes, mind) if line))


def _offered(visitor: Visitor) -> str:
    offered, shot = visitor.offered, visitor.session.desk.current
    if offered is None or offered.of is not shot:
        return ""
    cards = "".join(_choice(visitor, choice) for choice in offered.choices)
    return f'<div class="choices">{cards}</div>'


def _choice(visitor: Visitor, choice: Choice) -> str:
    small = visitor.small(visitor.product_shot, REDUCED)
    step = Scene(template=choice.id, width=_OFFERED, height=_OFFERED, seed=0)
    path = visitor.drawn(small, ("offered", choice.id), lambda: scene(small, step, Engines("studio")).pixels)
    name = templates()[choice.id].name
    words = f"<span><strong>{escape(name)}</strong><small>{escape(choice.reason)}</small></span>"
    return picker(choice.id, image(path, "") + words, choice.id == visitor.look.template)


def listen(gallery: Gallery, wiring: Wiring, scene_of: Show) -> None:
    """Wire the events; `scene_of` shows all that follows from the chosen template."""
    results = [gallery.count, gallery.clear, gallery.cards, gallery.about]

    def search(visitor: Visitor, *said: str) -> Updates:
        visitor.search = Search(*(text or "" for text in said))
        return _results(gallery, visitor)

    def clear(visitor: Visitor) -> Updates:
        visitor.search = Search()
        return {**_results(gallery, visitor), **show_fields(gallery, visitor)}

    def suggest(visitor: Visitor) -> Updates:
        shot = visitor.product_shot
        small = visitor.small(shot, REDUCED)
        visitor.offered = Offered(shot, choose(small, visitor.session.desk.product, templates()))
        return {gallery.offered: spoken(_offered(visitor))}

    heard = [gallery.text.change, *(field.input for field in gallery.filters.values())]  # `input` misses a paste
    for trigger in heard:
        wiring.look(trigger, search, gallery.fields, results)
    wiring.look(gallery.clear.click, clear, [], [*results, *gallery.fields])
    wiring.look(gallery.suggest.click, suggest, [], [gallery.offered])
    wiring.pick(gallery.cards.click, pick, lambda visitor: {**scene_of(visitor), gallery.about: _chosen(visitor)})
    wiring.pick(gallery.offered.click, pick, lambda visitor: {**scene_of(visitor), **_results(gallery, visitor)})


def _chosen(visitor: Visitor) -> str:
    return _about(templates()[visitor.look.template])


def pick(visitor: Visitor, id: str) -> None:
    """Another template, with all settings its own; style, format and seed stay."""
    if id not in templates():
        raise UserError("This scene is no longer there; reload the page.")
    look = visitor.look
    size = {"width": look.width, "height": look.height}
    visitor.look = Scene(template=id, style=look.style, like=look.like, seed=look.seed, **size)
