"""Starts the bundled penmark with whatever Python runs this file: `PYTHON -I launch.py lsp`.

Only what is bundled and the standard library can be imported, so that no environment changes what the server does.
Exit code 78 and one line on the standard error: this Python does not fit. Every Python 3 can read this file.
"""

import importlib
import sys
from pathlib import Path

UNFIT = 78
OLDEST = (3, 11)
COMPILED = ("orjson", "re2", "tree_sitter")


def unfit(why):
    """Says in one line why this Python cannot run the server, and ends."""
    version = "{} {}.{}".format(sys.implementation.name, *sys.version_info)
    sys.stderr.write(f"penmark: {sys.executable} ({version}) {why}\n")
    sys.exit(UNFIT)


def launch():
    """Hands over to penmark. Its exit code."""
    here = Path(__file__).resolve().parent
    compiled = here / "cp{}{}".format(*sys.version_info)
    if sys.version_info < OLDEST:
        unfit("is too old: Python 3.11 or later is needed")
    if sys.implementation.name != "cpython" or not compiled.is_dir():
        unfit("is not among the Pythons that the server is bundled for")
    standard_library = [
        each for each in sys.path if Path(each).name not in ("site-packages", "dist-packages")
    ]
    sys.path[:] = [str(compiled), str(here / "common"), *standard_library]
    try:
        for name in COMPILED:
            importlib.import_module(name)
    except ImportError as why:  # another architecture, a build without the GIL, an older system
        unfit("cannot load what is bundled: " + str(why).replace("\n", " "))
    from penmark.__main__ import main

    sys.argv[0] = "penmark"
    return main()


if __name__ == "__main__":
    sys.exit(launch())
