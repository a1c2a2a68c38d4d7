"""A set of files: one after another, with progress, and stopped when the seller says so."""

import pytest

from pipelines.core.engines import Engines
from pipelines.core.errors import Cancelled
from pipelines.export import Export
from pipelines.listing import listing
from tests.standins import bottle

STEPS = (Export(channel="facebook_link", seed=1), Export(channel="instagram_portrait", seed=1))


def test_a_file_for_each_step_with_progress_that_only_grows() -> None:
    told: list[float] = []
    shots = listing(bottle(), STEPS, Engines("studio", lambda fraction, message: told.append(fraction)))
    assert [shot.file.channel for shot in shots if shot.file] == ["facebook_link", "instagram_portrait"]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_it_stops_when_told_to() -> None:
    def stop(fraction: float, message: str) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        listing(bottle(), STEPS, Engines("studio", stop))
