"""A language model's answer is taken only where it keeps to the prompt and the facts."""

from typing import Any

import pytest
from prompt_texts import FACTS, TEMPLATE

from pipelines.diffusion.prompts.enhancer import enhance
from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.prompts.rewriter import parsed, question, rewrite_with

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
