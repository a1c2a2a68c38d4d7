"""One visitor's work in memory: the current product, its shots, and the way back."""

from dataclasses import dataclass, field, replace
from typing import Any, Self

from pipelines.core.product import Product
from pipelines.core.shot import Photo, Shot

DEPTH = 20
"""How many states undo reaches back. States share their pictures, so one costs only what it changed."""


@dataclass(frozen=True, eq=False)
class SidePhoto:
    """One more photo of a product, from another side, in degrees from that of its own photo."""

    of: bytes  # the file of the product's own photo
    picture: str  # SHA-256 of this photo's file, by which `core.shelf` finds it for as long as it lies here
    photo: Photo
    yaw: float  # −180…180, to the right
    pitch: float  # −90…90, up


@dataclass(frozen=True, eq=False)
class Desk:
    """What lies before the seller: the product, its photo (and cutout, once made), the shots made of it, and photos of
    it from other sides."""

    product: Product = field(default_factory=Product)
    current: Shot | None = None
    shots: tuple[Shot, ...] = ()
    sides: tuple[SidePhoto, ...] = ()


@dataclass(frozen=True, eq=False)
class Session:
    """A desk with its past and future. Every method returns a new session."""

    desk: Desk = field(default_factory=Desk)
    past: tuple[Desk, ...] = ()
    future: tuple[Desk, ...] = ()

    def do(self, **changes: Any) -> Self:
        """Change the desk; what was undone before can no longer be redone."""
        return replace(self, desk=replace(self.desk, **changes), past=(*self.past, self.desk)[-DEPTH:], future=())

    def undo(self) -> Self:
        """One state back; the same session where there is none."""
        if not self.past:
            return self
        return replace(self, desk=self.past[-1], past=self.past[:-1], future=(self.desk, *self.future))

    def redo(self) -> Self:
        """One state forward; the same session where there is none."""
        if not self.future:
            return self
        return replace(self, desk=self.future[0], past=(*self.past, self.desk), future=self.future[1:])
