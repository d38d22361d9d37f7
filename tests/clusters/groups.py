"""Process groups, on clusters of any kinds of nodes."""

import signal

from cluster import OVERLAPPING, scenario

TICKING = ("-kernel", "net_ticktime", "4")


def start(nodes):
    for n in nodes:
        n.must("is_pid(element(2, pg:start(s)))")


def join(node, group, count=1):
    """A process of the node joins so many times; it is bound to the name of the group."""
    name = group.capitalize()
    node.must(f"{name} = cluster_node:holder(), pg:join(s, {group}, lists:duplicate({count}, "
              f"{name}))", "ok")


def await_members(nodes, group, wanted):
    """Until each of the nodes has as many members of the group on each node as it says."""
    counts = ", ".join(sorted(f"{{'{n.name}', {count}}}" for n, count in wanted.items() if count))
    for n in nodes:
        n.await_(f"lists:sort(maps:to_list(lists:foldl(fun(P, M) -> "
                 f"maps:update_with(node(P), fun(C) -> C + 1 end, 1, M) end, #{{}}, "
                 f"pg:get_members(s, {group})))) =:= [{counts}]")


@scenario(3)
def groups_are_the_same_on_all_after_joins_and_leaves(c):
    a, b, d = c.nodes
    start(c.nodes)
    join(a, "one", 2)
    join(b, "one")
    join(d, "two", 3)
    await_members(c.nodes, "one", {a: 2, b: 1})
    await_members(c.nodes, "two", {d: 3})
    for n in c.nodes:
        n.must("lists:sort(pg:which_groups(s))", "[one,two]")
    a.must("length(pg:get_local_members(s, one))", "2")
    d.must("pg:get_local_members(s, one)", "[]")
    a.must("pg:leave(s, one, One)", "ok")
    d.must("pg:leave(s, two, [Two, Two, Two])", "ok")
    await_members(c.nodes, "one", {a: 1, b: 1})
    for n in c.nodes:
        n.await_("pg:which_groups(s) =:= [one]")
    a.must("pg:leave(s, two, One)", "not_joined")
    a.must("try pg:join(s, one, hd([P || P <- pg:get_members(s, one), node(P) =/= node()])) "
           "catch error:{nolocal, _} -> nolocal end", "nolocal")


@scenario(3)
def members_go_with_their_processes_scopes_and_nodes(c):
    a, b, d = c.nodes
    start(c.nodes)
    for n in c.nodes:
        join(n, "all", 2)
    await_members(c.nodes, "all", {a: 2, b: 2, d: 2})
    a.must("exit(All, kill)")
    await_members(c.nodes, "all", {b: 2, d: 2})
    b.must("exit(whereis(s), kill)")
    await_members([a, d], "all", {d: 2})
    b.await_("whereis(s) =:= undefined")
    start([b])
    await_members(c.nodes, "all", {d: 2})
    b.must("pg:join(s, all, All)", "ok")
    await_members(c.nodes, "all", {b: 1, d: 2})
    d.end()
    await_members([a, b], "all", {b: 1})
    d = c.restart(d)
    d.must(f"net_kernel:connect_node('{a.name}')")
    c.await_mesh()
    start([d])
    join(d, "all")
    await_members(c.nodes, "all", {b: 1, d: 1})


@scenario(3)
def a_newcomer_learns_all_groups_and_all_learn_its_own(c):
    a, b, d = c.nodes
    start(c.nodes)
    join(a, "old")
    join(d, "old")
    late = c.add()
    start([late])
    join(late, "old", 2)
    join(late, "new")
    late.must(f"net_kernel:connect_node('{b.name}')")
    c.await_mesh()
    await_members(c.nodes, "old", {a: 1, d: 1, late: 2})
    await_members(c.nodes, "new", {late: 1})


@scenario(3)
def a_scope_tells_those_who_watch_it_what_changes(c):
    a, b, d = c.nodes
    start(c.nodes)
    join(b, "seen")
    await_members(c.nodes, "seen", {b: 1})
    a.must("R = cluster_node:recorder(), "
           "case cluster_node:record(R, {pg, monitor_scope, [s]}) of "
           "{Ref, #{seen := [_]}} when is_reference(Ref) -> true; _ -> false end")
    join(d, "other", 2)
    a.await_("case cluster_node:recorded(R) of [{Ref, join, other, [P, P]}] -> "
             f"node(P) =:= '{d.name}'; _ -> false end")
    b.must("pg:leave(s, seen, Seen)", "ok")
    a.await_("case cluster_node:recorded(R) of [_, {Ref, leave, seen, [_]}] -> true; "
             "_ -> false end")
    d.end()
    a.await_("case cluster_node:recorded(R) of [_, _, {Ref, leave, other, [_, _]}] -> true; "
             "_ -> false end")


@scenario(4, OVERLAPPING)
def views_shrink_to_the_sides_of_a_partition_and_are_whole_after_it(c):
    one, other = c.nodes[:2], c.nodes[2:]
    start(c.nodes)
    for n in c.nodes:
        join(n, "split")
    await_members(c.nodes, "split", {n: 1 for n in c.nodes})
    c.part(one, other)
    await_members(one, "split", {n: 1 for n in one})
    await_members(other, "split", {n: 1 for n in other})
    one[0].must("pg:leave(s, split, Split)", "ok")
    other[0].must("pg:join(s, split, [Split, Split])", "ok")
    join(other[1], "fresh")
    await_members(other, "split", {other[0]: 3, other[1]: 1})
    c.heal(one, other)
    await_members(c.nodes, "split", {one[1]: 1, other[0]: 3, other[1]: 1})
    await_members(c.nodes, "fresh", {other[1]: 1})


@scenario(3, TICKING)
def members_of_a_node_that_is_stopped_go_and_come_back_with_it(c):
    a, b, d = c.nodes
    start(c.nodes)
    join(d, "frozen")
    await_members(c.nodes, "frozen", {d: 1})
    d.end(signal.SIGSTOP)
    await_members([a, b], "frozen", {})
    d.end(signal.SIGCONT)
    d.await_("nodes() =:= []")
    d.must(f"net_kernel:connect_node('{a.name}')")
    c.await_mesh()
    await_members(c.nodes, "frozen", {d: 1})
