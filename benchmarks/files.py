"""How long it takes to write and read the reference network in each format, and how large it is.

Run from the repository root: ``python -m benchmarks.files``. The figures go to ``results/files.json`` and into
the page on file formats.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from landlink import Network
from landlink.network.files import FORMATS

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent.parent / "docs" / "reference" / "file-formats.md"
RUNS = 5


def size_kib(path: Path) -> int:
    """Return the size of a file or folder."""
    files = path.iterdir() if path.is_dir() else [path]
    return round(sum(file.stat().st_size for file in files) / 1024)


def command_s(source: str, target: Path) -> float:
    """Return how long the whole command takes, start of the program included."""
    start = time.perf_counter()
    line = [sys.executable, "-m", "landlink.cli", "network", "convert", source, str(target)]
    subprocess.run(line, check=True, capture_output=True)
    return time.perf_counter() - start


def measure() -> list[dict[str, object]]:
    """Write and read the network in each format, the best of some runs."""
    network, rows = Network.reference(), []
    for kind in (one for one in FORMATS if one.writer):
        suffix = kind.suffixes[0] if kind.suffixes else ""
        written, read = [], []
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"network{suffix}"
            for _ in range(RUNS):
                start = time.perf_counter()
                network.write(path)
                middle = time.perf_counter()
                Network.read(path)
                written.append(middle - start)
                read.append(time.perf_counter() - middle)
            size = size_kib(path)
            command = command_s("reference", Path(folder) / f"again{suffix}")
        rows.append(
            {
                "format": kind.title, "ending": suffix, "write_s": min(written), "read_s": min(read),
                "command_s": command, "size_kib": size,
            }
        )  # fmt: skip
    return rows


def table(rows: list[dict[str, object]]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| format | ending | write, s | read, s | whole command, s | size, KiB |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for row in rows:
        ending = f"`{row['ending']}`" if row["ending"] else "none"
        figures = f"{row['write_s']:.2f} | {row['read_s']:.2f} | {row['command_s']:.1f} | {row['size_kib']:,}"
        lines.append(f"| {row['format']} | {ending} | {figures} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and keep the figures."""
    rows = measure()
    shown = table(rows)
    held = {"python": platform.python_version(), "machine": platform.machine(), "runs": RUNS, "rows": rows}
    (RESULTS / "files.json").write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    between = r"(<!-- figures -->\n).*?(\n<!-- end of figures -->)"
    PAGE.write_text(
        re.sub(between, lambda m: f"{m[1]}{shown}{m[2]}", page, flags=re.DOTALL), encoding="utf-8"
    )
    print(shown)


if __name__ == "__main__":
    main()
