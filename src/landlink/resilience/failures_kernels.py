"""Compiled search for the way round a failure.

The trees are rooted where trips of one class begin; ``first``, ``ends`` is the graph with its arcs turned
round, so that a search from a trip's end goes back towards the root. Arcs are numbered as they lie in it.
"""

import numpy as np

from landlink.routing.jit import kernel
from landlink.routing.trees_kernels import rise, sink

INFINITY = np.inf
INTACT = 1  # the way of the tree uses nothing that fails
HIT = 2  # it does
SOLVED = 3  # it does, and the cost of the best way now is known


@kernel
def path_lengths(target, tree, pred, ends, length):  # type: ignore[no-untyped-def]
    """Count the arcs from each target back to the root of its tree."""
    for trip in range(target.size):
        back = pred[tree[trip]]
        node = target[trip]
        steps = 0
        while back[node] >= 0:
            node = ends[back[node]]
            steps += 1
        length[trip] = steps


@kernel
def path_arcs(target, tree, pred, ends, start, arcs):  # type: ignore[no-untyped-def]
    """List these arcs, from ``start[trip]`` on."""
    for trip in range(target.size):
        back = pred[tree[trip]]
        node = target[trip]
        slot = start[trip]
        while back[node] >= 0:
            arcs[slot] = back[node]
            slot += 1
            node = ends[back[node]]


@kernel
def find_hits(  # type: ignore[no-untyped-def]
    case_start,
    case_arcs,
    left_start,
    left_out,
    use_start,
    use_trip,
    root,
    target,
    stamp,
    left,
    count,
    hits,
    fill,
):
    """Count, or list, the trips whose way uses an arc of each case, without those that are left out.

    ``use_trip[use_start[arc]:use_start[arc + 1]]`` are the trips that use an arc. ``stamp`` (trips) and
    ``left`` (vertices) are room to work in, zero at first; ``count`` is by case, ``hits`` in a row.
    """
    slot = 0
    for case in range(case_start.size - 1):
        number = 0
        for spot in range(left_start[case], left_start[case + 1]):
            left[left_out[spot]] = case + 1
        for spot in range(case_start[case], case_start[case + 1]):
            arc = case_arcs[spot]
            for use in range(use_start[arc], use_start[arc + 1]):
                trip = use_trip[use]
                if stamp[trip] == case + 1:
                    continue
                stamp[trip] = case + 1
                if left[root[trip]] == case + 1 or left[target[trip]] == case + 1:
                    continue
                if fill:
                    hits[slot + number] = trip
                number += 1
        count[case] = number
        slot += number


@kernel
def reroute(  # type: ignore[no-untyped-def]
    first, ends, cost, dist, pred, tree_class, trip_tree, target,
    case_start, case_arcs, factor, add, hit_case, hit_trip, low, high, now,
    cases_start, cases_on, weight, leaning, stamp,
    change, seen, reach, onto, via, toward, place, heap, keys, trail, known, state, solved, lifted, lift,
):  # fmt: skip
    """Fill ``now[hit]`` with the least cost of a trip in a case, for the hits from ``low`` to ``high``.

    A* from the trip's end towards the root of its tree. The cost of the intact tree, ``dist``, is a
    consistent bound as long as nothing gets cheaper, and where a way of the tree uses nothing that fails
    it is exact: the search ends with the first such vertex. Trips of one case and tree lie together and
    share what has been learnt: a bound lifted to ``best - reach`` (Adaptive A*) and solved vertices.

    ``leaning[case, other]``, unless empty, gathers the weight of the trips of a case whose new way uses an
    arc of another; ``cases_on[cases_start[arc]:cases_start[arc + 1]]`` are the cases of an arc.

    ``change`` (arcs), ``seen``, ``known``, ``lifted`` (vertices), ``stamp`` (cases) come as zeros; the
    others are room.
    """
    search = 0
    group = 0
    case = np.int64(-1)
    tree = np.int64(-1)
    near = dist[0]
    back = pred[0]
    price = cost[0]
    for hit in range(low, high):
        trip = hit_trip[hit]
        if hit_case[hit] != case:
            if case >= 0:
                for spot in range(case_start[case], case_start[case + 1]):
                    change[case_arcs[spot]] = 0
            case = hit_case[hit]
            for spot in range(case_start[case], case_start[case + 1]):
                change[case_arcs[spot]] = spot - case_start[case] + 1
            tree = np.int64(-1)
        start = case_start[case] - 1
        if trip_tree[trip] != tree:
            tree = trip_tree[trip]
            near = dist[tree]
            back = pred[tree]
            price = cost[tree_class[tree]]
            group += 1
        search += 1
        goal = target[trip]
        seen[goal] = search
        reach[goal] = 0.0
        heap[0] = goal
        keys[0] = 0.0
        place[goal] = 0
        size = 1
        closed = 0
        met = np.int64(-1)
        while size > 0:
            node = np.int64(heap[0])
            size -= 1
            if size > 0:
                sink(heap, keys, place, size)
            place[node] = -2
            if known[node] != group:  # go up the tree until something is known
                above = node
                fate = 0
                while fate == 0:
                    arc = back[above]
                    if arc < 0:
                        fate = INTACT
                    elif change[arc] > 0:
                        fate = HIT
                    else:
                        above = np.int64(ends[arc])
                        if known[above] == group:
                            fate = min(state[above], HIT)
                below = node
                while below != above:
                    known[below] = group
                    state[below] = fate
                    below = np.int64(ends[back[below]])
                if known[above] != group:
                    known[above] = group
                    state[above] = fate
            if state[node] != HIT:
                met = node
                break
            trail[closed] = node
            closed += 1
            here = reach[node]
            for arc in range(first[node], first[node + 1]):
                step = price[arc]
                other = np.int64(ends[arc])
                if step == INFINITY or near[other] == INFINITY:
                    continue
                if change[arc] > 0:
                    if factor[start + change[arc]] == INFINITY:  # even where the arc costs nothing
                        continue
                    step = step * factor[start + change[arc]] + add[start + change[arc]]
                    if step == INFINITY:
                        continue
                length = here + step
                if seen[other] != search:
                    spot = size
                elif place[other] >= 0 and length < reach[other]:
                    spot = place[other]
                else:
                    continue
                bound = near[other]
                if lifted[other] == group:
                    bound = lift[other]
                    if bound == INFINITY:
                        continue
                if spot == size:
                    size += 1
                    seen[other] = search
                reach[other] = length
                onto[other] = node
                via[other] = arc
                rise(heap, keys, place, spot, other, length + bound)
        best = INFINITY
        if met >= 0:
            total = near[met] if state[met] == INTACT else solved[met]
            best = reach[met] + total
            node = met
            while node != goal:  # added up from the root on, as the trees are
                arc = via[node]
                step = price[arc]
                if change[arc] > 0:
                    step = step * factor[start + change[arc]] + add[start + change[arc]]
                total += step
                node = np.int64(onto[node])
                state[node] = SOLVED
                solved[node] = total
                toward[node] = arc
            now[hit] = total
            if leaning.size > 0:
                arc = toward[goal]
                while arc >= 0:
                    for spot in range(cases_start[arc], cases_start[arc + 1]):
                        if stamp[cases_on[spot]] != search:
                            stamp[cases_on[spot]] = search
                            leaning[case, cases_on[spot]] += weight[trip]
                    node = np.int64(ends[arc])
                    arc = toward[node] if known[node] == group and state[node] == SOLVED else back[node]
        else:
            now[hit] = INFINITY
        for spot in range(closed):
            node = np.int64(trail[spot])
            bound = lift[node] if lifted[node] == group else near[node]
            lifted[node] = group
            lift[node] = max(bound, best - reach[node])
