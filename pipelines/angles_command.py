"""The command `angles`: a product from other sides, as files."""

import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Annotated, Any

import typer
from PIL import Image
from pydantic import ValidationError

from pipelines.angles import Angle, View, angles, confidence_map, turned_of
from pipelines.core.command import Engine, Json, Seed, command, report, save
from pipelines.core.command import engines as choose
from pipelines.core.errors import UserError
from pipelines.core.load import load_photo
from pipelines.core.shelf import holding, keep
from pipelines.core.shot import Photo, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.folder import make_room
from pipelines.intake import open_photo
from pipelines.studio.turn.notes import SHAPES

_VIEW = re.compile(r"(.+?):([+-]?\d+(?:\.\d+)?)(?::([+-]?\d+(?:\.\d+)?))?")


@command
def angles_(
    photo: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="folder for the PNGs")],
    yaw: Annotated[str, typer.Option(help="degrees the camera goes to its right, such as -30,-15,15,30")] = "-15,15",
    pitch: Annotated[str, typer.Option(help="degrees it goes up, such as 0,15")] = "0",
    proxy: Annotated[str | None, typer.Option(help=f"what its shape is: {', '.join(SHAPES)}")] = None,
    fill: Annotated[bool, typer.Option("--fill/--no-fill", help="fill in what is not seen, marked as invented")] = True,
    photos: Annotated[list[str] | None, typer.Option("--photo", help="FILE:YAW[:PITCH], from that side")] = None,
    confidence: Annotated[bool, typer.Option("--confidence", help="also write what is seen and what is not")] = False,
    model: Annotated[str | None, typer.Option(help="id of a model")] = None,
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """Show the product of a photo from other sides."""
    sides = list(product(_degrees(yaw, "--yaw"), _degrees(pitch, "--pitch")))
    use, (views, held) = choose(engine), added(photos or ())
    wish = _step(proxy=proxy, photos=views, fill=fill, model=model, seed=seed)
    steps = [_step(**{**dict(wish), "yaw": yaw, "pitch": pitch}) for yaw, pitch in sides]
    shot = holding(cutout(open_photo(photo), CutoutStep(), use), held)
    make_room(out)
    facts = [_written(angles(shot, step, use), shot, step, out, confidence) for step in steps]
    notes = list(dict.fromkeys(str(note) for each in facts for note in each["notes"]))
    said = "\n".join(f"{each['file']}: {each['fidelity']}" for each in facts)
    report(as_json, {"pictures": facts, "notes": notes}, said)


def _written(made: Shot, shot: Shot, step: Angle, out: Path, confidence: bool) -> dict[str, Any]:
    """Write a side's files; returns what is known of it."""
    path = out / f"yaw{step.yaw:+g}_pitch{step.pitch:+g}.png"
    save(Image.fromarray(made.pixels), path)
    facts = {
        "file": str(path), "yaw": step.yaw, "pitch": step.pitch, "engine": made.engine, "licence": made.licence,
        "fidelity": made.fidelity, "size": [made.pixels.shape[1], made.pixels.shape[0]], "notes": list(made.notes),
        "recipe": made.recipe.to_yaml(),
    }  # fmt: skip
    if made.fidelity in ("locked", "relit"):
        return facts
    known = turned_of(shot, step)
    if confidence:
        save(Image.fromarray(confidence_map(shot, step)), path.with_stem(f"{path.stem}_confidence"))
    seen, interpolated, invented = (round(share, 4) for share in known.shares)
    shares = {"seen": seen, "interpolated": interpolated, "invented": invented}
    return {**facts, "shares": shares, "proxy": known.kind, "confidence": round(known.sure, 3)}


def _step(**wishes: Any) -> Angle:
    """The step. Raises UserError naming what does not fit."""
    try:
        return Angle(**wishes)
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(f"“{first['input']}” does not do for {first['loc'][0]}: {first['msg']}.") from error


def _degrees(text: str, option: str) -> list[float]:
    """“-30,15” as numbers. Raises UserError."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise UserError(f"“{text}” does not do for {option}; give degrees, such as -30,-15,15,30.") from None


def added(texts: Sequence[str]) -> tuple[tuple[View, ...], list[Photo]]:
    """What `--photo` names, and the photos, to be held on to. Raises UserError."""
    views, held = [], []
    for text in texts:
        found = _VIEW.fullmatch(text)
        if found is None:
            raise UserError(f"“{text}” does not do for --photo; give a file and its angle, such as side.jpg:90.")
        name, yaw, pitch = found.groups()
        digest, picture = keep(load_photo(Path(name)))
        held.append(picture)
        try:
            views.append(View(picture=digest, yaw=float(yaw), pitch=float(pitch or 0)))
        except ValidationError as error:
            raise UserError(f"“{text}” does not do for --photo: {error.errors()[0]['msg']}.") from error
    return tuple(views), held
