"""What a product is most like: every kind is tried, and each says how far it is to be believed."""

from collections.abc import Callable, Mapping

import numpy as np

from pipelines.core.colour import Bytes, Floats
from pipelines.core.errors import UserError
from pipelines.studio.geometry.box import box
from pipelines.studio.geometry.confidence import judged, traits
from pipelines.studio.geometry.depth import depth as deep
from pipelines.studio.geometry.evidence import Evidence, Guess, gathered
from pipelines.studio.geometry.flat import flat
from pipelines.studio.geometry.inflated import inflated
from pipelines.studio.geometry.network import network
from pipelines.studio.geometry.relief import Kind, Relief
from pipelines.studio.geometry.revolution import revolution
from pipelines.studio.geometry.surface import levelled

MAKERS: Mapping[Kind, Callable[[Evidence], Guess | None]] = {
    "flat": flat, "box": box, "revolution": revolution, "inflated": inflated, "network": network, "depth": deep,
}  # fmt: skip

_ROUND = 1.15
_USUAL = 0.04
"""A body of revolution is smooth where the network takes print for relief, and has a back: it goes before where it is
nearly as likely right. Every other kind must be likelier right than the network by so much."""


def reliefs(photo: Bytes, alpha: Floats, depth: Floats | None = None) -> tuple[Relief, ...]:
    """What the product that `alpha` (H, W) 0–1 cuts out of `photo` (H, W, 3) sRGB may be, the best guess first.

    `depth` (H, W) is a depth model's answer, in any unit. Where kinds are about as likely right, a body of revolution
    goes before, then the network's. Raises UserError where the matte is empty or the network's files are not in order.
    """
    return _ranked(gathered(photo, alpha, depth))


def _ranked(evidence: Evidence) -> tuple[Relief, ...]:
    made = (relief(kind, guess, evidence) for kind, guess in guesses(evidence).items())
    return tuple(sorted(made, key=_worth, reverse=True))


def _worth(made: Relief) -> float:
    if made.kind == "revolution":
        return _ROUND * made.confidence
    return made.confidence - _USUAL * (made.kind != "network")


def best(photo: Bytes, alpha: Floats, kind: Kind | None = None, depth: Floats | None = None) -> Relief:
    """The first of `reliefs`, or that of a kind.

    Raises UserError where the product cannot be of this kind, and as `reliefs` does.
    """
    return likeliest(gathered(photo, alpha, depth), kind)


def likeliest(evidence: Evidence, kind: Kind | None = None) -> Relief:
    """What a product is most like, or it as a kind. Raises UserError where it cannot be of this kind."""
    if kind is None:
        return _ranked(evidence)[0]
    made = MAKERS[kind](evidence)
    if made is None:
        why = "there is no depth model's answer" if kind == "depth" else "it is too small or has no such shape"
        raise UserError(f"This product cannot be taken for “{kind}”: {why}; choose another kind of shape.")
    return relief(kind, made, evidence)


def guesses(evidence: Evidence) -> dict[Kind, Guess]:
    """What the product would be as each kind, where it can be that at all."""
    made = ((kind, make(evidence)) for kind, make in MAKERS.items())
    return {kind: guess for kind, guess in made if guess is not None}


def relief(kind: Kind, guess: Guess, evidence: Evidence) -> Relief:
    """A guess in longer sides of the product, with its confidence."""
    level, scale = levelled(guess.height, evidence.matte), np.float32(1 / evidence.unit)
    height = (guess.height - np.float32(level)) * scale
    back = None if guess.back is None else np.minimum((guess.back - np.float32(level)) * scale, height)
    return Relief(kind, evidence.shape.window, height, guess.normals, judged(kind, traits(guess, evidence)), back)
