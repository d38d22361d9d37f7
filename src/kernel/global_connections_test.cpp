// Connections as the state machine of the global name server sees them: attempts to connect that
// are early, late or over, and losses.

#include <doctest/doctest.h>

#include "kernel/global_fixture.hpp"
#include "kith/pattern.hpp"

namespace kith::detail {
namespace {

using fixture = global_fixture;

TEST_CASE("global state: a reported loss is relayed once and answered by leaving the lost node") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8), tuple(kd, 8)), list()));
  f.out.done.clear();
  const term loss = tuple(atom("lost_connection"), kc, 1241754443834273582, -5, kb);
  f.info(loss);
  CHECK(f.next() == text(tuple(atom("send"), kb, loss)));
  CHECK(f.next() == text(tuple(atom("send"), kd, loss)));
  CHECK(f.next() == text(tuple(atom("send"), kb, tuple(atom("remove_connection"), ka))));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("remove_from_known"), kb))));
  CHECK(f.next() == "nothing");
  f.info(loss);  // relayed to us by another
  CHECK(f.next() == "nothing");
  // Its nodedown follows, and is no loss of ours.
  f.info(tuple(atoms::nodedown, kb, map()));
  CHECK(f.next() == "nothing");
  // A later loss between the same two is another.
  f.info(tuple(atom("lost_connection"), kc, 1241754443834273582, -4, kb));
  CHECK(f.next() == text(tuple(atom("send"), kd,
                               tuple(atom("lost_connection"), kc, 1241754443834273582, -4, kb))));
  CHECK(f.out.timers_cancelled == 1);
}

TEST_CASE(
    "global state: reports of two lives of one node are relayed once each, however they meet") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8), tuple(kd, 8)), list()));
  f.out.done.clear();
  const atom far("far@h");
  const term former = tuple(atom("lost_connection"), kc, 7, 1, far);
  const term present = tuple(atom("lost_connection"), kc, 8, 1, far);
  for (const term& loss : {former, present}) {
    f.info(loss);
    CHECK(f.next() == text(tuple(atom("send"), kb, loss)));
    CHECK(f.next() == text(tuple(atom("send"), kd, loss)));
  }
  f.info(former);
  f.info(present);
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: a connection we lose is told to all others") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8)), list()));
  f.out.done.clear();
  f.info(tuple(atoms::nodedown, kb, map()));
  f.next();
  CHECK(f.next() == text(tuple(atom("send"), kc, tuple(atom("lost_connection"), ka, 99, 1, kb))));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: a node that others know and that is not reached counts as lost") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8)), list()));
  f.out.done.clear();
  f.info(tuple(atom("extra_nodedown"), kb));  // connected meanwhile
  CHECK(f.next() == "nothing");
  f.info(tuple(atom("extra_nodedown"), kc));
  CHECK(f.machine.known() == std::vector<atom>{kb});
  f.next();
  CHECK(f.next() == text(tuple(atom("send"), kb, tuple(atom("lost_connection"), ka, 99, 1, kc))));
}

TEST_CASE("global state: the loss of a node that was to leave is told once it is known again") {
  fixture f;
  f.connect_kb();
  const auto told_of = [&](atom node) {
    f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(node, 8)), list()));
    f.out.done.clear();
  };
  // We ask it to leave, and it does not hear us: one by a connection that is dead there, one that
  // we have never reached.
  f.nodeup(kc);
  int op = 0;
  for (const atom node : {kc, kd}) {
    told_of(node);
    f.info(tuple(atom("lost_connection"), kb, 5, ++op, node));
    REQUIRE(f.machine.known() == std::vector<atom>{kb});
    told_of(node);
    f.info(tuple(node == kc ? atoms::nodedown : atom("extra_nodedown"), node));
    f.next();
    CHECK(f.next() ==
          text(tuple(atom("send"), kb, tuple(atom("lost_connection"), ka, 99, op, node))));
  }
}

TEST_CASE("global state: who asks to be removed is disconnected") {
  fixture f;
  f.connect_kb();
  f.info(tuple(atom("remove_connection"), kd));
  CHECK(f.next() == "nothing");
  f.info(tuple(atom("remove_connection"), kb));
  CHECK(f.next() == text(tuple(atom("disconnect"), kb)));
  CHECK(f.machine.known().empty());
  f.out.done.clear();
  f.info(tuple(atoms::nodedown, kb, map()));
  f.next();
  f.next();
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: after prepare_shutdown no loss is told") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8)), list()));
  f.out.done.clear();
  f.info(tuple(atom("prepare_shutdown"), process_of(kb, 1), atom("ref")));
  CHECK(f.next() == "nothing");  // not for others to say
  f.info(tuple(atom("prepare_shutdown"), process_of(ka, 1), atom("ref")));
  CHECK(f.next() == text(tuple(atom("send"), process_of(ka, 1), tuple(atom("ref"), atoms::ok))));
  f.info(tuple(atoms::nodedown, kb, map()));
  f.next();
  f.next();
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: an init_connect that comes before nodeup is kept") {
  fixture f;
  f.cast(tuple(atom("init_connect"), tuple(8, -5), kb, f.locker_message()));
  CHECK(f.next() == "nothing");
  f.nodeup(kb);
  f.next();  // our init_connect
  f.next();  // the resolver
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("his_the_locker"), his_locker,
                                                     tuple(8, list()), -5, 1))));
  CHECK(f.next() == text(tuple(atom("send"), kb, tuple(atom("init_connect_ack"), ka, -5, 1))));
}

TEST_CASE("global state: an attempt to connect has nothing of the one before the loss") {
  fixture f;
  const auto connect = [&](int his_tag, int my_tag) {
    f.nodeup(kb);
    f.cast(tuple(atom("init_connect"), tuple(8, his_tag), kb, f.locker_message()));
    f.info(tuple(atom("init_connect_ack"), kb, my_tag, his_tag));
  };
  connect(-5, 1);
  f.cast(tuple(atom("lock_is_set"), kb, 1, f.lock_id()));
  f.info(tuple(atoms::nodedown, kb, map()));
  connect(-6, 2);
  f.out.done.clear();
  // His names wait for our lock, which this attempt does not have yet.
  f.cast(tuple(atom("exchange"), kb, list(), list(), 2));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: an acknowledgement of another attempt cancels both and begins anew") {
  fixture f;
  f.nodeup(kb);
  f.cast(tuple(atom("init_connect"), tuple(8, -5), kb, f.locker_message()));
  f.out.done.clear();
  f.info(tuple(atom("init_connect_ack"), kb, 1, -6));
  CHECK(f.next() == text(tuple(atom("send"), kb, tuple(atom("cancel_connect"), ka, -6))));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("cancel"), kb, 1, atom("no_fun")))));
  CHECK(f.next() == text(tuple(atom("send"), kb, tuple(atom("cancel_connect"), ka, -5))));
  CHECK(f.next() == text(tuple(atoms::kill, process_of(ka, 91))));
  CHECK(f.next().find("init_connect,{8,2}") != std::string::npos);
  CHECK(f.next() == text(tuple(atom("resolver"), kb, 2)));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: an acknowledgement of an attempt that is over changes nothing") {
  fixture f;
  f.nodeup(kb);
  f.cast(tuple(atom("init_connect"), tuple(8, -5), kb, f.locker_message()));
  f.info(tuple(atom("cancel_connect"), kb, 1));
  f.cast(tuple(atom("init_connect"), tuple(8, -6), kb, f.locker_message()));
  f.out.done.clear();
  f.info(tuple(atom("init_connect_ack"), kb, 1, -5));
  CHECK(f.next() == "nothing");
  f.info(tuple(atom("init_connect_ack"), kb, 2, -6));
  CHECK(f.next() == "nothing");
}

/// Hands what one has for the other over, in order; true if there was anything.
bool carry(global_recorder& from, global_state& to) {
  bool any = false;
  for (; !from.done.empty(); from.done.pop_front()) {
    const term e = from.done.front();
    if (e[0].is(atom("cast"))) {
      to.handle(tuple(atoms::gen_cast, e[2]));
      any = true;
    } else if (e[0].is(atom("send")) && e[1].is_atom()) {
      to.handle(term(e[2]));
      any = true;
    }
  }
  return any;
}

TEST_CASE("global state: two nodes of which one was late to see a reconnect come to agree") {
  fixture a;
  global_table names;
  global_recorder out;
  global_state b(kb, names, out, {true, true, 98});
  const term up = map(atom("connection_id"), 2, atom("node_type"), atoms::visible);
  // What a says of the first connection goes over the second, of which alone b has heard.
  a.nodeup(kb);
  a.info(tuple(atoms::nodedown, kb, map()));
  a.nodeup(kb);
  b.handle(tuple(atoms::nodeup, ka, up));
  int turns = 0;
  for (bool any = true; any && turns < 1'000; ++turns) {
    any = carry(a.out, b);
    any = carry(out, a.machine) || any;
  }
  CHECK(turns < 20);
}

TEST_CASE("global state: a cancelled attempt is begun anew, one that is over stays over") {
  fixture f;
  f.nodeup(kb);
  f.cast(tuple(atom("init_connect"), tuple(8, -5), kb, f.locker_message()));
  f.out.done.clear();
  f.info(tuple(atom("cancel_connect"), kb, 77));
  CHECK(f.next() == "nothing");
  f.info(tuple(atom("cancel_connect"), kb, 1));
  f.next();  // the locker
  f.next();  // the resolver
  CHECK(f.next().find("init_connect,{8,2}") != std::string::npos);
  f.out.done.clear();
  f.cast(tuple(atom("lock_is_set"), kb, 1, f.lock_id()));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("cancel"), kb, 1, atom("no_fun")))));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: what the other side resolved may come before our own resolver is done") {
  fixture f;
  f.nodeup(kb);
  f.cast(tuple(atom("init_connect"), tuple(8, -5), kb, f.locker_message()));
  // So may its names before our lock is set.
  f.cast(tuple(atom("exchange"), kb, list(), list(), 1));
  f.cast(tuple(atom("lock_is_set"), kb, 1, f.lock_id()));
  const term his = list(tuple(atom("insert"), tuple(atom("n"), process_of(kb, 3), atom("m"))));
  f.cast(tuple(atom("resolved"), kb, his, list(tuple(kc, 8)), atom("unused"), list(), 1));
  CHECK_FALSE(f.names.find(term(atom("n"))));
  f.out.done.clear();
  f.cast(tuple(atom("exchange_ops"), kb, 1, list(), list()));
  CHECK(f.names.find(term(atom("n"))) == process_of(kb, 3));
  CHECK(f.next().find("resolved") != std::string::npos);
  CHECK(f.next() == text(tuple(atom("sync_with"), kc)));
  CHECK(f.machine.known() == std::vector<atom>{kb, kc});
}

TEST_CASE("global state: nodes that were known are told of those that connect") {
  fixture f;
  f.connect_kb();
  f.nodeup(kc);
  const term message = tuple(atom("locker"), atom("x"), map(), process_of(kc, 56));
  f.cast(tuple(atom("init_connect"), tuple(8, -9), kc, message));
  const term id = tuple(atom("global"), list(our_locker, process_of(kc, 56)));
  f.cast(tuple(atom("lock_is_set"), kc, 2, id));
  f.cast(tuple(atom("exchange"), kc, list(), list(), 2));
  f.cast(tuple(atom("exchange_ops"), kc, 2, list(), list()));
  f.out.done.clear();
  f.cast(tuple(atom("resolved"), kc, list(), list(), atom("unused"), list(), 2));
  const term told = tuple(atom("new_nodes"), ka, list(), list(), list(tuple(kc, 8)),
                          list(tuple(atom("vsn"), 8), tuple(atom("lock"), id)));
  CHECK(f.next() ==
        text(tuple(atom("locker"), tuple(atom("cancel"), kc, 2, list(tuple(kb, told))))));
}

TEST_CASE("global state: in_sync of a node that we do not know ends no attempt until we do") {
  fixture f;
  f.connect_kb();
  f.nodeup(kc);
  f.cast(tuple(atom("init_connect"), tuple(8, 7), kc, f.locker_message()));
  f.out.done.clear();
  f.cast(tuple(atom("in_sync"), kc, true));
  CHECK(f.next() == "nothing");
  CHECK_FALSE(f.machine.synced().contains(kc));
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8)), list()));
  CHECK(f.next() == text(tuple(atom("sync_with"), kc)));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("add_to_known"), list(kc)))));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("cancel"), kc, 2, atom("no_fun")))));
  CHECK(f.machine.synced().contains(kc));
}

TEST_CASE("global state: the partition of a node that we do not know is not ours") {
  fixture f;
  f.connect_kb();
  f.nodeup(kc);
  f.out.done.clear();
  const term ops = list(tuple(atom("insert"), tuple(atom("d"), process_of(kd, 1), atom("m"))));
  f.cast(tuple(atom("new_nodes"), kc, ops, list(), list(tuple(kd, 8)), list()));
  CHECK(f.next() == "nothing");
  CHECK(f.machine.known() == std::vector<atom>{kb});
  CHECK_FALSE(f.names.find(term(atom("d"))));
}

TEST_CASE("global state: a node that we know and that asks to connect gets to know us again") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("init_connect"), tuple(8, 7), kb, f.locker_message()));
  CHECK(f.next() ==
        text(tuple(atom("cast"), kb,
                   tuple(atom("init_connect"), tuple(8, 2), ka,
                         tuple(atom("locker"), atom("no_longer_a_pid"), map(kb, 8), our_locker)))));
  CHECK(f.next() == text(tuple(atom("resolver"), kb, 2)));
  CHECK(f.next() == text(tuple(atom("locker"),
                               tuple(atom("his_the_locker"), his_locker, tuple(8, list()), 7, 2))));
  CHECK(f.next() == text(tuple(atom("send"), kb, tuple(atom("init_connect_ack"), ka, 7, 2))));
}

TEST_CASE("global state: a locker that asks by an attempt which is over is refused") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("lock_set"), his_locker, true, list(), 1));
  CHECK(f.next() ==
        text(tuple(atom("cast"), kb, tuple(atom("lock_set"), our_locker, false, list()))));
  f.cast(tuple(atom("lock_set"), his_locker, false, list(), 1));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: locks asked for by a connection go with it, whatever their monitors say") {
  fixture f;
  f.connect_kb();
  const term id = tuple(atom("res"), process_of(kb, 7));
  f.call(process_of(kb, 7), tuple(atom("set_lock"), id));
  CHECK(f.names.is_locked(term(atom("res"))));
  f.info(tuple(atoms::nodedown, kb, map()));
  CHECK_FALSE(f.names.is_locked(term(atom("res"))));
}

TEST_CASE("global state: names of a node go when it is not known any more, connected or not") {
  fixture f;
  f.connect_kb();
  const term ops = list(tuple(atom("insert"), tuple(atom("c"), process_of(kc, 1), atom("m"))));
  f.cast(tuple(atom("new_nodes"), kb, ops, list(), list(tuple(kc, 8)), list()));
  CHECK(f.names.find(term(atom("c"))) == process_of(kc, 1));
  f.info(tuple(atom("lost_connection"), kb, 1, 1, kc));
  CHECK_FALSE(f.names.find(term(atom("c"))));
}

TEST_CASE("global state: a name is not free before the node of its process is lost") {
  fixture f;
  f.connect_kb();
  const pid there = process_of(kb, 1);
  f.call(process_of(kb, 5), tuple(atom("register"), atom("n"), there, atom("m")));
  f.died(there);  // noconnection; the nodedown comes after all that the connection has brought
  CHECK(f.names.find(term(atom("n"))) == there);
  f.info(tuple(atoms::nodedown, kb, map()));
  CHECK_FALSE(f.names.find(term(atom("n"))));
}

TEST_CASE("global state: a process on a known node that is not reached tells of its loss") {
  fixture f;
  f.connect_kb();
  const pid there = process_of(kc, 1);
  const term ops = list(tuple(atom("insert"), tuple(atom("c"), there, atom("m"))));
  f.cast(tuple(atom("new_nodes"), kb, ops, list(), list(tuple(kc, 8)), list()));
  f.out.done.clear();
  f.died(there);
  CHECK_FALSE(f.names.find(term(atom("c"))));
  CHECK(f.machine.known() == std::vector<atom>{kb});
  f.next();
  CHECK(f.next() == text(tuple(atom("send"), kb, tuple(atom("lost_connection"), ka, 99, 1, kc))));
}

TEST_CASE(
    "global state: a node that was to be removed and was not connected is lost as any other") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8), tuple(kd, 8)), list()));
  f.info(tuple(atom("lost_connection"), kb, 1, 1, kc));
  f.nodeup(kc);
  f.out.done.clear();
  f.info(tuple(atoms::nodedown, kc, map()));
  const term told = tuple(atom("lost_connection"), ka, 99, 1, kc);
  bool is_told = false;
  for (std::string each = f.next(); each != "nothing"; each = f.next()) {
    is_told = is_told || each == text(tuple(atom("send"), kb, told));
  }
  CHECK(is_told);
}

TEST_CASE("global state: two nodes that ask each other to leave both do") {
  fixture f;
  f.connect_kb();
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kc, 8)), list()));
  f.info(tuple(atom("lost_connection"), kc, 1, 1, kb));
  CHECK_FALSE(f.machine.known() == std::vector<atom>{kb, kc});
  f.out.done.clear();
  f.info(tuple(atom("remove_connection"), kb));
  CHECK(f.next() == text(tuple(atom("disconnect"), kb)));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: invented nodes that connect early take bounded memory") {
  fixture f;
  for (std::size_t i = 0; i < 2 * global_state::early_connects_max; ++i) {
    f.cast(tuple(atom("init_connect"), tuple(8, 1), atom("x" + std::to_string(i) + "@h"),
                 f.locker_message()));
  }
  CHECK(f.out.logged.size() == global_state::early_connects_max);
  for (std::size_t i = 0; i < global_state::lost_connections_max + 100; ++i) {
    f.info(tuple(atom("lost_connection"), kb, 1, 2, atom("x" + std::to_string(i) + "@h")));
  }
  CHECK(f.out.timers_cancelled == 100);
}

}  // namespace
}  // namespace kith::detail
