"""A tiny language model, through the registry and store of real ones."""

import pytest
import tiny_models

from pipelines.diffusion.language import answer
from pipelines.diffusion.prompts.enhancer import enhance
from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.prompts.rewriter import rewrite_with
from pipelines.diffusion.store import MissingModel


def test_an_answer_is_text_and_the_same_each_time(tmp_path, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    tiny_models.write(tmp_path, "words")
    first = answer("Rewrite this: a mug")
    assert isinstance(first, str)
    assert answer("Rewrite this: a mug") == first


def test_nonsense_from_a_model_leaves_the_plain_enhancement(tmp_path, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    tiny_models.write(tmp_path, "words")
    prompt = Prompt(subject="glass bottle", scene="on slate")
    assert rewrite_with(answer, prompt, {}, ()) == enhance(prompt, {}, ())


def test_without_a_model_it_is_said_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(MissingModel, match="models get qwen3"):
        answer("a mug")
