"""Compiled label setting for three criteria in double precision, and the queue that four share.

Labels live in flat pools: ``worth`` holds up to four costs a label, ``link``
its node, parent label, arc and successor in the same bucket. Integer searches
run on reduced costs, so ``worth`` already holds the bound of the finished path
and ``pot`` is ``None``; Numba then compiles a kernel without any trace of the
potentials. There both pools are one array with eight numbers a label, so that
a label is one cache line. Floating-point searches keep true sums and add
``pot[4 * node + criterion]`` where a bound is needed.

Arrays are flat because a second index costs a multiplication by a length that
the compiler does not know.

The queue has two levels: buckets of equal width on the first criterion, and a
small binary heap in lexicographic order for the bucket in work.
"""

import numpy as np

from landlink.routing.jit import kernel

# Slots of the state vector that survives between calls of a kernel.
CURRENT, HEAPED, TOP, FREE, FREED, FOUND, SHOWN, USED, MADE, GROWN, QUEUED = range(11)
STATE_SIZE = 16

# What a kernel returns: finished, paused, or which array has to grow.
DONE, PAUSED, NEED_LABELS, NEED_HEAP, NEED_FRONT, NEED_TARGET, OVERFLOW = range(7)


@kernel
def link_slot(pot, label):  # type: ignore[no-untyped-def]
    """Return where the node, parent, arc and successor of a label are kept."""
    if pot is None:
        return 8 * label + 4
    return 4 * label


@kernel
def worth_slot(pot, label):  # type: ignore[no-untyped-def]
    """Return where the costs of a label are kept."""
    if pot is None:
        return 8 * label
    return 4 * label


@kernel
def heap_key(pot, scale, first, second, third):  # type: ignore[no-untyped-def]
    """Return the leading sort key: two 32-bit bounds in one number, or one float.

    In buckets of width one all labels share the first bound, so it is left out.
    """
    if pot is None:
        if scale == 1.0:
            return (np.int64(second) << 32) | np.int64(third)
        return (np.int64(first) << 32) | np.int64(second)
    return first


@kernel
def tie_before(worth, link, pot, one, other):  # type: ignore[no-untyped-def]
    """Order two labels whose leading keys are equal."""
    left = worth_slot(pot, one)
    right = worth_slot(pot, other)
    if pot is None:
        if worth[left + 2] != worth[right + 2]:
            return worth[left + 2] < worth[right + 2]
        return worth[left + 3] < worth[right + 3]
    here = 4 * link[link_slot(pot, one)]
    there = 4 * link[link_slot(pot, other)]
    for i in range(1, 4):
        near = worth[left + i] + pot[here + i]
        far = worth[right + i] + pot[there + i]
        if near != far:
            return near < far
    return False


@kernel
def heap_push(key, ids, worth, link, pot, size, label, new):  # type: ignore[no-untyped-def]
    """Add a label to the heap of the current bucket."""
    slot = size
    while slot > 0:
        up = (slot - 1) >> 1
        if key[up] < new:
            break
        if key[up] == new and not tie_before(worth, link, pot, label, ids[up]):
            break
        key[slot] = key[up]
        ids[slot] = ids[up]
        slot = up
    key[slot] = new
    ids[slot] = label


@kernel
def heap_drop(key, ids, worth, link, pot, size):  # type: ignore[no-untyped-def]
    """Remove the smallest label of a heap that held ``size`` of them."""
    last = size - 1
    moved = key[last]
    label = ids[last]
    slot = 0
    while True:
        child = 2 * slot + 1
        if child >= last:
            break
        if child + 1 < last and (
            key[child + 1] < key[child]
            or (key[child + 1] == key[child] and tie_before(worth, link, pot, ids[child + 1], ids[child]))
        ):
            child += 1
        if moved < key[child]:
            break
        if moved == key[child] and not tie_before(worth, link, pot, ids[child], label):
            break
        key[slot] = key[child]
        ids[slot] = ids[child]
        slot = child
    key[slot] = moved
    ids[slot] = label


@kernel
def next_bucket(buckets, coarse, current):  # type: ignore[no-untyped-def]
    """Return the number of the next bucket in use after ``current``."""
    mask = (buckets.size >> 1) - 1
    while True:
        current += 1
        if current & 63 == 0:
            while coarse[(current & mask) >> 6] == 0:
                current += 64
        if buckets[2 * (current & mask)] >= 0:
            return current


@kernel
def load_bucket(buckets, coarse, slot, scale, worth, link, pot, key, ids):  # type: ignore[no-untyped-def]
    """Move all labels of a bucket into the (empty) heap; return their number."""
    label = np.int64(buckets[2 * slot])
    buckets[2 * slot] = -1
    buckets[2 * slot + 1] = 0
    size = 0
    while label >= 0:
        row = worth_slot(pot, label)
        spot = link_slot(pot, label)
        if pot is None:
            new = heap_key(pot, scale, worth[row], worth[row + 1], worth[row + 2])
        else:
            new = worth[row] + pot[4 * link[spot]]
        heap_push(key, ids, worth, link, pot, size, label, new)
        size += 1
        label = np.int64(link[spot + 3])
    coarse[slot >> 6] -= size
    return size


@kernel
def stair(seconds, thirds, low, size, second, third):  # type: ignore[no-untyped-def]
    """Find who covers (second, third) in a staircase, or -1.

    Seconds ascend strictly and thirds descend strictly, so only the last entry
    that is no larger in seconds can cover the point.
    """
    if size == 0:
        return -1
    while size > 1:
        half = size >> 1
        if seconds[low + half] <= second:
            low += half
        size -= half
    if seconds[low] <= second and thirds[low] <= third:
        return low
    return -1


@kernel
def stair_add(  # type: ignore[no-untyped-def]
    seconds, thirds, firsts, low, size, first, second, third
):
    """Insert an uncovered point, drop what it covers, return the new size."""
    at = low
    rest = size
    while rest > 0:
        half = rest >> 1
        if seconds[at + half] < second:
            at += half + 1
            rest -= half + 1
        else:
            rest = half
    end = low + size
    keep = at
    while keep < end and thirds[keep] >= third:
        keep += 1
    if keep == at:
        for i in range(end, at, -1):
            seconds[i] = seconds[i - 1]
            thirds[i] = thirds[i - 1]
            firsts[i] = firsts[i - 1]
    elif keep > at + 1:
        shift = keep - at - 1
        for i in range(keep, end):
            seconds[i - shift] = seconds[i]
            thirds[i - shift] = thirds[i]
            firsts[i - shift] = firsts[i]
    seconds[at] = second
    thirds[at] = third
    firsts[at] = first
    return size + 1 - (keep - at)


@kernel
def search3(  # type: ignore[no-untyped-def]
    indptr,
    heads,
    costs,
    pot,
    target,
    base,
    scale,
    buckets,
    coarse,
    worth,
    link,
    key,
    ids,
    rooms,
    seconds,
    thirds,
    firsts,
    goal_seconds,
    goal_thirds,
    goal_firsts,
    found,
    state,
    capacity,
    limit,
    slack,
    pause,
):
    """Run the search until it ends, needs room, or has popped ``pause`` labels.

    An arc with a negative first cost is skipped: it cannot be on any answer.
    """
    mask = (buckets.size >> 1) - 1
    current = state[CURRENT]
    heaped = state[HEAPED]
    top = state[TOP]
    free = state[FREE]
    freed = state[FREED]
    solved = state[FOUND]
    shown = state[SHOWN]
    used = state[USED]
    made = state[MADE]
    grown = state[GROWN]
    queued = state[QUEUED]
    status = -1
    pops = 0
    while status < 0:
        if heaped == 0:
            if queued == 0:
                status = DONE
                break
            follow = next_bucket(buckets, coarse, current)
            if buckets[2 * (follow & mask) + 1] > ids.size:
                status = NEED_HEAP
                break
            current = follow
            slot = current & mask
            heaped = load_bucket(buckets, coarse, slot, scale, worth, link, pot, key, ids)
            queued -= heaped
        label = np.int64(ids[0])
        row = worth_slot(pot, label)
        spot = link_slot(pot, label)
        node = np.int64(link[spot])
        room = 4 * node
        degree = indptr[node + 1] - indptr[node]
        if freed + capacity - top < degree:
            status = NEED_LABELS
            break
        if heaped + degree > ids.size:
            status = NEED_HEAP
            break
        if used + 2 * rooms[room + 2] + 4 > seconds.size:
            status = NEED_FRONT
            break
        if solved >= found.size:
            status = NEED_TARGET
            break
        if pops >= pause:
            status = PAUSED
            break
        pops += 1
        heap_drop(key, ids, worth, link, pot, heaped)
        heaped -= 1

        x0 = worth[row]
        x1 = worth[row + 1]
        x2 = worth[row + 2]
        low = rooms[room]
        size = rooms[room + 1]
        hidden = False
        who = stair(goal_seconds, goal_thirds, 0, shown, x1 + pot[room + 1], x2 + pot[room + 2])
        covered = who >= 0 and goal_firsts[who] <= x0 + pot[room]
        if not covered:
            who = stair(seconds, thirds, low, size, x1, x2)
            hidden = who >= 0
            covered = hidden and firsts[who] <= x0
        if covered:
            link[spot + 3] = free
            free = label
            freed += 1
            continue
        if node == target:
            found[solved] = label
            solved += 1
            p0 = x0 + x0 * slack
            p1 = x1 + x1 * slack
            p2 = x2 + x2 * slack
            if stair(goal_seconds, goal_thirds, 0, shown, p1, p2) < 0:
                shown = stair_add(goal_seconds, goal_thirds, goal_firsts, 0, shown, p0, p1, p2)
        if not hidden:
            if size == rooms[room + 2]:
                for i in range(size):
                    seconds[used + i] = seconds[low + i]
                    thirds[used + i] = thirds[low + i]
                    firsts[used + i] = firsts[low + i]
                low = used
                rooms[room] = low
                rooms[room + 2] = max(2 * size, 4)
                used += rooms[room + 2]
            rooms[room + 1] = stair_add(seconds, thirds, firsts, low, size, x0, x1, x2)
        if node == target:
            continue
        grown += 1
        before = made
        for arc in range(indptr[node], indptr[node + 1]):
            c0 = costs[3 * arc]
            if c0 < 0:
                continue
            y0 = x0 + c0
            y1 = x1 + costs[3 * arc + 1]
            y2 = x2 + costs[3 * arc + 2]
            head = np.int64(heads[arc])
            space = 4 * head
            z0 = y0 + pot[space]
            z1 = y1 + pot[space + 1]
            z2 = y2 + pot[space + 2]
            who = stair(goal_seconds, goal_thirds, 0, shown, z1, z2)
            if who >= 0 and goal_firsts[who] <= z0:
                continue
            who = stair(seconds, thirds, rooms[space], rooms[space + 1], y1, y2)
            if who >= 0 and firsts[who] <= y0:
                continue
            if y0 > limit or y1 > limit or y2 > limit:
                status = OVERFLOW
                break
            if freed > 0:
                child = free
                free = np.int64(link[link_slot(pot, child) + 3])
                freed -= 1
            else:
                child = top
                top += 1
            made += 1
            row = worth_slot(pot, child)
            worth[row] = y0
            worth[row + 1] = y1
            worth[row + 2] = y2
            worth[row + 3] = 0
            slot = link_slot(pot, child)
            link[slot] = head
            link[slot + 1] = label
            link[slot + 2] = arc
            bucket = np.int64((z0 - base) * scale)
            if bucket <= current:
                rank = heap_key(pot, scale, z0, y1, y2)
                heap_push(key, ids, worth, link, pot, heaped, child, rank)
                heaped += 1
            else:
                place = 2 * (bucket & mask)
                link[slot + 3] = buckets[place]
                buckets[place] = child
                buckets[place + 1] += 1
                coarse[place >> 7] += 1
                queued += 1
        if made == before:
            link[spot + 3] = free
            free = label
            freed += 1
    state[CURRENT] = current
    state[HEAPED] = heaped
    state[TOP] = top
    state[FREE] = free
    state[FREED] = freed
    state[FOUND] = solved
    state[SHOWN] = shown
    state[USED] = used
    state[MADE] = made
    state[GROWN] = grown
    state[QUEUED] = queued
    return status
