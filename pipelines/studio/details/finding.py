"""Something on a product that a buyer wants to see from nearby."""

from dataclasses import dataclass
from typing import Literal

from pipelines.core.shot import Box

DetailKind = Literal["label", "texture", "closure", "feature"]
SURE = 0.5
"""The score from which a finding is worth a picture: where each kind's own measure is at its threshold."""


@dataclass(frozen=True)
class Finding:
    """Where it is, and why it was taken for that."""

    kind: DetailKind
    box: Box  # in pixels of the photo
    score: float  # 0–1: SURE at the threshold of its kind; kinds are comparable only in that
    reason: str  # a whole sentence


def rated(measured: float, threshold: float) -> float:
    """A measure ≥ 0 as a score: SURE at the threshold, towards 1 above it."""
    return measured / (measured + threshold) if measured > 0 else 0.0
