"""The options of `landlink route`, in the groups in which its help shows them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

CARGO, STEER, SEARCH, SHOW = "What is sent", "Where it may go", "How to search", "What to print"


class CargoKind(StrEnum):
    """Kinds of cargo."""

    containers = "containers"
    wagons = "wagons"
    trucks = "trucks"


class BoxSize(StrEnum):
    """Containers to travel in."""

    small = "20ft"
    large = "40ft"


def _option(panel: str, metavar: str | None, said: str, *flags: str, **more: Any) -> Any:  # noqa: ANN401  (typer's own)
    shown: dict[str, Any] = {"rich_help_panel": panel, "help": said, "show_default": False, **more}
    return typer.Option(*flags, metavar=metavar, **shown)


Place = Annotated[
    str,
    typer.Argument(
        help="Name in any language, key, UN/LOCODE or latitude,longitude of a place.", show_default=False
    ),
]

Cargo = Annotated[
    CargoKind,
    _option(CARGO, "containers|wagons|trucks", "What the goods travel in.", "--cargo", show_default=True),
]
Teu = Annotated[
    float | None, _option(CARGO, "TEU", "Containers in twenty-foot equivalents; 2 if not given.", "--teu")
]
Units = Annotated[
    int | None, _option(CARGO, "N", "Number of wagons, trucks, or containers instead of --teu.", "--units")
]
Equipment = Annotated[
    BoxSize | None,
    _option(CARGO, "20ft|40ft", "Container size; 40ft for an even number of TEU.", "--equipment"),
]
Tonnes = Annotated[
    float | None, _option(CARGO, "T", "Weight of the goods; a usual load if not given.", "--tonnes")
]
Value = Annotated[
    float | None,
    _option(CARGO, "USD", "Value of the goods; it decides which route is the balanced one.", "--value"),
]

Avoid = Annotated[
    list[str] | None,
    _option(STEER, "A,B", "Countries (RU), modes (sea), operators, services or places to avoid.", "--avoid"),
]
Via = Annotated[list[str] | None, _option(STEER, "A,B", "Places to go through, in this order.", "--via")]
Gauge = Annotated[int | None, _option(STEER, "MM", "The only track gauge that rail may use.", "--gauge")]
Transfers = Annotated[
    int | None,
    _option(STEER, "N", "At most so many transhipments and gauge changes.", "--max-transfers", min=0),
]
Folder = Annotated[
    Path | None,
    _option(STEER, "FOLDER", "A network of your own; the built-in one if not given.", "--network"),
]

Pareto = Annotated[
    str,
    _option(
        SEARCH,
        "A,B",
        "Criteria to trade off: any of time, cost, co2e, variance.",
        "--pareto",
        show_default=True,
    ),
]
Eps = Annotated[
    float | None,
    _option(
        SEARCH, "SHARE", "How much worse a route may be than one it stands for; 0.01 if not given.", "--eps"
    ),
]
Exact = Annotated[
    bool, _option(SEARCH, None, "Find the exact front, which can take long over thousands of km.", "--exact")
]

PlainJson = Annotated[bool, _option(SHOW, None, "Print JSON and nothing else.", "--json")]
GeoJson = Annotated[bool, _option(SHOW, None, "Print the moves as GeoJSON and nothing else.", "--geojson")]
Legs = Annotated[
    str, _option(SHOW, "LABEL", "Alternative whose legs to show, or all.", "--legs", show_default=True)
]
