"""How long the engine takes for a key: `python tests/benchmarks/keystroke.py FILE [--line N] [--text TEXT] [--profile]`.

Types TEXT key by key on a new line behind line N (default: the middle) of FILE, deletes it again, three times over, and prints
the median and the 90th percentile in milliseconds. In process, without the protocol; nothing is written. No test.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import time
from pathlib import Path

from penmark.analysis.engine import Engine
from penmark.analysis.steady import steady
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.syntax import language_of
from penmark.text.document import Document
from penmark.text.span import Span

ROUNDS = 3
TEXTS = {
    "python": 'cursor.execute(f"SELECT * FROM t WHERE id = {key}")',
    "terraform": 'cidr_blocks = ["0.0.0.0/0"]',
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--line", type=int)
    parser.add_argument("--text")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    engine = Engine(load_rules(), Settings())
    language = language_of(arguments.file.name)
    document = Document(arguments.file.resolve().as_uri(), 1, language, arguments.file.read_bytes())
    started = time.perf_counter()
    shown = steady(None, engine.analyze(document))
    print(f"open {1000 * (time.perf_counter() - started):.1f} ms, {len(shown.findings)} findings")
    line = len(document.lines) // 2 if arguments.line is None else arguments.line - 1
    indent = document.data[document.lines.start_of(line) : document.line_end(line)]
    indent = indent[: len(indent) - len(indent.lstrip())]
    keys = b"\n" + indent + (arguments.text or TEXTS.get(language, "x")).encode()
    at = document.line_end(line)
    edits = [(Span(at + index, at + index), keys[index : index + 1]) for index in range(len(keys))]
    edits += [(Span(at + index, at + index + 1), b"") for index in reversed(range(len(keys)))]
    times: list[float] = []
    profiler = cProfile.Profile()
    if arguments.profile:
        profiler.enable()
    for edit in edits * ROUNDS:
        document = document.edit([edit], document.version + 1)
        started = time.perf_counter()
        shown = steady(shown, engine.analyze(document, previous=shown))
        times.append(1000 * (time.perf_counter() - started))
    if arguments.profile:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
    print(f"key p50 {statistics.median(times):.2f} ms, p90 {statistics.quantiles(times, n=10)[-1]:.2f} ms")


if __name__ == "__main__":
    main()
