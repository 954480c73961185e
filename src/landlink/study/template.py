"""A study to start from."""

from __future__ import annotations

import json

_TEMPLATE = """\
# A landlink study. Check it with `landlink study check`, run it with `landlink study run`.
# Every field: docs/reference/study-file.md
title: {title}
description: ""

# The built-in network, or a folder of CSV tables beside this file.
network: reference

# Other values for assumptions of the network; `landlink network show assumptions` lists them.
assumptions: {{}}
#  payload_t_per_teu: 12

# Scenarios are named changes to the network. `base`, the network as it is today, always exists.
scenarios:
  - id: slow-caspian
    title: Slow Caspian
    description: The feeder between Aktau and Alat leaves half as often as today.
    changes:
      - headway: {{services: [feeder-aktau-alat], headway_h: 72}}
  - id: border-closed
    title: Poland-Belarus closed
    changes:
      - close: {{border: [PL, BY]}}

# Shipments are the questions.
shipments:
  - id: almaty-istanbul
    title: Almaty to Istanbul
    question: By which way does a container from Almaty reach Istanbul, and what does a slow Caspian cost?
    from: Almaty
    to: Istanbul
    cargo: {{kind: containers, teu: 2, value_usd: 100000}}
    # With dates: when the goods are ready and must arrive (local times), and rules of rest to keep to.
    # ready: 2026-03-02 08:00
    # deadline: 2026-04-15 18:00
    # rules: [aetr]
    # Countries, modes, operators, services or places that no route may use.
    avoid: []
    # Named corridors are shown beside the routes that the search finds.
    corridors:
      - {{name: Middle, via: [Aktau, Alat]}}

# What to trade off, and how much worse a route may be than one that it stands for.
analyses:
  criteria: [time, cost, co2e, variance]
  eps: 0.01
  # What a year of all trade does, in every scenario, and what happens to it when something breaks:
  # docs/how-to/shocks-in-a-study.md. Each takes from seconds to a minute.
  # flows: {{limits: [ships]}}
  # dependence: {{closures: [country, sea, passage]}}
  # criticality: {{kinds: [link, node, crossing, service], top: 20}}
  # sweep: {{scenarios: 10000, seed: 1}}
  # caspian: {{levels_m: [-30.5]}}

# Files are written to a folder beside this one; leave a value empty to leave a file out.
outputs:
  folder: results
  report: report.html
  excel: results.xlsx
  table: routes.csv
  json: results.json
  geojson: routes.geojson
  geopackage:
  # Tables of the analyses: flows, corridors, dependence, criticality, sweep, caspian; flow_lines for maps.
  # flows: flows.csv
  # flow_lines: flows.geojson
"""


def study_template(title: str) -> str:
    """Return a commented study that runs as it is.

    Parameters
    ----------
    title : str
        Title of the study; any text.

    Examples
    --------
    >>> study_template("My study").splitlines()[2]
    'title: "My study"'
    """
    return _TEMPLATE.format(title=json.dumps(title, ensure_ascii=False))
