"""`landlink flows run` and `compare`: the flows of the network, and of a scenario against them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, NetworkFolder, read_network, words_of
from landlink.cli.route_options import option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landlink.flows.corridors import Corridor
    from landlink.flows.demand import Demand
    from landlink.flows.results import Options
    from landlink.network import Network
    from landlink.study.load import Study

WHAT, HOW, SHOW = "What is carried, on what", "How it is assigned", "What to print"

RUN_EXAMPLES = examples(
    "landlink flows run",
    "landlink flows run --limits services,terminals --gap 1e-2 --out flows",
    "landlink flows run --choice path-size --theta 0.05 --gap 1e-2",
)
COMPARE_EXAMPLES = examples(
    "landlink flows compare --close border:PL-BY",
    "landlink flows compare --close caspian --gap 1e-2 --out caspian-closed --json",
)

DemandFile = Annotated[
    str,
    option(
        WHAT, "FILE|base",
        "Demand: a file (.csv, .xlsx, .omx), or base for that of the network.", "--demand", show_default=True,
    ),
]  # fmt: skip
Story = Annotated[
    str, option(WHAT, "NAME", "Scenario of the table of demand; its base if not given.", "--demand-scenario")
]
Scenario = Annotated[
    str,
    option(
        WHAT,
        "STUDY#ID",
        "Scenario of a study file: its changes to the network (of the study, without --network).",
        "--scenario",
    ),
]
Close = Annotated[
    list[str] | None,
    option(
        WHAT, "WHAT:KEY,...",
        "What to close: border:PL-BY, country:RU, node:aktau, link:, crossing:, service:, mode:, or caspian.",
        "--close",
    ),
]  # fmt: skip
Limits = Annotated[
    str,
    option(
        HOW, "WHAT,...",
        "What cannot carry more than its capacity: ships, services (all, trains too), terminals, crossings, "
        "links; none for nothing.",
        "--limits", show_default=True,
    ),
]  # fmt: skip
Rationing = Annotated[
    str,
    option(
        HOW, "price|queue",
        "How the places of what is full go to the goods: who pays most, or who waits longest.",
        "--rationing", show_default=True,
    ),
]  # fmt: skip
ChoiceOf = Annotated[
    str,
    option(
        HOW, "equilibrium|logit|path-size",
        "How modes and routes are chosen: all by the cheapest, or in the shares of a logit model.",
        "--choice", show_default=True,
    ),
]  # fmt: skip
Theta = Annotated[
    float | None,
    option(
        HOW, "X",
        "Dispersion of the logit model per USD/t; the assumption choice_theta_t_per_usd if not given.",
        "--theta",
    ),
]  # fmt: skip
Gap = Annotated[float, option(HOW, "X", "Relative gap to stop at.", "--gap", show_default=True)]
Corridors = Annotated[
    Path | None,
    option(HOW, "FILE", "Corridors of your own: CSV with id, name, through, without.", "--corridors"),
]
Threads = Annotated[
    int | None, option(HOW, "N", "Threads; as many as there are cores if not given.", "--threads", min=1)
]
Out = Annotated[
    Path | None,
    option(SHOW, "FOLDER", "Write all tables as CSV, flows.json, and links as GeoJSON.", "--out"),
]


def run(
    network: NetworkFolder = None,
    demand: DemandFile = "base",
    demand_scenario: Story = "",
    scenario: Scenario = "",
    close: Close = None,
    limits: Limits = "ships",
    rationing: Rationing = "price",
    choice: ChoiceOf = "equilibrium",
    theta: Theta = None,
    gap: Gap = 1e-4,
    corridors: Corridors = None,
    threads: Threads = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Assign a year of demand to the network: corridors, crossings, bottlenecks, what stays behind.

    A user equilibrium: nobody gains by another way, and no ship carries more than its slots. Exits
    with 1 if nothing can be carried.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.flows.assign import assign  # noqa: PLC0415

    held = network_for(network, scenario)
    wanted = options_of(limits, gap, corridors, threads, rationing, choice, theta)
    goods = demand_for(held, demand, demand_scenario)
    changed = changed_network(held, scenario, close or [])
    with working() as tell:
        flows = assign(changed, goods, options=wanted, progress=tell)
    if out is not None:
        from landlink.cli.flows_files import write_flows  # noqa: PLC0415

        write_flows(flows, out)
    if json:
        write_json(flows.as_dict())
    else:
        from landlink.cli.flows_view import print_flows  # noqa: PLC0415

        print_flows(console(), flows)
        _say_written(out)
    if not flows.summary["carried_t_year"]:
        raise typer.Exit(1)


def compare(
    network: NetworkFolder = None,
    demand: DemandFile = "base",
    demand_scenario: Story = "",
    scenario: Scenario = "",
    close: Close = None,
    limits: Limits = "ships",
    rationing: Rationing = "price",
    choice: ChoiceOf = "equilibrium",
    theta: Theta = None,
    gap: Gap = 1e-4,
    corridors: Corridors = None,
    threads: Threads = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Close something, or take a scenario, and see what moves: flows, cost, days, what stays behind.

    The base is assigned first; the scenario starts from its paths. Capacity that is left is all that
    the diverted goods can use.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.assign import assign  # noqa: PLC0415
    from landlink.flows.compare import Comparison  # noqa: PLC0415

    if not scenario and not close:
        raise LandlinkError("say what to compare with: --close border:PL-BY, or --scenario study.yaml#id")
    held = network_for(network, scenario)
    wanted = options_of(limits, gap, corridors, threads, rationing, choice, theta)
    goods = demand_for(held, demand, demand_scenario)
    changed = changed_network(held, scenario, close or [])
    with working() as tell:
        base = assign(held, goods, options=wanted, progress=tell)
        found = Comparison(base, assign(changed, goods, options=wanted, start=base, progress=tell))
    if out is not None:
        from landlink.cli.flows_files import write_comparison  # noqa: PLC0415

        write_comparison(found, out)
    if json:
        write_json(found.as_dict())
    else:
        from landlink.cli.flows_view import print_comparison  # noqa: PLC0415

        print_comparison(console(), found)
        _say_written(out)


@contextmanager
def working() -> Iterator[Callable[[int, int, str], None]]:
    """Compile what is needed, and show a progress bar; yields what tells it how far the work is."""
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.cli.study_run import progress_bar  # noqa: PLC0415

    ensure_kernels(layers=("routing", "flows"))
    with progress_bar() as tell, lean_numba():
        yield tell


def _say_written(out: Path | None) -> None:
    from landlink.cli.console import console  # noqa: PLC0415

    if out is not None:
        console().print(f"Wrote the tables to {out}.", soft_wrap=True, markup=False)


def options_of(
    limits: str,
    gap: float,
    corridors: Path | None,
    threads: int | None,
    rationing: str = "price",
    choice: str = "equilibrium",
    theta: float | None = None,
) -> Options:
    """Return options of an assignment from those of the command line.

    Examples
    --------
    >>> options_of("services,links", 1e-3, None, None).limits, options_of("none", 1e-3, None, None).limits
    (('services', 'links'), ())
    """
    import csv  # noqa: PLC0415

    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.corridors import CORRIDORS, read_corridors  # noqa: PLC0415
    from landlink.flows.results import Options as Chosen  # noqa: PLC0415

    known: tuple[Corridor, ...] = CORRIDORS
    if corridors is not None:
        try:
            with corridors.open(encoding="utf-8-sig", newline="") as stream:
                known = read_corridors(csv.DictReader(stream))
        except (OSError, UnicodeDecodeError) as error:
            raise LandlinkError(f"{corridors}: cannot be read as a CSV file ({error})") from None
    if theta is not None and choice == "equilibrium":
        raise LandlinkError(
            "--theta says how goods spread over ways: give --choice logit or path-size with it"
        )
    words = tuple(word for word in words_of([limits]) if word != "none")
    return Chosen(
        limits=words, gap=gap, corridors=known, rationing=rationing, choice=choice, theta=theta,
        threads=threads,
    )  # fmt: skip


def demand_for(network: Network, source: str, scenario: str) -> Demand:
    """Return the demand of a file, or of the network itself.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> len(demand_for(small_network(), "base", ""))
    4
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.demand import demand_of  # noqa: PLC0415

    if source != "base":
        from landlink.flows.demand_files import read_demand  # noqa: PLC0415

        return demand_of(network, read_demand(source, network), scenario=scenario)
    if not len(network.tables["demand"]):
        raise LandlinkError(f"{network.name} has no table of demand; name a file: --demand demand.csv")
    return demand_of(network, scenario=scenario)


def network_for(path: Path | None, scenario: str) -> Network:
    """Return the network of a path; where none is given that of the study of a scenario, or the built-in one.

    Examples
    --------
    >>> network_for(None, "").name
    'Eurasian corridors'
    """
    return _study(scenario)[0].network if scenario and path is None else read_network(path)


def _study(scenario: str) -> tuple[Study, str]:
    """Return the study and the id of a scenario written as ``study.yaml#id``."""
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.study import load_study  # noqa: PLC0415

    file, _, key = scenario.rpartition("#")
    if not file or not key:
        raise LandlinkError(f"--scenario {scenario}: write the study file, # and the id: study.yaml#shut")
    study = load_study(file)
    if key not in study.scenarios:
        raise LandlinkError(f"{file} has no scenario {key!r}; it has {', '.join(study.scenarios)}")
    return study, key


def changed_network(network: Network, scenario: str, close: list[str]) -> Network:
    """Return the network under a scenario of a study file, and with things closed.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> shut = changed_network(small_network(), "", ["service:ferry"])
    >>> shut.services.text("status")
    ['open', 'closed']
    """
    from landlink.cli.closing import closures_of  # noqa: PLC0415
    from landlink.network.scenario import apply  # noqa: PLC0415

    if scenario:
        study, key = _study(scenario)
        network = apply(network, [change for _, change in study.spec.placed_changes(key)])
    return apply(network, closures_of(network, words_of(close)))
