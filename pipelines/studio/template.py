"""How to photograph one kind of product: surface, backdrop, light and camera, read from `templates/*.yaml`."""

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.core.data import TEMPLATES, read_folder
from pipelines.core.shot import Role

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Material = Literal["paper", "marble", "wood"]
TONES: dict[Material, int] = {"paper": 1, "marble": 3, "wood": 3}
"""How many tones each material takes; what they are for is said beside the material."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Light(_Data):
    """A key light on a disc of sky, and light from all around that fills its shadows."""

    azimuth: float = Field(
        -45, ge=-180, le=180, description="degrees; 0 from the camera, −90 left, +90 right, 180 behind"
    )
    elevation: float = Field(45, ge=15, le=85, description="degrees above the ground")
    softness: float = Field(0.5, ge=0, le=1, description="0 the sun, 1 a window wall")
    colour: Colour = "#fff8f0"
    fill: float = Field(0.5, ge=0, le=2, description="fill on the ground, as a fraction of the key")
    fill_colour: Colour = "#f3f6fc"


class View(_Data):
    """The camera. Its height follows from where the product stands in the frame."""

    pitch: float = Field(
        10, ge=0, le=45, description="degrees looking down, where the product itself does not ask for more"
    )
    focal: float = Field(85, ge=24, le=200, description="full-frame-equivalent mm")
    f_number: float = Field(5.6, ge=1.4, le=32, description="sets how soft what lies behind the product is")


class Ground(_Data):
    """What the product stands on."""

    material: Material
    tones: tuple[Colour, ...] = Field(min_length=1, max_length=4, description="as seen at the product's foot")
    roughness: float = Field(0.5, ge=0, le=1, description="0 a mirror, 1 no reflection at all")
    turn: float = Field(0, ge=-180, le=180, description="degrees by which the pattern is turned about the product")
    depth: float = Field(2.0, ge=0.3, le=10, description="how far it reaches behind the product, in product sizes")

    @model_validator(mode="after")
    def _as_many_tones_as_the_material_takes(self) -> Self:
        if len(self.tones) != TONES[self.material]:
            raise ValueError(f"{self.material} takes {TONES[self.material]} tones")
        return self


class Backdrop(_Data):
    """What stands behind: one sheet with the ground, curving up, or a wall well behind the ground's far edge."""

    colour: Colour
    top: Colour | None = Field(None, description="colour higher up, for a gradient")
    curve: float = Field(0, ge=0, le=5, description="radius of the curve in product sizes; 0: a wall apart")


class Stage(_Data):
    """A world to stand in."""

    ground: Ground
    backdrop: Backdrop
    light: Light = Light()
    view: View = View()

    @model_validator(mode="after")
    def _a_sweep_is_of_paper(self) -> Self:
        if self.backdrop.curve and self.ground.material != "paper":
            raise ValueError("a backdrop with a curve goes on as the ground, which must then be paper")
        return self


class Template(_Data):
    """How to photograph one kind of product. Without a stage the product is laid on pure white."""

    name: str = Field(max_length=60)
    role: Role
    source_type: Literal["compositeSynthetic", "algorithmicallyEnhanced"] = "compositeSynthetic"
    fill: float = Field(
        0.6, ge=0.1, le=1, description="larger of box width / frame width and box height / frame height"
    )
    below: float = Field(0.42, ge=0, le=1, description="share of the free height that lies below the product")
    size_cm: float = Field(20, gt=0, le=1000, description="usual longest side, for the scale of the ground's pattern")
    shadow: float = Field(1, ge=0, le=1, description="strength of shadow and occlusion; 1 as the light makes it")
    reflection: float = Field(1, ge=0, le=1, description="strength of the mirror image; 1 as the ground makes it")
    stage: Stage | None = None


@cache
def templates() -> dict[str, Template]:
    """Every template by its id. Raises DataError."""
    return read_folder(TEMPLATES, Template)
