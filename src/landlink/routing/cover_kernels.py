"""Compiled A*pex search: covers by merging partial paths.

A label is a pair: the apex (a vector that no merged partial path undercuts)
and one real partial path. Both have four numbers a label in flat pools.
Floating-point searches keep true sums and potentials, and fronts in blocks as
the exact search for four criteria does. Integer searches run on reduced costs
(``pot`` is None); with up to three criteria they keep fronts as staircases of
points (``least`` is None, see ``pareto_kernels3``).
"""

import numpy as np

from landlink.routing.jit import kernel
from landlink.routing.pareto_kernels import (
    DONE,
    FOUND,
    FREE,
    FREED,
    GROWN,
    HEAPED,
    MADE,
    NEED_FRONT,
    NEED_HEAP,
    NEED_LABELS,
    NEED_TARGET,
    OVERFLOW,
    PAUSED,
    SHOWN,
    TOP,
    USED,
    heap_drop,
    heap_push,
)
from landlink.routing.pareto_kernels3 import LOWER, insert, last_before, sift_down, sift_up
from landlink.routing.pareto_kernels4 import add4, covered4, make_room4, thin4

TRIED = 8  # open labels of a node that a new one is tried with


@kernel
def unlink(lists, link, back, label):  # type: ignore[no-untyped-def]
    """Take a label out of the list of open labels of its node."""
    before = back[label]
    after = link[4 * label + 3]
    if before < 0:
        lists[link[4 * label]] = after
    else:
        link[4 * before + 3] = after
    if after >= 0:
        back[after] = before


@kernel
def slack_of(worth, path, pot, weight, room, one, other, way):  # type: ignore[no-untyped-def]
    """Return what path ``way`` leaves of its allowance above the merged apex, or -1."""
    least = 1.0e300
    for i in range(4):
        apex = min(worth[4 * one + i], worth[4 * other + i])
        cost = path[4 * way + i]
        bound = np.float64(apex)
        total = np.float64(cost)
        if pot is not None:
            bound += pot[room + i]
            total += pot[room + i]
        spare = bound * weight[i] - total
        if spare < 0.0:
            if cost > apex:
                return -1.0
            spare = 0.0
        if bound > 0.0:
            least = min(least, spare / bound)
    return least


@kernel
def is_covered(front, least, pot, low, size, p0, p1, p2, p3):  # type: ignore[no-untyped-def]
    """Tell whether a front covers a point, whatever form it has."""
    if least is None:
        point = (np.int64(p1) << 32) | np.int64(p2)
        at = last_before(front, low, size, point)
        return at >= low and np.int64(front[at]) & LOWER <= point & LOWER
    return covered4(front, least, pot, low, size, p0, p1, p2, p3)


@kernel
def is_full(rooms, room, front, least, used):  # type: ignore[no-untyped-def]
    """Tell whether the pool could not take a node's front twice as large."""
    if least is None:
        return used + 2 * rooms[room + 2] + 4 > front.size
    return 4 * (used + 2 * rooms[room + 2] + 1) > least.size


@kernel
def goal_is_full(shown, goal, goal_least):  # type: ignore[no-untyped-def]
    """Tell whether the target's front could not take one more."""
    if goal_least is None:
        return shown >= goal.size
    return 4 * ((shown >> 4) + 2) > goal_least.size


@kernel
def keep_at_node(rooms, room, front, least, pot, used, big, x0, x1, x2, x3):  # type: ignore[no-untyped-def]
    """Add an uncovered point to the front of a node; return the new pool level."""
    low = np.int64(rooms[room])
    size = np.int64(rooms[room + 1])
    if least is None:
        point = (np.int64(x1) << 32) | np.int64(x2)
        at = last_before(front, low, size, point) + 1
        if size == rooms[room + 2]:
            for i in range(size):
                front[used + i] = front[low + i]
            at += used - low
            low = used
            rooms[room] = low
            rooms[room + 2] = max(2 * size, 4)
            used += rooms[room + 2]
        rooms[room + 1] = insert(front, low, size, at, point)
        return used
    size = thin4(front, least, pot, low, size, big, x1, x2, x3)
    if size == rooms[room + 2] << 4:
        used = make_room4(rooms, room, front, least, pot, used)
    rooms[room + 1] = add4(front, least, pot, rooms[room], size, big, x0, x1, x2, x3)
    return used


@kernel
def keep_at_goal(goal, goal_least, pot, shown, big, shrink, path, row):  # type: ignore[no-untyped-def]
    """Add to the target's front what a found path covers; return the new size."""
    z0 = path[row] * shrink[0]
    z1 = path[row + 1] * shrink[1]
    z2 = path[row + 2] * shrink[2]
    z3 = path[row + 3] * shrink[3]
    if pot is None:
        z1 = np.ceil(z1)
        z2 = np.ceil(z2)
        z3 = np.ceil(z3)
    if goal_least is None:
        point = (np.int64(z1) << 32) | np.int64(z2)
        at = last_before(goal, 0, shown, point)
        if at >= 0 and np.int64(goal[at]) & LOWER <= point & LOWER:
            return shown
        return insert(goal, 0, shown, at + 1, point)
    return add4(goal, goal_least, pot, 0, shown, big, z0, z1, z2, z3)


@kernel
def merge(worth, path, link, back, alive, lists, pot, weight, child):  # type: ignore[no-untyped-def]
    """Merge a new label with the open label of its node that leaves most slack."""
    node = np.int64(link[4 * child])
    room = 4 * node
    best = np.int64(-1)
    best_way = child
    best_slack = -1.0
    other = np.int64(lists[node])
    tried = 0
    while other >= 0 and tried < TRIED:
        tried += 1
        for way in (child, other):
            slack = slack_of(worth, path, pot, weight, room, child, other, way)
            if slack > best_slack:
                best = other
                best_way = way
                best_slack = slack
        other = np.int64(link[4 * other + 3])
    if best < 0:
        return
    for i in range(4):
        worth[4 * child + i] = min(worth[4 * child + i], worth[4 * best + i])
        path[4 * child + i] = path[4 * best_way + i]
    link[4 * child + 1] = link[4 * best_way + 1]
    link[4 * child + 2] = link[4 * best_way + 2]
    alive[best] = 0
    unlink(lists, link, back, best)


@kernel
def search_cover(  # type: ignore[no-untyped-def]
    indptr,
    heads,
    costs,
    pot,
    target,
    weight,
    shrink,
    worth,
    path,
    link,
    back,
    alive,
    lists,
    key,
    ids,
    rooms,
    front,
    least,
    goal,
    goal_least,
    found,
    state,
    capacity,
    limit,
    pause,
    big,
):
    """Run the search until it ends, needs room, or has popped ``pause`` labels.

    ``weight`` is how far a path may lie above its apex, ``shrink`` what a found
    cost is multiplied with to become the bound below which nothing is missed.
    """
    heaped = state[HEAPED]
    top = state[TOP]
    free = state[FREE]
    freed = state[FREED]
    solved = state[FOUND]
    shown = state[SHOWN]
    used = state[USED]
    made = state[MADE]
    grown = state[GROWN]
    status = -1
    pops = 0
    while status < 0:
        if heaped == 0:
            status = DONE
            break
        label = np.int64(ids[0])
        node = np.int64(link[4 * label])
        room = 4 * node
        degree = indptr[node + 1] - indptr[node]
        if freed + capacity - top < degree:
            status = NEED_LABELS
            break
        if heaped + degree > ids.size:
            status = NEED_HEAP
            break
        if is_full(rooms, room, front, least, used):
            status = NEED_FRONT
            break
        if solved >= found.size or goal_is_full(shown, goal, goal_least):
            status = NEED_TARGET
            break
        if pops >= pause:
            status = PAUSED
            break
        pops += 1
        if pot is None:
            sift_down(key, ids, heaped)
        else:
            heap_drop(key, ids, worth, link, pot, heaped)
        heaped -= 1
        row = 4 * label
        x0 = worth[row]
        x1 = worth[row + 1]
        x2 = worth[row + 2]
        x3 = worth[row + 3]
        drop = alive[label] == 0
        if not drop:
            unlink(lists, link, back, label)
            drop = is_covered(front, least, pot, rooms[room], rooms[room + 1], x0, x1, x2, x3)
        if not drop:
            z0 = x0
            z1 = x1
            z2 = x2
            z3 = x3
            if pot is not None:
                z0 = x0 + pot[room]
                z1 = x1 + pot[room + 1]
                z2 = x2 + pot[room + 2]
                z3 = x3 + pot[room + 3]
            drop = is_covered(goal, goal_least, pot, 0, shown, z0, z1, z2, z3)
        if drop:
            link[row + 3] = free
            free = label
            freed += 1
            continue
        used = keep_at_node(rooms, room, front, least, pot, used, big, x0, x1, x2, x3)
        if node == target:
            found[solved] = label
            solved += 1
            shown = keep_at_goal(goal, goal_least, pot, shown, big, shrink, path, row)
            continue
        grown += 1
        for arc in range(indptr[node], indptr[node + 1]):
            c0 = costs[4 * arc]
            if c0 < 0:
                continue
            y0 = x0 + c0
            y1 = x1 + costs[4 * arc + 1]
            y2 = x2 + costs[4 * arc + 2]
            y3 = x3 + costs[4 * arc + 3]
            head = np.int64(heads[arc])
            space = 4 * head
            if is_covered(front, least, pot, rooms[space], rooms[space + 1], y0, y1, y2, y3):
                continue
            if pot is None:
                gone = is_covered(goal, goal_least, pot, 0, shown, y0, y1, y2, y3)
            else:
                z0 = y0 + pot[space]
                z1 = y1 + pot[space + 1]
                z2 = y2 + pot[space + 2]
                z3 = y3 + pot[space + 3]
                gone = is_covered(goal, goal_least, pot, 0, shown, z0, z1, z2, z3)
            if gone:
                continue
            for i in range(4):
                if path[row + i] + costs[4 * arc + i] > limit:
                    status = OVERFLOW
            if status >= 0:
                break
            if freed > 0:
                child = free
                free = np.int64(link[4 * child + 3])
                freed -= 1
            else:
                child = top
                top += 1
            made += 1
            slot = 4 * child
            worth[slot] = y0
            worth[slot + 1] = y1
            worth[slot + 2] = y2
            worth[slot + 3] = y3
            for i in range(4):
                path[slot + i] = path[row + i] + costs[4 * arc + i]
            link[slot] = head
            link[slot + 1] = label
            link[slot + 2] = arc
            merge(worth, path, link, back, alive, lists, pot, weight, child)
            link[slot + 3] = lists[head]
            back[child] = -1
            if lists[head] >= 0:
                back[lists[head]] = child
            lists[head] = child
            alive[child] = 1
            if pot is None:
                sift_up(key, ids, heaped, child, (np.int64(worth[slot]) << 32) | np.int64(worth[slot + 1]))
            else:
                heap_push(key, ids, worth, link, pot, heaped, child, worth[slot] + pot[space])
            heaped += 1
    state[HEAPED] = heaped
    state[TOP] = top
    state[FREE] = free
    state[FREED] = freed
    state[FOUND] = solved
    state[SHOWN] = shown
    state[USED] = used
    state[MADE] = made
    state[GROWN] = grown
    return status
