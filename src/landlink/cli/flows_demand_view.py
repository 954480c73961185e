"""How demand is shown and written: by pair of countries, and from place to place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from landlink.cli.console import percent, plain_table, whole
from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from rich.console import Console

    from landlink.flows.demand import Demand
    from landlink.network import Network

LINES = 25
"""Pairs that are printed; `--json` gives all."""


def summary(
    network: Network, demand: Demand, countries: Collection[str], commodities: Collection[str]
) -> dict[str, Any]:
    """Return demand by pair of countries and commodity, with what is not placed.

    Parameters
    ----------
    network : Network
    demand : Demand
    countries, commodities : collection of str
        Only those that touch one of them; all if empty.

    Examples
    --------
    >>> from landlink.flows.demand import demand_of
    >>> from landlink.testing import small_network
    >>> small = small_network()
    >>> summary(small, demand_of(small), ["KZ"], [])["flows"][0]["tonnes_year"]
    300000.0
    """
    from landlink.flows.demand import RULE  # noqa: PLC0415

    homes, goods = network.nodes.text("country"), network.tables["commodities"].text("id")
    for asked, known, what in ((commodities, goods, "commodity"), (countries, homes, "country")):
        unknown = sorted(set(asked) - set(known))
        if unknown:
            raise LandlinkError(f"no {what} {unknown[0]!r} in this network")
    grades = demand.table.text("quality")
    flows: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    by_quality: dict[str, float] = defaultdict(float)
    for start, stop, what, tonnes, capacity, basis in zip(
        demand.origin.tolist(), demand.destination.tolist(), demand.commodity.tolist(),
        demand.tonnes_year.tolist(), demand.capacity_t_year.tolist(), demand.basis.tolist(), strict=True,
    ):  # fmt: skip
        key = (homes[start], homes[stop], goods[what])
        if (countries and not {key[0], key[1]} & set(countries)) or (
            commodities and key[2] not in commodities
        ):
            continue
        flows[key][0] += tonnes
        flows[key][1] += capacity
        by_quality[grades[basis]] += tonnes
    rows = [
        {"origin": a, "destination": b, "commodity": c, "tonnes_year": t, "capacity_t_year": k}
        for (a, b, c), (t, k) in sorted(flows.items(), key=lambda item: -item[1][1])
    ]
    return {
        "flows": rows,
        "tonnes_year": sum(row["tonnes_year"] for row in rows),
        "tonnes_by_quality": dict(sorted(by_quality.items(), key=lambda item: -item[1])),
        "unmatched": demand.unmatched,
        "notes": demand.notes,
        "rule": RULE,
    }


def print_summary(out: Console, shown: dict[str, Any]) -> None:
    """Print what :func:`summary` returns.

    Parameters
    ----------
    out : Console
    shown : dict
    """
    total = shown["tonnes_year"]
    table = plain_table("From", "To", "Commodity", "Tonnes a year", "Share", right=["Tonnes a year", "Share"])
    for row in shown["flows"][:LINES]:
        share = percent(row["tonnes_year"] / total) if total else ""
        amount = (
            whole(row["tonnes_year"]) if row["tonnes_year"] else f"empty, {whole(row['capacity_t_year'])}"
        )
        table.add_row(row["origin"], row["destination"], row["commodity"], amount, share)
    out.print(table)
    more = len(shown["flows"]) - LINES
    rest = f"; --json gives the other {more:,}" if more > 0 else ""
    flows = f"{len(shown['flows']):,} flows between countries"
    out.print(f"{whole(total)} t a year in {flows}{rest}.", soft_wrap=True)
    if total:
        grades = ", ".join(f"{name} {percent(t / total)}" for name, t in shown["tonnes_by_quality"].items())
        out.print(f"How the tonnes are known: {grades}.", soft_wrap=True)
    print_unmatched(out, shown["unmatched"])
    for note in shown["notes"]:
        out.print(f"Note: {note}.", soft_wrap=True, markup=False)


def print_unmatched(out: Console, unmatched: list[dict[str, Any]]) -> None:
    """Print what could not be placed, by reason.

    Parameters
    ----------
    out : Console
    unmatched : list of dict
    """
    if not unmatched:
        return
    reasons: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for one in unmatched:
        reasons[one["reason"]][0] += 1
        reasons[one["reason"]][1] += one["tonnes_year"] or 0.0
    table = plain_table(
        "Not placed", "Rows", "Tonnes a year", right=["Rows", "Tonnes a year"], wrap=["Not placed"]
    )
    for reason, (rows, tonnes) in sorted(reasons.items(), key=lambda item: -item[1][1]):
        table.add_row(reason, f"{rows:,.0f}", whole(tonnes))
    out.print(table)


def print_written(out: Console, told: dict[str, Any]) -> None:
    """Print what was written, what was left out and what was assumed.

    Parameters
    ----------
    out : Console
    told : dict
    """
    out.print(
        f"Wrote {told.get('rows', told.get('flows')):,} rows to {told['file']}.", soft_wrap=True, markup=False
    )
    print_unmatched(out, told.get("unmatched") or told.get("left_out") or [])
    for note in told["notes"]:
        out.print(f"Note: {note}.", soft_wrap=True, markup=False)


def write_spread(network: Network, demand: Demand, path: Path) -> None:
    """Write demand from place to place as CSV or OMX.

    Parameters
    ----------
    network : Network
    demand : Demand
    path : Path
        Its ending decides.

    Raises
    ------
    LandlinkError
        If the ending is another one.
    """
    suffix = path.suffix.lower()
    if suffix == ".omx":
        from landlink.flows.demand_omx import write_omx  # noqa: PLC0415

        write_omx(demand, network, path)
        return
    if suffix != ".csv":
        raise LandlinkError(f"{path}: demand is spread to .csv or .omx, not {suffix!r}")
    import csv  # noqa: PLC0415

    from landlink.network.files.beside import in_place  # noqa: PLC0415

    keys, goods = network.nodes.text("id"), network.tables["commodities"].text("id")
    basis, sources = demand.table.text("id"), demand.table.text("source")

    def write(draft: Path) -> None:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream, lineterminator="\n")
            out.writerow(["origin", "destination", "commodity", "equipment", "avoid", "tonnes_year",
                          "capacity_t_year", "basis", "source"])  # fmt: skip
            for n, row in enumerate(demand.basis.tolist()):
                out.writerow([
                    keys[demand.origin[n]], keys[demand.destination[n]], goods[demand.commodity[n]],
                    demand.equipment[n], demand.avoid[n], f"{demand.tonnes_year[n]:.10g}",
                    f"{demand.capacity_t_year[n]:.10g}", basis[row], sources[row],
                ])  # fmt: skip

    in_place(path, write)
