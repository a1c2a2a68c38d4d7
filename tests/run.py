"""Set up whatever the tests need, then run them: `python3.11 tests/run.py [pytest's own arguments]`.

Needs nothing but Python's standard library. Makes `.venv` beside the project's files where it is missing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Pytest's exit status."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    packages = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*packages, "-r", PROJECT / "requirements-dev.txt"], check=True)
    install_browser()
    arguments = sys.argv[1:] or ["-n", "2", "--dist", "loadfile"]
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}  # two processes with two threads each stand in each other's way
    return subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=PROJECT, env=alone).returncode


def install_browser() -> None:
    """Chromium by apt where that is allowed; else say which tests are left out."""
    if any(map(shutil.which, BROWSERS)):
        return
    if shutil.which("apt-get") and os.name == "posix" and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
    if not any(map(shutil.which, BROWSERS)):
        print(
            "Chromium is not here and could not be installed (that takes apt and root): the tests marked “browser”, "
            "in tests/ui, are left out. Install Chromium and run this again to have them too.",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
