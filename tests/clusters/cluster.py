"""Scenarios, and the cluster that each gets."""

import collections
import os
import signal

from nodes import COOKIE, Failed, Node

# The kinds of the nodes, in their order, over and over.
MIXES = ("erl,kith", "kith,erl", "kith", "kith,kith,erl", "kith,iex,erl")
# Of six and seven nodes, which take their time.
MIXES_OF_MANY = ("kith,iex,erl", "erl,kith")

Scenario = collections.namedtuple("Scenario", "function size flags mixes")
SCENARIOS = []
# With it, those who report one by one what they have lost lose each other, too.
OVERLAPPING = ("-kernel", "prevent_overlapping_partitions", "false")


def scenario(size, flags=(), mixes=MIXES):
    """Marks a function that is run on clusters of so many nodes, all connected at first."""
    def mark(function):
        SCENARIOS.append(Scenario(function, size, list(flags), mixes))
        return function
    return mark


def seed():
    """Of what is random in a scenario."""
    return int(os.environ.get("KITH_SEED", "1"))


def atoms(names):
    return "[" + ", ".join(f"'{name}'" for name in names) + "]"


class Cluster:
    """`kinds` tells what the nodes are, in the order of their names; those added go on with it."""

    def __init__(self, place, kinds, size, flags):
        self.place, self.kinds, self.flags = place, kinds, flags
        self.nodes = []
        try:
            self.nodes = [self.new(i) for i in range(size)]
            for n in self.nodes:
                n.ready()
            for n in self.nodes[1:]:
                n.must(f"net_kernel:connect_node('{self.nodes[0].name}')")
            self.await_mesh()
        except Failed:
            self.end()
            raise

    def new(self, number, flags=()):
        kind = self.kinds[number % len(self.kinds)]
        return Node(self.place, kind, "abcdefghijklmnopqrstuvwxyz"[number],
                    [*self.flags, *flags])

    def add(self, flags=()):
        """Starts one more node, which knows nobody yet."""
        return self.add_many(1, flags)[0]

    def add_many(self, count, flags=()):
        """Starts so many, which know nobody yet."""
        fresh = [self.new(len(self.nodes) + i, flags) for i in range(count)]
        self.nodes += fresh
        for n in fresh:
            n.ready()
        return fresh

    def restart(self, old):
        """The same node anew, once it has ended."""
        number = self.nodes.index(old)
        self.nodes[number] = self.new(number)
        self.nodes[number].ready()
        return self.nodes[number]

    def await_mesh(self, nodes=None):
        """Until each sees all others, and global is through with them."""
        nodes = nodes or self.nodes
        for n in nodes:
            others = sorted(o.name for o in nodes if o is not n)
            n.await_(f"lists:sort(nodes()) =:= {atoms(others)}")
            n.must("global:sync()", "ok")

    def part(self, one, other):
        """No node of the one side can be connected to one of the other: their cookies differ.
        For scenarios with OVERLAPPING."""
        for n in one:
            n.must("lists:all(fun(N) -> erlang:set_cookie(N, parted) end, "
                   f"{atoms(o.name for o in other)})")
        for n in one + other:
            away = other if n in one else one
            n.must(f"[erlang:disconnect_node(N) || N <- {atoms(o.name for o in away)}], ok", "ok")
        self.await_mesh(one)
        self.await_mesh(other)

    def heal(self, one, other):
        """The cookies are equal again, and all connect. An attempt that begins before the other side's
        last one was refused gives way to that one and fails with it, with OTP's nodes alone too: so
        it is made until it succeeds."""
        for n in one:
            n.must(f"lists:all(fun(N) -> erlang:set_cookie(N, {COOKIE}) end, "
                   f"{atoms(o.name for o in other)})")
        for n in one:
            n.await_(f"lists:all(fun net_kernel:connect_node/1, {atoms(o.name for o in other)})")
        self.await_mesh(one + other)

    def end(self):
        for n in self.nodes:
            n.end(signal.SIGKILL)
