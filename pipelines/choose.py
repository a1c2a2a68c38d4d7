"""Choose: three templates that suit a product and look different, with the reason for each."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from pipelines.core.command import Engine, Json, command, engines, report
from pipelines.core.errors import UserError
from pipelines.core.oklab import Lab
from pipelines.core.product import Product
from pipelines.core.shot import Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.studio.matching import Place, Term, colour_name, shade, terms
from pipelines.studio.template import Template, templates
from pipelines.studio.traits import Traits, traits

CHOICES = 3
_VARIETY = 0.3  # score that a template loses when it looks just like one already chosen
_LEADS = ("category", "contrast", "harmony", "surface")  # terms that a reason may begin with
_SAME = 0.75  # likeness from which two templates count as one look


@dataclass(frozen=True)
class Choice:
    """A template, how well it suits the product (0–1), and why, in one sentence."""

    id: str
    score: float
    reason: str


@dataclass(frozen=True, eq=False)
class _Candidate:
    id: str
    template: Template
    terms: tuple[Term, ...]

    @property
    def score(self) -> float:
        return sum(term.weight * term.score for term in self.terms)


def choose(shot: Shot, product: Product, known: dict[str, Template]) -> tuple[Choice, ...]:
    """The three lifestyle templates of different look that suit the shot's product best, the best first.

    The same product and templates give the same choice. Raises UserError without a product.
    """
    if shot.cutout is None:
        raise UserError("There is no cut-out product yet; cut the product out first.")
    if not (shot.cutout.alpha > 0.5).any():
        raise UserError("The cutout is empty; mark the product in the photo and cut it out again.")
    seen = traits(shot.cutout)
    staged = {name: template for name, template in known.items() if template.stage and template.role == "lifestyle"}
    left = [_Candidate(name, template, terms(seen, product, template)) for name, template in sorted(staged.items())]
    return _told(_varied(left), described(seen))


def described(seen: Traits) -> str:
    """The product in a few words: “dark blue and glossy”, “grey with touches of red”."""
    said = shade(seen.dominant)
    accent = colour_name(seen.colour)
    if colour_name(seen.dominant) is None and accent:
        said += f" with touches of {accent}"
        return f"glossy and {said}" if seen.gloss > 0.5 else said
    return f"{said} and glossy" if seen.gloss > 0.5 else said


def likeness(one: Template, other: Template) -> float:
    """How alike two staged templates look, 0–1: colours behind and below, material, kind of backdrop, pose."""
    assert one.stage is not None
    assert other.stage is not None
    a, b = Place.of(one), Place.of(other)
    behind, below = (_near(p, q) for p, q in ((a.behind, b.behind), (a.ground, b.ground)))
    same = one.stage.ground.material == other.stage.ground.material
    kind = one.stage.backdrop.view == other.stage.backdrop.view and one.pose == other.pose
    return 0.4 * behind + 0.2 * below + 0.25 * same + 0.15 * kind


def _near(one: Lab, other: Lab) -> float:
    return float(np.exp(-((np.linalg.norm(one - other) / 0.15) ** 2)))


def _varied(left: list[_Candidate]) -> list[_Candidate]:
    """Maximal marginal relevance (Carbonell and Goldstein, 1998): the best, then what is best and unlike it."""
    chosen: list[_Candidate] = []
    while left and len(chosen) < CHOICES:
        alike = {c.id: max((likeness(c.template, d.template) for d in chosen), default=0.0) for c in left}
        unlike = [c for c in left if alike[c.id] < _SAME] or left
        best = max(unlike, key=lambda c: c.score - _VARIETY * alike[c.id])
        chosen.append(best)
        left = [c for c in left if c is not best]
    return sorted(chosen, key=lambda c: -c.score)


def _told(chosen: list[_Candidate], product: str) -> tuple[Choice, ...]:
    """Each choice with its two strongest terms; what has led one sentence leads no other while another term speaks."""
    told: list[Choice] = []
    led: set[str] = set()
    for candidate in chosen:
        best = sorted(candidate.terms, key=lambda term: -term.gain)
        leads = [term for term in best if term.name in _LEADS and term.gain > 0] or best
        first = next((term for term in leads if term.name not in led), leads[0])
        second = next(term for term in best if term is not first)
        led.add(first.name)
        also = f", and {second.clause}" if second.gain > 0 else ""
        reason = f"Your product is {product}: {first.clause}{also}."
        told.append(Choice(candidate.id, round(candidate.score, 3), reason))
    return tuple(told)


@command
def choose_(
    photo: Path,
    name: Annotated[str, typer.Option(help="what the product is, in a few words")] = "product",
    size_cm: Annotated[float | None, typer.Option(min=0.1, max=1000, help="longest side of the product, cm")] = None,
    engine: Engine = "auto",
    as_json: Json = False,
) -> None:
    """Choose three templates of different look for the product of a photo."""
    shot = cutout(open_photo(photo), CutoutStep(), engines(engine))
    product = Product(name=name[:120] or "product", size_cm=size_cm)
    chosen = choose(shot, product, templates())
    lines = "\n".join(f"{choice.id}: {choice.reason}" for choice in chosen)
    report(as_json, {"product": product.name, "choices": [asdict(choice) for choice in chosen]}, lines)
