"""What a visitor set up for the generative models, and what was made with it last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.angles import Angle
from pipelines.core.shot import Shot
from pipelines.details import Finding
from pipelines.references import Reference
from pipelines.refine import Refine
from pipelines.relight import Kind, Relight
from pipelines.scene import Scene


@dataclass(frozen=True, eq=False)
class Made:
    """What Generate or Create made last, and of which shot: shown only while that product lies on the desk."""

    of: Shot
    look: Scene  # the scene that it was made from
    shots: tuple[Shot, ...]


@dataclass(frozen=True, eq=False)
class Sides:
    """For which shot a shot list was asked for, and of which family: shown only while that product lies on the desk."""

    of: Shot
    family: str | None  # None: its best sides


@dataclass(frozen=True, eq=False)
class Found:
    """What was found on a shot to be shown from nearby, and what of it was chosen, by its place in the row."""

    of: Shot
    findings: tuple[Finding, ...]
    chosen: frozenset[int]


@dataclass(frozen=True, eq=False)
class Draft:
    """It outlives a change of the product, except what was made."""

    refine: Refine = field(default_factory=Refine)  # its model, and what of the model's own settings was changed
    rival: str | None = None  # a second model, to be compared
    price: str = ""  # of what an hour costs; empty: money is not counted
    references: tuple[tuple[Reference, Shot], ...] = ()  # each with its picture
    creator: str | None = None  # the model that repaints; None: the best that is here
    made: Made | None = None
    shelf: str = ""  # the model that the Models tab shows
    shelf_job: str = "scene"  # the job whose models it lists; empty for all
    imagined: tuple[Shot, ...] = ()
    light: Relight = field(default_factory=Relight)  # for every product; its shape is in `shapes`
    in_scene: bool | None = None  # whether it falls on the Scene tab's scene; None: where that has a place
    angle: Angle = field(default_factory=Angle)  # for every product; its shape is in `shapes`, its photos on the desk
    overlay: bool = False  # whether what is seen, filled in and made up is shown
    sides: Sides | None = None
    found: Found | None = None
    shapes: Mapping[int, Kind] = field(default_factory=dict)  # what products are taken for, by their photo
    families: Mapping[int, str] = field(default_factory=dict)  # the families chosen for their shot lists, likewise

    def wished(self, **changes: Any) -> Refine:
        """The settings with other wishes; checked. Raises pydantic's ValidationError."""
        return Refine.model_validate(self.refine.model_dump() | changes)
