"""Which pictures a product page needs: a list of shots for each kind of product, and how one takes them."""

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipelines.core.data import PRESETS, read
from pipelines.studio.stage import Data

Close = Literal["auto", "label", "closure", "texture", "feature"]
Degrees = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]


class Wanted(Data):
    """A shot that a list asks for: the product from one of some sides, or something on it from nearby.

    What has neither is nothing that a photo of the whole product is known to hold: it is always photographed.
    """

    name: str = Field(min_length=1, max_length=40, description="what its picture is called")
    sides: tuple[Degrees, ...] = Field((), description="yaw and pitch from the photo's side, the best first")
    detail: tuple[Close, ...] = Field((), description="what is shown from nearby, the best first")
    photograph: str = Field(
        pattern=r"^Photograph [^.!?]+[^.!?,;: ]$", max_length=160, description="how it is taken with a phone"
    )

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.sides and self.detail:
            raise ValueError("a shot has either sides or a detail")
        return self


class ShotLists(Data):
    """The file `presets/shot_lists.yaml`."""

    shots: dict[str, Wanted]
    families: dict[str, tuple[str, ...]] = Field(description="a kind of product → the ids of its shots, in order")
    unknown: tuple[str, ...] = Field(description="the shots that fill the list of a product of no known kind")

    @model_validator(mode="after")
    def _every_shot_is_there_and_used(self) -> Self:
        lists = {**self.families, "unknown": self.unknown}
        for family, ids in lists.items():
            wrong = [id for id in ids if id not in self.shots]
            if wrong or len(set(ids)) < len(ids) or not 3 <= len(ids) <= 8:
                raise ValueError(f"{family}: three to eight different shots of those there are ({', '.join(wrong)})")
        idle = set(self.shots) - {id for ids in lists.values() for id in ids}
        if idle:
            raise ValueError(f"no list asks for {', '.join(sorted(idle))}")
        return self

    def of(self, family: str | None) -> tuple[Wanted, ...]:
        """The shots of a family, in order; None: those that fill up the list of a product of no known kind."""
        return tuple(self.shots[id] for id in (self.unknown if family is None else self.families[family]))


@cache
def shot_lists() -> ShotLists:
    """Every family's list. Raises DataError."""
    return read(PRESETS / "shot_lists.yaml", ShotLists)
