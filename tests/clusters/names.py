"""Global names, on clusters of any kinds of nodes."""

from cluster import OVERLAPPING, scenario


@scenario(3)
def a_name_registered_on_any_node_is_found_on_all(c):
    for i, n in enumerate(c.nodes):
        n.must(f"H{i} = cluster_node:holder(), global:register_name(name{i}, H{i})", "yes")
    for n in c.nodes:
        for i, owner in enumerate(c.nodes):
            n.await_(f"case global:whereis_name(name{i}) of undefined -> false; "
                     f"P -> node(P) =:= '{owner.name}' end")
        n.must("lists:sort(global:registered_names())", "[name0,name1,name2]")
        n.must("global:register_name(name0, self())", "no")


@scenario(3)
def a_name_goes_with_its_process_its_node_or_when_given_up(c):
    a, b, d = c.nodes
    a.must("H = cluster_node:holder(), global:register_name(killed, H)", "yes")
    b.must("H = cluster_node:holder(), global:register_name(given_up, H)", "yes")
    d.must("H = cluster_node:holder(), global:register_name(node_gone, H)", "yes")
    a.must("exit(H, kill)")
    a.must("global:unregister_name(given_up), ok", "ok")
    d.end()
    for n in (a, b):
        for name in ("killed", "given_up", "node_gone"):
            n.await_(f"global:whereis_name({name}) =:= undefined")
    b.must("global:register_name(node_gone, H)", "yes")
    a.await_("is_pid(global:whereis_name(node_gone))")


@scenario(3)
def a_name_is_taken_over_by_re_register_and_reached_by_send(c):
    a, b, d = c.nodes
    a.must("R = cluster_node:recorder(), global:register_name(post, R)", "yes")
    b.must("is_pid(global:send(post, from_b))")
    b.must("R = cluster_node:recorder(), global:re_register_name(post, R)", "yes")
    d.await_(f"node(global:whereis_name(post)) =:= '{b.name}'")
    d.must("is_pid(global:send(post, from_d))")
    a.must("cluster_node:recorded(R)", "[from_b]")
    b.await_("cluster_node:recorded(R) =:= [from_d]")
    a.must("try global:send(nobody, hello) catch error:E -> E; exit:E -> E end",
           "{badarg,{nobody,hello}}")


@scenario(4)
def a_newcomer_is_brought_together_with_all(c):
    for n in c.nodes[:2]:
        n.must(f"H = cluster_node:holder(), global:register_name({n.name.split('@')[0]}, H)",
               "yes")
    one = c.nodes[-1]
    late = c.add()
    # It meets one; global makes it known to the others.
    late.must(f"net_kernel:connect_node('{one.name}')")
    c.await_mesh()
    late.must("global:sync()", "ok")
    for n in c.nodes[:2]:
        late.await_(f"is_pid(global:whereis_name({n.name.split('@')[0]}))")
    late.must("H = cluster_node:holder(), global:register_name(late, H)", "yes")
    for n in c.nodes:
        n.await_("is_pid(global:whereis_name(late))")


@scenario(4, OVERLAPPING)
def a_clash_after_a_partition_is_settled_once_and_the_same_everywhere(c):
    one, other = c.nodes[:2], c.nodes[2:]
    for n in c.nodes:
        n.must("R = cluster_node:recorder(), is_pid(R)")
    c.part(one, other)
    for n, resolver in ((one[0], "first"), (other[0], "first")):
        n.must(f"global:register_name(clash, R, fun cluster_node:{resolver}/3)", "yes")
    one[1].await_(f"node(global:whereis_name(clash)) =:= '{one[0].name}'")
    other[1].await_(f"node(global:whereis_name(clash)) =:= '{other[0].name}'")
    c.heal(one, other)
    for n in c.nodes:
        n.await_(f"node(global:whereis_name(clash)) =:= '{one[0].name}'")
    other[0].await_("cluster_node:recorded(R) =:= [{lost, clash}]")
    one[0].must("cluster_node:recorded(R)", "[]")


@scenario(4, OVERLAPPING)
def the_resolvers_of_global_do_what_they_are_called(c):
    one, other = c.nodes[:2], c.nodes[2:]
    resolvers = ("random_exit_name", "random_notify_name", "notify_all_name")
    c.part(one, other)
    for n in (one[0], other[0]):
        for r in resolvers:
            n.must(f"{'X' + r} = cluster_node:recorder(), "
                   f"global:register_name({r}, {'X' + r}, fun global:{r}/3)", "yes")
    c.heal(one, other)
    for n in c.nodes:
        n.await_("global:whereis_name(notify_all_name) =:= undefined")
        # Not random: the one on the lesser node stays.
        for r in resolvers[:2]:
            n.await_(f"node(global:whereis_name({r})) =:= '{one[0].name}'")
    one[0].must("is_process_alive(Xrandom_exit_name)")
    other[0].await_("not is_process_alive(Xrandom_exit_name)")
    other[0].await_("cluster_node:recorded(Xrandom_notify_name) =:= "
                    "[{global_name_conflict, random_notify_name}]")
    for n, away in ((one[0], other[0]), (other[0], one[0])):
        n.await_("case cluster_node:recorded(Xnotify_all_name) of "
                 "[{global_name_conflict, notify_all_name, P}] -> "
                 f"node(P) =:= '{away.name}'; _ -> false end")


@scenario(4, OVERLAPPING)
def a_resolver_that_fails_keeps_one_and_one_that_picks_nobody_keeps_none(c):
    one, other = c.nodes[:2], c.nodes[2:]
    c.part(one, other)
    for n in (one[0], other[0]):
        for how in ("fails", "nobody"):
            n.must(f"X{how} = cluster_node:holder(), "
                   f"global:register_name({how}, X{how}, fun cluster_node:{how}/3)", "yes")
    c.heal(one, other)
    for n in c.nodes:
        n.await_("global:whereis_name(nobody) =:= undefined")
        n.await_(f"node(global:whereis_name(fails)) =:= '{other[0].name}'")
        n.must("global:sync()", "ok")
    for n in (one[0], other[0]):
        n.must("is_process_alive(Xfails) and is_process_alive(Xnobody)")
    one[1].must("global:register_name(nobody, self())", "yes")
    other[1].await_(f"node(global:whereis_name(nobody)) =:= '{one[1].name}'")
