"""The words in which a template describes a place: surfaces, set, light, camera, finish. Data only."""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipelines.core.colour import Floats, hex_to_linear
from pipelines.studio.gobos import GOBOS
from pipelines.studio.materials import MATERIALS
from pipelines.studio.views import VIEWS

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Pose = Literal["standing", "lying", "hanging", "floating", "wall"]
SetKind = Literal["podium", "plinth", "slab", "steps", "blocks", "arch", "shelf", "sill"]


class Data(BaseModel):
    """A part of a data file: an unknown key or a value out of range is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cover(Data):
    """What a surface is made of."""

    material: str = Field("paper", description="name of a procedural material")
    tones: tuple[Colour, ...] = Field(min_length=1, max_length=4, description="as seen at the product's foot")
    roughness: float | None = Field(None, ge=0, le=1, description="0 a mirror, 1 no reflection; None: the material's")
    turn: float = Field(0, ge=-180, le=180, description="degrees by which the pattern is turned about the product")

    @field_validator("material")
    @classmethod
    def _there(cls, name: str) -> str:
        return known("material", name, MATERIALS)

    @model_validator(mode="after")
    def _as_many_tones_as_the_material_takes(self) -> Self:
        taken = MATERIALS[self.material].tones
        if len(self.tones) != len(taken):
            raise ValueError(f"{self.material} takes {len(taken)} tones: {', '.join(taken)}")
        return self

    @property
    def gloss(self) -> float:
        """Roughness, 0–1, the material's own where none is given."""
        return MATERIALS[self.material].roughness if self.roughness is None else self.roughness


class Ground(Cover):
    """What the product, or the set under it, stands on."""

    depth: float = Field(2.0, ge=0.3, le=100, description="how far it reaches behind the product, in product sizes")


class Backdrop(Data):
    """What stands behind: a wall, the ground's own sheet curving up, or a view far out of focus."""

    colour: Colour | None = Field(None, description="of a plain wall or sheet")
    top: Colour | None = Field(None, description="colour higher up, for a gradient")
    curve: float = Field(0, ge=0, le=5, description="radius of a sweep's curve in product sizes; 0: a wall apart")
    wall: Cover | None = Field(None, description="a wall of a material")
    view: str | None = Field(None, description="name of a painted view")
    tones: tuple[Colour, ...] = Field((), max_length=4, description="the view's tones")
    distance: float = Field(2.5, ge=0, le=50, description="from the ground's far edge to the wall, in product sizes")
    glow: float = Field(0, ge=0, le=2, description="a pool of light on the wall behind the product, against the key")

    @field_validator("view")
    @classmethod
    def _there(cls, name: str | None) -> str | None:
        return name if name is None else known("view", name, VIEWS)

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if sum(kind is not None for kind in (self.colour, self.wall, self.view)) != 1:
            raise ValueError("a backdrop has exactly one of colour, wall and view")
        if self.view is not None and len(self.tones) != len(VIEWS[self.view].tones):
            raise ValueError(f"{self.view} takes {len(VIEWS[self.view].tones)} tones: {VIEWS[self.view].tones}")
        return self


class Pieces(Cover):
    """A set of solid pieces under and around the product."""

    kind: SetKind
    height: float = Field(0.35, ge=0.02, le=3, description="of what the product stands on, in product sizes")


class Light(Data):
    """A key light on a disc of sky, light from all around that fills its shadows, and a rim from behind."""

    azimuth: float = Field(
        -45, ge=-180, le=180, description="degrees; 0 from the camera, −90 left, +90 right, 180 behind"
    )
    elevation: float = Field(45, ge=10, le=88, description="degrees above the ground")
    softness: float = Field(0.5, ge=0, le=1, description="0 the sun, 1 a window wall")
    kelvin: float = Field(5500, ge=2000, le=12000, description="colour temperature; 5500 is neutral")
    fill: float = Field(0.5, ge=0, le=2, description="fill on the ground, as a fraction of the key")
    fill_kelvin: float = Field(6000, ge=2000, le=12000, description="colour temperature of the fill")
    rim: float = Field(0, ge=0, le=1, description="light from behind, opposite the key, as a fraction of the key")
    backdrop: float = Field(0.9, ge=0, le=2, description="key that upright backdrops get at least: their own light")
    gobo: str | None = Field(None, description="name of a pattern between key and product")
    gobo_strength: float = Field(0.6, ge=0, le=1, description="share of the key that the gobo's dark parts hold back")

    @field_validator("gobo")
    @classmethod
    def _there(cls, name: str | None) -> str | None:
        return name if name is None else known("gobo", name, GOBOS)


class View(Data):
    """The camera. Its height follows from where the product stands in the frame."""

    pitch: float = Field(
        10, ge=-10, le=90, description="degrees looking down, where the product itself does not ask for more"
    )
    focal: float = Field(85, ge=24, le=200, description="full-frame-equivalent mm")
    f_number: float = Field(5.6, ge=1.4, le=32, description="sets how soft what lies behind the product is")


class Finish(Data):
    """What the lens and the film add to the world; never to the product."""

    vignette: float = Field(0.12, ge=0, le=0.6, description="light lost in the corners")
    grain: float = Field(0.5, ge=0, le=4, description="standard deviation in 8-bit codes")
    wrap: float = Field(0.3, ge=0, le=1, description="light of the backdrop that spills onto the product's soft edge")


class Stage(Data):
    """A world to stand in."""

    ground: Ground
    backdrop: Backdrop
    pieces: Pieces | None = None
    light: Light = Light()
    view: View = View()
    finish: Finish = Finish()

    @model_validator(mode="after")
    def _a_sweep_is_plain(self) -> Self:
        if self.backdrop.curve and self.backdrop.colour is None:
            raise ValueError("a backdrop with a curve is a plain sheet: give it a colour")
        return self


def tones(colours: tuple[str, ...]) -> Floats:
    """Hex colours as linear RGB (n, 3)."""
    return np.stack([hex_to_linear(colour) for colour in colours])


def known(what: str, name: str, registry: dict) -> str:
    """`name`, if the registry has it. Raises ValueError that lists what there is."""
    if name not in registry:
        raise ValueError(f"there is no {what} “{name}”; known: {', '.join(sorted(registry))}")
    return name
