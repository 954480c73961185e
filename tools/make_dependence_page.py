"""The page and the picture on who depends on whom: words written here, figures as the program prints them."""

from __future__ import annotations

import re

from typer.testing import CliRunner

PICTURE = "who-depends-on-whom.svg"


def printed(line: str, *, until: str = "Rule.") -> str:
    """Return what a command prints, up to a line that begins with a word."""
    from landlink.cli.main import app  # noqa: PLC0415

    ran = CliRunner().invoke(app, line.split()[1:], env={"COLUMNS": "100"})
    if ran.exit_code:
        raise RuntimeError(ran.stderr)
    kept = re.split(rf"^{re.escape(until)}", ran.stdout, flags=re.MULTILINE)[0]
    return "\n".join(text.rstrip() for text in kept.rstrip().splitlines())


def shown(line: str) -> str:
    """Return a command as a console block, and what it prints as a block of text."""
    return f"```console\n$ {line}\n```\n\n```text\n{printed(line)}\n```"


def picture() -> str:
    """Return the picture of the reference network, every partner counting the same."""
    from landlink.flows.graph import flow_graph  # noqa: PLC0415
    from landlink.network import Network  # noqa: PLC0415
    from landlink.resilience.dependence import dependence  # noqa: PLC0415
    from landlink.resilience.trade import partners  # noqa: PLC0415
    from landlink.study.report.dependence_map import dependence_svg  # noqa: PLC0415

    return dependence_svg(dependence(partners(flow_graph(Network.reference()))).as_dict())


def page() -> str:
    """Return the how-to page."""
    return f"""# Who depends on whom?

What happens to a country's trade when a neighbour, a sea or a strait closes? The program closes one thing
after the other, sends all goods the best way that is left, and shows how much dearer and slower that is.

```console
$ landlink resilience dependence --out who.html
```

The page holds this picture and all figures under it; `.svg` is the picture alone, `.csv` and `.xlsx` the
figures, with worst cases, gateways, rule and sources on sheets of their own.

![Countries by what closes: how much dearer their trade gets]({PICTURE})

Read a row from the left: what the country's trade suffers when each thing at the top closes. Read a column
downwards: whom it hurts. One rule holds for all countries and stands under the picture; see
[the method](../methods/dependence.md).

## One country

{shown("landlink resilience dependence KG")}

*Touched* is the share of trade that gets dearer by 1 % or more or has no way left. The second table is the
cheapest redundancy there is today: through which borders and ports the trade goes in the worst case. The
third counts corridors that share no transit country, and names the smallest set of countries without which
there is none.

## Two partners

{shown("landlink resilience dependence UZ-DE --close country,sea,passage")}

A corridor without a price is one on the map that no one kind of equipment can go all the way: the goods
would have to be reloaded from truck to container or the other way round.

## What would help

`--openings` opens each planned project, closed line and closed service by itself and tries every closure
again.

{shown("landlink resilience dependence AM --openings")}

## With tonnes

Without a demand every partner of a country counts the same. `--demand base` weighs trade by the tonnes of
the network's own demand; a file of demand (CSV, Excel or OMX) does so with yours.

```console
$ landlink resilience dependence --demand base --close country,crossing,port --out matrix.xlsx
```

The base-year demand holds the trade of the corridors, not all trade of a country, and keeps goods that are
known to go by rail on rails. So its figures are those of the corridor trade.

## From Python

```python
from landlink import Network
from landlink.flows.graph import flow_graph
from landlink.resilience.dependence import dependence
from landlink.resilience.trade import partners

found = dependence(partners(flow_graph(Network.reference())))
country = found.countries.index("KG")
worst = found.worst()[country]
print(found.closures[worst].name, round(found.matrix.harm[country, worst], 2))
assert found.closures[worst].key == "KZ"
```

`found.as_dict()` holds the rule, the matrix as tidy rows, a compact form for a heat map, worst cases,
gateways and the assumptions with their sources.
"""
