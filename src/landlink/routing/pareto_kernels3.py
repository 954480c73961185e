"""Compiled label setting for up to three criteria, integers of 32 bits.

The costs are reduced: a label holds the bounds of its finished path. Criteria
1 and 2 share one 64-bit number, a *point* (``second << 32 | third``), so that
adding an arc is one addition and the order of points is lexicographic.

Open labels lie in the queue itself, three numbers each (point; first and
node; parent and arc), in chunks of eight a bucket; a label that is extended
leaves only its parent and arc behind. So memory is touched in sequence, and
what the search holds at hand stays small.

The queue has three levels: buckets on the first criterion; for the bucket in
work, if it is large, slots on the next criterion; a small heap for the slot
in work. A front is a staircase of points in one sorted array. That of the
target has a table beside it that answers most questions with one look.
"""

import numpy as np

from landlink.routing.jit import kernel
from landlink.routing.pareto_kernels import (
    DONE,
    NEED_FRONT,
    NEED_HEAP,
    NEED_LABELS,
    NEED_TARGET,
    OVERFLOW,
    PAUSED,
)

NEED_CHUNKS, LIMIT = 7, 8

# Slots of the state vector that survives between calls of the kernel.
CURRENT, HEAPED, LISTED, FILLED, SLOT, LOWEST, NARROWED, LAST = range(8)
FREE, FREED, TOP, QUEUED, CLOSED, FOUND, SHOWN, USED, MADE, GROWN, COARSENESS = range(8, 19)
STATE_SIZE = 24

CHUNK = 8  # labels in a chunk
SPARSE = 40  # up to so many labels a bucket goes straight to the heap
SLOTS = 4096  # at most
TABLE = 1024  # steps in the table of the target's front
DIRECT = 1 << 40  # the slot in work when there are no slots
LOWER = (1 << 32) - 1
SIGN = 1 << 31


@kernel
def sift_up(key, ids, size, label, new):  # type: ignore[no-untyped-def]
    """Add a label to a heap that holds ``size`` of them."""
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
def sift_down(key, ids, size):  # type: ignore[no-untyped-def]
    """Remove the smallest label of a heap that holds ``size`` of them."""
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
def last_before(front, low, size, point):  # type: ignore[no-untyped-def]
    """Return the place of the last entry that does not exceed ``point``, or ``low - 1``.

    Only that entry can cover the point. The step is taken from the sign of a
    difference: a branch would be guessed wrong half of the time.
    """
    if size == 0 or front[low] > point:
        return low - 1
    while size > 1:
        half = size >> 1
        low += half & ~((point - np.int64(front[low + half])) >> 63)
        size -= half
    return low


@kernel
def insert(front, low, size, at, point):  # type: ignore[no-untyped-def]
    """Put an uncovered point at place ``at``, drop what it covers, return the new size."""
    end = low + size
    third = point & LOWER
    keep = at
    while keep < end and np.int64(front[keep]) & LOWER >= third:
        keep += 1
    if keep == at:
        for i in range(end, at, -1):
            front[i] = front[i - 1]
    elif keep > at + 1:
        shift = keep - at - 1
        for i in range(keep, end):
            front[i - shift] = front[i]
    front[at] = point
    return size + 1 - (keep - at)


@kernel
def arrived(goal, shown, table, lowest, coarseness, point):  # type: ignore[no-untyped-def]
    """Tell whether the target's front covers a point.

    ``table[i]`` is the least third of all entries up to the second of step
    ``i``; a point between two steps that tell different things is looked up.
    """
    past = (point >> 32) - lowest
    third = point & LOWER
    if table[min(past >> coarseness, TABLE - 1)] <= third:
        return True
    if table[min((past + (1 << coarseness) - 1) >> coarseness, TABLE)] > third:
        return False
    at = last_before(goal, 0, shown, point)
    return at >= 0 and goal[at] & LOWER <= third


@kernel
def rank(first, point, exact):  # type: ignore[no-untyped-def]
    """Return the order within a bucket; the first is left out where all share it."""
    if exact:
        return point
    return (first << 32) | (point >> 32)


@kernel
def search3narrow(  # type: ignore[no-untyped-def]
    indptr,
    steps,
    tails,
    target,
    base,
    lowest,
    width,
    buckets,
    coarse,
    chunks,
    follows,
    now,
    chain,
    slots,
    key,
    ids,
    rooms,
    front,
    goal,
    table,
    closed,
    found,
    state,
    limit,
    most,
    pause,
):
    """Run the search until it ends, needs room, or has popped ``pause`` labels.

    ``steps`` holds two numbers an arc: what it adds to the point, and its head
    with what it adds to the first criterion. Buckets are ``1 << width`` wide.
    """
    mask = (buckets.size >> 1) - 1
    exact = width == 0
    current = state[CURRENT]
    heaped = state[HEAPED]
    listed = state[LISTED]
    filled = state[FILLED]
    slot = state[SLOT]
    least = state[LOWEST]
    narrowed = state[NARROWED]
    last = state[LAST]
    free = state[FREE]
    freed = state[FREED]
    top = state[TOP]
    queued = state[QUEUED]
    done = state[CLOSED]
    solved = state[FOUND]
    shown = state[SHOWN]
    used = state[USED]
    made = state[MADE]
    grown = state[GROWN]
    coarseness = state[COARSENESS]
    status = -1
    pops = 0
    while status < 0:
        if heaped == 0 and listed > 0:
            slot += 1
            while slots[slot] < 0:
                slot += 1
            at = np.int64(slots[slot])
            slots[slot] = -1
            while at >= 0:
                sift_up(key, ids, heaped, at, rank(now[3 * at + 1] >> 32, now[3 * at], exact))
                heaped += 1
                at = np.int64(chain[at])
            listed -= heaped
        elif heaped == 0:
            if queued == 0:
                status = DONE
                break
            follow = current + 1
            while buckets[2 * (follow & mask) + 1] == 0:
                follow += 1
                if follow & 63 == 0:
                    while coarse[(follow & mask) >> 6] == 0:
                        follow += 64
            place = 2 * (follow & mask)
            count = np.int64(buckets[place + 1])
            if count > ids.size:
                status = NEED_HEAP
                break
            current = follow
            chunk = np.int64(buckets[place])
            buckets[place + 1] = 0
            coarse[place >> 7] -= 1
            queued -= count
            filled = 0
            while filled < count:
                inside = ((count - filled - 1) & (CHUNK - 1)) + 1
                for i in range(3 * inside):
                    now[3 * filled + i] = chunks[3 * CHUNK * chunk + i]
                filled += inside
                after = np.int64(follows[chunk])
                follows[chunk] = free
                free = chunk
                freed += 1
                chunk = after
            if count <= SPARSE:
                slot = DIRECT
                for i in range(count):
                    sift_up(key, ids, heaped, i, rank(now[3 * i + 1] >> 32, now[3 * i], exact))
                    heaped += 1
            else:
                slot = -1
                least = np.int64(limit)
                large = np.int64(0)
                for i in range(count):
                    lead = rank(now[3 * i + 1] >> 32, now[3 * i], exact) >> 32
                    least = min(least, lead)
                    large = max(large, lead)
                last = np.int64(SPARSE)
                while last < count and last < SLOTS:
                    last *= 2
                if last > SLOTS:
                    last = np.int64(SLOTS)
                last -= 1
                narrowed = np.int64(0)
                while (large - least) >> narrowed > last:
                    narrowed += 1
                for i in range(count):
                    lead = rank(now[3 * i + 1] >> 32, now[3 * i], exact) >> 32
                    at = (lead - least) >> narrowed
                    chain[i] = slots[at]
                    slots[at] = i
                listed = count
                continue
        label = np.int64(ids[0])
        point = now[3 * label]
        second_word = now[3 * label + 1]
        origin = now[3 * label + 2]
        node = second_word & LOWER
        first = second_word >> 32
        room = 4 * node
        degree = indptr[node + 1] - indptr[node]
        if done >= closed.size:
            status = NEED_LABELS
            break
        if done + queued + heaped + listed + degree > most:
            status = LIMIT
            break
        if freed + follows.size - top < degree:
            status = NEED_CHUNKS
            break
        if filled + degree > ids.size:
            status = NEED_HEAP
            break
        if used + 2 * rooms[room + 2] + 4 > front.size:
            status = NEED_FRONT
            break
        if 2 * solved >= found.size or shown >= goal.size:
            status = NEED_TARGET
            break
        if pops >= pause:
            status = PAUSED
            break
        pops += 1
        sift_down(key, ids, heaped)
        heaped -= 1
        if arrived(goal, shown, table, lowest, coarseness, point):
            continue
        closed[done] = origin
        if node == target:
            found[2 * solved] = point
            found[2 * solved + 1] = (first << 32) | done
            solved += 1
            done += 1
            if shown == 0:
                while (point >> 32) - lowest >= TABLE << coarseness:
                    coarseness += 1
            at = last_before(goal, 0, shown, point)
            shown = insert(goal, 0, shown, at + 1, point)
            third = point & LOWER
            step = ((point >> 32) - lowest + (1 << coarseness) - 1) >> coarseness
            while step < TABLE and table[step] > third:
                table[step] = third
                step += 1
            continue
        low = np.int64(rooms[room])
        size = np.int64(rooms[room + 1])
        at = last_before(front, low, size, point)
        if at >= low and front[at] & LOWER <= point & LOWER:
            continue
        if size == rooms[room + 2]:
            for i in range(size):
                front[used + i] = front[low + i]
            at += used - low
            low = used
            rooms[room] = low
            rooms[room + 2] = max(2 * size, 4)
            used += np.int64(rooms[room + 2])
        rooms[room + 1] = insert(front, low, size, at + 1, point)
        grown += 1
        before = made
        came = np.int64(-1)
        if origin >= 0:
            came = np.int64(tails[origin & LOWER])
        for arc in range(indptr[node], indptr[node + 1]):
            ahead = steps[2 * arc + 1]
            head = ahead & LOWER
            if head == came:
                continue
            reach = point + steps[2 * arc]
            if arrived(goal, shown, table, lowest, coarseness, reach):
                continue
            space = 4 * head
            low = np.int64(rooms[space])
            at = last_before(front, low, np.int64(rooms[space + 1]), reach)
            if at >= low and front[at] & LOWER <= reach & LOWER:
                continue
            start = first + (ahead >> 32)
            if start > limit or reach < 0 or reach & SIGN != 0:
                status = OVERFLOW
                break
            made += 1
            bucket = (start - base) >> width
            if bucket <= current:
                now[3 * filled] = reach
                now[3 * filled + 1] = (start << 32) | head
                now[3 * filled + 2] = (done << 32) | arc
                order = rank(start, reach, exact)
                at = slot
                if slot != DIRECT:
                    at = min(((order >> 32) - least) >> narrowed, last)
                if at <= slot:
                    sift_up(key, ids, heaped, filled, order)
                    heaped += 1
                else:
                    chain[filled] = slots[at]
                    slots[at] = filled
                    listed += 1
                filled += 1
            else:
                place = 2 * (bucket & mask)
                count = np.int64(buckets[place + 1])
                if count & (CHUNK - 1) == 0:
                    if freed > 0:
                        chunk = free
                        free = np.int64(follows[chunk])
                        freed -= 1
                    else:
                        chunk = top
                        top += 1
                    follows[chunk] = buckets[place]
                    buckets[place] = chunk
                    if count == 0:
                        coarse[place >> 7] += 1
                at = 3 * (CHUNK * np.int64(buckets[place]) + (count & (CHUNK - 1)))
                chunks[at] = reach
                chunks[at + 1] = (start << 32) | head
                chunks[at + 2] = (done << 32) | arc
                buckets[place + 1] = count + 1
                queued += 1
        if made > before:
            done += 1
    state[CURRENT] = current
    state[HEAPED] = heaped
    state[LISTED] = listed
    state[FILLED] = filled
    state[SLOT] = slot
    state[LOWEST] = least
    state[NARROWED] = narrowed
    state[LAST] = last
    state[FREE] = free
    state[FREED] = freed
    state[TOP] = top
    state[QUEUED] = queued
    state[CLOSED] = done
    state[FOUND] = solved
    state[SHOWN] = shown
    state[USED] = used
    state[MADE] = made
    state[GROWN] = grown
    state[COARSENESS] = coarseness
    return status
