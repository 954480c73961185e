"""Compiled parts of a sweep: ways under a set of causes, and what a scenario costs.

A set of causes is a number whose bits are the causes in force. For each trip a tree of sets is
kept: the root is the undisturbed way; a child adds the causes in force that lie on the way of its
parent. A way that none of the other causes in force touches is also the best way with them, since
costs only rise; so the walk down the tree ends at the exact cost of any set.
"""

import numpy as np

from landlink.routing.jit import kernel


@kernel
def explore(states, bears, hit, child, sibling, added, owner, closed, solved, count):  # type: ignore[no-untyped-def]
    """Add the sets that the walks for some states need and that are not there; 1 if there is no room.

    The first ``bears.size`` entries are the roots, one a trip. ``count[0]`` are in use. A set that is
    added is not solved: its way is still to be found, and the walk goes no further.
    """
    for trip in range(bears.size):
        if hit[trip] == 0:
            continue
        for number in range(states.size):
            left = states[number] & bears[trip]
            at = trip
            while solved[at]:
                need = hit[at] & left
                if need == 0:
                    break
                kid = child[at]
                while kid >= 0 and added[kid] != need:
                    kid = sibling[kid]
                if kid < 0:
                    if count[0] == hit.size:
                        return 1
                    kid = count[0]
                    count[0] += 1
                    added[kid] = need
                    sibling[kid] = child[at]
                    child[at] = kid
                    child[kid] = -1
                    owner[kid] = trip
                    closed[kid] = closed[at] | need
                    hit[kid] = 0
                    solved[kid] = False
                at = kid
    return 0


@kernel
def follow(pred, dist, tails, on_arc, targets, closed, cost, hit):  # type: ignore[no-untyped-def]
    """Read the cost of each target off a tree, and the causes on its way other than the closed ones."""
    for number in range(targets.size):
        at = targets[number]
        cost[number] = dist[at]
        met = np.int64(0)
        while pred[at] >= 0:
            met |= on_arc[pred[at]]
            at = tails[pred[at]]
        hit[number] = met & ~closed


@kernel
def evaluate(  # type: ignore[no-untyped-def]
    first, length, state, counted, bears, usd_t_h, worth, tonnes_h, spare, cost, hit, child, sibling, added,
    origin, destination, commodity, totals, by_cause, by_country, by_commodity,
):  # fmt: skip
    """Sum what each scenario costs, trip by trip, from its last interval to its first.

    Goods that set out in an interval of ``length`` hours either go at once, for the increase ``dear``
    in the cost of their way, or wait; who waits goes at the first moment at which going is no dearer
    than waiting on. ``later`` is what it costs to set out at the end of the interval, ``wait`` the
    hours until that traveller leaves. ``run`` is the time whose goods leave together after waiting.
    ``totals`` has the columns of :data:`landlink.resilience.sweep_model.TOTALS`.
    """
    for scenario in range(first.size - 1):
        low = first[scenario]
        high = first[scenario + 1]
        ever = np.int64(0)
        for step in range(low, high):
            ever |= state[step]
        for trip in range(bears.size):
            if (hit[trip] & ever & bears[trip]) == 0 or cost[trip] == np.inf:
                continue
            later = 0.0
            wait = 0.0
            run = 0.0
            worst = 0.0
            for step in range(high - 1, low - 1, -1):
                left = state[step] & bears[trip]
                at = trip
                causes = np.int64(0)
                need = hit[at] & left
                while need != 0:
                    at = child[at]
                    while added[at] != need:
                        at = sibling[at]
                    causes |= need
                    need = hit[at] & left
                span = length[step]
                dear = max(cost[at] - cost[trip], 0.0)
                gives_up = dear >= worth[trip] and dear > 0.0
                if gives_up:
                    dear = worth[trip]
                waits = 0.0
                if dear > later:
                    waits = min(span, (dear - later) / usd_t_h[trip])
                goes = span - waits
                if counted[step] and dear > 0.0:
                    tonnes = tonnes_h[trip]
                    going_usd = tonnes * dear * goes if goes > 0.0 else 0.0
                    still_th = tonnes * (waits * waits / 2.0 + wait * waits)
                    waiting_usd = usd_t_h[trip] * still_th
                    then_usd = tonnes * waits * (later - usd_t_h[trip] * wait)
                    whole = going_usd + waiting_usd + then_usd
                    totals[scenario, 0] += whole
                    totals[scenario, 2] += waiting_usd
                    if gives_up:
                        totals[scenario, 3] += going_usd + then_usd
                        totals[scenario, 6] += tonnes * goes
                    else:
                        totals[scenario, 1] += going_usd + then_usd
                        totals[scenario, 4] += tonnes * goes
                    totals[scenario, 5] += tonnes * waits
                    totals[scenario, 7] += still_th
                    by_country[scenario, origin[trip]] += whole / 2.0
                    by_country[scenario, destination[trip]] += whole / 2.0
                    by_commodity[scenario, commodity[trip]] += whole
                    several = 0
                    bits = causes
                    while bits != 0:
                        bits &= bits - 1
                        several += 1
                    part = whole / several
                    number = 0
                    bits = causes
                    while bits != 0:
                        if bits & 1:
                            by_cause[scenario, number] += part
                        bits >>= 1
                        number += 1
                if waits > 0.0:
                    run += waits
                    worst = max(worst, run)
                if waits < span:
                    run = 0.0
                    later = dear
                    wait = 0.0
                else:
                    later += usd_t_h[trip] * span
                    wait += span
            totals[scenario, 8] = max(totals[scenario, 8], worst / spare)
