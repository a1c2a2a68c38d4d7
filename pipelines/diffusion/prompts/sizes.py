"""Sizes of a picture as a prompt states them, told from everything else that has a number in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

LEAST, MOST = 64, 6000  # px: what a scene may measure
USUAL = 2000  # px: longer side where only a format is named
_PLAIN = 400  # px: from here on “400x400” without a unit is a picture, and not a towel in centimetres
_NUMBER = r"(?:(?<!\S)[-−–]|(?<=[x×✕*])\s?[-−–])?[0-9]{1,60}"
_PX = r"px|pixels?|pix"
_OTHER = (
    r"cm|mm|m|ml|l|in|inch(?:es)?|ft|feet|mah|mg|g|kg|w|v|k|dpi|pcs?|pieces?|pack|hz|gb|tb|[\"”″'’%°]|"
    r"monitor|screen|display|webcam|tv|panel|projector"
)
_PAIR = re.compile(
    rf"(?<![\w.])({_NUMBER})\s*({_PX})?\s*(?:[x×✕*]|\bby\b)\s*({_NUMBER})(?![0-9.:,]*[0-9])\s*({_PX})?"
    rf"(?!\s*[x×✕*]\s*[0-9])(?!\s*(?:{_OTHER})(?!\w))",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(?<![\w.:,/])({_NUMBER})\s*(?:{_PX})(?!\w)", re.IGNORECASE)
_RATIO = re.compile(r"(?<![\w.:])([0-9.]{1,4})\s?:\s?([0-9]{1,2})(?![\w:.])(?!\s*scale\b)", re.IGNORECASE)
_OF_SCALE = re.compile(r"(?:scale|model)\s*$", re.IGNORECASE)
_RATIOS = {"1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "9:16", "16:9", "1.91:1", "21:9", "2:1", "1:2"}


@dataclass(frozen=True)
class Size:
    """A stated size, within bounds."""

    width: int  # px
    height: int  # px
    words: str
    note: str = ""  # what of it could not be obeyed


def sizes(text: str, ratio: float | None = None) -> tuple[Size, ...]:
    """Every size in a clean text, in order. A single number of pixels is the longer side of the format that stands in
    the text or is given as `ratio` = width / height, else both sides. A format alone has a longer side of 2000 px."""
    pairs = list(_pairs(text))
    if pairs:
        return tuple(pairs)
    named = next(_formats(text), None)
    format = named[0] if named else ratio
    single = _SINGLE.search(text)
    if single is None:
        return (_of_ratio(USUAL, named[0], named[1]),) if named else ()
    words = " ".join([named[1], single[0]] if named else [single[0]])
    return (_of_ratio(_number(single[1]), format or 1.0, words),)


def shape(ratio: float) -> Size:
    """The usual size in a format, ratio = width / height."""
    return _of_ratio(USUAL, ratio, "")


def _pairs(text: str) -> Iterator[Size]:
    for hit in _PAIR.finditer(text):
        width, height = _number(hit[1]), _number(hit[3])
        if hit[2] or hit[4] or min(width, height) <= 0 or min(width, height) >= _PLAIN:
            yield _bounded(width, height, hit[0])


def _formats(text: str) -> Iterator[tuple[float, str]]:
    for hit in _RATIO.finditer(text):
        if f"{hit[1]}:{hit[2]}" in _RATIOS and not _OF_SCALE.search(text[: hit.start()]):
            yield float(hit[1]) / float(hit[2]), hit[0]


def _number(digits: str) -> int:
    """A number as large as it says, but no larger than need be."""
    plain = re.sub(r"[^0-9]", "", digits)
    size = int(plain.lstrip("0")[:9] or 0)
    return -size if plain != digits else size


def _of_ratio(longer: int, ratio: float, words: str) -> Size:
    side = min(max(longer, LEAST), MOST)
    width, height = round(side * min(ratio, 1.0)), round(side / max(ratio, 1.0))
    size = _bounded(width, height, words)
    return size if side == longer else replace(size, note=_outside(words, size.width, size.height))


def _bounded(width: int, height: int, words: str) -> Size:
    within = min(max(width, LEAST), MOST), min(max(height, LEAST), MOST)
    return Size(*within, words, "" if within == (width, height) else _outside(words, *within))


def _outside(words: str, width: int, height: int) -> str:
    return f"“{words[:40]}” is outside {LEAST}–{MOST} px; {width} × {height} px is used."
