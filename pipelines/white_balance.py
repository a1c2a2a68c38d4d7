"""White balance over a set: photos of one product that were balanced differently look like different products."""

from collections.abc import Sequence

from pipelines.core.shot import Shot
from pipelines.studio.place_tone import cast

APART = 35.0
"""Mired between the coolest and the warmest photo of a set from which it is spoken of. The estimate tells of about half
of what the balance is off; on five photos of one table in one light it strays by 20 at most (the sample products)."""


def mixed_white(shots: Sequence[Shot]) -> str | None:
    """A sentence where the photos of a set were balanced differently; None where they agree or there is but one."""
    photos = {id(shot.photo): shot.photo for shot in shots}
    kelvins = sorted(cast(photo.pixels).kelvin for photo in photos.values())
    if len(kelvins) < 2 or 1e6 / kelvins[0] - 1e6 / kelvins[-1] < APART:
        return None
    warmest, coolest = (round(kelvin, -2) for kelvin in (kelvins[0], kelvins[-1]))
    return (
        f"The photos of this set differ in white balance, from {warmest:.0f} K to {coolest:.0f} K; “Take the colour "
        "cast out” in one light for all makes them agree."
    )
