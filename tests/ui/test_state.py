"""What the server keeps for a visitor, without a browser."""

from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from pipelines.core.errors import Cancelled, UserError
from pipelines.core.samples import samples
from ui import correction, product_tab, scene_tab, side_column
from ui.state import Visitor
from ui.visitors import IDLE_SECONDS, Visitors


@pytest.fixture
def visitor(uploads):
    return Visitor()


@pytest.fixture
def engines(visitor):
    return visitor.engines("studio", lambda fraction, desc: None)


class Announced:
    """A lock that tells when somebody comes to wait for it."""

    def __init__(self, lock, waiting):
        self.lock, self.waiting = lock, waiting

    def __enter__(self):
        self.waiting.set()
        self.lock.acquire()

    def __exit__(self, *_):
        self.lock.release()


def picture(value=0):
    return np.full((4, 4, 3), value, np.uint8)


def test_files_of_a_visitor_lie_apart_and_go_with_them(visitor, uploads):
    other = Visitor()
    mine, theirs = Path(visitor.picture(picture())), Path(other.picture(picture()))
    assert mine.parents[1] != theirs.parents[1]
    assert mine.is_relative_to(uploads)
    visitor.forget()
    assert not mine.parents[1].exists()
    assert theirs.is_file()
    other.forget()


def test_idle_visitors_are_forgotten_with_their_files_and_others_stay(uploads):
    now = [0.0]
    visitors = Visitors(clock=lambda: now[0])
    idle, busy = visitors.of("a" * 48), visitors.of("b" * 48)
    gone, kept = Path(idle.picture(picture())), Path(busy.picture(picture()))
    now[0] = IDLE_SECONDS
    assert visitors.of("b" * 48) is busy
    visitors.sweep()
    assert gone.is_file()
    now[0] += 1
    visitors.sweep()
    assert not gone.exists()
    assert visitors.of("a" * 48) is not idle
    assert kept.is_file()
    busy.forget()


@pytest.mark.parametrize("token", ["", "a" * 47, "../" * 16, "g" * 48, "a" * 48 + "\n"])
def test_only_what_a_page_draws_is_a_token(token):
    with pytest.raises(UserError, match="reload"):
        Visitors().of(token)


def test_the_number_of_files_is_bounded(visitor):
    paths = [Path(visitor.file("a.txt", b"x")) for _ in range(210)]
    assert not paths[0].exists()
    assert paths[-1].is_file()
    assert sum(path.is_file() for path in paths) == 200
    visitor.forget()


def test_a_picture_is_drawn_once_and_again_when_its_file_is_gone(visitor, shot):
    drawn = []

    def draw():
        drawn.append(1)
        return picture()

    one = shot()
    first = visitor.drawn(one, "kind", draw)
    assert visitor.drawn(one, "kind", draw) == first
    assert len(drawn) == 1
    Path(first).unlink()
    assert Path(visitor.drawn(one, "kind", draw)).is_file()
    assert len(drawn) == 2
    visitor.forget()


def test_stop_ends_the_job_at_its_next_report_and_changes_nothing(visitor, engines, shot):
    before = visitor.session
    with visitor.working("first"):
        engines.progress(0.1, "going")
        visitor.stop("first")
        with pytest.raises(Cancelled):
            engines.progress(0.2, "going on")
        with pytest.raises(Cancelled):
            visitor.do(current=shot())
    assert visitor.session is before
    with visitor.working("second"):
        visitor.do(current=shot())
    assert visitor.session.past == (before.desk,)


def test_stop_drops_the_jobs_that_wait_for_the_running_one(visitor, shot):
    ended = []

    def second():
        with suppress(Cancelled), visitor.working("one"):
            visitor.do(current=shot())
        ended.append(visitor.session.desk.current)

    waiting = Event()
    visitor._busy = Announced(visitor._busy, waiting)
    with visitor.working("one"):
        thread = Thread(target=second)
        waiting.clear()
        thread.start()
        waiting.wait()
        visitor.stop("one")
    thread.join()
    assert ended == [None]


def test_stop_drops_a_job_that_reaches_the_server_after_it(visitor, shot):
    visitor.stop("first")
    with pytest.raises(Cancelled), visitor.working("first"):
        pass
    with visitor.working("second"):
        visitor.do(current=shot())
    assert visitor.session.desk.current is not None


def test_jobs_without_a_product_say_what_to_do(visitor, engines, shot):
    with pytest.raises(UserError, match="drop a photo"):
        product_tab.cut_out(visitor, engines)
    visitor.do(current=shot(cut=False))
    with pytest.raises(UserError, match="not cut out"):
        scene_tab.make(visitor, engines, "1:1")


def test_a_bad_photo_leaves_the_session_as_it_was(visitor, engines, tmp_path):
    before = visitor.session
    path = tmp_path / "notes.jpg"
    path.write_text("not a picture")
    with pytest.raises(UserError):
        product_tab.load(visitor, engines, str(path))
    assert visitor.session is before


@pytest.mark.parametrize("sample", samples().values(), ids=samples())
def test_a_sample_brings_its_facts(visitor, engines, sample):
    product_tab.load_sample(sample, visitor, engines)
    assert visitor.current.photo.original == sample.shown.read_bytes()
    assert any(sample.shown in view.photos.values() for view in sample.views)
    product = visitor.session.desk.product
    assert (product.sku, product.name, product.size_cm) == (sample.sku, sample.name, sample.size_cm)


def test_a_description_is_kept_once_and_a_wrong_size_is_refused(visitor, engines):
    for fact, text in (("sku", " MUG-1 "), ("name", "Mug"), ("size_cm", "12,5 cm"), ("size_cm", "12.5")):
        product_tab.describe(fact, visitor, engines, text)
    assert visitor.session.desk.product.model_dump() == {"sku": "MUG-1", "name": "Mug", "size_cm": 12.5}
    assert len(visitor.session.past) == 3
    with pytest.raises(UserError, match="centimetres"):
        product_tab.describe("size_cm", visitor, engines, "tall")
    product_tab.describe("size_cm", visitor, engines, "")
    assert visitor.session.desk.product.size_cm is None


def test_corrections_add_up_and_need_something_to_go_by(visitor, engines, photo):
    product_tab.load(visitor, engines, str(photo))
    product_tab.cut_out(visitor, engines)
    with pytest.raises(UserError, match="Nothing is painted"):
        correction.correct(visitor, engines, None, None, "")
    correction.correct(visitor, engines, None, None, "200, 100, 400, 534")
    layer = np.zeros((300, 300, 4), np.uint8)
    layer[10:40, 10:40] = (*bytes.fromhex(correction.KEEP[1:]), 255)
    correction.correct(visitor, engines, {"layers": [layer]}, None, "")
    step = visitor.current.recipe.steps[-1]
    assert step.box == (200, 100, 400, 534)
    assert len(step.keep) == 1
    alpha = visitor.product_shot.cutout.alpha
    assert alpha[24:76, 24:76].min() == 1


def test_starting_anew_can_be_undone(visitor, engines, shot):
    visitor.do(current=shot())
    side_column.start_anew(visitor, engines)
    assert visitor.session.desk.current is None
    assert visitor.session.undo().desk.current is not None
