"""The report of a set, and what is never in its zip. `test_export.py` has the zip itself."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from pipelines.bundle import bundle, held_back
from pipelines.core.channel import channels
from pipelines.core.engines import Engines
from pipelines.core.product import Product
from pipelines.core.shot import Fidelity, Shot
from pipelines.details import Detail, details
from pipelines.export import Export, export
from tests.lettered import lettered
from tests.standins import bottle

STUDIO = Engines("studio")
VASE = Product(sku="AB-12", name="Blue vase")
STEPS = tuple(Export(channel=name, product=VASE, seed=3) for name in ("facebook_link", "google_merchant"))


@pytest.fixture(scope="module")
def shots() -> tuple[Shot, ...]:
    return tuple(export(bottle(), step, STUDIO) for step in STEPS)


def test_a_detail_is_reported_without_a_template(shots: tuple[Shot, ...]) -> None:
    product = lettered()
    crop = details(product, Detail(what="label"), STUDIO)
    step = Export(channel="instagram_portrait", product=VASE, number=2)
    _, report = bundle((*shots, export(crop, step, STUDIO)), force=True)
    entry = report["files"][-1]
    assert (entry["role"], entry["fidelity"], entry["template"], entry["seed"]) == ("detail", "locked", None, None)
    assert entry["path"] == "instagram/AB-12_Blue-vase_instagram_portrait_2.jpg"
    assert entry["width"] < channels()[step.channel].width


@pytest.mark.parametrize("fidelity", ["relit", "turned", "illustrative", "repaint", "imagined"])
def test_what_no_person_reviewed_never_leaves(shots: tuple[Shot, ...], fidelity: Fidelity) -> None:
    changed = replace(shots[0], fidelity=fidelity)
    packed, report = bundle((changed, shots[1]), force=True)
    assert held_back(shots[1]) is None
    assert report["held_back"][0]["broken"] == [held_back(changed)]
    assert report["held_back"][0]["passed"]
    assert set(ZipFile(BytesIO(packed)).namelist()) == {"google/AB-12_Blue-vase_google_merchant_1.jpg", "report.json"}
