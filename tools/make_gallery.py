"""Make the outputs in the gallery anew: `python -m tools.make_gallery`.

A page of `docs/gallery/` holds a question, Python and commands. What they print is put below
them, and a printed line that begins with "Answer: " at the top. Tests fail when a page is out
of date; the figures then follow the network by this one command.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

GALLERY = Path(__file__).parent.parent / "docs" / "gallery"
INDEX = "index.md"

SECTIONS = {
    "Which way?": (
        "which-corridor", "trucks-or-trains", "wagons-or-containers", "how-far-from-the-sea",
        "within-ten-days",
    ),
    "When?": ("hand-over-by-a-date", "live-cattle", "my-own-timetable"),
    "What if?": ("border-closes", "stormy-january", "planned-railway", "what-changed"),
    "What does it do to all trade?": (
        "border-closes-two-weeks", "caspian-falls", "january-of-storms", "kz-tm-doubled",
    ),
    "What does it cost, and what is it worth?": (
        "which-border-costs-most", "day-at-the-border", "price-of-co2",
    ),
    "How sure is it?": (
        "how-sure-is-the-arrival", "which-leg-is-late", "which-legs-are-unverified",
        "how-far-from-published",
    ),
    "How do I bring in what I have?": ("osm-tracks", "what-is-this-place"),
    "How do I hand it over?": ("excel-and-qgis",),
}  # fmt: skip
"""Pages by the kind of question; a new page is named here."""

HEAD = """# Gallery: questions and how to answer them

Each page is a question with its answer, the code that finds it and what the code prints. The
figures are those of the built-in network as it stands; `python -m tools.make_gallery` makes them anew.
"""

BEGIN, END = "<!-- answer -->", "<!-- end of answer -->"
SAID = "Answer: "
WIDTH = 100
BLOCK = re.compile(
    r"^```(?P<kind>python|console)\n(?P<body>.*?)^```\n(?:\n```text\n.*?^```\n)?", re.MULTILINE | re.DOTALL
)


def page_of_now(text: str) -> str:
    r"""Return a page with its outputs and its answer made anew.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> page = "# 6 x 7?\n\n<!-- answer -->\n<!-- end of answer -->\n\n```python\nprint('Answer:', 6 * 7)\n```\n"
    >>> print(page_of_now(page).partition("<!-- end")[0])
    # 6 x 7?
    <BLANKLINE>
    <!-- answer -->
    **42**
    <BLANKLINE>
    """
    names: dict[str, object] = {"__name__": "gallery"}
    answers: list[str] = []

    def made(match: re.Match[str]) -> str:
        kind, body = match["kind"], match["body"]
        if kind == "console":
            return f"```console\n{_console(body)}```\n"
        printed = _python(body, names).splitlines()
        answers.extend(line.removeprefix(SAID) for line in printed if line.startswith(SAID))
        kept = "\n".join(line.rstrip() for line in printed if not line.startswith(SAID)).strip("\n")
        return f"```python\n{body}```\n" + (f"\n```text\n{kept}\n```\n" if kept else "")

    with _empty_folder():
        page = BLOCK.sub(made, text)
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n**{' '.join(answers)}**\n{END}{rest.partition(END)[2]}"


def index_of_now() -> str:
    """Return the page that lists the others, each with its answer."""
    parts = [HEAD]
    for section, pages in SECTIONS.items():
        parts.append(f"\n## {section}\n\n")
        for name in pages:
            text = (GALLERY / f"{name}.md").read_text(encoding="utf-8")
            title = text.splitlines()[0].removeprefix("# ")
            answer = text.partition(BEGIN)[2].partition(END)[0].strip().strip("*")
            parts.append(f"- [{title}]({name}.md) {answer}\n")
    return "".join(parts)


@contextlib.contextmanager
def _empty_folder() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield


def _python(code: str, names: dict[str, object]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "gallery", "exec"), names)  # noqa: S102  (our own pages)
    return out.getvalue()


def _console(body: str) -> str:
    """Run the commands of a block, and put what each prints below it."""
    lines = [line for line in body.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{_command(line.removeprefix('$ '))}" for line in lines)


def _command(line: str) -> str:
    from typer.testing import CliRunner  # noqa: PLC0415  (only for commands)

    from landlink.cli.main import app  # noqa: PLC0415

    program, *words = shlex.split(line)
    if program != "landlink":
        raise ValueError(f"the gallery cannot run {program}")
    ran = CliRunner().invoke(app, words, env={**os.environ, "COLUMNS": str(WIDTH)})
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    kept = "\n".join(text.rstrip() for text in ran.stdout.splitlines()).strip("\n")
    return f"{kept}\n" if kept else ""


def main(names: list[str]) -> None:
    """Write the pages that are named, or all, and the index."""
    for file in sorted(GALLERY.glob("*.md")):
        if file.name != INDEX and (not names or file.stem in names):
            text = file.read_text(encoding="utf-8")
            file.write_text(page_of_now(text), encoding="utf-8")
            print(f"wrote docs/gallery/{file.name}")
    (GALLERY / INDEX).write_text(index_of_now(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
