"""Prompts: composed with all that is forbidden, checked, read for size and layout, enhanced, rewritten."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipelines.core.data import PRESETS, TEMPLATES, read_folder
from pipelines.diffusion.prompts import fields, forbidden, guide
from pipelines.diffusion.prompts.checker import check
from pipelines.diffusion.prompts.enhancer import CLIP, FROM_REFERENCES, enhance
from pipelines.diffusion.prompts.fields import MOST, MOST_NEGATIVE, Prompt, from_template, keep, text
from pipelines.diffusion.prompts.findings import faults, refused
from pipelines.diffusion.prompts.layout import Layout, layout
from pipelines.diffusion.prompts.lexicon import FIELDS, Data, lexicon
from pipelines.diffusion.prompts.phrases import clean
from pipelines.diffusion.prompts.rewriter import parsed, question, rewrite_with

ACCEPTED = (
    "Glass perfume bottle, gold cap, white marble surface, soft natural side lighting, pure white background, "
    "product centred, photorealistic"
)
SURFACES = ("marble", "black_marble", "wood", "concrete", "brushed_metal", "linen", "acrylic")
FACTS: dict[str, str | list[str]] = {
    "name": "Glass serum bottle", "material": "glass", "finish": "glossy", "colours": ["clear", "gold"],
    "parts": ["gold dropper cap", "white label"], "size": "12 cm",
}  # fmt: skip
TEMPLATE = (
    "{product} upright on a honed white marble slab, pale sage wall softly out of focus, open jar beside the label, "
    "soft-edged directional light from the left, quiet and premium mood, eye-level view"
)
WORDS = st.sampled_from(
    ("white background", "on a beach", "light from the left", "light from the right", "3000x3000",
    "-5 x 70000 px", "no",
     "badge", "QR code", "without", "mug", "glass", "soft shadow", "4:5", "fills 900 %", "{product}", "nice",
     "on marble",
     ",", ",,", ".", ";", "\x00", "‮", "ﷺ", "香水", "Flasche mit", "$5", "(", "[", "a" * 90, "every colour", "flat lay")
)  # fmt: skip
LINES = st.lists(WORDS, max_size=12)
ANY_TEXT = st.one_of(st.text(max_size=120), LINES.map(" ".join), LINES.map(", ".join))
KEYS = st.sampled_from(("name", "material", "finish", "colours", "colors", "size", "parts", "other"))
KNOWN = st.dictionaries(KEYS, st.one_of(ANY_TEXT, st.lists(ANY_TEXT, max_size=3)))


def prompt_of(*given: str) -> Prompt:
    return Prompt(**dict(zip((*FIELDS, "negative"), (clean(words)[:MOST] for words in given), strict=True)))


PROMPTS = st.builds(prompt_of, *[ANY_TEXT] * 5)


class Template(Data):
    """The part of a template's file that is prompt."""

    model_config = Data.model_config | {"extra": "ignore"}
    prompt: str = ""
    negative: str = ""


def kinds(words: str | Prompt) -> set[str]:
    prompt = Prompt(subject=words) if isinstance(words, str) else words
    return {finding.kind for finding in faults(check(prompt))}


# ---- the four fields ----


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
        (Prompt(subject="mug", scene="on oak, no clutter", style="without people"), "mug, on oak"),
        (Prompt(subject="No 5 perfume"), "No 5 perfume"),
    ],
)
def test_composed_text_is_clean_and_says_nothing_twice(given: Prompt, positive: str) -> None:
    assert text(given, product="the vase", takes_negative=True)[0] == positive


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
    for id, template in read_folder(TEMPLATES, Template).items():
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


# ---- the checker ----


@pytest.mark.parametrize("words", ["a product photo", "good product photo", "nice", "beautiful", "high quality",
    "", "Product.",
                                   "amazing product image", "a really nice picture of my product",
                                   "professional ecommerce photo"])  # fmt: skip
def test_vague_prompts_are_flagged_with_specifics(words: str) -> None:
    found = check(Prompt(subject=words))
    first = next(finding for finding in found if finding.kind == "vague")
    assert first.words == clean(words)
    assert "glass perfume bottle with a gold cap" in first.suggestion
    suggested = " ".join(finding.suggestion for finding in found)
    assert all(word in suggested for word in ("stands on", "light comes", "how soft", "from where it is seen", "mood"))


@pytest.mark.parametrize(
    ("words", "flagged"),
    [("nice photo of a mug", "nice"), ("mug, high quality", "high quality"), ("beautiful bottle", "beautiful")],
)
def test_empty_praise_is_flagged_while_little_else_is_said(words: str, flagged: str) -> None:
    assert flagged in {finding.words for finding in check(Prompt(subject=words)) if finding.kind == "vague"}


@pytest.mark.parametrize(
    "prompt",
    [
        Prompt(subject=ACCEPTED),
        Prompt(subject=ACCEPTED.replace("centred", "centered") + ", high quality"),
        guide.example(),
        Prompt(
            subject="Aluminum lamp, gray shade", scene="on an oak table", style="warm light from the left, cozy mood"
        ),
        Prompt(
            subject="Aluminium lamp, grey shade", scene="on an oak table", style="warm light from the left, cosy mood"
        ),
        Prompt(
            subject="Set of 3 ceramic mugs", scene="on linen", style="soft window light from the left, no harsh shadows"
        ),
        Prompt(subject="Pair of leather boots, rubber soles", scene="on concrete", style="side light from the right"),
        Prompt(
            subject="Barcode scanner, black plastic",
            scene="on a desk",
            style="soft light, no badge, QR code or price tag",
        ),
        Prompt(subject="Cotton sheets for a 5-star hotel", scene="on a bed board", style="hard sunlight from the left"),
    ],
)
def test_specific_prompts_have_no_fault_and_each_word_is_explained(prompt: Prompt) -> None:
    found = check(prompt)
    assert not faults(found)
    assert refused(found) is None
    assert all(finding.why.endswith(".") for finding in found)
    assert {finding.kind for finding in found} == {"good"}


@pytest.mark.parametrize(
    ("prompt", "field"),
    [
        (Prompt(subject="bottle", scene="on marble", style="soft light"), "subject"),
        (Prompt(subject="glass bottle", style="soft light, calm mood"), "scene"),
        (Prompt(subject="glass bottle", scene="on marble", style="eye-level view"), "style"),
    ],
)
def test_only_what_is_missing_is_suggested(prompt: Prompt, field: str) -> None:
    assert [(finding.kind, finding.field) for finding in faults(check(prompt))] == [("missing", field)]


@pytest.mark.parametrize(
    ("subject", "example"),
    [
        ("watch", "black dial"),
        ("sneakers", "rubber sole"),
        ("leather-free bag", None),
        ("frobnicator in a box", "brushed steel"),
    ],
)
def test_suggestions_fit_the_product(subject: str, example: str | None) -> None:
    missing = [
        finding
        for finding in check(Prompt(subject=subject))
        if finding.field == "subject" and finding.kind == "missing"
    ]
    assert (example is None) == (not missing)
    assert all(str(example) in finding.suggestion for finding in missing)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("add a best-seller badge", "best-seller badge"),
        ("bestseller badge", "bestseller badge"),
        ("with QR code", "QR code"),
        ("QR-Codes below", "QR-Codes"),
        ("5 star rating", "5 star rating"),
        ("five-star rating", "five-star rating"),
        ("barcode on the box", "barcode"),
        ("bar code", "bar code"),
        ("20 % off", "20 % off"),
        ("price tag $19.99", "price tag"),
        ("€ 20", "€ 20"),
        ("Amazon's Choice", "Amazon's Choice"),
        ("Amazon’s Choice badge", "Amazon’s Choice"),
        ("Prime logo on top", "Prime logo"),
        ("add to cart button", "add to cart"),
        ("clinically proven", "clinically proven"),
        ("100 % organic", "100 % organic"),
        ("add our logo", "add our logo"),
        ("Nike logo", "Nike logo"),
        ("add text saying new", "add text"),
        ("extra accessories", "extra accessories"),
        ("add a new feature", "new feature"),
        ("make it look bigger", "make it look bigger"),
        ("watermark", "watermark"),
        ("add a red bad\u200bge", "badge"),
        ("Flasche mit Wasserzeichen", "Wasserzeichen"),
        ("no watermark, but add a badge", "badge"),
        ("no shadow, with a badge", "badge"),
    ],
)
@pytest.mark.parametrize("field", FIELDS)
def test_what_is_forbidden_is_flagged_with_the_reason_and_not_painted(words: str, asked: str, field: str) -> None:
    prompt = Prompt(**{"subject": "mug", field: f"mug, {words}" if field == "subject" else words})
    flagged = [finding for finding in check(prompt) if finding.kind == "forbidden"]
    assert asked in [finding.words for finding in flagged]
    assert all("never drawn: " in finding.why and finding.suggestion for finding in flagged)
    assert asked not in text(prompt, product="mug", takes_negative=True)[0]


@pytest.mark.parametrize(
    "words",
    ["no badge", "without QR codes or barcodes", "no text, badges, price tags or barcodes anywhere",
     "never a watermark", "don't add a badge",
     "free of badges", "barcode scanner", "QR code reader", "leather badge holder", "enamel pin badge",
     "logo readable", "label text unchanged",
     "4-star pendant", "legible price-less menu", "starlight"],
)  # fmt: skip
def test_denied_and_harmless_words_are_not_flagged(words: str) -> None:
    assert "forbidden" not in kinds(f"mug, {words}")


@pytest.mark.parametrize(
    "words",
    ["full catalogue", "the entire catalog of my shop", "all our products",
     "main image and lifestyle and infographic", "hero shot plus size chart",
     "7 listing images" , "a set of images", "three different bottles", "several products", "mug in all colours",
     "mug in every size", "image 1: front, image 2: back",
     "as a collage", "from all angles", "5 variations", "a second picture from the back", "whole product range",
     "before and after"],
)  # fmt: skip
def test_more_than_one_product_role_or_picture_is_refused_in_a_sentence(words: str) -> None:
    why = refused(check(Prompt(subject=f"mug, {words}")))
    assert why is not None
    assert why.startswith("This prompt asks for more than one picture (“")
    assert why.endswith(".")


@pytest.mark.parametrize(
    "words",
    ["set of 3 mugs", "pack of 12", "pair of shoes", "one image", "1 picture", "main image", "lifestyle photo",
     "two-tone leather", "no collage", "photo collage frame", "lifestyle magazine, main image", "12-piece set",
     "all seams visible", "not a second picture", "three legs", "in every detail", "Amazon main image compliant"],
)  # fmt: skip
def test_one_product_in_one_role_is_not_refused(words: str) -> None:
    assert refused(check(Prompt(subject=f"mug, {words}"))) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("white background, on a beach", "white background / on a beach"),
        ("pure white background, black backdrop", "pure white background / black backdrop"),
        ("light from the left, light from the right", "light from the left / light from the right"),
        ("backlit, light from the front", "backlit / light from the front"),
        ("soft light, hard shadows", "soft light / hard shadows"),
        ("no shadow, strong shadow", "no shadow / strong shadow"),
        ("flat lay, eye-level view", "flat lay / eye-level view"),
        ("product centered, left third", "product centered / left third"),
        ("warm light, cool light", "warm light / cool light"),
        ("portrait format, landscape format", "portrait format / landscape format"),
        ("2000x2000, 3000x3000", "2000x2000 / 3000x3000"),
        ("blurred background, everything in focus", "blurred background / everything in focus"),
    ],
)
def test_contradictions_are_flagged(words: str, said: str) -> None:
    first = next(finding for finding in check(Prompt(subject="mug", style=words)) if finding.kind == "conflict")
    assert first.words == said
    assert "contradict" in first.why


@pytest.mark.parametrize(
    "words",
    ["white marble surface, pure white background", "light from the left, thin rim light from behind",
     "soft side light from the right", "golden hour, light from the right",
     "soft shadow, soft-edged light", "no white background, on a beach",
     "light from the left, shadow falling to the right", "clean studio, pure white background",
     "3000x3000, square format", "seen from above, light from above", "light grey wall, hard sunlight"],
)  # fmt: skip
def test_words_that_do_not_compete_are_left_alone(words: str) -> None:
    assert "conflict" not in kinds(Prompt(subject="mug", style=words))


def test_the_platform_can_contradict_the_scene() -> None:
    assert "conflict" in kinds(
        Prompt(subject="glass mug", scene="in a kitchen", platform=guide.intents()["amazon_main"])
    )


@pytest.mark.parametrize(
    "words",
    ["Glasflasche mit Goldkappe auf weißem Marmor", "flacon de parfum en verre sur marbre blanc",
     "botella de vidrio con tapa dorada", "香水瓶、白い大理石",
     "стеклянный флакон духов", "कांच की बोतल", "bottiglia di vetro su marmo bianco", "زجاجة عطر"],
)  # fmt: skip
def test_other_languages_are_not_judged_and_that_is_said(words: str) -> None:
    found = check(Prompt(subject=words))
    assert [finding.kind for finding in found] == ["note"]
    assert "English" in found[0].why
    assert enhance(Prompt(subject=words), FACTS, [TEMPLATE]) == Prompt(subject=words)


# ---- size and layout ----


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("3000x3000", (3000, 3000)), ("3000 × 3000 px", (3000, 3000)), ("3000X2000", (3000, 2000)),
        ("2000px square", (2000, 2000)),
        ("2000 pixels", (2000, 2000)), ("4:5 portrait", (1600, 2000)), ("1080 by 1350", (1080, 1350)),
        ("1080 px by 1350 px", (1080, 1350)),
        ("16:9", (2000, 1125)), ("1500 px, 4:5", (1200, 1500)), ("portrait format, 3000 px", (2400, 3000)),
        ("square format", (2000, 2000)),
        ("iso-3000x3000", (3000, 3000)), ("２０００ｘ２０００", (2000, 2000)), ("200 x 300 px", (200, 300)),
        ("99999x99999", (6000, 6000)), ("0x10", (64, 64)), ("-500x500", (64, 500)), ("3000x-3000", (3000, 64)),
        ("99999 px 4:5", (4800, 6000)),
        ("9" * 60 + "x" + "9" * 60, (6000, 6000)), ("1 px", (64, 64)),
    ],
)  # fmt: skip
def test_sizes_are_read_and_bounded(words: str, size: tuple[int, int]) -> None:
    read = layout(f"mug, {words}, on oak")
    assert (read.width, read.height) == size
    outside = any(mark in words for mark in ("99999", "0x10", "-500", "x-3000", "1 px"))
    assert bool(read.notes) == outside


@pytest.mark.parametrize(
    "words",
    ["500 ml", "2 in 1", "3000 mAh", "30x40 cm", "300 x 400 mm", "2x100 ml", "4x4", "70x140 towel", "60x60x200",
     "1920x1080 monitor", "10:30", "1:12 scale model",
     "300 dpi", "24-70 mm lens", "model 3000", "3000 pieces", "12 x 18 inches", "50 megapixels", "size 42", "4k",
     "1e9x1e9", "٣x٣", "USB 3.0", "9" * 5000],
)  # fmt: skip
def test_other_numbers_are_not_sizes(words: str) -> None:
    read = layout(f"mug, {words}")
    assert (read.width, read.height) == (None, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("white background", {"white": True}),
        ("on a pure white backdrop", {"white": True}),
        ("product centred", {"across": 0.0}),
        ("off-center to the left", {"across": -0.5}),
        ("product in the right third", {"across": 0.5}),
        ("fills 85 %", {"fill": 0.85}),
        ("85% of the frame", {"fill": 0.85}),
        ("fills 300 % of the frame", {"fill": 1.0}),
        ("fills the frame", {"fill": 0.9}),
        ("soft shadow", {"softness": 0.8, "shadow": 0.6}),
        ("no shadows", {"shadow": 0.0}),
        ("hard shadow", {"softness": 0.05, "shadow": 1.0}),
        ("top view", {"pitch": 90.0}),
        ("flat-lay", {"pitch": 90.0}),
        ("eye level", {"pitch": 0.0}),
        ("seen from above", {"pitch": 45.0}),
        ("light from above", {"elevation": 80.0}),
        ("light from the left", {"azimuth": -90.0}),
        ("sunlight from the right", {"azimuth": 90.0}),
        ("light from the upper left", {"azimuth": -60.0, "elevation": 55.0}),
        ("backlit", {"azimuth": 180.0}),
        ("side lighting", {"azimuth": -90.0}),
        ("soft side lighting from the right", {"softness": 0.8, "azimuth": 90.0}),
        ("golden hour", {"elevation": 12.0, "kelvin": 3500.0, "softness": 0.15}),
        ("golden hour, soft light", {"elevation": 12.0, "kelvin": 3500.0, "softness": 0.8}),
        ("marble surface", {"surface": "marble"}),
        ("standing on dark walnut boards", {"surface": "wood"}),
        ("on black marble", {"surface": "black_marble"}),
        ("brushed metal table", {"surface": "brushed_metal"}),
        ("wooden bowl", {}),
        ("no white background", {}),
        ("not on marble", {}),
        ("soft leather on light oak", {"surface": "wood"}),
        ("handle on the left", {}),
        ("seen from the left", {}),
        ("no reflection", {"reflection": 0.0}),
        ("blurred background", {"f_number": 2.0}),
        ("", {}),
    ],
)  # fmt: skip
def test_layout_is_read_term_by_term(words: str, said: dict[str, Any]) -> None:
    read = layout(Prompt(subject="mug", style=words), SURFACES)
    assert read.wishes() == said
    assert bool(read.read) == bool(said)


@pytest.mark.parametrize(
    "given", ["3000x3000, white, centred, soft shadow", "White mug, 3000 × 3000 px, white, centered, soft shadows"]
)
def test_the_promised_prompt_gives_exactly_that_size_and_layout(given: str) -> None:
    for read in (layout(given), layout(Prompt(subject=given)), layout(Prompt(style=given))):
        assert read.wishes() == {
            "width": 3000,
            "height": 3000,
            "white": True,
            "across": 0.0,
            "softness": 0.8,
            "shadow": 0.6,
        }
        assert not read.notes


def test_a_compound_prompt_is_obeyed_term_by_term() -> None:
    read = layout("white background, product centred, soft shadow, marble surface", SURFACES)
    assert read.wishes() == {"white": True, "across": 0.0, "softness": 0.8, "shadow": 0.6, "surface": "marble"}
    assert read.read == ("white background", "product centred", "soft shadow", "marble surface")


def test_a_white_product_is_not_a_white_background() -> None:
    assert not layout("Ceramic mug, white").white
    assert not layout(Prompt(subject="Ceramic mug, white", scene="on oak")).white
    assert layout(Prompt(subject="Ceramic mug", scene="white")).white


def test_of_two_sizes_the_first_is_used_and_that_is_said() -> None:
    read = layout(Prompt(subject="mug, 2000x2000", platform="3000 x 3000 px"))
    assert (read.width, read.height) == (2000, 2000)
    assert "the first is used" in read.notes[0]


def test_what_the_templates_own_words_say_is_no_wish_of_the_seller() -> None:
    before = layout("light from the left, eye level")
    after = layout("light from the left, seen slightly from above, centred")
    assert after.wishes(before) == {"pitch": 12.0, "across": 0.0}


# ---- the enhancer ----


def test_an_empty_prompt_is_filled_from_facts_and_template() -> None:
    prompt = enhance(Prompt(), FACTS, [TEMPLATE])
    assert prompt.subject == "Glass serum bottle, glossy, clear and gold, 12 cm, gold dropper cap, white label"
    assert prompt.scene == "on a honed white marble slab, pale sage wall softly out of focus"
    assert prompt.style.startswith("soft-edged directional light from the left, eye-level view, quiet and premium mood")
    assert not faults(check(prompt))


@pytest.mark.parametrize(
    ("prompt", "absent"),
    [
        (Prompt(subject="plastic bottle, blue"), ["glass", "clear"]),
        (Prompt(subject="bottle", scene="on a beach"), ["marble", "wall", "studio"]),
        (Prompt(subject="bottle", platform="pure white background"), ["marble", "wall"]),
        (Prompt(subject="bottle", style="hard light from the right"), ["from the left", "soft-edged"]),
        (Prompt(subject="bottle", style="flat lay, left third"), ["eye-level", "centred"]),
        (Prompt(subject="bottle, black cap"), ["dropper"]),
        (Prompt(subject="bottle"), ["open jar", "upright"]),
    ],
)
def test_what_the_seller_wrote_stays_and_is_not_contradicted(prompt: Prompt, absent: list[str]) -> None:
    fuller = enhance(prompt, FACTS, [TEMPLATE])
    assert all(getattr(fuller, name).startswith(getattr(prompt, name)) for name in FIELDS)
    assert not [word for word in absent if word in " ".join(getattr(fuller, name) for name in FIELDS)]
    assert "conflict" not in kinds(fuller)


def test_a_specific_prompt_is_hardly_touched() -> None:
    prompt = Prompt(subject=ACCEPTED + ", eye-level view, calm mood")
    assert enhance(prompt, {}, [TEMPLATE]) == prompt


def test_nothing_forbidden_or_unknown_is_added() -> None:
    facts = {
        "name": "Mug",
        "parts": ["best-seller badge", "QR code", "handle"],
        "secret": "gold",
        "colours": "20 % off",
    }
    prompt = enhance(Prompt(), facts, ["on oak with a price tag", "soft light from the left, 5 star rating"])
    assert prompt.subject == "Mug, handle"
    assert "forbidden" not in kinds(prompt)
    assert "price" not in prompt.scene


def test_american_colors_are_colours_too() -> None:
    assert enhance(Prompt(), {"name": "Mug", "colors": ["sage"]}, []).subject == "Mug, sage"


def test_clips_and_references_have_needs_of_their_own() -> None:
    assert "push in" in enhance(Prompt(subject="mug"), {}, [], CLIP).style
    assert "first picture" in enhance(Prompt(subject="mug"), {}, [], FROM_REFERENCES).style
    assert "push in" not in enhance(Prompt(subject="mug, slow orbit"), {}, [], CLIP).style


# ---- a language model's answer ----

ANSWER = (
    "subject: Glass serum bottle, gold dropper cap\nscene: white marble surface, pale wall\n"
    "style: soft light from the left\nplatform: shop page"
)


def test_an_answer_in_four_lines_is_taken() -> None:
    prompt = Prompt(subject="serum bottle", scene="white marble surface", negative="dust")
    new = rewrite_with(lambda _: ANSWER, prompt, FACTS, [TEMPLATE])
    assert new.subject == "Glass serum bottle, gold dropper cap"
    assert new.platform == "shop page"
    assert new.negative == "dust"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        7,
        "",
        "\x00" * 100,
        "subject: " + "ﷺ" * 9_000,
        ANSWER * 1000,
        "Sure! Here it is:\n" + ANSWER,
        ANSWER + "\nnegative: none",
        ANSWER.replace("style", "scene"),
        ANSWER.replace("subject", "ſubject"),
        ANSWER.rsplit("\n", 1)[0],
        ANSWER.replace("pale wall", "x" * 400),
        ANSWER.replace("pale wall", "best-seller badge"),
        ANSWER.replace("soft light", "soft light, light from the right, light"),
        ANSWER.replace("soft light from the left", ""),
        ANSWER.replace("Glass", "Brass"),
        ANSWER.replace("gold dropper", "silver dropper"),
        ANSWER.replace("Glass serum bottle, gold dropper cap", ""),
        ANSWER.replace("white marble surface", "oak table"),
        ANSWER.replace("shop page", "main image and infographic"),
        ANSWER.replace("shop page", "4000x4000"),
    ],
)
def test_any_other_answer_gives_the_enhanced_prompt(answer: Any) -> None:
    prompt = Prompt(subject="serum bottle, 2000x2000", scene="white marble surface", style="soft light")
    good = ANSWER.replace("shop page", "2000x2000")
    given = answer.replace("shop page", "2000x2000") if isinstance(answer, str) else answer
    assert rewrite_with(lambda _: good, prompt, FACTS, [TEMPLATE]) == parsed(good)
    assert rewrite_with(lambda _: given, prompt, FACTS, [TEMPLATE]) == enhance(prompt, FACTS, [TEMPLATE])


def test_the_question_is_bounded_and_holds_no_forbidden_fact() -> None:
    asked = question(Prompt(subject="x" * 300), {"name": "y" * 9000, "parts": ["sold-out badge"] * 50}, ["z" * 9000])
    assert len(asked) < 4000
    assert "sold-out" not in asked


def test_a_failing_model_is_the_callers_to_know() -> None:
    def fails(_: str) -> str:
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError):
        rewrite_with(fails, Prompt(), {}, [])


# ---- the guide ----


def test_the_guides_examples_are_what_it_says_they_are() -> None:
    for section in guide.guide():
        for good in section.good:
            assert kinds(good) <= {"missing"}, good
        for bad in section.bad:
            assert kinds(bad) - {"missing"} or "for everything" in bad, bad


def test_the_guide_shows_the_skincare_example_and_is_plain_text() -> None:
    assert guide.example() == Prompt(
        subject="Glass serum bottle with gold dropper cap",
        scene="White marble surface, clean studio, soft shadows",
        style="Photorealistic, soft natural light, minimal",
        platform="Amazon main image compliant, product centred, pure white background",
    )
    for section in guide.guide():
        assert not set("*_#`<>[]") & set(section.title + section.text)


def test_every_word_that_the_guide_says_is_obeyed_is_obeyed() -> None:
    for word in guide.obeyed():
        read = layout(Prompt(subject="mug", scene=word.words))
        assert read.read or word.words in ("black background", "outdoors"), word
        assert word.does in {finding.why for finding in check(Prompt(subject="mug", scene=word.words))}, word


def test_every_forbidden_thing_is_in_the_guide() -> None:
    last = guide.guide()[-1].text
    assert all(name in last for name in forbidden.names())


# ---- any text at all ----

few: Callable[..., Any] = settings(max_examples=60, deadline=None)


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
@given(PROMPTS, st.lists(ANY_TEXT, max_size=3))
def test_a_layout_is_never_out_of_bounds(prompt: Prompt, surfaces: list[str]) -> None:
    unit, turn = (0, 1), (-180, 180)
    bounds = {
        "width": (64, 6000), "height": (64, 6000), "across": (-1, 1), "fill": (0.1, 1), "shadow": unit,
        "softness": unit, "reflection": unit, "rim": unit, "azimuth": turn, "elevation": (10, 88), "pitch": (-10, 90),
        "kelvin": (2000, 12000), "f_number": (1.4, 32),
    }  # fmt: skip
    read: Layout = layout(prompt, surfaces)
    for name, (low, high) in bounds.items():
        assert getattr(read, name) is None or low <= getattr(read, name) <= high
    assert read.surface is None or read.surface in surfaces


@few
@given(PROMPTS)
def test_any_prompt_can_be_checked(prompt: Prompt) -> None:
    found = check(prompt)
    assert all(finding.why for finding in found)
    why = refused(found)
    assert why is None or why.endswith(".")


@few
@given(PROMPTS, KNOWN, st.lists(ANY_TEXT, max_size=3))
def test_enhancing_twice_adds_nothing_and_keeps_within_the_fields(prompt: Prompt, facts: Any, words: list[str]) -> None:
    fuller = enhance(prompt, facts, words)
    assert enhance(fuller, facts, words) == fuller
    assert Prompt.model_validate(fuller.model_dump()) == fuller
    assert len(faults_of(fuller, "forbidden")) <= len(faults_of(prompt, "forbidden"))
    assert len(faults_of(fuller, "conflict")) <= len(faults_of(prompt, "conflict"))


def faults_of(prompt: Prompt, kind: str) -> list[str]:
    return [finding.words for finding in check(prompt) if finding.kind == kind]


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


def test_the_words_file_is_consistent() -> None:
    names = forbidden.names()
    assert len(names) == len(set(names))
    assert set(lexicon().disagree) == set(lexicon().tolerances)
    assert all(term.words or term.phrases for term in lexicon().terms)
