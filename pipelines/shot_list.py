"""Shot lists: the pictures that a listing of a product's family needs, how each is got, what must be photographed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.angles import APART, GALLERY, PITCHES, YAWS, Angle, View, apart, five, shape_of, whole
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.recipe import Recipe
from pipelines.core.shot import Box, Shot
from pipelines.details import SURE, Detail, Finding, found
from pipelines.studio.details.framing import framed
from pipelines.studio.details.sight import alike
from pipelines.studio.geometry.relief import Kind
from pipelines.studio.kinds import kind_of as family_of
from pipelines.studio.shot_lists import Wanted, shot_lists
from pipelines.studio.turn.gallery import Side, tried

__all__ = ["How", "Planned", "families", "family_of", "listed", "made", "planned", "side_name"]

How = Literal["photo", "added", "computed", "cropped", "missing"]
"""The photo as it is; a photo that was added; the photo turned; a part of the photo; or not at all."""
_FRONT: Side = (0.0, 0.0)
_MOST = 9  # findings that are looked at, as many as `Detail.number` counts
_FEWEST = 300  # px: side of a crop below which nothing is to be seen on it
_SAME = 0.4  # intersection over union from which two crops show the same


@dataclass(frozen=True)
class Planned:
    """A shot of the list, and how it is got."""

    name: str
    step: Angle | Detail | None  # None: it cannot be had honestly
    how: How
    said: str  # one sentence: where it comes from, or what to photograph


class _Crop(NamedTuple):
    step: Detail
    box: Box  # px of the photo
    said: str


def families() -> tuple[str, ...]:
    """The families that there are lists for, in alphabetical order. Raises DataError."""
    return tuple(sorted(shot_lists().families))


def listed(family: str) -> str:
    """The family. Raises UserError, with those there are, where there is no list for it."""
    if family not in shot_lists().families:
        raise UserError(f"There is no family “{family}”; those there are: {', '.join(families())}.")
    return family


def planned(
    shot: Shot, family: str | None, photos: Sequence[View] = (), proxy: Kind | None = None
) -> tuple[Planned, ...]:
    """The shots that a listing of the family needs, in order; then what else the added photos show.

    A side is taken from a photo where one shows it, else computed where that can be done in good conscience; a detail
    is cropped from the photo where one is surely found, each only once. For no family these are the best five sides,
    filled up with others. Raises UserError as `five` does, or where there is no such family.
    """
    return _planned(shot, family, tuple(photos), proxy)


def made(shot: Shot, row: Planned, engines: Engines) -> Shot:
    """A planned shot, made of the photo's. Raises UserError where it cannot be had, and as its job does."""
    if row.step is None:
        raise UserError(row.said)
    return Recipe(steps=(row.step,)).run(shot, engines)


def side_name(yaw: float, pitch: float) -> str:
    """What a side is called: by where the camera stands."""
    if abs(pitch) == 90:
        return "From above" if pitch > 0 else "From below"
    named = {0.0: "", 90.0: "Right side", -90.0: "Left side", 180.0: "Back", -180.0: "Back"}
    round_ = named.get(yaw, f"{abs(yaw):g}° from the {'left' if yaw < 0 else 'right'}")
    up = f"{abs(pitch):g}° from {'below' if pitch < 0 else 'above'}" if pitch else ""
    return ", ".join(filter(None, (round_, up))) or "As photographed"


@lru_cache(maxsize=4)
def _planned(shot: Shot, family: str | None, photos: tuple[View, ...], proxy: Kind | None) -> tuple[Planned, ...]:
    if family is not None:
        return _family_list(shot, shot_lists().of(listed(family)), photos, proxy)
    sides = [(step.yaw, step.pitch) for step in five(shot, photos, proxy)]
    best = tuple(_of_side(side_name(*side), side, photos, proxy) for side in sides)
    new = [one for one in shot_lists().of(None) if all(apart(a, b) >= APART for a in one.sides for b in sides)]
    return (*best, *_family_list(shot, new, (), proxy))[:GALLERY]


def _family_list(
    shot: Shot, wanted: Sequence[Wanted], photos: Sequence[View], proxy: Kind | None
) -> tuple[Planned, ...]:
    """How each shot is got, and what the photos that none of them takes show."""
    views = [(view.yaw, view.pitch) for view in photos]
    seen = _photographed(wanted, [_FRONT, *views])
    ways = [_reachable(one) if side is None else () for one, side in zip(wanted, seen, strict=True)]
    turned, crops = _computed(shot, ways, [_FRONT, *views], proxy), _cropped(shot, wanted)
    sides = [photo or computed for photo, computed in zip(seen, turned, strict=True)]
    rows = [
        crop or _missing(one) if side is None else _of_side(one.name, side, photos, proxy)
        for one, side, crop in zip(wanted, sides, crops, strict=True)
    ]
    shown = [side for side in sides if side is not None]
    for side in views:
        if min((apart(side, other) for other in shown), default=180.0) >= APART:
            rows.append(_of_side(side_name(*side), side, photos, proxy))
            shown.append(side)
    return tuple(rows)


def _photographed(wanted: Sequence[Wanted], there: Sequence[Side]) -> list[Side | None]:
    """For each shot the side of the photo that shows it best, each photo's only once; None where none does."""
    left, seen = list(there), list[Side | None]()
    for one in wanted:
        near = [min(left, key=lambda side: apart(wish, side)) for wish in one.sides if left]
        fit = (side for wish, side in zip(one.sides, near, strict=False) if apart(wish, side) < APART)
        seen.append(next(fit, None))
        left = [side for side in left if side != seen[-1]]
    return seen


def _reachable(one: Wanted) -> tuple[Side, ...]:
    """Those of its sides that can be computed from one photo at all."""
    return tuple(side for side in one.sides if abs(side[0]) <= YAWS and abs(side[1]) <= PITCHES and side != _FRONT)


def _computed(
    shot: Shot, ways: Sequence[Sequence[Side]], taken: Sequence[Side], proxy: Kind | None
) -> list[Side | None]:
    """For each way the first side that can be computed in good conscience and looks like nothing else."""
    if not any(ways):
        return [None] * len(ways)
    cut = whole(shot)
    relief, focal = shape_of(shot.photo, cut, proxy)
    return tried(cut, relief, ways, taken, focal)


def _cropped(shot: Shot, wanted: Sequence[Wanted]) -> list[Planned | None]:
    """For each shot from nearby the best crop that is sure and that no earlier one shows."""
    left = _crops(shot) if any(one.detail for one in wanted) else []
    rows = list[Planned | None]()
    for one in wanted:
        fit = (crop for kind in one.detail for crop in left if kind in ("auto", crop.step.what))
        best = next(fit, None)
        rows.append(best and Planned(one.name, best.step, "cropped", best.said))
        left = [crop for crop in left if best is None or alike(crop.box, best.box) < _SAME]
    return rows


def _crops(shot: Shot) -> list[_Crop]:
    """What is surely to be seen from nearby, the best of each kind first."""
    count, crops = Counter[str](), []
    for finding in found(shot)[:_MOST]:
        count[finding.kind] += 1
        step = Detail(what=finding.kind, number=count[finding.kind])
        box = framed(finding, whole(shot).box, shot.photo.size, step.aspect, step.longest)
        side = max(box[2] - box[0], box[3] - box[1])
        if finding.score >= SURE and side >= _FEWEST:
            crops.append(_Crop(step, box, _worth(finding, side, step.longest)))
    return crops


def _of_side(name: str, side: Side, photos: Sequence[View], proxy: Kind | None) -> Planned:
    step = Angle(yaw=side[0], pitch=side[1], proxy=proxy, photos=tuple(photos))
    if side == _FRONT:
        return Planned(name, step, "photo", "The photo itself.")
    if side in ((view.yaw, view.pitch) for view in photos):
        return Planned(name, step, "added", "One of the photos that were added shows it.")
    return Planned(name, step, "computed", f"{side_name(*side)}, computed from what the photo shows.")


def _missing(one: Wanted) -> Planned:
    use = "then add it under More photos of it" if one.sides else "and list that photo as it is"
    return Planned(one.name, None, "missing", f"{one.photograph}, {use}.")


def _worth(finding: Finding, side: int, wanted: int) -> str:
    """Why it is shown, and where it has few pixels."""
    few = "." if side >= wanted else f"; it has {side} px at its longer side, and a photo from nearby shows more."
    return finding.reason.removesuffix(".") + few
