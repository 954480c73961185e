"""Pages show the last run of a benchmark, not an older one."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_page_of_the_assignment_has_the_table_of_the_last_run() -> None:
    table = (ROOT / "benchmarks/results/equilibrium.md").read_text(encoding="utf-8")
    page = (ROOT / "docs/methods/equilibrium.md").read_text(encoding="utf-8")
    assert table.count("\n") > 2
    assert table in page
