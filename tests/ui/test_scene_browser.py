"""The Scene tab as a seller meets it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from pipelines.core.samples import samples
from pipelines.scene import templates
from ui.search import Search, found

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
NAMES = [sample.name for sample in samples().values()]


@pytest.fixture
def page(visit):
    """A page with a sample cut out, on its Scene tab."""
    page = visit()
    page.get_by_role("button", name=NAMES[0]).click()
    on_stage(page)
    return page


def on_stage(page):
    expect(page.locator("#stages li.done")).to_have_count(2)
    expect(page.locator("body")).not_to_have_class(re.compile("working"))
    page.locator("#tab-scene-button").click()
    expect(page.locator("#stage img")).to_be_visible()
    expect(page.locator("#gallery .pick")).to_have_count(len(templates()))
    at_rest(page)


def source(page):
    return page.locator("#stage img").get_attribute("src")


def pixels(page, selector="#stage img"):
    """The bytes of the picture shown there."""
    return page.request.get(page.locator(selector).first.evaluate("image => image.src")).body()


def shows_anew(page, act):
    """Do `act` and wait until the preview has changed and come to rest."""
    before = source(page)
    act()
    expect(page.locator("#stage img")).not_to_have_attribute("src", before)
    at_rest(page)


def at_rest(page):
    last = None
    while last != (last := source(page)):
        page.wait_for_timeout(1500)


def choose(page, id):
    shows_anew(page, lambda: page.locator(f"#gallery [data-pick={id}]").click())


def opened(page, id):
    page.locator(f"#{id} button").first.click()


def slider(page, key):
    return page.locator(f"#slider-{key} input[type=range]")


def test_a_search_narrows_the_cards_and_an_empty_result_says_so(page):
    cards, field = page.locator("#gallery .pick"), page.locator("#search input, #search textarea")
    expect(cards).to_have_count(len(templates()))
    field.fill("marble")
    expect(cards).to_have_count(len(found(Search("marble"))))
    expect(page.locator("#count")).to_contain_text(f"{len(found(Search('marble')))} of {len(templates())}")
    page.locator("#filter-season input").click()
    page.get_by_role("option", name="Christmas").click()
    expect(cards).to_have_count(len(found(Search("marble", season="christmas"))))
    field.fill("nothing is called so")
    expect(page.locator("#gallery")).to_contain_text("No scene fits")
    page.reload()
    page.locator("#tab-scene-button").click()
    expect(field).to_have_value("nothing is called so")
    page.locator("#clear").click()
    expect(cards).to_have_count(len(templates()))
    expect(field).to_have_value("")


def test_a_template_changes_the_preview_and_brings_its_words(page):
    white = pixels(page)
    choose(page, "marble")
    assert pixels(page) != white
    expect(page.locator("#about")).to_contain_text(templates()["marble"].name)
    expect(page.locator("#gallery .pick[aria-pressed=true]")).to_have_count(1)
    expect(slider(page, "azimuth")).to_have_value(f"{templates()['marble'].stage.light.azimuth:g}")


def test_three_are_chosen_for_the_product_with_reasons(page):
    page.locator("#suggest").click()
    cards = page.locator("#offered .pick")
    expect(cards).to_have_count(3)
    for card in cards.all():
        expect(card.locator("small")).to_contain_text("Your product is")
    shows_anew(page, cards.nth(1).click)
    id = cards.nth(1).get_attribute("data-pick")
    expect(page.locator(f"#gallery [data-pick={id}]")).to_have_attribute("aria-pressed", "true")


def test_four_variations_are_four_pictures_and_one_of_them_is_taken_over(page):
    choose(page, "marble")
    page.locator("#four").click()
    cards = page.locator("#variations .pick")
    expect(cards).to_have_count(4)
    assert len({pixels(page, f"#variations .pick:nth-child({n}) img") for n in range(1, 5)}) == 4
    azimuth, seed = slider(page, "azimuth").input_value(), page.locator("#seed input").input_value()
    shows_anew(page, cards.nth(3).click)
    expect(cards.nth(3)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#seed input")).not_to_have_value(seed)
    expect(slider(page, "azimuth")).to_have_value(f"{float(azimuth) + 30:g}")


def test_a_main_image_is_locked_and_says_why(page):
    expect(page.locator("#locked")).to_contain_text("pure white")
    opened(page, "group-placement")
    for key in ("azimuth", "kelvin", "rim"):
        expect(slider(page, key)).to_be_disabled()
    expect(slider(page, "fill")).to_be_enabled()
    expect(page.locator("#four")).to_be_disabled()
    choose(page, "marble")
    expect(page.locator("#locked")).to_have_count(0)
    expect(slider(page, "azimuth")).to_be_enabled()


def test_a_copied_recipe_gives_the_same_pixels_when_it_is_pasted(page):
    choose(page, "marble")
    shows_anew(page, lambda: slider(page, "azimuth").press("ArrowRight"))
    first = pixels(page)
    opened(page, "recipe")
    field = page.locator("#recipe-text textarea")
    page.locator("#copy-recipe").click()
    expect(field).to_have_value(re.compile("marble"))
    text = field.input_value()
    choose(page, "wood")
    field.fill("- scene: {template: nowhere}")
    page.locator("#use-recipe").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("“nowhere”, which does not exist")
    field.fill(text)
    shows_anew(page, page.locator("#use-recipe").click)
    assert pixels(page) == first
    expect(page.locator("#gallery .pick[aria-pressed=true]")).to_have_attribute("data-pick", "marble")


def test_the_same_scene_is_kept_for_a_second_product(page, photo):
    choose(page, "marble")
    shows_anew(page, lambda: slider(page, "elevation").press("ArrowRight"))
    height, seed = slider(page, "elevation").input_value(), page.locator("#seed input").input_value()
    page.locator("#same input").check()
    page.locator("#fresh").click()
    expect(page.locator("#product-card")).to_contain_text("No product yet")
    page.locator("#photo input[type=file]").set_input_files(photo)
    on_stage(page)
    expect(page.locator("#gallery .pick[aria-pressed=true]")).to_have_attribute("data-pick", "marble")
    expect(slider(page, "elevation")).to_have_value(height)
    expect(page.locator("#seed input")).to_have_value(seed)


def test_a_brand_guide_is_saved_loaded_by_another_visitor_and_kept_to(page, visit, tmp_path):
    opened(page, "brand-guide")
    name, colours = page.locator("#brand-name input, #brand-name textarea"), page.locator("#brand-colours textarea")
    name.fill("Nørdic & <b>Sons</b>")
    colours.fill("Deep teal #1f4e79")
    page.locator("#brand-shadow-max input[type=number]").fill("0.5")
    page.locator("#brand-shadow-max input[type=number]").blur()
    colours.blur()
    expect(page.locator("#brand-swatches")).to_contain_text("Deep teal")
    with page.expect_download() as download:
        page.locator("#save-brand").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    other = visit()
    other.get_by_role("button", name=NAMES[0]).click()
    on_stage(other)
    choose(other, "marble")
    opened(other, "brand-guide")
    shows_anew(other, lambda: other.locator("input[type=file][accept*='yaml']").set_input_files(saved))
    expect(other.locator("#brand-name input, #brand-name textarea")).to_have_value("Nørdic & <b>Sons</b>")
    expect(other.locator("#brand-colours textarea")).to_have_value("Deep teal #1f4e79")
    expect(other.locator("#keep-brand input")).to_be_checked()
    opened(other, "group-product")
    expect(slider(other, "shadow")).to_have_attribute("max", "0.5")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: B\nshadows: 1")
    other.locator("input[type=file][accept*='yaml']").set_input_files(wrong)
    expect(other.get_by_test_id("toast-body")).to_contain_text("no such key")


def test_the_light_of_the_photo_is_taken_over(page):
    choose(page, "marble")
    before = slider(page, "azimuth").input_value()
    shows_anew(page, page.locator("#as-photo").click)
    expect(slider(page, "azimuth")).not_to_have_value(before)
    expect(page.locator("#said")).to_have_count(0)
    shows_anew(page, page.locator("#reset").click)
    expect(slider(page, "azimuth")).to_have_value(before)
