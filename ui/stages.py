"""The row of stages at the top: photo → cut out → scene → export, each with what it has come to."""

from html import escape

from pipelines.core.preview import fit, on_checkerboard
from ui.state import Visitor
from ui.widgets import image

_THUMBNAIL = 160
_NAMES = ("Photo", "Cut out", "Scene", "Export")
_TABS = ("product", "product", "scene", "export")
_TO_DO = ("Drop a photo", "Made for you", "Choose a place", "Files for your stores")


def html(visitor: Visitor) -> str:
    """The row; a stage leads to its tab."""
    said = _said(visitor)
    reached = sum(text is not None for text in said)
    rows = []
    for index, (name, picture) in enumerate(zip(_NAMES, _pictures(visitor), strict=True)):
        state = "done" if said[index] is not None else "next" if index == reached else "later"
        shown = image(picture, name) if picture else f"<b>{index + 1}</b>"
        words = f"<strong>{name}</strong><small>{escape(said[index] or _TO_DO[index])}</small>"
        rows.append(
            f'<li class="{state}"><button type="button" data-tab="{_TABS[index]}">'
            f'<span class="thumb">{shown}</span><span class="text">{words}</span></button></li>'
        )
    return f'<ol class="stages" aria-label="Stages">{"".join(rows)}</ol>'


def _pictures(visitor: Visitor) -> list[str | None]:
    desk = visitor.session.desk
    photo = cut = scene = None
    if desk.current is not None:
        shot = desk.current
        photo = visitor.drawn(shot, "small photo", lambda: fit(shot.photo.pixels, _THUMBNAIL))
        if shot.cutout is not None:
            made = shot.cutout
            cut = visitor.drawn(shot, "small cutout", lambda: on_checkerboard(made, _THUMBNAIL))
    if desk.shots:
        last = desk.shots[-1]
        scene = visitor.drawn(last, "small scene", lambda: fit(last.pixels, _THUMBNAIL))
    return [photo, cut, scene, None]


def _said(visitor: Visitor) -> list[str | None]:
    """What each stage has come to; None where it is still to be done."""
    desk, made = visitor.session.desk, visitor.exported
    shot, count = desk.current, len(desk.shots)
    if shot is None:
        return [None] * len(_NAMES)
    return [
        f"{shot.photo.size[0]} × {shot.photo.size[1]}",
        f"{shot.cutout.confidence:.0%} sure" if shot.cutout else None,
        f"{count} shot{'s' * (count > 1)}" if count else None,
        f"{len(made.shots)} files" if made and made.of is shot else None,
    ]
