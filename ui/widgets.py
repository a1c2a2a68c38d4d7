"""Small pieces of HTML that several parts of the page share. Every text from outside is escaped."""

from html import escape
from typing import Any
from urllib.parse import quote

import gradio as gr

PICTURES = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".avif"]
"""Endings of files that can hold a picture."""


def url(path: str) -> str:
    """Where the browser finds a file that lies in the visitor's folder."""
    return f"gradio_api/file={quote(path)}"


def image(path: str, alt: str) -> str:
    """A picture of the visitor's folder."""
    return f'<img src="{escape(url(path))}" alt="{escape(alt)}" loading="lazy">'


def empty(title: str, hint: str) -> str:
    """What to do where there is nothing yet."""
    return f'<div class="empty"><strong>{escape(title)}</strong><span>{escape(hint)}</span></div>'


def notice(kind: str, title: str, lines: tuple[str, ...] = (), onward: str = "") -> str:
    """A quiet box: `kind` is `good`, `plain` or `care`; `onward` is markup, what there is to press."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="notice {kind}" role="status"><strong>{escape(title)}</strong>{said}{onward}</div>'


def leads(tab: str, words: str) -> str:
    """A button that leads to another tab."""
    return f'<button type="button" class="leads" data-tab="{escape(tab)}">{escape(words)}</button>'


def link(url: str, words: str) -> str:
    """A link that leaves the page."""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


def badge(kind: str, words: str) -> str:
    """A word or two about a thing: `kind` is `good`, `plain` or `care`."""
    return f'<span class="badge {kind}">{escape(words)}</span>'


def spoken(html: str) -> dict[str, Any]:
    """An update for a part that is there only while it has something to say."""
    return gr.update(value=html, visible=bool(html))


def heading(title: str, hint: str = "") -> str:
    """The heading of a part of a tab."""
    return f'<div class="heading"><h2>{escape(title)}</h2><p>{escape(hint)}</p></div>'


def card(path: str | None, title: str, facts: str) -> str:
    """A thing with its picture, name and facts."""
    picture = image(path, title) if path else '<span class="blank"></span>'
    return f'<div class="card">{picture}<div><strong>{escape(title)}</strong><small>{escape(facts)}</small></div></div>'


def picker(id: str, inside: str, chosen: bool) -> str:
    """A card that is chosen with a click; `inside` is markup. Its part of the page hears of it by `Wiring.pick`."""
    pressed = "true" if chosen else "false"
    return f'<button type="button" class="pick" data-pick="{escape(id)}" aria-pressed="{pressed}">{inside}</button>'
