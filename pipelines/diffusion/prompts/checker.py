"""What is vague, missing, forbidden, too much or contradictory in a prompt, and what its words will do."""

import re
from collections.abc import Iterator
from functools import cache

from pipelines.diffusion.prompts.contradictions import conflicts, several
from pipelines.diffusion.prompts.fields import PRODUCT, Prompt, pieces
from pipelines.diffusion.prompts.findings import Finding
from pipelines.diffusion.prompts.forbidden import asked
from pipelines.diffusion.prompts.language import english
from pipelines.diffusion.prompts.lexicon import FIELDS, FieldName, Need, lexicon
from pipelines.diffusion.prompts.matching import found
from pipelines.diffusion.prompts.phrases import fold, phrases, vocabulary

NEEDED: tuple[Need, ...] = ("material", "place", "light")
WISHED: tuple[Need, ...] = ("camera", "mood")
UNKNOWN = (
    "Hardly any English words were recognised in this prompt, so it could not be judged; write it in English where you "
    "can, which models know best."
)
_AT: dict[Need, FieldName] = {"material": "subject", "place": "scene"}
_ON_PRODUCT = "what is printed on the product itself comes from the photo."
_ENOUGH = 3  # needs met from which a prompt is specific, whatever else it says


def check(prompt: Prompt, product: str = "") -> tuple[Finding, ...]:
    """Everything to be said of a prompt, faults first. No fault: it can be painted as it is.

    What the `product` is called is not forbidden to it: a barcode label may be one. A prompt in another language than
    English is only searched for what is forbidden or asks for several pictures.
    """
    hard = (*_forbidden(prompt, product), *several(prompt))
    if not english(whole(prompt)):
        return (*hard, Finding("note", "subject", "", UNKNOWN))
    return (*hard, *conflicts(prompt), *_vague(prompt), *_missing(prompt), *_good(prompt))


def whole(prompt: Prompt) -> str:
    """All four fields as one line."""
    return ", ".join(words for name in FIELDS if (words := getattr(prompt, name)))


def meets(prompt: Prompt, need: Need) -> bool:
    """Whether anything in the prompt speaks of it; of material, colour and parts only the subject can."""
    texts = [(name, getattr(prompt, name)) for name in (FIELDS if need != "material" else FIELDS[:1])]
    if need == "place" and not prompt.scene:
        texts.append(("scene", ", ".join(pieces(prompt.subject)[1:])))  # all may be written into the first field
    aspects = lexicon().covers[need]
    return any(match.term.aspect in aspects and not match.denied for name, text in texts for match in found(text, name))


def is_vague(words: str) -> bool:
    """Whether a subject says nothing of its own: empty, or only a place and words that every such prompt may hold."""
    if PRODUCT in words:
        return False
    rest = words
    for match in reversed(found(words, "subject")):
        if match.term.aspect in lexicon().covers["place"]:
            rest = f"{rest[: match.start]} {rest[match.end :]}"
    rest = phrases(lexicon().vague).sub(" ", rest)
    return set(re.findall(r"[^\W\d_]+", rest.casefold())) <= _generic()


@cache
def _generic() -> frozenset[str]:
    known = vocabulary(lexicon().generic)
    return known | {f"{word}s" for word in known}


def _forbidden(prompt: Prompt, product: str) -> Iterator[Finding]:
    for name in FIELDS:
        for one in asked(getattr(prompt, name)):
            if fold(one.words) in fold(product):
                continue
            why = f"“{one.words}” is never drawn: {one.why}."
            yield Finding("forbidden", name, one.words, why, f"Take “{one.words}” out; {_ON_PRODUCT}")


def _vague(prompt: Prompt) -> Iterator[Finding]:
    if is_vague(prompt.subject):
        why = "Nothing says what the product is." if prompt.subject else "The subject is empty."
        yield Finding("vague", "subject", prompt.subject, why, lexicon().suggestions["subject"])
    if _met(prompt) >= _ENOUGH:
        return
    for name in FIELDS:
        for piece in pieces(getattr(prompt, name)):
            words = ", ".join(hit[0] for hit in phrases(lexicon().vague).finditer(piece))
            if words and not asked(piece) and not (name == "subject" and is_vague(prompt.subject)):
                why = f"“{words}” gives a model nothing that it could draw."
                yield Finding("vague", name, words, why, _suggestion(prompt, _first_unmet(prompt)))


def _missing(prompt: Prompt) -> Iterator[Finding]:
    for need in NEEDED if _met(prompt) >= _ENOUGH - 1 else (*NEEDED, *WISHED):
        said = need == "material" and is_vague(prompt.subject)  # with what the product is
        if not said and not meets(prompt, need):
            yield Finding("missing", _AT.get(need, "style"), "", lexicon().lacks[need], _suggestion(prompt, need))


def _good(prompt: Prompt) -> Iterator[Finding]:
    for name in FIELDS:
        for match in found(getattr(prompt, name), name):
            if not match.denied:
                yield Finding("good", name, match.words, match.term.does)


def _met(prompt: Prompt) -> int:
    return sum(meets(prompt, need) for need in (*NEEDED, *WISHED))


def _first_unmet(prompt: Prompt) -> Need:
    return next((need for need in (*NEEDED, *WISHED) if not meets(prompt, need)), "mood")


def _suggestion(prompt: Prompt, need: Need) -> str:
    """What to write, with an example that suits the product where its kind is known."""
    examples = lexicon().example_of.items()
    example = next((e for e, nouns in examples if phrases(nouns).search(prompt.subject)), lexicon().any_example)
    return lexicon().suggestions[need].replace("{example}", example)
