"""The cases of OTP's rpc_SUITE and erpc_SUITE between nodes of different kinds: what
`rpc_cases.erl` and `erpc_cases.erl` ask of the functions, on one kind of node, of another. Those
against nodes of OTP 22 are here as far as its protocol goes; rpc_SUITE's off_heap is of the other's
memory."""

import signal

from cluster import scenario

# The first node calls the others.
MIXES = ("erl,kith", "kith,erl")
# Where time is measured beside a long mailbox, which code in Kith's evaluator goes through.
MIXES_OF_FAST_MAILBOX = ("erl,kith",)
# Ways to end a node.
ENDINGS = ("{erlang, halt, []}", "{init, stop, []}")
# Of OTP alone, whose nodes end with rex.
ENDING_OF_ERL = "{rpc_cases, kills, [rex]}"


def names(nodes):
    return [f"'{n.name}'" for n in nodes]


def restart(c, nodes):
    for old in nodes:
        old.end()
        fresh = c.restart(old)
        c.nodes[0].await_(f"not lists:member('{old.name}', nodes())")
        c.nodes[0].must(f"net_kernel:connect_node('{fresh.name}')")
    c.await_mesh()


def case(suite, name, size, mixes=MIXES):
    """One that needs nothing but other nodes: it is told the other, or all others."""
    def function(c):
        others = names(c.nodes[1:])
        told = others[0] if size == 2 else f"[{', '.join(others)}]"
        c.nodes[0].must(f"{suite}_cases:{name}({told})", "ok")
    function.__name__ = f"{suite}_SUITE_{name}"
    scenario(size, mixes=mixes)(function)


for which in ("call", "block_call", "called_dies", "called_throws", "call_benchmark",
              "timeout_limit", "call_old_against_new", "cast_old_against_new"):
    case("rpc", which, 2)
for which in ("multicall", "multicall_dies", "async_call", "multicall_old_against_new"):
    case("rpc", which, 3)
case("rpc", "multicall_timeout", 5)
for which in ("call", "cast", "multicast", "timeout_limit"):
    case("erpc", which, 2)
for which in ("send_request", "send_request_fun"):
    case("erpc", which, 3)
case("erpc", "multicall_recv_opt", 3, MIXES_OF_FAST_MAILBOX)


def case_with_ended(suite, name, size, mixes=MIXES):
    """It is told the others that run, and one that has ended."""
    def function(c):
        *others, ended = c.nodes[1:]
        ended.end()
        c.nodes[0].await_(f"not lists:member('{ended.name}', nodes())")
        c.nodes[0].must(f"{suite}_cases:{name}([{', '.join(names(others))}], '{ended.name}')",
                        "ok")
    function.__name__ = f"{suite}_SUITE_{name}"
    scenario(size, mixes=mixes)(function)


case_with_ended("rpc", "multicall_mix", 4)
case_with_ended("erpc", "multicall", 4)
for which in ("multicall_recv_opt2", "multicall_recv_opt3"):
    case_with_ended("erpc", which, 3, MIXES_OF_FAST_MAILBOX)


def case_in_time(suite, name, size):
    """The one that is called is stopped meanwhile."""
    def function(c):
        a, b = c.nodes[:2]
        b.end(signal.SIGSTOP)
        a.must(f"{suite}_cases:{name}({', '.join(names(c.nodes[1:]))})", "ok")
        b.end(signal.SIGCONT)
        a.must("rpc_cases:sent()", "ok")
    function.__name__ = f"{suite}_SUITE_{name}"
    scenario(size, mixes=MIXES)(function)


for which in ("rpc", "erpc"):
    case_in_time(which, "call_reqtmo", 2)
    case_in_time(which, "multicall_reqtmo", 3)
for which in ("receive", "wait", "check"):
    case_in_time("erpc", f"send_request_{which}_reqtmo", 2)


@scenario(3, mixes=MIXES)
def rpc_SUITE_multicall_node_dies(c):
    for how in ENDINGS:
        others = c.nodes[1:]
        c.nodes[0].must(f"rpc_cases:multicall_node_dies([{', '.join(names(others))}], {how})",
                        "ok")
        restart(c, others)


@scenario(2, mixes=MIXES)
def rpc_SUITE_called_node_dies(c):
    for how in ENDINGS + ((ENDING_OF_ERL,) if c.nodes[1].kind == "erl" else ()):
        c.nodes[0].must(f"rpc_cases:called_node_dies({names(c.nodes)[1]}, {how})", "ok")
        restart(c, c.nodes[1:])
