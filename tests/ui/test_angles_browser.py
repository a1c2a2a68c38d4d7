"""The Angles tab as a seller meets it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
BEYOND_THE_EDGE = """[...document.querySelectorAll('button, input, img')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def turning(visit, photo):
    """Opens a page with the bottle on its Angles tab."""

    def open_page(*size):
        page = visit(*size)
        page.locator("#photo input[type=file]").set_input_files(photo)
        expect(page.locator("#stages li.done")).to_have_count(2)
        expect(page.locator("body")).not_to_have_class(re.compile("working"))
        page.locator("#tab-angles-button").click()
        expect(page.locator("#angle-stage img")).to_be_visible()
        return page

    return open_page


def shows_anew(page, act):
    before = page.locator("#angle-stage img").get_attribute("src")
    act()
    expect(page.locator("#angle-stage img")).not_to_have_attribute("src", before)


def shots(page):
    return page.locator("#sheet button.thumbnail-item")


def test_the_turntable_shows_what_is_known_and_the_shot_must_be_reviewed(turning):
    page = turning()
    expect(page.locator("#angle-side")).to_have_text("15° from the right")
    expect(page.locator("#angle-badges")).to_contain_text("Seen")
    shows_anew(page, lambda: page.locator("#yaw input[type=range]").press("ArrowRight"))
    expect(page.locator("#angle-side")).to_have_text("16° from the right")
    expect(page.locator(".legend.parts")).to_have_count(0)
    shows_anew(page, page.locator("#overlay input").check)
    expect(page.locator(".legend.parts")).to_contain_text("Invented")
    page.locator("#make-angle").click()
    expect(shots(page)).to_have_count(1)
    expect(page.locator("#sheet")).to_contain_text("review before listing")
    page.reload()
    page.locator("#tab-angles-button").click()
    expect(page.locator("#angle-side")).to_have_text("16° from the right")
    expect(page.locator("#overlay input")).to_be_checked()


def test_a_shot_list_is_shown_with_what_to_photograph_before_it_is_made(turning):
    page = turning(390, 844)
    page.locator("#family input").click()
    page.get_by_role("option", name="Drinks").click()
    page.locator("#propose-shots").click()
    cards = page.locator("#shot-list figure")
    expect(cards).to_have_count(5)
    expect(cards.first).to_contain_text("Your photo")
    expect(page.locator("#shot-list .blank").first).to_contain_text("Photograph its back")
    count = page.locator("#shot-list img").count()
    assert 1 <= count < 5
    expect(shots(page)).to_have_count(0)
    page.locator("#make-shots").click()
    expect(shots(page)).to_have_count(count)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(BEYOND_THE_EDGE) == []
    page.reload()
    page.locator("#tab-angles-button").click()
    expect(page.locator("#family input")).to_have_value("Drinks")


def test_a_back_needs_a_photo_and_details_are_chosen_by_a_click(turning, photo):
    page = turning()
    page.locator("#back-view").click()
    expect(page.locator("#angle-said")).to_contain_text("No photo shows the back")
    page.locator("#more-photos button").first.click()
    page.locator("#extra-side input").click()
    page.get_by_role("option", name="Back").click()
    with page.expect_file_chooser() as chooser:
        page.locator("#add-extra").click()
    chooser.value.set_files(photo)
    expect(page.locator("#extra-cards .extra")).to_have_count(1)
    shows_anew(page, page.locator("#back-view").click)
    expect(page.locator("#angle-badges")).to_contain_text("One of your photos")
    page.get_by_role("button", name="Remove: Back").click()
    expect(page.locator("#extra-cards .extra")).to_have_count(0)
    page.locator("#undo").click()
    expect(page.locator("#extra-cards .extra")).to_have_count(1)
    page.locator("#find-details").click()
    crops = page.locator("#details-found .pick")
    expect(crops.first).to_be_visible()
    for crop in page.locator("#details-found .pick[aria-pressed=true]").all()[::-1]:
        crop.click()
    expect(page.locator("#make-details")).to_be_disabled()
    crops.first.click()
    page.get_by_role("button", name="Make 1 detail shot").click()
    expect(shots(page)).to_have_count(1)
    expect(page.locator("#sheet")).to_contain_text("detail")
