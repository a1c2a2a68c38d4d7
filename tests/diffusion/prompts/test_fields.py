"""Prompts put together for a model: four fields, everything forbidden, nothing twice."""

from typing import Any

import pytest
from hypothesis import given
from prompt_texts import ANY_TEXT, PROMPTS, TEMPLATE, few, kinds
from pydantic import ValidationError

from pipelines.core.data import PRESETS
from pipelines.diffusion.prompts import fields, forbidden, guide
from pipelines.diffusion.prompts.checker import check
from pipelines.diffusion.prompts.fields import MOST, MOST_NEGATIVE, Prompt, from_template, keep, text
from pipelines.diffusion.prompts.findings import faults
from pipelines.diffusion.prompts.layout import layout
from pipelines.diffusion.prompts.phrases import clean
from pipelines.studio.template import templates


def test_fields_are_composed_in_order_and_everything_forbidden_is_negative() -> None:
    given = Prompt(
        subject="glass vase", scene="oak table", style="soft light", platform="Etsy", negative="flowers, badge"
    )
    positive, negative = text(given, product="vase", takes_negative=True)
    assert positive == "glass vase, oak table, soft light, Etsy"
    assert negative == ", ".join((*forbidden.names(), "flowers"))


def test_a_model_without_a_negative_prompt_gets_an_instruction() -> None:
    positive, negative = text(Prompt(subject="glass vase", negative="flowers"), product="vase", takes_negative=False)
    assert negative == ""
    assert positive.startswith("glass vase. No flowers, platform interface, badge, claim, barcode, QR code, ")
    assert positive.endswith(" anywhere; the product unchanged in shape, colour, material and label.")


def test_the_forbidden_list_holds_what_the_seller_was_promised() -> None:
    promised = (
        "platform interface, badge, claim, barcode, QR code, extra accessories, new features, extra products, "
        "altered label text, invented logo, watermark, price tag, rating stars, floating product, detached shadow, "
        "two light directions, distorted geometry, duplicated parts"
    )
    assert set(promised.split(", ")) <= set(forbidden.names())


@pytest.mark.parametrize(
    ("given", "positive"),
    [
        (Prompt(), "the vase"),
        (Prompt(subject="{product}, blue"), "the vase, blue"),
        (Prompt(subject="{product} {0} {x.__class__} %s"), "the vase {0} {x.__class__} %s"),
        (Prompt(subject="mug,, ,blue ,", scene=" on \n oak\x00\u202e "), "mug,blue, on oak"),
        (Prompt(subject="mug", scene="soft shadows", style="Soft shadows, calm mood"), "mug, soft shadows, calm mood"),
        (Prompt(subject="mug, best-seller badge", scene="on oak, 5 star rating"), "mug, on oak"),
        (Prompt(subject="blue mug with a QR code and a badge", scene="on oak"), "blue mug, on oak"),
        (Prompt(subject="add a best-seller badge"), "the vase"),
        (Prompt(subject="mug", scene="on oak, no clutter", style="without people"), "mug, on oak"),
        (Prompt(subject="No 5 perfume"), "No 5 perfume"),
    ],
)
def test_composed_text_is_clean_and_says_nothing_twice(given: Prompt, positive: str) -> None:
    assert text(given, product="the vase", takes_negative=True)[0] == positive


def test_a_product_may_be_called_what_else_is_forbidden() -> None:
    prompt = Prompt(subject="Roll of barcode labels, white paper")
    assert "forbidden" in {finding.kind for finding in check(prompt, "Scales")}
    assert "forbidden" not in {finding.kind for finding in check(prompt, "Barcode labels")}
    assert text(prompt, product="Barcode labels", takes_negative=True)[0] == prompt.subject


def test_what_shall_not_be_seen_moves_to_the_negative_prompt() -> None:
    prompt = Prompt(subject="mug", scene="on oak, no clutter", style="without people")
    assert text(prompt, product="mug", takes_negative=True)[1].endswith(", clutter, people")


def test_a_products_name_cannot_bring_in_more_than_a_name() -> None:
    positive, _ = text(Prompt(subject="{product}"), product="{product}" * 500 + "\x00", takes_negative=True)
    assert len(positive) <= fields.MOST_NAME
    assert "\x00" not in positive


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "x" * 301},
        {"scene": "ﷺ" * 20},
        {"negative": "x" * 401},
        {"title": "x"},
        {"style": 5},
        {"platform": None},
    ],
)
def test_fields_are_bounded(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Prompt(**wrong)


def test_a_templates_words_fill_the_fields() -> None:
    prompt = from_template("Glass {0} serum", TEMPLATE, "second {product}, milky glass", "Etsy")
    assert prompt.subject == "Glass {0} serum"
    assert prompt.scene.startswith("upright on a honed white marble slab, pale sage wall softly out of focus")
    assert prompt.style == "soft-edged directional light from the left, quiet and premium mood, eye-level view"
    assert prompt.platform == "Etsy"
    assert prompt.negative == "second Glass {0} serum, milky glass"


def test_a_template_without_words_asks_for_plain_white() -> None:
    prompt = from_template("Mug", "", "", "")
    assert prompt.subject == "Mug"
    assert layout(prompt).white


@pytest.mark.parametrize("product", ["Glass serum bottle", "x" * 500, "a, b,, c", ""])
def test_every_shipped_template_fits_the_fields_and_loses_nothing(product: str) -> None:
    for id, template in templates().items():
        prompt = from_template(product, template.prompt, template.negative, "")
        if product == "Glass serum bottle" and template.prompt:
            both = fields.pieces(", ".join((prompt.scene, prompt.style)))
            last = fields.pieces(template.prompt)[1:]
            assert set(last) <= set(both), id
            assert not faults(check(prompt)), id


def test_the_reusable_prompt_keeps_the_product_and_names_role_and_channel() -> None:
    prompt = keep("Serum", "main", "Amazon")
    assert "shape, colour, material, scale, logo area, hardware and camera-angle family" in prompt.subject
    assert "natural commercial lighting" in prompt.style
    assert "clean selling context" in prompt.scene
    assert prompt.platform == "main image for Amazon"
    assert not kinds(prompt)


def test_every_channel_has_words_for_the_platform_field() -> None:
    assert set(guide.intents()) == {path.stem for path in (PRESETS / "channels").glob("*.yaml")}


@few
@given(PROMPTS, ANY_TEXT)
def test_everything_forbidden_is_always_said_and_nothing_is_endless(prompt: Prompt, product: str) -> None:
    positive, negative = text(prompt, product=product, takes_negative=True)
    assert set(forbidden.names()) <= set(negative.split(", "))
    longer, none = text(prompt, product=product, takes_negative=False)
    assert none == ""
    assert all(name in longer for name in forbidden.names())
    listed = len(forbidden.negative())
    assert len(positive) <= 4 * (MOST + 2)
    assert len(negative) <= listed + 2 * MOST + MOST_NEGATIVE + 99
    assert positive == clean(positive)


@few
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_template_and_name_fit(name: str, prompt_words: str, negative_words: str, platform: str) -> None:
    prompt = from_template(name, prompt_words * 20, negative_words * 20, platform)
    assert Prompt.model_validate(prompt.model_dump()) == prompt


@few
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(words: str) -> None:
    assert clean(clean(words)) == clean(words)
    assert not any(not character.isprintable() for character in clean(words))
