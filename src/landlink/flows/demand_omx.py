"""Demand as OMX matrices, as transport models write them.

OMX is HDF5 with a layout (https://github.com/osPlanning/omx-spec): matrices under ``/data``, the names of
the zones under ``/lookup``. Here a matrix is called by a commodity (``grain``) or an equipment (``40ft``),
and the lookup holds keys of nodes or country codes. Empties are matrices ``empty_grain``. The attribute
``unit`` of a matrix is ``t/year`` or ``TEU/year``.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.demand_problems import is_country
from landlink.network.files.beside import in_place
from landlink.network.problems import NetworkError, Problem
from landlink.network.table import from_rows, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from landlink.flows.demand import Demand
    from landlink.network.model import Network
    from landlink.network.table import Table

UNITS = {"t/year": "tonnes_year", "TEU/year": "teu_year"}
EMPTY = "empty_"
"""Begins the name of a matrix of empties."""


def read_omx(path: Path, network: Network, *, commodity: str = "", unit: str = "") -> Table:
    """Read matrices of demand as a table; a cell above zero is a row.

    Parameters
    ----------
    path : Path
    network : Network
        Whose nodes and commodities it names.
    commodity : str, optional
        Of the matrices that are called by an equipment.
    unit : str, optional
        ``t/year`` or ``TEU/year`` where a matrix does not say; default tonnes.

    Raises
    ------
    LandlinkError
        If it is no OMX file or lacks zone names.
    NetworkError
        If a zone, a matrix or a cell cannot be understood.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.flows.demand import demand_of
    >>> from landlink.testing import small_network
    >>> small = small_network()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_omx(demand_of(small), small, Path(folder) / "od.omx")
    ...     table = read_omx(Path(folder) / "od.omx", small)
    >>> table.text("id")
    ['empty_goods-baku-urumqi', 'goods-urumqi-baku', 'grain-beyneu-alat', 'grain-beyneu-baku']
    """
    _package()
    if unit not in ("", *UNITS):
        raise LandlinkError(f"no unit {unit!r}; use {' or '.join(UNITS)}")
    try:
        with _opened(path, "r") as file:
            names = sorted(file.list_matrices())
            matrices = {name: np.array(file[name][:], dtype=np.float64) for name in names}
            units = {name: unit or _unit(file[name]) for name in names}
            zones = _zones(file, path)
    except OSError as error:
        raise LandlinkError(f"{path}: it cannot be read as OMX ({error})") from None
    problems = _zone_problems(zones, network, path.name)
    rows: list[dict[str, str]] = []
    for name, matrix in matrices.items():
        cells = _named(name, network, commodity)
        if cells is None:
            message, mend = (
                "the matrix is called neither by a commodity nor by an equipment",
                ("Call it by a key of commodities, or 40ft, 20ft, wagon or truck together with a commodity."),
            )
            problems.append(Problem("unknown-commodity", path.name, 0, name, "", message, mend))
            continue
        problems += _cell_problems(matrix, zones, name, path.name)
        rows += _rows(matrix, zones, name, {**cells, "source": path.name, "column": UNITS[units[name]]})
    if problems:
        raise NetworkError(problems, "matrix of demand")
    table, wrong = from_rows("demand", rows, range(1, len(rows) + 1), path.name)
    if wrong:
        raise NetworkError(wrong, "matrix of demand")
    return table


def write_omx(demand: Demand, network: Network, path: Path) -> None:
    """Write demand at places: a matrix of tonnes for each commodity, one of capacity for its empties.

    Parameters
    ----------
    demand : Demand
    network : Network
    path : Path
    """
    _package()
    keys, goods = network.nodes.text("id"), network.tables["commodities"].text("id")
    used = np.unique(np.concatenate([demand.origin, demand.destination]))
    at = np.full(len(keys), -1)
    at[used] = np.arange(len(used))
    empty = np.array(demand.table.text("empty_return"), dtype="U3")[demand.basis] == "yes"

    def write(draft: Path) -> None:
        with _opened(draft, "w") as file:
            for row in np.unique(demand.commodity).tolist():
                for prefix, chosen, amount in (
                    ("", ~empty, demand.tonnes_year),
                    (EMPTY, empty, demand.capacity_t_year),
                ):
                    rows = np.flatnonzero((demand.commodity == row) & chosen)
                    if len(rows):
                        matrix = np.zeros((len(used), len(used)))
                        np.add.at(
                            matrix, (at[demand.origin[rows]], at[demand.destination[rows]]), amount[rows]
                        )
                        file.create_matrix(prefix + goods[row], obj=matrix).attrs.unit = "t/year"
            file.create_array("/lookup", "node", obj=np.array([keys[row].encode() for row in used]))

    in_place(path, write)


def _package() -> Any:  # noqa: ANN401  (a module)
    try:
        import openmatrix  # noqa: PLC0415
    except ModuleNotFoundError:
        raise LandlinkError(
            'the package openmatrix is missing; pip install "landlink[skims]" brings it'
        ) from None
    return openmatrix


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[Any]:
    """Open an OMX file; names such as 40ft are no Python names, which nobody needs to be warned of."""
    omx = _package()
    from tables import HDF5ExtError, NaturalNameWarning  # noqa: PLC0415  (comes with openmatrix)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NaturalNameWarning)
        try:
            file = omx.open_file(str(path), mode)
        except HDF5ExtError:
            raise LandlinkError(f"{path}: it cannot be read as OMX: it is no HDF5 file") from None
        with file:
            yield file


def _unit(matrix: Any) -> str:  # noqa: ANN401  (PyTables' own)
    said = str(matrix.attrs.unit) if "unit" in matrix.attrs else "t/year"
    if said not in UNITS:
        raise LandlinkError(
            f"the matrix {matrix.name!r} has the unit {said!r}; say which of {' or '.join(UNITS)} it is in"
        )
    return said


def _zones(file: Any, path: Path) -> tuple[list[str], list[str]]:  # noqa: ANN401  (openmatrix' own)
    """Names of the rows and of the columns."""
    lookups = file.list_mappings()
    pair = ("origin", "destination") if {"origin", "destination"} <= set(lookups) else None
    if pair is None and len(lookups) != 1 and "node" not in lookups:
        raise LandlinkError(
            f"{path}: it has {len(lookups)} lookups of zones; name one node, or two origin and destination"
        )
    chosen = pair or (("node", "node") if "node" in lookups else (lookups[0], lookups[0]))
    rows, columns = (
        [key.decode() if isinstance(key, bytes) else str(key) for key in file.map_entries(name)]
        for name in chosen
    )
    return rows, columns


def _zone_problems(zones: tuple[list[str], list[str]], network: Network, file: str) -> list[Problem]:
    known = network.nodes.index()
    mend = "Let the lookup hold keys of nodes or country codes."
    return [
        Problem("unknown-place", file, 0, "lookup", zone, "neither a node nor a country code", mend)
        for zone in dict.fromkeys([*zones[0], *zones[1]])
        if zone not in known and not is_country(zone)
    ]


def _named(name: str, network: Network, commodity: str) -> dict[str, str] | None:
    """Return what the name of a matrix says: commodity, equipment, empties."""
    from landlink.flows.demand import EQUIPMENT  # noqa: PLC0415

    what = name.removeprefix(EMPTY)
    said = {"empty_return": "yes" if what != name else "no", "quality": "unverified"}
    if what in network.tables["commodities"].index():
        return {**said, "commodity": what}
    if what in EQUIPMENT and commodity:
        return {**said, "commodity": commodity, "equipment": what}
    return None


def _cell_problems(
    matrix: NDArray[np.float64], zones: tuple[list[str], list[str]], name: str, file: str
) -> list[Problem]:
    if matrix.shape != (len(zones[0]), len(zones[1])):
        shape = f"{matrix.shape[0]} x {matrix.shape[1]}"
        message = f"the lookup has {len(zones[0])} x {len(zones[1])} zones"
        return [Problem("wrong-shape", file, 0, name, shape, message, "Write one zone for each row.")]
    message, mend = "the number cannot be right", "It must be at or above zero."
    return [
        Problem("impossible-number", file, int(row) + 1, f"{name} {zones[0][row]} to {zones[1][column]}",
                f"{matrix[row, column]:g}", message, mend)
        for row, column in np.argwhere((matrix < 0) | np.isinf(matrix))[:20]
    ]  # fmt: skip


def _rows(
    matrix: NDArray[np.float64], zones: tuple[list[str], list[str]], name: str, cells: dict[str, str]
) -> list[dict[str, str]]:
    usual = {key: value for key, value in cells.items() if key != "column"}
    return [
        {
            **usual, "id": f"{name}-{zones[0][row]}-{zones[1][column]}", "origin": zones[0][row],
            "destination": zones[1][column], cells["column"]: shown(float(matrix[row, column])),
        }
        for row, column in np.argwhere(matrix > 0).tolist()
        if row < len(zones[0]) and column < len(zones[1])
    ]  # fmt: skip
