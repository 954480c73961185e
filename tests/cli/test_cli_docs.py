"""Help, reference page and tutorial: complete, of now, and all of their examples run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tools.make_docs import PAGES

from landlink.cli.examples import example_lines
from landlink.cli.reference import commands, reference
from landlink.testing import write_small_extract, write_small_trade

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PREPARED = (
    "landlink route Almaty Aktau --pareto time --json > routes.json",
    "landlink study init",
    "landlink network export mine",
    "landlink network convert reference mine.xlsx",
)
WRITING = ("study init", "network export", "network convert", "network template")
"""Commands that refuse to write over what an example before them has written."""

QUICK_STUDY = (
    "title: Quick\nshipments: [{id: a, from: Almaty, to: Aktau}]\nanalyses: {criteria: [time, cost]}\n"
)


def _pages() -> list[Path]:
    pages = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
    apart = {
        "cli.md",
        "from-excel-to-report.md",  # walked through in tests/test_from_excel_to_report.py
        *(page.name for page in (DOCS / "gallery").iterdir()),
    }  # the gallery has tests of its own
    return [page for page in pages if page.name not in apart and page.exists() and _lines(page)]


def _lines(page: Path) -> list[str]:
    blocks = re.findall(
        r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    lines = [
        line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")
    ]
    return [line for line in lines if line.startswith(("landlink ", "echo "))]


def test_reference_page_is_of_now() -> None:
    page = (DOCS / "reference/cli.md").read_text(encoding="utf-8")
    assert page == reference(), "run `python -m tools.make_docs`"


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("reference/")])
def test_generated_page_is_of_now(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `python -m tools.make_docs`"


def test_every_command_has_help_and_examples() -> None:
    assert [name for name, command in commands().items() if not command.help] == []
    assert [name for name, command in commands().items() if not example_lines(command.epilog)] == []


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {parameter.name}"
        for name, command in commands().items()
        for parameter in command.params
        if not parameter.help
    ]
    assert silent == []


def test_examples_are_of_their_command() -> None:
    for name, command in commands().items():
        if not hasattr(command, "commands"):
            assert name in " ".join(example_lines(command.epilog))


def _examples() -> list[str]:
    return list(
        dict.fromkeys(line for command in commands().values() for line in example_lines(command.epilog))
    )


def test_examples_in_help_run(shell: Shell) -> None:
    write_small_extract(Path("extract.osm.pbf"))
    write_small_trade(Path())
    shutil.copytree(ROOT / "examples" / "tntp", Path(), dirs_exist_ok=True)
    for line in PREPARED:
        assert shell(line).code == 0, line
    for line in _examples():
        if "study check" in line or "study run" in line:
            Path("study.yaml").write_text(QUICK_STUDY, encoding="utf-8")
        ran = shell(f"{line} --force" if any(word in line for word in WRITING) else line)
        assert (line, ran.code, ran.err if "warmup" not in line else "") == (line, 0, "")


@pytest.mark.parametrize("page", _pages(), ids=lambda page: page.name)
def test_commands_in_the_page_run(page: Path, shell: Shell) -> None:
    write_small_extract(Path("extract.osm.pbf"))
    write_small_trade(Path())
    shutil.copytree(ROOT / "examples" / "tntp", Path(), dirs_exist_ok=True)
    for line in _lines(page):
        ran = shell(line)
        broken_on_purpose = line == "landlink network check mine"
        assert (line, ran.code) == (line, 1 if broken_on_purpose else 0), ran.err + ran.out
