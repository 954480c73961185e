"""The program around the commands: start, colours, interrupts, closed pipes, the first run."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from landlink import __version__
from landlink.cli import compiling, start
from landlink.cli.main import app
from landlink.network import Network
from landlink.routing import warmup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Shell

HEAVY = {"numpy", "pandas", "numba", "pydantic", "ruamel", "shapely", "scipy", "duckdb", "altair"}

ROUTE = ("route", "Almaty", "Aktau", "--pareto", "time")


def _python(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    return ran.stderr.splitlines()[-1] if ran.stderr else ""


def _imported(*words: str) -> set[str]:
    """Return the packages that a command imports, in a process of its own."""
    code = f"""
import sys
from landlink.cli.main import app
try:
    app({list(words)!r})
except SystemExit:
    pass
print(*{{name.split('.')[0] for name, held in sys.modules.items() if held is not None}}, file=sys.stderr)
"""
    return set(_python(code).split())


def test_import_is_light() -> None:
    loaded = _python("import landlink, sys; print(*sys.modules, file=sys.stderr)")
    assert HEAVY & {name.split(".")[0] for name in loaded.split()} == set()


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("route", "--help"), ("study", "run", "--help")]
)
def test_help_is_light(words: tuple[str, ...]) -> None:
    assert HEAVY & _imported(*words) == set()


def test_route_imports_only_what_it_needs() -> None:
    # typer 0.29 imports pydantic for every option, a quarter of a second; hence the bound in pyproject.toml
    assert (HEAVY | {"coverage", "rich"}) & _imported(*ROUTE, "--json") == {"numpy", "numba"}


def test_version(shell: Shell) -> None:
    assert shell("landlink --version").out == f"landlink {__version__}\n"


def test_no_words_at_all_is_help(shell: Shell) -> None:
    assert "Usage: " in shell("landlink").out + shell("landlink").err


def test_unknown_option_is_exit_code_2(shell: Shell) -> None:
    ran = shell("landlink route Almaty Aktau --fast")
    assert (ran.code, ran.out) == (2, "")
    assert "No such option" in ran.err


def test_interrupt_is_one_line_and_130(monkeypatch: pytest.MonkeyPatch, shell: Shell) -> None:
    def interrupt() -> Network:
        raise KeyboardInterrupt

    monkeypatch.setattr(Network, "reference", interrupt)
    ran = shell("landlink network show")
    assert (ran.code, ran.out, ran.err) == (130, "", "Error: interrupted; nothing was finished\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of a POSIX shell")
@pytest.mark.parametrize("words", ["network show links --csv", "network show nodes", "network show --json"])
def test_closed_pipe_is_silent(words: str) -> None:
    line = f"'{sys.executable}' -m landlink.cli {words} | true"
    ran = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert (ran.stdout, ran.stderr) == ("", "")


def _errors(**env: str) -> str:
    return CliRunner().invoke(app, ["route", "Oz", "Aktau"], env=env, color=True).stderr


def test_errors_are_red_in_a_terminal_unless_no_color() -> None:
    assert "\x1b[1;31mError:" in _errors(FORCE_COLOR="1", TERM="xterm-256color")
    assert "31m" not in _errors(FORCE_COLOR="1", TERM="xterm-256color", NO_COLOR="1")


def test_names_in_any_script_survive_a_plain_locale() -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = [sys.executable, "-m", "landlink.cli", "network", "show", "nodes", "--country", "GE", "--csv"]
    ran = subprocess.run(words, capture_output=True, env=env, check=True, timeout=60)  # noqa: S603
    assert "თბილისი" in ran.stdout.decode("utf-8")


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that nothing is compiled yet."""

    def steps(kernels: Any) -> Iterator[tuple[int, int, str]]:  # noqa: ANN401  (a list of pairs)
        yield from ((n, len(kernels), name) for n, (name, _) in enumerate(kernels, 1))

    monkeypatch.setattr(warmup, "compiled", lambda *_: False)
    monkeypatch.setattr(warmup, "warmup", steps)


@pytest.mark.usefixtures("cold")
def test_first_run_says_on_stderr_that_it_compiles(shell: Shell) -> None:
    ran = shell("landlink route Almaty Aktau --pareto time --json")
    assert ran.err == f"Compiling the search kernels, once, about {compiling.ABOUT_S} s ...\n"
    assert ran.out.startswith("{")


@pytest.mark.usefixtures("cold")
def test_a_typo_does_not_wait_for_the_compiler(shell: Shell) -> None:
    assert "Compiling" not in shell("landlink route Paris Aktau").err


@pytest.mark.usefixtures("cold")
def test_warmup_counts_the_kernels(shell: Shell) -> None:
    count = sum(len(one.KERNELS) for one in compiling.lists_of(compiling.LAYERS))
    ran = shell("landlink warmup")
    assert (ran.code, ran.out.startswith(f"All {count} search kernels are ready, after ")) == (
        0,
        True,
    )


def test_numba_finds_no_scipy_only_while_it_loads() -> None:
    code = """
import sys
from landlink.cli.compiling import lean_numba
with lean_numba():
    inside = sys.modules["scipy"]
print(inside, "scipy" in sys.modules, file=sys.stderr)
"""
    assert _python(code) == "None False"


def test_working_folder_is_left_alone(shell: Shell, tmp_path: Path) -> None:
    shell("landlink route Almaty Aktau --pareto time")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_the_program_loads_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "landlink.cli.main", SimpleNamespace(run=stop))
    with pytest.raises(SystemExit) as ended:
        start.run()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "interrupted; nothing was finished\n"
