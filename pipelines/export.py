"""Export: the product composed anew for an image slot, as a file that the store accepts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any, ClassVar
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pydantic import Field

from pipelines.check import check
from pipelines.core.channel import Channel, channel_of, channels
from pipelines.core.encode import encode
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.metadata import Provenance
from pipelines.core.product import Product
from pipelines.core.recipe import Step, job
from pipelines.core.shot import Deliverable, Fidelity, Shot
from pipelines.refine import Refine, staged
from pipelines.relight import Relight, in_light
from pipelines.scene import Scene

_LONGEST_RECIPE = 32_000  # characters; a JPEG's XMP packet holds 65,502 bytes (XMP part 3)
_THEN = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold, so that equal sets are equal files


class Export(Step):
    """One file for one image slot."""

    job: ClassVar[str] = "export"
    channel: str = Field(max_length=64, description="id of an image slot")
    product: Product = Product()
    number: int = Field(1, ge=1, le=99, description="which of the slot's pictures this is")
    template: str | None = Field(None, max_length=64, description="None: the channel's own")
    seed: int | None = Field(None, ge=0, lt=2**31, description="None: the shot's own, else drawn")


@job(Export)
def export(shot: Shot, step: Export, engines: Engines) -> Shot:
    """Compose the shot's cutout in the slot's own frame, encode it and check the file.

    Where a model made the shot photographic, or the diffusion engine is asked for, a model does so here too. Where the
    shot already stands in the template asked for, its light, shadow and seed are kept. A file that breaks a rule is
    made all the same; `bundle` holds it back. Raises UserError where there is no cutout, no such channel or template,
    or no quality at which the file fits its limit.
    """
    channel = channel_of(step.channel)
    setting = _setting(shot, step, channel)
    made = staged(shot, setting, engines, _refinement(shot, setting))
    stood = next(one for one in made.recipe.steps if isinstance(one, Scene))
    step = step.model_copy(update={"template": stood.template, "seed": stood.seed})
    made = made.after(step)
    data = encode(made.pixels, channel.format, _provenance(made, step, channel), channel.byte_limit)
    name = channel.file_name(step.product, step.number)
    rows = check(data, channel, name, made.source_type)
    return replace(made, file=Deliverable(name, data, channel.id, channel.slot, rows))


def _setting(shot: Shot, step: Export, channel: Channel) -> Scene:
    template = step.template or channel.template
    own = (s for s in shot.recipe.steps if isinstance(s, Scene) and s.template == template)
    setting = next(own, Scene(template=template))
    relit = next((s for s in shot.recipe.steps if isinstance(s, Relight)), None)
    if relit is not None:
        setting = in_light(setting, relit)
    fill = setting.fill if channel.fill is None else channel.fill
    return setting.model_copy(
        update={
            "width": channel.width,
            "height": channel.height,
            "fill": fill,
            "seed": setting.seed if step.seed is None else step.seed,
            "size_cm": setting.size_cm or step.product.size_cm,
        }
    )


def _refinement(shot: Shot, setting: Scene) -> Refine | None:
    """How a model made the shot photographic, for the same place."""
    own = (step for step in shot.recipe.steps if isinstance(step, Refine))
    return next(own, None) if shot.template == setting.template else None


def _provenance(made: Shot, step: Export, channel: Channel) -> Provenance:
    """What the file says of itself. A recipe too long for a file is named by its digest; the report has it whole."""
    assert made.source_type is not None
    assert made.placement is not None
    recipe = made.recipe.to_yaml()
    if len(recipe) > _LONGEST_RECIPE:
        recipe = f"sha256:{hashlib.sha256(recipe.encode()).hexdigest()}"
    return Provenance(
        title=step.product.name,
        description=f"{step.product.name} ({step.product.sku}): {channel.title}",
        source_type=made.source_type,
        made={
            "engine": made.engine,
            **({"licence": made.licence} if made.licence else {}),
            **({} if made.fidelity == "locked" else {"fidelity": made.fidelity}),
            "template": str(step.template),
            "seed": str(step.seed),
            "scale": f"{made.placement.scale:.4f}",
            "recipe": recipe,
        },
    )


def bundle(shots: Sequence[Shot], force: bool = False) -> tuple[bytes, dict[str, Any]]:
    """Exported shots as one zip, a folder a store, with the report that is in it as `report.json`.

    Files that break a hard rule are left out, unless `force`; the report names them either way. Equal shots give equal
    bytes. Raises UserError where two files have one name.
    """
    entries = [_entry(shot, force) for shot in shots]
    paths = [entry["path"] for entry in entries]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        raise UserError(f"Two files are called {', '.join(twice)}; give each picture its own number or SKU.")
    report = {
        "files": [entry for entry in entries if entry["exported"]],
        "held_back": [entry for entry in entries if not entry["exported"]],
    }
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for shot, entry in zip(shots, entries, strict=True):
            if shot.file is not None and entry["exported"]:
                archive.writestr(_member(entry["path"]), shot.file.data)
        archive.writestr(_member("report.json"), json.dumps(report, indent=2), ZIP_DEFLATED)
    return packed.getvalue(), report


def _entry(shot: Shot, force: bool) -> dict[str, Any]:
    """One file in the report. What no person has reviewed, or no real product shows, is held back whatever is asked."""
    file, step = shot.file, shot.recipe.steps[-1]
    assert isinstance(step, Export)
    assert file is not None
    assert shot.cutout is not None
    held = _held_back(shot)
    advice = [row for row in file.rows if not row.hard]
    return {
        "path": f"{channels()[file.channel].store}/{file.name}",
        "channel": file.channel,
        "product": step.product.model_dump(),
        "exported": held is None and (file.passed or force),
        "passed": file.passed,
        "forced": held is None and force and not file.passed,
        "broken": [*([held] if held else []), *(row.fault for row in file.broken)],
        "advice": [f"{row.rule}: {row.measured}, better {row.limit}" for row in advice if not row.passed],
        "notes": list(dict.fromkeys(shot.notes)),
        "width": shot.pixels.shape[1],
        "height": shot.pixels.shape[0],
        "bytes": len(file.data),
        "engine": shot.engine,
        "licence": shot.licence,
        "fidelity": shot.fidelity,
        "template": step.template,
        "seed": step.seed,
        "cutout": {"engine": shot.cutout.engine, "confidence": shot.cutout.confidence},
        "source_type": shot.source_type,
        "recipe": shot.recipe.to_yaml(),
        "rows": [asdict(row) for row in file.rows],
    }


_CHANGED: dict[Fidelity, str] = {
    "relit": "the product was given other light",
    "turned": "the product was turned by computation",
    "illustrative": "the product was turned by computation, and parts of it that no photo shows were filled in",
    "repaint": "a model repainted the product",
}


def _held_back(shot: Shot) -> str | None:
    """Why a shot may not leave, whatever its file's rules say."""
    if not shot.listable:
        return "the product in it is imagined, and imagined products are not for listings"
    if shot.must_be_reviewed:
        return f"{_CHANGED[shot.fidelity]}, and no person has reviewed it"
    return None


def _member(path: str) -> ZipInfo:
    member = ZipInfo(path, _THEN)
    member.external_attr = 0o644 << 16
    return member
