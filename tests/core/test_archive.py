"""A saved session comes back exactly, and a file that was not saved here does nothing but get refused."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import BaseModel

from pipelines.core import archive, manifest
from pipelines.core.archive import restore, save
from pipelines.core.errors import UserError
from pipelines.core.load import decode_photo
from pipelines.core.product import Product
from pipelines.core.recipe import JOBS, Recipe, Step, job
from pipelines.core.session import Desk, Session, SidePhoto
from pipelines.core.shelf import keep, kept
from pipelines.core.shot import Cutout, Deliverable, Photo, Placement, Row, Shot


class Paint(Step):
    """A step for these tests."""

    job: ClassVar[str] = "paint"
    areas: tuple[tuple[tuple[int, int], ...], ...] = ()
    colour: str = "#ffffff"
    seed: int | None = None


@pytest.fixture(autouse=True, scope="module")
def paint_job():
    job(Paint)(lambda shot, step, engines: shot)
    yield
    del JOBS["paint"]


def photo(seed: int = 0, alpha: bool = False, kind: str = "JPEG") -> Photo:
    values = np.random.default_rng(seed).integers(0, 256, (24, 32, 4 if alpha else 3)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(values).save(out, "PNG" if alpha else kind)
    return decode_photo(out.getvalue(), f"cup {seed}.jpg")


def cutout(of: Photo, seed: int = 0) -> Cutout:
    rng = np.random.default_rng(seed)
    alpha = np.clip(rng.normal(0.5, 1, of.pixels.shape[:2]), 0, 1).astype(np.float32)
    foreground = np.where(alpha[..., None] < 1, rng.integers(0, 256, of.pixels.shape), of.pixels).astype(np.uint8)
    return Cutout(alpha, foreground, 0.625, "studio")


def session() -> Session:
    first, second = photo(0), photo(1, alpha=True).turned(3)
    cut = Shot.of(first).after(Paint(seed=7), cutout=cutout(first), notes=("Check the handle.",))
    scene = replace(
        cut.after(Paint(areas=(((1, 2), (3, 4), (5, 6)),), colour="#123456")),
        pixels=photo(5).pixels,
        placement=Placement(0.1 + 0.2, -3.25, 1e-17),
        role="main",
        template="white_main",
        source_type="compositeCapture",
    )
    rows = (Row("width", True, "32 px", "≥ 16 px", "guide", True), Row("fill", False, "10 %", "85 %", "guide", False))
    sold = replace(scene, file=Deliverable("SKU.MAIN.jpg", b"\xff\xd8 bytes", "amazon_main", "main", rows))
    other = replace(Shot.of(second), cutout=cutout(second, 2))
    return Session(Desk(Product(sku="A-1", name="Tasse “Blau”", size_cm=9.5), cut, (scene, sold, other)))


def assert_same(a: Any, b: Any) -> None:
    """Deep equality, arrays by value and type."""
    assert type(a) is type(b)
    if isinstance(a, np.ndarray):
        assert a.dtype == b.dtype
        assert np.array_equal(a, b)
    elif is_dataclass(a):
        for field in fields(a):
            assert_same(getattr(a, field.name), getattr(b, field.name))
    elif isinstance(a, tuple):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            assert_same(x, y)
    elif isinstance(a, BaseModel):
        assert a == b
    else:
        assert a == b


@pytest.mark.parametrize(
    "desk", [session().desk, Desk(), Desk(current=Shot.of(photo())), Desk(shots=(Shot.of(photo(alpha=True)),))]
)
def test_a_desk_comes_back_exactly(desk: Desk) -> None:
    data = save(Session(desk))
    assert_same(restore(data).desk, desk)
    assert save(restore(data)) == data, "the same desk gives the same bytes"


@settings(deadline=None, max_examples=25)
@given(
    st.builds(Product, sku=st.text(max_size=64), name=st.text(max_size=120), size_cm=st.none() | st.floats(0.01, 1000)),
    st.floats(1e-6, 1e6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.tuples(st.integers(-999, 9999), st.integers(-999, 9999)), max_size=8),
)
def test_facts_of_any_value_come_back(product: Product, scale: float, shift: float, area: list) -> None:
    shot = Shot.of(photo()).after(Paint(areas=(tuple(area),)), placement=Placement(scale, shift, -shift))
    desk = Desk(product, shot)
    assert_same(restore(save(Session(desk))).desk, desk)


def seen_behind() -> Desk:
    """A product with a photo of its back, from which a shot was made."""
    (first, back), current = (photo(seed) for seed in (0, 8)), session().desk.current
    assert current is not None
    digest, back = keep(back)
    shot = replace(Shot.of(back).after(Paint(seed=3)), role="angle")
    return Desk(current=current, shots=(shot,), sides=(SidePhoto(first.original, digest, back, -180.0, 12.5),))


def test_photos_from_other_sides_come_back_and_are_found_again() -> None:
    desk = seen_behind()
    data, digest = save(Session(desk)), desk.sides[0].picture
    again = restore(data)
    assert_same(again.desk, desk)
    assert save(again) == data
    assert again.desk.sides[0].photo is again.desk.shots[0].photo is kept(digest)
    del desk
    assert kept(digest) is again.desk.sides[0].photo, "the restored desk keeps it"


def test_a_photo_of_another_product_stays_behind_with_it() -> None:
    desk = seen_behind()
    alone = restore(save(Session(replace(desk, current=Shot.of(photo(3)), shots=()))))
    assert alone.desk.sides == ()


def test_what_is_shared_is_kept_once_and_shared_again() -> None:
    data = save(session())
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        assert [n for n in whole.namelist() if n.startswith("photos/")] == ["photos/0", "photos/1"]
        assert whole.read("photos/0") == session().desk.current.photo.original
    desk = restore(data).desk
    assert desk.current is not None
    assert desk.shots[0].photo is desk.current.photo
    assert desk.shots[1].cutout is desk.current.cutout
    assert desk.current.pixels is desk.current.photo.pixels


def test_nothing_that_comes_back_can_be_written_to() -> None:
    shot = restore(save(session())).desk.shots[0]
    assert shot.cutout is not None
    for plane in (shot.pixels, shot.photo.pixels, shot.cutout.alpha, shot.cutout.foreground):
        assert not plane.flags.writeable


def test_the_past_is_left_out() -> None:
    restored = restore(save(session().do(product=Product()).undo()))
    assert (restored.past, restored.future) == ((), ())


def test_a_session_too_large_to_restore_is_not_saved(monkeypatch) -> None:
    monkeypatch.setattr(manifest, "MAX_PIXELS", 1000)
    with pytest.raises(UserError, match="remove some of its shots"):
        save(session())
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_TOTAL", 1000)
    with pytest.raises(UserError, match="remove some of its shots"):
        save(session())


# Hostile files


def rebuilt(change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A saved session with some of its entries changed."""
    with zipfile.ZipFile(io.BytesIO(save(session()))) as whole:
        entries = {name: whole.read(name) for name in whole.namelist()}
    change(entries)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return out.getvalue()


def with_facts(change: Callable[[dict], None]) -> bytes:
    """A saved session whose `session.json` is changed."""

    def edit(entries: dict[str, bytes]) -> None:
        facts = json.loads(entries["session.json"])
        change(facts)
        entries["session.json"] = json.dumps(facts).encode()

    return rebuilt(edit)


def refused(data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        restore(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_rebuilding_itself_changes_nothing() -> None:
    assert_same(restore(rebuilt(lambda entries: None)).desk, session().desk)
    assert_same(restore(with_facts(lambda facts: None)).desk, session().desk)


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_session_is_refused(data: bytes) -> None:
    assert "This session file" in refused(data)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../evil", "photos/../../evil", "C:\\evil", "photos/7", "shots/0.svg", " ", "x/"]
)
def test_entries_that_do_not_belong_are_refused(name: str) -> None:
    refused(rebuilt(lambda entries: entries.update({name: b"x"})))


@pytest.mark.parametrize("name", ["session.json", "photos/0", "cutouts/0.alpha", "cutouts/1.foreground", "shots/1.png"])
def test_missing_and_wrong_entries_are_refused(name: str) -> None:
    refused(rebuilt(lambda entries: entries.pop(name)))
    for content in (b"", b"junk" * 99, bytes(100_000)):
        refused(rebuilt(lambda entries, content=content: entries.update({name: content})))


def test_mattes_outside_their_range_are_refused() -> None:
    for value in (np.nan, np.inf, -1, 2):
        plane = np.full((24, 32), value, "<f4").tobytes()
        assert "matte" in refused(rebuilt(lambda entries, plane=plane: entries.update({"cutouts/0.alpha": plane})))


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.update(extra=1),
        lambda f: f.update(version=2),
        lambda f: f["product"].update(price=1),
        lambda f: f["photos"][0].update(turns=4),
        lambda f: f["photos"][0].update(size=[24, 24]),
        lambda f: f["photos"][0].update(size=[30_000, 30_000]),
        lambda f: f["shots"][0].update(photo=9),
        lambda f: f["shots"][0].update(photo=-1),
        lambda f: f["shots"][0].update(photo=1),
        lambda f: f["shots"][0].update(cutout=2),
        lambda f: f["shots"][1].update(size=[10, 10]),
        lambda f: f["shots"][1].update(role="boss"),
        lambda f: f["shots"][1].update(template="../x"),
        lambda f: f["shots"][1].update(notes=["x" * 2000]),
        lambda f: f["shots"][1].update(recipe=[{"shell": {}}]),
        lambda f: f["shots"][1].update(recipe=[{"paint": {"unknown": 1}}]),
        lambda f: f["shots"][1]["placement"].update(scale=0),
        lambda f: f["shots"][1]["placement"].update(dx=float("nan")),
        lambda f: f["shots"][2]["file"].update(name="../../x.jpg"),
        lambda f: f["shots"][2]["file"].update(name="a\nb.jpg"),
        lambda f: f["shots"][2]["file"].update(name="SKU.MAIN.jpg\n"),
        lambda f: f["shots"][2]["file"].update(channel="../amazon"),
        lambda f: f["shots"][2]["file"]["rows"][0].update(more=1),
        lambda f: f.update(current=True, shots=[]),
        lambda f: f.pop("product"),
    ],
)
def test_facts_that_do_not_fit_are_refused(change: Callable[[dict], None]) -> None:
    refused(with_facts(change))


def test_deep_nesting_is_refused() -> None:
    deep = b'{"version":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    refused(rebuilt(lambda entries: entries.update({"session.json": deep})))


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    zeros = bytes(60_000_000)
    for name in ("session.json", "cutouts/0.alpha", "cutouts/0.foreground"):
        refused(rebuilt(lambda entries, name=name: entries.update({name: zeros})))
    many = {f"photos/{number}": b"" for number in range(500)}
    assert "400 files" in refused(rebuilt(lambda entries: entries.update(many)))


def test_a_size_that_lies_is_refused() -> None:
    """The directory of the zip says 100 bytes, and a thousand times as many are behind it."""
    data = bytearray(rebuilt(lambda entries: entries.update({"files/2": bytes(100_000)})))
    for where in range(len(data) - 30):
        if data[where : where + 4] in (b"PK\x01\x02", b"PK\x03\x04"):
            at = where + (24 if data[where + 2] == 1 else 22)
            if int.from_bytes(data[at : at + 4], "little") == 100_000:
                data[at : at + 4] = (100).to_bytes(4, "little")
    refused(bytes(data))


def test_two_entries_of_one_name_are_refused() -> None:
    out = io.BytesIO(save(session()))
    with zipfile.ZipFile(out, "a") as whole, pytest.warns(UserWarning, match="Duplicate"):
        whole.writestr("session.json", b"{}")
    assert "two files" in refused(out.getvalue())


def test_unusual_packing_is_refused() -> None:
    refused(rebuilt(lambda entries: None, zipfile.ZIP_LZMA))


def test_nothing_is_written_to_disk(monkeypatch, tmp_path) -> None:
    data = save(session())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(zipfile.ZipFile, "extract", lambda *_: pytest.fail("unpacked to disk"))
    restore(data)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("seed", range(150))
def test_damaged_files_raise_nothing_but_a_user_error(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(save(session()))
    for _ in range(chance.randint(1, 10)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    try:
        restored = restore(bytes(data))
    except UserError:
        return
    assert isinstance(restored.desk.product, Product)


def test_recipes_come_back_as_the_steps_they_were() -> None:
    desk = restore(save(session())).desk
    assert desk.shots[0].recipe == Recipe(steps=(Paint(areas=(((1, 2), (3, 4), (5, 6)),), colour="#123456"),))
