"""Pictures that a model is shown beside the product: who wears it, what goes with it, the pose, the place, the look."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from pipelines.core.colour import Bytes
from pipelines.core.errors import UserError
from pipelines.core.load import load_photo
from pipelines.core.preview import fit, on_white
from pipelines.core.shelf import keep, kept
from pipelines.core.shot import Cutout, Photo

Part = Literal["model", "outfit", "pose", "place", "style", "detail"]
LONGEST = 1024  # px: models look at references of this size at most
LEAST = 128  # px: shorter side of what they look at
_THINNEST = 3  # times as long as wide
_MARGIN = 0.08  # of the product's longer side, left white around it
_SAYS: dict[Part, str] = {
    "model": "is the person who wears or holds the product; keep the face and figure",
    "outfit": "is what else the person wears",
    "pose": "is the pose to take, of which nothing else is taken over",
    "place": "is the place where it is seen",
    "style": "is the look to take over: its light, colours and mood, and none of its things",
    "detail": "shows the product from nearby",
}
_PRODUCT = "Image 1 is the product: keep its shape, colours, material, proportions, label and hardware exactly."


class Reference(BaseModel):
    """A picture and what it is for; the picture is named by the SHA-256 of its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Part
    picture: str = Field(pattern=r"^[0-9a-f]{64}$")


def product_picture(cutout: Cutout) -> Bytes:
    """The product on white, filling its frame, as a model is shown it."""
    x0, y0, x1, y1 = cutout.box
    margin = round(_MARGIN * max(x1 - x0, y1 - y0))
    whole = on_white(cutout, max(cutout.alpha.shape))
    height, width = whole.shape[:2]
    part = whole[max(y0 - margin, 0) : min(y1 + margin, height), max(x0 - margin, 0) : min(x1 + margin, width)]
    return _shown(part)


def pictures(references: Iterable[Reference]) -> tuple[Bytes, ...]:
    """Their pixels. Raises UserError where one is not here any more."""
    return tuple(_shown(kept(reference.picture).pixels) for reference in references)


def _shown(picture: Bytes) -> Bytes:
    """The picture as models take it: neither tiny, nor large, nor a thin strip, for which it is given white borders."""
    height, width = picture.shape[:2]
    across, down = (max(-(-other // _THINNEST) - side, 0) for side, other in ((width, height), (height, width)))
    edges = ((down // 2, down - down // 2), (across // 2, across - across // 2), (0, 0))
    padded = np.pad(picture, edges, constant_values=255)
    grow = max(1, -(-LEAST // min(padded.shape[:2])))
    return fit(padded.repeat(grow, 0).repeat(grow, 1), LONGEST)


def said(references: Iterable[Reference]) -> str:
    """What the prompt says of the pictures, the product being the first."""
    return " ".join([_PRODUCT, *(f"Image {n} {_SAYS[one.part]}." for n, one in enumerate(references, 2))])


def parse(texts: Iterable[str]) -> tuple[tuple[Reference, ...], tuple[Photo, ...]]:
    """References as typed on a command line, `part=FILE`, and the photos to hold on to. Raises UserError."""
    references, photos = [], []
    for text in texts:
        part, _, path = text.partition("=")
        if part not in get_args(Part) or not path:
            known = ", ".join(get_args(Part))
            raise UserError(f"“{text}” is not a reference; give part=FILE, the part being one of {known}.")
        digest, photo = keep(load_photo(Path(path)))
        references.append(Reference.model_validate({"part": part, "picture": digest}))
        photos.append(photo)
    return tuple(references), tuple(photos)
