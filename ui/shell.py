"""The page: the header with its stages, the tabs, the side column. It only composes."""

from dataclasses import dataclass
from functools import cache, partial
from threading import Thread

import gradio as gr

from pipelines import angles, cutout, scene
from pipelines.core.engines import EngineName, Engines
from ui import (
    angles_tab,
    api,
    export_tab,
    generate_tab,
    imagine_tab,
    light_tab,
    models_tab,
    product_tab,
    recreate_tab,
    scene_tab,
    side_column,
    stages,
)
from ui.state import Visitor
from ui.visitors import Visitors
from ui.wiring import Updates, Wiring

CONCURRENT = 2
"""How many visitors' jobs of one kind run at the same time; the others wait in line."""


@dataclass(frozen=True)
class Header:
    """The header's components."""

    undo: gr.Button
    redo: gr.Button
    cancel: gr.Button
    stages: gr.HTML


def build(use: EngineName = "auto") -> gr.Blocks:
    """The whole page."""
    with gr.Blocks(title="Packshot", analytics_enabled=False, delete_cache=(600, 24 * 3600)) as page:
        token, queue, picked = (gr.Textbox(visible=False) for _ in range(3))
        wiring = Wiring(_open_doors(), token, queue, picked, use)
        header = _render_header()
        with gr.Row(elem_id="body"):
            with (
                gr.Column(scale=3, min_width=300, elem_id="main"),
                gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs,
            ):
                with gr.Tab("Product", id="product", elem_id="tab-product"):
                    product = product_tab.render()
                with gr.Tab("Scene", id="scene", elem_id="tab-scene"):
                    staged = scene_tab.render()
                with gr.Tab("Place", id="place", elem_id="tab-place"):
                    placed = recreate_tab.render()
                with gr.Tab("Light", id="light", elem_id="tab-light") as light:
                    lighted = light_tab.render()
                with gr.Tab("Angles", id="angles", elem_id="tab-angles") as turning:
                    turned = angles_tab.render()
                with gr.Tab("Generate", id="generate", elem_id="tab-generate") as generate:
                    generated = generate_tab.render()
                with gr.Tab("Export", id="export", elem_id="tab-export"):
                    export = export_tab.render()
                with gr.Tab("Models", id="models", elem_id="tab-models") as models:
                    modelled = models_tab.render()
                with gr.Tab("Imagine", id="imagine", elem_id="tab-imagine") as imagining:
                    imagined = imagine_tab.render()
            side = side_column.render()
        wiring.shows += [
            partial(_show_header, header), partial(product_tab.show, product), partial(scene_tab.show, staged),
            partial(recreate_tab.show, placed), partial(light_tab.show, lighted),
            partial(angles_tab.show, turned), partial(generate_tab.show, generated),
            partial(export_tab.show, export), partial(imagine_tab.show, imagined), partial(side_column.show, side),
        ]  # fmt: skip
        wiring.forms.append(partial(product_tab.show_fields, product))
        wiring.habits.append(partial(scene_tab.show_habits, staged))
        product_tab.listen(product, wiring)
        scene_tab.listen(staged, wiring)
        recreate_tab.listen(placed, wiring)
        light_tab.listen(lighted, wiring, light)
        angles_tab.listen(turned, wiring, turning)
        generate_tab.listen(generated, wiring, generate)
        export_tab.listen(export, wiring)
        models_tab.listen(modelled, wiring, models)
        imagine_tab.listen(imagined, wiring, imagining)
        side_column.listen(side, wiring)
        _tell_tab(tabs, wiring)
        _listen(header, wiring)
        for button, tab in ((product.onward, "scene"), (staged.stage.onward, "export")):
            button.click(partial(gr.Tabs, selected=tab), None, tabs, api_visibility="private", show_progress="hidden")
        wiring.draw(page.load, swaps=True, opens=True)
        api.add(use)
        page.load(_warm, api_visibility="private")
    return page.queue(default_concurrency_limit=CONCURRENT)


def _render_header() -> Header:
    with gr.Row(elem_id="header"):
        gr.HTML('<div id="brand"><h1>Packshot</h1><p>One photo in. A store-ready set out.</p></div>')
        with gr.Row(elem_id="actions"):
            cancel = gr.Button("Cancel", size="sm", variant="stop", min_width=80, elem_id="cancel")
            undo = gr.Button("Undo", size="sm", min_width=70, elem_id="undo", interactive=False)
            redo = gr.Button("Redo", size="sm", min_width=70, elem_id="redo", interactive=False)
    return Header(undo, redo, cancel, gr.HTML(stages.html(Visitor()), elem_id="stages"))


def _show_header(header: Header, visitor: Visitor) -> Updates:
    return {
        header.undo: gr.update(interactive=bool(visitor.session.past)),
        header.redo: gr.update(interactive=bool(visitor.session.future)),
        header.stages: stages.html(visitor),
    }


def _listen(header: Header, wiring: Wiring) -> None:
    wiring.job(header.undo.click, undo, swaps=True)
    wiring.job(header.redo.click, redo, swaps=True)
    wiring.cancel(header.cancel.click)


def _tell_tab(tabs: gr.Tabs, wiring: Wiring) -> None:
    """Let the server know which tab is open, so that it draws no other one's pictures."""

    def opened(token: str, at: gr.SelectData) -> None:
        wiring.visitors.of(token).tab = str(at.value)

    tabs.select(opened, [wiring.token], None, js="() => packshot.token", show_progress="hidden",
                trigger_mode="always_last", api_visibility="private")  # fmt: skip


def undo(visitor: Visitor, engines: Engines) -> None:
    """One state back."""
    visitor.session = visitor.session.undo()


def redo(visitor: Visitor, engines: Engines) -> None:
    """One state forward."""
    visitor.session = visitor.session.redo()


def _open_doors() -> Visitors:
    visitors = Visitors()
    Thread(target=visitors.keep_sweeping, daemon=True).start()
    return visitors


@cache
def _warm() -> None:
    """Once the first page is out: make ready what the first of each job needs, in the background."""

    def every() -> None:
        for job in (cutout, scene, angles):  # what new light needs is among it
            job.warm()

    Thread(target=every, daemon=True).start()
