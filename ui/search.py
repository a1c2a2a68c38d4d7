"""The gallery's search: free text over what a template says of itself, and a filter for each kind of tag."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache

from pipelines.core.channel import channels
from pipelines.scene import Template, templates

FACETS = ("category", "season", "channel", "mood")
_FIRST = ("studio", "main_image", "trend")  # categories that suit any product


@dataclass(frozen=True)
class Search:
    """What the seller looks for; an empty text lets everything through."""

    text: str = ""
    category: str = ""
    season: str = ""
    channel: str = ""
    mood: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for."""
        return not any(getattr(self, part.name).strip() for part in fields(self))


def found(search: Search) -> tuple[str, ...]:
    """The ids of the templates that fit every word and filter, the most fitting first."""
    words = search.text.casefold().split()
    fit = [
        id for id, template in templates().items()
        if all(word in _said(id) for word in words)
        and all(not (wanted := getattr(search, facet)) or wanted in values(template, facet) for facet in FACETS)
    ]  # fmt: skip
    return tuple(sorted(fit, key=lambda id: _rank(templates()[id], words)))


def _rank(template: Template, words: list[str]) -> tuple[bool, int]:
    """Smaller comes first: the words in the name, then what suits any product."""
    place = _FIRST.index(template.category) if template.category in _FIRST else len(_FIRST)
    return not all(word in template.name.casefold() for word in words), place


def values(template: Template, facet: str) -> tuple[str, ...]:
    """What a template says for a filter."""
    return (template.category,) if facet == "category" else getattr(template.tags, facet)


@cache
def options(facet: str) -> tuple[tuple[str, str], ...]:
    """A filter's choices, each with its words for the seller."""
    known: Iterable[str] = {value for template in templates().values() for value in values(template, facet)}
    return tuple(sorted((worded(value, facet), value) for value in known))


def worded(value: str, facet: str) -> str:
    """A tag in words: “Main image”, “Shopify, product page”."""
    if facet == "channel" and value in channels():
        return channels()[value].title
    text = value.replace("_", " ")
    return text[:1].upper() + text[1:]


@cache
def _said(id: str) -> str:
    """All that can be searched of a template, in lower case."""
    template = templates()[id]
    tags = (word for kind in template.tags.model_dump().values() for word in kind)
    parts = (id, template.name, template.category, template.notes, *tags)
    return " ".join(parts).replace("_", " ").casefold()
