"""What a product is called, and which templates are made for such products."""

import re
from functools import cache
from typing import Self

from pydantic import Field, field_validator, model_validator

from pipelines.core.data import PRESETS, read
from pipelines.studio.stage import Data, Pose
from pipelines.studio.template import Template, Words

ANY = "any"  # the product tag of a template for all products
_ASIDE = re.compile(r"\b(?:with|for|in|on|from|by)\b|[,;(/|]")  # what follows says less about what the product is


class Kind(Data):
    """One class of products."""

    words: Words = Field(min_length=1, description="what such products are called, in single words")
    poses: tuple[Pose, ...] = Field(min_length=1, description="how they are photographed, the usual one first")
    size_cm: float = Field(gt=0, le=1000, description="usual longest side")

    @field_validator("words")
    @classmethod
    def _singular(cls, given: Words) -> Words:
        return tuple(word for entry in given for word in words(entry))


class Kinds(Data):
    """The file `presets/kinds.yaml`."""

    kinds: dict[str, Kind]

    @model_validator(mode="after")
    def _each_word_is_of_one_kind(self) -> Self:
        seen: dict[str, str] = {}
        for name, kind in self.kinds.items():
            for word in kind.words:
                if seen.setdefault(word, name) != name:
                    raise ValueError(f"{name}: “{word}” is already of the kind {seen[word]}")
        return self


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of product by its name. Raises DataError."""
    return read(PRESETS / "kinds.yaml", Kinds).kinds


def words(text: str) -> tuple[str, ...]:
    """Text → its words in lower case and, as far as spelling tells, in the singular."""
    return tuple(_singular(word) for word in re.findall(r"[^\W\d_]+", text.casefold().replace("t-shirt", "tshirt")))


def title(name: str) -> tuple[str, ...]:
    """The words of a product's name that say what it is: “Blue mugs with lid” → blue, mug. The last says most."""
    return words(_ASIDE.split(name.casefold())[0]) or words(name)


def kind_of(name: str) -> str | None:
    """The kind that the last known word of a product's name belongs to; None where no word is known."""
    found = (kind for word in reversed(title(name)) for kind, entry in kinds().items() if word in entry.words)
    return next(found, None)


def fit(name: str, template: Template) -> float:
    """How well a template is made for products of that name, 0–1: 0.45 for one that suits any.

    1 where a product tag is in the name's end, 0.85 elsewhere in it; 0.65 where kind and category agree, 0.5 where a
    tag is of the kind; a season that the name does not mention is out of place.
    """
    said, kind = title(name), kind_of(name)
    tags = [words(tag) for tag in template.tags.product]
    if template.category == "seasonal":
        return 1.0 if {word for season in template.tags.season for word in words(season)} & set(words(name)) else 0.1
    whole = [tag for tag in tags if tag and set(tag) <= set(said)]
    if whole:
        return 1.0 if any(said[-1] in tag for tag in whole) else 0.85
    if kind is not None and template.category == kind:
        return 0.65
    if kind is not None and any(tag[-1] in kinds()[kind].words for tag in tags if tag):
        return 0.5
    if (ANY,) in tags or not tags:
        return 0.45
    return 0.25 if kind is None else 0.1


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies") and not word.endswith("kies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
