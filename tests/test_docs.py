"""The documentation cannot rot: its Python runs, its links lead somewhere, its tables are of now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools import make_docs

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "docs" / "gallery"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.parent != GALLERY],  # pages of the gallery run in tests/test_gallery.py
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_python_in_the_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(
        r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)  # noqa: S102  (our own documentation)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)
    lost = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert lost == []


@pytest.mark.parametrize("name", make_docs.PAGES)
def test_generated_page_is_of_now(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == make_docs.PAGES[name]()
