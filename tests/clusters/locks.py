"""Global locks, on clusters of any kinds of nodes."""

import signal

from cluster import OVERLAPPING, atoms, scenario

TIMES = 6


def contend(c):
    """All nodes want one lock; a witness sees who has it when."""
    names = atoms(n.name for n in c.nodes)
    c.nodes[0].must("W = cluster_node:witness(), global:register_name(witness, W)", "yes")
    for n in c.nodes:
        n.await_("is_pid(global:whereis_name(witness))")
    for n in c.nodes:
        n.tell(f"cluster_node:contend(global:whereis_name(witness), wanted, {names}, {TIMES})")
    for n in c.nodes:
        n.expect("done")
    c.nodes[0].must("cluster_node:overlaps(W)", f"{{{TIMES * len(c.nodes)},[]}}")


@scenario(3)
def a_lock_that_all_want_is_never_held_twice(c):
    contend(c)


@scenario(3)
def a_lock_is_free_when_its_holder_is_killed_gives_it_up_or_loses_its_node(c):
    a, b, d = c.nodes
    for n, name in ((a, "killed"), (b, "given_up"), (d, "gone")):
        n.must("H = cluster_node:holder(), "
               f"cluster_node:ask(H, global, set_lock, [{{{{l, {name}}}, H}}])")
    for n, name in ((b, "killed"), (a, "given_up"), (a, "gone")):
        n.must(f"global:set_lock({{{{l, {name}}}, self()}}, [node() | nodes()], 0)", "false")
    a.must("exit(H, kill)")
    b.must("cluster_node:ask(H, global, del_lock, [{{l, given_up}, H}])")
    d.end()
    for n, name in ((b, "killed"), (a, "given_up"), (a, "gone")):
        n.await_(f"global:set_lock({{{{l, {name}}}, self()}}, [node() | nodes()], 0)")
        n.must(f"global:del_lock({{{{l, {name}}}, self()}})")


@scenario(3)
def a_lock_is_had_again_by_whoever_has_it_and_is_not_counted(c):
    a, b, _ = c.nodes
    a.must("global:set_lock({again, me})")
    a.must("global:set_lock({again, me})")
    b.must("global:set_lock({again, me}, [node() | nodes()], 0)")  # the same requester
    b.must("global:set_lock({again, other}, [node() | nodes()], 0)", "false")
    a.must("global:del_lock({again, me})")
    b.must("global:set_lock({again, other}, [node() | nodes()], 0)", "false")
    b.must("global:del_lock({again, me})")
    a.must("global:set_lock({again, other}, [node() | nodes()], 0)")
    a.must("global:del_lock({again, other})")


@scenario(3, flags=["-kernel", "net_ticktime", "4"])
def a_lock_of_a_node_that_is_stopped_is_free_once_the_node_counts_as_lost(c):
    a, b, d = c.nodes
    d.must("H = cluster_node:holder(), cluster_node:ask(H, global, set_lock, [{frozen, H}])")
    a.must("global:set_lock({frozen, self()}, [node() | nodes()], 0)", "false")
    d.end(signal.SIGSTOP)
    for n in (a, b):
        n.await_("length(nodes()) =:= 1")
    a.await_("global:set_lock({frozen, self()}, [node() | nodes()], 0)")
    b.must("global:set_lock({frozen, self()}, [node() | nodes()], 0)", "false")
    d.end()


@scenario(4, OVERLAPPING)
def a_lock_may_be_held_on_both_sides_of_a_partition_and_by_one_after_it(c):
    one, other = c.nodes[:2], c.nodes[2:]
    c.part(one, other)
    for n in (one[0], other[0]):
        n.must("H = cluster_node:holder(), cluster_node:ask(H, global, set_lock, [{side, H}])")
    c.heal(one, other)
    one[1].must("global:set_lock({side, self()}, [node() | nodes()], 0)", "false")
    for n in (one[0], other[0]):
        n.must("exit(H, kill)")
    one[1].await_("global:set_lock({side, self()}, [node() | nodes()], 0)")
    other[1].must("global:set_lock({side, self()}, [node() | nodes()], 0)", "false")
