"""The parts of Generate, Models and Imagine, without a browser."""

from dataclasses import replace
from pathlib import Path

import gradio as gr
import numpy as np
import pytest

from pipelines import estimates
from pipelines.advice import Prompt, applied, asks, check
from pipelines.angles import Angle
from pipelines.core.errors import Cancelled, UserError
from pipelines.core.product import Product
from pipelines.core.shelf import kept
from pipelines.core.shot import Photo, Shot
from pipelines.estimates import Forecast, Price, default_for, forecast, known, offered, prices_known, tier_words
from pipelines.imagine import Imagine
from pipelines.refine import STUDIO_MADE, Refine
from pipelines.scene import Scene
from ui import (
    generate_tab,
    imagine_tab,
    live,
    model_picker,
    models_tab,
    painting,
    prompt_fields,
    references,
    results,
    side_column,
)
from ui.draft import Made
from ui.state import Live, Visitor

FRAME = np.zeros((8, 8, 3), np.uint8)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of models with nothing in it."""
    monkeypatch.setenv("PACKSHOT_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "models"


@pytest.fixture
def visitor(uploads, shot):
    visitor = Visitor()
    visitor.do(current=shot(), product=Product(name="Blue mug"))
    visitor.look = Scene(template="marble", seed=1)
    yield visitor
    visitor.forget()


def values(visitor, **changes):
    """What the controls of how it is painted hold, as the model has it, with changes."""
    model = model_picker.chosen(visitor)
    own = {key: painting.own_value(model, key) for key in ("strength", "guidance", "steps")}
    rest = {"shadow": "The studio's", "seed": "", "control": "What suits the model", "scale": 0.6}
    return list((own | rest | changes).values())


# the words


def test_the_template_fills_the_fields_until_the_seller_writes(visitor):
    first = visitor.prompt
    assert "Blue mug" in first.subject
    assert "marble" in first.scene
    visitor.look = Scene(template="wood", seed=1)
    assert visitor.prompt != first
    prompt_fields.write(visitor, "Glass mug", "on slate", "soft light", "a shop")
    visitor.look = Scene(template="marble", seed=1)
    assert visitor.prompt.scene == "on slate"
    prompt_fields.as_template(visitor)
    assert visitor.prompt == first


def test_words_typed_as_the_template_has_them_are_no_edit(visitor):
    usual = visitor.usual_prompt
    prompt_fields.write(visitor, usual.subject, usual.scene, usual.style, usual.platform)
    visitor.look = Scene(template="wood", seed=1)
    assert visitor.prompt == visitor.usual_prompt != usual


def test_another_photo_has_its_own_words(visitor, shot):
    prompt_fields.write(visitor, "Glass mug", "", "", "")
    visitor.do(current=shot(value=90))
    assert visitor.prompt == visitor.usual_prompt


def test_improving_keeps_what_was_written_and_adds_to_it(visitor):
    prompt_fields.improve(visitor, "a mug", "", "", "")
    assert visitor.prompt.subject.startswith("a mug")
    assert visitor.prompt.scene
    assert visitor.prompt.style


def test_findings_say_what_is_wrong_and_offer_words_that_a_click_adds(visitor):
    prompt_fields.write(visitor, "<b>a good product photo</b>", "", "", "")
    html = prompt_fields.findings_html(check(visitor.prompt))
    assert "<b>a good" not in html
    assert 'data-pick="style|' in html
    prompt_fields.add(visitor, "style|soft natural light")
    assert visitor.prompt.style == "soft natural light"
    before = visitor.prompt
    prompt_fields.add(visitor, "negative|anything")
    assert visitor.prompt == before


def test_a_good_prompt_is_left_in_peace(visitor):
    assert prompt_fields.findings_html(check(visitor.usual_prompt)) == ""


def test_what_must_be_taken_out_is_no_offer():
    said = check(Prompt(subject="Glass bottle with a QR code", scene="on marble", style="soft light"))
    html = prompt_fields.findings_html(said)
    assert "QR code" in html
    assert "data-pick" not in html


def test_many_findings_are_shown_a_few_at_a_time():
    html = prompt_fields.findings_html(check(Prompt(subject="a good photo", scene="nice", style="with a badge")))
    assert html.count("<li>") == prompt_fields._SHOWN
    assert "more after these" in html


def test_size_and_layout_in_the_words_become_the_scene_s(visitor):
    prompt_fields.write(visitor, "Blue mug", "3000x3000, fills 60% of the frame", "soft light", "")
    wishes, _ = asks(visitor.prompt, visitor.step)
    assert {"width": 3000, "height": 3000, "fill": 0.6}.items() <= wishes.items()
    assert "3000 × 3000 px" in prompt_fields.read_html(wishes, ())
    prompt_fields.apply(visitor)
    assert (visitor.look.width, visitor.look.height, visitor.look.fill) == (3000, 3000, 0.6)
    assert visitor.look.template == "marble"
    assert asks(visitor.prompt, visitor.step)[0] == {}
    assert visitor.prompt.scene == "3000x3000, fills 60% of the frame"


def test_white_takes_the_scene_to_the_main_image():
    wishes, _ = asks(Prompt(subject="mug", scene="3000x3000, white, centred, soft shadow"), Scene(template="marble"))
    step = applied(Scene(template="marble", seed=4), wishes)
    assert (step.template, step.width, step.height, step.seed, step.shadow) == ("white_main", 3000, 3000, 4, None)


def test_what_the_template_says_itself_is_no_wish(visitor):
    assert asks(visitor.usual_prompt, visitor.step) == ({}, ())


# models and estimates


def test_the_models_of_a_job_stand_with_defaults_first_and_none_is_refused():
    every = offered("scene")
    assert every
    assert all(model.refused is None and "scene" in model.jobs for model in every)
    assert default_for("scene", every[0].id)


def test_tiers_are_told_as_ranges():
    assert tier_words(("cpu", "6gb", "8gb", "12gb", "48gb")) == "CPU, 6–12 GB, 48 GB"
    assert tier_words(("24gb",)) == "24 GB"
    assert tier_words(()) == ""


def test_a_card_says_licence_commercial_use_size_and_where_it_is(visitor):
    for model in offered("scene"):
        html = model_picker.face(model)
        assert model.licence in html
        assert model_picker.COMMERCIAL[model.commercial][1] in html
        assert "to be fetched" in html


def test_a_licence_with_conditions_is_accepted_with_a_tick(visitor):
    strict = next(model for model in offered("scene") if model.commercial != "yes")
    model_picker.pick(visitor, strict.id)
    assert all(part.licence_url in model_picker.terms_html(strict) for part in strict.parts if part.commercial != "yes")
    model_picker.agree(visitor, False)
    assert not estimates.accepted(strict)
    model_picker.agree(visitor, True)
    assert estimates.accepted(strict)


def test_another_model_starts_with_its_own_settings(visitor):
    first, second = (model.id for model in offered("scene")[:2])
    model_picker.pick(visitor, first)
    painting.set_up(visitor, *values(visitor, strength=0.9, seed="7"))
    assert (visitor.draft.refine.strength, visitor.draft.refine.steps) == (0.9, None)
    model_picker.pick(visitor, second)
    assert visitor.draft.refine == Refine(model=second, seed=7)
    with pytest.raises(UserError, match="reload"):
        model_picker.pick(visitor, "../x")


@pytest.mark.parametrize("seed", ["x", "-1", "2147483648", "1.5", "٣"])
def test_a_seed_that_is_none_is_refused_with_a_sentence(visitor, seed):
    with pytest.raises(UserError, match="whole number"):
        painting.set_up(visitor, *values(visitor, seed=seed))


def test_an_estimate_is_told_for_two_models_side_by_side():
    one, two = offered("scene")[:2]
    told = (
        Forecast(one, True, "from the size", "2 – 5 s", "8.0 GB of the GPU", "16.0 GB, once", "0.01 USD"),
        Forecast(two, False, "It needs <more>.", "–", "–", "33 GB, once", "not counted"),
    )
    html = model_picker.forecast_html(told)
    assert one.name in html
    assert "2 – 5 s" in html
    assert "It needs &lt;more&gt;." in html
    assert model_picker.forecast_html(()) == ""


def test_an_estimate_says_what_is_to_be_fetched_and_counts_money_where_asked(monkeypatch):
    from pipelines.diffusion.machine import Machine
    from pipelines.diffusion.profile import Speed

    monkeypatch.setattr(estimates, "machine", lambda: Machine("cuda", "Test GPU", 48 * 2**30, "bfloat16"))
    monkeypatch.setattr("pipelines.diffusion.estimate.speed", lambda *_: Speed(tflops=50, transfer_gbps=9))
    model = next(model for model in offered("scene") if "48gb" in model.fits)
    told = forecast(model, (2000, 2000), price=Price("p", "P", 3.0, "EUR"))
    assert told.fits
    assert estimates.size_words(model.bytes) in told.download
    assert "of the GPU" in told.memory
    assert "EUR" in told.money
    assert forecast(model, (2000, 2000)).money == "not counted"


def test_prices_are_known_for_home_and_for_hosted_machines():
    assert len({price.id for price in prices_known()}) == len(prices_known()) > 2


# where a job is


def test_five_stages_are_shown_with_the_one_under_way_marked():
    html = live.html(Live("generate", "A <model>", "denoising", 0.4, "Denoising: step 3 of 8"))
    assert html.count('class="done"') == 3
    assert '<li class="now">Denoising</li>' in html
    assert "step 3 of 8" in html
    assert "width:40%" in html
    assert "A &lt;model&gt;" in html
    assert "Stopping" in live.html(Live("generate"), stopping=True)


def test_a_job_tells_the_page_where_it_is_and_stops_within_a_step(visitor):
    engines = visitor.engines("auto", lambda fraction, desc: None)
    engines.follow("model", FRAME)  # nobody follows yet
    assert visitor.live is None
    with visitor.working("q"), visitor.following("generate"):
        engines.progress(0.3, "Denoising")
        engines.follow("denoising", FRAME)
        engines.follow("render", None)
        assert (visitor.live.stage, visitor.live.fraction, visitor.live.message) == ("render", 0.3, "Denoising")
        assert visitor.live.picture is FRAME
        visitor.stop("q")
        assert visitor.stopping
        with pytest.raises(Cancelled):
            engines.follow("render", None)
    assert visitor.live is None


def test_only_the_latest_pictures_of_a_running_job_are_kept(visitor):
    frames = [FRAME.copy() for _ in range(6)]
    paths = [visitor.frame(frame) for frame in frames]
    assert visitor.frame(frames[-1]) == paths[-1]
    assert [path for path in paths if Path(path).is_file()] == paths[-3:]


# what is made


def test_generate_keeps_one_studio_picture_and_says_why_where_no_model_is_here(visitor):
    engines = visitor.engines("auto", lambda fraction, desc: None)
    visitor.look = Scene(template="marble", width=200, height=200, seed=1)
    ids = [model.id for model in offered("scene")]
    model_picker.pick(visitor, ids[0])
    visitor.draft = replace(visitor.draft, rival=ids[1])
    words = [getattr(visitor.prompt, name) for name in prompt_fields.FIELDS]
    generate_tab.generate(visitor, engines, *words, *values(visitor))
    assert [shot.engine for shot in visitor.session.desk.shots] == ["studio"]
    assert "not on this machine" in results.said(visitor.session.desk.shots[0])[0]
    html = results.html(visitor)
    assert 'data-tab="models"' in html
    assert visitor.draft.shelf == ids[1]
    visitor.look = Scene(template="wood", seed=1)
    assert results.html(visitor) == ""


def test_two_pictures_stand_side_by_side_with_their_licences(visitor):
    shot = visitor.current
    two = tuple(replace(shot, engine=engine, licence="MIT; commercial use: yes") for engine in ("one", "two"))
    visitor.do(shots=two)
    visitor.draft = replace(visitor.draft, made=Made(shot, visitor.step, two))
    html = results.html(visitor)
    assert html.count("<figure>") == html.count("<img") == 2
    assert "MIT; commercial use: yes" in html
    visitor.session = visitor.session.undo()
    assert results.html(visitor) == ""


def test_words_that_ask_for_several_pictures_are_refused_before_anything_is_made(visitor):
    engines = visitor.engines("auto", lambda fraction, desc: None)
    words = ["all our products in every colour", "on marble", "soft light", ""]
    with pytest.raises(UserError, match="more than one picture"):
        generate_tab.generate(visitor, engines, *words, *values(visitor))
    assert visitor.session.desk.shots == ()


def test_the_contact_sheet_marks_what_must_be_reviewed_and_what_is_imagined(visitor):
    shot = replace(visitor.current, template="marble", engine="some-model")
    assert side_column.caption(shot) == "White marble · some-model · 80 × 60"
    assert side_column.caption(replace(shot, fidelity="repaint")).startswith(side_column.REVIEW["repaint"])
    assert side_column.caption(replace(shot, fidelity="imagined")).startswith(side_column.IMAGINED)
    turned = shot.after(Angle(yaw=-15))
    assert side_column.caption(turned) == "15° from the left · White marble · some-model · 80 × 60"
    assert side_column.caption(replace(turned, template=None)) == "15° from the left · some-model · 80 × 60"


def test_references_are_added_each_with_what_it_shows_and_removed(visitor, photo):
    engines = visitor.engines("auto", lambda fraction, desc: None)
    references.add(visitor, engines, "pose", str(photo))
    references.add(visitor, engines, "style", str(photo))
    assert references._cards(visitor).count("data-pick") == 2
    digest = visitor.draft.references[0][0].picture
    assert kept(digest) is visitor.draft.references[0][1].photo
    references.remove(visitor, "0")
    assert [one.part for one, _ in visitor.draft.references] == ["style"]
    references.remove(visitor, "7")
    assert len(visitor.draft.references) == 1
    for _ in range(references._MOST - 1):
        references.add(visitor, engines, "detail", str(photo))
    with pytest.raises(UserError, match="the most"):
        references.add(visitor, engines, "detail", str(photo))
    with pytest.raises(UserError, match="choose what it shows"):
        references.add(visitor, engines, "nothing", str(photo))


def test_create_without_a_model_gives_the_studio_s_picture(visitor, photo):
    engines = visitor.engines("auto", lambda fraction, desc: None)
    visitor.look = Scene(template="marble", width=256, height=256, seed=1)
    references.add(visitor, engines, "style", str(photo))
    references.create_shot(visitor, engines)
    (made,) = visitor.session.desk.shots
    assert (made.engine, made.fidelity) == ("studio", "locked")
    assert any("not on this machine" in note for note in made.notes)


def test_every_job_of_the_registry_has_a_name_for_the_seller():
    assert {job for model in known().values() for job in model.jobs} <= set(models_tab.TASKS)


def test_the_shelf_lists_a_job_s_models_and_folds_what_is_refused():
    every = known()
    html = models_tab.shelf_html(every, "scene", offered("scene")[0].id)
    assert all(f'data-pick="{model.id}"' in html for model in offered("scene"))
    assert html.count('aria-pressed="true"') == 1
    assert "Built-in studio" in html
    refused = [model for model in every.values() if model.refused is not None]
    whole = models_tab.shelf_html(every, None, "")
    assert f"{len(refused)} not offered" in whole
    assert not any(f'data-pick="{model.id}"' in whole for model in refused)


def test_all_that_is_known_of_a_model_is_shown_with_its_licences():
    for model in known().values():
        html = models_tab.panel_html(model)
        if model.refused is None:
            assert all(part.licence_url in html and part.hub_id in html for part in model.parts)
        else:
            assert "not offered" in html


def test_a_model_that_needs_acceptance_is_not_fetched_before(visitor):
    engines = visitor.engines("auto", lambda fraction, desc: None)
    with pytest.raises(UserError, match="choose one first"):
        models_tab.get(visitor, engines)
    strict = next(model for model in offered("scene") if model.commercial != "yes")
    models_tab.choose(visitor, strict.id)
    with pytest.raises(UserError, match="accept"):
        models_tab.get(visitor, engines)
    with pytest.raises(UserError, match="not on this machine"):
        models_tab.clear(visitor, engines)
    with pytest.raises(UserError, match="reload"):
        models_tab.choose(visitor, "../x")


def test_what_is_imagined_is_marked_and_stays_apart_from_the_shots(visitor, monkeypatch):
    engines = visitor.engines("auto", lambda fraction, desc: None)

    def imagined(step, engines):
        photo = Photo(b"", "imagined.png", "PNG", FRAME)
        return replace(Shot(photo, FRAME, engine="tiny", fidelity="imagined").after(step))

    monkeypatch.setattr(imagine_tab, "imagine", imagined)
    imagine_tab.make(visitor, engines, "Mood", "green <glass>", "4:5", "")
    (made,) = visitor.draft.imagined
    assert isinstance(made.recipe.steps[-1], Imagine)
    assert (made.recipe.steps[-1].width, made.recipe.steps[-1].height) == imagine_tab._SIZES["4:5"]
    assert visitor.session.desk.shots == ()
    html = imagine_tab.strip_html(visitor)
    assert "Imagined: not for listings" in html
    assert "green &lt;glass&gt;" in html
    with pytest.raises(UserError, match="Nothing is said"):
        imagine_tab.make(visitor, engines, "Mood", "  ", "1:1", "")


def test_a_picture_of_a_model_s_own_is_told_from_the_studio_s(visitor):
    noted = replace(visitor.current, notes=("Soft.", f"{STUDIO_MADE} It is not here."))
    assert results.said(noted) == ("It is not here.", "Soft.")


def test_only_what_can_steer_a_model_is_offered(visitor):
    with gr.Blocks():
        part = painting.render()
    for id, able in (("sdxl-lightning", True), ("flux-2-klein-4b", False)):
        model_picker.pick(visitor, id)
        update = painting.show(part, visitor)[part.control]
        assert ("Depth" in update["choices"]) is able
        assert update["interactive"] is able
        assert {"What suits the model", "Nothing"} <= set(update["choices"])
