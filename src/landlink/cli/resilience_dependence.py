"""`landlink resilience dependence`: how much dearer and slower trade gets when something closes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, NetworkFolder, read_network, words_of

if TYPE_CHECKING:
    from landlink.network import Network
    from landlink.resilience.closures import Closure
    from landlink.resilience.dependence import Dependence
    from landlink.resilience.trade import Trade

EXAMPLES = examples(
    "landlink resilience dependence --out who.html",
    "landlink resilience dependence KG",
    "landlink resilience dependence UZ-DE --close country,sea",
    "landlink resilience dependence --demand base --close country,crossing,port --out matrix.xlsx",
    "landlink resilience dependence AM --openings",
)

Whose = Annotated[
    str,
    typer.Argument(
        metavar="[COUNTRY|PAIR]", show_default=False,
        help="A country (KG) or two that trade (UZ-DE); the matrix of all if not given.",
    ),
]  # fmt: skip
Close = Annotated[
    str,
    typer.Option(
        "--close", metavar="KINDS",
        help="What closes, one at a time: country, border, crossing, port, sea, passage.",
    ),
]  # fmt: skip
DemandOf = Annotated[
    str,
    typer.Option(
        "--demand", metavar="base|FILE", show_default=False,
        help="Weigh trade by tonnes: those of the network, or a file; else every partner counts the same.",
    ),
]  # fmt: skip
Partners = Annotated[
    str,
    typer.Option(
        "--partners", metavar="A,B", show_default=False,
        help="The countries that trade with each other; all of the network if not given.",
    ),
]  # fmt: skip
Openings = Annotated[
    bool,
    typer.Option(
        "--openings", help="Also open each project, closed line and service, and see what it takes off."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Write .html, .svg, .csv, .xlsx or .json.", show_default=False
    ),
]


def dependence(
    whose: Whose = "",
    close: Close = "country,sea,passage",
    demand: DemandOf = "",
    partners: Partners = "",
    openings: Openings = False,
    out: Out = None,
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """See who depends on whom: how much dearer and slower trade gets when one thing closes.

    Everything closes by itself in turn, and all goods take the best way that is left. For a country:
    what it depends on, the way around the worst of it, the corridors that share nothing. One rule for
    all countries, printed with the result.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415

    held = read_network(network)
    one, other = _ends(held, whose)
    if out is not None:
        from landlink.study.report.dependence_files import check_file  # noqa: PLC0415

        check_file(out)
    found = _found(held, close, demand, partners, quiet=json)
    result = found.as_dict(pairs=[(one, other)] if other else [])
    if one:
        result |= _asked(found, one, other, openings=openings, quiet=json)
    elif openings:
        result["openings"] = _openings(found, "", quiet=json)
    if out is not None:
        from landlink.study.report.dependence_files import write_dependence  # noqa: PLC0415

        write_dependence(result, out)
    if json:
        write_json({"file": str(out), "rule": result["rule"]} if out is not None else result)
        return
    from landlink.cli.resilience_dependence_view import show  # noqa: PLC0415

    if out is None or one:
        show(result, one, other)
    if out is not None:
        console().print(f"Wrote {out}.", markup=False, soft_wrap=True)


def _ends(network: Network, whose: str) -> tuple[str, str]:
    """Return the country or the two countries asked for."""
    from landlink.errors import LandlinkError  # noqa: PLC0415

    known = set(network.nodes.text("country")) - {"XZ", ""}
    one, _, other = whose.upper().partition("-")
    for code in (one, other):
        if code and code not in known:
            raise LandlinkError(
                f"{whose!r} is no country of the network, nor two such as UZ-DE;"
                f" known: {', '.join(sorted(known))}"
            )
    if one and one == other:
        raise LandlinkError(f"{whose!r} names one country twice")
    return one, other


def _found(network: Network, close: str, demand: str, partners: str, *, quiet: bool) -> Dependence:
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.resilience.closures import closures  # noqa: PLC0415
    from landlink.resilience.dependence import dependence as search  # noqa: PLC0415

    trade = _trade(network, demand, partners)
    closed: list[Closure] = closures(trade.graph, words_of([close]))
    ensure_kernels()
    with lean_numba(), _bar("Closing", quiet=quiet) as report:
        return search(trade, closed, progress=report)


def _trade(network: Network, demand: str, countries: str) -> Trade:
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.graph import VEHICLES, flow_graph  # noqa: PLC0415
    from landlink.resilience.trade import partners, traded  # noqa: PLC0415

    if not demand:
        return partners(flow_graph(network), words_of([countries]))
    if countries:
        raise LandlinkError("--partners is for trade without a demand; leave one of the two options out")
    from landlink.flows.demand import demand_of  # noqa: PLC0415

    if demand == "base":
        return traded(flow_graph(network, VEHICLES), demand_of(network))
    from landlink.flows.demand_files import read_demand  # noqa: PLC0415

    return traded(flow_graph(network, VEHICLES), demand_of(network, read_demand(demand, network)))


def _asked(found: Dependence, one: str, other: str, *, openings: bool, quiet: bool) -> dict[str, Any]:
    """Return what is asked of one country or one pair: the way around, corridors, openings."""
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.resilience.corridor_prices import corridor_counts, pair_corridors  # noqa: PLC0415
    from landlink.resilience.redundancy import way_around  # noqa: PLC0415

    if one not in found.countries:
        raise LandlinkError(f"{one} has no trade here; with trade: {', '.join(found.countries)}")
    result: dict[str, Any] = {}
    if other:
        result["corridors"] = pair_corridors(found.trade.graph, one, other)
    else:
        worst = found.worst()[found.countries.index(one)]
        result["way_around"] = way_around(found, one, worst) if worst >= 0 else None
        result["corridor_counts"] = corridor_counts(found.trade.graph, one)
    if openings:
        result["openings"] = _openings(found, one, quiet=quiet)
    return result


def _openings(found: Dependence, country: str, *, quiet: bool) -> list[dict[str, Any]]:
    from dataclasses import asdict  # noqa: PLC0415

    from landlink.resilience.redundancy import gains  # noqa: PLC0415

    with _bar("Opening", quiet=quiet) as report:
        return [asdict(one) | {"fall": one.fall} for one in gains(found, country, progress=report)]


class _bar:  # noqa: N801  (used as a function)
    """A bar on a terminal, and nothing elsewhere."""

    def __init__(self, title: str, *, quiet: bool) -> None:
        from rich import progress as bars  # noqa: PLC0415

        from landlink.cli.console import console  # noqa: PLC0415

        out = console(stderr=True)
        columns = (
            bars.TextColumn("{task.description}"), bars.BarColumn(30), bars.MofNCompleteColumn(),
            bars.TextColumn("{task.fields[what]}"),
        )  # fmt: skip
        self._bars = bars.Progress(
            *columns, console=out, transient=True, disable=quiet or not out.is_terminal
        )
        self._task = self._bars.add_task(title, total=None, what="")

    def __enter__(self) -> Any:  # noqa: ANN401  (the callback)
        self._bars.start()
        return lambda done, total, what: self._bars.update(self._task, completed=done, total=total, what=what)

    def __exit__(self, *_: object) -> None:
        self._bars.stop()
