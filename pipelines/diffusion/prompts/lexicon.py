"""`presets/prompts.yaml`: the words that are understood, what they do, and what is never drawn."""

from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from pipelines.core.data import PRESETS, read

FieldName = Literal["subject", "scene", "style", "platform"]
FIELDS: tuple[FieldName, ...] = get_args(FieldName)
Aspect = Literal[
    "material", "colour", "finish", "part", "measure", "background", "setting", "surface", "light", "rim", "softness",
    "warmth", "shadow", "reflection", "camera", "focus", "placement", "format", "look", "mood", "motion", "references",
]  # fmt: skip
Setting = Literal[
    "white", "across", "fill", "shadow", "softness", "azimuth", "elevation", "pitch", "kelvin", "rim", "reflection",
    "f_number", "ratio",
]  # fmt: skip
Group = Literal["light", "camera"]
Need = Literal["material", "place", "light", "camera", "mood", "composition", "look", "motion", "references"]
Words = tuple[str, ...]


class Data(BaseModel):
    """A part of the file: an unknown key or a value out of range is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Data):
    """Words that are obeyed or at least understood."""

    aspect: Aspect
    does: str = Field(max_length=120, description="for the seller: what comes of the words")
    words: Words = Field((), description="phrases; with `beside`, only in a clause that speaks of that group")
    phrases: Words = Field((), description="phrases that need nothing beside them")
    alone: Words = Field((), description="what says it only where it is a whole clause")
    beside: Group | None = None
    only: tuple[FieldName, ...] = Field((), description="fields in which the words mean this; empty: all")
    set: dict[Setting, float | bool] = Field({}, description="in the units of the layout")
    weak: bool = Field(False, description="gives way to any other term that sets the same")


class Several(Data):
    """Words that ask for more than one product, role or picture."""

    why: str
    words: Words


class Forbidden(Data):
    """What no picture may be given."""

    name: str = Field(max_length=40, description="as the negative prompt says it")
    why: str = Field("it would show what the product does not have", max_length=120)
    asks: Words = Field((), description="how a seller asks for it")
    unless: Words = Field((), description="what contains such words and is no such request")


class Section(Data):
    """A part of the guide to writing prompts."""

    title: str
    text: str
    good: Words = ()
    bad: Words = ()


class Lexicon(Data):
    """The whole file."""

    spellings: dict[str, str] = Field(description="British: American")
    english: Words
    foreign: Words = Field(description="small words of other languages")
    negations: Words
    fillers: Words
    groups: dict[Group, Words]
    pale: Words = Field(description="where the word light says nothing of lighting")
    terms: tuple[Term, ...]
    tolerances: dict[Setting, Annotated[float, Field(gt=0)]] = Field(description="from where two values disagree")
    disagree: dict[Setting, str]
    surfaces: dict[str, str] = Field(description="another word for a surface: the surface")
    surface_nouns: Words
    generic: Words = Field(description="words that every prompt for products may hold")
    vague: Words
    suggestions: dict[Need | Literal["subject"], str]
    lacks: dict[Need, str]
    example_of: dict[str, Words] = Field(description="examples of materials and parts: for which products")
    any_example: str
    several: tuple[Several, ...]
    roles: dict[str, Words]
    forbidden: tuple[Forbidden, ...] = Field(min_length=1)
    unchanged: str
    plain: dict[Literal["scene", "style"], str]
    defaults: dict[Need, str]
    covers: dict[Need, tuple[Aspect, ...]] = Field(description="any of these aspects meets the need")
    keep: dict[FieldName, str]
    intents: dict[str, str] = Field(description="by channel")
    example: dict[FieldName, str]
    guide: tuple[Section, ...]


@cache
def lexicon() -> Lexicon:
    """The words that come with the code. Raises DataError."""
    return read(PRESETS / "prompts.yaml", Lexicon)
