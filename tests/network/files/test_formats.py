"""Which format a path is, and what is said where it is none or cannot be read or written."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from landlink.errors import LandlinkError
from landlink.network.files import FORMATS, Format, format_of, read, taken, write
from landlink.network.files.beside import in_place
from landlink.network.files.cells import text_of
from landlink.network.model import Network
from landlink.testing import assert_networks_equal, assert_problem, small_network

SMALL = small_network()
SUFFIXES = [".gmns", ".geoparquet", ".gpkg", ".xlsx"]
PACKAGES = [
    ("pyogrio", ".gpkg"),
    ("geopandas", ".geoparquet"),
    ("pyarrow", ".geoparquet"),
    ("xlsxwriter", ".xlsx"),
]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a.xlsx", "Excel workbook"), ("A.XLSX", "Excel workbook"), ("a.gpkg", "GeoPackage"),
        ("a.gmns", "GMNS folder"), ("a.geoparquet", "folder of GeoParquet"), ("a", "folder of CSV"),
        ("my.network", "folder of CSV"),
    ],
)  # fmt: skip
def test_the_name_decides(name: str, title: str) -> None:
    assert format_of(Path(name)).title == title


@pytest.mark.parametrize("suffix", ["", ".gmns", ".geoparquet"])
def test_a_folder_of_another_name_is_what_its_files_are(tmp_path: Path, suffix: str) -> None:
    SMALL.write(tmp_path / f"small{suffix}")
    (tmp_path / f"small{suffix}").rename(tmp_path / "renamed")
    assert_networks_equal(SMALL, Network.read(tmp_path / "renamed"))


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("a.ods", "LibreOffice: File, Save as"),
        ("a.xls", "Save it as .xlsx"),
        ("a.geojson", "as GeoPackage"),
        ("nodes.csv", "Name the folder"),
        ("nodes.parquet", "Name the folder"),
        ("a.docx", "It knows .xlsx, .gpkg"),
    ],
)
def test_another_kind_of_file(tmp_path: Path, name: str, mend: str) -> None:
    (tmp_path / name).write_text("something")
    with pytest.raises(LandlinkError, match="does not know this kind of file") as caught:
        Network.read(tmp_path / name)
    assert mend in str(caught.value)
    with pytest.raises(LandlinkError, match="cannot write this kind of file"):
        SMALL.write(tmp_path / name)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_not_there(tmp_path: Path, suffix: str) -> None:
    found = assert_problem(read(tmp_path / f"a{suffix}")[1], "missing-file")
    assert found.message.startswith("there is no such ")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_in_place_of_a_file_and_the_reverse(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    kind = format_of(path)
    if kind.folder:
        path.write_text("a file")
    else:
        path.mkdir()
    assert assert_problem(read(path)[1], "missing-file").message.startswith("this is not a ")
    with pytest.raises(LandlinkError):
        SMALL.write(path)


@pytest.mark.parametrize("suffix", [".gmns", ".geoparquet", ""])
def test_an_empty_folder(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix}").mkdir()
    problems = read(tmp_path / f"a{suffix}")[1]
    assert [one.rule for one in problems if one.file != "config.csv"] == ["missing-file", "missing-file"]


@pytest.mark.parametrize("suffix", ["", *SUFFIXES])
def test_what_is_there_stays_whole_when_writing_fails(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a{suffix}"
    SMALL.write(path)
    before = _content(path)
    other = Network.reference()
    monkeypatch.setattr("landlink.network.files.importlib.import_module", _failing)
    with pytest.raises(LandlinkError, match=r"cannot write .*: No space left on device"):
        other.write(path)
    assert _content(path) == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


class _failing:  # noqa: N801  (stands in for a module)
    def __init__(self, _name: str) -> None:
        pass

    def write(self, _network: Network, draft: Path) -> None:
        draft.write_bytes(b"half of it")
        raise OSError(28, "No space left on device")


def _content(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize("suffix", ["", *SUFFIXES])
def test_writing_over_keeps_what_else_is_in_a_folder(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    Network.reference().write(path)
    if path.is_dir():
        (path / "notes.txt").write_text("mine")
    SMALL.write(path)
    assert_networks_equal(SMALL, Network.read(path))
    assert not path.is_dir() or (path / "notes.txt").read_text() == "mine"


def test_interrupted_writing_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(draft: Path) -> None:
        draft.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_place(tmp_path / "a.xlsx", interrupted)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_open_elsewhere(tmp_path: Path) -> None:
    def locked(_draft: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(LandlinkError, match=r"a.xlsx: Permission denied. Is it open in another program\?"):
        in_place(tmp_path / "a.xlsx", locked)


@pytest.mark.parametrize(("package", "suffix"), PACKAGES)
def test_a_package_that_is_not_installed(
    tmp_path: Path, package: str, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("landlink.network.files.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(LandlinkError, match=rf"needs the package {package}: pip install 'landlink\[files\]'"):
        write(SMALL, tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_reading_needs_its_package_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SMALL.write(tmp_path / "a.xlsx")
    monkeypatch.delitem(sys.modules, "landlink.network.files.excel_read", raising=False)
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(LandlinkError, match="needs the package python_calamine"):
        read(tmp_path / "a.xlsx")


def test_csv_needs_no_heavy_package(tmp_path: Path) -> None:
    SMALL.write(tmp_path / "a")
    heavy = "('pandas', 'geopandas', 'pyogrio', 'pyarrow', 'xlsxwriter', 'python_calamine', 'shapely')"
    code = (
        f"import sys; from landlink.network.model import Network; Network.read({str(tmp_path / 'a')!r}); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout == "[]\n"


def test_what_would_be_written_over(tmp_path: Path) -> None:
    assert taken(tmp_path / "a.xlsx") == []
    SMALL.write(tmp_path / "a.xlsx")
    assert taken(tmp_path / "a.xlsx") == ["a.xlsx"]
    SMALL.write(tmp_path / "a.gmns")
    assert "link.csv" in taken(tmp_path / "a.gmns")


def test_endings_are_told_apart() -> None:
    endings = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(endings) == len(set(endings))


def test_a_reader_can_make_a_whole_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(b"an extract")
    fresh = Format("extract", "extract", (".osm.pbf",), (), "extract", "", folder=False)
    monkeypatch.setattr("landlink.network.files.FORMATS", (fresh, *FORMATS))
    monkeypatch.setitem(sys.modules, "landlink.network.files.extract", _Reader)
    network, problems, notes = read(tmp_path / "a.osm.pbf")
    assert_networks_equal(SMALL, network)
    assert (problems, notes) == ([], [])
    with pytest.raises(LandlinkError, match="reads this kind of file but does not write it"):
        SMALL.write(tmp_path / "b.osm.pbf")


class _Reader:
    @staticmethod
    def read(_path: Path) -> Network:
        return SMALL


def test_a_workbook_with_macros_is_read_but_not_written(tmp_path: Path) -> None:
    SMALL.write(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / "a.xlsm")
    assert_networks_equal(SMALL, Network.read(tmp_path / "a.xlsm"))
    with pytest.raises(LandlinkError, match="reads this kind of file but does not write it"):
        SMALL.write(tmp_path / "b.xlsm")


def test_values_that_no_format_should_hold_stay_text() -> None:
    assert text_of(float("inf")) == "inf"
    assert text_of(b"x") == "b'x'"


@pytest.mark.parametrize("suffix", [".gpkg", ".xlsx"])
def test_a_disk_that_refuses(tmp_path: Path, suffix: str) -> None:
    """Each writer's own error of the disk is one that is said."""
    module = importlib.import_module(
        f"landlink.network.files.{next(one.writer for one in FORMATS if suffix in one.suffixes)}"
    )
    with pytest.raises(OSError, match=r"."):
        module.write(SMALL, tmp_path / "no such folder" / f"a{suffix}")


def test_a_folder_of_any_name_takes_a_named_format(tmp_path: Path) -> None:
    for form in ("csv", "geoparquet", "gmns"):
        SMALL.write(tmp_path / form, form=form)
        assert_networks_equal(SMALL, Network.read(tmp_path / form))
        assert_networks_equal(SMALL, Network.read(tmp_path / form, form=form))
    with pytest.raises(LandlinkError, match=r"a GeoPackage ends in \.gpkg"):
        SMALL.write(tmp_path / "x", form="gpkg")
    with pytest.raises(LandlinkError, match="use one of xlsx, gpkg, geoparquet, gmns, osm, csv"):
        SMALL.write(tmp_path / "x", form="shape")
    with pytest.raises(LandlinkError, match="does not write it"):
        SMALL.write(tmp_path / "x", form="osm")
    (tmp_path / "file").write_text("")
    with pytest.raises(LandlinkError, match="Name another one"):
        SMALL.write(tmp_path / "file", form="gmns")
