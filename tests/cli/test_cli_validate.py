"""`landlink network validate` as a user meets it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

HEAD = "id,corridor,origin,destination,year,metric,low,high,unit,status,source_title,source_url,confidence,"
HEAD += "suggested_use,note\n"
ROWS = (
    "T23,TITR,Tashkent (Sergeli),Istanbul via Turkmenbashi,2020,usd_feu,2972,2972,USD/FEU,"
    "tariff,I,u,high,holdout,\n"
    "T28,Northern,Dostyk/Altynkol,Brest etc.,2025,usd_feu,3239,3292,USD/FEU,"
    '"ERAI H1 2025, mean 3,250",O,u,high,holdout,\n'
    "T53,Deep sea,composite WCI,,2019,usd_feu,1420,1420,USD/FEU,WCI 2019 mean,D,u,high,context,\n"
    "T99,TITR,Narnia,Poti,2024,transit_days,9,9,days,official,D,u,high,holdout,\n"
)


def test_own_table(shell: Shell) -> None:
    done = shell("landlink network validate")
    assert done.code == 0, done.err
    for words in ("Mean absolute error", "cross-validated", "Where the model is weak", "Not compared"):
        assert words in done.out


def test_file_in_the_form_of_the_calibration_rows(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8")
    done = shell(f"landlink network validate {file} --json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert [row["id"] for row in found["rows"]] == ["T23", "T28", "T53"]
    assert found["skipped"] == [
        {"id": "T99", "what": "TITR: Narnia - Poti", "reason": "no place is known for 'Narnia'"}
    ]
    assert found["mape"]["price_usd"]["rows"] == 3
    assert found["mape"]["price_usd"]["mape"] < 0.25


def test_rows_and_csv(shell: Shell) -> None:
    done = shell("landlink network validate --rows interrail --csv")
    assert done.code == 0, done.err
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["metric"] for row in rows] == ["price_usd"] * 4
    assert {"modelled", "low", "high", "published", "error", "inside", "compared_with"} <= set(rows[0])


def test_bad_input_is_an_error(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    for text, message in (
        ("", "the file is empty"),
        ("a,b\n1,2\n", "the column 'origin' is missing"),
        (HEAD, "there is no row"),
    ):
        file.write_text(text, encoding="utf-8")
        done = shell(f"landlink network validate {file}")
        assert done.code == 2
        assert message in done.err
    for line, message in (
        (f"landlink network validate {tmp_path}/none.csv", "there is no such file"),
        (f"landlink network validate {tmp_path}", "this is a folder"),
        ("landlink network validate --rows zzz", "no published figure with 'zzz'"),
        ("landlink network validate --json --csv", "cannot share one output"),
    ):
        done = shell(line)
        assert done.code == 2
        assert message in done.err


def test_network_without_figures(shell: Shell, tmp_path: Path) -> None:
    assert shell(f"landlink network export {tmp_path}/mine").code == 0
    (tmp_path / "mine/published.csv").unlink()
    done = shell(f"landlink network validate --network {tmp_path}/mine")
    assert done.code == 2
    assert "has no published figures" in done.err
