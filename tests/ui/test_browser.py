"""The app as a seller meets it, in a real browser."""

import re
from io import BytesIO
from pathlib import Path
from threading import Event, Semaphore
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from pipelines.check import check
from pipelines.core.channel import channels
from pipelines.core.errors import Cancelled, UserError
from pipelines.core.samples import samples
from ui import product_tab, scene_controls, scene_tab
from ui.shell import CONCURRENT

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)

BEYOND_THE_EDGE = """[...document.querySelectorAll('button, input, img')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 90))"""


def load(page, photo):
    page.locator("#photo input[type=file]").set_input_files(photo)
    cut_out(page)


def cut_out(page):
    expect(page.locator("#stages li.done")).to_have_count(2)
    expect(page.locator(".notice").first).to_contain_text("% sure")
    expect(page.locator("body")).not_to_have_class(re.compile("working"))


def go(page, tab):
    page.locator(f"#tab-{tab}-button").click()


def make_a_shot(page, count=1):
    go(page, "scene")
    expect(page.locator("#stage img")).to_be_visible()
    page.locator("#make").click()
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(count)


def choose(page, template):
    """Choose a template whose preview differs from what is shown, and wait for it."""
    before = picture_of(page, "#stage img")
    page.locator(f"#gallery [data-pick={template}]").click()
    expect(page.locator("#stage img")).not_to_have_attribute("src", before)


def picture_of(page, selector):
    return page.locator(selector).first.get_attribute("src")


def test_from_a_sample_to_files_that_pass_the_checker(visit):
    page = visit()
    page.get_by_role("button", name=next(iter(samples().values())).name).click()
    cut_out(page)
    expect(page.locator("#sku input, #sku textarea")).not_to_have_value("")
    page.locator("#sku input, #sku textarea").fill("MUG 01")
    page.locator("#name input, #name textarea").fill("Blue mug")
    page.locator("#name input, #name textarea").blur()
    expect(page.locator("#product-card")).to_contain_text("Blue mug")
    make_a_shot(page)
    go(page, "export")
    for slot in ("Amazon, main", "Facebook", "Shopify"):
        page.locator("#slots").get_by_text(slot).click()  # all are ticked: these three go
    for box in page.locator("#slots input").all():
        box.click()  # and now only these three stay
    page.locator("#export").click()
    expect(page.locator(".file")).to_have_count(3)
    with page.expect_download() as download:
        page.locator("#archive").click()
    archive = ZipFile(BytesIO(Path(download.value.path()).read_bytes()))
    files = [name for name in archive.namelist() if not name.endswith(".json")]
    by_store = {channel.store: channel for id, channel in channels().items() if id != "amazon_secondary"}
    assert {Path(name).parts[0] for name in files} == {"amazon", "facebook", "shopify"}
    for name in files:
        rows = check(archive.read(name), by_store[Path(name).parts[0]], Path(name).name)
        assert [row.rule for row in rows if row.hard and not row.passed] == []


def test_a_stroke_corrects_the_cutout_and_undo_brings_it_back(visit, photo):
    page = visit(500, 500)
    load(page, photo)
    first = picture_of(page, "#product-card img")
    if not page.locator("#editor canvas").is_visible():
        page.get_by_role("button", name="Correct the cutout").click()
    canvas = page.locator("#editor canvas").first
    expect(page.locator("#editor")).to_contain_text("%")
    canvas.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#editor canvas').width > 100")
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 60, y - 50)
    page.mouse.down()
    page.mouse.move(x - 55, y + 40, steps=3)
    page.mouse.up()
    page.locator("#apply").click()
    expect(page.locator("#product-card img")).not_to_have_attribute("src", first)
    page.get_by_role("button", name="Correct the cutout").click()  # without a GPU an open canvas slows the page
    second = picture_of(page, "#product-card img")
    page.locator("#undo").click()
    expect(page.locator("#product-card img")).to_have_attribute("src", first)
    page.locator("h1").click()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#product-card img")).to_have_attribute("src", second)
    page.keyboard.press("Control+z")
    expect(page.locator("#product-card img")).to_have_attribute("src", first)


def test_a_slider_shows_a_new_preview(visit, photo):
    page = visit()
    load(page, photo)
    go(page, "scene")
    choose(page, "wood")
    before = picture_of(page, "#stage img")
    page.locator("#slider-azimuth input[type=range]").press("ArrowRight")
    expect(page.locator("#stage img")).not_to_have_attribute("src", before)
    page.get_by_label("Compare with the photo").check()
    expect(page.locator("#pair img").first).to_be_visible()


def test_a_reload_keeps_everything_and_another_tab_is_another_visitor(visit, photo, address):
    page = visit()
    load(page, photo)
    page.locator("#name input, #name textarea").fill("Red bottle")
    page.locator("#name input, #name textarea").blur()
    expect(page.locator("#product-card")).to_contain_text("Red bottle")
    go(page, "scene")
    choose(page, "wood")
    make_a_shot(page)
    page.reload()
    expect(page.locator("#stages li.done")).to_have_count(3)
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(1)
    expect(page.locator("#name input, #name textarea")).to_have_value("Red bottle")
    expect(page.locator("#cutout img").first).to_be_visible()
    go(page, "scene")
    expect(page.locator("#stage img")).to_be_visible()
    expect(page.locator("#gallery .pick[aria-pressed=true] strong")).to_have_text("Oak table")
    page.locator("#undo").click()
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(0)
    tab = page.context.new_page()
    tab.goto(address)
    expect(tab.locator("#product-card")).to_contain_text("No product yet")
    page.locator("#fresh").click()
    expect(page.locator("#product-card")).to_contain_text("No product yet")
    page.reload()
    expect(page.locator("#product-card")).to_contain_text("No product yet")


def sends(request, name):
    return name in (request.post_data or "")


class Held:
    """A job's work that reports, waits to be let go, and reports again."""

    def __init__(self):
        self.begun, self.go, self.calls, self.ended = Semaphore(0), Event(), 0, []

    def wait(self):
        """Until one more call has begun."""
        assert self.begun.acquire(timeout=20)

    def __call__(self, report):
        self.calls += 1
        self.begun.release()
        self.go.wait()
        try:
            report()
        except Cancelled as error:
            self.ended.append(error)
            raise


@pytest.fixture
def held():
    work = Held()
    yield work
    work.go.set()


def test_cancel_stops_the_running_job_and_the_one_that_waits_for_it(visit, photo, held, monkeypatch):
    page, real = visit(), scene_tab.staged
    load(page, photo)
    go(page, "scene")
    expect(page.locator("#stage img")).to_be_visible()
    before = picture_of(page, "#product-card img")

    def slow(shot, step, engines):
        if step.width == scene_controls.FINAL:
            held(lambda: engines.progress(0.5, "half"))
        return real(shot, step, engines)

    monkeypatch.setattr(scene_tab, "staged", slow)
    expect(page.locator("#cancel")).to_be_hidden()
    page.locator("#make").click()
    held.wait()
    page.locator("#fresh").click()
    page.locator("#cancel").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("Nothing was changed")
    expect(page.locator("#cancel")).to_be_hidden()
    held.go.set()
    monkeypatch.setattr(scene_tab, "staged", real)
    page.locator("#make").click()
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(1)
    expect(page.locator("#product-card img")).to_have_attribute("src", before)
    assert len(held.ended) == 1


def test_cancel_stops_a_job_whose_request_is_still_on_its_way(visit, photo):
    page, late = visit(), []
    load(page, photo)
    before = picture_of(page, "#product-card img")
    page.route("**/queue/join*", lambda route: route.continue_() if late else late.append(route))
    page.locator("#fresh").click()
    page.locator("#cancel").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("Nothing was changed")
    late[0].continue_()
    make_a_shot(page)
    expect(page.locator("#product-card img")).to_have_attribute("src", before)


def test_cancel_takes_a_job_out_of_the_line(visit, photo, held, monkeypatch):
    def slow(path):
        held(lambda: None)
        raise UserError("Let go.")

    monkeypatch.setattr(product_tab, "open_photo", slow)
    ahead = [visit() for _ in range(CONCURRENT)]
    for page in ahead:
        page.locator("#photo input[type=file]").set_input_files(photo)
        held.wait()
    last = visit()
    with last.expect_response(lambda answer: "/queue/join" in answer.url and sends(answer.request, photo.name)):
        last.locator("#photo input[type=file]").set_input_files(photo)
    last.locator("#cancel").click()
    expect(last.get_by_test_id("toast-body")).to_contain_text("Nothing was changed")
    expect(last.locator("#cancel")).to_be_hidden()
    held.go.set()
    for page in ahead:
        expect(page.get_by_test_id("toast-body")).to_contain_text("Let go")
        expect(page.locator("#cancel")).to_be_hidden()
    assert held.calls == CONCURRENT
    expect(last.locator("#product-card")).to_contain_text("No product yet")


def test_two_visitors_see_nothing_of_each_other(visit, photo, address):
    one, other = visit(), visit()
    load(one, photo)
    other.reload()
    expect(other.locator("#product-card")).to_contain_text("No product yet")
    expect(other.locator("#stages li.done")).to_have_count(0)
    load(other, photo)
    expect(other.locator("#sheet button.thumbnail-item")).to_have_count(0)
    mine, theirs = (picture_of(page, "#product-card img") for page in (one, other))
    path = mine.split("file=")[1]
    assert Path(path).parents[1] != Path(theirs.split("file=")[1]).parents[1]
    assert other.request.get(f"{address}/gradio_api/file={path}").ok  # the name is the key
    guesses = [*Path(path).parents[:3], Path(path).parents[1] / "picture.png", "/etc/passwd"]
    assert [other.request.get(f"{address}/gradio_api/file={guess}").status for guess in guesses] == [403] * 5


def test_a_wrong_file_is_answered_with_a_sentence_and_nothing_is_lost(visit, photo, tmp_path):
    page = visit()
    load(page, photo)
    before = picture_of(page, "#product-card img")
    wrong = tmp_path / "notes.jpg"
    wrong.write_text("not a picture at all")
    with page.expect_file_chooser() as chooser:
        page.locator("#other-photo").click()
    chooser.value.set_files(wrong)
    expect(page.get_by_test_id("toast-body")).to_contain_text("is not a picture")
    expect(page.locator("#product-card img")).to_have_attribute("src", before)
    expect(page.locator("#stages li.done")).to_have_count(2)
    expect(page.locator("#cancel")).to_be_hidden()


def test_a_session_is_saved_and_opened_by_another_visitor(visit, photo, tmp_path):
    page = visit()
    load(page, photo)
    page.locator("#name input, #name textarea").fill("A <b>bold</b> ${1+1} {{name}} bottle")
    page.locator("#name input, #name textarea").blur()
    make_a_shot(page)
    with page.expect_download() as download:
        page.locator("#save").click()
    saved = tmp_path / "session.zip"
    download.value.save_as(saved)
    other = visit()
    other.locator("input[type=file][accept='.zip']").set_input_files(saved)
    expect(other.locator("#sheet button.thumbnail-item")).to_have_count(1)
    expect(other.locator("#product-card strong")).to_have_text("A <b>bold</b> ${1+1} {{name}} bottle")
    expect(other.locator("#name input, #name textarea")).to_have_value("A <b>bold</b> ${1+1} {{name}} bottle")


def test_a_phone_shows_every_tab_without_scrolling_sideways(visit, photo):
    page = visit(390, 844)
    load(page, photo)
    make_a_shot(page)
    for tab in ("product", "scene", "export"):
        go(page, tab)
        expect(page.locator(f"#tab-{tab}")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        assert page.evaluate(BEYOND_THE_EDGE) == []


def test_nothing_is_asked_of_any_other_machine(visit, photo):
    page = visit()
    load(page, photo)
    go(page, "scene")
    expect(page.locator("#stage img")).to_be_visible()
    hosts = {urlsplit(url).hostname for url in page.asked if not url.startswith(("data:", "blob:"))}
    assert hosts <= {"127.0.0.1", "localhost"}
