"""The page on a server."""

from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.core.engines import EngineName
from pipelines.core.load import MAX_BYTES
from ui.gallery import THUMBNAILS
from ui.shell import build
from ui.theme import CSS, theme

_SCRIPT = Path(__file__).with_name("page.js")


def launch(
    engine: EngineName = "auto", *, host: str | None = None, port: int | None = None, share: bool = False,
    auth: str | None = None, mcp: bool = False, block: bool = True,
) -> tuple[gr.Blocks, str]:  # fmt: skip
    """Build the page and serve it; with `block` until the process is stopped. Returns the page and its address."""
    page = build(engine)
    settings: dict[str, Any] = {
        "theme": theme(),
        "css_paths": CSS,
        "head": f"<script>{_SCRIPT.read_text('utf-8')}</script>",
    }
    _, address, _ = page.launch(
        server_name=host, server_port=port, share=share, auth=tuple(auth.split(":", 1)) if auth else None,
        mcp_server=mcp, prevent_thread_lock=not block, quiet=not block, max_file_size=MAX_BYTES + 1,
        footer_links=["api", "settings"], run_history=False, ssr_mode=False, pwa=False,
        allowed_paths=[str(THUMBNAILS)], **settings,
    )  # fmt: skip
    return page, address
