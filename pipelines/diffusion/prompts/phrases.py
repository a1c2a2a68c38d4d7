"""Phrases of `presets/prompts.yaml` as regular expressions, and text made plain enough to be searched for them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from pipelines.diffusion.prompts.lexicon import lexicon

_COUNT = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
_NUMBER = rf"(?:[0-9]{{1,9}}(?:[.,][0-9]{{1,9}})?|one|{_COUNT})"
_ABOVE_ONE = rf"(?:(?!1(?![0-9]))[0-9]{{1,9}}|{_COUNT})"
_TOKEN = re.compile(r"\([^)]*\)\??|\[[^\]]*\]|\S+")
_LOOSE, _APART = r"[\s\-–_]{0,3}", r"[\s\-–]{1,3}"
_WORD = r"[\w'’]+"
_BREAK = re.compile(r"(?:(?<![0-9]),|,(?![0-9])|[;!?\n|•])+|\.(?=\s|$)|\s[-–—]\s|—")


def clean(text: str) -> str:
    """The text in Unicode's NFKC without invisible and control characters, with single spaces and single commas.

    Cleaning twice changes nothing more.
    """
    seen = "".join(" " if c in "\t\n\r\v\f" else c for c in text if c in "\t\n\r\v\f" or _visible(c))
    plain = " ".join(unicodedata.normalize("NFKC", seen).split())
    plain = re.sub(r"\s*,(?:\s*,)*", ",", plain)
    return re.sub(r"[\s,]*([;.])[\s,;.]*(?=\s|$)", r"\1", plain).strip(" ,;")


def fold(text: str) -> str:
    """The text as it is compared: clean and without case."""
    return clean(text).casefold()


def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each piece between commas, semicolons, full stops, dashes and lines."""
    bounds, start = [], 0
    for mark in _BREAK.finditer(text):
        bounds.append((start, mark.start()))
        start = mark.end()
    return tuple((a, b) for a, b in [*bounds, (start, len(text))] if text[a:b].strip())


@cache
def phrases(given: tuple[str, ...]) -> re.Pattern[str]:
    """What finds any of the phrases, in either spelling and number, as whole words; the longest first."""
    if not given:
        return re.compile(r"(?!)")
    longest_first = sorted(given, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_phrase, longest_first))})(?!['’]?\w)", re.IGNORECASE)


def vocabulary(given: Iterable[str]) -> frozenset[str]:
    """Every plain word in the phrases, in both spellings, without case."""
    words = {word for phrase in given for word in re.findall(r"[^\W\d_]+", phrase.casefold())}
    return frozenset(words | {other.casefold() for word in words if (other := lexicon().spellings.get(word))})


def _visible(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


def _phrase(phrase: str) -> str:
    """One phrase; see the head of the file of words for what its signs mean. Only its first part stands bare; each
    other one brings the gap before it, or the one after it where nothing but optional parts goes before."""
    made, gap = "", ""
    for token in _TOKEN.findall(phrase):
        part = _part(token)
        if token == "_":
            made += rf"(?:{_APART}{_WORD}){{0,3}}" if made else rf"(?:{_WORD}{_APART}){{0,3}}"
            gap = _APART if gap else ""
        elif token.endswith(")?"):
            made += f"(?:{gap}{part})?" if gap else f"(?:{part}{_LOOSE})?"
        else:
            made += gap + part
            gap = _LOOSE
    return made + ("(?:e?s)?" if phrase[-1].isalpha() or phrase[-1] == ")" else "")


def _part(token: str) -> str:
    if token.startswith("("):
        inner = token.rstrip("?")[1:-1].split("|")
        return f"(?:{'|'.join(_phrase(part) for part in sorted(inner, key=len, reverse=True))})"
    if token.startswith("["):
        return token
    if token == "$":
        return r"(?=\s*$)"
    if token in ("#", "##"):
        return _NUMBER if token == "#" else _ABOVE_ONE
    british, american = token.casefold(), lexicon().spellings.get(token.casefold())
    spelt = british if american is None else f"{british}|{american}"
    return f"(?:{'|'.join(re.escape(word) for word in spelt.split('|'))})".replace("'", "['’]?")
