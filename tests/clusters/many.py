"""Names, locks and groups in clusters of six and seven nodes of any kinds."""

import random
import signal

from cluster import MIXES_OF_MANY, OVERLAPPING, scenario, seed
from groups import TICKING, await_members, start
from locks import contend

STEPS = 200
RESTARTS = 6
GROUPS = ("one", "two", "three")
NAMES = ("red", "green", "blue", "grey")


def await_owner(nodes, name, owner):
    """Until each of the nodes finds the name at that node; at none, without."""
    found = f"node(P) =:= '{owner.name}'" if owner else "false"
    for n in nodes:
        n.await_(f"case global:whereis_name({name}) of undefined -> {str(not owner).lower()}; "
                 f"P -> {found} end")


def take_and_keep(node, lock):
    node.must(f"{lock.capitalize()} = cluster_node:holder(), "
              f"cluster_node:ask({lock.capitalize()}, global, set_lock, [{{{lock}, me}}])")


def try_once(node, lock, wanted):
    node.must(f"global:set_lock({{{lock}, self()}}, [node() | nodes()], 0)", wanted)


@scenario(7, mixes=MIXES_OF_MANY)
def names_of_each_are_found_on_all_and_go_with_their_nodes(c):
    short = [n.name.split("@")[0] for n in c.nodes]
    for n, name in zip(c.nodes, short):
        n.must(f"H = cluster_node:holder(), global:register_name({name}, H)", "yes")
    for n in c.nodes:
        for owner, name in zip(c.nodes, short):
            await_owner([n], name, owner)
        n.must("lists:sort(global:registered_names())", f"[{','.join(short)}]")
    killed, halted = c.nodes[1], c.nodes[3]
    killed.end()
    halted.halt()
    left = [n for n in c.nodes if n not in (killed, halted)]
    for name in (short[1], short[3]):
        await_owner(left, name, None)
    back = c.restart(killed)
    back.must(f"net_kernel:connect_node('{c.nodes[-1].name}')")
    c.await_mesh(left + [back])
    for n in left:
        back.await_(f"is_pid(global:whereis_name({n.name.split('@')[0]}))")
    back.must(f"H = cluster_node:holder(), global:register_name({short[3]}, H)", "yes")
    await_owner(left + [back], short[3], back)


@scenario(3, mixes=MIXES_OF_MANY)
def newcomers_that_meet_one_get_to_know_all(c):
    old = list(c.nodes)
    late = [c.add() for _ in range(4)]
    start(c.nodes)
    for n in c.nodes:
        n.must("H = cluster_node:holder(), pg:join(s, all, H)", "ok")
    # Two who know only each other, and one whom nobody knows, come by way of three different ones.
    late[1].must(f"net_kernel:connect_node('{late[0].name}')")
    c.await_mesh(late[:2])
    late[0].must("global:register_name(pair, H)", "yes")
    old[0].must("global:register_name(old, H)", "yes")
    late[2].must(f"net_kernel:connect_node('{old[2].name}')")
    late[1].must(f"net_kernel:connect_node('{old[1].name}')")
    late[3].must(f"net_kernel:connect_node('{late[0].name}')")
    c.await_mesh()
    await_owner(c.nodes, "pair", late[0])
    await_owner(c.nodes, "old", old[0])
    await_members(c.nodes, "all", {n: 1 for n in c.nodes})


@scenario(7, OVERLAPPING, MIXES_OF_MANY)
def a_clash_of_three_sides_is_settled_once_and_the_same_everywhere(c):
    sides = c.nodes[:3], c.nodes[3:5], c.nodes[5:]
    c.part(sides[0], sides[1] + sides[2])
    c.part(sides[1], sides[2])
    for i, side in enumerate(sides):
        side[0].must("R = cluster_node:recorder(), "
                     "global:register_name(clash, R, fun cluster_node:first/3)", "yes")
        side[-1].must(f"H = cluster_node:holder(), global:register_name(of_side_{i}, H)", "yes")
        await_owner(side, "clash", side[0])
    c.heal(sides[1], sides[2])
    await_owner(sides[1] + sides[2], "clash", sides[1][0])
    c.heal(sides[0], sides[1] + sides[2])
    await_owner(c.nodes, "clash", sides[0][0])
    for i, side in enumerate(sides):
        await_owner(c.nodes, f"of_side_{i}", side[-1])
    for side in sides[1:]:
        side[0].await_("cluster_node:recorded(R) =:= [{lost, clash}]")
    sides[0][0].must("cluster_node:recorded(R)", "[]")


@scenario(7, mixes=MIXES_OF_MANY)
def a_lock_that_seven_want_is_never_held_twice(c):
    contend(c)


@scenario(7, TICKING + OVERLAPPING, MIXES_OF_MANY)
def a_lock_is_free_however_its_holder_is_lost(c):
    holders = dict(zip(("ended", "killed", "stopped", "cut_off"), c.nodes[1:5]))
    for lock, n in holders.items():
        take_and_keep(n, lock)
    for n in c.nodes:
        for lock in holders:
            try_once(n, lock, "false")
    left = [n for n in c.nodes if n not in list(holders.values())[1:]]
    holders["ended"].must("exit(Ended, kill)")
    holders["killed"].end()
    holders["stopped"].end(signal.SIGSTOP)
    away = holders["cut_off"]
    c.part([away], left)
    for i, lock in enumerate(holders):
        taker = left[i % len(left)]
        taker.await_(f"global:set_lock({{{lock}, self()}}, [node() | nodes()], 0)")
        for n in left:
            if n is not taker:
                try_once(n, lock, "false")
    # Who was cut off has it on its side; once it is back, who took it here has it no less.
    try_once(away, "cut_off", "false")
    c.heal([away], left)
    away.must("exit(Cut_off, kill)")
    try_once(away, "cut_off", "false")


def restart(c, dice, old):
    """The node is killed and comes back, by way of any other."""
    old.end()
    fresh = c.restart(old)
    by = dice.choice([n for n in c.nodes if n is not fresh])
    by.await_(f"not lists:member('{old.name}', nodes())")
    fresh.must(f"net_kernel:connect_node('{by.name}')")
    c.await_mesh()
    return fresh


def await_groups(nodes, members):
    """Until each of the nodes knows the members, each of which is
    [node, group, variable, how many times]."""
    for group in GROUPS:
        wanted = dict.fromkeys(nodes, 0)
        for n, _, _, count in (m for m in members if m[1] == group):
            wanted[n] += count
        await_members(nodes, group, wanted)


@scenario(7, mixes=MIXES_OF_MANY)
def groups_are_equal_on_all_after_joins_leaves_crashes_and_restarts(c):
    dice = random.Random(seed())
    start(c.nodes)
    members = []
    restarts = dict.fromkeys(dice.sample(range(1, STEPS), RESTARTS))
    for step in range(STEPS):
        if step in restarts:
            old = dice.choice(c.nodes)
            members = [m for m in members if m[0] is not old]
            start([restart(c, dice, old)])
            # OTP's own scope ends when it hears of a leave before it is told of the groups.
            await_groups(c.nodes, members)
            continue
        what = dice.choice(("join", "join", "leave", "crash"))
        if what == "join" or not members:
            m = [dice.choice(c.nodes), dice.choice(GROUPS), f"M{step}", dice.randint(1, 3)]
            m[0].must(f"{m[2]} = cluster_node:holder(), "
                      f"pg:join(s, {m[1]}, lists:duplicate({m[3]}, {m[2]}))", "ok")
            members.append(m)
        elif what == "leave":
            m = dice.choice(members)
            m[0].must(f"pg:leave(s, {m[1]}, {m[2]})", "ok")
            m[3] -= 1
        else:
            m = dice.choice(members)
            m[0].must(f"exit({m[2]}, kill)")
            m[3] = 0
        members = [m for m in members if m[3]]
    await_groups(c.nodes, members)


@scenario(7, mixes=MIXES_OF_MANY)
def names_are_equal_on_all_after_they_are_taken_given_up_and_lost(c):
    dice = random.Random(seed())
    owners = {}  # of a name: the node, and the variable of its process
    restarts = dict.fromkeys(dice.sample(range(1, STEPS), RESTARTS))
    for step in range(STEPS):
        if step in restarts:
            old = dice.choice(c.nodes)
            owners = {name: owner for name, owner in owners.items() if owner[0] is not old}
            restart(c, dice, old)
            continue
        name, n = dice.choice(NAMES), dice.choice(c.nodes)
        what = dice.choice(("take", "take", "take over", "give up", "end"))
        if what == "take over" or (what == "take" and name not in owners):
            # By any node, whether or not it has heard of the end of the one before.
            if what == "take":
                n.await_(f"global:whereis_name({name}) =:= undefined")
            how = "register_name" if what == "take" else "re_register_name"
            n.must(f"M{step} = cluster_node:holder(), global:{how}({name}, M{step})", "yes")
            owners[name] = n, f"M{step}"
        elif what == "take":
            n.must(f"global:register_name({name}, self())", "no")
        elif name in owners and what == "give up":
            n.must(f"global:unregister_name({name}), ok", "ok")
            del owners[name]
        elif name in owners:
            owner, variable = owners.pop(name)
            owner.must(f"exit({variable}, kill)")
    for name in NAMES:
        await_owner(c.nodes, name, owners.get(name, (None,))[0])
