"""A prompt in four fields, and how it is put together for a model."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pipelines.diffusion.prompts.forbidden import asked, instruction, negative
from pipelines.diffusion.prompts.lexicon import FIELDS, FieldName, lexicon
from pipelines.diffusion.prompts.matching import found
from pipelines.diffusion.prompts.phrases import clauses, clean, fold

MOST, MOST_NEGATIVE, MOST_NAME = 300, 400, 120  # characters
MOST_IN_ALL = 4 * MOST  # characters of a text that is not in fields yet
PRODUCT = "{product}"
_NO = re.compile(r"(?:no|without any|without)\s+(.+)", re.IGNORECASE)
_LINKS = re.compile(
    r"(?:\b(?:with|and|or|plus|add|featuring|including|showing|has|a|an|the|its|in|on|of)\s+|[&+]\s*)+$", re.IGNORECASE
)
_HOW = {"light", "rim", "softness", "warmth", "camera", "mood", "look", "motion"}
_WHERE = {"surface", "setting", "background"}


def _cleaned(value: Any) -> Any:
    short = isinstance(value, str) and len(value) <= MOST_IN_ALL  # a longer one is refused as it is
    return clean(value) if short else value


Text = Annotated[str, BeforeValidator(_cleaned), Field(max_length=MOST)]

Negative = Annotated[str, BeforeValidator(_cleaned), Field(max_length=MOST_NEGATIVE)]


class Prompt(BaseModel):
    """What a model is asked for. Every field is clean text; `{product}` in it stands for the product's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Text = Field("", description="what: one product, its material, colours and parts")
    scene: Text = Field("", description="where: what it stands on and what is behind it")
    style: Text = Field("", description="how: light, camera, mood")
    platform: Text = Field("", description="where the picture is going, with its size")
    negative: Negative = Field("", description="what to avoid, beside all that is forbidden")


def text(prompt: Prompt, *, product: str, takes_negative: bool) -> tuple[str, str]:
    """The positive and the negative prompt. Everything forbidden is always in one of them.

    The fields come in their order; clauses that stand there twice are left out, and so is what asks for something
    forbidden. A “no …” of scene or style moves to the negative prompt, since models paint what they are told not to.
    Where a model `takes_negative` prompts not (guidance scale ≤ 1), the positive one ends with an instruction and the
    other is empty.
    """
    called, said = cut(brief(product), MOST_NAME), set[str]()
    parts, avoided = [], []
    for name in FIELDS:
        filled = _filled(getattr(prompt, name), called)
        kept, against = _sorted(filled, name, said, called)
        parts.append(filled if kept == list(pieces(filled)) else ", ".join(kept))
        avoided += against
    parts[0] = parts[0] or called
    positive = clean(", ".join(parts))
    own = [*avoided, *pieces(_filled(prompt.negative, called, MOST_NEGATIVE))]
    if takes_negative:
        return positive, negative(own)
    return f"{positive.rstrip('.')}. {instruction(own)}".lstrip(". "), ""


def _sorted(words: str, name: FieldName, said: set[str], product: str) -> tuple[list[str], list[str]]:
    """The clauses of a field that are painted, and what others want avoided; `said` grows by all of them."""
    kept, avoided = [], []
    for at, piece in enumerate(pieces(words)):
        against = _NO.fullmatch(piece) if name in ("scene", "style") else None
        left = _allowed(piece, product, what_it_is=name == "subject" and at == 0)
        if against:
            avoided.append(against[1])
        elif left and fold(left) not in said:
            kept.append(left)
        said.add(fold(left))
    return kept, avoided


def _allowed(piece: str, product: str, *, what_it_is: bool) -> str:
    """What is left of a clause that asks for something forbidden, unless the product is called that: nothing, but of
    the clause that says what the product is the rest."""
    bad = [one for one in asked(piece) if fold(one.words) not in fold(product)]
    if bad and not what_it_is:
        return ""
    for one in reversed(bad):
        piece = f"{_LINKS.sub('', piece[: one.start])} {piece[one.end :]}"
    return clean(piece)


def from_template(name: str, prompt_words: str, negative_words: str, platform: str) -> Prompt:
    """The fields filled from a template's words, in which `{product}` stands for the name; without words, plain white.

    What goes before the product and the product itself are the subject; light, camera and mood are the style. Words
    that find no room are left out from the end.
    """
    words, called = brief(prompt_words or ""), cut(brief(name), MOST_NAME)
    plain = lexicon().plain
    before, product, after = words.partition(PRODUCT) if PRODUCT in words else ("", PRODUCT, words)
    where: list[str] = []
    how: list[str] = []
    for piece in pieces(after):
        (how if _is_style(piece) else where).append(piece)
    filled = {
        "subject": before + product,
        "scene": ", ".join(where) if words else plain["scene"],
        "style": ", ".join(how) if words else plain["style"],
        "platform": platform,
    }
    fields = {key: _filled(value, called) for key, value in filled.items()}
    return Prompt(**fields, negative=_filled(negative_words or "", called, MOST_NEGATIVE))


def keep(product: str, role: str, channel: str) -> Prompt:
    """The reusable prompt for one role and channel: the product kept, the light natural, the context clean."""

    called = cut(brief(product), MOST_NAME)

    def slot(words: str) -> str:
        return _filled(words.replace("{role}", brief(role)[:40]).replace("{channel}", brief(channel)[:60]), called)

    return Prompt(**{name: slot(lexicon().keep[name]) for name in FIELDS})


def pieces(words: str) -> tuple[str, ...]:
    """The clauses of a text, without what parts them."""
    return tuple(words[start:end].strip() for start, end in clauses(words))


def brief(words: str) -> str:
    """Clean text of at most 1200 characters, however long the text is."""
    return cut(clean(words[:MOST_IN_ALL]), MOST_IN_ALL)


def cut(words: str, most: int) -> str:
    """The text within `most` characters, ended at a comma or a space where there is one in its last half."""
    if len(words) <= most:
        return words
    short = words[: most + 1]
    end = max(short.rfind(","), 0) or short.rfind(" ")
    return clean(words[: end if end > most // 2 else most])


def _filled(words: str, product: str, most: int = MOST) -> str:
    return cut(clean(brief(words).replace(PRODUCT, product)), most)


def _is_style(piece: str) -> bool:
    aspects = {match.term.aspect for match in found(piece, "scene")}
    return bool(aspects & _HOW) and not aspects & _WHERE
