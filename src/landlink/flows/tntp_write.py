"""Write networks, trips and flows as TNTP files; see :mod:`landlink.flows.tntp`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.flows.tntp import LINK
from landlink.network.files.beside import in_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from landlink.flows.tntp import TntpFlows, TntpNetwork, TntpTrips

__all__ = ["write_flows", "write_network", "write_trips"]

_FIELDS = ["tail", "head", *LINK[2:]]


def write_network(network: TntpNetwork, path: Path) -> None:
    """Write a network file.

    Parameters
    ----------
    network : TntpNetwork
    path : Path
    """
    head = (
        f"<NUMBER OF ZONES> {network.zones}\n<NUMBER OF NODES> {network.nodes}\n"
        f"<FIRST THRU NODE> {network.first_thru_node}\n<NUMBER OF LINKS> {network.links}\n"
        f"<END OF METADATA>\n\n~\t{'	'.join(LINK)}\t;\n"
    )
    columns = [getattr(network, name).tolist() for name in _FIELDS]
    rows = ("\t" + "\t".join(map(_written, row)) + "\t;\n" for row in zip(*columns, strict=True))
    _write(path, head, rows)


def write_trips(trips: TntpTrips, path: Path) -> None:
    """Write a file of trips.

    Parameters
    ----------
    trips : TntpTrips
    path : Path
    """
    total = _written(float(trips.trips.sum()))
    head = f"<NUMBER OF ZONES> {trips.zones}\n<TOTAL OD FLOW> {total}\n<END OF METADATA>\n"
    order = np.argsort(trips.origin, kind="stable")

    def rows() -> Iterator[str]:
        last = 0
        for row in order.tolist():
            if trips.origin[row] != last:
                last = int(trips.origin[row])
                yield f"\nOrigin {last}\n"
            yield f"{trips.destination[row]} : {_written(float(trips.trips[row]))};\n"

    _write(path, head, rows())


def write_flows(flows: TntpFlows, path: Path) -> None:
    """Write a file of link flows, as the published solutions are.

    Parameters
    ----------
    flows : TntpFlows
    path : Path
    """
    columns = (flows.tail.tolist(), flows.head.tolist(), flows.volume.tolist(), flows.cost.tolist())
    _write(
        path,
        "From\tTo\tVolume\tCost\n",
        ("\t".join(map(_written, row)) + "\n" for row in zip(*columns, strict=True)),
    )


def _write(path: Path, head: str, rows: Iterator[str]) -> None:
    def write(draft: Path) -> None:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(head)
            file.writelines(rows)

    in_place(path, write)


def _written(value: float) -> str:
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
