"""A brand's style guide: what every picture of the brand keeps to, whatever template and style it is made with."""

import datetime
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator

from pipelines.core.errors import UserError
from pipelines.core.oklab import hex_to_oklab, oklab_to_hex
from pipelines.core.plain import plain_yaml
from pipelines.studio.stage import Colour, Data
from pipelines.studio.style import laid
from pipelines.studio.template import Template

Highlight = Literal["soft", "natural", "crisp"]
HIGHLIGHTS: dict[Highlight, tuple[float, float]] = {"soft": (0.6, 1), "natural": (0.3, 0.7), "crisp": (0, 0.35)}
"""Softness of the key light that makes such highlights: the lamp is what a product's surface mirrors."""

_PLAIN = "paper"  # the material of plain sheets


class Limits(Data):
    """The least and the most that a value may be."""

    min: float
    max: float

    def hold(self, value: float) -> float:
        """`value`, or the nearer end where it lies outside."""
        return min(max(value, self.min), self.max)


def _within(low: float, high: float) -> Callable[[Limits], Limits]:
    def check(limits: Limits) -> Limits:
        if not low <= limits.min <= limits.max <= high:
            raise ValueError(f"min and max lie between {low:g} and {high:g}, and min is not above max")
        return limits

    return check


def _code(value: object) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    if len(text) != 7 or text[0] != "#" or set(text[1:]) - set("0123456789abcdef"):
        raise ValueError("a colour is '#' and six digits from 0 to f, in quotes, such as '#1f4e79'")
    return text


Share = Annotated[Limits, AfterValidator(_within(0, 1))]
Fill = Annotated[Limits, AfterValidator(_within(0.1, 1))]
Kelvin = Annotated[Limits, AfterValidator(_within(2000, 12000))]
Code = Annotated[Colour, BeforeValidator(_code)]
Category = Annotated[str, Field(pattern=r"^[a-z_]{1,24}$")]


class BrandColour(Data):
    """A colour that the brand owns."""

    name: str = Field(min_length=1, max_length=60)
    code: Code


class Review(Data):
    """Who has read the guide and agreed to it."""

    who: str = Field(min_length=1, max_length=80)
    role: Literal["creative", "operations"]
    date: datetime.date


class Background(Data):
    """The tone that plain sheets and plain walls are drawn to."""

    tone: Code
    amount: float = Field(1, ge=0, le=1, description="1 is the tone itself")


class Rules(Data):
    """What pictures keep to. What is left out, a template decides."""

    background: Background | None = None
    shadow: Share | None = Field(None, description="strength of shadow and occlusion, 0–1")
    fill: Fill | None = Field(None, description="crop: larger of box / frame in width and in height, 0.1–1")
    below: Share | None = Field(None, description="crop: share of the free height below the product, 0–1")
    highlight: Highlight | None = Field(None, description="how the product's highlights look; sets the softness")
    softness: Share | None = Field(None, description="of the key light; goes before what `highlight` sets")
    kelvin: Kelvin | None = Field(None, description="colour temperature of the key light, 2000–12000")
    sets: bool | None = Field(None, description="whether podiums, steps and the like are allowed")
    gobos: bool | None = Field(None, description="whether patterns of shadow over the scene are allowed")


class Brand(Rules):
    """A style guide: rules for all categories, exceptions for some, and who has reviewed it."""

    name: str = Field(min_length=1, max_length=80)
    colours: tuple[BrandColour, ...] = Field((), max_length=32)
    categories: dict[Category, Rules] = Field({}, max_length=64, description="what differs for a template's category")
    reviewed: tuple[Review, ...] = Field((), max_length=64)

    @field_validator("colours")
    @classmethod
    def _one_code_a_name(cls, colours: tuple[BrandColour, ...]) -> tuple[BrandColour, ...]:
        if len({colour.name.casefold() for colour in colours}) < len(colours):
            raise ValueError("two colours have the same name")
        return colours

    @property
    def approved(self) -> bool:
        """Whether both creative and operations have reviewed it."""
        return {review.role for review in self.reviewed} >= {"creative", "operations"}

    def rules(self, category: str) -> Rules:
        """What holds for a template's category."""
        own = {key: value for key in Rules.model_fields if (value := getattr(self, key)) is not None}
        others = self.categories.get(category, Rules())
        return Rules(**own).model_copy(update={key: value for key, value in others if value is not None})

    def to_yaml(self) -> str:
        """Text that `from_yaml` reads as an equal guide; what is not said is not written."""
        data = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return yaml.safe_dump({"name": self.name, **data}, sort_keys=False, allow_unicode=True)

    @classmethod
    def from_yaml(cls, text: str) -> Self:
        """Read a guide that a person wrote or exported. Raises UserError naming the key and what is allowed."""
        data = plain_yaml(text, "brand guide")
        if not isinstance(data, dict):
            raise UserError("A brand guide is a list of `key: value` lines that begins with `name:`; correct the file.")
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise UserError(_sentence(error)) from error


def branded(template: Template, brand: Brand) -> Template:
    """The template held to the brand's rules, validated anew. One without a stage follows its channel: unchanged."""
    if template.stage is None:
        return template
    rules = brand.rules(template.category)
    whole = template.model_dump()
    over = {key: limits.hold(whole[key]) for key in ("shadow", "fill", "below") if (limits := getattr(rules, key))}
    return Template.model_validate(laid(whole, {**over, "stage": _staged(whole["stage"], rules)}))


def _staged(stage: dict[str, Any], rules: Rules) -> dict[str, Any]:
    """What the rules change of a stage."""
    changes = {} if rules.background is None else _drawn(stage, rules.background)
    if rules.sets is False:
        changes["pieces"] = None
    light: dict[str, Any] = {key: ends.hold(stage["light"][key]) for key, ends in _light_limits(rules).items()}
    if rules.gobos is False:
        light["gobo"] = None
    return {**changes, "light": light}


def _light_limits(rules: Rules) -> dict[str, Limits]:
    softness = rules.softness
    if softness is None and rules.highlight is not None:
        low, high = HIGHLIGHTS[rules.highlight]
        softness = Limits(min=low, max=high)
    both = {"softness": softness, "kelvin": rules.kelvin}
    return {key: limits for key, limits in both.items() if limits is not None}


def _drawn(stage: dict[str, Any], background: Background) -> dict[str, Any]:
    """The parts of a stage that hold plain tones, with those drawn to the brand's in OKLab."""

    def draw(colour: str) -> str:
        lab = hex_to_oklab(colour)
        return oklab_to_hex(lab + background.amount * (hex_to_oklab(background.tone) - lab))

    ground, backdrop = stage["ground"], stage["backdrop"]
    plain: dict[str, Any] = {"backdrop": {key: draw(backdrop[key]) for key in ("colour", "top") if backdrop[key]}}
    if ground["material"] == _PLAIN:
        plain["ground"] = {"tones": tuple(draw(tone) for tone in ground["tones"])}
    return plain


def _sentence(error: ValidationError) -> str:
    """The first thing that is wrong, a misspelt key before what it leaves missing, in words for a seller."""
    first = min(error.errors(include_url=False, include_input=False), key=lambda e: e["type"] != "extra_forbidden")
    key = ".".join(str(part)[:40] for part in first["loc"]) or "file"
    if first["type"] == "extra_forbidden":
        return f"Brand guide, key “{key}”: there is no such key here; known: {', '.join(_known(first['loc']))}."
    return f"Brand guide, key “{key}”: {first['msg'].removeprefix('Value error, ')}."


def _known(place: tuple[int | str, ...]) -> list[str]:
    """The keys that the model at that place of a guide takes."""
    parts: dict[int | str, type[Data]] = {
        "background": Background, "colours": BrandColour, "reviewed": Review, "categories": Rules,
        "shadow": Limits, "fill": Limits, "below": Limits, "softness": Limits, "kelvin": Limits,
    }  # fmt: skip
    models = [parts[part] for part in place[:-1] if part in parts]
    return list((models[-1] if models else Brand).model_fields)
