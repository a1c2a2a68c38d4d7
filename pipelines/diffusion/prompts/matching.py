"""The known terms in a text: which words, in which clause, and whether they are denied."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.diffusion.prompts.lexicon import FieldName, Group, Term, lexicon
from pipelines.diffusion.prompts.phrases import clauses, phrases
from pipelines.diffusion.prompts.sizes import sizes

Span = tuple[int, int]
_STOPS = "on|in|with|from|at|before|but|against|under|over|to|then"


@dataclass(frozen=True)
class Match:
    """A term found in a text."""

    term: Term
    words: str  # with the word that the term stands beside
    start: int  # of the term's own words
    end: int
    denied: bool  # “no …”, “without …”
    far: int = 0  # characters to the word that the term must stand beside
    alone: bool = False  # the whole clause, where only that makes it the term


@cache
def _negation() -> re.Pattern[str]:
    """A word of negation and up to four words after it, at the end of a text."""
    words = "|".join(re.escape(word).replace("'", "['’]?") for word in lexicon().negations)
    return re.compile(rf"(?<!\w)(?:{words})(?:[\s-]+(?!(?:{_STOPS})\b)[\w'’/]+){{0,4}}[\s-]*$", re.IGNORECASE)


def denied(before: str) -> bool:
    """Whether what follows this part of a clause is denied by it: “no”, “without any”, “no badges or”."""
    return _negation().search(before) is not None


@lru_cache(1024)
def found(text: str, field: FieldName | None = None) -> tuple[Match, ...]:
    """The terms in a clean text, in order, none overlapping another: longer ones go first.

    `field` is the field that holds the text; None leaves out the terms that belong to some fields only.
    """
    every = [match for bounds in clauses(text) for match in _in_clause(text, bounds, field)]
    if field in (None, "subject") and not sizes(text) and not any(m.term.set for m in every if not m.alone):
        every = [match for match in every if not match.alone]  # “ceramic mug, white” is a colour of the mug
    chosen: list[Match] = []
    for match in sorted(every, key=lambda m: (m.start - m.end, not m.alone, not m.term.only, m.far, m.start)):
        if all(match.end <= other.start or other.end <= match.start for other in chosen):
            chosen.append(match)
    return tuple(sorted(chosen, key=lambda m: m.start))


def _in_clause(text: str, bounds: Span, field: FieldName | None) -> list[Match]:
    clause, start = text[bounds[0] : bounds[1]], bounds[0]
    spoken = {group: _spoken(clause, group) for group in lexicon().groups}
    made = []
    for term in lexicon().terms:
        if term.only and field not in term.only:
            continue
        for hit, beside in _hits(term, clause, spoken):
            words = clause[min(hit.start(), beside[0]) : max(hit.end(), beside[1])]
            said_no = denied(clause[: hit.start()])
            far = max(hit.start() - beside[1], beside[0] - hit.end(), 0)
            made.append(Match(term, words, start + hit.start(), start + hit.end(), said_no, far))
        left = len(clause) - len(clause.lstrip())
        if whole := phrases(term.alone).fullmatch(clause.rstrip(), left):
            made.append(Match(term, whole[0], start + left, start + whole.end(), False, alone=True))
    return made


def _hits(term: Term, clause: str, spoken: Mapping[Group, Sequence[Span]]) -> Iterator[tuple[re.Match[str], Span]]:
    """Where the term stands in a clause, and where the nearest of the words that it must stand beside."""
    bare = term.phrases if term.beside else term.words + term.phrases
    yield from ((hit, hit.span()) for hit in phrases(bare).finditer(clause))
    if term.beside and (beside := spoken[term.beside]):
        for hit in phrases(term.words).finditer(clause):
            yield hit, min(beside, key=lambda span: max(hit.start() - span[1], span[0] - hit.end(), 0))


def _spoken(clause: str, group: Group) -> list[Span]:
    """Where a clause speaks of lighting, or of the camera."""
    pale = [hit.span() for hit in phrases(lexicon().pale).finditer(clause)]
    hits = [hit.span() for hit in phrases(lexicon().groups[group]).finditer(clause)]
    return [(a, b) for a, b in hits if not any(c <= a < d for c, d in pale)]
