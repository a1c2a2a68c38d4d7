"""Words of a prompt that cannot both be obeyed, and words that ask for more than one picture."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.prompts.findings import Finding
from pipelines.diffusion.prompts.lexicon import FIELDS, FieldName, Setting, lexicon
from pipelines.diffusion.prompts.matching import Match, denied, found
from pipelines.diffusion.prompts.phrases import clauses, phrases
from pipelines.diffusion.prompts.sizes import sizes


def conflicts(prompt: Prompt) -> tuple[Finding, ...]:
    """The first two words that disagree on each thing, and two different sizes."""
    matches = [(name, match) for name in FIELDS for match in found(getattr(prompt, name), name) if not match.denied]
    made = [one for setting in lexicon().disagree if (one := _disagreement(setting, matches))]
    stated = [(name, size) for name in FIELDS for size in sizes(getattr(prompt, name))]
    for (_, first), (name, second) in combinations(stated, 2):
        if (first.width, first.height) != (second.width, second.height):
            return (*made, _finding(name, first.words, second.words, "two sizes of the picture"))
    return tuple(made)


def several(prompt: Prompt) -> tuple[Finding, ...]:
    """Every request for more than one product, role or picture."""
    made = [finding for name in FIELDS for finding in _several(name, getattr(prompt, name))]
    roles = {role: hit for name in FIELDS for role, hit in _roles(name, getattr(prompt, name))}
    if len(roles) > 1:
        asked = ", ".join(f"“{words}”" for _, words in roles.values())
        why = f"Several roles are asked for at once: {asked}."
        made += [Finding("several", name, words, why, _ONE) for name, words in roles.values()]
    return tuple(made)


_ONE = "Ask for one product in one role, and make a shot of its own for each of the others."


def _disagreement(setting: Setting, matches: Sequence[tuple[FieldName, Match]]) -> Finding | None:
    strong = [(name, match) for name, match in matches if setting in match.term.set and not match.term.weak]
    for (_, first), (name, second) in combinations(strong, 2):
        apart = abs(float(first.term.set[setting]) - float(second.term.set[setting]))
        if setting == "azimuth":
            apart = min(apart, 360 - apart)
        if apart >= lexicon().tolerances[setting]:
            return _finding(name, first.words, second.words, lexicon().disagree[setting])
    return None


def _finding(name: FieldName, first: str, second: str, what: str) -> Finding:
    why = f"“{first}” and “{second}” contradict each other: {what}."
    return Finding("conflict", name, f"{first} / {second}", why, f"Keep one of them: “{first}” or “{second}”.")


def _several(name: FieldName, text: str) -> Iterator[Finding]:
    for entry in lexicon().several:
        for hit in _affirmed(text, entry.words):
            yield Finding("several", name, hit[0], f"{entry.why[0].upper()}{entry.why[1:]}.", _ONE)


def _roles(name: FieldName, text: str) -> Iterator[tuple[str, tuple[FieldName, str]]]:
    for role, words in lexicon().roles.items():
        for hit in _affirmed(text, words):
            yield role, (name, hit[0])
            break


def _affirmed(text: str, words: tuple[str, ...]) -> Iterator[re.Match[str]]:
    for start, end in clauses(text):
        for hit in phrases(words).finditer(text, start, end):
            if not denied(text[start : hit.start()]):
                yield hit
