"""A fuller prompt from the product's facts and a template's words, without a model."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipelines.diffusion.prompts.checker import is_vague, meets, whole
from pipelines.diffusion.prompts.contradictions import conflicts, several
from pipelines.diffusion.prompts.fields import MOST, PRODUCT, Prompt, brief, pieces
from pipelines.diffusion.prompts.forbidden import asked
from pipelines.diffusion.prompts.language import english
from pipelines.diffusion.prompts.lexicon import Aspect, FieldName, Need, lexicon
from pipelines.diffusion.prompts.matching import found
from pipelines.diffusion.prompts.phrases import clean, fold
from pipelines.diffusion.prompts.sizes import sizes

Facts = Mapping[str, str | Sequence[str]]
STILL: tuple[Need, ...] = ("place", "light", "camera", "mood", "composition", "look")
CLIP: tuple[Need, ...] = (*STILL, "motion")
FROM_REFERENCES: tuple[Need, ...] = ("references", *STILL)
_FACTS: dict[str, Aspect] = {"material": "material", "finish": "finish", "colours": "colour", "size": "measure"}
_UNDERSTOOD = 0.55  # share of a clause's characters: below it, “leather grain shown by the side light” would pass
_STANDS = re.compile(r"\b(?:on|before|against|inside|at)\b.*", re.IGNORECASE)


def enhance(prompt: Prompt, facts: Facts, words: Sequence[str], needs: Sequence[Need] = STILL) -> Prompt:
    """The prompt with its gaps filled; what the seller wrote stays, and enhancing twice adds nothing more.

    Of the `facts` name, material, finish, colours, parts and size are used, where the subject says nothing of the kind.
    What is lacking among the `needs` comes from the template's `words`, else from usual ones. Nothing is added that
    contradicts the prompt, is forbidden, or speaks of a part of the product. A prompt in another language stays as it
    is. For a clip or for reference pictures, `needs` names what those lack as well.
    """
    if not english(whole(prompt)):
        return prompt
    prompt = _with_facts(prompt, facts)
    offered = [piece for line in words for piece in _offers(brief(line))]
    for need in needs:
        field: FieldName = "scene" if need == "place" else "style"
        if meets(prompt, need):
            continue
        usual = lexicon().defaults.get(need, "")
        for piece in (*(piece for piece in offered if _serves(piece, need, field)), usual):
            if (need == "place" and piece is not usual) or not meets(prompt, need):
                prompt = added(prompt, field, piece)
    return prompt


def added(prompt: Prompt, field: FieldName, words: str, *, first: bool = False) -> Prompt:
    """The prompt with the words at the end of a field, or `first` in it.

    It stays as it was where they are said already, too long, forbidden, at odds with the rest, or a size, which only
    the seller states.
    """
    words, before = clean(words), getattr(prompt, field)
    longer = clean(f"{words}, {before}" if first else f"{before}, {words}")
    said = not words or fold(words) in fold(whole(prompt))
    if said or sizes(words) or len(longer) > MOST or len(asked(longer)) > len(asked(before)):
        return prompt
    more = prompt.model_copy(update={field: longer})
    clean_still = len(conflicts(more)) <= len(conflicts(prompt)) and len(several(more)) <= len(several(prompt))
    return more if clean_still else prompt


def known(facts: Facts, key: str) -> tuple[str, ...]:
    """One fact as clean words, each once, without what is forbidden; empty where it is not known.

    `colors` will do for `colours`.
    """
    value = facts.get(key) or facts.get({"colours": "colors"}.get(key, key)) or ()
    every = (value,) if isinstance(value, str) else value
    return tuple(dict.fromkeys(words for one in every if (words := clean(one[:MOST])) and not asked(words)))


def _with_facts(prompt: Prompt, facts: Facts) -> Prompt:
    if is_vague(prompt.subject):
        prompt = added(prompt, "subject", ", ".join(known(facts, "name")), first=True)
    for key, aspect in _FACTS.items():
        if not any(match.term.aspect == aspect for match in found(prompt.subject, "subject")):
            prompt = added(prompt, "subject", " and ".join(known(facts, key)))
    for part in known(facts, "parts"):
        head = part.split()[-1].casefold()
        if head not in re.findall(r"\w+", prompt.subject.casefold()):
            prompt = added(prompt, "subject", part)
    return prompt


def _offers(line: str) -> Iterator[str]:
    """The clauses of a template's line; of the one with the product in it only where the product stands."""
    for piece in pieces(line):
        if PRODUCT not in piece:
            yield piece
        elif stands := _STANDS.search(piece.partition(PRODUCT)[2]):
            yield stands[0]


def _serves(piece: str, need: Need, field: FieldName) -> bool:
    """Whether a clause of a template says what is needed and hardly anything else: nothing of the product's own."""
    matches = [match for match in found(piece, field) if not match.denied]
    aspects = {match.term.aspect for match in matches}
    if "part" in aspects or not aspects & set(lexicon().covers[need]):
        return False
    if need == "place" and _STANDS.match(piece):
        return True
    if need == "place" and (aspects & {"finish", "rim"} or "shadow" in fold(piece)):
        return False
    understood = sum(match.end - match.start for match in matches) / len(piece)
    return understood >= _UNDERSTOOD and (need == "place" or "focus" not in aspects)
