"""The command `set`: one photo in, the files of every store's image slots out."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from zipfile import ZipFile

import typer
from pydantic import ValidationError

from pipelines.core.channel import channel_of, channels
from pipelines.core.command import Engine, Json, Seed, command, report
from pipelines.core.command import engines as choose
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.product import Product, slug
from pipelines.core.progress import part
from pipelines.core.regions import parse_box
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.export import Export, bundle, export
from pipelines.intake import open_photo

_SURE = 0.5  # see Cutout.confidence


def listing(shot: Shot, steps: Sequence[Export], engines: Engines) -> tuple[Shot, ...]:
    """A file for each step from a shot with a cutout, one after another."""
    return tuple(
        export(shot, step, Engines(engines.use, part(engines.progress, index, len(steps))))
        for index, step in enumerate(steps)
    )


@command
def set_(
    photo: Path,
    out: Annotated[Path, typer.Option(help="folder to write to; made where it is not there")],
    slots: Annotated[str, typer.Option("--channels", help="ids, separated by commas; all when left out")] = "",
    sku: Annotated[str, typer.Option(help="your article code; begins every file name")] = "SKU",
    name: Annotated[str, typer.Option(help="what the product is, in a few words")] = "product",
    box: Annotated[str, typer.Option(help="x0,y0,x1,y1 around the product, in the photo's pixels")] = "",
    force: Annotated[bool, typer.Option("--force", help="write files that break a rule too")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="replace files that are there")] = False,
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Make the store-ready set of a photo; exit status 1 where a file broke a rule and was held back."""
    product = _product(sku, name)
    steps = [Export(channel=channel_of(slot).id, product=product, seed=seed) for slot in _ids(slots)]
    archive = f"{slug(product.sku, 'SKU')}_{slug(product.name)}.zip"
    planned = [f"{channels()[s.channel].store}/{channels()[s.channel].file_name(product, s.number)}" for s in steps]
    hint, shot, use = CutoutStep(box=parse_box(box)), open_photo(photo), choose(engine)
    _make_room(out, [archive, "report.json", *planned], overwrite)
    shots = listing(_with_doubt(cutout(shot, hint, use)), steps, use)
    packed, facts = bundle(shots, force)
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
        fate = "passed" if entry["passed"] else "FAILED, but written" if entry["forced"] else "FAILED, held back"
        size = f"{entry['width']} × {entry['height']}"
        lines.append(f"{entry['path']:<{width}}  {size:>11}  {entry['bytes'] / 1e6:5.2f} MB  {fate}")
        lines += [f"    {text}" for text in (*entry["broken"], *entry["advice"], *entry["notes"])]
    return "\n".join(lines)
