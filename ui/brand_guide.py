"""The brand guide: what every picture keeps to, edited in a form, saved and opened as YAML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
import yaml

from pipelines.core.errors import UserError
from pipelines.core.load import load_photo
from pipelines.core.palette import palette
from pipelines.core.plain import LARGEST
from pipelines.core.product import slug
from pipelines.scene import Brand, directed
from ui.scene_controls import within
from ui.state import Visitor
from ui.widgets import PICTURES, spoken
from ui.wiring import Show, Updates, Wiring

_NEUTRAL = "#ffffff"
_HIGHLIGHTS = [
    ("As the scene has them", ""),
    ("Soft, broad", "soft"),
    ("Natural", "natural"),
    ("Crisp, small", "crisp"),
]
_RANGES = {"shadow": (0.0, 1.0), "fill": (0.1, 1.0)}


@dataclass(frozen=True)
class BrandGuide:
    """The components."""

    on: gr.Checkbox
    state: gr.HTML
    name: gr.Textbox
    tone: gr.ColorPicker
    amount: gr.Slider
    limits: dict[str, tuple[gr.Slider, gr.Slider]]
    highlight: gr.Dropdown
    sets: gr.Checkbox
    gobos: gr.Checkbox
    colours: gr.Textbox
    swatches: gr.HTML
    picture: gr.UploadButton
    save: gr.Button
    saved: gr.DownloadButton
    open: gr.UploadButton

    @property
    def form(self) -> list[Any]:
        """The inputs of `edit`, in its order."""
        ends = [end for pair in self.limits.values() for end in pair]
        return [self.name, self.tone, self.amount, *ends, self.highlight, self.sets, self.gobos, self.colours]


def render() -> BrandGuide:
    """Make the components."""
    on = gr.Checkbox(label="Keep to the brand guide", container=False, elem_id="keep-brand")
    state = gr.HTML(elem_id="brand-state", visible=False)
    with gr.Accordion("Brand guide", open=False, elem_id="brand-guide"):
        name = gr.Textbox(label="Name", max_length=80, elem_id="brand-name")
        tone = gr.ColorPicker(label="Background tone", value=_NEUTRAL, elem_id="brand-tone")
        amount = _share("Drawn to the tone by", "brand-amount")
        limits = {
            "shadow": (_share("Shadow, at least", "brand-shadow-min"), _share("Shadow, at most", "brand-shadow-max")),
            "fill": (_share("Size in the frame, at least", "brand-fill-min", 0.1),
                     _share("Size in the frame, at most", "brand-fill-max", 0.1)),
        }  # fmt: skip
        highlight = gr.Dropdown(_HIGHLIGHTS, value="", label="Highlights on the product", elem_id="brand-highlight")
        sets = gr.Checkbox(label="Podiums, steps and other sets are allowed", value=True, elem_id="brand-sets")
        gobos = gr.Checkbox(label="Patterns of shadow are allowed", value=True, elem_id="brand-gobos")
        colours = gr.Textbox(
            label="Colours, one a line", lines=2, max_lines=10, elem_id="brand-colours",
            placeholder="Deep teal #1f4e79\nSand #e8ddcb",
        )  # fmt: skip
        swatches = gr.HTML(elem_id="brand-swatches", visible=False)
        take = "Take colours from a picture"
        picture = gr.UploadButton(take, size="sm", file_types=PICTURES, elem_id="brand-picture")
        with gr.Row(elem_classes="tools"):
            save = gr.Button("Save as YAML", size="sm", min_width=110, elem_id="save-brand")
            open_ = gr.UploadButton(
                "Load YAML", size="sm", min_width=110, file_types=[".yaml", ".yml"], elem_id="load-brand"
            )
        saved = gr.DownloadButton("Download the guide", elem_id="saved-brand", elem_classes="unseen")
    return BrandGuide(
        on, state, name, tone, amount, limits, highlight, sets, gobos, colours, swatches, picture, save, saved, open_
    )


def _share(label: str, id: str, low: float = 0) -> gr.Slider:
    return gr.Slider(low, 1, value=low, step=0.01, label=label, elem_id=id, min_width=120, buttons=[])


def show(brand: BrandGuide, visitor: Visitor) -> Updates:
    """The form for the visitor's guide."""
    guide = visitor.guide
    ends: Updates = {}
    for key, pair in brand.limits.items():
        limits = getattr(guide, key)
        ends |= dict(zip(pair, (limits.min, limits.max) if limits else _RANGES[key], strict=True))
    return {
        brand.on: visitor.keeps_guide,
        brand.name: guide.name,
        brand.tone: guide.background.tone if guide.background else _NEUTRAL,
        brand.amount: guide.background.amount if guide.background else 0,
        **ends,
        brand.highlight: guide.highlight or "",
        brand.sets: guide.sets is not False,
        brand.gobos: guide.gobos is not False,
        brand.colours: "\n".join(f"{colour.name} {colour.code}" for colour in guide.colours),
        **show_state(brand, visitor),
    }


def show_state(brand: BrandGuide, visitor: Visitor) -> Updates:
    """What follows from the guide, without the fields that somebody may be typing in."""
    return {brand.state: spoken(_said(visitor)), brand.swatches: spoken(_swatches(visitor.guide))}


def _said(visitor: Visitor) -> str:
    if not visitor.keeps_guide:
        return ""
    if directed(visitor.step).stage is None:
        return '<p class="note">A main image follows its store, not the guide.</p>'
    return f'<p class="note">Every scene keeps to “{escape(visitor.guide.name)}”; sliders end where it ends.</p>'


def _swatches(guide: Brand) -> str:
    chips = "".join(
        f'<span><i style="background:{colour.code}"></i>{escape(colour.name)}</span>' for colour in guide.colours
    )
    return f'<div class="legend">{chips}</div>' if chips else ""


def listen(brand: BrandGuide, wiring: Wiring, scene_of: Show) -> None:
    """Wire the events; `scene_of` shows all that follows from the look and the guide."""

    def tinted(visitor: Visitor) -> Updates:
        background = visitor.guide.background
        return {**scene_of(visitor), brand.amount: background.amount if background else 0}

    def whole(visitor: Visitor) -> Updates:
        return {**scene_of(visitor), **show(brand, visitor)}

    for field in brand.form:
        if field is not brand.tone:
            heard = field.blur if isinstance(field, gr.Textbox) else field.input
            wiring.change(heard, edit, brand.form, scene_of)
    wiring.change(brand.tone.input, tint, brand.form, tinted)
    wiring.change(brand.on.input, keep, [brand.on], scene_of)
    wiring.change(brand.open.upload, load, [brand.open], whole)
    wiring.change(brand.picture.upload, take_colours, [brand.picture], whole)
    wiring.look(brand.save.click, save, brand.form, [brand.saved]).success(
        None, js="() => requestAnimationFrame(() => document.querySelector('#saved-brand').click())",
        api_visibility="private",
    )  # fmt: skip


def keep(visitor: Visitor, on: bool) -> None:
    """Whether scenes keep to the guide; wishes beyond it move to its limits."""
    visitor.keeps_guide = on
    _hold(visitor)


def _hold(visitor: Visitor) -> None:
    held = within(visitor.step)
    visitor.look = held.model_copy(update={"brand": None, "size_cm": visitor.look.size_cm})


def edit(visitor: Visitor, *form: Any) -> None:
    """The guide as the form says it; what the form does not show stays. Raises UserError on what no guide may say."""
    visitor.guide = edited(visitor.guide, *form)
    _hold(visitor)


def tint(visitor: Visitor, name: str, tone: str, amount: float, *form: Any) -> None:
    """Another background tone: drawn to it wholly where nothing was drawn to it before."""
    edit(visitor, name, tone, amount or 1, *form)


def edited(
    guide: Brand, name: str, tone: str | None, amount: float, shadow_min: float, shadow_max: float, fill_min: float,
    fill_max: float, highlight: str, sets: bool, gobos: bool, colours: str,
) -> Brand:  # fmt: skip
    """The guide with the form's fields in place of its own."""
    said: dict[str, Any] = {
        "background": {"tone": hexed(tone or _NEUTRAL), "amount": amount} if amount else None,
        "shadow": _limits("shadow", shadow_min, shadow_max),
        "fill": _limits("fill", fill_min, fill_max),
        "highlight": highlight or None,
        "sets": None if sets else False,
        "gobos": None if gobos else False,
    }
    data = guide.model_dump(mode="json", exclude_none=True, exclude={"name", "colours", *said})
    data |= {key: value for key, value in said.items() if value is not None}
    lines = [line for line in colours.splitlines() if line.strip()]
    data |= {"name": name.strip() or "My brand", "colours": [_colour(line) for line in lines]}
    return Brand.from_yaml(yaml.safe_dump(data, allow_unicode=True))


def _limits(key: str, low: float, high: float) -> dict[str, float] | None:
    """None where the whole range is allowed. Ends that have crossed meet at the one that moved last, the lower."""
    return None if (low, high) == _RANGES[key] else {"min": min(low, high), "max": max(low, high)}


def _colour(line: str) -> dict[str, str]:
    name, _, code = line.strip().rpartition(" ")
    return {"name": name.strip(" :") or code, "code": code}


def hexed(colour: str) -> str:
    """A colour as a picker gives it, `#1f4e79` or `rgba(31, 78, 121, 1)`, as `#1f4e79`."""
    if not colour.startswith("rgb"):
        return colour.lower()
    parts: Sequence[str] = colour[colour.index("(") + 1 : colour.rindex(")")].split(",")
    return "#" + "".join(f"{min(max(round(float(part)), 0), 255):02x}" for part in parts[:3])


def save(visitor: Visitor, *form: Any) -> str:
    """The guide, as the form says it, as a file in the visitor's folder; its path."""
    edit(visitor, *form)
    return visitor.file(f"{slug(visitor.guide.name, 'brand')}.yaml", visitor.guide.to_yaml().encode())


def take_colours(visitor: Visitor, path: str) -> None:
    """The main colours of a picture, such as a logo or a campaign, besides those of the guide; each named by its code.

    Raises UserError where the file is no picture, or the guide would hold too many.
    """
    guide = visitor.guide
    found = [swatch.hex for swatch in palette(load_photo(path).pixels)]
    lines = [f"{colour.name} {colour.code}" for colour in guide.colours]
    lines += [f"{code} {code}" for code in found if code not in {colour.code for colour in guide.colours}]
    data = guide.model_dump(mode="json", exclude_none=True, exclude={"colours"})
    data["colours"] = [_colour(line) for line in lines]
    visitor.guide = Brand.from_yaml(yaml.safe_dump(data, allow_unicode=True))
    _hold(visitor)


def load(visitor: Visitor, path: str | None) -> None:
    """The guide of a file, kept to from now on. Raises UserError."""
    if path is None:
        raise UserError("No file was sent; choose the YAML of a brand guide.")
    with Path(path).open("rb") as file:
        data = file.read(4 * LARGEST + 1)
    try:
        visitor.guide = Brand.from_yaml(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UserError("This file is not text in UTF-8; save the brand guide again as YAML.") from error
    keep(visitor, True)
