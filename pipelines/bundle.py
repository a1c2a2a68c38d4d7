"""Bundle: exported files as one zip with a report, and the reasons for which a file may not leave."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipelines.core.channel import channels
from pipelines.core.errors import UserError
from pipelines.core.shot import Fidelity, Shot
from pipelines.export import Export

_THEN = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold, so that equal sets are equal files


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
    held = held_back(shot)
    advice = [row for row in file.rows if not row.hard]
    return {
        "path": f"{channels()[file.channel].store}/{file.name}",
        "channel": file.channel,
        "product": step.product.model_dump(),
        "role": shot.role,
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


def held_back(shot: Shot) -> str | None:
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
