"""The half dome over the product on which the light is dragged: a disc with the horizon as its rim.

`page.js` moves the sun; the browser tells the server of it by the dome's `input`, with what `packshot.sun()` says.
"""

from html import escape

import gradio as gr

from pipelines.core.colour import Bytes
from pipelines.core.preview import reduced, transparent
from pipelines.core.shot import Shot
from ui.state import Visitor
from ui.widgets import image

SUN = "() => [packshot.token, ...packshot.sun()]"
"""Fills in the token, azimuth and elevation as they stand on the dome."""
_ICON = 240  # longer side of the photo that the product's picture is taken from, in pixels
_TELLS = "element.addEventListener('dragged', () => trigger('input'))"
_RINGS = "".join(f'<i class="ring" style="--elevation:{height}"><b>{height}°</b></i>' for height in (30, 60))
_SIDES = "".join(f'<b class="side {side}">{side}</b>' for side in ("front", "left", "right", "behind"))


def render() -> gr.HTML:
    """Make the component."""
    return gr.HTML(html(0, 45), elem_id="dome", js_on_load=_TELLS)


def html(azimuth: float, elevation: float, own: tuple[float, float] | None = None, icon: str = "") -> str:
    """The dome with its sun; `own` is where the photo's own light comes from, `icon` the path of the product's
    picture."""
    said, low = where(azimuth, elevation), where(*own) if own else ""
    hollow = f'<i class="sun hollow" style="{_at(*own)}" title="The photo’s own light: {low}"></i>' if own else ""
    key = '<span><i class="sun"></i>The light</span>'
    key += '<span><i class="sun hollow"></i>The light of the photo</span>' if own else ""
    sun = (
        '<button type="button" class="sun" role="slider" aria-label="Where the light comes from" aria-valuemin="-180" '
        f'aria-valuemax="180" aria-valuenow="{azimuth:.0f}" aria-valuetext="{said}"></button>'
    )
    return (
        f'<div class="dome" style="{_at(azimuth, elevation)}"><div class="sky">{_RINGS}{_SIDES}'
        f"{image(icon, '') if icon else ''}{hollow}{sun}</div>"
        f'<p class="legend">{key}<output>{escape(said)}</output></p></div>'
    )


def _at(azimuth: float, elevation: float) -> str:
    return f"--azimuth:{azimuth:.1f};--elevation:{elevation:.1f}"


def where(azimuth: float, elevation: float) -> str:
    """From where a light comes, in words, as the camera sees it; `page.js` says the same."""
    turn, high = round(azimuth), f"{elevation:.0f}° high"
    if turn == 0:
        return f"from the front, {high}"
    if abs(turn) == 180:
        return f"from behind, {high}"
    return f"{abs(turn)}° to the {'left' if turn < 0 else 'right'}, {high}"


def icon(visitor: Visitor, shot: Shot) -> str:
    """The path of a small picture of the product without its ground."""
    return visitor.drawn(shot, "dome", lambda: _cropped(shot))


def _cropped(shot: Shot) -> Bytes:
    cut = reduced(shot, _ICON).cutout
    assert cut is not None
    x0, y0, x1, y1 = cut.box
    return transparent(cut)[y0:y1, x0:x1]
