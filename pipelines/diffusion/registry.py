"""`presets/models.yaml`: for each job and each amount of memory the model, what it is made of, and its licence."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.core.data import PRESETS, read
from pipelines.core.errors import UserError
from pipelines.core.plain import plain_yaml

Job = Literal[
    "cutout", "scene", "inpaint", "edit", "relight", "angles", "erase", "upscale", "depth", "pose", "caption", "ocr",
    "prompt", "try_on", "imagine", "video",
]  # fmt: skip
Tier = Literal["cpu", "6gb", "8gb", "12gb", "16gb", "24gb", "48gb"]
Commercial = Literal["yes", "conditions", "no"]
TIERS: tuple[Tier, ...] = get_args(Tier)
JOBS: tuple[Job, ...] = get_args(Job)
STUDIO = "studio"
"""What stands for the embedded engine among the defaults."""
_WORST: tuple[Commercial, ...] = ("yes", "conditions", "no")
_PATH = r"^[A-Za-z0-9_][A-Za-z0-9_.+-]*(/[A-Za-z0-9_][A-Za-z0-9_.+-]*){0,5}$"
_LOADS = r"^$|^(diffusers|transformers|spandrel|rembg|onnxruntime|controlnet_aux)\.[A-Za-z0-9_.-]+$"

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]


class Data(BaseModel):
    """A part of the registry: an unknown key or a value out of range is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class File(Data):
    """One file of a part, at the part's revision."""

    path: str = Field(pattern=_PATH, max_length=200, description="inside the repository")
    bytes: int | None = Field(None, gt=0, description="None: not known before it is asked for")
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$", description="None: the hub's own is taken and kept")
    url: str | None = Field(None, pattern=r"^https://", description="where it lies, for what is on no hub")


class Part(Data):
    """Weights from one place under one licence."""

    kind: Literal["pipeline", "controlnet", "lora", "vae", "weights"] = "pipeline"
    hub_id: str = Field(pattern=r"^[A-Za-z0-9][\w.-]*/[\w.-]+$", max_length=96)
    revision: str = Field(
        "main", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="a commit; main where none is known"
    )
    files: tuple[File, ...] = Field(min_length=1)
    licence: str
    licence_url: str = Field(pattern=r"^https://")
    commercial: Commercial
    unverified: tuple[str, ...] = Field((), description="fields that rest on second-hand sources")

    @property
    def bytes(self) -> int:
        """Of all files whose size is known."""
        return sum(file.bytes or 0 for file in self.files)


class Fit(Data):
    """How a model is held in the memory of a tier."""

    memory_gb: float = Field(gt=0, description="peak, in 10⁹ bytes: of the GPU, in the CPU tier of main memory")
    dtype: Literal["float32", "bfloat16", "float16"] = "bfloat16"
    offload: Literal["none", "model", "layers"] = Field("none", description="what waits in main memory")
    quantise: Literal["none", "nf4", "int8"] = Field("none", description="bitsandbytes, on the largest networks")
    measured: bool = Field(False, description="whether memory_gb was measured by us; else worked out or published")


class Run(Data):
    """How a generative model is run best."""

    steps: int = Field(ge=1, le=150)
    guidance: float = Field(ge=0, le=30, description="guidance scale; below or at 1 the negative prompt has no effect")
    strength: float = Field(0.6, gt=0, le=1, description="denoising strength over the studio's render")
    side: int = Field(1024, ge=64, le=4096, description="px: square root of the area that it was trained on")
    scheduler: str | None = Field(None, description="diffusers class; None: the pipeline's own")
    scheduler_options: dict[str, str | bool | int | float | None] = {}
    tflop: float | None = Field(None, gt=0, description="10¹² operations a step, at side × side; None: not known")


class Views(Data):
    """The views of a product that a model was taught, and what it calls them."""

    words: str = Field(pattern=r"\{azimuth\}.*\{elevation\}", description="with {azimuth} and {elevation} in them")
    azimuth: dict[int, str] = Field(min_length=2, description="by degrees round the product to the camera's right")
    elevation: dict[int, str] = Field(min_length=1, description="by degrees that the camera looks down")


class Model(Data):
    """What a seller must know of a model before using it, and what the loader must."""

    id: Id
    name: str = Field(max_length=80)
    jobs: tuple[Job, ...] = Field(min_length=1)
    loads: str = Field("", pattern=_LOADS, description="class or architecture; empty: no library here knows it")
    parts: tuple[Part, ...] = ()
    run: Run | None = None
    views: Views | None = Field(None, description="of a model that draws the product from other sides by name")
    fits: dict[Tier, Fit] = {}
    note: str = ""
    refused: str | None = Field(None, description="why it is not offered, as the end of a sentence")

    @model_validator(mode="after")
    def _offered_models_are_complete(self) -> Self:
        if self.refused is None and not (self.loads and self.parts and self.fits):
            raise ValueError(f"{self.id}: a model on offer needs loads, parts and fits")
        return self

    @property
    def base(self) -> Part:
        """The part that the others are added to."""
        return self.parts[0]

    @property
    def bytes(self) -> int:
        """Of all its files, as far as known."""
        return sum(part.bytes for part in self.parts)

    @property
    def commercial(self) -> Commercial:
        """Whether what it makes may be sold with: the strictest of its parts."""
        return max((part.commercial for part in self.parts), key=_WORST.index, default="no")

    @property
    def licence(self) -> str:
        """The licences of its parts, each once."""
        return " + ".join(dict.fromkeys(part.licence for part in self.parts))


class Registry(Data):
    """Every model, and the default of each job in each tier: a model's id, or `studio`."""

    models: tuple[Model, ...]
    defaults: dict[Job, dict[Tier, str]] = {}

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        ids = [model.id for model in self.models]
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise ValueError(f"two models are called {', '.join(twice)}")
        offered = {model.id: model for model in self.models if model.refused is None}
        for job, tiers in self.defaults.items():
            for tier, id in tiers.items():
                self._check_default(job, tier, offered.get(id), id)
        return self

    @staticmethod
    def _check_default(job: Job, tier: Tier, model: Model | None, id: str) -> None:
        if id == STUDIO:
            return
        if model is None or job not in model.jobs or tier not in model.fits:
            raise ValueError(f"defaults.{job}.{tier}: {id} is no model on offer for that job and tier")
        if model.commercial != "yes":
            raise ValueError(f"defaults.{job}.{tier}: {id} may not simply be used commercially")


@cache
def registry() -> Registry:
    """The models that come with the code. Raises DataError."""
    return read(PRESETS / "models.yaml", Registry)


def own(path: Path) -> tuple[Model, ...]:
    """The seller's own models, from `models.yaml` in the folder of models; none where there is no such file.

    Raises UserError where the file does not fit. Its models are never defaults.
    """
    return _parsed(path.read_text("utf-8"), path.name) if path.is_file() else ()


@lru_cache(maxsize=2)
def _parsed(text: str, name: str) -> tuple[Model, ...]:
    said = plain_yaml(text, "list of models")
    try:
        return Registry.model_validate({"models": (said or {}).get("models", ())}).models
    except (ValueError, AttributeError) as error:
        why = " ".join(str(error).split())[:300]
        raise UserError(f"{name} in the folder of models does not fit ({why}); correct it.") from error


def default(job: Job, tier: Tier) -> str:
    """The id of the job's model in a tier, or `studio`; `studio` too where none is named."""
    return registry().defaults.get(job, {}).get(tier, STUDIO)
