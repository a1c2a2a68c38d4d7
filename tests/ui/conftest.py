"""A server, a browser and a photo for the tests of the interface."""

import os
import shutil

import cv2
import numpy as np
import pytest

from pipelines.core.shot import Cutout, Photo, Shot

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def photo(tmp_path_factory):
    """A red bottle on a grainy table, as a JPEG."""
    noise = np.random.default_rng(7).normal(0, 6, (600, 600, 1))
    picture = np.clip(np.full((600, 600, 3), (176, 190, 196)) + noise, 0, 255).astype(np.uint8)
    cv2.rectangle(picture, (227, 220), (373, 520), (40, 36, 178), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (273, 113), (327, 227), (34, 30, 150), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (240, 313), (360, 427), (232, 236, 240), -1, cv2.LINE_AA)
    path = tmp_path_factory.mktemp("photos") / "bottle.jpg"
    cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
    return path


@pytest.fixture(scope="session")
def shot():
    """Makes a shot of a red box on an even ground of a value."""

    def make(cut=True, value=200):
        pixels = np.full((60, 80, 3), value, np.uint8)
        pixels[15:45, 20:60] = (180, 40, 30)
        alpha = np.zeros((60, 80), np.float32)
        alpha[15:45, 20:60] = 1
        photo = Photo(pixels.tobytes(), "box.png", "PNG", pixels)
        return Shot(photo, pixels, cutout=Cutout(alpha, pixels, 0.9, "studio") if cut else None)

    return make


@pytest.fixture(scope="session")
def uploads(tmp_path_factory):
    """Where Gradio keeps files during these tests."""
    folder = tmp_path_factory.mktemp("uploads")
    before = os.environ.get("GRADIO_TEMP_DIR")
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    yield folder
    if before is None:
        del os.environ["GRADIO_TEMP_DIR"]
    else:
        os.environ["GRADIO_TEMP_DIR"] = before


@pytest.fixture(scope="session")
def address(uploads, shot):
    """The app, served for this run, with a canvas that a browser without a GPU soon draws."""
    from pipelines.core.engines import Engines
    from pipelines.scene import Scene, scene
    from ui import correction
    from ui.launch import launch

    for template in ("marble", "trend_monochrome"):  # what is compiled on first use may take longer than a test waits
        scene(shot(), Scene(template=template, width=200, height=200, seed=0), Engines("studio"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(correction, "PREVIEW", 300)
        page, address = launch("studio", block=False)
        yield address.rstrip("/")
        page.close()


@pytest.fixture(scope="session")
def chromium():
    """A Chromium without a window."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browsing(chromium):
    """One browser profile for all visitors: they differ by their tabs, and the page's scripts are loaded once."""
    context = chromium.new_context(accept_downloads=True)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def visit(browsing, address):
    """Opens the app as one more visitor; returns the page. `asked` on it is every address that it asked for."""
    pages = []

    def open_page(width=1280, height=900):
        page = browsing.new_page()
        page.set_viewport_size({"width": width, "height": height})
        pages.append(page)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address)
        page.locator("#product-card .card").wait_for()
        return page

    yield open_page
    for page in pages:
        page.close()
