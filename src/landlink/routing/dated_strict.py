"""Whether a dated way keeps to rules of rest even where its waits count as time aboard.

The search does not count waits, as an early arrival would then be worse than a late one. The first
wait of a stage can be put off to the place where the stage begins, where the animals stand; later
ones cannot always. This looks at a way that was found and says where later waits take a stage
over its limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from landlink.network.arcs import Kind
from landlink.routing.routes import RESOLUTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from landlink.network.virtual import SearchGraph
    from landlink.routing.dated import Step
    from landlink.routing.dated_graph import Question


def long_stages(graph: SearchGraph, asked: Question, way: Sequence[Step]) -> list[str]:
    """Say which stages of a way are too long if the waits in them count as time aboard.

    Levels whose rest can be taken anywhere are left out: it can be taken while one waits.

    Parameters
    ----------
    graph : SearchGraph
    asked : Question
    way : sequence of Step

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from landlink.network import Cargo
    >>> from landlink.network.timing import Dates
    >>> from landlink.network.virtual import build
    >>> from landlink.routing.constraints import Constraints, search_graph
    >>> from landlink.routing.dated_graph import question
    >>> from landlink.testing import small_network
    >>> graph = build(small_network(), Cargo(), Dates(datetime(2026, 3, 2, tzinfo=UTC)))
    >>> long_stages(graph, question(graph, search_graph(graph, 0, 7, Constraints()), ()), [])
    []
    """
    said = []
    for number, level in enumerate(asked.levels):
        if level.counts != "aboard" or level.anywhere:
            continue
        longest = max(_stages(graph, asked, way, number), default=0) * RESOLUTION
        if longest > level.limit_h:
            said.append(
                f"with its waits a stage takes {longest:.1f} h where {level.rules} allows {level.limit_h:g} h"
            )
    return said


def _stages(graph: SearchGraph, asked: Question, way: Sequence[Step], level: int) -> Iterator[int]:
    """Yield the hours aboard of each stage between two rests of a level, later waits included."""
    rests = asked.graph.rests
    if rests is None:
        return
    bit, aboard, waited = 1 << level, 0, False
    node = asked.source
    for step in way:
        if step.arc < 0:
            if rests.stays[node] & bit and rests.length[level] <= rests.length[step.level]:
                yield aboard
                aboard, waited = 0, False
            else:
                aboard += step.ends - step.begins
            continue
        node = int(asked.graph.heads[step.arc])
        arc = int(asked.arc[step.arc])
        elapsed = step.ends - step.begins
        waits = arc >= 0 and graph.arcs.kind[arc] == Kind.WAIT
        wait = elapsed if waits else wait_of(asked, step)
        if wait > 0:
            aboard += wait if waited and aboard > 0 else 0
            waited = waited or aboard > 0
        if rests.counts[step.arc] & bit:
            aboard += elapsed - wait
    yield aboard


def wait_of(asked: Question, step: Step) -> int:
    """Return the time before an arc opens or leaves, in units; the rest but the run is rest on the way.

    Examples
    --------
    >>> import numpy as np
    >>> from landlink.routing.dated import DatedGraph, Step
    >>> from landlink.routing.dated_graph import Question
    >>> one, span = np.array([[5, 0, 0, 0]]), np.array([[0, 1]])
    >>> ship = DatedGraph(
    ...     np.array([0, 1, 1]), np.array([1], np.int32), one, np.array([2]), span, np.array([9])
    ... )
    >>> wait_of(Question(ship, np.array([0]), 0, 1, (), 2), Step(0, -1, 2, 14))
    7
    """
    graph = asked.graph
    if graph.kinds[step.arc] == 0:
        return 0
    first, last = graph.spans[step.arc].tolist()
    own = graph.moments[first:last].tolist()
    latest = step.ends - int(graph.costs[step.arc, 0])
    starts = own if graph.kinds[step.arc] == 2 else [max(step.begins, o) for o in own[::2]]
    return max((start - step.begins for start in starts if step.begins <= start <= latest), default=0)
