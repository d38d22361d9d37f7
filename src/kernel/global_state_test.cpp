// The state machine of the global name server, against what two and three nodes of OTP 25 said to
// each other (traced with erlang:trace/3 on their global_name_server): names, locks, who is asked.

#include <doctest/doctest.h>

#include "kernel/global_fixture.hpp"

namespace kith::detail {
namespace {

using fixture = global_fixture;

TEST_CASE("global state: two nodes with a name each connect as two of OTP 25 do") {
  fixture f;
  const pid foo = process_of(ka, 86);
  const pid bar = process_of(kb, 85);
  const term method = atom("method");
  f.call(our_registrar, tuple(atom("register"), atom("foo"), foo, method));
  CHECK(f.answer() == "yes");

  f.nodeup(kb);
  CHECK(f.next() ==
        text(tuple(atom("cast"), kb,
                   tuple(atom("init_connect"), tuple(8, 1), ka,
                         tuple(atom("locker"), atom("no_longer_a_pid"), map(), our_locker)))));
  CHECK(f.next() == text(tuple(atom("resolver"), kb, 1)));

  f.cast(tuple(atom("init_connect"), tuple(8, -576460752303423488), kb, f.locker_message()));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("his_the_locker"), his_locker,
                                                     tuple(8, list()), -576460752303423488, 1))));
  CHECK(f.next() ==
        text(tuple(atom("send"), kb, tuple(atom("init_connect_ack"), ka, -576460752303423488, 1))));
  f.info(tuple(atom("init_connect_ack"), kb, 1, -576460752303423488));
  CHECK(f.next() == "nothing");

  f.call(our_locker, tuple(atom("set_lock"), f.lock_id()));
  CHECK(f.answer() == "true");
  f.call(his_locker, tuple(atom("set_lock"), f.lock_id()));
  CHECK(f.answer() == "true");
  const term lock_set = tuple(atom("lock_set"), his_locker, true, list(), 1);
  f.cast(lock_set);
  CHECK(f.next() == text(tuple(atom("locker"), lock_set)));

  f.cast(tuple(atom("lock_is_set"), kb, 1, f.lock_id()));
  CHECK(f.next() == text(tuple(atom("cast"), kb,
                               tuple(atom("exchange"), ka, list(tuple(atom("foo"), foo, method)),
                                     list(), -576460752303423488))));
  const term his_names = list(tuple(atom("bar"), bar, method));
  f.cast(tuple(atom("exchange"), kb, his_names, list(), 1));
  CHECK(f.next() ==
        text(tuple(atom("send"), process_of(ka, 91),
                   tuple(atom("resolve"), his_names, list(tuple(atom("foo"), foo, method)), kb))));
  f.cast(tuple(atom("exchange_ops"), kb, 1,
               list(tuple(atom("insert"), tuple(atom("bar"), bar, method))), list()));
  CHECK(f.next() == text(tuple(atom("cast"), kb,
                               tuple(atom("resolved"), ka, list(), list(), atom("unused"), list(),
                                     -576460752303423488))));
  CHECK_FALSE(f.names.find(term(atom("bar"))));

  f.cast(tuple(atom("resolved"), kb, list(), list(), atom("unused"), list(), 1));
  CHECK(f.names.find(term(atom("bar"))) == bar);
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("cancel"), kb, 1, list()))));
  CHECK(f.next() == text(tuple(atoms::kill, process_of(ka, 91))));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("add_to_known"), list(kb)))));
  CHECK(f.next() == "nothing");
  CHECK(f.machine.known() == std::vector<atom>{kb});
  CHECK(f.machine.synced().contains(kb));

  // The node goes: first the monitors, then nodedown. Nobody else is there to be told.
  f.died(bar);
  f.info(tuple(atoms::nodedown, kb, map()));
  CHECK_FALSE(f.names.find(term(atom("bar"))));
  CHECK(f.names.find(term(atom("foo"))) == foo);
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("remove_from_known"), kb))));
  CHECK(f.next() == "nothing");
  CHECK(f.machine.known().empty());
}

TEST_CASE("global state: a third node that joins the partition is learnt of by new_nodes") {
  fixture f;
  f.connect_kb();
  const pid locker_c = process_of(kc, 56);
  const term id = tuple(atom("global"), list(his_locker, locker_c));
  f.call(his_locker, tuple(atom("set_lock"), id));
  const term extra = list(tuple(atom("vsn"), 8), tuple(atom("lock"), id));
  const term ops = list(tuple(atom("insert"), tuple(atom("c"), process_of(kc, 1), atom("m"))));
  f.out.done.clear();
  f.cast(tuple(atom("new_nodes"), kb, ops, list(), list(tuple(kc, 8)), extra));
  CHECK(f.next() == text(tuple(atom("sync_with"), kc)));
  CHECK(f.next() == text(tuple(atom("locker"), tuple(atom("add_to_known"), list(kc)))));
  CHECK(f.names.find(term(atom("c"))) == process_of(kc, 1));
  f.nodeup(kc);
  CHECK(f.next() == "nothing");
  f.cast(tuple(atom("in_sync"), kc, true));
  CHECK(f.next() == "nothing");
  CHECK(f.machine.synced().contains(kc));
  f.call(our_registrar, atom("get_known"));
  CHECK(f.answer() == text(list(kb, kc)));
}

TEST_CASE("global state: names that come after their lock has gone with its holder are dropped") {
  fixture f;
  f.connect_kb();
  const term lock = tuple(atom("set_lock"), tuple(atom("global"), process_of(kb, 57)));
  const term ask = tuple(atom("register"), atom("late"), process_of(kb, 9), atom("m"));
  f.call(process_of(kb, 57), lock);
  f.died(process_of(kb, 57));
  f.call(process_of(kb, 57), ask);
  CHECK_FALSE(f.names.find(term(atom("late"))));
  // Taken again, and in time.
  f.call(process_of(kb, 57), lock);
  f.call(process_of(kb, 57), ask);
  CHECK(f.names.find(term(atom("late"))) == process_of(kb, 9));
  // Another than the holder.
  f.call(process_of(kb, 58), tuple(atom("register"), atom("other"), process_of(kb, 9), atom("m")));
  CHECK_FALSE(f.names.find(term(atom("other"))));
}

TEST_CASE("global state: a lock is one requester's, whose processes are a set") {
  fixture f;
  const pid one = process_of(kb, 1);
  const pid two = process_of(kb, 2);
  const auto set = [&](pid who, const char* requester) {
    f.call(who, tuple(atom("set_lock"), tuple(atom("res"), atom(requester))));
    return f.answer();
  };
  const auto del = [&](pid who, const char* requester = "me") {
    f.call(who, tuple(atom("del_lock"), tuple(atom("res"), atom(requester))));
    return f.answer();
  };
  CHECK(set(one, "me") == "true");
  CHECK(set(one, "me") == "true");
  CHECK(f.out.watched.size() == 1);
  CHECK(set(two, "you") == "false");
  CHECK(del(one, "you") == "true");  // of nobody: nothing is freed
  CHECK(set(two, "you") == "false");
  CHECK(del(one) == "true");
  CHECK(set(two, "you") == "true");  // set twice, deleted once: free
  f.died(two);
  CHECK(set(one, "me") == "true");
  CHECK(set(two, "me") == "true");
  CHECK(del(one) == "true");
  CHECK(set(one, "you") == "false");  // two still has it
  f.died(two);
  CHECK(set(one, "you") == "true");
  CHECK(f.out.watched.size() == 1);
}

TEST_CASE("global state: sync is answered when all nodes are in sync or gone") {
  fixture f;
  f.call(process_of(ka, 1), atom("sync"));
  CHECK(f.answer() == "ok");
  f.connect_kb();
  f.nodeup(kc);
  f.nodeup(kd);
  f.out.done.clear();
  f.call(process_of(ka, 1), atom("sync"));
  CHECK(f.next() == "nothing");
  f.cast(tuple(atom("new_nodes"), kb, list(), list(), list(tuple(kd, 8)), list()));
  f.cast(tuple(atom("in_sync"), kd, true));
  f.out.done.clear();
  f.info(tuple(atoms::nodedown, kc, map()));
  f.next();
  CHECK(f.answer() == "ok");
}

TEST_CASE("global state: disconnect is answered when all nodes are gone, and none counts as lost") {
  fixture f;
  f.call(process_of(ka, 1), atom("disconnect"));
  CHECK(f.answer() == "[]");
  f.connect_kb();
  f.nodeup(kc);
  f.out.done.clear();
  f.call(process_of(ka, 1), atom("disconnect"));
  CHECK(f.next() == text(tuple(atom("disconnect"), kb)));
  CHECK(f.answer() == "none");
  f.info(tuple(atoms::nodedown, kb, map()));
  CHECK(f.answer() == "none");
  f.info(tuple(atoms::nodedown, kc, map()));
  CHECK(f.answer() == text(list(kb, kc)));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: a node stands for a process of a C node, and is linked to it meanwhile") {
  fixture f;
  const pid outside = process_of(kd, 5);
  const term ask = tuple(atom("register_ext"), atom("ext"), outside, atom("m"), ka);
  f.call(our_registrar, ask);
  CHECK(f.next() == text(tuple(atom("link"), outside)));
  CHECK(f.answer() == "yes");
  f.call(process_of(kb, 1), atom("get_names_ext"));
  CHECK(f.answer() == text(list(tuple(atom("ext"), outside, ka))));
  f.call(our_registrar, tuple(atom("unregister"), atom("ext")));
  CHECK(f.next() == text(tuple(atom("unlink"), outside)));
  CHECK_FALSE(f.names.find(term(atom("ext"))));
  // Another stands for it: no link of ours.
  f.call(our_registrar, tuple(atom("register_ext"), atom("ext"), outside, atom("m"), kb));
  CHECK(f.next().find("unlink") == std::string::npos);
  f.out.done.clear();
  f.died(outside);
  CHECK_FALSE(f.names.find(term(atom("ext"))));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: info is the record of OTP 25") {
  fixture f;
  f.connect_kb();
  f.call(process_of(kb, 1), atom("info"));
  const std::string said = f.answer();
  CAPTURE(said);
  CHECK(said.starts_with("{state,{conf,true,true},#{kb@localhost => 8,"));
  CHECK(said.find("{connection_id,kb@localhost} => 12035768") != std::string::npos);
  CHECK(said.find("[kb@localhost],[],[],ka@localhost," + text(term(our_locker)) + "," +
                  text(term(our_registrar))) != std::string::npos);
}

TEST_CASE("global state: names are changed by nodes that we know alone") {
  fixture f;
  f.connect_kb();
  const pid stranger = process_of(kc, 5);
  f.call(process_of(kb, 5), tuple(atom("register"), atom("n"), process_of(kb, 1), atom("m")));
  f.call(stranger, tuple(atom("register"), atom("n"), process_of(kc, 1), atom("m")));
  f.call(stranger, tuple(atom("unregister"), atom("n")));
  CHECK(f.names.find(term(atom("n"))) == process_of(kb, 1));
  f.call(process_of(kb, 5), tuple(atom("unregister"), atom("n")));
  CHECK_FALSE(f.names.find(term(atom("n"))));
}

TEST_CASE("global state: tags of two lives of a node differ") {
  global_recorder out;
  global_table names;
  global_options options;
  options.extended_creation = (std::uint64_t{5} << 32u) | 1u;
  global_state machine(ka, names, out, options);
  machine.handle(
      tuple(atoms::nodeup, kb, map(atom("connection_id"), 1, atom("node_type"), atoms::visible)));
  CHECK(to_string(out.done.back()) == text(tuple(atom("resolver"), kb, (5ll << 24u) + 1)));
}

TEST_CASE("global state: hidden nodes take no part") {
  fixture f;
  f.info(tuple(atoms::nodeup, kb, map(atom("connection_id"), 1, atom("node_type"), atoms::hidden)));
  f.info(tuple(atoms::nodedown, kb, map()));
  CHECK(f.next() == "nothing");
}

TEST_CASE("global state: what the registrar is asked comes from this node") {
  fixture f;
  const term what = tuple(atom("registrar"), atom("work"));
  f.call(process_of(kb, 1), what);
  CHECK(f.next() == "nothing");
  f.call(process_of(ka, 1), what);
  CHECK(f.next().find("trans_all_known") != std::string::npos);
}

TEST_CASE("global state: messages of the wrong shape are logged and change nothing") {
  fixture f;
  f.connect_kb();
  const atom a("a");
  const std::vector<term> bad = {
      atom("garbage"),
      term(list()),
      term(tuple()),
      term(tuple(atoms::gen_call, a, a)),
      term(tuple(atoms::gen_call, tuple(process_of(kb, 1), a), a)),
      term(tuple(atoms::gen_call, tuple(a, a), tuple(atom("set_lock"), tuple(a, a)))),
      term(tuple(atoms::gen_call, tuple(process_of(kb, 1), a), tuple(atom("set_lock"), a))),
      term(tuple(atoms::gen_call, tuple(process_of(kb, 1), a), tuple(atom("register"), a, a, a))),
      term(tuple(atoms::gen_cast, tuple(atom("init_connect"), a, kd, a))),
      term(tuple(atoms::gen_cast, tuple(atom("init_connect"), tuple(4, 1), kd, a))),
      term(tuple(atoms::gen_cast, tuple(atom("init_connect"), tuple(8, 1), kd, tuple(a, a, a, a)))),
      term(tuple(atoms::gen_cast, tuple(atom("exchange"), kb, list(a), list(), 1))),
      term(tuple(atoms::gen_cast, tuple(atom("resolved"), kb, a, a, a, a, 1))),
      term(tuple(atoms::gen_cast, tuple(atom("new_nodes"), kb, a, a, a, a))),
      term(tuple(atoms::gen_cast, tuple(atom("lock_set"), a, true, list(), 1))),
      term(tuple(atom("lost_connection"), kb, 1, 2, 3)),
      term(tuple(atom("remove_connection"), 1)),
      term(tuple(atoms::nodeup, kb)),
      term(tuple(atoms::DOWN, a, atoms::process, a, a)),
  };
  for (const term& m : bad) {
    f.out.logged.clear();
    f.info(m);
    CAPTURE(to_string(m));
    CHECK(f.out.logged.size() == 1);
    CHECK(f.next() == "nothing");
  }
  // Of the right shape, but nothing we wait for.
  f.cast(tuple(atom("new_nodes"), kd, list(), list(), list(tuple(kd, 8)), list()));
  f.cast(tuple(atom("in_sync"), kd, true));
  f.info(tuple(atom("cancel_connect"), kd, 1));
  CHECK(f.next() == "nothing");
  CHECK(f.machine.known() == std::vector<atom>{kb});
}

}  // namespace
}  // namespace kith::detail
