"""A shell that runs the command lines of help and documentation, in this process."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from landlink.cli.main import app

if TYPE_CHECKING:
    from landlink.network import Network


@dataclass(frozen=True)
class Answer:
    """What a command line answered."""

    code: int
    out: str
    err: str


class Shell:
    """Runs `landlink` and `echo` with `|`, `>` and `>>`, in the current folder."""

    def __call__(self, line: str, columns: int = 100) -> Answer:
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|>")
        lexer.whitespace_split = True
        tokens = list(lexer)
        target = ""
        if len(tokens) > 2 and tokens[-2] in (">", ">>"):
            *tokens, arrow, target = tokens
        answer = Answer(0, "", "")
        for part in _split(tokens):
            answer = self._command(part, answer.out, columns)
        if target:
            with Path(target).open("a" if arrow == ">>" else "w", encoding="utf-8") as file:
                file.write(answer.out)
            return Answer(answer.code, "", answer.err)
        return answer

    def _command(self, words: list[str], stdin: str, columns: int) -> Answer:
        if words[0] == "echo":
            return Answer(0, " ".join(words[1:]) + "\n", "")
        assert words[0] == "landlink", f"the tests cannot run {words[0]}"
        ran = CliRunner().invoke(app, words[1:], input=stdin, env={"COLUMNS": str(columns)})
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Answer(ran.exit_code, ran.stdout, ran.stderr)


def _split(tokens: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in tokens:
        if word == "|":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Return a shell in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Shell()


@pytest.fixture
def small_folder(tmp_path: Path, small: Network) -> Path:
    """Return a folder that holds the network of 8 places."""
    folder = tmp_path / "small"
    small.write(folder)
    return folder
