"""The command `set`: one photo in, the files of every store's image slots out."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from zipfile import ZipFile

import typer
from pydantic import ValidationError

from pipelines.angles import Angle, angles
from pipelines.angles_command import added
from pipelines.bundle import bundle
from pipelines.core.channel import channel_of, channels
from pipelines.core.command import Engine, Json, Seed, command, report
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.product import Product, slug
from pipelines.core.progress import part
from pipelines.core.regions import parse_box
from pipelines.core.shelf import holding
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.details import SURE, Detail, details, found
from pipelines.export import Export, export
from pipelines.further import Task, with_further
from pipelines.intake import open_photo

_SURE = 0.5  # see Cutout.confidence


def listing(shot: Shot, steps: Sequence[Export], engines: Engines) -> tuple[Shot, ...]:
    """A file for each step from a shot with a cutout, one after another."""
    return files([(shot, step) for step in steps], engines)


def files(tasks: Sequence[Task], engines: Engines) -> tuple[Shot, ...]:
    """A file for each task, one after another."""
    return tuple(
        export(shot, step, replace(engines, progress=part(engines.progress, index, len(tasks))))
        for index, (shot, step) in enumerate(tasks)
    )


@command
def set_(
    photo: Path,
    out: Annotated[Path, typer.Option(help="folder to write to; made where it is not there")],
    slots: Annotated[str, typer.Option("--channels", help="ids, separated by commas; all when left out")] = "",
    sku: Annotated[str, typer.Option(help="your article code; begins every file name")] = "SKU",
    name: Annotated[str, typer.Option(help="what the product is, in a few words")] = "product",
    box: Annotated[str, typer.Option(help="x0,y0,x1,y1 around the product, in the photo's pixels")] = "",
    close: Annotated[
        int, typer.Option("--details", min=0, max=9, help="details to add at most, where a slot takes several pictures")
    ] = 0,
    photos: Annotated[
        list[str] | None, typer.Option("--photo", help="FILE:YAW[:PITCH], from that side; added there")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="write files that break a rule too")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="replace files that are there")] = False,
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Make the store-ready set of a photo; exit status 1 where a file was held back."""
    product = _product(sku, name)
    steps = [Export(channel=channel_of(slot).id, product=product, seed=seed) for slot in _ids(slots)]
    archive = f"{slug(product.sku, 'SKU')}_{slug(product.name)}.zip"
    views, held = added(photos or ())
    hint, shot, use = CutoutStep(box=parse_box(box)), open_photo(photo), choose(engine)
    _make_room(out, [archive, "report.json", *_names(steps, close + len(views))], overwrite)
    shot = holding(_with_doubt(cutout(shot, hint, use)), held)
    more = [angles(shot, Angle(yaw=view.yaw, pitch=view.pitch, photos=views), use) for view in views]
    shot, crops = _crops(shot, close, use)
    packed, facts = bundle(files(with_further([(shot, step) for step in steps], [*more, *crops]), use), force)
    _write(out, archive, packed)
    report(as_json, {"out": str(out), "zip": archive, **facts}, _table(facts))
    if facts["held_back"]:
        raise typer.Exit(1)


def _with_doubt(shot: Shot) -> Shot:
    """The shot, with a note where nobody should use its cutout unseen."""
    assert shot.cutout is not None
    if shot.cutout.confidence >= _SURE:
        return shot
    note = f"The cutout is unsure ({shot.cutout.confidence:.2f} of 1); look at it, or give --box around the product."
    return replace(shot, notes=(*shot.notes, note))


def _product(sku: str, name: str) -> Product:
    try:
        return Product(sku=sku, name=name)
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(f"--{first['loc'][0]}: {first['msg'].lower()}; shorten it.") from error


def _names(steps: Sequence[Export], more: int) -> list[str]:
    """What the files of the steps may be called, with up to `more` further pictures in a slot that takes them."""
    names = []
    for step in steps:
        channel = channel_of(step.channel)
        numbers = range(1, min(1 + more, channel.pictures.most) + 1)
        names += [f"{channel.store}/{channel.file_name(step.product, number)}" for number in numbers]
    return names


def _crops(shot: Shot, most: int, use: Engines) -> tuple[Shot, list[Shot]]:
    """The details that a measure is sure of, at most so many; and the shot, with a note where there are fewer."""
    count = min(most, sum(one.score >= SURE for one in found(shot))) if most else 0
    if count < most:
        shot = replace(shot, notes=(*shot.notes, f"Of {most} details asked for, {count} were found for sure."))
    return shot, [details(shot, Detail(number=number), use) for number in range(1, count + 1)]


def _ids(slots: str) -> list[str]:
    """The ids asked for, each once, in their order; all of them where none is named."""
    return list(dict.fromkeys(slot.strip() for slot in slots.split(",") if slot.strip())) or list(channels())


def _make_room(out: Path, planned: Sequence[str], overwrite: bool) -> None:
    """Make the folder and see that nothing there would be lost, before any long work."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        there = [path for path in planned if (out / path).exists()]
    except OSError as error:
        raise UserError(f"{out} cannot be written to ({error.strerror}); name another folder with --out.") from error
    if there and not overwrite:
        raise UserError(f"{out / there[0]} is there already; name another folder, or say --overwrite.")


def _write(out: Path, archive: str, packed: bytes) -> None:
    """The zip, and beside it what is in it."""
    try:
        (out / archive).write_bytes(packed)
        with ZipFile(BytesIO(packed)) as files:
            files.extractall(out)
    except OSError as error:
        raise UserError(f"{out} could not be written to ({error.strerror}); name another folder with --out.") from error


def _table(facts: dict[str, Any]) -> str:
    """A line a file, and under it what the seller should know."""
    entries = [*facts["files"], *facts["held_back"]]
    width = max(len(entry["path"]) for entry in entries)
    lines = []
    for entry in entries:
        size = f"{entry['width']} × {entry['height']}"
        lines.append(f"{entry['path']:<{width}}  {size:>11}  {entry['bytes'] / 1e6:5.2f} MB  {_fate(entry)}")
        lines += [f"    {text}" for text in (*entry["broken"], *entry["advice"], *entry["notes"])]
    return "\n".join(lines)


def _fate(entry: dict[str, Any]) -> str:
    if entry["passed"]:
        return "passed" if entry["exported"] else "held back"
    return "FAILED, but written" if entry["exported"] else "FAILED, held back"
