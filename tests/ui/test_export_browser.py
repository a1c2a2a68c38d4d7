"""The Export tab with angles and details on the contact sheet, in a real browser."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
BEYOND_THE_EDGE = """[...document.querySelectorAll('button, input, img')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 90))"""


def only(page, *slots):
    """Tick these slots and no others."""
    for slot in slots:
        page.locator("#slots").get_by_text(slot).click()  # all are ticked: these go
    for box in page.locator("#slots input").all():
        box.click()  # and now only they stay


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_the_sets_angles_and_details_leave_with_it_or_are_said_to_be_held_back(visit, photo, size):
    page = visit(*size)
    page.locator("#photo input[type=file]").set_input_files(photo)
    expect(page.locator("#stages li.done")).to_have_count(2)
    expect(page.locator("body")).not_to_have_class(re.compile("working"))
    page.locator("#tab-export-button").click()
    expect(page.locator("#export")).to_be_visible()
    expect(page.locator("#further")).to_be_hidden()
    page.locator("#tab-angles-button").click()
    expect(page.locator("#angle-stage img")).to_be_visible()
    page.locator("#make-angle").click()
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(1)
    page.locator("#tab-export-button").click()
    expect(page.locator("#further input")).to_be_checked()
    only(page, "Facebook", "Instagram")
    page.locator("#export").click()
    files = page.locator(".file")
    expect(files).to_have_count(3)
    expect(files.nth(1).locator(".mark")).to_have_text("passes")
    expect(files.nth(2).locator(".mark")).to_have_text("held back")
    expect(files.nth(2)).to_contain_text("no person has reviewed it")
    expect(page.locator("#results .notice.care")).to_contain_text("1 of 3 files are held back")
    with page.expect_download() as download:
        page.locator("#archive").click()
    names = ZipFile(BytesIO(Path(download.value.path()).read_bytes())).namelist()
    assert len([name for name in names if name.endswith(".jpg")]) == 2
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(BEYOND_THE_EDGE) == []
    page.locator("#further input").uncheck()
    page.locator("#export").click()
    expect(files).to_have_count(2)
    expect(page.locator("#results")).not_to_contain_text("held back")
