"""Where a picture is sold or shown: the rules of each image slot, as dated data with their sources."""

import datetime
import re
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipelines.core.data import PRESETS, read_folder
from pipelines.core.errors import UserError
from pipelines.core.product import Product, slug

ENDINGS = {"JPEG": "jpg", "PNG": "png"}
"""The formats that are written, with the ending of their file names."""
MOST_PICTURES = 250
"""As many as any store takes of one product."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Data):
    """Who says so."""

    url: str = Field(pattern=r"^https://\S+$|^Packshot$", description="a page, or `Packshot` for a choice of our own")
    confidence: Literal["official page", "official, second-hand", "vendor guide", "blog", "our choice"]
    date: datetime.date = Field(description="the day it was read")


class _Sourced(_Data):
    source: str = Field(description="a key of the channel's `sources`")
    conflict: str | None = Field(None, description="what other sources say, where they differ")


class Pictures(_Sourced):
    """How many pictures of a product a slot takes: one, or several, which may show its details and other sides."""

    most: int = Field(ge=1, le=MOST_PICTURES)


class _Rule(_Sourced):
    hard: bool = Field(True, description="false: advice, which never holds a file back")


class Within(_Rule):
    """A measured number that must lie within limits, which are themselves allowed."""

    check: Literal[
        "width", "height", "longest_side", "shortest_side", "megapixels", "aspect", "megabytes", "fill", "offset",
        "sides_touched", "border_off_white", "background_off_white", "edge_width", "enlargement",
    ]  # fmt: skip
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "Within":
        if self.min is None and self.max is None:
            raise ValueError("needs min, max or both")
        return self


class Among(_Rule):
    """Something with a name that must be one of those allowed."""

    check: Literal["format", "colour"]
    allowed: tuple[str, ...] = Field(min_length=1)


class Holds(_Rule):
    """A property that the file must have."""

    check: Literal["opaque", "still", "ending", "provenance"]


class Named(_Rule):
    """The whole file name must match a regular expression."""

    check: Literal["name"]
    pattern: str

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return pattern


Rule = Annotated[Within | Among | Holds | Named, Field(discriminator="check")]


class Channel(_Data):
    """One image slot of one store: what to make for it and which rules the file must keep."""

    store: str = Field(pattern=r"^[a-z]+$", description="the folder its files go to")
    slot: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str
    template: str = Field(description="how to photograph the product where the seller does not say")
    width: int = Field(ge=200, le=6000, description="of the file made, in pixels")
    height: int = Field(ge=200, le=6000)
    fill: float | None = Field(None, gt=0, le=1, description="longest side of the product / frame; null: template's")
    format: Literal["JPEG", "PNG"] = "JPEG"
    name: str = Field("{sku}_{product}_{store}_{slot}_{number}", description="of the file made, without its ending")
    pictures: Pictures
    forbidden: tuple[str, ...] = Field((), description="what no picture of this slot may show; the seller's to see to")
    sources: dict[str, Source]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Channel":
        unknown = {each.source for each in (self.pictures, *self.rules)} - set(self.sources)
        if unknown:
            raise ValueError(f"pictures and rules name sources that are not listed: {', '.join(sorted(unknown))}")
        try:
            self.file_name(Product(), 1)
        except (KeyError, ValueError, IndexError) as error:
            raise ValueError(f"name: takes sku, code, product, store, slot and number only ({error})") from error
        return self

    @property
    def id(self) -> str:
        return f"{self.store}_{self.slot}"

    @property
    def byte_limit(self) -> int | None:
        """The fewest bytes that a hard rule allows (1 MB = 10⁶ bytes, the stricter reading)."""
        limits = [r.max for r in self.rules if isinstance(r, Within) and r.check == "megabytes" and r.hard and r.max]
        return int(min(limits) * 1e6) if limits else None

    def file_name(self, product: Product, number: int) -> str:
        """Name of the file for a product's `number`-th picture in this slot: letters, digits, `-`, `_` and `.` only."""
        sku = slug(product.sku, "SKU")
        stem = self.name.format(
            sku=sku,
            code=sku.replace("-", ""),
            product=slug(product.name),
            store=self.store,
            slot=slug(self.slot),
            number=number,
        )
        return f"{stem}.{ENDINGS[self.format]}"


@cache
def channels() -> dict[str, Channel]:
    """Every channel in `presets/channels`, by its id (the file's name). Raises DataError."""
    return read_folder(PRESETS / "channels", Channel)


def channel_of(name: str) -> Channel:
    """The channel of that id; raises UserError, naming those there are."""
    if name not in channels():
        raise UserError(f"There is no channel “{name}”; choose one of: {', '.join(channels())}.")
    return channels()[name]
