"""The curves: what is measured, at which sizes, and how it is drawn."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Curve:
    name: str           # as the programs call it
    title: str
    size: str           # what N counts
    value: str          # what the figure is, with its unit
    unit: float         # the unit in seconds (or bytes)
    largest: int
    smallest: int = 1
    each: bool = False  # the figure is divided by N
    alone: bool = False  # each size in a program of its own

    def sizes(self, limit):
        powers = [10**k for k in range(9)]
        return [n for n in powers if self.smallest <= n <= min(self.largest, limit)]

    def scaled(self, n, figure):
        return figure / self.unit / (n if self.each else 1)


NS, US, MS = 1e-9, 1e-6, 1e-3
MILLION = 10**6

CURVES = [
    Curve("ring", "A token in a ring", "processes in the ring", "ns per hop", NS, MILLION),
    Curve("spawn", "Processes start, send a message, and end", "processes at once",
          "ns per process", NS, MILLION, each=True),
    Curve("memory", "Memory of processes that wait", "processes", "bytes per process", 1, MILLION,
          smallest=1000, alone=True),
    Curve("calls", "gen_server:call, with unread messages", "unread messages of the caller",
          "ns per call", NS, MILLION),
    Curve("fresh_reference", "Receiving the newest message by its fresh reference",
          "unread messages before it", "ns per message", NS, MILLION),
    Curve("oldest", "Receiving the oldest of many messages", "messages waiting",
          "ns per message", NS, MILLION),
    Curve("binary_near", "A binary to a process and back", "bytes", "µs per round trip", US,
          10 * MILLION),
    Curve("list_near", "A list of integers to a process and back", "elements",
          "µs per round trip", US, MILLION),
    Curve("binary_far", "A binary to another node and back (loopback)", "bytes",
          "µs per round trip", US, 10 * MILLION),
    Curve("list_far", "A list of integers to another node and back (loopback)", "elements",
          "µs per round trip", US, MILLION),
    Curve("monitors", "A process ends: until all that monitor it have heard",
          "processes that monitor it", "ns per monitor", NS, MILLION // 10, each=True),
    Curve("links", "A process ends: until all that are linked to it have heard",
          "processes linked to it", "ns per link", NS, MILLION // 10, each=True),
    Curve("timers", "Arming timers, then cancelling them", "timers armed", "ns per timer", NS,
          MILLION, each=True),
    Curve("encode_list", "term_to_binary of a list of integers", "elements", "ns per element", NS,
          MILLION, each=True),
    Curve("decode_list", "binary_to_term of a list of integers", "elements", "ns per element", NS,
          MILLION, each=True),
    Curve("encode_map", "term_to_binary of a map of integers", "pairs", "ns per pair", NS, MILLION,
          each=True),
    Curve("decode_map", "binary_to_term of a map of integers", "pairs", "ns per pair", NS, MILLION,
          each=True),
]
FAR = {"binary_far", "list_far"}

MESH = Curve("mesh", "Nodes join one, until each sees all",
             "nodes, each a program (OTP up to 20, for their memory)", "ms", MS, 200, smallest=2)
# Of a cluster that stands; its nodes are in one program, or in the simulator.
IN_CLUSTERS = [
    MESH,
    Curve("names", "A global name, registered and unregistered", "nodes", "ms", MS, 200, smallest=2),
    Curve("groups", "A process joins a group and leaves it: until all nodes have heard", "nodes",
          "ms", MS, 200, smallest=2),
]
SOCKET_SIZES = [2, 5, 10, 20, 50, 100]
SIMULATED_SIZES = [*SOCKET_SIZES, 200]
MESH_SIZE_OTP_MAX = 20  # an erl takes some 40 MB

# Not drawn, but a table: so many pairs of processes that talk, on so many processors.
PAIRS = Curve("pairs", "", "pairs", "round trips/s", 1, 100, smallest=100)
