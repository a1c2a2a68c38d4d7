"""Details: crops of the photo at its own resolution, of what a buyer wants to see from nearby."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import typer
from PIL import Image
from pydantic import Field

from pipelines.core.colour import Bytes, to_linear, to_srgb8
from pipelines.core.command import Engine, Json, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Step, job
from pipelines.core.shot import Cutout, Fidelity, Photo, Placement, Shot, read_only
from pipelines.cutout import CutoutStep, cutout
from pipelines.folder import make_room
from pipelines.intake import open_photo
from pipelines.studio.details.find import findings
from pipelines.studio.details.finding import SURE, Finding
from pipelines.studio.details.framing import framed

What = Literal["auto", "label", "closure", "texture", "feature"]
_MISSING: dict[What, str] = {
    "label": "No lettering",
    "texture": "No fine texture",
    "closure": "No closure",
    "feature": "No part that stands out",
    "auto": "Nothing to show from nearby",
}
_SHAPES = 0.5, 2.0  # width / height that a detail may have
_BOUNDLESS = 10**6, 10**6  # px: a photo that cuts nothing off


class Detail(Step):
    """Which detail, and how it is framed."""

    job: ClassVar[str] = "details"
    what: What = Field("auto", description="auto: whatever is found, the best of each kind first")
    number: int = Field(1, ge=1, le=9, description="which of those found")
    longest: int = Field(
        1000, ge=100, le=6000, description="px that its longer side should have; Amazon zooms from 1,000 on"
    )
    aspect: float = Field(1, ge=_SHAPES[0], le=_SHAPES[1], description="width / height")


@dataclass(frozen=True, eq=False)
class _Source:
    """The photo as its cutout has it now."""

    pixels: Bytes  # (H, W, 3)
    fidelity: Fidelity
    source_type: str


@job(Detail)
def details(shot: Shot, step: Detail, engines: Engines) -> Shot:
    """A crop of the shot's photo around what was found, never enlarged: its pixels are the photo's own.

    Where the product was given other light, they are the photo's in that light. Raises UserError where the product is
    not cut out, was turned or painted anew (a detail shows nothing invented), or has no such detail.
    """
    cut = _cut(shot)
    engines.progress(0.1, "Looking for what is worth seeing")
    finding = _chosen(shot, step)
    source = _source(shot.photo, cut)
    x0, y0, x1, y1 = framed(finding, cut.box, shot.photo.size, step.aspect, step.longest)
    engines.progress(1.0, "Done")
    return shot.after(
        step,
        pixels=read_only(source.pixels[y0:y1, x0:x1]),
        placement=Placement(1.0, -x0, -y0),
        role="detail",
        engine="studio",
        licence=None,
        fidelity=source.fidelity,
        template=None,
        source_type=source.source_type,
        notes=(*shot.photo.notes, *_told(finding, max(x1 - x0, y1 - y0), step.longest)),
        file=None,
    )


def shown(shot: Shot) -> Finding:
    """What a detail shot shows. Raises UserError as `details` does, and where the shot's recipe does not say it."""
    return _chosen(shot, _step_of(shot))


def for_frame(shot: Shot, width: int, height: int) -> Detail:
    """The step that crops a detail shot's finding anew for a frame, with as many pixels as that has where it stays a
    detail; in the frame's shape where the photo has the room, else in the shot's own. Raises UserError as `shown`."""
    anew = _step_of(shot).model_copy(update={"longest": max(width, height)})
    if not _SHAPES[0] <= width / height <= _SHAPES[1]:
        return anew
    shaped = anew.model_copy(update={"aspect": width / height})
    return shaped if _has_room(shot.photo, _cut(shot), shown(shot), shaped) else anew


def _step_of(shot: Shot) -> Detail:
    step = next((step for step in shot.recipe.steps if isinstance(step, Detail)), None)
    if step is None:
        raise UserError("This shot does not say which detail it shows; make the detail anew from the photo.")
    return step


def _has_room(photo: Photo, cut: Cutout, finding: Finding, step: Detail) -> bool:
    """Whether no larger photo would show more of a finding in the step's shape."""
    here, anywhere = (framed(finding, cut.box, size, step.aspect, step.longest) for size in (photo.size, _BOUNDLESS))
    lengths = ([box[side + 2] - box[side] for side in (0, 1)] for box in (here, finding.box, anywhere))
    return all(cropped >= min(whole, wanted) for cropped, whole, wanted in zip(*lengths, strict=True))


def found(shot: Shot) -> tuple[Finding, ...]:
    """What there is to show of the shot's product: of each kind the best, then of each the second, and so on; those
    that no measure is sure of come last. Raises UserError as `details` does."""
    return _found(shot.photo, _cut(shot))


def _chosen(shot: Shot, step: Detail) -> Finding:
    among = [one for one in found(shot) if step.what in ("auto", one.kind)]
    if step.number > len(among):
        raise UserError(_none(step, len(among)))
    return among[step.number - 1]


@lru_cache(maxsize=4)
def _found(photo: Photo, cut: Cutout) -> tuple[Finding, ...]:
    return tuple(sorted(findings(photo.pixels, cut.alpha, cut.box), key=lambda one: one.score < SURE))


def _cut(shot: Shot) -> Cutout:
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    if shot.cutout.fidelity not in ("locked", "relit"):
        raise UserError("A detail is cropped from the photo itself; take it of the product as it was photographed.")
    return shot.cutout


def _source(photo: Photo, cut: Cutout) -> _Source:
    if cut.fidelity == "locked":
        return _Source(photo.pixels, "locked", "digitalCapture")
    alpha = cut.alpha[..., None]
    mixed = to_linear(cut.foreground) * alpha + to_linear(photo.pixels) * (1 - alpha)
    return _Source(to_srgb8(mixed), "relit", "algorithmicallyEnhanced")


def _none(step: Detail, count: int) -> str:
    """Why there is no such detail."""
    if count:
        return f"Only {count} of these details were found; ask for a number from 1 to {count}."
    return f"{_MISSING[step.what]} was found on this product; choose another kind, or photograph it from nearby."


def _told(finding: Finding, side: int, wanted: int) -> tuple[str, ...]:
    unsure = "" if finding.score >= SURE else " This is not sure; look at it."
    if side >= wanted:
        return (finding.reason + unsure,)
    missing = f"{side} px at its longer side, {wanted - side} fewer than asked for"
    return finding.reason + unsure, f"This detail has {missing}; nothing is enlarged, so photograph it from nearby."


@command
def details_(
    photo: Path,
    out: Annotated[Path, typer.Option(help="folder for the pictures; made where it is not there")],
    what: Annotated[What, typer.Option(help="what to show")] = "auto",
    most: Annotated[int, typer.Option(min=1, max=9, help="how many pictures at most")] = 3,
    longest: Annotated[int, typer.Option(min=100, max=6000, help="px that a picture's longer side should have")] = 1000,
    aspect: Annotated[float, typer.Option(min=0.5, max=2, help="width / height")] = 1,
    engine: Engine = "auto",
    as_json: Json = False,
) -> None:
    """Crop what a buyer wants to see from nearby out of a photo: lettering, closure, texture. Nothing is enlarged."""
    use = choose(engine)
    shot = cutout(open_photo(photo), CutoutStep(), use)
    among = [one for one in found(shot) if what in ("auto", one.kind)]
    count = min(most, sum(one.score >= SURE for one in among)) or 1
    steps = [Detail(what=what, number=number, longest=longest, aspect=aspect) for number in range(1, count + 1)]
    pictures = [details(shot, step, use) for step in steps]
    make_room(out)
    rows = []
    for number, (made, finding) in enumerate(zip(pictures, among, strict=False), 1):
        path = out / f"detail-{number}-{finding.kind}.png"
        save(Image.fromarray(made.pixels), path)
        rows.append(_facts(made, finding, path))
    report(as_json, {"details": rows}, "\n".join(_line(row) for row in rows))


def _facts(made: Shot, finding: Finding, path: Path) -> dict[str, Any]:
    assert made.placement is not None
    height, width = made.pixels.shape[:2]
    x, y = round(-made.placement.dx), round(-made.placement.dy)
    return {
        "file": str(path), "kind": finding.kind, "score": round(finding.score, 3), "reason": finding.reason,
        "box": [x, y, x + width, y + height], "width": width, "height": height, "fidelity": made.fidelity,
        "recipe": made.recipe.to_yaml(), "notes": list(made.notes),
    }  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    return "\n    ".join([f"{row['file']}: {row['kind']}, {row['width']} × {row['height']} px", *row["notes"]])
