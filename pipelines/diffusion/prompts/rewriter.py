"""A prompt rewritten by a small language model, whose answer is trusted with nothing."""

import re
from collections.abc import Callable, Sequence

from pipelines.diffusion.prompts.checker import check, whole
from pipelines.diffusion.prompts.enhancer import Facts, enhance, known
from pipelines.diffusion.prompts.fields import MOST, MOST_IN_ALL, Prompt
from pipelines.diffusion.prompts.findings import faults
from pipelines.diffusion.prompts.layout import layout
from pipelines.diffusion.prompts.lexicon import FIELDS, Aspect, lexicon
from pipelines.diffusion.prompts.matching import found
from pipelines.diffusion.prompts.phrases import clean, fold

LONGEST = MOST_IN_ALL + 200  # characters of an answer that are looked at
_LINE = re.compile(rf"({'|'.join(FIELDS)})\s*:\s*(.*)", re.IGNORECASE | re.ASCII)
_OF_PRODUCT: tuple[Aspect, ...] = ("material", "colour", "finish", "part", "measure")
_ELSEWHERE = {"scene": "", "style": "", "platform": ""}
_KEYS = ("name", "material", "finish", "colours", "parts", "size")


def rewrite_with(generate: Callable[[str], str], prompt: Prompt, facts: Facts, words: Sequence[str]) -> Prompt:
    """The prompt as the language model behind `generate` puts it; `enhance`d where its answer will not do.

    That is: not exactly the four fields, too long, anything forbidden, several pictures or a contradiction in it,
    another size, layout or place than the seller's, something left out, or a material, colour, part or measure that
    neither the seller nor the facts name.
    """
    usual = enhance(prompt, facts, words)
    answer = parsed(generate(question(prompt, facts, words)))
    if answer is None:
        return usual
    new = answer.model_copy(update={"negative": prompt.negative})
    return new if _keeps_to(new, prompt, facts) else usual


def question(prompt: Prompt, facts: Facts, words: Sequence[str]) -> str:
    """What the language model is asked, in plain text of at most a few thousand characters."""
    told = [f"{key}: {', '.join(known(facts, key))[:MOST]}" for key in _KEYS if known(facts, key)]
    fields = [f"{name}: {getattr(prompt, name)}" for name in FIELDS]
    names = ", ".join(entry.name for entry in lexicon().forbidden)
    return "\n".join((
        "Rewrite this prompt for one photograph of one product. Keep everything that it says; make it clearer; add "
        "light, camera and composition where they are missing. Say nothing of the product that the facts do not say.",
        f"Never add: {names}.",
        f"Answer with exactly four lines, {', '.join(f'{name}: …' for name in FIELDS)}, of at most {MOST} characters.",
        "Facts:", *told, "Words that may be used:", clean(", ".join(words))[: 2 * MOST], "Prompt:", *fields,
    ))  # fmt: skip


def parsed(answer: object) -> Prompt | None:
    """The four fields of an answer, each on a line of its own and none twice; None where anything else is in it."""
    if not isinstance(answer, str) or len(answer) > LONGEST:
        return None
    lines = [_LINE.fullmatch(line.strip()) for line in answer.splitlines() if line.strip()]
    given = {line[1].lower(): clean(line[2]) for line in lines if line}
    if len(lines) != len(FIELDS) or len(given) != len(FIELDS) or any(len(words) > MOST for words in given.values()):
        return None
    return Prompt.model_validate(given)


def _keeps_to(new: Prompt, old: Prompt, facts: Facts) -> bool:
    before = {(fault.kind, fold(fault.words)) for fault in faults(check(old))}
    worse = [f for f in faults(check(new)) if (f.kind, fold(f.words)) not in before and f.kind != "missing"]
    asked_for, now = layout(old).wishes(), layout(new).wishes()
    kept = all(now.get(name) == value for name, value in asked_for.items())
    told = ", ".join((whole(old), *(words for key in _KEYS for words in known(facts, key))))
    named = {fold(match.words) for match in found(clean(told), "subject") if match.term.aspect in _OF_PRODUCT}
    true = {words for aspect, words in _said(new.model_copy(update=_ELSEWHERE)) if aspect in _OF_PRODUCT} <= named
    return not worse and kept and true and bool(new.subject) and _whole(new, old)


def _whole(new: Prompt, old: Prompt) -> bool:
    """Whether the new prompt speaks of all that the old one does, and of the same place in the same words."""
    before, after = _said(old), _said(new)
    places = {words for aspect, words in before if aspect in lexicon().covers["place"]}
    aspects = {aspect for aspect, _ in before} <= {aspect for aspect, _ in after}
    return aspects and places <= {words for _, words in after}


def _said(prompt: Prompt) -> set[tuple[Aspect, str]]:
    every = (match for name in FIELDS for match in found(getattr(prompt, name), name) if not match.denied)
    return {(match.term.aspect, fold(match.words)) for match in every}
