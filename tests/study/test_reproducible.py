"""The same study twice gives the same bytes in every file but for the time stamp."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from landlink.errors import LandlinkError
from landlink.study import load_study, run_study, write_outputs
from landlink.study.manifest import MANIFEST, changed_files, read_manifest
from landlink.testing import small_network

if TYPE_CHECKING:
    from pathlib import Path

STUDY = """\
title: Twice
network: network
scenarios:
  - {id: dear, title: Dear rail, changes: [{reprice: {modes: [rail], factor: 2}}]}
shipments:
  - {id: west, from: Urumqi, to: Baku, cargo: {value_usd: 1000}, corridors: [{name: Rail, avoid: [road]}]}
  - {id: near, from: Urumqi, to: Almaty, cargo: {kind: trucks}}
outputs: {geopackage: results.gpkg, pdf: report.pdf}
"""

FILES = {
    "report.html", "report.pdf", "results.xlsx", "routes.csv", "results.json", "routes.geojson",
    "results.gpkg", "manifest.json",
}  # fmt: skip

STAMP = "2026-05-04T03:02:01+00:00"
EPOCH = "1777863721"


def prepare(folder: Path) -> Path:
    folder.mkdir()
    small_network().write(folder / "network")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder


def run(folder: Path, hash_seed: str, epoch: str) -> dict[str, bytes]:
    """Run the study in a process of its own."""
    subprocess.run(  # noqa: S603  (this interpreter)
        [sys.executable, "-m", "landlink.cli", "study", "run", "study.yaml", "--out", folder.name],
        cwd=folder, check=True, capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "SOURCE_DATE_EPOCH": epoch},
    )  # fmt: skip
    out = folder / folder.name
    return {file.name: file.read_bytes() for file in out.iterdir()}


def parts_of(raw: bytes) -> dict[str, bytes]:
    """Parts of a workbook, which is a compressed archive."""
    with zipfile.ZipFile(io.BytesIO(raw)) as held:
        return {name: held.read(name) for name in held.namelist()}


def test_two_processes_in_two_folders(tmp_path: Path) -> None:
    one = run(prepare(tmp_path / "one"), "1", EPOCH)
    two = run(prepare(tmp_path / "two"), "2", EPOCH)
    assert set(one) == FILES
    assert [name for name in one if one[name] != two[name]] == []
    assert STAMP.encode() in one["results.json"]


def test_only_the_time_stamp_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = load_study(prepare(tmp_path / "study") / "study.yaml")
    written = []
    for name, epoch in (("one", EPOCH), ("two", str(int(EPOCH) + 86_400))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        write_outputs(study, run_study(study), tmp_path / name)
        written.append({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()})
    one, two = written
    for name in FILES - {"manifest.json", "results.xlsx", "report.pdf"}:
        masked = two[name].replace(b"2026-05-05", b"2026-05-04").replace(b"5 May 2026", b"4 May 2026")
        assert masked == one[name], name
    assert [name for name in ("routes.csv", "routes.geojson") if one[name] != two[name]] == []
    parts = [parts_of(files["results.xlsx"]) for files in written]
    assert {name: part.replace(b"2026-05-05", b"2026-05-04") for name, part in parts[1].items()} == parts[0]
    held = [
        {**json.loads(files["manifest.json"]), "generated_at": None, "outputs": None} for files in written
    ]
    assert held[0] == held[1]


def test_the_manifest_names_all_that_went_in(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "study")
    study = load_study(folder / "study.yaml")
    write_outputs(study, run_study(study))
    held = read_manifest(folder / "results")
    assert (held["complete"], held["incomplete"], held["seeds"]) == (True, None, [1])
    assert held["command"] == "landlink study run study.yaml"
    assert held["files"] == {
        f"network/{file.name}": sha256(file.read_bytes()).hexdigest()
        for file in sorted((folder / "network").iterdir())
    }
    assert {"landlink", "python", "numpy", "numba", "pandas", "xlsxwriter", "pyogrio"} <= set(
        held["versions"]
    )
    assert set(held["outputs"]) == FILES - {MANIFEST}
    assert str(tmp_path) not in json.dumps(held)


def test_a_changed_file_is_found(tmp_path: Path) -> None:
    study = load_study(prepare(tmp_path / "study") / "study.yaml")
    out = tmp_path / "out"
    write_outputs(study, run_study(study), out)
    assert set(changed_files(out).values()) == {"unchanged"}
    (out / "routes.csv").write_text("mine", encoding="utf-8")
    (out / "report.html").unlink()
    found = {name: state for name, state in changed_files(out).items() if state != "unchanged"}
    assert found == {"routes.csv": "changed", "report.html": "missing"}


def test_a_time_stamp_that_makes_no_sense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = load_study(prepare(tmp_path / "study") / "study.yaml")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(LandlinkError, match="SOURCE_DATE_EPOCH is 'yesterday'; expected whole seconds"):
        run_study(study)


@pytest.mark.parametrize("text", ["[]", "{", '{"outputs": 3}'])
def test_a_broken_manifest_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(LandlinkError, match="run the study again"):
        changed_files(tmp_path)
