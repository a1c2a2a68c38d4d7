"""Which model does a job: the one asked for, else the best that is here and allowed."""

import pytest
import tiny_models

from pipelines.core.engines import Engines
from pipelines.core.errors import Cancelled, UserError
from pipelines.diffusion import store
from pipelines.diffusion.choice import attempted, chosen, licence_of, run_of
from pipelines.diffusion.store import MissingModel


@pytest.fixture
def bound(tmp_path, monkeypatch):
    """A folder with one model, whose licence has conditions."""
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    tiny_models.write(tmp_path, "z-image", commercial="conditions")
    return store.model_of("tiny-z-image")


def test_a_licence_with_conditions_is_accepted_before_and_recorded_after(bound):
    for asked in (None, bound.id):
        with pytest.raises(MissingModel, match="accept"):
            chosen("scene", asked)
    store.accept(bound)
    assert chosen("scene", None) == chosen("scene", bound.id) == bound
    assert licence_of(bound) == "MIT; commercial use: conditions, accepted by the seller"


def test_what_is_unknown_refused_or_for_other_jobs_is_said(bound):
    for id, why in (("nobody", "no model of that name"), ("flux-1-dev", "not offered"), ("lama", "lama")):
        with pytest.raises(UserError, match=why):
            chosen("scene", id)


def test_without_any_model_the_smallest_default_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(MissingModel, match="models get flux-2-klein-4b"):
        chosen("scene", None)


def test_an_own_model_that_does_not_say_how_it_is_run_is_answered_with_a_sentence(bound):
    assert run_of(bound).steps == 4
    with pytest.raises(UserError, match="add it"):
        run_of(bound.model_copy(update={"run": None}))


def refused(model):
    raise UserError("It cannot.")


def stopped(model):
    raise Cancelled


def test_what_the_studio_did_stays_with_the_reason_where_no_model_did_it(bound):
    store.accept(bound)
    auto, studio = Engines("auto"), Engines("studio")
    assert attempted("scene", None, auto, lambda model: [model]) == [bound]
    assert attempted("scene", None, auto, refused) == "It cannot."
    assert attempted("scene", None, studio, refused) == "", "nobody asked for a model"
    assert attempted("scene", bound.id, studio, refused) == "It was asked for."
    with pytest.raises(Cancelled):
        attempted("scene", None, auto, stopped)


def test_a_missing_model_is_spoken_of_only_where_one_was_asked_for(bound):
    store.accept(bound)
    assert attempted("relight", None, Engines("auto"), refused) == ""
    assert "ic-light" in str(attempted("relight", None, Engines("diffusion"), refused))
    assert "ic-light" in str(attempted("relight", "ic-light-fc", Engines("auto"), refused))
    with pytest.raises(UserError, match="no model of that name"):
        attempted("relight", "nobody", Engines("auto"), refused)
