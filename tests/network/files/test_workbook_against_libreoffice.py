"""LibreOffice opens the workbook, computes it anew and saves it: nothing of the network is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from landlink.network.diff import diff
from landlink.network.files.excel_layout import GUIDE
from landlink.network.model import Network
from landlink.network.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_network_that_libreoffice_saved(reference: Network, tmp_path: Path) -> None:
    reference.write(tmp_path / "mine.xlsx")
    (tmp_path / "saved").mkdir()
    words = [
        str(OFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved"),
        str(tmp_path / "mine.xlsx"),
    ]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, timeout=300)  # noqa: S603
    saved = tmp_path / "saved" / "mine.xlsx"
    assert diff(reference, Network.read(saved)) == {}
    guide = CalamineWorkbook.from_path(saved).get_sheet_by_name(GUIDE).to_python()
    counted = {row[0]: row[1] for row in guide if row[0] in TABLES}
    assert counted == {name: len(table) for name, table in reference.tables.items()}  # by its own COUNTA
    with zipfile.ZipFile(saved) as parts:
        links = parts.read(f"xl/worksheets/sheet{TABLES.index('links') + 2}.xml").decode()
        book = parts.read("xl/workbook.xml").decode()
    rules = re.findall(r"<formula1>(.*?)</formula1>", links)
    assert {"keys_of_nodes", "keys_of_sources"} <= set(rules)
    assert re.search(r'name="keys_of_nodes"[^>]*>OFFSET\(nodes!\$A\$3,0,0,', book)
