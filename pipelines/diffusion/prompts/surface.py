"""On which material a text stands the product: “on dark walnut”, “marble surface”."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.diffusion.prompts.lexicon import lexicon
from pipelines.diffusion.prompts.matching import denied
from pipelines.diffusion.prompts.phrases import phrases

_ON = r"\b(?:on|upon|over|atop)\s+(?:[\w'’\-]+\s+){0,4}?"


def surface(text: str, known: Sequence[str], *, everywhere: bool = False) -> tuple[str, str] | None:
    """The first of the `known` words that a clean text stands the product on, and the words that say so.

    “Wooden bowl” says what the bowl is made of. In a text that is all about the place, `everywhere`, the bare word
    will do where nothing clearer is found.
    """
    patterns = _patterns(tuple(known))
    for pattern in patterns if everywhere else patterns[:1]:
        for hit in pattern.finditer(text):
            if not denied(text[: hit.start()]):
                word = next(word for word in hit.groups() if word)
                return _canonical(word, known), hit[0]
    return None


@lru_cache(64)
def _patterns(known: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    others = [word for word, means in lexicon().surfaces.items() if means in known]
    plain = {word.strip().replace("_", " ") for word in (*known, *others)} - {""}
    words = sorted(plain, key=len, reverse=True)
    if not words:
        return ()
    either = "|".join(re.escape(word).replace(r"\ ", r"[\s\-_]+") for word in words)
    nouns = phrases(lexicon().surface_nouns).pattern
    clear = rf"{_ON}(?<!\w)({either})(?!\w)(?:[\s\-]+{nouns})?|(?<!\w)({either})[\s\-]+{nouns}"
    return re.compile(clear, re.IGNORECASE), re.compile(rf"(?<!\w)({either})(?!\w)", re.IGNORECASE)


def _canonical(word: str, known: Sequence[str]) -> str:
    """The caller's own spelling of a word or of what it stands for."""
    plain = " ".join(re.split(r"[\s\-_]+", word.casefold()))
    own = {" ".join(re.split(r"[\s\-_]+", name.strip().casefold())): name for name in known}
    return own[plain] if plain in own else lexicon().surfaces[plain]
