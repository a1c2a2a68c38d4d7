"""What no picture may be given, as a negative prompt or an instruction, and which words ask for it all the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.diffusion.prompts.lexicon import lexicon
from pipelines.diffusion.prompts.matching import denied
from pipelines.diffusion.prompts.phrases import clauses, fold, phrases


@dataclass(frozen=True)
class Asked:
    """Words that ask for what is forbidden."""

    name: str  # as in the negative prompt
    why: str
    words: str
    start: int
    end: int


def names() -> tuple[str, ...]:
    """Everything that is forbidden, in the order in which it matters: encoders cut the end off."""
    return tuple(entry.name for entry in lexicon().forbidden)


def negative(own: Sequence[str] = ()) -> str:
    """The negative prompt: everything forbidden, then the seller's or the template's own words, each once."""
    return ", ".join(_once((*names(), *own)))


def instruction(own: Sequence[str] = ()) -> str:
    """The same as one sentence, for models that take no negative prompt."""
    return f"No {', '.join(_once((*own, *names())))} anywhere; {lexicon().unchanged}."


@lru_cache(1024)
def asked(text: str) -> tuple[Asked, ...]:
    """Where a clean text asks for something forbidden; “no badge, QR code or price tag” does not."""
    spared = [hit.span() for entry in lexicon().forbidden for hit in phrases(entry.unless).finditer(text)]
    made: list[Asked] = []
    refused = False
    for start, end in clauses(text):
        here = [one for one in _hits(text, start, end) if not any(a <= one.start < b for a, b in spared)]
        open_ = [one for one in here if not denied(text[start : one.start])]
        goes_on = refused and _only(text[start:end], here, start)
        refused = (not open_ or goes_on) if here else denied(text[start:end])
        made += [] if refused else open_
    return tuple(made)


def _hits(text: str, start: int, end: int) -> Iterator[Asked]:
    """The longest of those that overlap."""
    every = [
        Asked(entry.name, entry.why, hit[0], hit.start(), hit.end())
        for entry in lexicon().forbidden
        for hit in phrases(entry.asks).finditer(text, start, end)
    ]
    taken: list[Asked] = []
    for one in sorted(every, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
    yield from sorted(taken, key=lambda one: one.start)


def _only(clause: str, hits: Sequence[Asked], start: int) -> bool:
    """Whether a clause holds nothing else, so that the “no” of the clause before it still holds."""
    for one in reversed(hits):
        clause = f"{clause[: one.start - start]} {clause[one.end - start :]}"
    return set(re.findall(r"\w+", clause.casefold())) <= set(lexicon().fillers)


def _once(words: Sequence[str]) -> list[str]:
    return list({fold(word): word for word in words if fold(word)}.values())
