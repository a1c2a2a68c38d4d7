"""What the seller is told of a turned product, in whole sentences."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.geometry.relief import Kind
from pipelines.studio.turn.turned import DOUBTFUL, Turned

TURNED, BY_PHOTO = "The product was turned", "This side is one of the photos"
_UNSURE, _LITTLE = "Its shape is a guess", "Little of this side"
_SMALLER, _CUT = "It was made smaller", "The photo cuts"
_ENOUGH = 0.7  # share of a side that must be on the photo
SHAPES: dict[Kind, str] = {
    "flat": "a flat card", "box": "a carton", "revolution": "a body of revolution", "inflated": "its outline blown up",
    "network": "what the shape network sees", "depth": "what a depth model sees",
}  # fmt: skip
"""What a product may be taken for, in words."""


def told(made: Turned, alpha: Floats) -> tuple[str, ...]:
    """What must be known of a product that was computed from the photo whose matte is `alpha`."""
    seen, interpolated, invented = made.shares
    said = [
        f"{TURNED} as {SHAPES[made.kind]}: the photo shows {seen:.0%} of this side, {interpolated:.0%} is stretched or "
        f"carried on from it and {invented:.0%} is invented; a person must review it before it is listed."
    ]
    mend = "photograph this side and add the photo"
    if made.sure < DOUBTFUL:
        said.append(f"{_UNSURE} that is right for {made.sure:.0%} of products: compare it with the product, or {mend}.")
    if seen < _ENOUGH:
        said.append(f"{_LITTLE} is on the photo: {mend}.")
    if made.scale < 1:
        said.append(f"{_SMALLER}, to {made.scale:.0%}, to fit the photo's frame.")
    if np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]]).max() > 0.5:
        said.append(f"{_CUT} the product off at its edge, and so does this picture: photograph all of it.")
    return tuple(said)


def lasting(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The notes of earlier steps, without those of a turn that this one replaces."""
    ours = (TURNED, BY_PHOTO, _UNSURE, _LITTLE, _SMALLER, _CUT)
    return tuple(note for note in notes if not note.startswith(ours))
