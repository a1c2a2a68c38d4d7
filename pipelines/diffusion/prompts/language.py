"""Whether a text is in English, the one language whose words are judged."""

import re
import unicodedata
from functools import cache

from pipelines.diffusion.prompts.lexicon import lexicon
from pipelines.diffusion.prompts.phrases import vocabulary

_ASCII = re.compile(r"[a-z]+")


def english(text: str) -> bool:
    """Whether more words of a clean text are known English ones than small words of other languages.

    A text without any letters is not in another language.
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    if not words:
        return True
    known, foreign = _known(), frozenset(lexicon().foreign)
    ours = [word for word in words if word not in foreign and {_plain(word), _plain(word).removesuffix("s")} & known]
    others = sum(word in foreign or not _ASCII.fullmatch(word) for word in words if word not in ours)
    return len(ours) > others


def _plain(word: str) -> str:
    """Without accents, as in “café”."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@cache
def _known() -> frozenset[str]:
    file = lexicon()
    terms = [phrase for term in file.terms for phrase in (*term.words, *term.phrases)]
    others = [word for words in (*file.roles.values(), *file.example_of.values()) for word in words]
    asked = [phrase for entry in file.several for phrase in entry.words]
    return vocabulary([*file.english, *file.generic, *file.vague, *terms, *others, *asked])
