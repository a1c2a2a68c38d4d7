"""Packshot in the browser: `python app.py --share --host --port --auth --engine`."""

import os
import tempfile
from importlib.util import find_spec
from typing import Annotated

import typer

from pipelines.core.engines import EngineName


def start(
    host: Annotated[str | None, typer.Option(help="address to listen on; 0.0.0.0 for the whole network")] = None,
    port: Annotated[int | None, typer.Option(help="port; the first free one from 7860 when left out")] = None,
    share: Annotated[bool, typer.Option("--share", help="a public link, through Gradio's relay")] = False,
    auth: Annotated[str | None, typer.Option(help="user:password that visitors must enter")] = None,
    engine: Annotated[EngineName, typer.Option(help="auto takes a model that is already here")] = "auto",
    mcp: Annotated[bool, typer.Option("--mcp", help="offer the jobs as tools over MCP")] = False,
) -> None:
    """Open the app."""
    if auth is not None and not all(auth.partition(":")):
        raise typer.BadParameter("give it as user:password", param_hint="--auth")
    if mcp and find_spec("mcp") is None:
        raise typer.BadParameter("needs a package that is not here: pip install 'gradio[mcp]'", param_hint="--mcp")
    with tempfile.TemporaryDirectory(prefix="packshot-") as files:
        os.environ |= {"GRADIO_TEMP_DIR": files, "GRADIO_ANALYTICS_ENABLED": "False"}
        from ui import launch  # after the environment is set: Gradio reads it on import

        launch.launch(engine, host=host, port=port, share=share, auth=auth, mcp=mcp)


if __name__ == "__main__":
    typer.run(start)
