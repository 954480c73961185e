"""The reference page of the command line, made from the commands themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from landlink.cli.examples import example_lines
from landlink.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    Command = Any  # click's own, or the copy inside typer, by typer's version

HEAD = """\
# Commands

Made from the commands themselves by `python -m tools.make_docs`; a test fails when it is out of date.

Every command answers on stdout; messages go to stderr. Exit codes: 0 an answer; 1 there is none
(no route, or a check found problems); 2 the input is wrong, and stderr says what, where and the
mend; 130 interrupted. Colours follow the terminal and `NO_COLOR`, the width follows `COLUMNS`.
"""

_MARKUP = re.compile(r"\\(?=\[)|\[/?(?:bold|dim|cyan)?\]")


def commands() -> dict[str, Command]:
    """Return every command and group by the words that call it.

    Examples
    --------
    >>> [name for name in commands() if name.startswith("landlink study c")]
    ['landlink study check', 'landlink study compare']
    """
    from typer.main import get_command  # noqa: PLC0415

    return dict(_below(get_command(app), "landlink"))


def _below(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    yield name, command
    for word, under in sorted(getattr(command, "commands", {}).items()):
        yield from _below(under, f"{name} {word}")


def reference() -> str:
    """Return the reference page in Markdown.

    Examples
    --------
    >>> reference().splitlines()[0]
    '# Commands'
    """
    return "\n".join([HEAD, *(_section(name, command) for name, command in commands().items())])


def _section(name: str, command: Command) -> str:
    parameters = [one for one in command.params if not getattr(one, "hidden", False)]
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    options = [one for one in parameters if one.param_type_name == "option"]
    words = [_metavar(one) for one in arguments] or (["COMMAND"] if hasattr(command, "commands") else [])
    shown = [name, *words, *(["[OPTIONS]"] if options else [])]
    parts = [
        f"{'##' if ' ' not in name else '###'} {name}",
        f"```\n{' '.join(shown)}\n```",
        _plain(command.help),
    ]
    if arguments:
        rows = [f"| `{_metavar(one)}` | {_meaning(one)} |" for one in arguments]
        parts.append("\n".join(["| argument | meaning |", "|---|---|", *rows]))
    if options:
        rows = [f"| `{_flag(one)}` | {_meaning(one)} |" for one in options]
        parts.append("\n".join(["| option | meaning |", "|---|---|", *rows]))
    if lines := example_lines(command.epilog):
        parts.append("\n".join(["```console", *(f"$ {line}" for line in lines), "```"]))
    return "\n\n".join(parts) + "\n"


def _plain(text: str | None) -> str:
    paragraphs = (" ".join(part.split()) for part in (text or "").split("\n\n"))
    return _MARKUP.sub("", "\n\n".join(paragraphs)).strip()


def _metavar(parameter: Command) -> str:
    word = str(parameter.metavar or parameter.name.upper())
    return word if parameter.required or word.startswith("[") else f"[{word}]"


def _flag(option: Command) -> str:
    spelled = ", ".join(option.opts)
    if option.is_flag:
        return spelled
    word = option.metavar or option.name.upper()
    return f"{spelled} {word}".replace("|", "\\|")


def _meaning(parameter: Command) -> str:
    default = parameter.default
    shown = parameter.param_type_name == "option" and parameter.show_default and not parameter.is_flag
    if parameter.param_type_name == "argument":
        shown = not parameter.required and default is not None and parameter.show_default
    said = f" Default: `{getattr(default, 'value', default)}`." if shown and default is not None else ""
    return _plain(parameter.help) + said
