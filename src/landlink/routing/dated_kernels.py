"""Compiled label setting over arcs that wait for an opening or a departure, with rest rules.

A label is one way to a node: its arrival, three costs that add up, the least costs of the ways
that it stands for, and the hours since each rest. All are whole numbers. Arrays are flat, eleven
numbers a label in ``worth`` and five in ``link`` (node, parent, arc, next at the node, state).

A step by an arc waits (for the next opening or departure), then runs; where a limit of a rest
rule is reached on the way, it rests there, by every level that may be taken.
"""

import numpy as np

from landlink.routing.jit import kernel

# Numbers of a label in ``worth``: arrival, three costs, three least costs, hours since each rest.
COSTS, LEAST, SINCE, WIDTH = 1, 4, 7, 13
LEVELS = WIDTH - SINCE

# Numbers of a label in ``link``, and its states.
NODE, PARENT, ARC, NEXT, STATE, LINKS = range(6)
OPEN, CLOSED, DEAD = range(3)

# Kinds of arc.
PLAIN, OPENING, DEPARTURE = range(3)

# Slots of the state vector that survives between calls.
TOP, HEAPED, FOUND, LATE, ENDED, MADE, GROWN, STARTED = range(8)
STATE_SIZE = 8

# What the kernel returns.
DONE, PAUSED, NEED_LABELS, NEED_HEAP, NEED_FOUND, TOO_MANY_RESTS = range(6)

WAYS = 64
"""So many ways of resting on one arc there can be; arcs are cut so that there are a handful."""

FREE = -2
"""Arc of a label that rested at its node; less the level."""


@kernel
def push(key, ids, size, label, new):  # type: ignore[no-untyped-def]
    """Add a label to the heap."""
    slot = size
    while slot > 0:
        up = (slot - 1) >> 1
        if key[up] <= new:
            break
        key[slot] = key[up]
        ids[slot] = ids[up]
        slot = up
    key[slot] = new
    ids[slot] = label


@kernel
def drop(key, ids, size):  # type: ignore[no-untyped-def]
    """Remove the smallest label of a heap that held ``size`` of them."""
    last = size - 1
    moved = key[last]
    label = ids[last]
    slot = 0
    while True:
        child = 2 * slot + 1
        if child >= last:
            break
        if child + 1 < last and key[child + 1] < key[child]:
            child += 1
        if moved <= key[child]:
            break
        key[slot] = key[child]
        ids[slot] = ids[child]
        slot = child
    key[slot] = moved
    ids[slot] = label


@kernel
def next_start(kind, moments, first, last, moment):  # type: ignore[no-untyped-def]
    """Return when an arc can be begun from a moment on, -1 where never again.

    Openings are pairs of moments, open and close; a departure is one.
    """
    if kind == PLAIN:
        return moment
    step = 2 if kind == OPENING else 1
    low = 0
    high = (last - first) // step
    while low < high:  # the first window that closes after the moment, the first departure at or after it
        middle = (low + high) >> 1
        if kind == OPENING:
            over = moments[first + 2 * middle + 1] <= moment
        else:
            over = moments[first + middle] < moment
        if over:
            low = middle + 1
        else:
            high = middle
    spot = first + step * low
    if spot >= last:
        return -1
    return max(moment, moments[spot])


@kernel
def rest(since, spot, levels, limit, length, level, can, aboard):  # type: ignore[no-untyped-def]
    """Rest by a level in place; return whether every limit still holds."""
    for other in range(levels):
        if (can >> other) & 1 and length[other] <= length[level]:
            since[spot + other] = 0
        elif (aboard >> other) & 1:
            since[spot + other] += length[level]
            if since[spot + other] > limit[other]:
                return False
    return True


@kernel
def goal_has(goal, found, use_time, eps, arrival, one, two, three):  # type: ignore[no-untyped-def]
    """Tell whether an answer is as good as bounds, but for the share ``eps``."""
    arrival += np.int64(eps * arrival)
    one += np.int64(eps * one)
    two += np.int64(eps * two)
    three += np.int64(eps * three)
    for number in range(found):
        spot = 4 * number
        if (
            (goal[spot] <= arrival or not use_time)
            and goal[spot + 1] <= one
            and goal[spot + 2] <= two
            and goal[spot + 3] <= three
        ):
            if number > 0:  # what cuts once will cut again: move it towards the front
                other = 4 * (number >> 1)
                for i in range(4):
                    kept = goal[other + i]
                    goal[other + i] = goal[spot + i]
                    goal[spot + i] = kept
            return True
    return False


@kernel
def as_early(worth, one, other, levels):  # type: ignore[no-untyped-def]
    """Tell whether a label arrives no later and no less rested than another."""
    if worth[one] > worth[other]:
        return False
    for level in range(SINCE, SINCE + levels):  # noqa: SIM110  (compiled: no generators)
        if worth[one + level] > worth[other + level]:
            return False
    return True


@kernel
def stands_for(worth, bound, one, other, corner, eps):  # type: ignore[no-untyped-def]
    """Tell whether a label can stand for itself and another: its costs near the least of both."""
    for i in range(3):
        least = min(worth[one + LEAST + i], worth[other + LEAST + i])
        whole = least + bound[corner + 1 + i]
        if worth[one + COSTS + i] + bound[corner + 1 + i] > whole + np.int64(eps * whole):
            return False
    return True


@kernel
def settle(worth, link, front, bound, label, levels, eps):  # type: ignore[no-untyped-def]
    """Put a label on the front of its node; return whether it stays.

    It goes where a label there stands for it already. A label still to be extended can take its
    place, or give up its own, if the one that stays is good enough for both.
    """
    spot = WIDTH * label
    node = link[LINKS * label + NODE]
    corner = 4 * node
    held = front[node]
    before = -1
    while held >= 0:
        after = link[LINKS * held + NEXT]
        its = WIDTH * held
        state = link[LINKS * held + STATE]
        if as_early(worth, its, spot, levels):
            if (
                worth[its + LEAST] <= worth[spot + LEAST]
                and worth[its + LEAST + 1] <= worth[spot + LEAST + 1]
                and worth[its + LEAST + 2] <= worth[spot + LEAST + 2]
            ):
                return False
            if eps > 0 and state == OPEN and stands_for(worth, bound, its, spot, corner, eps):
                for i in range(LEAST, LEAST + 3):
                    worth[its + i] = min(worth[its + i], worth[spot + i])
                return False
        elif (
            state == OPEN
            and as_early(worth, spot, its, levels)
            and stands_for(worth, bound, spot, its, corner, eps)
        ):
            for i in range(LEAST, LEAST + 3):
                worth[spot + i] = min(worth[its + i], worth[spot + i])
            link[LINKS * held + STATE] = DEAD
            if before < 0:
                front[node] = after
            else:
                link[LINKS * before + NEXT] = after
            held = after
            continue
        before = held
        held = after
    link[LINKS * label + NEXT] = front[node]
    front[node] = label
    return True


@kernel
def arrive(  # type: ignore[no-untyped-def]
    worth, link, front, bound, key, ids, goal, found, state, levels, target, deadline, use_time, eps
):
    """Keep the label that has just been written, if it is worth it; at the goal it is an answer."""
    label = state[TOP]
    spot = WIDTH * label
    node = link[LINKS * label + NODE]
    corner = 4 * node
    latest = worth[spot] + bound[corner]
    if latest > deadline:
        state[LATE] += 1
        return
    if goal_has(
        goal, state[FOUND], use_time, eps, latest,
        worth[spot + LEAST] + bound[corner + 1],
        worth[spot + LEAST + 1] + bound[corner + 2],
        worth[spot + LEAST + 2] + bound[corner + 3],
    ):  # fmt: skip
        return
    if node != target:
        if not settle(worth, link, front, bound, label, levels, eps):
            return
        push(key, ids, state[HEAPED], label, latest)
        state[HEAPED] += 1
    else:
        kept = 0
        for number in range(state[FOUND]):
            its = WIDTH * found[number]
            beaten = not use_time or worth[spot] <= worth[its]
            for i in range(COSTS, COSTS + 3):
                beaten = beaten and worth[spot + i] <= worth[its + i]
            if not beaten:
                found[kept] = found[number]
                kept += 1
        found[kept] = label
        state[FOUND] = kept + 1
        for number in range(kept + 1):
            its = WIDTH * found[number]
            for i in range(4):
                goal[4 * number + i] = worth[its + i]
    state[TOP] += 1
    state[MADE] += 1


@kernel
def search_dated(  # type: ignore[no-untyped-def]  # noqa: PLR0911  (what it wants to grow)
    indptr, heads, times, costs, kinds, spans, moments, counts, idles, waits, midway, stays,
    limit, length, aboard, levels, bound, source, target, ready, deadline, use_time, eps,
    worth, link, front, key, ids, goal, found, work, state, room, pause,
):  # fmt: skip
    """Extend labels in order of their earliest arrival until none is left.

    Before a label is taken there must be place for all that it can lead to.
    """
    if state[STARTED] == 0:
        state[STARTED] = 1
        for i in range(WIDTH):
            worth[i] = 0
        worth[0] = ready
        link[NODE] = source
        link[PARENT] = -1
        link[ARC] = -1
        link[STATE] = OPEN
        arrive(
            worth, link, front, bound, key, ids, goal, found, state, levels, target, deadline, use_time, eps
        )
    stop = state[GROWN] + pause
    while state[HEAPED] > 0:
        if LINKS * (state[TOP] + room) >= link.size:
            return NEED_LABELS
        if state[HEAPED] + room >= ids.size:
            return NEED_HEAP
        if state[FOUND] + room >= found.size:
            return NEED_FOUND
        if state[GROWN] >= stop:
            return PAUSED
        label = ids[0]
        drop(key, ids, state[HEAPED])
        state[HEAPED] -= 1
        if link[LINKS * label + STATE] != OPEN:
            continue
        spot = WIDTH * label
        node = link[LINKS * label + NODE]
        link[LINKS * label + STATE] = CLOSED
        corner = 4 * node
        if goal_has(
            goal, state[FOUND], use_time, eps, worth[spot] + bound[corner],
            worth[spot + LEAST] + bound[corner + 1],
            worth[spot + LEAST + 1] + bound[corner + 2],
            worth[spot + LEAST + 2] + bound[corner + 3],
        ):  # fmt: skip
            continue
        state[GROWN] += 1
        if link[LINKS * label + ARC] > FREE:  # not twice in a row: the longer rest alone does the same
            for level in range(levels):
                if (stays[node] >> level) & 1 == 0 or worth[spot + SINCE + level] == 0:
                    continue
                new = WIDTH * state[TOP]
                for i in range(WIDTH):
                    worth[new + i] = worth[spot + i]
                if not rest(worth, new + SINCE, levels, limit, length, level, stays[node], aboard):
                    continue
                worth[new] += length[level]
                entry = LINKS * state[TOP]
                link[entry + NODE] = node
                link[entry + PARENT] = label
                link[entry + ARC] = FREE - level
                link[entry + STATE] = OPEN
                arrive(
                    worth, link, front, bound, key, ids, goal, found, state, levels, target, deadline,
                    use_time, eps,
                )  # fmt: skip
        for arc in range(indptr[node], indptr[node + 1]):
            head = heads[arc]
            if bound[4 * head] < 0:
                continue
            ended = 0
            first = np.int64(-1)
            for want in range(-1, levels):
                # The next start; and the next after a wait that is a rest, where the next comes sooner.
                if want < 0:
                    least = np.int64(0)
                elif (
                    kinds[arc] == PLAIN
                    or (waits[arc] >> want) & 1 == 0
                    or worth[spot + SINCE + want] == 0
                    or first >= length[want]
                ):
                    continue
                else:
                    least = length[want]
                begin = next_start(
                    kinds[arc], moments, spans[2 * arc], spans[2 * arc + 1], worth[spot] + least
                )
                if begin < 0:
                    if want < 0:
                        state[ENDED] += 1
                        break
                    continue
                waited = begin - worth[spot]
                if want < 0:
                    first = waited
                # Ways along the arc: hours still to run, hours of rest so far, hours since each rest.
                work[0] = times[arc]
                work[1] = 0
                for level in range(levels):
                    since = worth[spot + SINCE + level]
                    if (waits[arc] >> level) & 1 and waited >= length[level]:
                        since = 0
                    if (idles[arc] >> level) & 1 and times[arc] >= length[level]:
                        since = 0
                    work[2 + level] = since
                ways = 1
                while ways > 0:
                    ways -= 1
                    way = 8 * ways
                    run = work[way]
                    for level in range(levels):
                        if (counts[arc] >> level) & 1:
                            run = min(run, limit[level] - work[way + 2 + level])
                    for level in range(levels):
                        if (counts[arc] >> level) & 1:
                            work[way + 2 + level] += run
                    if run == work[way]:
                        ended += 1
                        if ended > WAYS:
                            return TOO_MANY_RESTS
                        new = WIDTH * state[TOP]
                        worth[new] = begin + times[arc] + work[way + 1]
                        for i in range(3):
                            worth[new + COSTS + i] = worth[spot + COSTS + i] + costs[3 * arc + i]
                            worth[new + LEAST + i] = worth[spot + LEAST + i] + costs[3 * arc + i]
                        for level in range(levels):
                            worth[new + SINCE + level] = work[way + 2 + level]
                        entry = LINKS * state[TOP]
                        link[entry + NODE] = head
                        link[entry + PARENT] = label
                        link[entry + ARC] = arc
                        link[entry + STATE] = OPEN
                        arrive(
                            worth, link, front, bound, key, ids, goal, found, state, levels, target, deadline,
                            use_time, eps,
                        )  # fmt: skip
                        continue
                    # A limit is reached: rest by each level that sets every such count back.
                    left = work[way] - run
                    rested = work[way + 1]
                    base = 8 * (ways + levels)  # the counts at the limit are kept above the ways to come
                    if base + 8 > work.size:
                        return TOO_MANY_RESTS
                    for level in range(levels):
                        work[base + 2 + level] = work[way + 2 + level]
                    for level in range(levels):
                        if (midway[arc] >> level) & 1 == 0:
                            continue
                        fits = True
                        for other in range(levels):
                            if (counts[arc] >> other) & 1 and work[base + 2 + other] == limit[other]:
                                can = (midway[arc] >> other) & 1 == 1
                                fits = fits and can and length[other] <= length[level]
                        if not fits:
                            continue
                        way = 8 * ways
                        work[way] = left
                        work[way + 1] = rested + length[level]
                        for other in range(levels):
                            work[way + 2 + other] = work[base + 2 + other]
                        if rest(work, way + 2, levels, limit, length, level, midway[arc], aboard):
                            ways += 1
    return DONE
