"""How well a template suits a product: named terms, each with a weight, a score and words for the seller.

| term | weight | asks |
|---|---|---|
| category | 0.36 | do the template's tags or category name such a product? |
| contrast | 0.26 | does the product stand out in OKLab from what is behind and below it, without glaring? |
| harmony | 0.12 | are the hues neighbours or opposites? |
| size | 0.10 | is the scene's scale that of the product? |
| surface | 0.08 | polished ground under glossy products, matt ground under matt ones |
| pose | 0.08 | is such a product photographed standing, lying, hanging? |

A template's risk is no term: it belongs to the class of products, whatever template they are shown with.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.core.oklab import Lab, chroma, hex_to_oklab, hue
from pipelines.core.product import Product
from pipelines.studio.kinds import fit, kind_of, kinds
from pipelines.studio.template import Template
from pipelines.studio.traits import Traits

_MATERIALS = {
    "stone_slab": "stone", "end_grain": "wood", "planks": "wood", "weathered": "weathered wood", "panel": "panelling",
    "rug": "carpet", "tile": "tiling", "pebbles": "gravel", "kraft": "kraft paper", "wrapping": "wrapping paper",
    "frosted": "frosted glass", "brushed_metal": "metal",
}  # fmt: skip
"""What a seller calls a material, where that is not its name."""
_SINGLE = ("wall", "sheet", "background")
_HUES = ((15, "pink"), (45, "red"), (80, "orange"), (118, "yellow"), (165, "green"), (215, "teal"), (285, "blue"),
         (325, "violet"), (360, "pink"))  # fmt: skip
_LIKE_HUES = (0, 30, 60, 90, 130, 160, 180), (0.95, 0.9, 0.6, 0.25, 0.5, 0.9, 0.95)
"""Degrees between two hues, and how well they go together: neighbours and opposites do (Itten's harmonies)."""


@dataclass(frozen=True)
class Term:
    """One reason for or against a template."""

    name: str
    weight: float  # all weights sum to 1
    score: float  # 0–1, about 0.5 to 0.6 where it says nothing
    clause: str  # what a seller is told where the score is high

    @property
    def gain(self) -> float:
        """What the term adds beyond saying nothing; below 0 where it speaks against."""
        return self.weight * (self.score - 0.6)


@dataclass(frozen=True, eq=False)
class Place:
    """What of a stage meets the eye: two colours, OKLab (3,), and what they are called."""

    behind: Lab
    ground: Lab
    shine: float  # 0 matt, 1 a mirror
    names: tuple[str, str]  # of what is behind and of the ground

    @classmethod
    def of(cls, template: Template) -> "Place":
        """Of a template that has a stage. Under a lying product the ground is what is behind it."""
        stage = template.stage
        assert stage is not None
        ground, backdrop = _mean(stage.ground.tones), stage.backdrop
        under = _named(ground, _MATERIALS.get(stage.ground.material, stage.ground.material.replace("_", " ")))
        if template.pose == "lying":
            return cls(ground, ground, 1 - stage.ground.gloss, (under, under))
        tones = backdrop.wall.tones if backdrop.wall else backdrop.tones
        behind = _mean(tones or tuple(tone for tone in (backdrop.colour, backdrop.top) if tone))
        noun = "background" if backdrop.view else "sheet" if backdrop.curve else "wall"
        return cls(behind, ground, 1 - stage.ground.gloss, (_named(behind, noun), under))

    @property
    def tone(self) -> Lab:
        """The colour of the whole."""
        return 0.6 * self.behind + 0.4 * self.ground


def terms(seen: Traits, product: Product, template: Template) -> tuple[Term, ...]:
    """Every term of a template that has a stage."""
    place = Place.of(template)
    return (
        Term("category", 0.36, fit(product.name, template), "the scene is made for this kind of product"),
        _contrast(seen, place),
        _harmony(seen, place),
        _surface(seen, place),
        _size(product, template),
        _pose(seen, product, template),
    )


def separation(product: Lab, place: Lab) -> float:
    """How well a product stands out, 0–1: 0 below a distance of 0.05 in OKLab, where it is lost, 1 from 0.25 on;
    less again beyond 0.6 of lightness alone, where it glares."""
    stands = np.interp(np.linalg.norm(product - place), (0.05, 0.25), (0, 1))
    return float(stands * np.interp(abs(product[0] - place[0]), (0.6, 0.9), (1, 0.5)))


def harmony(product: Lab, place: Lab) -> float:
    """How well two hues go together, 0–1; greys go with everything, at 0.6."""
    apart = abs((float(hue(product)) - float(hue(place)) + 180) % 360 - 180)
    told = min(float(chroma(product)) / 0.1, 1) * min(float(chroma(place)) / 0.06, 1)
    return 0.6 + told * (float(np.interp(apart, *_LIKE_HUES)) - 0.6)


def colour_name(lab: Lab) -> str | None:
    """Everyday name of a colour, OKLab (3,); None for greys."""
    colourful, angle = float(chroma(lab)), float(hue(lab)) % 360
    if colourful < 0.04:
        return None
    name = next(name for end, name in _HUES if angle <= end)
    if 25 < angle <= 118 and colourful < 0.13 and lab[0] < 0.6:
        return "brown"
    if 25 < angle <= 60 and colourful < 0.14:
        return "peach" if lab[0] > 0.76 else "terracotta"
    return "red" if name == "pink" and lab[0] < 0.6 and colourful > 0.1 else name


def shade(lab: Lab) -> str:
    """A word or two for how light a colour is, and for its hue where it has one."""
    name = colour_name(lab)
    if lab[0] < 0.42:
        return f"dark {name}" if name else "dark"
    if lab[0] >= 0.74:
        return f"pale {name}" if name else "pale"
    return name or ("beige" if chroma(lab) > 0.015 and 40 < hue(lab) < 118 else "grey")


def _contrast(seen: Traits, place: Place) -> Term:
    """Behind counts more than below; the clause names the one that does more."""
    scores = [separation(seen.dominant, lab) for lab in (place.behind, place.ground)]
    stronger = int(np.argmax(scores))
    lab, name = (place.behind, place.ground)[stronger], place.names[stronger]
    apart = abs(seen.dominant[0] - lab[0]) > 0.22
    if shade(lab) == shade(seen.dominant):
        name = name.replace(shade(lab), "lighter" if lab[0] > seen.dominant[0] else "darker")
    clause = f"{name} lets its outline stand out" if apart else f"{name} sets off its colour"
    return Term("contrast", 0.26, 0.6 * scores[0] + 0.4 * scores[1], clause)


def _harmony(seen: Traits, place: Place) -> Term:
    score, name = harmony(seen.colour, place.tone), colour_name(seen.colour)
    other = colour_name(place.tone)
    if name is None:
        return Term("harmony", 0.12, score, "the colours around it stay calm")
    if other is None:
        return Term("harmony", 0.12, score + 0.1, f"quiet tones leave the {name} to the product")
    near = abs((float(hue(seen.colour)) - float(hue(place.tone)) + 180) % 360 - 180) < 75
    relation = f"{other} tones are close to its own" if near else f"{other} tones make its {name} stronger"
    return Term("harmony", 0.12, score, relation)


def _surface(seen: Traits, place: Place) -> Term:
    shiny, matt = "the polished ground answers its shine", "the ground's matt texture suits its surface"
    clause = shiny if seen.gloss > 0.5 else matt
    return Term("surface", 0.08, 1 - abs(seen.gloss - place.shine), clause)


def _size(product: Product, template: Template) -> Term:
    """1 for the template's own size, 0.37 for three times more or less; what is not known says nothing."""
    kind = kind_of(product.name)
    size = product.size_cm or (kinds()[kind].size_cm if kind else None)
    score = 0.5 if size is None else float(np.exp(-((np.log(size / template.size_cm) / np.log(3)) ** 2)))
    return Term("size", 0.1, score, f"the scale fits things of about {template.size_cm:g} cm")


def _pose(seen: Traits, product: Product, template: Template) -> Term:
    """A kind's own poses, the first before the others; else tall things stand, and flat ones may lie."""
    kind = kind_of(product.name)
    poses = kinds()[kind].poses if kind else ("standing",) if seen.aspect > 0.7 else ("standing", "lying")
    score = 0.05 if template.pose not in poses else 0.8 if template.pose == poses[0] else 0.6
    shape = "tall" if seen.aspect > 1.25 else "wide" if seen.aspect < 0.8 else "compact"
    free, flat = f"it stands free, as a {shape} shape should", "it lies flat and shows its whole face"
    clause = {"standing": free, "lying": flat}.get(template.pose, "it is shown as it is used")
    return Term("pose", 0.08, score, clause)


def _named(lab: Lab, noun: str) -> str:
    return f"{'a ' if noun in _SINGLE else ''}{shade(lab)} {noun}"


def _mean(tones: tuple[str, ...]) -> Lab:
    """The first tone counts as much as all others together."""
    labs = np.stack([hex_to_oklab(tone) for tone in tones])
    return labs[0] if len(labs) == 1 else (labs[0] + labs[1:].mean(0)) / 2
