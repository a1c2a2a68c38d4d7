"""A session as one file that a visitor keeps: a zip of the photo, the cutouts and the shots; its past is left out.

Mattes are float32 and foregrounds are differences from the photo (modulo 256), deflated: both come back exactly, and
where the product is untouched the difference is 0, so that it equals the photo on whatever machine decodes it.
"""

import json
import zipfile
from collections.abc import Iterable
from dataclasses import asdict
from io import BytesIO
from typing import Any, TypeVar

import numpy as np
import yaml
from PIL import Image
from pydantic import ValidationError

from pipelines.core.colour import Bytes
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo
from pipelines.core.manifest import (
    FACTS,
    CutoutFacts,
    FileFacts,
    PhotoFacts,
    SessionFacts,
    ShotFacts,
    SideFacts,
)
from pipelines.core.recipe import Recipe
from pipelines.core.session import Desk, Session, SidePhoto
from pipelines.core.shelf import keep
from pipelines.core.shot import Cutout, Deliverable, Photo, Placement, Row, Shot, read_only
from pipelines.core.strictzip import MAX_ENTRIES, MAX_TOTAL, StrictZip

_WHAT = "This session file"
_TOO_LARGE = "This session is too large for one file; remove some of its shots and save again."
_MAX_FACTS = 20_000_000  # bytes
Item = TypeVar("Item")


def save(session: Session) -> bytes:
    """The desk of a session as a zip; the same desk gives the same bytes. Raises UserError where it is too large."""
    desk = session.desk
    shots = [*([desk.current] if desk.current else []), *desk.shots]
    own = _distinct(shot.photo for shot in shots)
    sides = [side for side in desk.sides if any(side.of == photo.original for photo in own)]
    photos = _distinct([*own, *(side.photo for side in sides)])
    cutouts = _distinct(shot.cutout for shot in shots if shot.cutout)
    homes = [next(shot.photo for shot in shots if shot.cutout is cutout) for cutout in cutouts]
    facts = _facts(desk, shots, photos, cutouts, homes, sides)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _write(archive, FACTS, facts.model_dump_json(indent=1).encode(), zipfile.ZIP_DEFLATED)
        for number, photo in enumerate(photos):
            _write(archive, f"photos/{number}", photo.original)
        for number, (cutout, photo) in enumerate(zip(cutouts, homes, strict=True)):
            difference = cutout.foreground - photo.pixels
            _write(archive, f"cutouts/{number}.alpha", cutout.alpha.astype("<f4").tobytes(), zipfile.ZIP_DEFLATED)
            _write(archive, f"cutouts/{number}.foreground", difference.tobytes(), zipfile.ZIP_DEFLATED)
        for number, shot in enumerate(shots):
            if _own_pixels(shot):
                _write(archive, f"shots/{number}.png", _png(shot))
            if shot.file:
                _write(archive, f"files/{number}", shot.file.data)
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise UserError(_TOO_LARGE)
    return out.getvalue()


def restore(data: bytes) -> Session:
    """The session that `save` wrote, with no past. Raises UserError on anything that `save` does not write.

    The jobs named in its recipes must have been imported.
    """
    archive = StrictZip(data, _WHAT)
    try:
        facts = SessionFacts.model_validate_json(archive.read(FACTS, most=_MAX_FACTS))
    except ValidationError as error:
        first = error.errors()[0]
        raise archive.refusal(f"does not fit ({'.'.join(map(str, first['loc']))}: {first['msg']})") from error
    if archive.names() != facts.entries():
        raise archive.refusal("does not hold the files that it lists")
    photos = [_photo(archive, number, photo) for number, photo in enumerate(facts.photos)]
    digests = dict[int, str]()
    for place in sorted({side.photo for side in facts.sides}):
        digests[place], photos[place] = keep(photos[place])
    cutouts = [_cutout(archive, number, cutout, photos[cutout.photo]) for number, cutout in enumerate(facts.cutouts)]
    shots = [
        _shot(archive, number, shot, photos[shot.photo], None if shot.cutout is None else cutouts[shot.cutout])
        for number, shot in enumerate(facts.shots)
    ]
    current = shots.pop(0) if facts.current else None
    sides = tuple(_side(photos, digests, side) for side in facts.sides)
    return Session(Desk(facts.product, current, tuple(shots), sides))


def _facts(
    desk: Desk, shots: list[Shot], photos: list[Photo], cutouts: list[Cutout], homes: list[Photo],
    sides: list[SidePhoto],
) -> SessionFacts:  # fmt: skip
    facts = {
        "version": 1,
        "product": desk.product,
        "photos": [{"name": photo.name, "turns": photo.turns, "size": photo.size} for photo in photos],
        "cutouts": [
            {
                "photo": _place(photos, photo),
                "confidence": cutout.confidence,
                "engine": cutout.engine,
                "fidelity": cutout.fidelity,
                "change": cutout.change,
            }
            for cutout, photo in zip(cutouts, homes, strict=True)
        ],
        "current": desk.current is not None,
        "shots": [_shot_facts(shot, photos, cutouts) for shot in shots],
        "sides": [_side_facts(side, photos) for side in sides],
    }
    try:
        return SessionFacts.model_validate(facts)
    except ValidationError as error:
        raise UserError(_TOO_LARGE) from error


def _side_facts(side: SidePhoto, photos: list[Photo]) -> dict[str, Any]:
    of = next(number for number, photo in enumerate(photos) if photo.original == side.of)
    return {"of": of, "photo": _place(photos, side.photo), "yaw": side.yaw, "pitch": side.pitch}


def _distinct(items: Iterable[Item]) -> list[Item]:
    """Every object once, by identity, in order."""
    return list({id(item): item for item in items}.values())


def _place(items: list[Item], wanted: Item) -> int:
    return next(number for number, item in enumerate(items) if item is wanted)


def _own_pixels(shot: Shot) -> bool:
    return shot.pixels is not shot.photo.pixels


def _shot_facts(shot: Shot, photos: list[Photo], cutouts: list[Cutout]) -> dict[str, Any]:
    file = shot.file
    return {
        "photo": _place(photos, shot.photo),
        "cutout": None if shot.cutout is None else _place(cutouts, shot.cutout),
        "size": (shot.pixels.shape[1], shot.pixels.shape[0]) if _own_pixels(shot) else None,
        "placement": None if shot.placement is None else asdict(shot.placement),
        "role": shot.role,
        "engine": shot.engine,
        "licence": shot.licence,
        "fidelity": shot.fidelity,
        "template": shot.template,
        "recipe": yaml.safe_load(shot.recipe.to_yaml()),
        "notes": shot.notes,
        "source_type": shot.source_type,
        "file": None
        if file is None
        else {
            "name": file.name,
            "channel": file.channel,
            "slot": file.slot,
            "rows": [asdict(row) for row in file.rows],
        },
    }


def _png(shot: Shot) -> bytes:
    out = BytesIO()
    Image.fromarray(shot.pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _write(archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_STORED) -> None:
    archive.writestr(zipfile.ZipInfo(name), data, method, compresslevel=1)  # a ZipInfo by itself is dated 1980


def _photo(archive: StrictZip, number: int, facts: PhotoFacts) -> Photo:
    photo = decode_photo(archive.read(f"photos/{number}"), facts.name).turned(facts.turns)
    if photo.size != facts.size:
        raise archive.refusal("holds a photo of another size than it says")
    return photo


def _side(photos: list[Photo], digests: dict[int, str], facts: SideFacts) -> SidePhoto:
    own, place = photos[facts.of].original, facts.photo
    return SidePhoto(own, digests[place], photos[place], facts.yaw, facts.pitch)


def _cutout(archive: StrictZip, number: int, facts: CutoutFacts, photo: Photo) -> Cutout:
    pixels = photo.pixels
    alpha = archive.read(f"cutouts/{number}.alpha", pixels.size // 3 * 4, pixels.size // 3 * 4)
    difference = archive.read(f"cutouts/{number}.foreground", pixels.size, pixels.size)
    matte = np.frombuffer(alpha, "<f4").astype(np.float32).reshape(pixels.shape[:2])
    if not ((matte >= 0) & (matte <= 1)).all():
        raise archive.refusal("holds a matte outside 0–1")
    foreground = np.frombuffer(difference, np.uint8).reshape(pixels.shape) + pixels
    return Cutout(read_only(matte), read_only(foreground), facts.confidence, facts.engine,
                  facts.fidelity, facts.change)  # fmt: skip


def _shot(archive: StrictZip, number: int, facts: ShotFacts, photo: Photo, cutout: Cutout | None) -> Shot:
    return Shot(
        photo,
        photo.pixels if facts.size is None else _picture(archive, number, facts.size),
        cutout=cutout,
        placement=Placement(**facts.placement.model_dump()) if facts.placement else None,
        role=facts.role,
        engine=facts.engine,
        licence=facts.licence,
        fidelity=facts.fidelity,
        template=facts.template,
        recipe=Recipe.from_yaml(json.dumps(facts.recipe)),  # JSON is YAML, without anchors that multiply
        notes=facts.notes,
        source_type=facts.source_type,
        file=_file(archive, number, facts.file) if facts.file else None,
    )


def _picture(archive: StrictZip, number: int, size: tuple[int, int]) -> Bytes:
    picture = decode_photo(archive.read(f"shots/{number}.png"), "shot")
    if picture.size != size or picture.format != "PNG":
        raise archive.refusal("holds a shot of another kind than it says")
    return picture.pixels


def _file(archive: StrictZip, number: int, facts: FileFacts) -> Deliverable:
    rows = tuple(Row(**row.model_dump()) for row in facts.rows)
    return Deliverable(facts.name, archive.read(f"files/{number}"), facts.channel, facts.slot, rows)
