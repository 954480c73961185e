"""Flows of a study: a year of demand on the network of each scenario, against those of the base."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from landlink.study.study_file import BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from landlink.flows.corridors import Corridor
    from landlink.flows.results import Flows, Options
    from landlink.network import Network
    from landlink.study.load import Study

    Tell = Callable[[str], None]
    Rows = list[dict[str, Any]]

DIGITS = 5
"""Digits after the point of a degree: a metre."""


def flow_scenarios(study: Study) -> list[str]:
    r"""Return the scenarios whose flows are asked for, base first; none where no flows are.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.study.load import load_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "study.yaml"
    ...     _ = file.write_text("title: One\nanalyses: {flows: {}}", encoding="utf-8")
    ...     flow_scenarios(load_study(file))
    ['base']
    """
    asked = study.spec.analyses.flows
    if asked is None:
        return []
    wanted = study.scenarios if asked.scenarios is None else {BASE, *asked.scenarios}
    return [scenario for scenario in study.scenarios if scenario in wanted]


def flow_runs(
    study: Study, networks: Mapping[str, Network], tell: Tell, text: Callable[[str], None]
) -> Iterator[tuple[dict[str, Any], Rows]]:
    """Yield the flows of each scenario as the results hold them, and the links that they use.

    The base comes first; every scenario starts from its paths and is compared with it.

    Parameters
    ----------
    study : Study
    networks : mapping
        Network of each scenario.
    tell : callable
        Called with what begins.
    text : callable
        Called with how far it is.
    """
    from landlink.flows.assign import assign  # noqa: PLC0415  (builds on Numba)
    from landlink.flows.compare import Comparison  # noqa: PLC0415
    from landlink.flows.demand import demand_of  # noqa: PLC0415

    options = options_of(study)
    base: Flows | None = None
    for scenario in flow_scenarios(study):
        named = f"flows, {scenario}"
        tell(named)
        network = networks[scenario]

        def progress(_done: int, _total: int, said: str, named: str = named) -> None:
            text(f"{named}, {said}")

        found = assign(network, demand_of(network), options=options, start=base, progress=progress)
        compared = None if base is None else Comparison(base, found).as_dict()
        base = base or found
        shown = found.as_dict()
        for one in (shown, compared or {}):
            one.get("summary", {}).pop("seconds", None)  # the same study gives the same results
        yield (
            {"scenario": scenario, "flows": shown, "compare": compared},
            link_lines(network, shown["links"]),
        )


def options_of(study: Study) -> Options:
    """Return how a study assigns its flows."""
    from landlink.flows.corridors import CORRIDORS  # noqa: PLC0415
    from landlink.flows.results import Options  # noqa: PLC0415

    asked = study.spec.analyses.flows
    if asked is None:
        return Options()
    own = None if asked.corridors is None else corridors_of(study.path.parent / asked.corridors)
    return Options(
        limits=tuple(asked.limits),
        gap=asked.gap,
        rationing=asked.rationing,
        corridors=own or CORRIDORS,
        choice=asked.choice,
        theta=asked.theta,
    )


def corridors_of(file: Path) -> tuple[Corridor, ...]:
    """Return the corridors of a CSV file.

    Raises
    ------
    LandlinkError
        If it cannot be read, or a row makes no sense.
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.corridors import read_corridors  # noqa: PLC0415

    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return read_corridors(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LandlinkError(f"{file.name}: cannot be read as a CSV file ({error})") from None


def link_lines(network: Network, rows: Iterable[Mapping[str, Any]]) -> Rows:
    """Return the line of each link that rows name, from end to end.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> link_lines(small_network(), [{"id": "sea-aktau-alat"}])
    []
    """
    nodes, links, index = network.nodes, network.links, network.links.index()
    lon, lat = nodes.number("lon").tolist(), nodes.number("lat").tolist()
    tails, heads = network.ends
    found = []
    for row in rows:
        link = index.get(row["id"])
        if link is None:
            continue
        ends = (int(tails[link]), int(heads[link]))
        found.append(
            {
                "id": row["id"], "mode": links.text("mode")[link], "country": links.text("country")[link],
                "from": nodes.text("id")[ends[0]], "to": nodes.text("id")[ends[1]],
                "from_name": nodes.text("name")[ends[0]], "to_name": nodes.text("name")[ends[1]],
                "coordinates": [[round(lon[end], DIGITS), round(lat[end], DIGITS)] for end in ends],
            }
        )  # fmt: skip
    return found
