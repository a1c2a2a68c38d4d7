"""What the tests of prompts share: known prompts, facts, and any text at all."""

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from pipelines.diffusion.prompts.checker import check
from pipelines.diffusion.prompts.fields import MOST, Prompt
from pipelines.diffusion.prompts.findings import faults
from pipelines.diffusion.prompts.lexicon import FIELDS
from pipelines.diffusion.prompts.phrases import clean

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
    (
        "white background", "on a beach", "light from the left", "light from the right", "3000x3000",
        "-5 x 70000 px", "no", "badge", "QR code", "without", "mug", "glass", "soft shadow", "4:5", "fills 900 %",
        "{product}", "nice", "on marble", ",", ",,", ".", ";", "\x00", "\u202e", "ﷺ", "香水", "Flasche mit", "$5", "(",
        "[", "a" * 90, "every colour", "flat lay",
    ),
)  # fmt: skip
LINES = st.lists(WORDS, max_size=12)
ANY_TEXT = st.one_of(st.text(max_size=120), LINES.map(" ".join), LINES.map(", ".join))
KEYS = st.sampled_from(("name", "material", "finish", "colours", "colors", "size", "parts", "other"))
KNOWN = st.dictionaries(KEYS, st.one_of(ANY_TEXT, st.lists(ANY_TEXT, max_size=3)))


def prompt_of(*given: str) -> Prompt:
    return Prompt(**dict(zip((*FIELDS, "negative"), (clean(words)[:MOST] for words in given), strict=True)))


PROMPTS = st.builds(prompt_of, *[ANY_TEXT] * 5)


def kinds(words: str | Prompt) -> set[str]:
    prompt = Prompt(subject=words) if isinstance(words, str) else words
    return {finding.kind for finding in faults(check(prompt))}


few: Callable[..., Any] = settings(max_examples=60, deadline=None)
