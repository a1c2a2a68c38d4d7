"""Recreate: the product in the seller's own photo of a place, with a live preview; and the shots made of it."""

import secrets
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.load import load_photo
from pipelines.core.shot import Photo
from pipelines.recreate import SEEDS, Recreate, keep, recreate, resolved, variations
from ui.state import Visitor
from ui.widgets import PICTURES, empty, heading, notice
from ui.wiring import Updates, Wiring

PREVIEW = 768  # longer side of the live preview, in pixels
FINAL = 2000
_REDUCED = 1280  # longer side of the product's photo that previews are made from
_VARIATIONS = 4
_SLIDERS = {
    "across": ("Where it stands: left to right", 0, 1, 0.01, 0.5),
    "down": ("Where it stands: far to near", 0, 1, 0.01, 0.8),
    "scale": ("Size in the picture", 0.05, 1.2, 0.01, 0.36),
    "horizon": ("Horizon, from the top of the picture", -1, 0.95, 0.01, 0.2),
    "azimuth": ("Light, left (−) or right (+), °", -180, 180, 1, -45),
    "elevation": ("Height of the light, °", 10, 88, 1, 45),
    "softness": ("Softness of the light", 0, 1, 0.05, 0.7),
    "fill_light": ("Fill light", 0, 2, 0.05, 0.7),
    "shadow": ("Shadow strength", 0, 1, 0.05, 1),
    "reflection": ("Reflection on the ground", 0, 1, 0.05, 0),
    "gain": ("Fit the product to the place's light", 0, 1, 0.05, 0.4),
}
_READ = ("across", "down", "scale", "horizon", "azimuth", "elevation", "softness", "fill_light")  # from the photo


@dataclass(frozen=True)
class Chosen:
    """A visitor's place and what is wished of it."""

    photo: Photo
    step: Recreate


_chosen: WeakKeyDictionary[Visitor, Chosen] = WeakKeyDictionary()


@dataclass(frozen=True)
class RecreateTab:
    """The tab's components."""

    nothing: gr.HTML
    room: gr.Row
    drop: gr.File
    stage: gr.Image
    said: gr.HTML
    tools: gr.Column
    sliders: dict[str, gr.Slider]
    make: gr.Button
    several: gr.Button
    afresh: gr.Button
    other: gr.UploadButton

    @property
    def drawn(self) -> list[Any]:
        """What a change of the settings draws anew."""
        return [self.stage, self.said]


def render() -> RecreateTab:
    """Make the components."""
    nothing = gr.HTML(empty("Nothing to place yet", "Add a photo on the Product tab; then bring a photo of a place."))
    with gr.Row(visible=False, elem_classes="split") as room:
        with gr.Column(scale=5, min_width=300, elem_classes="stays"):
            drop = gr.File(file_types=PICTURES, label="A photo of a place", elem_id="place", height=300)
            stage = gr.Image(
                show_label=False, interactive=False, visible=False, elem_id="place-stage", buttons=["fullscreen"]
            )
            said = gr.HTML()
        with gr.Column(scale=4, min_width=280):
            hint = "A table, a shelf, a floor: level ground, sharp. Click in the picture where the product is to stand."
            gr.HTML(heading("Your own place", hint))
            with gr.Column(visible=False) as tools:
                make = gr.Button("Make the shot", variant="primary", size="lg", elem_id="make-place")
                with gr.Row(elem_classes="tools"):
                    several = gr.Button(f"Make {_VARIATIONS} variations", size="sm", elem_id="vary-place")
                    afresh = gr.Button("As read from the photo", size="sm", elem_id="read-place")
                sliders = {
                    key: gr.Slider(low, high, value, step=step, label=label, elem_id=f"place-{key}", buttons=[])
                    for key, (label, low, high, step, value) in _SLIDERS.items()
                }
                other = gr.UploadButton("Use another place", file_types=PICTURES, size="sm", elem_id="other-place")
    return RecreateTab(nothing, room, drop, stage, said, tools, sliders, make, several, afresh, other)


def show(tab: RecreateTab, visitor: Visitor) -> Updates:
    """The tab for a session; the picture is drawn anew only for another cutout or another place."""
    shot, chosen = visitor.session.desk.current, _chosen.get(visitor)
    ready = shot is not None and shot.cutout is not None
    updates: Updates = {
        tab.nothing: gr.update(visible=not ready),
        tab.room: gr.update(visible=ready),
        tab.drop: gr.update(visible=chosen is None, value=None),
        tab.tools: gr.update(visible=chosen is not None),
        tab.stage: gr.update(visible=chosen is not None),
        **dict.fromkeys((tab.said, *tab.sliders.values()), gr.skip()),
    }
    anew = [visitor.differs("recreate", shot), visitor.differs("place", chosen and chosen.photo)]
    if any(anew) and ready and chosen is not None:
        updates |= {**_settings(tab, visitor, chosen), **_stage(tab, visitor, chosen)}
    return updates


def _values(visitor: Visitor, step: Recreate) -> dict[str, float]:
    """What the sliders show of a step; what it leaves open as read from the photo."""
    known = resolved(visitor.small(visitor.product_shot, _REDUCED), step)
    across, down = known.at or (0.5, 0.8)
    own = {"across": across, "down": down}
    return {key: own[key] if key in own else float(getattr(known, key)) for key in _SLIDERS}


def _settings(tab: RecreateTab, visitor: Visitor, chosen: Chosen) -> Updates:
    values = _values(visitor, chosen.step)
    return {slider: _on_scale(values[key], *_SLIDERS[key][1:4]) for key, slider in tab.sliders.items()}


def _on_scale(value: float, low: float, high: float, step: float) -> float:
    """The nearest value that a slider can show."""
    return round(min(max(round(value / step) * step, low), high), 3)


def _stage(tab: RecreateTab, visitor: Visitor, chosen: Chosen) -> Updates:
    """The live preview, and what there is to say of it."""
    step = chosen.step.model_copy(update={"longest": PREVIEW})
    made = recreate(visitor.small(visitor.product_shot, _REDUCED), step, Engines("studio"))
    return {
        tab.stage: gr.update(value=visitor.picture(made.pixels), visible=True),
        tab.said: notice("plain", "Preview", made.notes) if made.notes else "",
    }


def _wished(visitor: Visitor, chosen: Chosen, values: tuple[float, ...]) -> Recreate:
    """The step that the sliders describe; what equals what was read from the photo is left open."""
    given = dict(zip(_SLIDERS, values, strict=True))
    own = _values(visitor, _fresh(visitor, chosen))
    same = {key for key in _READ if abs(given[key] - own[key]) <= _SLIDERS[key][3] / 2}
    spot = None if {"across", "down"} <= same else (given.pop("across"), given.pop("down"))
    wishes = {key: None if key in same else value for key, value in given.items() if key not in ("across", "down")}
    return _fresh(visitor, chosen).model_copy(update={"at": spot, **wishes})


def _fresh(visitor: Visitor, chosen: Chosen) -> Recreate:
    """The step for a place of which nothing is wished yet."""
    size = visitor.session.desk.product.size_cm
    return Recreate(place=chosen.step.place, longest=FINAL, size_cm=size, seed=chosen.step.seed)


def listen(tab: RecreateTab, wiring: Wiring) -> None:
    """Wire the events."""
    sliders = list(tab.sliders.values())

    def adjust(visitor: Visitor, *values: float) -> Updates:
        chosen = _chosen.get(visitor)
        if chosen is None:
            return dict.fromkeys(tab.drawn, gr.skip())
        _chosen[visitor] = chosen = replace(chosen, step=_wished(visitor, chosen, values))
        return _stage(tab, visitor, chosen)

    def afresh(visitor: Visitor) -> Updates:
        chosen = _chosen.get(visitor)
        if chosen is None:
            return dict.fromkeys((*tab.drawn, *sliders), gr.skip())
        _chosen[visitor] = chosen = replace(chosen, step=_fresh(visitor, chosen))
        return {**_settings(tab, visitor, chosen), **_stage(tab, visitor, chosen)}

    def point(visitor: Visitor, x: float, y: float) -> Updates:
        chosen = _chosen.get(visitor)
        if chosen is None:
            return dict.fromkeys((*tab.drawn, *sliders), gr.skip())
        shown = PREVIEW / max(PREVIEW, *chosen.photo.size)
        width, height = (side * shown for side in chosen.photo.size)
        at = min(max(x / width, 0.0), 1.0), min(max(y / height, 0.0), 1.0)
        _chosen[visitor] = chosen = replace(chosen, step=chosen.step.model_copy(update={"at": at}))
        return {**_settings(tab, visitor, chosen), **_stage(tab, visitor, chosen)}

    wiring.point(tab.stage, point, [*tab.drawn, *sliders])
    for slider in sliders:
        wiring.look(slider.input, adjust, sliders, tab.drawn)
    wiring.look(tab.afresh.click, afresh, [], [*tab.drawn, *sliders])
    wiring.job(tab.drop.upload, bring, [tab.drop])
    wiring.job(tab.other.upload, bring, [tab.other])
    wiring.job(tab.make.click, make, progress_on=[tab.stage])
    wiring.job(tab.several.click, make_several, progress_on=[tab.stage])


def bring(visitor: Visitor, engines: Engines, path: str) -> None:
    """The place that the seller brought. Raises UserError where its file is no picture."""
    digest, photo = keep(load_photo(path))
    _chosen[visitor] = Chosen(photo, Recreate(place=digest, longest=FINAL, seed=secrets.randbelow(SEEDS)))
    _chosen[visitor] = Chosen(photo, _fresh(visitor, _chosen[visitor]))


def make(visitor: Visitor, engines: Engines) -> None:
    """The shot at full size, added to the contact sheet."""
    if visitor in _chosen:
        made = recreate(visitor.product_shot, _chosen[visitor].step, engines)
        visitor.do(shots=(*visitor.session.desk.shots, made))


def make_several(visitor: Visitor, engines: Engines) -> None:
    """A few variations at full size, added to the contact sheet."""
    if visitor in _chosen:
        shot, step = visitor.product_shot, _chosen[visitor].step
        steps = variations(shot, step, _VARIATIONS, step.seed or 0)
        made = tuple(recreate(shot, one, engines) for one in steps)
        visitor.do(shots=(*visitor.session.desk.shots, *made))
