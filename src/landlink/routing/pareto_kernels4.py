"""Compiled label setting for four criteria; fronts as in ``pareto_front_kernels4``.

The fronts of the covers are simpler and stand here too: blocks of sixteen
points, one row a criterion, with the smallest value of each row beside it.
"""

import numpy as np

from landlink.routing.jit import kernel
from landlink.routing.pareto_front_kernels4 import (
    AFAR,
    GROUP,
    HINT,
    ROOM,
    SPACE,
    add_to_front,
    block_width,
    front_covers,
    thin_front,
)
from landlink.routing.pareto_kernels import (
    CURRENT,
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
    QUEUED,
    SHOWN,
    TOP,
    USED,
    heap_drop,
    heap_key,
    heap_push,
    link_slot,
    load_bucket,
    next_bucket,
    worth_slot,
)


@kernel
def covered4(front, least, pot, block, size, p0, p1, p2, p3):  # type: ignore[no-untyped-def]
    """Tell whether a point of the front starting at ``block`` covers p."""
    q1 = front.dtype.type(p1)
    q2 = front.dtype.type(p2)
    q3 = front.dtype.type(p3)
    for at in range(block, block + ((size + 15) >> 4)):
        if least[4 * at] <= q1 and least[4 * at + 1] <= q2 and least[4 * at + 2] <= q3:
            hit = False
            if pot is None:
                row = 48 * at
                for i in range(row, row + 16):
                    hit |= (front[i] <= q1) & (front[i + 16] <= q2) & (front[i + 32] <= q3)
            else:
                row = 64 * at
                for i in range(row, row + 16):
                    hit |= (
                        (front[i] <= q1)
                        & (front[i + 16] <= q2)
                        & (front[i + 32] <= q3)
                        & (front[i + 48] <= p0)
                    )
            if hit:
                return True
    return False


@kernel
def block_size(pot):  # type: ignore[no-untyped-def]
    """Return how many numbers a block of the front holds."""
    if pot is None:
        return 48
    return 64


@kernel
def settle_minima(front, least, pot, at):  # type: ignore[no-untyped-def]
    """Recompute the minima of one block."""
    for part in range(3):
        row = block_size(pot) * at + 16 * part
        small = front[row]
        for i in range(row + 1, row + 16):
            small = min(small, front[i])
        least[4 * at + part] = small


@kernel
def thin4(front, least, pot, block, size, big, p1, p2, p3):  # type: ignore[no-untyped-def]
    """Drop the points that p covers in criteria 1 to 3; return how many are left."""
    q1 = front.dtype.type(p1)
    q2 = front.dtype.type(p2)
    q3 = front.dtype.type(p3)
    width = block_size(pot)
    at = block + ((size + 15) >> 4) - 1
    while at >= block:
        row = width * at
        hit = False
        for i in range(row, row + 16):
            hit |= (front[i] >= q1) & (front[i + 16] >= q2) & (front[i + 32] >= q3)
        if hit:
            changed = False
            for i in range(row + min(16, size - ((at - block) << 4)) - 1, row - 1, -1):
                if front[i] >= q1 and front[i + 16] >= q2 and front[i + 32] >= q3:
                    size -= 1
                    end = width * (block + (size >> 4)) + (size & 15)
                    for part in range(0, width, 16):
                        front[i + part] = front[end + part]
                        front[end + part] = big
                    changed = True
            if changed:
                settle_minima(front, least, pot, at)
        at -= 1
    return size


@kernel
def add4(front, least, pot, block, size, big, p0, p1, p2, p3):  # type: ignore[no-untyped-def]
    """Append a point to a front; return the new size."""
    at = block + (size >> 4)
    row = block_size(pot) * at
    if size & 15 == 0:
        for i in range(row, row + block_size(pot)):
            front[i] = big
        for i in range(4):
            least[4 * at + i] = big
    least[4 * at] = min(least[4 * at], front.dtype.type(p1))
    least[4 * at + 1] = min(least[4 * at + 1], front.dtype.type(p2))
    least[4 * at + 2] = min(least[4 * at + 2], front.dtype.type(p3))
    row += size & 15
    front[row] = p1
    front[row + 16] = p2
    front[row + 32] = p3
    if pot is not None:
        front[row + 48] = p0
    return size + 1


@kernel
def make_room4(rooms, room, front, least, pot, used):  # type: ignore[no-untyped-def]
    """Give a full node front twice its blocks; return the new pool level."""
    low = rooms[room]
    blocks = rooms[room + 2]
    width = block_size(pot)
    for i in range(blocks * width):
        front[width * used + i] = front[width * low + i]
    for i in range(4 * blocks):
        least[4 * used + i] = least[4 * low + i]
    rooms[room] = used
    rooms[room + 2] = max(2 * blocks, 1)
    return used + rooms[room + 2]


@kernel
def search4(  # type: ignore[no-untyped-def]
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
    front,
    least,
    found,
    state,
    capacity,
    limit,
    slack,
    pause,
    big,
):
    """Four criteria; arguments and result as in ``search3``, fronts in blocks.

    The last room is the front of the target, against finished paths.
    """
    mask = (buckets.size >> 1) - 1
    current = state[CURRENT]
    heaped = state[HEAPED]
    top = state[TOP]
    free = state[FREE]
    freed = state[FREED]
    solved = state[FOUND]
    level = state[SHOWN]
    used = state[USED]
    goal = ROOM * (indptr.size - 1)
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
        room = ROOM * node
        at = 4 * node
        degree = indptr[node + 1] - indptr[node]
        if freed + capacity - top < degree:
            status = NEED_LABELS
            break
        if heaped + degree > ids.size:
            status = NEED_HEAP
            break
        more = level + 2 * (np.int64(rooms[room + SPACE]) + np.int64(rooms[goal + SPACE]) + 1)
        if GROUP * more > least.size or block_width(pot) * (used + 4) > front.size:
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
        x3 = worth[row + 3]
        covered = False
        if pot is not None or node != target:
            covered = front_covers(rooms, room, room + HINT, front, least, pot, x0, x1, x2, x3)
        if not covered:
            z0 = x0
            z1 = x1
            z2 = x2
            z3 = x3
            if pot is not None:
                z0 = x0 + pot[at]
                z1 = x1 + pot[at + 1]
                z2 = x2 + pot[at + 2]
                z3 = x3 + pot[at + 3]
            covered = front_covers(rooms, goal, room + AFAR, front, least, pot, z0, z1, z2, z3)
        if covered:
            link[spot + 3] = free
            free = label
            freed += 1
            continue
        if node == target:
            found[solved] = label
            solved += 1
            if pot is not None:
                z0 = x0 + x0 * slack
                z1 = x1 + x1 * slack
                z2 = x2 + x2 * slack
                z3 = x3 + x3 * slack
            thin_front(rooms, goal, front, least, pot, big, z1, z2, z3)
            used, level = add_to_front(rooms, goal, front, least, pot, used, level, big, z0, z1, z2, z3)
        if pot is not None or node != target:
            thin_front(rooms, room, front, least, pot, big, x1, x2, x3)
            used, level = add_to_front(rooms, room, front, least, pot, used, level, big, x0, x1, x2, x3)
        if node == target:
            continue
        grown += 1
        before = made
        came = np.int64(-1)
        if link[spot + 1] >= 0:
            came = np.int64(link[link_slot(pot, np.int64(link[spot + 1]))])
        for arc in range(indptr[node], indptr[node + 1]):
            c0 = costs[4 * arc]
            head = np.int64(heads[arc])
            if c0 < 0 or head == came:
                continue
            y0 = x0 + c0
            y1 = x1 + costs[4 * arc + 1]
            y2 = x2 + costs[4 * arc + 2]
            y3 = x3 + costs[4 * arc + 3]
            if y0 > limit or y1 > limit or y2 > limit or y3 > limit:
                status = OVERFLOW
                break
            space = ROOM * head
            if front_covers(rooms, space, space + HINT, front, least, pot, y0, y1, y2, y3):
                continue
            z0 = y0
            z1 = y1
            z2 = y2
            z3 = y3
            if pot is not None:
                z0 = y0 + pot[4 * head]
                z1 = y1 + pot[4 * head + 1]
                z2 = y2 + pot[4 * head + 2]
                z3 = y3 + pot[4 * head + 3]
            if front_covers(rooms, goal, space + AFAR, front, least, pot, z0, z1, z2, z3):
                continue
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
            worth[row + 3] = y3
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
    state[SHOWN] = level
    state[USED] = used
    state[MADE] = made
    state[GROWN] = grown
    state[QUEUED] = queued
    return status
