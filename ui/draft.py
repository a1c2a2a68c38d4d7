"""What a visitor set up for the generative models, and what was made with it last."""

from dataclasses import dataclass, field
from typing import Any

from pipelines.core.shot import Shot
from pipelines.references import Reference
from pipelines.refine import Refine
from pipelines.scene import Scene


@dataclass(frozen=True, eq=False)
class Made:
    """What Generate or Create made last, and of which shot: shown only while that product lies on the desk."""

    of: Shot
    look: Scene  # the scene that it was made from
    shots: tuple[Shot, ...]


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

    def wished(self, **changes: Any) -> Refine:
        """The settings with other wishes; checked. Raises pydantic's ValidationError."""
        return Refine.model_validate(self.refine.model_dump() | changes)
