"""The guide tells the truth about what the code does."""

from prompt_texts import kinds

from pipelines.diffusion.prompts import forbidden, guide
from pipelines.diffusion.prompts.checker import check
from pipelines.diffusion.prompts.fields import Prompt
from pipelines.diffusion.prompts.layout import layout
from pipelines.diffusion.prompts.lexicon import lexicon


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


def test_the_words_file_is_consistent() -> None:
    names = forbidden.names()
    assert len(names) == len(set(names))
    assert set(lexicon().disagree) == set(lexicon().tolerances)
    assert all(term.words or term.phrases for term in lexicon().terms)
