"""The cases of OTP's global_SUITE between nodes of different kinds, but for those that look into
OTP's own server. `names.py`, `locks.py` and `many.py` tell more."""

from cluster import COOKIE, OVERLAPPING, atoms, scenario
from many import await_owner

MIXES = ("erl,kith", "kith,erl")


def connect(one, other):
    one.must(f"net_kernel:connect_node('{other.name}')")


def cut(one, other):
    """They alone cannot be connected. For scenarios with OVERLAPPING."""
    one.must(f"erlang:set_cookie('{other.name}', parted)")
    one.must(f"erlang:disconnect_node('{other.name}'), nodes() -- ['{other.name}'] =:= nodes()")
    other.await_(f"not lists:member('{one.name}', nodes())")


def mend(one, other):
    one.must(f"erlang:set_cookie('{other.name}', {COOKIE})")
    connect(one, other)
    other.await_(f"lists:member('{one.name}', nodes())")


def register(node, name, wanted="yes"):
    """A new process of the node, bound to the name, which begins with a capital there."""
    node.must(f"{name.capitalize()} = cluster_node:recorder(), "
              f"global:register_name({name}, {name.capitalize()})", wanted)


def await_names(nodes, names):
    for n in nodes:
        n.await_(f"lists:sort(global:registered_names()) =:= [{','.join(sorted(names))}]")


def await_one_owner(nodes, name):
    """Until all find the name at one process; returns its text."""
    all_of = atoms(n.name for n in nodes)
    nodes[0].await_(f"case rpc:multicall({all_of}, global, whereis_name, [{name}]) of "
                    "{[P | Rest], []} when is_pid(P) -> lists:usort(Rest) -- [P] =:= []; "
                    "_ -> false end")


def locks_at_once(node, lock, wanted, nodes="[node() | nodes()]"):
    node.must(f"global:set_lock({{{lock}, self()}}, {nodes}, 0)", wanted)


@scenario(4, mixes=MIXES)
def global_SUITE_names(c):
    a, b, d, e = c.nodes
    register(a, "test")
    await_owner(c.nodes, "test", a)
    for n in (b, d):
        n.must("global:register_name(test, self())", "no")
    a.must("exit(Test, kill)")
    await_owner(c.nodes, "test", None)
    register(b, "test")
    d.must("R = cluster_node:recorder(), global:re_register_name(test, R)", "yes")
    await_owner(c.nodes, "test", d)
    a.must("is_pid(global:send(test, hello))")
    d.await_("cluster_node:recorded(R) =:= [hello]")
    a.must("global:unregister_name(test), global:whereis_name(test)", "undefined")
    await_owner(c.nodes, "test", None)
    register(e, "test")
    await_owner(c.nodes, "test", e)
    e.end()
    await_owner([a, b, d], "test", None)


@scenario(2, mixes=MIXES)
def global_SUITE_names_hidden_and_locks_hidden(c):
    a, b = c.nodes
    hidden = c.add_many(2, ["-hidden"])
    for h in hidden:
        connect(a, h)
        connect(h, b)
        h.await_("length(nodes(hidden)) =:= 2 andalso nodes() =:= []")
    register(a, "test")
    await_owner([a, b], "test", a)
    a.must("L = cluster_node:holder(), cluster_node:ask(L, global, set_lock, [{lock, me}])")
    locks_at_once(b, "lock", "false")
    for h in hidden:
        h.must("global:whereis_name(test)", "undefined")
        register(h, "test")
        locks_at_once(h, "lock", "true")
    await_owner([a, b], "test", a)


@scenario(3, mixes=MIXES)
def global_SUITE_locks(c):
    a, b, d = c.nodes
    for n, lock in zip(c.nodes, ("one", "two", "three")):
        n.must("H = cluster_node:holder(), "
               f"cluster_node:ask(H, global, set_lock, [{{{lock}, H}}])")
    for n in c.nodes:
        for lock in ("one", "two", "three"):
            locks_at_once(n, lock, "false")
    # On some nodes only: elsewhere it is free.
    a.must(f"cluster_node:ask(H, global, set_lock, [{{some, H}}, {atoms((a.name, b.name))}])")
    locks_at_once(d, "some", "true", "[node()]")
    locks_at_once(d, "some", "false")
    # One requester, wherever it is.
    d.must("global:del_lock({some, self()}, [node()])")
    a.must("P = H, is_pid(P)")
    a.must("global:register_name(holder, H)", "yes")
    d.must("P = global:whereis_name(holder), global:set_lock({one, P}, [node() | nodes()], 0)")
    a.must("cluster_node:ask(H, global, del_lock, [{one, H}])")
    locks_at_once(b, "one", "false")
    d.must("global:del_lock({one, P})")
    b.await_("global:set_lock({one, self()}, [node() | nodes()], 0)")


@scenario(2, mixes=MIXES)
def global_SUITE_bad_input(c):
    calls = ("register_name(a, 1)", "register_name(a, self(), 1)", "re_register_name(a, 1)",
             "set_lock(1)", "set_lock({1, 1}, [node()], -1)", "set_lock({1, 1}, not_nodes)",
             "del_lock(1)", "trans(1, 2)", "trans({1, 1}, {2})", "unregister_name(nobody)",
             "send(nobody, 1)", "whereis_name({any, term})")
    for call in calls:
        said = []
        for n in c.nodes:
            n.tell(f"(fun() -> try global:{call} catch C:{{R, _}} -> {{C, R}}; C:R -> {{C, R}} end "
                   "end)()")
            said.append(n.take(30))
        if said[0] != said[1]:
            c.nodes[0].must(f"{{global:{call}, differs}}", f"{said}")
    for n in c.nodes:
        n.must("global:registered_names()", "[]")
    locks_at_once(c.nodes[0], "free", "true")
    register(c.nodes[1], "still")
    await_owner(c.nodes, "still", c.nodes[1])


@scenario(3, mixes=MIXES)
def global_SUITE_names_and_locks(c):
    a, b, d = c.nodes
    a.must("H = cluster_node:holder(), cluster_node:ask(H, global, set_lock, [{test, H}])")
    register(b, "test")
    await_owner(c.nodes, "test", b)
    locks_at_once(d, "test", "false")
    a.must("exit(H, kill)")
    b.must("exit(Test, kill)")
    await_owner(c.nodes, "test", None)
    d.await_("global:set_lock({test, self()}, [node() | nodes()], 0)")


@scenario(3, mixes=MIXES)
def global_SUITE_lock_die(c):
    a, b, d = c.nodes
    a.must("H = cluster_node:holder(), cluster_node:ask(H, global, set_lock, [{one, other}])")
    locks_at_once(b, "one", "false")
    a.must("exit(H, kill)")
    b.await_("global:set_lock({one, self()}, [node() | nodes()], 0)")
    d.must("H = cluster_node:holder(), cluster_node:ask(H, global, set_lock, [{two, H}])")
    locks_at_once(a, "two", "false")
    d.end()
    a.await_("global:set_lock({two, self()}, [node() | nodes()], 0)")


@scenario(3, mixes=MIXES)
def global_SUITE_name_die(c):
    a, b, d = c.nodes
    # Of a process of another node; what it dies of is no matter.
    for i, reason in enumerate(("kill", "normal", "shutdown")):
        a.must(f"P{i} = cluster_node:holder(), register(h{i}, P{i})")
        b.must(f"global:register_name(n{i}, rpc:call('{a.name}', erlang, whereis, [h{i}]))", "yes")
        await_owner(c.nodes, f"n{i}", a)
        a.must(f"P{i} ! {{exit, {reason}}}, ok", "ok")
        await_owner(c.nodes, f"n{i}", None)
    register(d, "test")
    d.end()
    await_owner([a, b], "test", None)


@scenario(3, OVERLAPPING, MIXES)
def global_SUITE_basic_partition(c):
    a, b, d = c.nodes
    c.part([a], [b, d])
    register(a, "one")
    register(b, "two")
    await_names([a], ["one"])
    await_names([b, d], ["two"])
    c.heal([a], [b, d])
    await_names(c.nodes, ["one", "two"])


@scenario(6, OVERLAPPING, MIXES)
def global_SUITE_advanced_partition(c):
    a, b, d, e, f, g = c.nodes
    c.part([a, b, d], [e, f, g])
    for n, name in ((a, "one"), (d, "two"), (e, "three"), (g, "four")):
        register(n, name)
    for n in (b, f):
        register(n, "both")
    c.heal([a, b, d], [e, f, g])
    await_names(c.nodes, ["one", "two", "three", "four", "both"])
    await_owner(c.nodes, "both", b)
    # In another shape, and names are given up meanwhile.
    c.part([a, e], [b, d, f, g])
    a.must("global:unregister_name(one), ok", "ok")
    g.must("exit(Four, kill)")
    await_names([a, e], ["three"])
    await_names([b, d, f, g], ["both", "two"])
    register(e, "five")
    register(d, "five")
    c.heal([a, e], [b, d, f, g])
    await_names(c.nodes, ["three", "both", "two", "five"])
    await_owner(c.nodes, "five", d)


@scenario(4, OVERLAPPING, MIXES)
def global_SUITE_stress_partition(c):
    a, b, d, e = c.nodes
    for n in c.nodes:
        short = n.name.split("@")[0]
        n.must(f"C = cluster_node:churn([of_{short}, shared]), is_pid(C)")
    for one, other in (([a, b], [d, e]), ([a, d], [b, e]), ([a], [b, d, e])):
        c.part(one, other)
        c.heal(one, other)
    for n in c.nodes:
        n.must("cluster_node:quiet(C)", "ok")
    register(a, "shared")
    await_names(c.nodes, ["shared"])
    await_owner(c.nodes, "shared", a)


def come_together(c, count, is_ring):
    """All have the name when they connect, all at once."""
    nodes = c.add_many(count)
    for n in nodes:
        register(n, "test")
    pairs = list(zip(nodes, nodes[1:] + (nodes[:1] if is_ring else [])))
    for one, other in pairs:
        one.tell(f"net_kernel:connect_node('{other.name}')")
    for one, _ in pairs:
        one.expect("true")
    c.await_mesh()
    await_one_owner(nodes, "test")
    nodes[0].must("global:unregister_name(test), ok", "ok")
    await_names(nodes, [])


@scenario(0, mixes=MIXES)
def global_SUITE_simple_ring(c):
    come_together(c, 3, True)


@scenario(0, mixes=MIXES)
def global_SUITE_simple_line(c):
    come_together(c, 3, False)


@scenario(0, mixes=MIXES)
def global_SUITE_ring(c):
    come_together(c, 6, True)


@scenario(0, mixes=MIXES)
def global_SUITE_line(c):
    come_together(c, 6, False)


@scenario(0, mixes=MIXES)
def global_SUITE_many_nodes(c):
    nodes = c.add_many(7)
    names = [f"of_{n.name.split('@')[0]}" for n in nodes]
    for n, name in zip(nodes, names):
        register(n, name)
    for n in nodes[1:]:
        n.tell(f"net_kernel:connect_node('{nodes[0].name}')")
    for n in nodes[1:]:
        n.expect("true")
    c.await_mesh()
    await_names(nodes, names)


@scenario(3, mixes=MIXES)
def global_SUITE_otp_1849(c):
    a, b, d = c.nodes
    for n in (a, b):
        n.must("H = cluster_node:holder(), cluster_node:ask(H, global, set_lock, [{res, both}])")
    locks_at_once(d, "res", "false")
    a.must("exit(H, kill)")
    locks_at_once(d, "res", "false")
    b.must("exit(H, kill)")
    d.await_("global:set_lock({res, self()}, [node() | nodes()], 0)")


@scenario(2, mixes=MIXES)
def global_SUITE_otp_5640(c):
    a, b = c.nodes
    register(a, "first")
    a.must("global:register_name(second, First)", "no")
    b.must("global:register_name(second, global:whereis_name(first))", "no")
    await_names(c.nodes, ["first"])
    a.must("exit(First, kill)")
    await_names(c.nodes, [])


@scenario(2, mixes=MIXES)
def global_SUITE_otp_5737(c):
    a, b = c.nodes
    for n in c.nodes:
        n.must("global:set_lock({res, me}, [], 0)")
    a.must("H = cluster_node:holder(), cluster_node:ask(H, global, set_lock, [{res, H}])")
    for n in c.nodes:
        locks_at_once(n, "res", "false")
        n.must("global:trans({res, self()}, fun() -> done end, [node() | nodes()], 0)", "aborted")
    a.must("exit(H, kill)")
    for n in c.nodes:
        n.await_("global:trans({res, self()}, fun() -> done end, [node() | nodes()], 0) =:= done")
        n.must("catch global:trans({res, self()}, fun() -> throw(ball) end)", "ball")
    locks_at_once(b, "res", "true")


RESOLVERS = {"none": None, "first": 0, "second": 1, "fails": 1, "locks": 0}


def resolve(c, how, connects):
    """Two nodes that have the name meet; returns them in their order."""
    one, other = c.add_many(2)
    for n in (one, other):
        n.must(f"R = cluster_node:recorder(), "
               f"global:register_name(test, R, fun cluster_node:keeps_{how}/3)", "yes")
    pair = (one, other) if connects == 0 else (other, one)
    pair[0].must(f"net_kernel:connect_node('{pair[1].name}')")
    return one, other


@scenario(0, mixes=MIXES)
def global_SUITE_simple_resolve(c):
    for connects in (0, 1):
        for how, kept in RESOLVERS.items():
            one, other = resolve(c, how, connects)
            c.await_mesh([one, other])
            await_owner([one, other], "test", None if kept is None else (one, other)[kept])
            for n in (one, other):
                n.must("is_process_alive(R)")
                n.end()


@scenario(0, OVERLAPPING, MIXES)
def global_SUITE_simple_resolve3(c):
    """The resolver disconnects the nodes, or ends the other."""
    for connects in (0, 1):
        one, other = resolve(c, "its_own_by_disconnecting", connects)
        for n in (one, other):
            n.await_("nodes() =:= []")
            n.must("is_pid(global:whereis_name(test)) andalso is_process_alive(R)")
            locks_at_once(n, "free", "true")
            n.end()
        one, other = resolve(c, "by_halting_the_second", connects)
        one.await_("nodes() =:= []")
        await_owner([one], "test", one)
        locks_at_once(one, "free", "true")
        for n in (one, other):
            n.end()


@scenario(3, mixes=MIXES)
def global_SUITE_leftover_name(c):
    a, b, d = c.nodes
    register(d, "test")
    await_owner(c.nodes, "test", d)
    for _ in range(3):
        d.end()
        d = c.restart(d)
        connect(d, b)
        await_owner([a, b, d], "test", None)
        register(d, "test")
        await_owner([a, b, d], "test", d)
    d.must("exit(Test, kill)")
    await_owner(c.nodes, "test", None)


@scenario(2, mixes=MIXES)
def global_SUITE_re_register_name(c):
    a, b = c.nodes
    for n in c.nodes:
        n.must("R = cluster_node:recorder(), is_pid(R)")
    for _ in range(10):
        for n in c.nodes:
            n.must("global:re_register_name(test, R)", "yes")
            await_owner(c.nodes, "test", n)
    # Nobody watches who had it.
    a.await_("process_info(R, monitored_by) =:= {monitored_by, []}")
    a.must("exit(R, kill)")
    await_owner(c.nodes, "test", b)


@scenario(3, mixes=MIXES)
def global_SUITE_name_exit(c):
    a, b, d = c.nodes
    b.must("Gone = cluster_node:holder(), register(gone, Gone)")
    a.must(f"Gone = rpc:call('{b.name}', erlang, whereis, [gone]), is_pid(Gone)")
    b.must("exit(Gone, kill), cluster_node:await(fun() -> not is_process_alive(Gone) end)")
    a.must("global:register_name(test, Gone), ok", "ok")
    await_owner(c.nodes, "test", None)
    register(d, "test")
    await_owner(c.nodes, "test", d)


@scenario(2, mixes=MIXES)
def global_SUITE_external_nodes(c):
    a, b = c.nodes
    for h in c.add_many(2, ["-hidden"]):
        connect(h, a)
        h.must("P = cluster_node:holder(), register(it, P)")
        a.must(f"rpc:call('{h.name}', erlang, whereis, [it]) =/= undefined")
        it = f"rpc:call('{h.name}', erlang, whereis, [it])"
        a.must(f"global:register_name_external(test, {it})", "yes")
        await_owner([a, b], "test", h)
        a.must(f"global:register_name_external(test, {it})", "no")
        a.must("global:unregister_name_external(test)", "ok")
        await_owner([a, b], "test", None)
        a.must(f"global:register_name_external(test, {it})", "yes")
        await_owner([a, b], "test", h)
        h.end()
        await_owner([a, b], "test", None)


@scenario(0, mixes=MIXES)
def global_SUITE_sync_0(c):
    nodes = c.add_many(4)
    for i, n in enumerate(nodes):
        register(n, f"n{i}")
    for n in nodes[1:]:
        nodes[0].must(f"net_adm:ping('{n.name}')", "pong")
    nodes[0].must("global:sync()", "ok")
    nodes[0].must("lists:sort(global:registered_names())", "[n0,n1,n2,n3]")
    nodes[0].must(f"global:sync(['{nodes[1].name}'])", "ok")


@scenario(1, mixes=MIXES)
def global_SUITE_register_1(c):
    """A node comes while a name is being registered, which waits for the lock of the names."""
    a, = c.nodes
    a.must("L = cluster_node:holder(), "
           "cluster_node:ask(L, global, set_lock, [{global, L}, [node()]])")
    a.must("R = cluster_node:recorder(), "
           "W = spawn(fun() -> yes = global:register_name(test, R) end), is_pid(W)")
    b = c.add()
    connect(b, a)
    a.must("global:whereis_name(test)", "undefined")
    a.must("cluster_node:ask(L, global, del_lock, [{global, L}, [node()]])")
    await_owner([a, b], "test", a)


@scenario(3, OVERLAPPING, MIXES)
def global_SUITE_both_known_1(c):
    a, b, d = c.nodes
    cut(a, b)
    register(a, "p1")
    register(b, "p2")
    await_names([a], ["p1"])
    await_names([b], ["p2"])
    await_names([d], ["p1", "p2"])
    d.must("L = cluster_node:holder(), cluster_node:ask(L, global, set_lock, [{global, l3}])")
    mend(a, b)
    for n, names in ((a, "[p1]"), (b, "[p2]"), (d, "[p1,p2]")):
        n.must("lists:sort(global:registered_names())", names)
    d.must("exit(L, kill)")
    await_names(c.nodes, ["p1", "p2"])


@scenario(3, OVERLAPPING, MIXES)
def global_SUITE_lost_unregister(c):
    a, b, d = c.nodes
    register(a, "test")
    await_owner(c.nodes, "test", a)
    cut(b, d)
    await_owner(c.nodes, "test", a)
    b.must("global:unregister_name(test), ok", "ok")
    await_owner([a, b], "test", None)
    d.must(f"node(global:whereis_name(test)) =:= '{a.name}'")
    mend(b, d)
    # It comes back to those who had given it up.
    await_owner(c.nodes, "test", a)
    a.must("exit(Test, kill)")
    await_owner(c.nodes, "test", None)


@scenario(4, mixes=MIXES)
def global_SUITE_mass_death(c):
    count = 300
    for n in c.nodes[2:]:
        n.must(f"[yes = global:register_name({{node(), I}}, cluster_node:holder()) "
               f"|| I <- lists:seq(1, {count})], ok", "ok")
    left = c.nodes[:2]
    for n in left:
        n.await_(f"length(global:registered_names()) =:= {2 * count}")
    for n in c.nodes[2:]:
        n.end()
    await_names(left, [])
    register(left[0], "next")
    await_owner(left, "next", left[0])


@scenario(0, OVERLAPPING, MIXES)
def global_SUITE_flaw1(c):
    """Names from before the nodes met, of which one loses a third meanwhile."""
    a, b, d = c.add_many(3)
    connect(a, d)
    c.await_mesh([a, d])
    register(d, "name")
    await_owner([a, d], "name", d)
    connect(a, b)
    c.await_mesh()
    cut(b, d)
    await_owner([a, d], "name", d)
    mend(b, d)
    await_owner(c.nodes, "name", d)
    d.must("exit(Name, kill)")
    await_owner(c.nodes, "name", None)


@scenario(4, mixes=MIXES)
def global_SUITE_lost_connection(c):
    """Whoever is left with whom: no two that share a neighbour are apart."""
    a, b, d, e = c.nodes
    a.must(f"erlang:disconnect_node('{b.name}')")
    for n in c.nodes:
        n.await_("Mine = [node() | nodes()], case rpc:multicall(Mine, erlang, nodes, []) of "
                 "{All, []} -> lists:all(fun(Ns) -> length(Ns) =:= length(Mine) - 1 "
                 "andalso Ns -- Mine =:= [] end, All); _ -> false end")
    for n in c.nodes[1:]:
        connect(n, a)
    c.await_mesh()
    register(b, "again")
    await_owner(c.nodes, "again", b)


@scenario(4, mixes=MIXES)
def global_SUITE_global_disconnect(c):
    for lonely in c.nodes[:2]:
        rest = [n for n in c.nodes if n is not lonely]
        register(lonely, "mine")
        register(rest[0], "theirs")
        gone = atoms(sorted(n.name for n in rest)).replace("'", "").replace(" ", "")
        lonely.must("lists:sort(global:disconnect())", gone)
        lonely.await_("nodes() =:= []")
        c.await_mesh(rest)
        await_names([lonely], ["mine"])
        await_names(rest, ["theirs"])
        connect(lonely, rest[-1])
        c.await_mesh()
        await_names(c.nodes, ["mine", "theirs"])
        lonely.must("exit(Mine, kill)")
        rest[0].must("exit(Theirs, kill)")
        await_names(c.nodes, [])
