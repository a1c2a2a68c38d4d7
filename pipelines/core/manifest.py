"""What a saved session says of itself in its `session.json`; nothing else is accepted."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.core.product import Product
from pipelines.core.shot import Fidelity, Role

FACTS = "session.json"
MAX_SHOTS = 150
MAX_PIXELS = 400_000_000  # of all pictures together, decoded

Index = Annotated[int, Field(ge=0, lt=MAX_SHOTS)]
Short = Annotated[str, Field(max_length=100)]
Line = Annotated[str, Field(max_length=1000)]
Size = tuple[Annotated[int, Field(gt=0)], Annotated[int, Field(gt=0)]]  # width, height in pixels
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PhotoFacts(_Facts):
    """A photo: its bytes lie in `photos/N`."""

    name: Short
    turns: int = Field(ge=0, le=3)
    size: Size


class CutoutFacts(_Facts):
    """A cutout: its planes lie in `cutouts/N.alpha` and `cutouts/N.foreground`."""

    photo: Index
    confidence: float = Field(ge=0, le=1)
    engine: Short
    fidelity: Fidelity = "locked"
    change: float | None = Field(None, ge=0)


class PlacementFacts(_Facts):
    """Where the product stands in a shot."""

    scale: float = Field(gt=0)
    dx: float
    dy: float


class SideFacts(_Facts):
    """A photo of a product from another side; both photos are named by their place."""

    of: Index
    photo: Index
    yaw: float = Field(ge=-180, le=180)
    pitch: float = Field(ge=-90, le=90)


class RowFacts(_Facts):
    """A rule that was checked."""

    rule: Line
    passed: bool
    measured: Line
    limit: Line
    source: Line
    hard: bool


class FileFacts(_Facts):
    """A file for a store: its bytes lie in `files/N`, N being its shot."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$")
    channel: Identifier
    slot: Identifier
    rows: tuple[RowFacts, ...]


class ShotFacts(_Facts):
    """A shot: its pixels lie in `shots/N.png`."""

    photo: Index
    cutout: Index | None
    size: Size | None  # None where its pixels are the photo's
    placement: PlacementFacts | None
    role: Role
    engine: Short
    licence: Line | None = None
    fidelity: Fidelity = "locked"
    template: Identifier | None
    recipe: tuple[dict[str, Any], ...]
    notes: tuple[Line, ...]
    source_type: Short | None
    file: FileFacts | None


class SessionFacts(_Facts):
    """The whole of `session.json`; photos and cutouts are named by their place in it."""

    version: Literal[1]
    product: Product
    photos: tuple[PhotoFacts, ...] = Field(max_length=MAX_SHOTS)
    cutouts: tuple[CutoutFacts, ...] = Field(max_length=MAX_SHOTS)
    current: bool  # whether the first shot is the one in hand
    shots: tuple[ShotFacts, ...] = Field(max_length=MAX_SHOTS)
    sides: tuple[SideFacts, ...] = Field((), max_length=MAX_SHOTS)

    @property
    def pixels(self) -> int:
        """Of all pictures together."""
        sizes = [*(photo.size for photo in self.photos), *(shot.size for shot in self.shots if shot.size)]
        return sum(width * height for width, height in sizes)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        used = {cutout.photo for cutout in self.cutouts} | {shot.photo for shot in self.shots}
        used |= {place for side in self.sides for place in (side.of, side.photo)}
        worn = {(shot.cutout, shot.photo) for shot in self.shots if shot.cutout is not None}
        if max(used, default=-1) >= len(self.photos) or any(cutout >= len(self.cutouts) for cutout, _ in worn):
            raise ValueError("names a photo or cutout that is not in it")
        if any(self.cutouts[cutout].photo != photo for cutout, photo in worn):
            raise ValueError("gives a shot the cutout of another photo")
        if self.current and not self.shots:
            raise ValueError("has no shot in hand")
        if self.pixels > MAX_PIXELS:
            raise ValueError("holds too many pixels")
        return self

    def entries(self) -> set[str]:
        """The names of all files in the zip."""
        cutouts = (f"cutouts/{n}.{plane}" for n in range(len(self.cutouts)) for plane in ("alpha", "foreground"))
        return {
            FACTS,
            *(f"photos/{n}" for n in range(len(self.photos))),
            *cutouts,
            *(f"shots/{n}.png" for n, shot in enumerate(self.shots) if shot.size),
            *(f"files/{n}" for n, shot in enumerate(self.shots) if shot.file),
        }
