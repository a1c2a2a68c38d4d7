"""The guide to writing prompts, as plain text for the interface; made from the lists that the code itself obeys."""

import re
from dataclasses import dataclass

from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.prompts.lexicon import Section, Term, lexicon


@dataclass(frozen=True)
class Word:
    """A word that is obeyed exactly, and what comes of it."""

    words: str
    does: str


def guide() -> tuple[Section, ...]:
    """The sections in reading order; the last one says what is never drawn, and why."""
    never = "; ".join(f"{entry.name}: {entry.why}" for entry in lexicon().forbidden if entry.asks)
    also = ", ".join(entry.name for entry in lexicon().forbidden if not entry.asks)
    text = f"These are kept out of every picture, whatever the prompt says. {never}. So are {also}."
    bad = ("add a best-seller badge", "with QR code", "5 star rating")
    return (*lexicon().guide, Section(title="What is never drawn", text=text, bad=bad))


def obeyed() -> tuple[Word, ...]:
    """A word for each thing that is read from a prompt and set exactly."""
    return tuple(Word(_written(term), term.does) for term in lexicon().terms if term.set)


def example() -> Prompt:
    """The prompt for a skincare bottle that the guide shows, to be filled into the fields."""
    return Prompt(**lexicon().example)


def intents() -> dict[str, str]:
    """What the platform field says, by channel."""
    return dict(lexicon().intents)


def _written(term: Term) -> str:
    """A term's first phrase as a seller would write it: of alternatives the first, without what is optional."""
    plain = re.sub(r"\((?!the\))[^)]*\)\?|_", "", (term.words or term.phrases)[0])
    plain = " ".join(re.sub(r"\(([^|)]*)[^)]*\)\??", r"\1", plain).split())
    if term.beside is None:
        return plain
    noun = {"light": "light", "camera": "view"}[term.beside]
    return f"{noun} {plain}" if plain.startswith("from") else f"{plain} {noun}"
