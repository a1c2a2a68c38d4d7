"""What a prompt says of size and layout, as numbers of a scene: these words are obeyed exactly, not left to a model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from pipelines.diffusion.prompts.fields import Prompt, brief
from pipelines.diffusion.prompts.lexicon import FIELDS, FieldName, Setting
from pipelines.diffusion.prompts.matching import Match, denied, found
from pipelines.diffusion.prompts.sizes import Size, shape, sizes
from pipelines.diffusion.prompts.surface import surface

_FILL = re.compile(
    r"(?:\b(?:fill(?:s|ing)?|takes? up|occup(?:y|ies|ying)|covers?)\b[\w\s]{0,20}?([0-9]{1,6})\s?%"
    r"|([0-9]{1,6})\s?% (?:of the )?(?:frame|fill|picture|image)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """What was read. None: not said. Names, units and bounds are those of a scene's settings."""

    width: int | None = None  # px, 64–6000
    height: int | None = None  # px, 64–6000
    white: bool = False  # pure white background
    across: float | None = None  # −1 at the frame's left edge, 0 in the middle, 1 at its right
    fill: float | None = None  # 0.1–1: larger of box width / frame width and box height / frame height
    shadow: float | None = None  # 0–1
    reflection: float | None = None  # 0–1
    softness: float | None = None  # 0–1: key light
    azimuth: float | None = None  # degrees: 0 from the camera, −90 from its left, 90 from its right
    elevation: float | None = None  # degrees above the ground
    kelvin: float | None = None  # key light
    rim: float | None = None  # 0–1: light from behind, as a fraction of the key
    pitch: float | None = None  # degrees looking down
    f_number: float | None = None
    surface: str | None = None  # a word among those that were given
    read: tuple[str, ...] = ()  # the words that were understood, as they were written
    notes: tuple[str, ...] = ()  # what could not be obeyed, in whole sentences

    def wishes(self, before: "Layout | None" = None) -> dict[str, Any]:
        """What is said, by name, without what `before`, the layout of the template's own words, says as well."""
        usual = before or Layout()
        names = [field.name for field in fields(self) if field.name not in ("read", "notes")]
        said = {name: getattr(self, name) for name in names}
        new = {name: value for name, value in said.items() if value != getattr(usual, name)}
        return {name: value for name, value in new.items() if value is not None and value is not False}


def layout(given: Prompt | str, surfaces: Sequence[str] = ()) -> Layout:
    """Read a prompt, or the first 1200 characters of a text. Where two words disagree, the first one is obeyed.

    `surfaces` are the words of the materials that a scene can be stood on.
    """
    texts = _texts(given)
    matches = [match for field, text in texts for match in found(text, field) if not match.denied]
    said, words = _settings(matches)
    size, others = _size(texts, said.pop("ratio", None))
    fill = _fill(texts)
    ground = next((hit for field, text in texts if (hit := surface(text, surfaces, everywhere=field == "scene"))), None)
    values: dict[str, Any] = {str(name): value for name, value in said.items()}
    values |= {"white": bool(said.get("white", False)), **(fill[0] if fill else {})}
    read = [size.words if size else "", *words, fill[1] if fill else "", ground[1] if ground else ""]
    return Layout(
        **values,
        width=size.width if size else None,
        height=size.height if size else None,
        surface=ground[0] if ground else None,
        read=tuple(dict.fromkeys(word for word in read if word)),
        notes=tuple(note for note in (size.note if size else "", *others, fill[2] if fill else "") if note),
    )


def _texts(given: Prompt | str) -> list[tuple[FieldName | None, str]]:
    if isinstance(given, str):
        return [(None, brief(given))]
    return [(name, getattr(given, name)) for name in FIELDS]


def _settings(matches: Sequence[Match]) -> tuple[dict[Setting, float | bool], list[str]]:
    """What the terms set, the strong ones before the weak, and the words of those that set something."""
    said: dict[Setting, float | bool] = {}
    for match in sorted(matches, key=lambda match: match.term.weak):
        for name, value in match.term.set.items():
            said.setdefault(name, value)
    obeyed = [m.words for m in matches if any(said[name] == value for name, value in m.term.set.items())]
    return said, obeyed


def _size(texts: Sequence[tuple[FieldName | None, str]], ratio: float | bool | None) -> tuple[Size | None, list[str]]:
    every = [size for _, text in texts for size in sizes(text, ratio)]
    if not every:
        return (shape(ratio) if ratio else None), []
    first = every[0]
    others = {size.words for size in every if (size.width, size.height) != (first.width, first.height)}
    return first, [f"“{words}” is another size than “{first.words}”; the first is used." for words in sorted(others)]


def _fill(texts: Sequence[tuple[FieldName | None, str]]) -> tuple[dict[str, float], str, str] | None:
    for _, text in texts:
        for hit in _FILL.finditer(text):
            if denied(text[: hit.start()]):
                continue
            stated = int(hit[1] or hit[2]) / 100
            fill = min(max(stated, 0.1), 1.0)
            note = "" if fill == stated else f"“{hit[0]}” is outside 10–100 %; {fill:.0%} is used."
            return {"fill": fill}, hit[0], note
    return None
