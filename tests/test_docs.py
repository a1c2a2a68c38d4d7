"""Pages of the documentation that are made from data are as their generators make them now."""

from docs.licences import PAGE, page
from pipelines.diffusion.registry import registry


def test_the_page_of_models_is_the_registrys() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m docs.licences"


def test_every_model_is_on_the_page_with_its_licence_or_the_reason_why_it_is_not_offered() -> None:
    text = page()
    for model in registry().models:
        assert model.name in text
        assert f"`{model.id}`" in text or str(model.refused) in text
        for part in model.parts:
            assert f"[{part.licence}](" in text


def test_tables_have_as_many_cells_as_columns() -> None:
    width = 0
    for line in page().splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = line.replace("\\|", "").count("|")
        assert width in (0, cells)
        width = cells
