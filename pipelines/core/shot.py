"""One image of the product, and what it is made of. Everything here is frozen: a job returns a new shot."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats
from pipelines.core.recipe import Recipe, Step

Role = Literal["main", "lifestyle", "detail", "feature", "angle", "scale", "on-model", "ad", "comparison", "cleanup"]
Fidelity = Literal["locked", "relit", "turned", "illustrative", "repaint", "imagined"]
"""Whose pixels the product has: the photo's; the photo's in other light; the photo's seen from another side, whole or
with some that no photo shows; a model's that saw the photo; or a model's that never saw the product."""
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels; x1 and y1 are one past the last pixel."""


def read_only(plane: NDArray[Any]) -> NDArray[Any]:
    """The array in C order, closed to writing."""
    plane = np.ascontiguousarray(plane)
    plane.setflags(write=False)
    return plane


@dataclass(frozen=True, eq=False)
class Photo:
    """What the seller shot. `original` is the file as it came and is never changed."""

    original: bytes
    name: str  # display name, already safe to show
    format: str  # the format found in the bytes, e.g. "JPEG"
    pixels: Bytes  # (H, W, 3) 8-bit sRGB, upright, read-only
    alpha: Floats | None = None  # (H, W) 0–1, where the file had transparency of its own
    notes: tuple[str, ...] = ()  # what the seller must know of how it was read, in whole sentences
    turns: int = 0  # quarter turns clockwise that the seller added

    @property
    def size(self) -> tuple[int, int]:
        """Width, height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def turned(self, turns: int) -> Self:
        """This photo with `turns` quarter turns clockwise in all, counted from how the file stands."""

        def turn(plane: NDArray[Any]) -> NDArray[Any]:
            return read_only(np.rot90(plane, self.turns - turns))

        alpha = None if self.alpha is None else turn(self.alpha)
        return replace(self, pixels=turn(self.pixels), alpha=alpha, turns=turns % 4)


@dataclass(frozen=True, eq=False)
class Cutout:
    """The product: an alpha matte over its photo and the decontaminated foreground.

    Where alpha is 1 the foreground equals the photo exactly: the product lock rests on this. A step that must change
    the product (new light, another side) says so in `fidelity`.
    """

    alpha: Floats  # (H, W) 0–1, exactly 0 and 1 away from the edge
    foreground: Bytes  # (H, W, 3) 8-bit sRGB
    confidence: float  # 0–1: the IoU to expect; where it is low the interface asks for a hint
    engine: str  # "studio", "alpha of the file", or the model's name
    fidelity: Fidelity = "locked"
    change: float | None = None  # mean ΔE2000 of the product against the photo, where a step changed it

    @cached_property
    def box(self) -> Box:
        """Bounding box of alpha > 0.5; the whole frame where nothing is."""
        solid = self.alpha > 0.5
        ys, xs = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
        if not len(ys):
            return 0, 0, self.alpha.shape[1], self.alpha.shape[0]
        return int(xs[0]), int(ys[0]), int(xs[-1]) + 1, int(ys[-1]) + 1


@dataclass(frozen=True)
class Placement:
    """Photo → shot: x_shot = scale · x_photo + dx, likewise y; corners of pixels, in pixels."""

    scale: float
    dx: float
    dy: float


@dataclass(frozen=True)
class Row:
    """One rule of a channel, checked on an encoded file."""

    rule: str
    passed: bool
    measured: str
    limit: str
    source: str
    hard: bool = True  # advice does not hold a file back

    @property
    def fault(self) -> str:
        """What is wrong with the file, for a row that did not pass."""
        return f"{self.rule}: {self.measured}, but {self.limit}"


@dataclass(frozen=True, eq=False)
class Deliverable:
    """A file as a store gets it."""

    name: str
    data: bytes
    channel: str
    slot: str
    rows: tuple[Row, ...]

    @property
    def broken(self) -> tuple[Row, ...]:
        """The hard rules that the file breaks."""
        return tuple(row for row in self.rows if row.hard and not row.passed)

    @property
    def passed(self) -> bool:
        """Whether every hard rule is kept."""
        return not self.broken


@dataclass(frozen=True, eq=False)
class Shot:
    """One image of the product: pixels, where the product stands in them, its role and how it was made."""

    photo: Photo
    pixels: Bytes  # (H, W, 3) 8-bit sRGB: what a file of this shot holds
    cutout: Cutout | None = None
    placement: Placement | None = None
    role: Role = "cleanup"
    engine: str = "studio"  # or the id of the model that made it
    licence: str | None = None  # of that model, and whether its pictures may be used commercially
    fidelity: Fidelity = "locked"
    template: str | None = None
    recipe: Recipe = field(default_factory=Recipe)
    notes: tuple[str, ...] = ()  # what the seller must know, in whole sentences
    source_type: str | None = None  # IPTC digital source type: the last part of its URI
    file: Deliverable | None = None

    @classmethod
    def of(cls, photo: Photo) -> Self:
        """The photo itself as a shot."""
        return cls(photo, photo.pixels)

    @property
    def must_be_reviewed(self) -> bool:
        """Whether a person has to look before it may be listed: the product's pixels are not the photo's."""
        return self.fidelity not in ("locked", "imagined")

    @property
    def listable(self) -> bool:
        """Whether it may ever be listed: an imagined product is nobody's to sell."""
        return self.fidelity != "imagined"

    def after(self, step: Step, **changes: Any) -> Self:
        """This shot with `changes`, and `step` at the end of its recipe."""
        return replace(self, recipe=self.recipe.then(step), **changes)
