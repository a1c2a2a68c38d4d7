"""Check: the rules of a channel, measured on an encoded file."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipelines.core.channel import Among, Channel, Holds, Named, Rule, Within, channel_of
from pipelines.core.command import Engine, Seed, command
from pipelines.core.encoded import EncodedFile
from pipelines.core.load import load_photo
from pipelines.core.metadata import SOURCE_TYPES, VOCABULARY
from pipelines.core.shot import Row

_ENDINGS = {"JPEG": "jpg jpeg", "TIFF": "tif tiff", "HEIC": "heic heif"}


@dataclass(frozen=True)
class Measure:
    """A number that can be read from a file."""

    label: str
    unit: str
    of: Callable[[EncodedFile], float | None]  # None: it cannot be told from this file


MEASURES = {
    "width": Measure("width", " px", lambda f: f.size[0]),
    "height": Measure("height", " px", lambda f: f.size[1]),
    "longest_side": Measure("longest side", " px", lambda f: max(f.size)),
    "shortest_side": Measure("shortest side", " px", lambda f: min(f.size)),
    "megapixels": Measure("resolution", " MP", lambda f: f.size[0] * f.size[1] / 1e6),
    "aspect": Measure("width / height", "", lambda f: f.size[0] / f.size[1]),
    "megabytes": Measure("file size", " MB", lambda f: len(f.photo.original) / 1e6),
    "fill": Measure("product's longest side / frame", "", lambda f: f.on_white.fill),
    "offset": Measure("product's distance from the centre / frame", "", lambda f: f.on_white.offset),
    "sides_touched": Measure("sides of the frame that cut the product", "", lambda f: f.on_white.sides_touched),
    "border_off_white": Measure("border pixels that are not pure white", "", lambda f: f.on_white.border_off_white),
    "background_off_white": Measure(
        "background pixels that are not pure white", "", lambda f: f.on_white.background_off_white
    ),
    "edge_width": Measure("width of the product's edges", " px", lambda f: f.edge_width),
    "enlargement": Measure("enlargement of the photo's product", "×", lambda f: f.enlargement),
}
NAMES: dict[str, tuple[str, Callable[[EncodedFile], str]]] = {
    "format": ("format by content", lambda f: f.photo.format),
    "colour": ("colour space", lambda f: f.colour),
}


def check(data: bytes, channel: Channel, name: str | None = None, source_type: str | None = None) -> tuple[Row, ...]:
    """Every rule of a channel that can be judged on an encoded file, in the channel's order. Raises UserError.

    `name` is what the file is called; `source_type` is the IPTC term that it must carry, where the caller knows.
    """
    file = EncodedFile.read(data, name)
    rows = (_row(rule, file, channel.sources[rule.source].url, source_type) for rule in channel.rules)
    return tuple(row for row in rows if row is not None)


def _row(rule: Rule, file: EncodedFile, source: str, source_type: str | None) -> Row | None:
    if isinstance(rule, Within):
        return _within(rule, file, source)
    if isinstance(rule, Among):
        label, of = NAMES[rule.check]
        found = of(file)
        return Row(label, found in rule.allowed, found, " or ".join(rule.allowed), source, rule.hard)
    if isinstance(rule, Named):
        return _named(rule, file, source)
    if rule.check == "provenance":
        return _provenance(rule, file, source, source_type)
    return _holds(rule, file, source)


def _within(rule: Within, file: EncodedFile, source: str) -> Row | None:
    """A hard rule that cannot be measured is not kept; such advice is left out."""
    measure = MEASURES[rule.check]
    value = measure.of(file)
    if value is None and not rule.hard:
        return None
    low, high = rule.min, rule.max
    kept = value is not None and (low is None or value >= low) and (high is None or value <= high)
    limit = " and ".join(
        f"{words} {_number(bound)}{measure.unit}"
        for words, bound in (("at least", low), ("at most", high))
        if bound is not None
    )
    shown = "no product found" if value is None else f"{_number(value)}{measure.unit}"
    return Row(measure.label, kept, shown, limit, source, rule.hard)


def _number(value: float) -> str:
    """At most three decimals, no exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _named(rule: Named, file: EncodedFile, source: str) -> Row | None:
    if file.name is None:
        return None
    kept = re.fullmatch(rule.pattern, file.name) is not None
    return Row("file name", kept, file.name, rule.pattern, source, rule.hard)


def _holds(rule: Holds, file: EncodedFile, source: str) -> Row | None:
    if rule.check == "opaque":
        opaque = file.photo.alpha is None
        return Row("transparency", opaque, "none" if opaque else "transparent pixels", "none", source, rule.hard)
    if rule.check == "still":
        return Row("animation", not file.moving, "animated" if file.moving else "none", "none", source, rule.hard)
    if file.name is None:
        return None
    allowed = _ENDINGS.get(file.photo.format, file.photo.format.lower()).split()
    ending = Path(file.name).suffix.removeprefix(".").lower()
    return Row("file ending", ending in allowed, ending or "none", " or ".join(allowed), source, rule.hard)


def _provenance(rule: Holds, file: EncodedFile, source: str, expected: str | None) -> Row:
    """How the picture was made, as the file states it.

    Where the caller knows, the file must say just that. A stranger's file that says nothing may be a plain photo:
    that is advice. One that says something which is no IPTC term misleads.
    """
    stated = file.source_type
    known = stated is not None and stated.replace("https:", "http:") in {VOCABULARY + term for term in SOURCE_TYPES}
    kept = known if expected is None else stated == VOCABULARY + expected
    limit = "a whole URI of IPTC's vocabulary" if expected is None else VOCABULARY + expected
    hard = rule.hard and (expected is not None or stated is not None)
    return Row("digital source type", kept, stated or "not stated", limit, source, hard)


@command
def check_(
    file: Path,
    channel: Annotated[str, typer.Option(help="id of an image slot, such as amazon_main")],
    engine: Engine = "auto",
    seed: Seed = None,
    as_json: Annotated[bool, typer.Option("--json", help="rows are JSON with or without it")] = True,
) -> None:
    """Check a picture file against the rules of a channel; exit status 1 where a rule is broken."""
    slot = channel_of(channel)
    rows = check(load_photo(file).original, slot, file.name)
    passed = all(row.passed for row in rows if row.hard)
    facts = {"file": file.name, "channel": slot.id, "passed": passed, "rows": [asdict(row) for row in rows]}
    print(json.dumps(facts, ensure_ascii=False, indent=2))
    if not passed:
        raise typer.Exit(1)
