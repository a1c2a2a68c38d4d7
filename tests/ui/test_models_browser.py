"""The Models and Imagine tabs as a seller meets them, with a tiny model and no network, in a real browser."""

import pytest
from playwright.sync_api import expect
from tiny_app import served

from pipelines.estimates import offered
from pipelines.imagine import WARNING

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
STRICT = next(model for model in offered("scene") if model.commercial == "conditions")


@pytest.fixture(scope="module")
def address(uploads, tmp_path_factory):
    """The app with a tiny SDXL."""
    with served(tmp_path_factory.mktemp("tiny"), "sdxl") as address:
        yield address


def go(page, tab):
    page.locator(f"#tab-{tab}-button").click()


def choose(page, id):
    page.locator(f"#shelf [data-pick='{id}']").first.click()


def test_a_model_with_conditions_is_got_only_once_its_licence_is_accepted(visit):
    page = visit()
    go(page, "models")
    expect(page.locator("#machine")).to_contain_text("Measured speed")
    choose(page, STRICT.id)
    panel = page.locator("#model-panel")
    expect(panel).to_contain_text(STRICT.name)
    expect(panel.locator(f'a[href="{STRICT.base.licence_url}"]').first).to_be_visible()
    page.locator("#get-model").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("accept")
    page.get_by_test_id("toast-close").click()
    page.locator("#accept-model input").check()
    expect(panel).not_to_contain_text("tick the box")
    page.locator("#get-model").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("cannot be reached")
    expect(page.locator("#get-model")).to_be_visible()


def test_jobs_are_chosen_and_what_is_not_offered_is_folded_with_its_reason(visit):
    page = visit()
    go(page, "models")
    expect(page.locator("#shelf h3")).to_have_count(1)
    page.locator("#model-job input").click()
    page.get_by_role("option", name="Everything").click()
    expect(page.locator("#shelf h3").nth(5)).to_be_visible()
    page.locator("#shelf summary").click()
    expect(page.locator("#shelf details li").first).to_contain_text("because")


def test_what_is_imagined_is_marked_and_is_no_shot(visit):
    page = visit()
    go(page, "imagine")
    expect(page.locator("#imagine-warning")).to_contain_text(WARNING)
    page.locator("#imagine").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("Nothing is said")
    page.locator("#imagine-words textarea").fill("a green bottle on moss")
    page.locator("#imagine").click()
    expect(page.locator("#imagined figure")).to_contain_text("Imagined: not for listings")
    expect(page.locator("#imagine-stage img")).to_be_visible()
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(0)
    go(page, "models")
    expect(page.locator("#in-memory")).to_contain_text("Tiny sdxl")
    page.locator("#free-memory").click()
    expect(page.locator("#in-memory")).to_contain_text("No model")


def test_a_model_is_removed_and_the_studio_goes_on(visit):
    page = visit()
    go(page, "models")
    choose(page, "tiny-sdxl")
    expect(page.locator("#model-panel")).to_contain_text("Tiny sdxl")
    page.locator("#remove-model").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("free again")
    expect(page.locator("#shelf [data-pick=tiny-sdxl]")).to_contain_text("to be fetched")
    expect(page.locator("#remove-model")).to_have_count(0)
    go(page, "imagine")
    expect(page.locator("#imagine-lacks")).to_contain_text("No model that can imagine")
