"""Knows the largest flow through a network of whole numbers, and which side of its narrowest cut a node stands on.

Must not know what flows.
"""

from __future__ import annotations

from collections import deque


class Network:
    """Nodes 0, 1, 2 … joined by arcs that each have room for a whole number. Flow stays where it was pushed, so a
    network can be widened and pushed again.

    The algorithm is Dinitz's (1970): breadth first for the distances, then depth first along shortest paths.
    """

    __slots__ = ("_arcs", "_heads", "_room")

    def __init__(self) -> None:
        self._arcs: list[list[int]] = []
        self._heads: list[int] = []
        self._room: list[int] = []

    def add(self) -> int:
        """A new node."""
        self._arcs.append([])
        return len(self._arcs) - 1

    def join(self, tail: int, head: int, room: int) -> int:
        """A new arc; its way back is the next number."""
        arc = len(self._heads)
        self._heads += (head, tail)
        self._room += (room, 0)
        self._arcs[tail].append(arc)
        self._arcs[head].append(arc + 1)
        return arc

    def widen(self, arc: int, by: int) -> None:
        """Give an arc more room (less where `by` is negative; never less than flows in it)."""
        self._room[arc] += by

    def flows(self, arc: int) -> int:
        """How much flows in an arc."""
        return self._room[arc + 1]

    def push(self, source: int, sink: int) -> int:
        """Push as much as still goes from source to sink; how much that was."""
        pushed = 0
        while (far := self._measure(source, sink))[sink] >= 0:
            pushed += self._fill(source, sink, far)
        return pushed

    def _measure(self, source: int, sink: int) -> list[int]:
        """Each node's distance from the source, -1 where none was found before the sink."""
        heads, room, arcs = self._heads, self._room, self._arcs
        far = [-1] * len(arcs)
        far[source] = 0
        queue = deque((source,))
        while queue and far[sink] < 0:
            node = queue.popleft()
            for arc in arcs[node]:
                head = heads[arc]
                if room[arc] and far[head] < 0:
                    far[head] = far[node] + 1
                    queue.append(head)
        return far

    def _fill(self, source: int, sink: int, far: list[int]) -> int:
        heads, room, arcs = self._heads, self._room, self._arcs
        turn = [0] * len(arcs)
        path: list[int] = []
        node, pushed = source, 0
        while True:
            if node == sink:
                by = min(room[arc] for arc in path)
                for arc in path:
                    room[arc] -= by
                    room[arc ^ 1] += by
                pushed += by
                keep = next(n for n, arc in enumerate(path) if not room[arc])
                node = heads[path[keep] ^ 1]
                del path[keep:]
                continue
            there = arcs[node]
            while turn[node] < len(there):
                arc = there[turn[node]]
                if room[arc] and far[heads[arc]] == far[node] + 1:
                    path.append(arc)
                    node = heads[arc]
                    break
                turn[node] += 1
            else:
                if not path:
                    return pushed
                node = heads[path.pop() ^ 1]
                turn[node] += 1

    def find_source_side(self, source: int) -> list[bool]:
        """Which nodes can still be reached from the source: the smallest source side of a narrowest cut."""
        return self._spread(source, 0)

    def find_sink_side(self, sink: int) -> list[bool]:
        """Which nodes can still reach the sink: the smallest sink side of a narrowest cut."""
        return self._spread(sink, 1)

    def _spread(self, start: int, back: int) -> list[bool]:
        found = [False] * len(self._arcs)
        found[start] = True
        queue = [start]
        while queue:
            for arc in self._arcs[queue.pop()]:
                head = self._heads[arc]
                if not found[head] and self._room[arc ^ back]:
                    found[head] = True
                    queue.append(head)
        return found
