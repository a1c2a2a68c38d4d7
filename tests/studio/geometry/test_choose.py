"""Which kind a product is taken for, how sure that is, and in what units it is told."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from solids import UNIT, Solid, ball, cylinder, evidence, slabs

from pipelines.core.errors import UserError
from pipelines.studio.geometry import choose
from pipelines.studio.geometry.carton import turned
from pipelines.studio.geometry.choose import MAKERS, best, guesses, reliefs
from pipelines.studio.geometry.confidence import TRAITS, Table, Weights, judged, table, traits
from pipelines.studio.geometry.evidence import Evidence, gathered
from pipelines.studio.shape import MARGIN, SIDE, around
from training.geometry import fitted

CARTON = slabs(turned(30, 20, 0), np.array([70.0, 40.0, 100.0]))
NOTHING = np.zeros((8, 8, 3), np.uint8), np.zeros((8, 8), np.float32)


def known(monkeypatch: pytest.MonkeyPatch, solid: Solid) -> Evidence:
    found = evidence(solid)
    monkeypatch.setattr(choose, "gathered", lambda photo, alpha, depth=None: found)
    return found


def test_reliefs_come_in_longer_sides_with_the_back_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = known(monkeypatch, ball())
    made = reliefs(*NOTHING)
    assert {each.kind for each in made} == set(MAKERS) - {"depth"}
    for each in made:
        assert float((each.height * seen.matte).sum()) == pytest.approx(0, abs=0.5)
        assert each.back is not None
        assert (each.back <= each.height).all()
        assert 0 <= each.confidence <= 1
        assert np.allclose(np.linalg.norm(each.normals[seen.mask], axis=-1), 1, atol=1e-3)
    deep = {each.kind: np.ptp(each.height[seen.mask]) for each in made}
    assert deep["network"] == pytest.approx(60 / UNIT, abs=0.06)


def test_the_best_comes_first_and_the_network_where_others_are_hardly_better(monkeypatch: pytest.MonkeyPatch) -> None:
    known(monkeypatch, CARTON)
    sure = {"flat": 0.3, "box": 0.53, "revolution": 0.05, "inflated": 0.2, "network": 0.5}
    monkeypatch.setattr(choose, "judged", lambda kind, found: sure[kind])
    assert [each.kind for each in reliefs(*NOTHING)] == ["network", "box", "flat", "inflated", "revolution"]
    sure["box"] = 0.7
    assert best(*NOTHING).kind == "box"
    sure["revolution"] = 0.45
    assert [each.kind for each in reliefs(*NOTHING)][:3] == ["box", "revolution", "network"]
    sure["revolution"] = 0.4
    assert [each.kind for each in reliefs(*NOTHING)][:3] == ["box", "network", "revolution"]


@pytest.mark.parametrize(("solid", "kind"), [(CARTON, "box"), (cylinder(30, 100, 30), "revolution")])
def test_a_shape_is_believed_more_as_what_it_is(solid: Solid, kind: str) -> None:
    seen = evidence(solid)
    made = guesses(seen)
    sure = {each: judged(each, traits(made[each], seen)) for each in ("flat", "box", "revolution")}
    assert max(sure, key=sure.__getitem__) == kind


def test_a_kind_is_chosen_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    known(monkeypatch, ball())
    assert best(*NOTHING, kind="flat").kind == "flat"
    with pytest.raises(UserError, match="depth model"):
        best(*NOTHING, kind="depth")


def test_doubt_and_misfit_cost_confidence() -> None:
    seen = evidence(CARTON)
    found = guesses(seen)
    good = judged("box", traits(found["box"], seen))
    assert judged("box", traits(found["box"]._replace(misfit=0.3), seen)) < good
    sober = traits(found["network"], seen)
    unsure = sober.copy()
    unsure[TRAITS.index("doubt")] *= 4
    assert judged("network", unsure) < judged("network", sober)


def test_the_shipped_weights_are_of_all_kinds_that_can_be_measured() -> None:
    assert set(table().kinds) == set(MAKERS) - {"depth"}
    assert table().photos > 500


@pytest.mark.parametrize("count", [0, len(TRAITS) + 1])
def test_weights_of_other_traits_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="traits"):
        Weights(degrees=(1.0,) * count, level=20, slope=3)


def test_weights_are_found_again() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for _ in range(600):
        found = np.array([1, *rng.uniform(0, 2, len(TRAITS) - 1)], np.float32)
        rows.append({"box": (found, float(10 + 8 * found[1] + rng.normal() * 2))})
    made = fitted(rows)
    assert isinstance(made, Table)
    assert made.photos == 600
    assert made.kinds["box"].degrees[1] == pytest.approx(8, abs=0.5)
    assert made.kinds["box"].level == pytest.approx(20, abs=1)


def test_evidence_covers_the_window_of_the_photo() -> None:
    alpha = np.zeros((90, 120), np.float32)
    alpha[20:70, 30:60] = 1
    photo = np.random.default_rng(0).integers(0, 256, (90, 120, 3)).astype(np.uint8)
    found = gathered(photo, alpha, depth=np.arange(90 * 120, dtype=np.float32).reshape(90, 120))
    assert found.shape.window == around(alpha, MARGIN)[0]
    assert found.photo.shape == (SIDE, SIDE, 3)
    assert found.depth is not None
    assert found.unit == pytest.approx(np.ptp(np.flatnonzero(found.mask.any(1))) + 1, abs=2)
    assert found.doubt >= 0


def test_an_empty_matte_is_refused() -> None:
    for job in (reliefs, partial(best, kind="box")):
        with pytest.raises(UserError, match="no product"):
            job(*NOTHING)


@pytest.mark.parametrize("part", [np.s_[10:11, 20:21], np.s_[2:62, 30:31], np.s_[0:64, 0:80]])
def test_any_product_has_some_shape(part: tuple[slice, slice]) -> None:
    alpha = np.zeros((64, 80), np.float32)
    alpha[part] = 1
    made = reliefs(np.full((64, 80, 3), 90, np.uint8), alpha)
    assert {"flat", "inflated", "network"} <= {each.kind for each in made}
    assert all(np.isfinite(each.height).all() and np.isfinite(each.normals).all() for each in made)


def test_the_shipped_file_is_data(tmp_path: Path) -> None:
    path = tmp_path / "geometry.yaml"
    path.write_text("kinds: {cube: {degrees: [1], level: 1, slope: 1}}\nphotos: 1\n", "utf-8")
    with pytest.raises(Exception, match="cube"):
        table(path)
