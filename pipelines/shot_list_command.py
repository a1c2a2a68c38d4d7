"""The command `shots`: the shot list of a product's family, as far as its photos go, as files."""

from pathlib import Path
from typing import Annotated, Any

import typer
from PIL import Image

from pipelines.angles_command import added
from pipelines.core.command import Engine, Json, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.product import slug
from pipelines.core.progress import part
from pipelines.core.shelf import holding
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.folder import make_room
from pipelines.intake import open_photo
from pipelines.shot_list import Planned, family_of, listed, made, planned


@command
def shots_(
    photo: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="folder for the PNGs; made where it is not there")],
    name: Annotated[str, typer.Option(help="what the product is; tells its family")] = "",
    family: Annotated[str | None, typer.Option(help="its family, such as jewellery or footwear")] = None,
    photos: Annotated[list[str] | None, typer.Option("--photo", help="FILE:YAW[:PITCH], one more photo of it")] = None,
    engine: Engine = "auto",
    as_json: Json = False,
) -> None:
    """Make the shots that a listing of such a product needs, and say which must be photographed."""
    kind = family_of(name) if family is None else listed(family)
    use, (views, held) = choose(engine), added(photos or ())
    shot = holding(cutout(open_photo(photo), CutoutStep(), use), held)
    rows = planned(shot, kind, views)
    make_room(out)
    facts = []
    for place, row in enumerate(rows, 1):
        each = Engines(use.use, part(use.progress, place - 1, len(rows)))
        facts.append({"name": row.name, "how": row.how, "said": row.said, **_written(shot, row, place, out, each)})
    report(as_json, {"family": kind, "shots": facts}, "\n".join(map(_line, facts)))


def _written(shot: Shot, row: Planned, place: int, out: Path, engines: Engines) -> dict[str, Any]:
    """Write the file of a shot that can be had; returns what is known of it, nothing where it must be photographed."""
    if row.step is None:
        return {}
    done, path = made(shot, row, engines), out / f"{place}-{slug(row.name).lower()}.png"
    save(Image.fromarray(done.pixels), path)
    return {
        "file": str(path), "fidelity": done.fidelity, "engine": done.engine, "licence": done.licence,
        "size": [done.pixels.shape[1], done.pixels.shape[0]], "notes": list(done.notes),
        "recipe": done.recipe.to_yaml(),
    }  # fmt: skip


def _line(facts: dict[str, Any]) -> str:
    if "file" not in facts:
        return f"{facts['name']}: {facts['said']}"
    return "\n    ".join([f"{facts['file']}: {facts['how']}, {facts['fidelity']}", *facts["notes"]])
