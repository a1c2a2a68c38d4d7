"""How long from `python app.py` to the first page, and which heavy libraries that loaded.

Limits: 6 s; none of the libraries below. Exit status 1 where one is missed.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SECONDS = 6.0
HEAVY = ("torch", "diffusers", "transformers", "rembg", "onnxruntime", "pymatting", "numba", "skimage")
_LOADED = "import app, ui.launch, sys; from ui.shell import build; build(); print(*sys.modules)"


def first_page() -> float:
    """Seconds from the start of the process to the whole first page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    app = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=PROJECT, stdout=subprocess.DEVNULL)
    try:
        while time.perf_counter() - started < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    page.read()
                return time.perf_counter() - started
            except OSError:
                time.sleep(0.02)
        raise SystemExit("the app did not answer within a minute")
    finally:
        app.terminate()
        app.wait()


def loaded() -> list[str]:
    """Heavy libraries that building the page imports."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    run = subprocess.run([sys.executable, "-c", _LOADED], cwd=PROJECT, env=environment, capture_output=True, check=True)
    return sorted(set(HEAVY) & set(run.stdout.decode().split()))


if __name__ == "__main__":
    seconds, heavy = min(first_page() for _ in range(2)), loaded()
    print(f"start to first page: {seconds:.2f} s (limit {SECONDS:g} s)")
    print(f"heavy libraries loaded: {', '.join(heavy) or 'none'}")
    sys.exit(seconds > SECONDS or bool(heavy))
