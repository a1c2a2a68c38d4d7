"""The Generate tab as a seller meets it, with a tiny model, in a real browser."""

import re
from dataclasses import replace
from threading import Event

import pytest
from playwright.sync_api import expect
from tiny_app import served

from pipelines.core.samples import samples
from pipelines.refine import refine
from pipelines.scene import templates
from ui import generate_tab, scene_controls

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
SAMPLE = next(iter(samples().values()))


@pytest.fixture(scope="module")
def address(uploads, tmp_path_factory):
    """The app with a tiny SDXL, and shots of a size that is soon drawn."""
    with pytest.MonkeyPatch.context() as patch, served(tmp_path_factory.mktemp("tiny"), "sdxl") as address:
        patch.setattr(scene_controls, "FINAL", 320)
        yield address


@pytest.fixture
def gate(monkeypatch):
    """Holds a painting after each step until it is set."""
    gate = Event()

    def held(shot, step, engines):
        def progress(fraction, message):
            engines.progress(fraction, message)
            if message.startswith("Denoising"):
                gate.wait(60)

        return refine(shot, step, replace(engines, progress=progress))

    monkeypatch.setattr(generate_tab, "refine", held)
    yield gate
    gate.set()


@pytest.fixture
def page(visit):
    """A page with a sample in a scene, on its Generate tab."""
    page = visit()
    page.get_by_role("button", name=SAMPLE.name).click()
    expect(page.locator("#stages li.done")).to_have_count(2)
    at_rest(page)
    page.locator("#tab-scene-button").click()
    before = page.locator("#stage img").get_attribute("src")
    page.locator("#gallery [data-pick=marble]").click()
    expect(page.locator("#stage img")).not_to_have_attribute("src", before)
    page.locator("#format label").get_by_text("4:5").click()
    expect(page.locator("#stage img")).to_be_visible()
    page.locator("#tab-generate-button").click()
    expect(page.locator("#generate-about")).to_contain_text(templates()["marble"].name)
    expect(page.locator("#forecast table")).to_be_visible()
    return page


def at_rest(page):
    expect(page.locator("body")).not_to_have_class(re.compile("working"))


def field(page, name):
    return page.locator(f"#prompt-{name} textarea")


def shots(page):
    return page.locator("#sheet button.thumbnail-item")


def start(page):
    """Press Generate and wait until the model has done a step; the starting picture's address."""
    before = page.locator("#generate-stage img").get_attribute("src")
    page.locator("#generate").click()
    expect(page.locator("#generate-live li.now")).to_have_text("Denoising")
    return before


def test_the_job_is_watched_and_its_picture_is_a_shot_of_that_model(page, gate):
    expect(page.locator("#paint-models .pick[aria-pressed=true]")).to_contain_text("Tiny sdxl")
    expect(page.locator("#forecast")).to_contain_text("none, it is here")
    before = start(page)
    expect(page.locator("#generate-live li.done")).to_have_count(3)
    expect(page.locator("#generate-live")).to_contain_text(re.compile(r"step 1 of \d"))
    expect(page.locator("#generate-stage img")).not_to_have_attribute("src", before)
    frame = page.locator("#generate-stage img").get_attribute("src")
    gate.set()
    expect(shots(page)).to_have_count(1)
    expect(page.locator("#sheet")).to_contain_text("tiny-sdxl")
    expect(page.locator("#generated .notice")).to_contain_text("Tiny sdxl")
    expect(page.locator("#generated .notice")).to_contain_text("MIT; commercial use: yes")
    expect(page.locator("#generate-live .live")).to_have_count(0)
    expect(page.locator("#generate-stage img")).not_to_have_attribute("src", frame)


def test_cancel_stops_the_model_between_two_steps_and_changes_nothing(page, gate):
    before = start(page)
    page.locator("#cancel").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("Nothing was changed")
    gate.set()
    expect(page.locator("#generate-live .live")).to_have_count(0)
    expect(page.locator("#generate-stage img")).to_have_attribute("src", before)
    expect(shots(page)).to_have_count(0)


def test_a_page_that_is_opened_anew_meanwhile_shows_the_job_and_its_shot(page, gate):
    start(page)
    page.reload()
    page.locator("#tab-generate-button").click()
    expect(page.locator("#generate-live li.now")).to_have_text("Denoising")
    gate.set()
    expect(shots(page)).to_have_count(1)
    expect(page.locator("#generated .notice")).to_contain_text("Tiny sdxl")


def test_a_missing_model_leaves_the_studio_s_picture_and_leads_to_the_models(page):
    card = page.locator("#paint-models .pick").filter(has_text="to be fetched").first
    name = card.locator("strong").inner_text()
    card.click()
    expect(page.locator("#forecast thead")).to_contain_text(name)
    page.locator("#generate").click()
    expect(page.locator("#generated .notice")).to_contain_text("not on this machine")
    expect(shots(page)).to_have_count(1)
    page.locator("#generated .leads").click()
    expect(page.locator("#model-panel")).to_contain_text(name)


def test_the_words_are_the_template_s_until_they_are_edited_and_are_judged(page):
    expect(field(page, "subject")).to_have_value(re.compile(re.escape(SAMPLE.name), re.IGNORECASE))
    expect(field(page, "scene")).to_have_value(re.compile("marble"))
    usual = field(page, "style").input_value()
    expect(page.locator("#findings")).to_have_count(0)
    field(page, "subject").fill("a product photo")
    field(page, "scene").fill("")
    field(page, "style").fill("")
    expect(page.locator("#findings")).to_contain_text("Nothing says what the product is")
    page.locator("#findings .offers .pick").filter(has_text="pure white background").click()
    expect(field(page, "scene")).to_have_value("pure white background")
    expect(page.locator("#prompt-read")).to_contain_text("pure white background")
    page.locator("#improve").click()
    expect(field(page, "style")).not_to_have_value("")
    page.locator("#usual-prompt").click()
    expect(field(page, "style")).to_have_value(usual)
    expect(page.locator("#findings")).to_have_count(0)


def test_a_size_in_the_words_is_applied_to_the_scene(page):
    field(page, "platform").fill("640 x 640 px, fills 50% of the frame")
    field(page, "platform").blur()
    expect(page.locator("#prompt-read")).to_contain_text("640 × 640 px")
    page.locator("#apply-read").click()
    expect(page.locator("#apply-read")).to_have_count(0)
    expect(field(page, "platform")).to_have_value("640 x 640 px, fills 50% of the frame")
    page.locator("#generate").click()
    expect(page.locator("#sheet")).to_contain_text("640 × 640")


def test_the_tab_fits_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    for tab in ("generate", "models", "imagine"):
        page.locator(f"#tab-{tab}-button").click()
        expect(page.locator(f"#tab-{tab}")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 391
