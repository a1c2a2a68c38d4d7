"""What is vague, missing, forbidden, too much or contradictory is found, and nothing else is."""

import pytest
from hypothesis import given
from prompt_texts import ACCEPTED, FACTS, PROMPTS, TEMPLATE, few, kinds

from pipelines.diffusion.prompts import guide
from pipelines.diffusion.prompts.checker import check
from pipelines.diffusion.prompts.enhancer import enhance
from pipelines.diffusion.prompts.fields import Prompt, text
from pipelines.diffusion.prompts.findings import faults, refused
from pipelines.diffusion.prompts.lexicon import FIELDS
from pipelines.diffusion.prompts.phrases import clean


@pytest.mark.parametrize(
    "words",
    [
        "a product photo", "good product photo", "nice", "beautiful", "high quality", "", "Product.",
        "amazing product image", "a really nice picture of my product", "professional ecommerce photo",
    ],
)  # fmt: skip
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
    [
        "no badge", "without QR codes or barcodes", "no text, badges, price tags or barcodes anywhere",
        "never a watermark", "don't add a badge", "free of badges", "barcode scanner", "QR code reader",
        "leather badge holder", "enamel pin badge", "logo readable", "label text unchanged", "4-star pendant",
        "legible price-less menu", "starlight",
    ],
)  # fmt: skip
def test_denied_and_harmless_words_are_not_flagged(words: str) -> None:
    assert "forbidden" not in kinds(f"mug, {words}")


@pytest.mark.parametrize(
    "words",
    [
        "full catalogue", "the entire catalog of my shop", "all our products",
        "main image and lifestyle and infographic", "hero shot plus size chart", "7 listing images",
        "a set of images", "three different bottles", "several products", "mug in all colours", "mug in every size",
        "image 1: front, image 2: back", "as a collage", "from all angles", "5 variations",
        "a second picture from the back", "whole product range", "before and after",
    ],
)  # fmt: skip
def test_more_than_one_product_role_or_picture_is_refused_in_a_sentence(words: str) -> None:
    why = refused(check(Prompt(subject=f"mug, {words}")))
    assert why is not None
    assert why.startswith("This prompt asks for more than one picture (“")
    assert why.endswith(".")


@pytest.mark.parametrize(
    "words",
    [
        "set of 3 mugs", "pack of 12", "pair of shoes", "one image", "1 picture", "main image", "lifestyle photo",
        "two-tone leather", "no collage", "photo collage frame", "lifestyle magazine, main image", "12-piece set",
        "all seams visible", "not a second picture", "three legs", "in every detail", "Amazon main image compliant",
    ],
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
    [
        "white marble surface, pure white background", "light from the left, thin rim light from behind",
        "soft side light from the right", "golden hour, light from the right", "soft shadow, soft-edged light",
        "no white background, on a beach", "light from the left, shadow falling to the right",
        "clean studio, pure white background", "3000x3000, square format", "seen from above, light from above",
        "light grey wall, hard sunlight",
    ],
)  # fmt: skip
def test_words_that_do_not_compete_are_left_alone(words: str) -> None:
    assert "conflict" not in kinds(Prompt(subject="mug", style=words))


def test_the_platform_can_contradict_the_scene() -> None:
    assert "conflict" in kinds(
        Prompt(subject="glass mug", scene="in a kitchen", platform=guide.intents()["amazon_main"])
    )


@pytest.mark.parametrize(
    "words",
    [
        "Glasflasche mit Goldkappe auf weißem Marmor", "flacon de parfum en verre sur marbre blanc",
        "botella de vidrio con tapa dorada", "香水瓶、白い大理石", "стеклянный флакон духов", "कांच की बोतल",
        "bottiglia di vetro su marmo bianco", "زجاجة عطر",
    ],
)  # fmt: skip
def test_other_languages_are_not_judged_and_that_is_said(words: str) -> None:
    found = check(Prompt(subject=words))
    assert [finding.kind for finding in found] == ["note"]
    assert "English" in found[0].why
    assert enhance(Prompt(subject=words), FACTS, [TEMPLATE]) == Prompt(subject=words)


@few
@given(PROMPTS)
def test_any_prompt_can_be_checked(prompt: Prompt) -> None:
    found = check(prompt)
    assert all(finding.why for finding in found)
    why = refused(found)
    assert why is None or why.endswith(".")
