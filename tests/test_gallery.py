"""The gallery cannot rot: each page runs, and what it shows is what the network gives now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tools.make_gallery import BEGIN, GALLERY, INDEX, SECTIONS, index_of_now, page_of_now

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted(page for page in GALLERY.glob("*.md") if page.name != INDEX)
AGAIN = "run `python -m tools.make_gallery`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_of_now(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert page_of_now(text) == text, AGAIN


def test_the_index_is_of_now() -> None:
    assert (GALLERY / INDEX).read_text(encoding="utf-8") == index_of_now(), AGAIN


def test_every_page_is_in_the_index() -> None:
    named = sorted(name for names in SECTIONS.values() for name in names)
    assert named == sorted(page.stem for page in PAGES)
    assert len(PAGES) >= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_a_question_with_an_answer(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("# ")
    assert text.splitlines()[0].endswith("?")
    assert len(text.partition(BEGIN)[2].splitlines()[1].strip("*")) > 10
    assert "## Look at next" in text


CODE = "print('was', 1)\nprint('Answer: one')\n"
PAGE = f"# Q?\n\n{BEGIN}\n<!-- end of answer -->\n\n```python\n{CODE}```\n\nEnd.\n"


def test_an_output_that_is_out_of_date_is_made_anew() -> None:
    made = page_of_now(PAGE)
    assert f"{BEGIN}\n**one**\n" in made
    assert "```\n\n```text\nwas 1\n```\n\nEnd.\n" in made
    assert page_of_now(made) == made
    assert page_of_now(made.replace("was 1", "was 2")) == made


def test_a_page_that_fails_is_no_page() -> None:
    with pytest.raises(ZeroDivisionError):
        page_of_now(PAGE.replace("'was', 1", "1 / 0"))
    with pytest.raises(ValueError, match="cannot run rm"):
        page_of_now("# Q?\n\n```console\n$ rm -r .\n```\n")
