"""`landlink flows allocate`: who gets the slots of a ferry or of trains, and what one more is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from landlink.cli.examples import examples
from landlink.cli.flows_run import DemandFile, Story, Threads, demand_for, working
from landlink.cli.options import Json, NetworkFolder, read_network, words_of
from landlink.cli.route_options import option

if TYPE_CHECKING:
    from rich.console import Console

    from landlink.flows.slots import SlotAllocation

WHOSE, AIM, SHOW = "Whose slots", "To what end", "What to print"

EXAMPLES = examples(
    "landlink flows allocate --service feeder-aktau-alat",
    "landlink flows allocate --operator ASCO --objective value --value 150 --json",
)

Service = Annotated[
    list[str] | None, option(WHOSE, "KEY,...", "Services whose slots are given out.", "--service")
]
Operator = Annotated[
    list[str] | None, option(WHOSE, "NAME", "All services of an operator; may be repeated.", "--operator")
]
Objective = Annotated[
    str,
    option(
        AIM, "cost|value",
        "Least cost of all, or largest worth less cost.", "--objective", show_default=True,
    ),
]  # fmt: skip
Value = Annotated[
    str,
    option(
        AIM, "USD|GOODS=USD,...",
        "What a tonne carried is worth, of all goods or by commodity; for --objective value.", "--value",
    ),
]  # fmt: skip
CarryAll = Annotated[
    bool,
    option(AIM, None, "All that gain by a slot must get one; says what is in the way if not.", "--carry-all"),
]
Out = Annotated[Path | None, option(SHOW, "FOLDER", "Write all tables as CSV, and allocation.json.", "--out")]

SHOWN = 10
"""Rows of each table."""


def allocate(
    network: NetworkFolder = None,
    demand: DemandFile = "base",
    demand_scenario: Story = "",
    service: Service = None,
    operator: Operator = None,
    objective: Objective = "cost",
    value: Value = "",
    carry_all: CarryAll = False,
    threads: Threads = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Give the slots of services to the consignments for which they are worth most.

    A linear programme: it says who gets how many slots, who is left out, and what one more slot is worth.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.flows.allocation import solver  # noqa: PLC0415
    from landlink.flows.slots import allocate as give_out  # noqa: PLC0415

    solver()  # before `working`, which keeps SciPy out; and an answer at once where it is absent
    held = read_network(network)
    goods = demand_for(held, demand, demand_scenario)
    with working() as tell:
        found = give_out(
            held, goods, words_of(service or []), operators=operator or [], objective=objective,
            value_usd_t=values_of(value), carry_all=carry_all, threads=threads, progress=tell,
        )  # fmt: skip
    if out is not None:
        from landlink.cli.flows_files import write_allocation  # noqa: PLC0415

        write_allocation(found, out)
    if json:
        write_json(found.as_dict())
        return
    print_allocation(console(), found)
    if out is not None:
        console().print(f"Wrote the tables to {out}.", soft_wrap=True, markup=False)


def values_of(text: str) -> float | dict[str, float] | None:
    """Return what a tonne is worth: one number, numbers by commodity, or none.

    Examples
    --------
    >>> values_of("150"), values_of("grain=40,machinery=300"), values_of("")
    (150.0, {'grain': 40.0, 'machinery': 300.0}, None)
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415

    words = words_of([text])
    try:
        if not words:
            return None
        if "=" not in text and len(words) == 1:
            return float(words[0])
        pairs = [word.rpartition("=") for word in words]
        return {name.strip(): float(number) for name, _, number in pairs}
    except ValueError:
        raise LandlinkError(
            f"--value {text}: write a number, or commodity=number with commas between: grain=40,metals=90"
        ) from None


def print_allocation(out: Console, found: SlotAllocation) -> None:
    """Print an allocation: slots, who gets them, who does not.

    Parameters
    ----------
    out : Console
    found : SlotAllocation
    """
    from landlink.cli.console import percent, whole  # noqa: PLC0415
    from landlink.flows.slots_tables import notes, rule, summary  # noqa: PLC0415

    tables, total = found.tables, summary(found)
    _print(
        out, ("Service", "From", "To", "Slots a year", "Use", "One more slot, USD", "USD/t"),
        [
            (
                row["id"], row["from"], row["to"], f"{whole(row['slots_year'])} {row['slot_unit']}",
                percent(row["use"]), whole(row["one_more_slot_usd"]), f"{row['shadow_price_usd_t']:.1f}",
            )
            for row in tables["capacities"]
        ],
    )  # fmt: skip
    got = sorted(tables["consignments"], key=lambda row: -row["allocated_t_year"])
    _print(
        out, ("Gets slots", "From", "To", "Goods", "Asks t", "Gets t", "Gain USD/t"),
        [
            (
                row["id"], row["origin"], row["destination"], row["commodity"], whole(row["asked_t_year"]),
                whole(row["allocated_t_year"]), f"{row['gain_usd_t']:.1f}",
            )
            for row in got[:SHOWN] if row["gain_usd_t"] is not None
        ],
    )  # fmt: skip
    _print(
        out, ("Left out", "From", "To", "Goods", "Asks t", "Lacks t", "Would gain USD/t"),
        [
            (
                row["id"], row["origin"], row["destination"], row["commodity"], whole(row["asked_t_year"]),
                whole(row["left_t_year"]), f"{row['best_gain_usd_t']:.1f}",
            )
            for row in tables["unallocated"][:SHOWN]
        ],
    )  # fmt: skip
    out.print(
        f"{whole(total['allocated_t_year'])} of {whole(total['asked_t_year'])} t a year that gain by a slot "
        f"get one; that is worth {total['value_usd_year'] / 1e6:.1f} M USD a year.",
        soft_wrap=True, markup=False,
    )  # fmt: skip
    for text in (rule(found), *notes(found)):
        out.print(text, style="dim", soft_wrap=True, markup=False)


def _print(out: Console, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.text import Text  # noqa: PLC0415

    from landlink.cli.console import plain_table  # noqa: PLC0415

    if not rows:
        return
    words = {"From", "To", "Goods"}
    table = plain_table(*heads, right=[head for head in heads[1:] if head not in words], wrap=[heads[0]])
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)
    out.print()
