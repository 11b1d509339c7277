"""Starts the bundled penmark with whatever Python runs this file: `PYTHON -I launch.py lsp`.

Only what is bundled and the standard library can be imported, so that no environment changes what the server does.
Exit code 78 and one line on the standard error: this Python does not fit. Readable for every Python 3.
"""

import os
import platform
import sys

UNFIT = 78
OLDEST = (3, 11)


def unfit(why):
    """Says in one line why this Python cannot run the server, and ends."""
    sys.stderr.write("penmark: " + sys.executable + " " + why + "\n")
    sys.exit(UNFIT)


def launch():
    """Hands over to penmark. Its exit code."""
    version = platform.python_implementation() + " " + platform.python_version()
    here = os.path.dirname(os.path.abspath(__file__))
    compiled = os.path.join(here, "cp{}{}".format(*sys.version_info))
    if sys.version_info < OLDEST:
        unfit("is " + version + "; Python 3.11 or later is needed")
    if sys.implementation.name != "cpython" or not os.path.isdir(compiled):
        unfit("is " + version + ", for which nothing is bundled")
    standard_library = [each for each in sys.path if os.path.basename(each) not in ("site-packages", "dist-packages")]
    sys.path[:] = [compiled, os.path.join(here, "common"), *standard_library]
    try:
        import orjson  # noqa: F401
        import re2  # noqa: F401
        import tree_sitter  # noqa: F401
    except ImportError as why:  # another architecture, a build without the GIL, an old system library
        unfit("cannot load what is bundled: " + str(why).replace("\n", " "))
    from penmark.__main__ import main

    sys.argv[0] = "penmark"
    return main()


if __name__ == "__main__":
    sys.exit(launch())
