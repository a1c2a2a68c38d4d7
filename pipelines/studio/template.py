"""How to photograph one kind of product, read from `templates/*.yaml`: one file a template."""

from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from pipelines.core.data import TEMPLATES, read_folder
from pipelines.core.shot import Role
from pipelines.studio.stage import Data, Pose, Stage

Risk = Literal["low", "medium", "high"]
Words = tuple[str, ...]


class Tags(Data):
    """Where a template belongs, for the gallery's search."""

    season: Words = ()
    channel: Words = ()
    product: Words = Field((), description="classes of products that it suits")
    mood: Words = ()


class Template(Data):
    """How to photograph one kind of product. Without a stage the product is laid on pure white."""

    name: str = Field(max_length=60)
    category: str = Field("studio", pattern=r"^[a-z_]+$", max_length=24)
    role: Role = "lifestyle"
    source_type: Literal["compositeSynthetic", "algorithmicallyEnhanced"] = "compositeSynthetic"
    pose: Pose = "standing"
    fill: float = Field(
        0.6, ge=0.1, le=1, description="larger of box width / frame width and box height / frame height"
    )
    below: float = Field(0.42, ge=0, le=1, description="share of the free height that lies below the product")
    size_cm: float = Field(20, gt=0, le=1000, description="usual longest side; the seller's own size goes before it")
    thickness: float = Field(0.12, ge=0.005, le=1, description="of a lying product, in product sizes")
    translucency: float = Field(0, ge=0, le=1, description="share of the light that goes through the product")
    shadow: float = Field(1, ge=0, le=1, description="strength of shadow and occlusion; 1 as the light makes it")
    reflection: float = Field(1, ge=0, le=1, description="strength of the mirror image; 1 as the ground makes it")
    gain: float = Field(0, ge=0, le=1, description="how far the product may be fitted to the scene's light; see gain")
    tags: Tags = Tags()
    risk: Risk = "low"
    risk_reasons: Words = ()
    review: bool = Field(False, description="a person must look before it is listed")
    protect: Words = Field((), description="what must not change about such a product")
    props: Words = Field((), description="props that a model may add; never what looks like part of the offer")
    prompt: str = Field("", max_length=600, description="for the diffusion engine; {product} is the product's name")
    negative: str = Field("", max_length=400)
    notes: str = Field("", max_length=600, description="when to use it and what to mind")
    stage: Stage | None = None

    @model_validator(mode="after")
    def _main_images_are_locked(self) -> "Template":
        if self.role == "main" and (self.stage is not None or self.gain):
            raise ValueError("a main image has no stage and no gain: the product on pure white, untouched")
        return self


@cache
def templates() -> dict[str, Template]:
    """Every template by its id. Raises DataError."""
    return read_folder(TEMPLATES, Template)
