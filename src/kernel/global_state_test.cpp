// The state machine of the global name server, against what two and three nodes of OTP 25 said to
// each other (traced with erlang:trace/3 on their global_name_server).

#include "kernel/global_state.hpp"

#include <doctest/doctest.h>

#include <deque>

#include "kith/build.hpp"
#include "kith/pattern.hpp"

namespace kith::detail {
namespace {

const atom ka("ka@localhost");
const atom kb("kb@localhost");
const atom kc("kc@localhost");
const atom kd("kd@localhost");

pid process_of(atom node, std::uint32_t id) {
  return pid::external(node, 7, id, 0);
}
const pid our_locker = process_of(ka, 56);
const pid his_locker = process_of(kb, 56);
const pid our_registrar = process_of(ka, 57);

/// Keeps what the machine asks for, as terms.
class recorder final : public global_effects {
 public:
  void cast(atom node, term m) override { add(tuple(atom("cast"), node, m)); }
  void send(atom node, term m) override { add(tuple(atom("send"), node, m)); }
  void send(pid to, term m) override { add(tuple(atom("send"), to, m)); }
  void reply(const term& from, term answer) override { add(tuple(atoms::reply, from, answer)); }
  reference watch(pid who) override {
    const std::array<std::uint32_t, 3> words = {++references_, 0, 0};
    const reference ref(ka, 7, words);
    watched.emplace_back(who, ref);
    return ref;
  }
  void unwatch(const reference& ref) override {
    std::erase_if(watched, [&](const auto& w) { return w.second == ref; });
  }
  void link(pid who) override { add(tuple(atom("link"), who)); }
  void unlink(pid who) override { add(tuple(atom("unlink"), who)); }
  pid locker() const override { return our_locker; }
  pid registrar() const override { return our_registrar; }
  void tell_locker(term m) override { add(tuple(atom("locker"), m)); }
  void tell_registrar(term m) override { add(tuple(atom("registrar"), m)); }
  pid start_resolver(atom node, const term& tag) override {
    add(tuple(atom("resolver"), node, tag));
    return process_of(ka, 91);
  }
  void kill(pid who) override { add(tuple(atoms::kill, who)); }
  void sync_with(atom node) override { add(tuple(atom("sync_with"), node)); }
  void tell_group(term m) override { add(tuple(atom("group"), m)); }
  void disconnect(atom node) override { add(tuple(atom("disconnect"), node)); }
  reference start_timer(duration, term) override {
    const std::array<std::uint32_t, 3> words = {++references_, 0, 1};
    return {ka, 7, words};
  }
  void cancel_timer(const reference&) override { ++timers_cancelled; }
  void try_again(term m) override { add(tuple(atom("again"), m)); }
  void log(log_level, std::string text) override { logged.push_back(std::move(text)); }

  void add(term what) { done.push_back(std::move(what)); }

  std::deque<term> done;
  std::vector<std::pair<pid, reference>> watched;
  std::vector<std::string> logged;
  int timers_cancelled = 0;

 private:
  std::uint32_t references_ = 0;
};

struct fixture {
  global_table names;
  recorder out;
  global_state machine{ka, names, out, {true, true, 99}};

  void info(term m) { machine.handle(m); }
  void cast(term m) { machine.handle(tuple(atoms::gen_cast, m)); }
  void call(pid who, term m) { machine.handle(tuple(atoms::gen_call, tuple(who, atom("tag")), m)); }
  /// The oldest effect that nobody has looked at.
  std::string next() {
    if (out.done.empty()) {
      return "nothing";
    }
    const term first = out.done.front();
    out.done.pop_front();
    return to_string(first);
  }
  /// What the last call was answered.
  std::string answer() {
    for (; !out.done.empty(); out.done.pop_front()) {
      const term e = out.done.front();
      if (e[0].is(atoms::reply)) {
        out.done.pop_front();
        return to_string(e[2]);
      }
    }
    return "none";
  }
  void nodeup(atom node) {
    info(tuple(atoms::nodeup, node,
               map(atom("connection_id"), 12035768, atom("node_type"), atoms::visible)));
  }
  void died(pid who) {
    const auto watched = out.watched;
    for (const auto& [target, ref] : watched) {
      if (target == who) {
        info(tuple(atoms::DOWN, ref, atoms::process, who, atoms::noconnection));
      }
    }
  }
  /// Brings the connection with kb to where both have the lock.
  void connect_kb() {
    nodeup(kb);
    cast(tuple(atom("init_connect"), tuple(8, -5), kb, locker_message()));
    info(tuple(atom("init_connect_ack"), kb, 1, -5));
    cast(tuple(atom("lock_is_set"), kb, 1, lock_id()));
    cast(tuple(atom("exchange"), kb, list(), list(), 1));
    cast(tuple(atom("exchange_ops"), kb, 1, list(), list()));
    cast(tuple(atom("resolved"), kb, list(), list(), atom("unused"), list(), 1));
    out.done.clear();
  }
  static term locker_message() {
    return tuple(atom("locker"), atom("no_longer_a_pid"), map(), his_locker);
  }
  static term lock_id() { return tuple(atom("global"), list(our_locker, his_locker)); }
};

std::string text(const term& t) {
  return to_string(t);
}

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
  const auto del = [&](pid who) {
    f.call(who, tuple(atom("del_lock"), tuple(atom("res"), atom("me"))));
    return f.answer();
  };
  CHECK(set(one, "me") == "true");
  CHECK(set(one, "me") == "true");
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
bool carry(recorder& from, global_state& to) {
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
  recorder out;
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
  recorder out;
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
