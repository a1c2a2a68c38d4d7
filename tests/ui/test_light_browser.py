"""The Light tab as a seller meets it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from pipelines.core.engines import Engines
from pipelines.relight import Relight, relight
from pipelines.scene import Scene

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
BEYOND_THE_EDGE = """[...document.querySelectorAll('button, input, img')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module", autouse=True)
def warm(shot):
    """What is compiled on first use may take longer than a test waits."""
    small = shot()
    relight(small, Relight(), Engines("studio"))
    relight(small.after(Scene(template="marble", width=200, height=200, seed=0)), Relight(), Engines("studio"))


@pytest.fixture
def page(visit, photo):
    """A page with the bottle on its Light tab."""
    page = visit()
    lit(page, photo)
    return page


def lit(page, photo):
    page.locator("#photo input[type=file]").set_input_files(photo)
    expect(page.locator("#stages li.done")).to_have_count(2)
    expect(page.locator("body")).not_to_have_class(re.compile("working"))
    page.locator("#tab-light-button").click()
    expect(page.locator("#light-stage img")).to_be_visible()
    expect(page.locator("#light-change")).to_contain_text("ΔE2000")


def source(page):
    return page.locator("#light-stage img").get_attribute("src")


def shows_anew(page, act):
    before = source(page)
    act()
    expect(page.locator("#light-stage img")).not_to_have_attribute("src", before)


def sun(page):
    return page.locator("#dome").get_by_role("slider")


def number(page, key):
    return page.locator(f"#light-{key} input[type=number]")


def drag(page, *points):
    """Drag the sun over points of its sky, each as shares of its width and height."""
    sky = page.locator("#dome .sky")
    sky.scroll_into_view_if_needed()
    box = sky.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def test_the_sun_is_dragged_and_the_shot_that_is_made_must_be_reviewed(page):
    shows_anew(page, lambda: drag(page, (0.5, 0.8), (0.75, 0.5)))
    expect(number(page, "azimuth")).to_have_value("90")
    expect(number(page, "elevation")).to_have_value("45")
    expect(sun(page)).to_have_attribute("aria-valuetext", "90° to the right, 45° high")
    shows_anew(page, lambda: sun(page).press("ArrowLeft"))
    expect(number(page, "azimuth")).to_have_value("85")
    page.locator("#make-light").click()
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(1)
    expect(page.locator("#sheet")).to_contain_text("In other light: review before listing")
    page.reload()
    page.locator("#tab-light-button").click()
    expect(number(page, "azimuth")).to_have_value("85")
    expect(sun(page)).to_have_attribute("aria-valuetext", "85° to the right, 45° high")


def test_sliders_and_buttons_move_the_sun_and_the_photo_lies_beside_it(page):
    shows_anew(page, lambda: page.locator("#light-azimuth input[type=range]").press("ArrowRight"))
    expect(sun(page)).to_have_attribute("aria-valuetext", "44° to the left, 45° high")
    own = page.locator("#dome .sky .sun.hollow").get_attribute("title").split(": ")[1]
    shows_anew(page, page.locator("#light-as-photo").click)
    expect(sun(page)).to_have_attribute("aria-valuetext", own)
    page.get_by_label("Compare with the photo").locator("visible=true").check()
    expect(page.locator("#light-pair img").first).to_be_visible()
    expect(page.locator("#light-stage")).to_be_hidden()


def test_a_set_is_put_in_one_light_and_a_phone_shows_it_all(visit, photo):
    page = visit(390, 844)
    lit(page, photo)
    page.locator("#make-light").click()
    expect(page.locator("#sheet button.thumbnail-item")).to_have_count(1)
    first = page.locator("#sheet img").first.get_attribute("src")
    shows_anew(page, lambda: drag(page, (0.5, 0.8), (0.3, 0.4)))
    page.locator("#light-together").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("1 of 1 shots are now in this light")
    expect(page.locator("#sheet img").first).not_to_have_attribute("src", first)
    page.locator("#undo").click()
    expect(page.locator("#sheet img").first).to_have_attribute("src", first)
    page.locator("#light-like button").first.click()
    shows_anew(page, page.locator("#light-others .pick").first.click)
    expect(number(page, "azimuth")).to_have_value("-45")
    expect(page.locator("#in-scene input")).not_to_be_checked()
    shows_anew(page, page.locator("#in-scene input").check)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(BEYOND_THE_EDGE) == []
