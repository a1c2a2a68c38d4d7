"""`presets/prices.yaml`: what an hour of hosted hardware costs, and a kilowatt-hour at home."""

from datetime import date
from functools import cache
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.core.data import PRESETS, read


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Price(_Data):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    name: str = Field(max_length=80)
    currency: str = Field("USD", pattern=r"^[A-Z]{3}$")
    source: str = Field(pattern=r"^https://")
    read: date = Field(description="when it was looked up")
    unverified: bool = Field(False, description="second-hand, or copies of the source disagree")


class Hosted(_Price):
    """Hardware that is rented by the hour."""

    memory_gb: float = Field(gt=0, description="of the GPU, in 10⁹ bytes")
    per_hour: float = Field(ge=0, le=1000)


class Electricity(_Price):
    """What a kilowatt-hour costs at home."""

    per_kwh: float = Field(ge=0, le=10)

    def per_hour(self, watts: float) -> float:
        """What an hour costs in which the machine draws so many watts."""
        return watts / 1000 * self.per_kwh


class Prices(_Data):
    """All prices that are known; a person may have others."""

    hosted: tuple[Hosted, ...]
    electricity: tuple[Electricity, ...]

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        ids = [price.id for price in (*self.hosted, *self.electricity)]
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise ValueError(f"two prices are called {', '.join(twice)}")
        return self


@cache
def prices() -> Prices:
    """The prices that come with the code. Raises DataError."""
    return read(PRESETS / "prices.yaml", Prices)
