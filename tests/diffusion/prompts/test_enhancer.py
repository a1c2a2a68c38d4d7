"""Gaps are filled from facts and templates; what the seller wrote stays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_texts import ACCEPTED, ANY_TEXT, FACTS, KNOWN, PROMPTS, TEMPLATE, few, kinds

from pipelines.diffusion.prompts.checker import check
from pipelines.diffusion.prompts.enhancer import CLIP, FROM_REFERENCES, enhance
from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.prompts.findings import faults
from pipelines.diffusion.prompts.lexicon import FIELDS


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
