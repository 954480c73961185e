"""Fronts over the last three of four criteria.

The points of a front lie in blocks of sixteen, one row a criterion. A full
block is split in two at a middle value, each criterion in its turn, so that the
points of a block are close together and a new point finds its block by a walk
down the tree of splits. The extremes of eight blocks stand side by side in a
group: eight blocks at a time are passed over, or the sixteen points of a block
compared, in vector instructions. The compiler does not find these by itself in loops of a fixed
length, so they are spelled out for it; without compilation plain loops give
the same answers. Floating-point searches keep the first criterion in a fourth row
and compare all four.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

from landlink.routing.jit import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

# A room holds eight numbers: where its groups start, how many of them there is
# room for, how many blocks it uses, the root of the tree, its last hit, the
# last hit at the target. Roots and children below zero are blocks (``~i``).
ROOM = 8
START, SPACE, BLOCKS, ROOT, HINT, AFAR = range(6)
GROUP = 64  # three rows of minima, three of maxima, one of places
# Behind the points of a block: how many there are, and the split that made it.
SIZE, PART, VALUE, LEFT, RIGHT = range(5)


def comparison(sign: str, lanes: int) -> Callable[..., Any]:
    """Make a function of (array, place, value) that compares ``lanes`` entries with a value.

    Bit ``i`` of its answer tells whether ``array[place + i] sign value``.
    """
    if config.DISABLE_JIT:  # type: ignore[attr-defined]

        def plain(array: Any, place: int, value: Any) -> int:
            part = array[place : place + lanes]
            hits = part <= value if sign == "<=" else part >= value
            return sum(1 << i for i in range(lanes) if hits[i])

        return plain

    def compiled(typing: Any, array: Any, place: Any, value: Any) -> Any:  # noqa: ARG001
        kind = array.dtype
        whole = isinstance(kind, types.Integer)

        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            number = context.get_value_type(kind)
            row = ir.VectorType(number, lanes)
            data = context.make_array(signature.args[0])(context, builder, values[0]).data
            pointer = builder.bitcast(builder.gep(data, [values[1]]), row.as_pointer())
            entries = builder.load(pointer, align=context.get_abi_sizeof(number))
            one = builder.insert_element(ir.Constant(row, ir.Undefined), values[2], ir.IntType(32)(0))
            same = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
            many = builder.shuffle_vector(one, ir.Constant(row, ir.Undefined), same)
            compare = builder.icmp_signed if whole else builder.fcmp_ordered
            bits = builder.bitcast(compare(sign, entries, many), ir.IntType(lanes))
            return builder.zext(bits, ir.IntType(64))

        return types.int64(array, types.intp, kind), code

    answer: Any = intrinsic(compiled)
    return answer  # type: ignore[no-any-return]


def first_bit() -> Callable[[int], int]:
    """Make a function that returns the place of the lowest bit of a number above zero."""
    if config.DISABLE_JIT:  # type: ignore[attr-defined]

        def plain(bits: int) -> int:
            return (int(bits) & -int(bits)).bit_length() - 1

        return plain

    def compiled(typing: Any, bits: Any) -> Any:  # noqa: ARG001
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:  # noqa: ARG001
            return builder.cttz(values[0], cgutils.true_bit)

        return types.int64(types.int64), code

    answer: Any = intrinsic(compiled)
    return answer  # type: ignore[no-any-return]


at_most_8 = comparison("<=", 8)
at_least_8 = comparison(">=", 8)
at_most_16 = comparison("<=", 16)
at_least_16 = comparison(">=", 16)
lowest_bit = first_bit()


@kernel
def block_width(pot):  # type: ignore[no-untyped-def]
    """Return how many numbers a block of the front holds."""
    if pot is None:
        return 64
    return 80


@kernel
def extra(pot):  # type: ignore[no-untyped-def]
    """Return how many numbers of a block its points take."""
    if pot is None:
        return 48
    return 64


@kernel
def in_block(front, pot, row, p0, q1, q2, q3):  # type: ignore[no-untyped-def]
    """Tell whether a point of a block covers p."""
    hits = at_most_16(front, row, q1) & at_most_16(front, row + 16, q2) & at_most_16(front, row + 32, q3)
    if pot is not None:
        hits &= at_most_16(front, row + 48, p0)
    return hits != 0


@kernel
def front_covers(rooms, room, hint, front, least, pot, p0, p1, p2, p3):  # type: ignore[no-untyped-def]
    """Tell whether a point of the front of a room covers p; note where in ``rooms[hint]``."""
    blocks = rooms[room + BLOCKS]
    if blocks == 0:
        return False
    q1 = front.dtype.type(p1)
    q2 = front.dtype.type(p2)
    q3 = front.dtype.type(p3)
    width = block_width(pot)
    last = width * np.int64(rooms[hint])
    if last > 0 and in_block(front, pot, last, p0, q1, q2, q3):
        return True
    group = GROUP * np.int64(rooms[room + START])
    for low in range(group, group + GROUP * ((blocks + 7) >> 3), GROUP):
        hits = at_most_8(least, low, q1) & at_most_8(least, low + 8, q2) & at_most_8(least, low + 16, q3)
        while hits != 0:
            place = least[low + 48 + lowest_bit(hits)]
            hits &= hits - 1
            row = width * np.int64(place)
            if in_block(front, pot, row, p0, q1, q2, q3):
                rooms[hint] = place
                return True
    return False


@kernel
def settle(front, least, pot, spot, big):  # type: ignore[no-untyped-def]
    """Recompute the extremes of one block."""
    row = block_width(pot) * np.int64(least[spot + 48])
    size = np.int64(front[row + extra(pot) + SIZE])
    for part in range(3):
        small = front.dtype.type(big)
        large = front.dtype.type(-1)
        for i in range(row + 16 * part, row + 16 * part + size):
            small = min(small, front[i])
            large = max(large, front[i])
        least[spot + 8 * part] = small
        least[spot + 24 + 8 * part] = large


@kernel
def thin_front(rooms, room, front, least, pot, big, p1, p2, p3):  # type: ignore[no-untyped-def]
    """Drop the points that p covers in criteria 1 to 3."""
    q1 = front.dtype.type(p1)
    q2 = front.dtype.type(p2)
    q3 = front.dtype.type(p3)
    points = extra(pot)
    group = GROUP * np.int64(rooms[room + START])
    for low in range(group, group + GROUP * ((rooms[room + BLOCKS] + 7) >> 3), GROUP):
        hits = (
            at_least_8(least, low + 24, q1)
            & at_least_8(least, low + 32, q2)
            & at_least_8(least, low + 40, q3)
        )
        while hits != 0:
            spot = low + lowest_bit(hits)
            hits &= hits - 1
            row = block_width(pot) * np.int64(least[spot + 48])
            drops = (
                at_least_16(front, row, q1)
                & at_least_16(front, row + 16, q2)
                & at_least_16(front, row + 32, q3)
            )
            size = np.int64(front[row + points + SIZE])
            drops &= (1 << size) - 1
            if drops == 0:
                continue
            left = size
            for i in range(row + size - 1, row - 1, -1):
                if (front[i] >= q1) & (front[i + 16] >= q2) & (front[i + 32] >= q3):
                    left -= 1
                    for part in range(0, points, 16):
                        front[i + part] = front[row + left + part]
                        front[row + left + part] = big
            front[row + points + SIZE] = left
            settle(front, least, pot, spot, big)


@kernel
def new_block(rooms, room, front, least, pot, used, level, big):  # type: ignore[no-untyped-def]
    """Give a room one more block, empty; return the new level of the groups."""
    blocks = np.int64(rooms[room + BLOCKS])
    if blocks & 7 == 0:
        space = np.int64(rooms[room + SPACE])
        if blocks >> 3 == space:
            low = GROUP * np.int64(rooms[room + START])
            for i in range(GROUP * space):
                least[GROUP * level + i] = least[low + i]
            rooms[room + START] = level
            space = max(2 * space, np.int64(1))
            rooms[room + SPACE] = space
            level += space
        low = GROUP * (np.int64(rooms[room + START]) + (blocks >> 3))
        for i in range(low, low + 24):
            least[i] = big
            least[i + 24] = -1
        for i in range(low + 48, low + 56):
            least[i] = 0
    spot = GROUP * (np.int64(rooms[room + START]) + (blocks >> 3)) + (blocks & 7)
    least[spot + 48] = used
    rooms[room + BLOCKS] = blocks + 1
    row = block_width(pot) * used
    for i in range(row, row + extra(pot)):
        front[i] = big
    front[row + extra(pot) + SIZE] = 0
    return level


@kernel
def spot_of(rooms, room, block):  # type: ignore[no-untyped-def]
    """Return where the extremes of a block of a room are."""
    return GROUP * (np.int64(rooms[room + START]) + (block >> 3)) + (block & 7)


@kernel
def move_above(front, pot, row, new, shift, value, big):  # type: ignore[no-untyped-def]
    """Move the points from ``value`` on in the row at ``shift`` to another block."""
    points = extra(pot)
    left = np.int64(16)
    size = np.int64(0)
    for i in range(row + 15, row - 1, -1):
        if front[i + shift] >= value:
            left -= 1
            for part in range(0, points, 16):
                front[new + size + part] = front[i + part]
                front[i + part] = front[row + left + part]
                front[row + left + part] = big
            size += 1
    front[row + points + SIZE] = left
    front[new + points + SIZE] = size


@kernel
def middle(front, row):  # type: ignore[no-untyped-def]
    """Return the place of a value with about half of sixteen below it, or -1 if all are equal."""
    best = np.int64(0)
    place = np.int64(-1)
    for i in range(row, row + 16):
        below = np.int64(0)
        value = front[i]
        for j in range(row, row + 16):
            below += np.int64(front[j] < value)
        below = min(below, 16 - below)
        if below > best:
            best = below
            place = np.int64(i)
    return place


@kernel
def add_to_front(rooms, room, front, least, pot, used, level, big, p0, p1, p2, p3):  # type: ignore[no-untyped-def]
    """Add a point to a front; return the new levels of blocks and groups."""
    q1 = front.dtype.type(p1)
    q2 = front.dtype.type(p2)
    q3 = front.dtype.type(p3)
    points = extra(pot)
    width = block_width(pot)
    if rooms[room + BLOCKS] == 0:
        level = new_block(rooms, room, front, least, pot, used, level, big)
        used += 1
        rooms[room + ROOT] = -1
    above = np.int64(-1)
    depth = np.int64(0)
    child = np.int64(rooms[room + ROOT])
    while child >= 0:
        split = width * child + points
        part = np.int64(front[split + PART])
        mine = q1
        if part == 1:
            mine = q2
        elif part == 2:
            mine = q3
        above = split + LEFT
        if mine >= front[split + VALUE]:
            above = split + RIGHT
        child = np.int64(front[above])
        depth = part + 1
    block = ~child
    spot = spot_of(rooms, room, block)
    row = width * np.int64(least[spot + 48])
    if front[row + points + SIZE] == 16:
        part = depth % 3
        place = middle(front, row + 16 * part)
        while place < 0:
            part = (part + 1) % 3
            place = middle(front, row + 16 * part)
        value = front[place]
        other = np.int64(rooms[room + BLOCKS])
        level = new_block(rooms, room, front, least, pot, used, level, big)
        new = width * used
        move_above(front, pot, row, new, 16 * part, value, big)
        split = new + points
        front[split + PART] = part
        front[split + VALUE] = value
        front[split + LEFT] = ~block
        front[split + RIGHT] = ~other
        if above < 0:
            rooms[room + ROOT] = used
        else:
            front[above] = used
        used += 1
        spot = spot_of(rooms, room, block)
        settle(front, least, pot, spot, big)
        next_spot = spot_of(rooms, room, other)
        settle(front, least, pot, next_spot, big)
        mine = q1
        if part == 1:
            mine = q2
        elif part == 2:
            mine = q3
        if mine >= value:
            spot = next_spot
            row = new
    size = np.int64(front[row + points + SIZE])
    front[row + points + SIZE] = size + 1
    row += size
    front[row] = q1
    front[row + 16] = q2
    front[row + 32] = q3
    if pot is not None:
        front[row + 48] = p0
    least[spot] = min(least[spot], q1)
    least[spot + 8] = min(least[spot + 8], q2)
    least[spot + 16] = min(least[spot + 16], q3)
    least[spot + 24] = max(least[spot + 24], q1)
    least[spot + 32] = max(least[spot + 32], q2)
    least[spot + 40] = max(least[spot + 40], q3)
    return used, level
