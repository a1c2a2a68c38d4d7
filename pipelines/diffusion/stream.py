"""A painting as a stream of what happens, so that it can be watched and stopped, here or in another process."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread

import cv2

from pipelines.core.colour import Bytes
from pipelines.core.engines import Stage
from pipelines.core.errors import Cancelled
from pipelines.diffusion.estimate import estimate
from pipelines.diffusion.loader import Held, hold, in_memory
from pipelines.diffusion.machine import machine
from pipelines.diffusion.masks import model_size
from pipelines.diffusion.painting import Drawing, Request
from pipelines.diffusion.registry import Model
from pipelines.diffusion.space import gpu_task

_SEEN = 128  # px: square root of the area at which the VAE's own doing is looked at


@dataclass(frozen=True, eq=False)
class News:
    """What is under way: a stage, in words; of denoising the picture so far, small. `fraction` 0–1 of the painting."""

    stage: Stage
    fraction: float
    message: str
    sketch: Bytes | None = None


@dataclass(frozen=True, eq=False)
class Painted:
    """The picture of a request, a reduced copy of its init before and after the VAE, and what the seller must know."""

    picture: Bytes
    through: tuple[Bytes, Bytes] | None
    notes: tuple[str, ...]


def at_most(model: Model, request: Request) -> float | None:
    """Seconds that a painting may take, as estimated; None where that is not known."""
    told = estimate(
        model, machine(), size=request.size, steps=request.steps, strength=request.strength, loaded=in_memory() == model
    )
    return told.seconds_high


@gpu_task(at_most)
def painting(model: Model, request: Request) -> Generator[News, None, Painted]:
    """Load the model where it is not held, and paint. Closing the stream stops it after the step that is running.

    Raises what loading and painting raise.
    """
    arrived: SimpleQueue[News | Painted | BaseException] = SimpleQueue()
    closed = Event()

    def tell(news: News) -> None:
        if closed.is_set():
            raise Cancelled
        arrived.put(news)

    def work() -> None:
        try:
            arrived.put(_painted(model, request, tell))
        except BaseException as error:  # whatever it is, it is raised again on the other side
            arrived.put(error)

    worker = Thread(target=work, daemon=True)
    worker.start()
    try:
        while True:
            item = arrived.get()
            if isinstance(item, BaseException):
                raise item
            if isinstance(item, Painted):
                return item
            yield item
    finally:
        closed.set()
        worker.join()


def _painted(model: Model, request: Request, tell: Callable[[News], None]) -> Painted:
    def watch(number: int, of: int, draw: Drawing) -> None:
        tell(News("denoising", 0.15 + 0.8 * number / of, f"Denoising: step {number} of {of}", draw()))

    with hold(model, lambda fraction, message: tell(News("model", fraction, message))) as held:
        tell(News("prompt", 0.1, "Reading the prompt"))
        tell(News("noise", 0.15, "Setting out from noise"))
        picture, notes = held.paint(request, watch)
        through = None if request.init is None else _through(held, request.init)  # once all is where memory allows
    return Painted(picture, through, notes)


def _through(held: Held, init: Bytes) -> tuple[Bytes, Bytes]:
    """Reduced, since at full size the VAE would take as long as a step or two of denoising."""
    height, width = init.shape[:2]
    size = model_size((width, height), _SEEN, held.painter.traits.multiple)
    small = cv2.resize(init, size, interpolation=cv2.INTER_AREA)
    return small, held.painter.roundtrip(small)
