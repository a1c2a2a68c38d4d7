"""One painting: told stage by stage, stoppable between two steps, and timed for later estimates."""

from contextlib import closing
from time import perf_counter

from pipelines.core.engines import Engines
from pipelines.diffusion.estimate import learn
from pipelines.diffusion.machine import machine
from pipelines.diffusion.painting import Request
from pipelines.diffusion.registry import Model
from pipelines.diffusion.stream import Painted, painting


def paint(model: Model, request: Request, engines: Engines) -> Painted:
    """The picture of a request by a model. Raises Cancelled, and UserError where it cannot be loaded or painted."""
    engines.follow("model", None)
    begun = perf_counter()
    with closing(painting(model, request)) as stream:
        while True:
            try:
                news = next(stream)
            except StopIteration as end:
                made: Painted = end.value
                break
            if news.stage == "noise":
                begun = perf_counter()
            engines.follow(news.stage, news.sketch)
            engines.progress(0.95 * news.fraction, news.message)
    learn(
        model, machine(), size=request.size, steps=request.steps, strength=request.strength,
        seconds=perf_counter() - begun,
    )  # fmt: skip
    engines.follow("render", made.picture)
    engines.progress(0.95, "Bringing the picture to its size")
    return made
